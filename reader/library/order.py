"""The orders that articles and feeds can stand in, and the newest first kept between searches."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from reader.tables import NotAmong

if TYPE_CHECKING:
    from reader.library.feeds import FeedRow

OrderBy = tuple[str, ...]
"""What is ordered by, the first word before the others; a word with a `-` before it, backwards."""

NEWEST: Final[OrderBy] = ("newest",)
TITLE: Final[OrderBy] = ("title",)

FLAGS: Final = ("unread", "starred")
"""Orders that change while one reads."""

_SQL: Final[Mapping[str, str]] = {
    "newest": "dated DESC",
    "oldest": "dated",
    "added": "id DESC",
    "unread": "read_at IS NOT NULL AND id NOT IN (SELECT value FROM json_each(:unread))",
    "starred": "starred_at IS NULL AND id NOT IN (SELECT value FROM json_each(:starred))",
    "headline": "sorted_as(headline)",
    "source": "sorted_as(source)",
    "byline": "sorted_as(byline)",
    "address": "url",
    "longest": "words DESC",
    "shortest": "words",
    # The golden ratio of 2^32: ids that follow each other fall far apart, every time alike.
    "random": "(id * 2654435761) % 4294967296",
}
LIST_ORDERS: Final = tuple(_SQL)

_FEEDS: Final[Mapping[str, Callable[[FeedRow], Any]]] = {
    "title": lambda feed: sorted_as(feed.title),
    "unread": lambda feed: -feed.unread,
    "articles": lambda feed: -feed.total,
    "subscribed": lambda feed: feed.subscribed,
    "fetched": lambda feed: -feed.last_success.timestamp() if feed.last_success else 1.0,
    "tag": lambda feed: sorted_as(feed.tags[0]) if feed.tags else "\U0010ffff",
}
FEED_ORDERS: Final = tuple(_FEEDS)


@dataclass(frozen=True)
class Order:
    """Every article of one revision of a store, newest first, and which place each has."""

    revision: int
    newest: Sequence[int]

    @cached_property
    def places(self) -> dict[int, int]:
        """Each article's place, from 0."""
        return {id: place for place, id in enumerate(self.newest)}


def check_order(value: object, words: Sequence[str]) -> OrderBy:
    """An order as settings have it: a word or a list of them. Raises ValueError."""
    order = [value] if isinstance(value, str) else value
    if not isinstance(order, list) or not order or not all(isinstance(w, str) for w in order):
        raise ValueError(f"must be one or several of {', '.join(words)}")
    for word in order:
        if word.removeprefix("-") not in words:
            raise NotAmong(f"“{word}” is none of {', '.join(words)}", word, words)
    return tuple(order)


def order_sql(order: OrderBy) -> str:
    """What SQLite orders articles by; those that are alike stand newest first."""
    terms = []
    for word in order:
        term = _SQL[word.removeprefix("-")]
        if word.startswith("-"):
            term = term.removesuffix(" DESC") if term.endswith(" DESC") else f"{term} DESC"
        terms.append(term)
    return ", ".join([*terms, "dated DESC", "id DESC"])


def ordered_feeds(feeds: Iterable[FeedRow], order: OrderBy) -> list[FeedRow]:
    """The feeds in an order; those that are alike in it as they stood."""
    rows = list(feeds)
    for word in reversed(order):
        rows.sort(key=_FEEDS[word.removeprefix("-")], reverse=word.startswith("-"))
    return rows


def sorted_as(text: str) -> str:
    """What a text stands in an alphabet as: without case, accents, and signs before its first
    letter or figure."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not _is_accent(c))
    text = text.casefold()
    start = next((at for at, sign in enumerate(text) if sign.isalnum()), 0)
    return text[start:]


def _is_accent(character: str) -> bool:
    return unicodedata.combining(character) != 0
