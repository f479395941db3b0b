"""What is wrong in the files of themes and settings, above the bottom line until it is mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text
from textual.geometry import Size
from textual.widget import Widget

from reader.tables import Problem
from reader.ui.flow import flowed
from reader.ui.line_format import shorten
from reader.ui.widgets.lines import ink, theme_of

MOST: Final = 2
"""Lines it takes at most, whatever there is to say."""
LEAST_SAID: Final = 20
"""Cells of the problem that are always said."""


class Notice(Widget):
    """The first problem in one or two lines of its own, with the key that shows the others.

    It covers nothing. `settings_key` is the key of the settings, where all problems are listed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: Sequence[Problem] = ()
        self.settings_key = ""
        self.display = False

    def show(self, problems: Sequence[Problem], settings_key: str) -> None:
        """Tell of these; of none, take no room."""
        self.problems, self.settings_key = problems, settings_key
        self.display = bool(problems)
        self.refresh(layout=True)

    def hide(self) -> bool:
        """Take no room until there is something else to tell; False where none was taken."""
        was_shown, self.display = bool(self.display), False
        return was_shown

    def said(self, cells: int) -> list[str]:
        """The lines of it, each of at most so many cells."""
        if not self.problems:
            return []
        first, others = str(self.problems[0]), len(self.problems) - 1
        key = f"{self.settings_key} shows " if self.settings_key else "the settings show "
        others_said = f"and {others} more: {key}them, Esc hides this" if others else ""
        lines = flowed(f"{first}  ({others_said or 'Esc hides this'})", cells)
        room = MOST * cells
        while len(lines) > MOST and room > LEAST_SAID:
            room -= 1
            more = f"  ({others_said or f'{key}all of it, Esc hides this'})"
            lines = flowed(shorten(first, room) + more, cells)
        return lines[:MOST]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.said(width))

    def render(self) -> Text:
        style = ink(theme_of(self).style("status.error"))
        return Text("\n".join(self.said(self.content_size.width)), style, no_wrap=True)

    def on_theme_changed(self) -> None:
        self.refresh()
