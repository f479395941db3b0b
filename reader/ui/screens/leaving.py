"""Leaving the reader: at once, or after a question where the settings want one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from reader.ui.screens.dialog import Dialog
from reader.ui.themed import ThemedApp
from reader.ui.widgets.box import Legend


class LeavingScreen(Dialog[bool]):
    """Asks whether to leave; returns whether that is so."""

    window = "leaving"

    def compose(self) -> ComposeResult:
        with Vertical(id="ask"):
            yield Static("Leave the reader?", id="question")
            yield Legend(self.foot(), id="ask-keys")

    def action_choose(self) -> None:
        self.dismiss(True)


def leave(app: ThemedApp) -> None:
    """Leave, or ask first; asked for once more while the question stands, leave."""
    if not app.settings.confirm_exit or isinstance(app.screen, LeavingScreen):
        app.exit()
        return

    def answered(is_meant: bool | None) -> None:
        if is_meant:
            app.exit()

    app.push_screen(LeavingScreen(), answered)
