"""The top and the bottom line: what stands in them, and where, is the layout's to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from reader.ui.actions import Place
from reader.ui.clock import AUTO, dated, masthead_time
from reader.ui.key_names import shown
from reader.ui.keymap import Keymap
from reader.ui.layout import Layout
from reader.ui.widgets.lines import ink, line, theme_of
from reader.ui.widgets.reading_pane import Progress

BAR: Final = 12
"""Cells of the progress bar."""
NARROW: Final = 72
"""Columns below which the time and the bar are left out."""
PLACES: Final[tuple[Place, ...]] = ("list", "article", "panel", "sidebar", "search")
"""In the order of the layout's names for them."""

Pieces = list[tuple[str, Style]]
Edge = Literal["top", "bottom"]


@dataclass
class Status:
    """What the two lines tell; both are drawn anew when something in them changes."""

    keymap: Keymap
    now: Callable[[], datetime]
    position: Callable[[], tuple[int, int]]
    view: str = "All news"
    articles: int | None = None
    unread: int | None = None
    work: str = ""
    place: Place = "list"
    pending: str = ""
    progress: Progress | None = None
    lines: list[StatusLine] = field(default_factory=list)

    def tell(self, **changes: Any) -> None:
        """Show what has changed; what is not named stays."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.touch(*changes)

    def touch(self, *names: str) -> None:
        """Draw the lines anew in which one of these stands."""
        wanted = {sight for name in names for sight in _SHOWN_IN.get(name, (name,))}
        for status_line in self.lines:
            if wanted & status_line.sights:
                status_line.refresh()


_SHOWN_IN: Final = {
    "progress": ("progress", "bar", "percent", "left"),
    "place": ("place", "keys"),
    "pending": ("pending", "keys"),
    "work": ("work", "time"),
}
"""The sights that change with a fact, where they are not of its name."""


class StatusLine(Widget):
    """One of the two lines. Keys in it can be clicked."""

    @dataclass
    class Pressed(Message):
        """The name of an action was clicked."""

        action: str

    def __init__(self, edge: Edge, status: Status) -> None:
        super().__init__()
        self._edge = edge
        self._status = status
        status.lines.append(self)

    def on_mount(self) -> None:
        self.set_interval(20, lambda: self.refresh() if "time" in self.sights else None)

    def parts(self, layout: Layout) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
        """What stands at the left, in the middle, at the right."""
        if self._edge == "top":
            return layout.top_left, layout.top_centre, layout.top_right
        return layout.bottom_left, layout.bottom_centre, layout.bottom_right

    @property
    def sights(self) -> set[str]:
        """All that stands in this line."""
        return {sight for part in self.parts(theme_of(self).layout) for sight in part}

    def render_line(self, y: int) -> Strip:
        theme, width = theme_of(self), self.size.width
        style = theme.style("header" if self._edge == "top" else "footer.text")
        base = theme.ground("panel") + style
        left, centre, right = (
            {sight: self._sight(sight) for sight in self._in(part)}
            for part in self.parts(theme.layout)
        )
        margin = [(" ", base)]
        after = self._joined(right)
        if after:
            after = [("  ", base), *after, *margin]
        middle = self._joined(centre)
        for part in (left, centre, right):
            if "keys" in part:
                # All else has its room first.
                taken = _cells([*self._joined(left), *middle, *after])
                part["keys"] = self._keys(width - taken - 2 - 2 * bool(middle))
        before = [*margin, *self._joined(left)]
        if "keys" in right:
            after = [("  ", base), *self._joined(right), *margin]
        middle = self._joined(centre)
        room = width - _cells(before) - _cells(after) - 4
        if middle and _cells(middle) <= room:
            at = min(max((width - _cells(middle)) // 2, _cells(before) + 2),
                     width - _cells(after) - _cells(middle) - 2)  # fmt: skip
            before += [(" " * (at - _cells(before)), base), *middle]
        return line(before, width, base, after)

    def _in(self, part: Sequence[str]) -> Sequence[str]:
        """A part without the time while work is shown instead, or there is no room for it."""
        is_busy = "work" in part and bool(self._status.work)
        if is_busy or self.size.width < NARROW:
            return [sight for sight in part if sight != "time"]
        return part

    def _joined(self, part: dict[str, Pieces]) -> Pieces:
        """What stands in a part, the separator between."""
        separator = theme_of(self).layout.separator
        joined: Pieces = []
        for pieces in filter(None, part.values()):
            if joined:
                (first, style), *others = pieces
                joined += [(separator + first, style), *others] if separator.isspace() else [
                    (separator, ink(theme_of(self).style("meta"))), *pieces
                ]  # fmt: skip
            else:
                joined += pieces
        return joined

    def _sight(self, sight: str) -> Pieces:
        """One thing the line tells; nothing where there is nothing to tell."""
        status, theme = self._status, theme_of(self)
        meta, text = ink(theme.style("meta")), theme.style("footer.text")
        match sight:
            case "name":
                return [(theme.layout.name, ink(theme.style("footer.key")))]
            case "view":
                return [(status.view, Style(bold=True))]
            case "articles" if status.articles is not None:
                plural = "article" if status.articles == 1 else "articles"
                return [(f"{status.articles:,} {plural}", meta)]
            case "unread" if status.unread is not None:
                return [(f"{status.unread:,} unread", meta)]
            case "position":
                number, total = status.position()
                return [(f"{number:,} of {total:,}", meta)] if total else []
            case "place":
                place = theme.layout.place_names[PLACES.index(status.place)]
                return [(place, theme.style("footer.key"))]
            case "work" if status.work:
                return [(status.work, theme.style("status.warn"))]
            case "time":
                now, pattern = status.now(), theme.layout.clock
                return [(masthead_time(now) if pattern == AUTO else dated(pattern, now), meta)]
            case "pending" if status.pending:
                return [(f"{status.pending} …", theme.style("footer.key"))]
            case "theme":
                return [(theme.title, meta)]
            case "progress" | "bar" | "percent" | "left" if status.progress is not None:
                return self._progress(sight, status.progress, text)
        return []

    def _progress(self, sight: str, progress: Progress, text: Style) -> Pieces:
        theme = theme_of(self)
        how = theme.layout.progress if sight == "progress" else sight
        pieces: Pieces = []
        if how == "bar" and self.size.width >= NARROW:
            filled = round(BAR * progress.share)
            pieces += [
                ("━" * filled, theme.style("progress.done")),
                ("─" * (BAR - filled), theme.style("progress.todo")),
            ]
        if how == "percent" or (how == "bar" and sight == "progress"):
            air = " " * (sight == "progress")
            pieces.append((f"{air}{round(100 * progress.share):>3}%", text))
        if how == "left" or (how != "none" and sight == "progress"):
            left = progress.minutes_left
            words = "the end" if progress.share >= 1 else f"{max(1, left)} min left"
            pieces.append((f"  {words}" if sight == "progress" else words, text))
        return pieces

    def _keys(self, room: int) -> Pieces:
        """The keys that matter here, as many as there is room for."""
        theme = theme_of(self)
        *others, last = self._status.keymap.footer(self._status.place)
        pieces: Pieces = []
        used = 0
        # The last leads to all the rest, so there is always room for it.
        reserve = len(shown(last.keys[0])) + len(last.label) + 3
        for action in (*others, last):
            keys = shown(action.keys[0])
            needed = len(keys) + len(action.label) + 3
            if used + needed + (reserve if action is not last else 0) > room:
                continue
            click = Style(meta={"run": action.name})
            if pieces:
                pieces.append(("  ", theme.style("footer.text")))
            pieces.append((f"{keys} ", theme.style("footer.key") + click))
            pieces.append((f"{action.label}", theme.style("footer.text") + click))
            used += needed
        return pieces

    def on_click(self, event: events.Click) -> None:
        name = event.style.meta.get("run")
        if name:
            self.post_message(self.Pressed(name))


def _cells(pieces: Pieces) -> int:
    return sum(cell_len(text) for text, _ in pieces)


class Masthead(StatusLine):
    """`◆ Reader  All news  1,284 articles  37 unread`, the time at the right."""

    def __init__(self, status: Status) -> None:
        super().__init__("top", status)


class Footer(StatusLine):
    """The keys that matter here, and how far the reader has come."""

    def __init__(self, status: Status) -> None:
        super().__init__("bottom", status)
