"""The sidebar: all news, what is starred, and the feeds by tag, each with its unread count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reader.ui.widgets.lines import ink, line, shorten, theme_of

if TYPE_CHECKING:
    from reader.library.feeds import FeedRow


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


def entries_of(feeds: Sequence[FeedRow], unread: int, starred: int) -> list[Entry]:
    """What the sidebar lists: each tag with its feeds below it, then the feeds without one."""
    entries = [Entry(EVERYTHING, unread), Entry(STARRED, starred)]

    def entry(feed: FeedRow, depth: int) -> Entry:
        scope = Scope("feed", feed.title, str(feed.id))
        return Entry(scope, feed.unread, depth, ails=bool(feed.error))

    for tag in sorted({tag for feed in feeds for tag in feed.tags}):
        tagged = [feed for feed in feeds if tag in feed.tags]
        entries.append(Entry(Scope("tag", tag, tag), sum(feed.unread for feed in tagged)))
        entries += [entry(feed, 1) for feed in tagged]
    return [*entries, *(entry(feed, 0) for feed in feeds if not feed.tags)]


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

    def show(self, entries: Sequence[Entry]) -> None:
        """List these; the cursor stays on its scope where that is still there."""
        here = self.entries[self.cursor].scope
        self.entries = list(entries)
        scopes = [entry.scope for entry in self.entries]
        self.cursor = scopes.index(here) if here in scopes else 0
        self.virtual_size = Size(self.size.width, len(self.entries))
        self.refresh()

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
        count = f" {entry.unread:,} " if entry.unread else " "
        title = "! " * entry.ails + entry.scope.title
        room = width - len(count) - 1 - 2 * entry.depth
        pieces = [mark, ("  " * entry.depth, base), (shorten(title, room), style)]
        return line(pieces, width, base, [(count, ink(theme.style("list.age")))])

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
