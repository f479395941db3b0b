"""A query answered: what the index finds, narrowed and ordered by what the store knows.

Read and starred are asked of the store at every search, so that a changed flag shows at once; an
article that the index still has and the store no more is left out.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from datetime import time as clock
from functools import cached_property
from heapq import nlargest
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from weakref import WeakKeyDictionary

from reader.article import Article
from reader.library.dates import Days
from reader.library.highlights import highlights
from reader.library.index import IndexDamaged
from reader.library.query import CHOICES, DATE_FIELDS, Filters, Query, Sort
from reader.library.tree import FIELDS, Fuzzy, Near, Phrase, Term, wanted
from reader.library.words import tokens, words

if TYPE_CHECKING:
    from reader.library import Library
    from reader.library.store import Store

FEW: Final = 8
"""A part of a list so much smaller than the whole is looked up, a larger one is picked out."""

__all__ = [
    "Completion",
    "Facets",
    "Results",
    "Snippet",
    "complete",
    "did_you_mean",
    "facets",
    "highlights",
    "search",
    "snippet",
]


@dataclass(frozen=True, slots=True)
class Results:
    """What a query finds. `ids` are in the order asked for, `scores` beside them (0 where no words
    were asked for); `total` counts also those beyond the limit.

    `is_rebuilding`: the index was found damaged; words find nothing until it is rebuilt.
    """

    query: Query
    ids: Sequence[int]
    scores: Sequence[float]
    total: int
    took_ms: float
    is_rebuilding: bool = False


def search(
    library: Library, query: Query, *, limit: int | None = None, sort: Sort | None = None
) -> Results:
    """What a query finds in a library.

    Sorted by the query's own `sort:`, else by `sort`, else by relevance where words are asked
    for. Newest first otherwise, and among equals. Raises LibraryError.
    """
    began = time.perf_counter()
    order = _order(library.store)
    allowed = _allowed(library.store, query.filters, order)
    scores: dict[int, float] | None = None
    is_rebuilding = False
    if query.tree is not None:
        try:
            scores = library.index.search(query.tree)
        except IndexDamaged:
            scores, is_rebuilding = {}, True
    found = _found(order, allowed, scores)
    total = len(found)
    if scores is not None and (query.sort or sort or "relevance") == "relevance":
        found = _best(found, scores, limit)
    found = found[:limit]
    return Results(
        query,
        found,
        [0.0] * len(found) if scores is None else [scores[id] for id in found],
        total,
        (time.perf_counter() - began) * 1000,
        is_rebuilding,
    )


@dataclass(frozen=True)
class _Order:
    """Every article of one revision of a store, newest first, and which place each has."""

    revision: int
    newest: Sequence[int]

    @cached_property
    def places(self) -> dict[int, int]:
        return {id: place for place, id in enumerate(self.newest)}


_orders: WeakKeyDictionary[Store, _Order] = WeakKeyDictionary()


def _order(store: Store) -> _Order:
    """The order of articles, read again only when articles have come or gone."""
    revision = store.revision()
    order = _orders.get(store)
    if order is None or order.revision != revision:
        order = _orders[store] = _Order(revision, store.ids())
    return order


def _found(
    order: _Order, allowed: AbstractSet[int] | None, scores: dict[int, float] | None
) -> list[int]:
    """The articles that are asked for, newest first."""
    if scores is None:
        if allowed is None:
            return list(order.newest)
        wanted: Collection[int] = allowed
    else:
        wanted = scores if allowed is None else scores.keys() & allowed
    if len(wanted) * FEW < len(order.newest):
        places = order.places
        return sorted((id for id in wanted if id in places), key=places.__getitem__)
    return [id for id in order.newest if id in wanted]


def _best(newest: list[int], scores: dict[int, float], limit: int | None) -> list[int]:
    """Articles by their scores. Those that score the same stay in their order."""
    ranked = [scores[id] for id in newest]
    if limit is not None and limit * FEW < len(newest):
        least = nlargest(limit, ranked)[-1]
        newest = [id for id, score in zip(newest, ranked, strict=True) if score >= least]
    elif len(set(ranked)) * FEW < len(newest):
        # One word gives few different scores: dealt out in one pass.
        alike: defaultdict[float, list[int]] = defaultdict(list)
        for id, score in zip(newest, ranked, strict=True):
            alike[score].append(id)
        return list(chain.from_iterable(alike[score] for score in sorted(alike, reverse=True)))
    return sorted(newest, key=scores.__getitem__, reverse=True)


def _allowed(store: Store, filters: Filters, order: _Order) -> AbstractSet[int] | None:
    """The articles that pass the filters; None where there are none."""
    passed: AbstractSet[int] | None = None
    for allowed in _each_allowed(store, filters, order):
        passed = allowed if passed is None else passed & allowed
    return passed


def _each_allowed(store: Store, filters: Filters, order: _Order) -> Iterator[AbstractSet[int]]:
    def other(ids: AbstractSet[int]) -> AbstractSet[int]:
        return order.places.keys() - ids

    if filters.is_read is not None:
        unread = store.unread_ids()
        yield other(unread) if filters.is_read else unread
    if filters.is_starred is not None:
        starred = store.starred_ids()
        yield starred if filters.is_starred else other(starred)
    if filters.has_quotes is not None:
        quoting = _asked(store, "SELECT DISTINCT article FROM quotes")
        yield quoting if filters.has_quotes else other(quoting)
    if filters.days != Days():
        yield _dated(store, filters.days)
    for days in filters.other_days:
        yield other(_dated(store, days))
    if filters.feeds or filters.other_feeds:
        from reader.library.feeds import Feeds

        feeds = Feeds(store)
        for field, value in filters.feeds:
            yield feeds.articles_of(field, value)
        for field, value in filters.other_feeds:
            yield other(feeds.articles_of(field, value))


def _dated(store: Store, days: Days) -> AbstractSet[int]:
    return _asked(
        store,
        "SELECT id FROM articles WHERE dated >= ? AND dated < ?",
        _midnight(days.start) if days.start else -(1 << 62),
        _midnight(days.end) if days.end else 1 << 62,
    )


def _midnight(day: date, zone: tzinfo | None = None) -> int:
    """The day's first second where the reader is, in seconds since 1970."""
    try:
        return int(datetime.combine(day, clock(), zone).timestamp())
    except (OverflowError, ValueError, OSError):
        return int(datetime.combine(day, clock(), UTC).timestamp())


def _asked(store: Store, question: str, *values: object) -> frozenset[int]:
    with store.reading() as connection:
        return frozenset(id for (id,) in connection.execute(question, values))


# What stands under a headline


class Snippet(NamedTuple):
    """A piece of an article's text, and where in it the hits are: (start, end) offsets."""

    text: str
    hits: list[tuple[int, int]]


def snippet(article: Article, query: Query, width: int) -> Snippet:
    """The piece of an article, at most `width` characters on one line, that shows most of what was
    looked for; its beginning where nothing of it stands in the text.

    An ellipsis stands where text was left out.
    """
    best: tuple[tuple[int, int], str, list[tuple[int, int]]] | None = None
    first = ""
    for block in article.blocks:
        if block.role in ("headline", "byline", "dateline", "boilerplate") or not block.text:
            continue
        text = " ".join(block.text.split())
        first = first or text
        hits = highlights(query, text)
        if not hits:
            continue
        start, end = _window(text, hits, width)
        shown = [hit for hit in hits if start <= hit[0] and hit[1] <= end]
        value = (len({text[a:b].lower() for a, b in shown}), len(shown))
        if best is None or value > best[0]:
            best = (value, *_cut(text, start, end, shown))
    if best is not None:
        return Snippet(best[1], best[2])
    text = first or article.standfirst
    return Snippet(*_cut(text, 0, _window(text, [], width)[1], []))


def _window(text: str, hits: list[tuple[int, int]], width: int) -> tuple[int, int]:
    """Where to cut a text: around the most hits that fit, at words' edges, room for ellipses."""
    if len(text) <= width:
        return 0, len(text)
    room = max(1, width - 2)
    if not hits:
        return 0, _edge_before(text, room, 0)
    most, at = 0, 0
    for number, (start, _) in enumerate(hits):
        fitting = sum(1 for _, end in islice(hits, number, None) if end - start <= room)
        if fitting > most:
            most, at = fitting, number
    first, last = hits[at][0], hits[at + most - 1][1] if most else hits[at][0] + room
    spare = room - (last - first)
    start = max(0, first - spare // 3)
    if start:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else first
    end = min(len(text), start + room)
    return start, end if end == len(text) else _edge_before(text, end, min(last, end))


def _edge_before(text: str, end: int, least: int) -> int:
    """The end of the last whole word before `end`, but not before `least`."""
    if end >= len(text) or text[end] == " ":
        return min(end, len(text))
    space = text.rfind(" ", least, end)
    return space if space > least else end


def _cut(
    text: str, start: int, end: int, hits: list[tuple[int, int]]
) -> tuple[str, list[tuple[int, int]]]:
    before = "…" if start else ""
    after = "…" if end < len(text) else ""
    shift = len(before) - start
    piece = before + text[start:end] + after
    return piece, [(a + shift, b + shift) for a, b in hits]


# Help for who types


def did_you_mean(library: Library, query: Query) -> str | None:
    """The query's text with the words that stand nowhere replaced by likelier ones, or None."""
    asked: list[str] = []
    for leaf in wanted(query.tree):
        match leaf:
            case Term(word, "") | Fuzzy(word, _, ""):
                asked.append(word)
            case Phrase(several, "") | Near(several, ""):
                asked.extend(several)
            case _:
                pass
    text = query.text
    try:
        for word in dict.fromkeys(asked):
            if better := library.index.suggest(word, 1):
                for start, end in _standing(text, word):
                    text = text[:start] + better[0] + text[end:]
    except IndexDamaged:
        return None
    return text if text != query.text else None


def _standing(text: str, word: str) -> list[tuple[int, int]]:
    """Where a word stands in a query's text, the last place first."""
    return [(token.start, token.end) for token in tokens(text) if token.word == word][::-1]


@dataclass(frozen=True, slots=True)
class Completion:
    """What a part of the query, `start` to `end`, may be replaced by, the likeliest first."""

    start: int
    end: int
    choices: tuple[str, ...]


_NAMED: Final = {"person": "person", "org": "org", "place": "place"}


def complete(library: Library, text: str, cursor: int, *, limit: int = 8) -> Completion:
    """What the word before the cursor may go on as: a field, a flag, a source, a name, a word.

    A name of several words comes in quotation marks. `choices` is empty where nothing fits.
    """
    start = cursor
    while start and not text[start - 1].isspace() and text[start - 1] not in '()"“”':
        start -= 1
    if start < cursor and text[start] == "-":
        start += 1
    name, colon, value = text[start:cursor].partition(":")
    # Within person:"lloyd au the value began at the quotation mark.
    opening = text.rfind('"', 0, cursor)
    if not colon and opening >= 0 and text.count('"', 0, cursor) % 2:
        begun = opening
        while begun and (text[begun - 1].isalpha() or text[begun - 1] == ":"):
            begun -= 1
        if begun < opening:
            start = begun
            name, colon, value = text[begun : opening - 1], ":", text[opening + 1 : cursor]
    known = name.lower()
    if not colon:
        fields = (*FIELDS, *CHOICES, *DATE_FIELDS, "near")
        choices = [f"{one}:" for one in fields if known and one.startswith(known)]
        choices += _words(library, "", name, limit)
    elif known in CHOICES:
        choices = [f"{known}:{c}" for c in CHOICES[known] if c.startswith(value.lower())]
    elif known == "source":
        choices = [f"source:{_quoted(one)}" for one in _sources(library.store, value, limit)]
    elif known in _NAMED:
        choices = [f"{known}:{_quoted(one)}" for one in _names(library.store, known, value, limit)]
    elif known in DATE_FIELDS:
        dates = ("today", "yesterday", "7d", "1m", "1y")
        choices = [f"{known}:{one}" for one in dates if one.startswith(value.lower())]
    elif known in FIELDS:
        choices = [f"{known}:{one}" for one in _words(library, known, value, limit)]
    else:
        choices = []
    return Completion(start, cursor, tuple(choices[:limit]))


def _words(library: Library, name: str, value: str, limit: int) -> list[str]:
    found = words(value)
    if len(found) != 1:
        return []
    try:
        return library.index.complete(name, found[0], limit)
    except IndexDamaged:
        return []


def _sources(store: Store, value: str, limit: int) -> list[str]:
    with store.reading() as connection:
        found = connection.execute(
            "SELECT source FROM articles WHERE source LIKE ? ESCAPE '\\' AND source <> ''"
            " GROUP BY source ORDER BY count(*) DESC, source LIMIT ?",
            (_like(value), limit),
        )
        return [source for (source,) in found]


def _names(store: Store, kind: str, value: str, limit: int) -> list[str]:
    """Names of a kind with a word that begins so, those in most articles first."""
    with store.reading() as connection:
        found = connection.execute(
            "SELECT name FROM names WHERE kind = ?1 AND (name LIKE ?2 ESCAPE '\\'"
            " OR name LIKE '% ' || ?2 ESCAPE '\\') ORDER BY articles DESC, mentions DESC LIMIT ?3",
            (kind, _like(value), limit),
        )
        return [name for (name,) in found]


def _like(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"


def _quoted(name: str) -> str:
    name = "".join(c for c in name if c not in '"“”„«»')
    return name if name.replace("-", "").isalnum() else f'"{name}"'


# Facets


FacetName = Literal["source", "person", "place", "month"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that some results share: as shown, in how many, and the query for it."""

    value: str
    count: int
    query: str


@dataclass(frozen=True)
class Facets:
    """Counts over results, the commonest first; months newest first."""

    source: tuple[Facet, ...] = ()
    person: tuple[Facet, ...] = ()
    place: tuple[Facet, ...] = ()
    month: tuple[Facet, ...] = field(default=())


def facets(library: Library, ids: Collection[int], *, limit: int = 10) -> Facets:
    """How results divide by source, person, place and month. Raises LibraryError."""
    import json

    listed = json.dumps(list(ids))
    with library.store.reading() as connection:

        def counted(question: str) -> list[tuple[str, int]]:
            return connection.execute(question, {"ids": listed, "limit": limit}).fetchall()

        sources = counted(
            "SELECT source, count(*) AS n FROM json_each(:ids) JOIN articles"
            " ON articles.id = value WHERE source <> '' GROUP BY source"
            " ORDER BY n DESC, source LIMIT :limit"
        )
        months = counted(
            "SELECT strftime('%Y-%m', dated, 'unixepoch', 'localtime') AS month, count(*)"
            " FROM json_each(:ids) JOIN articles ON articles.id = value"
            " GROUP BY month ORDER BY month DESC LIMIT :limit"
        )
        named = {
            kind: counted(
                "SELECT names.name, count(*) AS n FROM json_each(:ids) JOIN named"
                " ON named.article = value JOIN names ON names.id = named.name"
                f" WHERE kind = '{kind}' GROUP BY names.id ORDER BY n DESC, names.name"
                " LIMIT :limit"
            )
            for kind in ("person", "place")
        }
    return Facets(
        source=_asking("source", sources),
        person=_asking("person", named["person"]),
        place=_asking("place", named["place"]),
        month=tuple(Facet(month, n, month) for month, n in months if month),
    )


def _asking(name: str, counts: Iterable[tuple[str, int]]) -> tuple[Facet, ...]:
    return tuple(Facet(value, n, f"{name}:{_quoted(value)}") for value, n in counts)
