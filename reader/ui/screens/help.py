"""All keys, from the one table they are all made from."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from reader.ui.keymap import PLACES, Keymap, shown
from reader.ui.widgets.lines import ink, theme_of


class HelpScreen(ModalScreen[None]):
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
            yield Static(self._text())

    def _text(self) -> Text:
        theme = theme_of(self)
        title, key = ink(theme.style("panel.title")), ink(theme.style("footer.key"))
        says, meta = ink(theme.style("body")), ink(theme.style("meta"))
        text = Text()
        for place, words in PLACES.items():
            text.append(f"{words}\n", title)
            for action in self._keymap.within(place):
                keys = "  ".join(shown(k) for k in action.keys)
                text.append(f"  {keys:<24} ", key)
                text.append(f"{action.description}\n", says)
            text.append("\n")
        text.append("Esc closes this", meta)
        return text

    def action_scroll(self, lines: int) -> None:
        self.query_one("#help").scroll_relative(y=lines, animate=False)
