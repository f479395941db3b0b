"""What an empty library shows: the three ways to begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.ui.widgets.lines import ink, line, theme_of

Choice = Literal["samples", "add"]

CHOICES: Final[tuple[tuple[Choice, str, str], ...]] = (
    ("samples", "Read the samples", "articles that came with the reader"),
    (
        "add",
        "Add a folder or a file",
        "saved pages, plain text, Markdown; folders with all in them",
    ),
    ("add", "Add a page", "any https address"),
)


class Welcome(Widget, can_focus=True, inherit_bindings=False):
    """Shown in place of the list and the page while there is nothing to list."""

    @dataclass
    class Chosen(Message):
        """A way to begin was chosen."""

        choice: Choice

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = 0

    def _lines(self) -> list[tuple[int, list[tuple[str, Style]]]]:
        """What is drawn, each line with the choice it belongs to (-1: none)."""
        theme = theme_of(self)
        ink, meta = theme.style("body"), theme.style("meta")
        lines: list[tuple[int, list[tuple[str, Style]]]] = [
            (-1, [("◆ Reader", theme.style("kicker"))]),
            (-1, [("Nothing here yet. Begin with one of these:", theme.style("headline"))]),
            (-1, []),
        ]
        for number, (_, title, says) in enumerate(CHOICES):
            chosen = number == self.cursor
            bar = ("▌ ", theme.style("border.focus")) if chosen else ("  ", ink)
            style = theme.style("list.unread") if chosen else ink
            lines += [
                (number, [bar, (title, style)]),
                (number, [("  ", ink), (says, meta)]),
                (-1, []),
            ]
        keys = theme.style("footer.key")
        lines.append(
            (-1, [("j k", keys), (" choose   ", meta), ("Enter", keys), (" begin   ", meta)])
        )
        lines.append((-1, [("?", keys), (" all keys   ", meta), ("q", keys), (" quit", meta)]))
        return lines

    @property
    def _top(self) -> int:
        return max(0, (self.size.height - len(self._lines())) // 3)

    def render_line(self, y: int) -> Strip:
        base = theme_of(self).ground("background")
        lines = self._lines()
        number = y - self._top
        indent = max(1, (self.size.width - 62) // 2)
        pieces = lines[number][1] if 0 <= number < len(lines) else []
        inked = [(text, ink(style)) for text, style in pieces]
        return line([(" " * indent, base), *inked], self.size.width, base)

    def action_cursor_down(self) -> None:
        self.cursor = min(self.cursor + 1, len(CHOICES) - 1)
        self.refresh()

    def action_cursor_up(self) -> None:
        self.cursor = max(self.cursor - 1, 0)
        self.refresh()

    def action_open(self) -> None:
        self.post_message(self.Chosen(CHOICES[self.cursor][0]))

    def on_click(self, event: events.Click) -> None:
        number = event.y - self._top
        lines = self._lines()
        if 0 <= number < len(lines) and lines[number][0] >= 0:
            self.cursor = lines[number][0]
            self.action_open()
