"""All keys, from the one table they are all made from."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from reader.ui.keymap import PLACES, Keymap, shown
from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.lines import ink, theme_of


class HelpScreen(Dialog[None]):
    """Keys by where they apply; any of the usual keys closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,question_mark,f1,enter", "dismiss", "Back"),
        ("j,down", "scroll(1)", "Down"),
        ("k,up", "scroll(-1)", "Up"),
        ("space,pagedown", "scroll(16)", "Page down"),
        ("pageup,b", "scroll(-16)", "Page up"),
        ("g,home", "scroll(-1000)", "Top"),
        ("G,end", "scroll(1000)", "Bottom"),
    ]

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False):
            yield Static(self._table())

    def _table(self) -> Table:
        theme = theme_of(self)
        title, key = ink(theme.style("panel.title")), ink(theme.style("footer.key"))
        body, meta = ink(theme.style("body")), ink(theme.style("meta"))
        table = Table.grid(padding=(0, 2))
        table.add_column(style=key, no_wrap=True)
        table.add_column(style=body)
        for place, words in PLACES.items():
            table.add_row(Text(words, title))
            for action in self._keymap.within(place):
                keys = "  ".join(map(shown, action.keys)) or "none"
                says = Text(action.description)
                if action.origin:
                    says.append(f"  {action.origin}", meta)
                table.add_row(f"  {keys}", says)
            table.add_row()
        table.add_row(Text("Esc closes this", meta))
        return table

    def action_scroll(self, lines: int) -> None:
        self.query_one("#help").scroll_relative(y=lines, animate=False)
