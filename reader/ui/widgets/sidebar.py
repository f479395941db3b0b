"""The sidebar: all news, what is starred, and the feeds by tag, each with its unread count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reader.ui.line_format import set_line
from reader.ui.widgets.lines import Lit, ink, line, theme_of

if TYPE_CHECKING:
    from reader.library.feeds import FeedRow
    from reader.library.store import Counts


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the library: `value` is a tag, or a feed's id."""

    kind: Literal["all", "starred", "tag", "feed"] = "all"
    title: str = "All news"
    value: str = ""


EVERYTHING = Scope()
STARRED = Scope("starred", "Starred")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the sidebar."""

    scope: Scope
    unread: int
    depth: int = 0
    ails: bool = False
    total: int = 0
    tags: tuple[str, ...] = ()
    address: str = ""
    is_paused: bool = False


FREE: Final = ("tags", "address")
"""What is shortened before the title is."""
_NAMING: Final = ("fault", "title")
"""The fields in the ink of the entry itself."""


def fact(entry: Entry, number: int, name: str) -> str:
    """What a field of a line says of an entry."""
    facts = {
        "number": f"{number + 1:,}",
        "fault": "!" if entry.ails else "",
        "state": "‖" if entry.is_paused else "!" if entry.ails else " ",
        "title": entry.scope.title,
        "tags": ", ".join(entry.tags),
        "unread": f"{entry.unread:,}" if entry.unread else "",
        "total": f"{entry.total:,}",
        "address": entry.address,
    }
    return facts[name]


def entry_of(feed: FeedRow, depth: int = 0) -> Entry:
    """A feed's line, so many steps in."""
    return Entry(
        Scope("feed", feed.title, str(feed.id)),
        feed.unread,
        depth,
        ails=feed.failures > 0,
        total=feed.total,
        tags=tuple(sorted(feed.tags)),
        address=feed.address,
        is_paused=feed.is_paused,
    )


def entries_of(feeds: Sequence[FeedRow], counts: Counts) -> list[Entry]:
    """What the sidebar lists: each tag with its feeds below it, then the feeds without one."""
    entries = [
        Entry(EVERYTHING, counts.unread, total=counts.total),
        Entry(STARRED, counts.starred, total=counts.starred),
    ]

    for tag in sorted({tag for feed in feeds for tag in feed.tags}):
        tagged = [feed for feed in feeds if tag in feed.tags]
        unread, total = sum(f.unread for f in tagged), sum(f.total for f in tagged)
        entries.append(Entry(Scope("tag", tag, tag), unread, total=total))
        entries += [entry_of(feed, 1) for feed in tagged]
    return [*entries, *(entry_of(feed, 0) for feed in feeds if not feed.tags)]


class Sidebar(ScrollView, can_focus=True, inherit_bindings=False):
    """Choosing a line lists that part of the library."""

    @dataclass
    class Chosen(Message):
        """A part of the library is to be listed."""

        scope: Scope

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: list[Entry] = [Entry(EVERYTHING, 0)]
        self.cursor = 0
        self.scope = EVERYTHING
        self._lit = Lit(self, "feeds")

    def show(self, entries: Sequence[Entry]) -> None:
        """List these; the cursor stays on its scope where that is still there."""
        here = self.entries[self.cursor].scope
        self.entries = list(entries)
        scopes = [entry.scope for entry in self.entries]
        self.cursor = scopes.index(here) if here in scopes else 0
        self.virtual_size = Size(self.size.width, len(self.entries))
        self.refresh()

    def go_to(self, scope: Scope) -> None:
        """Put the cursor on a part of the library that is listed."""
        self.scope = scope
        self._put_cursor([entry.scope for entry in self.entries].index(scope))

    def render_line(self, y: int) -> Strip:
        theme = theme_of(self)
        surface = theme.ground("surface")
        width = self.size.width
        number = self.scroll_offset.y + y
        if number >= len(self.entries):
            return Strip.blank(width, surface)
        entry = self.entries[number]
        base = surface
        mark = ("▌", ink(theme.style("border.focus"))) if entry.scope == self.scope else (" ", base)
        name = "list.unread" if entry.unread else "list.read"
        if number == self.cursor and self.has_focus:
            base = surface + theme.style("list.cursor")
            style = base
        else:
            style = ink(theme.style("status.error" if entry.ails else name))
        room = width - 1 - 2 * entry.depth
        told = set_line(
            theme.layout.sidebar_line,
            partial(fact, entry, number),
            room,
            "title",
            FREE,
        )
        counts = ink(theme.style("list.age"))
        pieces = [
            piece
            for text, name in told
            for piece in self._lit.pieces(
                text, style if name in _NAMING else counts, is_chosen=style is base
            )
        ]
        return line([mark, ("  " * entry.depth, base), *pieces], width, base)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self.entries))

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self.refresh()

    def _put_cursor(self, number: int) -> None:
        self.cursor = max(0, min(number, len(self.entries) - 1))
        self.scroll_to_region(
            Region(0, self.cursor, 1, 1), animate=False, force=True, immediate=True
        )
        self.refresh()

    def action_cursor_down(self) -> None:
        self._put_cursor(self.cursor + 1)

    def action_cursor_up(self) -> None:
        self._put_cursor(self.cursor - 1)

    def action_page_down(self) -> None:
        self._put_cursor(self.cursor + self.size.height - 1)

    def action_page_up(self) -> None:
        self._put_cursor(self.cursor - self.size.height + 1)

    def action_first(self) -> None:
        self._put_cursor(0)

    def action_last(self) -> None:
        self._put_cursor(len(self.entries) - 1)

    def action_choose(self) -> None:
        self.scope = self.entries[self.cursor].scope
        self.refresh()
        self.post_message(self.Chosen(self.scope))

    def on_click(self, event: events.Click) -> None:
        number = self.scroll_offset.y + event.y
        if number < len(self.entries):
            self._put_cursor(number)
            self.action_choose()
