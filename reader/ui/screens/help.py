"""All keys, from the one table they are all made from."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from reader.ui.actions import PLACES, Place
from reader.ui.key_names import shown
from reader.ui.keymap import Keymap
from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.lines import ink, theme_of


class HelpScreen(Dialog[None]):
    """Keys by where they apply, those of the window at `place` first."""

    window = "text_window"
    opened_by = "help"

    def __init__(self, keymap: Keymap, place: Place | None = None) -> None:
        super().__init__()
        self._keys = keymap
        self._place = place

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
        sections = [(words, self._keys.within(place)) for place, words in PLACES.items()]
        if self._place is not None:
            here = tuple(self._keys.in_force(self._place))
            sections.insert(0, (f"Here: {PLACES[self._place].lower()}", here))
        for words, actions in sections:
            table.add_row(Text(words, title))
            for action in actions:
                keys = "  ".join(map(shown, action.keys)) or "none"
                says = Text(action.description)
                if action.origin:
                    says.append(f"  {action.origin}", meta)
                table.add_row(f"  {keys}", says)
            table.add_row()
        table.add_row(Text(self.foot(), meta))
        return table
