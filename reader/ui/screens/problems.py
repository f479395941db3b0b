"""What went wrong with many inputs, one line each, to be read at leisure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.box import Box, Legend


class ProblemsScreen(Dialog[None]):
    """Lists problems under a title; any key that goes back closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "Back"),
        Binding("j,down", "scroll(1)", "Down"),
        Binding("k,up", "scroll(-1)", "Up"),
        Binding("space,pagedown", "scroll(16)", "Page down"),
        Binding("pageup,b", "scroll(-16)", "Page up"),
    ]

    def __init__(self, title: str, problems: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._problems = problems

    def compose(self) -> ComposeResult:
        with Box(id="feeds"):
            yield Static(self._title, id="picker-title", markup=False)
            with VerticalScroll(id="problems", can_focus=False):
                yield Static("\n".join(self._problems), markup=False)
            yield Legend("Esc closes this", id="picker-keys")

    def action_scroll(self, lines: int) -> None:
        self.query_one("#problems").scroll_relative(y=lines, animate=False)
