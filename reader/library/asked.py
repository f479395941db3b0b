"""What a query asks for, once it is understood: words as a tree, filters, an order; and how its
text was understood, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from reader.library.periods import ANY_DAY, Days
from reader.library.tree import FIELDS, Leaf, Tree

TokenKind = Literal["field", "value", "phrase", "operator", "date", "flag", "error", "text"]
Sort = Literal["relevance", "date"]

CHOICES: Final = {
    "is": ("unread", "read", "starred", "unstarred"),
    "has": ("quotes",),
    "sort": ("date", "relevance"),
}
"""Fields that take one of a few values."""

DATE_FIELDS: Final = ("date", "before", "after", "since")

FEED_FIELDS: Final = ("feed", "tag")
"""Fields that ask of an article's feeds: a part of one's name, one of its tags."""

ALL_FIELDS: Final = (*FIELDS, "near", *FEED_FIELDS, *CHOICES, *DATE_FIELDS)
"""All that may stand before a colon."""


@dataclass(frozen=True, slots=True)
class Token:
    """A part of the query's text: characters `start` to `end`, and what it was understood as."""

    start: int
    end: int
    kind: TokenKind


@dataclass(frozen=True, slots=True)
class Problem:
    """What was not understood between characters `start` and `end`; `message` is one line."""

    start: int
    end: int
    message: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of an article beside its words; None does not matter.

    `days` is when it was published; it was not published on any of `other_days`. `feeds` are
    pairs ("tag", "world") that hold for one of its feeds, `other_feeds` those that hold for none.
    """

    is_read: bool | None = None
    is_starred: bool | None = None
    has_quotes: bool | None = None
    days: Days = ANY_DAY
    other_days: tuple[Days, ...] = ()
    feeds: tuple[tuple[str, str], ...] = ()
    other_feeds: tuple[tuple[str, str], ...] = ()

    @property
    def after(self) -> date | None:
        """The first day asked for."""
        return self.days.start

    @property
    def before(self) -> date | None:
        """The day after the last one asked for."""
        return self.days.end


NO_FILTERS: Final = Filters()


@dataclass(frozen=True)
class Query:
    """A parsed query. `tree` is None when no words are asked for; `sort` when none is named.

    `places` are the parts of the tree in the order of the text, each with where it is asked for.
    """

    text: str = ""
    tree: Tree | None = None
    filters: Filters = NO_FILTERS
    sort: Sort | None = None
    tokens: tuple[Token, ...] = ()
    problems: tuple[Problem, ...] = ()
    places: tuple[tuple[Leaf, int, int], ...] = ()

    def place_of(self, leaf: Leaf) -> tuple[int, int]:
        """Where in the text a part of the tree is asked for first: the characters from, to."""
        places = ((start, end) for one, start, end in self.places if one == leaf)
        return next(places, (0, len(self.text)))

    @property
    def is_empty(self) -> bool:
        """It asks for nothing: every article is meant, unless it is lost."""
        return self.tree is None and self.filters == NO_FILTERS

    @property
    def is_lost(self) -> bool:
        """It was to ask for something, and nothing of that was understood: it finds nothing."""
        return self.is_empty and bool(self.problems)
