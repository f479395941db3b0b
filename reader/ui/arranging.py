"""The order the list and the feeds stand in: as the settings say, or as was chosen for now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from reader.library.order import FLAGS, NEWEST, OrderBy

if TYPE_CHECKING:
    from reader.library import Library
    from reader.library.query import Query
    from reader.ui.layout import Layout

_LISTS: Final[tuple[OrderBy, ...]] = (
    NEWEST,
    ("oldest",),
    ("unread", "newest"),
    ("headline",),
    ("source",),
    ("longest",),
)
_FEEDS: Final[tuple[OrderBy, ...]] = (("title",), ("unread",), ("articles",), ("subscribed",))
"""What a key goes through; settings can say more."""

_SAID: Final = {
    "newest": "newest first",
    "oldest": "oldest first",
    "added": "last added first",
    "unread": "unread first",
    "starred": "starred first",
    "headline": "by headline",
    "source": "by source",
    "byline": "by byline",
    "address": "by address",
    "longest": "longest first",
    "shortest": "shortest first",
    "random": "at random",
    "title": "by title",
    "articles": "most articles first",
    "subscribed": "as subscribed to",
    "fetched": "last fetched first",
    "tag": "by tag",
}


class Arrangement:
    """Articles in the order of the list.

    What was unread or starred when the list was begun keeps its place while it is read, so that
    no line moves away from under the eyes.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._chosen: dict[str, OrderBy] = {}
        self._settings: tuple[OrderBy, OrderBy] | None = None
        self._marked: dict[str, frozenset[int]] = {}
        self._kept: frozenset[int] = frozenset()
        self.list_order = self.feeds_order = NEWEST
        self.ids: Sequence[int] = ()

    def follow(self, layout: Layout) -> bool:
        """Go by these settings; whether they are others than before."""
        before, self._settings = self._settings, (layout.list_order, layout.feeds_order)
        if before == self._settings:
            return False
        self._chosen.clear()
        self._take()
        return True

    def step(self, what: str) -> str:
        """The next order of the `list` or the `feeds`, for now; says which."""
        ways = _LISTS if what == "list" else _FEEDS
        here = self.list_order if what == "list" else self.feeds_order
        self._chosen[what] = ways[(ways.index(here) + 1) % len(ways) if here in ways else 0]
        self._take()
        return said(self._chosen[what])

    def _take(self) -> None:
        assert self._settings is not None
        self.list_order = self._chosen.get("list", self._settings[0])
        self.feeds_order = self._chosen.get("feeds", self._settings[1])
        self.begin_anew()

    def begin_anew(self) -> None:
        """Let what is read by now stand with what is read."""
        self._marked = {}
        self._kept = frozenset()

    @property
    def is_by_arrival(self) -> bool:
        """Whether what is new stands above what was there."""
        return self.list_order[0] in ("newest", "added")

    def arrange(self) -> Sequence[int]:
        """All articles, as they stand now. Takes a quarter of a second for 100,000."""
        order, store, marked = self.list_order, self._library.store, self._marked
        if order == NEWEST:
            self.ids = self._library.order().newest
            return self.ids
        gone: dict[str, frozenset[int]] = {}
        for flag in FLAGS:
            if any(word.removeprefix("-") == flag for word in order):
                now = store.unread_ids() if flag == "unread" else store.starred_ids()
                marked[flag] = marked.get(flag, frozenset()) | now
                gone[flag] = marked[flag] - now
        unread, starred = gone.get("unread", ()), gone.get("starred", ())
        self.ids = store.ids_by(order, unread=unread, starred=starred)
        return self.ids

    def only(
        self,
        ids: Sequence[int],
        query: Query,
        *,
        at_once: bool = False,
        is_stale: Callable[[], bool] = lambda: False,
    ) -> Sequence[int]:
        """Those of the articles that a search finds, and those it found since the list was begun.

        All of them, where the index cannot be searched now. All are looked at, however long it
        takes; `at_once`: as many as one search's budget lasts for. Raises SearchStale.
        """
        from reader.library.index import BUDGET
        from reader.library.search import search

        if query.is_empty and not query.is_lost:
            return ids
        kept = self._kept
        budget = BUDGET if at_once else None
        results = search(self._library, query, budget=budget, is_stale=is_stale)
        if results.problem or results.is_rebuilding:
            return ids
        wanted = kept.union(results.ids)
        shown = [number for number in ids if number in wanted]
        if self._kept is kept:
            self._kept = kept.union(shown)
        return shown

    def in_order(self, found: Sequence[int]) -> Sequence[int]:
        """What was found, as it stands in the list; what came since then before it."""
        if self.list_order == NEWEST:
            return found
        wanted = frozenset(found)
        known = [number for number in self.ids if number in wanted]
        new = wanted.difference(known) if len(known) < len(wanted) else ()
        return [*(number for number in found if number in new), *known]


def said(order: OrderBy) -> str:
    """An order in words: `unread first, newest first`."""
    return ", ".join(
        f"{_SAID[word.removeprefix('-')]}{', backwards' if word.startswith('-') else ''}"
        for word in order
    )
