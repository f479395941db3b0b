"""One question, one line to answer it in."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.box import Legend
from reader.ui.widgets.lines import theme_of


class AskScreen(Dialog[str | None]):
    """Returns what was typed, or None where the question was left."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Cancel")]

    def __init__(self, question: str, example: str, says: str = "Enter adds  Esc leaves") -> None:
        super().__init__()
        self._question = question
        self._example = example
        self._says = says

    def compose(self) -> ComposeResult:
        with Vertical(id="ask"):
            yield Static(self._question, id="question", markup=False)
            yield Input(placeholder=self._example, compact=True)
            yield Legend(self._says, id="ask-keys")

    def on_mount(self) -> None:
        field = self.query_one(Input)
        field.cursor_blink = theme_of(self).layout.blink
        field.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)
