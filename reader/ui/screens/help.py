"""All keys, from the one table they are all made from."""

from __future__ import annotations

from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from reader.ui.actions import PLACES, Place
from reader.ui.flow import flowed
from reader.ui.key_names import shown
from reader.ui.keymap import Keymap
from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.box import LOW
from reader.ui.widgets.lines import ink, theme_of

MOST: Final = 20
"""Cells of keys in a line: three of the longer ones, and room for what they do on small screens."""


class HelpScreen(Dialog[None]):
    """Keys by where they apply, those of the window at `place` first."""

    window = "text_window"
    hides_others = True
    opened_by = "help"

    def __init__(self, keymap: Keymap, place: Place | None = None) -> None:
        super().__init__()
        self._keys = keymap
        self._place = place

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < LOW, "-full")

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", can_focus=False):
            yield Static(self._sections())

    def _sections(self) -> Group:
        theme = theme_of(self)
        title, key = ink(theme.style("panel.title")), ink(theme.style("footer.key"))
        body, meta = ink(theme.style("body")), ink(theme.style("meta"))
        sections = [(words, self._keys.within(place)) for place, words in PLACES.items()]
        if self._place is not None:
            here = tuple(self._keys.in_force(self._place))
            sections.insert(0, (f"Here: {PLACES[self._place].lower()}", here))
        parts: list[RenderableType] = []
        for words, actions in sections:
            table = Table.grid(padding=(0, 2))
            table.add_column(style=key, no_wrap=True, width=MOST + 2)
            table.add_column(style=body)
            for action in actions:
                keys = "  ".join(map(shown, action.keys)) or "none"
                says = Text(action.description)
                if action.origin:
                    says.append(f"  {action.origin}", meta)
                table.add_row("\n".join(f"  {line}" for line in flowed(keys, MOST)), says)
            parts += [Text(words, title), table, Text()]
        return Group(*parts, Text(self.foot(), meta))
