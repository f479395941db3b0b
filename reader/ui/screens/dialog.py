"""What every screen that opens over another has in common."""

from __future__ import annotations

from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import OptionList


class Dialog(ModalScreen[ScreenResultType]):
    """A screen over another that ends with an answer, once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "end('first')", "First line"),
        Binding("G", "end('last')", "Last line"),
    ]

    _is_answered = False

    def action_end(self, which: str) -> None:
        """Go to the first or the last line of the list, where there is one."""
        for options in self.query(OptionList):
            if which == "first":
                options.action_first()
            else:
                options.action_last()

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """End with this answer. A key that came twice, as on a slow line, answers nothing more."""
        if self._is_answered:
            return AwaitComplete()
        self._is_answered = True
        return super().dismiss(result)
