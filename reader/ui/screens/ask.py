"""One question, one line to answer it in."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.box import Legend
from reader.ui.widgets.lines import theme_of


class AskScreen(Dialog[str | None]):
    """Returns what was typed, or None where the question was left.

    `does` says beside the key that takes the answer what comes of it.
    """

    def __init__(self, question: str, example: str, does: str = "adds") -> None:
        super().__init__()
        self._question = question
        self._example = example
        self._does = does

    def compose(self) -> ComposeResult:
        accepts = self.keymap.key_of("accept", "answer")
        leaves = self.keymap.key_of("back", "answer")
        with Vertical(id="ask"):
            yield Static(self._question, id="question", markup=False)
            yield Input(placeholder=self._example, compact=True)
            yield Legend(f"{accepts} {self._does}  {leaves} leaves", id="ask-keys")

    def on_mount(self) -> None:
        field = self.query_one(Input)
        field.cursor_blink = theme_of(self).layout.blink
        field.focus()

    def action_accept(self) -> None:
        self.dismiss(self.query_one(Input).value.strip() or None)
