"""Leaving the reader: at once, or after a question where the settings want one."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from reader.ui.screens.dialog import Dialog
from reader.ui.themed import ThemedApp
from reader.ui.widgets.box import Legend


class LeavingScreen(Dialog[bool]):
    """Asks whether to leave; returns whether that is so."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter,q,Q", "dismiss(True)", "Leave"),
        Binding("n,escape", "dismiss(False)", "Stay"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="ask"):
            yield Static("Leave the reader?", id="question")
            yield Legend("Enter or y leaves  Esc or n stays", id="ask-keys")


def leave(app: ThemedApp) -> None:
    """Leave, or ask first; asked for once more while the question stands, leave."""
    if not app.settings.confirm_exit or isinstance(app.screen, LeavingScreen):
        app.exit()
        return

    def answered(is_meant: bool | None) -> None:
        if is_meant:
            app.exit()

    app.push_screen(LeavingScreen(), answered)
