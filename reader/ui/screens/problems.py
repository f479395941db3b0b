"""What went wrong with many inputs, one line each, to be read at leisure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.box import Box, Legend


class ProblemsScreen(Dialog[None]):
    """Lists problems under a title; what they were, to be read at leisure."""

    window = "text_window"
    hides_others = True

    def __init__(self, title: str, problems: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._problems = problems

    def compose(self) -> ComposeResult:
        with Box(id="feeds"):
            yield Static(self._title, id="picker-title", markup=False)
            with VerticalScroll(id="problems", can_focus=False):
                yield Static("\n".join(self._problems), markup=False)
            yield Legend(self.foot(), id="picker-keys")
