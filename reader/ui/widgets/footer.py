"""The bottom line: the keys that matter here, and how far the reader has come."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.ui.keymap import Keymap, Place, shown
from reader.ui.widgets.lines import line, theme_of
from reader.ui.widgets.reading_pane import Progress

BAR = 12
"""Cells of the progress bar."""


class Footer(Widget):
    """Keys on the left (each can be clicked), progress and minutes left on the right."""

    @dataclass
    class Pressed(Message):
        """The name of an action was clicked."""

        action: str

    def __init__(self, keymap: Keymap, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keymap = keymap
        self.place: Place = "list"
        self.progress: Progress | None = None
        self.pending = ""

    def tell(self, place: Place, pending: str = "") -> None:
        """The pane that has the focus, and the keys of an unfinished sequence."""
        self.place, self.pending = place, pending
        self.refresh()

    def tell_progress(self, progress: Progress | None) -> None:
        self.progress = progress
        self.refresh()

    def _progress(self, width: int) -> list[tuple[str, Style]]:
        if self.progress is None:
            return []
        theme = theme_of(self)
        text, done = theme.style("footer.text"), theme.style("progress.done")
        how = theme.layout.progress
        filled = round(BAR * self.progress.share)
        pieces: list[tuple[str, Style]] = [("  ", text)]
        if how == "bar" and width >= 72:
            pieces += [("━" * filled, done), ("─" * (BAR - filled), theme.style("progress.todo"))]
        if how in ("bar", "percent"):
            pieces.append((f" {round(100 * self.progress.share):>3}%", text))
        if how != "none":
            left = self.progress.minutes_left
            words = "the end" if self.progress.share >= 1 else f"{max(1, left)} min left"
            pieces.append((f"  {words} ", text))
        return pieces

    def render_line(self, y: int) -> Strip:
        theme = theme_of(self)
        base = theme.ground("panel") + theme.style("footer.text")
        width = self.size.width
        right = self._progress(width)
        room = width - sum(len(text) for text, _ in right) - 1
        left: list[tuple[str, Style]] = [(" ", base)]
        if self.pending:
            left.append((f"{self.pending} … ", theme.style("footer.key")))
        used = sum(len(text) for text, _ in left)
        *others, last = self._keymap.footer(self.place)
        # The last leads to all the rest, so there is always room for it.
        reserve = len(shown(last.keys[0])) + len(last.label) + 3
        for action in (*others, last):
            keys = shown(action.keys[0])
            needed = len(keys) + len(action.label) + 3
            if used + needed + (reserve if action is not last else 0) > room:
                continue
            click = Style(meta={"run": action.name})
            left.append((f"{keys} ", theme.style("footer.key") + click))
            left.append((f"{action.label}", theme.style("footer.text") + click))
            left.append(("  ", base))
            used += len(keys) + len(action.label) + 3
        return line(left, width, base, right)

    def on_click(self, event: events.Click) -> None:
        name = event.style.meta.get("run")
        if name:
            self.post_message(self.Pressed(name))
