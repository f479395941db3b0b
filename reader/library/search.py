"""A query answered: what the index finds, narrowed and ordered by what the store knows.

Read and starred are asked of the store at every search, so that a changed flag shows at once; an
article that the index still has and the store no more is left out.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain
from typing import TYPE_CHECKING, Final

from reader.library.completion import Completion, complete, did_you_mean
from reader.library.facets import Facet, FacetName, Facets, facets
from reader.library.highlights import highlights
from reader.library.index import BUDGET, Answer, IndexDamaged, IndexUnreadable, SearchStale
from reader.library.order import Order
from reader.library.periods import Days, merged
from reader.library.query import Filters, Problem, Query, Sort
from reader.library.snippets import Snippet, snippet

if TYPE_CHECKING:
    from reader.library import Library

FEW: Final = 8
"""A part of a list so much smaller than the whole is looked up, a larger one is picked out."""

__all__ = [
    "Completion",
    "Facet",
    "FacetName",
    "Facets",
    "Results",
    "SearchStale",
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

    `problems` are the query's own, and what was too much: `total` counts what was looked at then.
    `is_rebuilding`: the index is damaged, gone or derived from another state of the store; words
    find nothing until it is rebuilt. `problem`: they find nothing, and this library's index cannot
    be read or rebuilt here: why, in one line.
    """

    query: Query
    ids: Sequence[int]
    scores: Sequence[float]
    total: int
    took_ms: float
    problems: tuple[Problem, ...] = ()
    is_rebuilding: bool = False
    problem: str = ""


def search(
    library: Library,
    query: Query,
    *,
    limit: int | None = None,
    sort: Sort | None = None,
    within: AbstractSet[int] | None = None,
    budget: int | None = BUDGET,
    is_stale: Callable[[], bool] = lambda: False,
) -> Results:
    """What a query finds in a library, or `within` a part of it: of one that is lost, nothing.

    Sorted by the query's own `sort:`, else by `sort`, else by relevance where words are asked
    for. Newest first otherwise, and among equals. `is_stale` is asked between the parts of the
    work, each of a few milliseconds, whether nobody wants the answer any more: SearchStale is
    raised then, and the next search waits no longer for this one. What is more work than `budget`
    (see `Index.search`) is looked for in the newest articles only; None: in all, however long it
    takes. Raises LibraryError.
    """
    began = time.perf_counter()

    def look() -> None:
        if is_stale():
            raise SearchStale

    look()
    if query.is_lost:
        return Results(query, (), (), 0, (time.perf_counter() - began) * 1000, query.problems)
    order = library.order()
    look()
    allowed = _allowed(library, query.filters, order)
    if within is not None:
        allowed = within if allowed is None else allowed & within
    scores: dict[int, float] | None = None
    problems = query.problems
    lacking = problem = ""
    if query.tree is not None:
        look()
        try:
            if library.index_belongs():
                among = order.newest if allowed is None else _found(order, allowed, None)
                if budget is None:
                    answer = library.index.search(query.tree, is_stale=is_stale)
                else:
                    answer = library.index.search(
                        query.tree, among, budget=budget, is_stale=is_stale
                    )
                scores = answer.scores
                problems = (*problems, *_too_much(query, answer, len(among)))
            else:
                scores, lacking = {}, "the search index is of another state of this library"
        except IndexUnreadable as error:
            scores, problem = {}, str(error)
        except IndexDamaged:
            scores, lacking = {}, "the search index is damaged"
        look()
        if not scores and not problem and not lacking and order.newest and not library.index.seen():
            lacking = "there is no search index"
        if lacking and library.store.is_readonly:
            problem = f"{lacking}, and {library.store.why_readonly}"
    found = _found(order, allowed, scores)
    total = len(found)
    if scores is not None and (query.sort or sort or "relevance") == "relevance":
        look()
        found = _best(found, scores, limit)
    found = found[:limit]
    return Results(
        query,
        found,
        [0.0] * len(found) if scores is None else [scores[id] for id in found],
        total,
        (time.perf_counter() - began) * 1000,
        problems,
        bool(lacking) and not problem,
        problem,
    )


def _too_much(query: Query, answer: Answer, articles: int) -> Iterator[Problem]:
    """What is to be said of a search that was more work than one may be."""
    if answer.most is not None:
        start, end = query.place_of(answer.most)
        yield Problem(
            start,
            end,
            f"only the newest {answer.looked_at:,} of {articles:,} articles were looked at:"
            " add a rarer word or a date",
        )


def _found(
    order: Order, allowed: AbstractSet[int] | None, scores: dict[int, float] | None
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


def _allowed(library: Library, filters: Filters, order: Order) -> AbstractSet[int] | None:
    """The articles that pass the filters; None where there are none."""
    passed: AbstractSet[int] | None = None
    for allowed in _each_allowed(library, filters, order):
        passed = allowed if passed is None else passed & allowed
    refused: set[int] = set()
    for ids in _each_refused(library, filters):
        refused |= ids
    if not refused:
        return passed
    return (order.places.keys() if passed is None else passed) - refused


def _each_allowed(library: Library, filters: Filters, order: Order) -> Iterator[AbstractSet[int]]:
    def other(ids: AbstractSet[int]) -> AbstractSet[int]:
        return order.places.keys() - ids

    store, asked = library.store, library.questions
    if filters.is_read is not None:
        unread = store.unread_ids()
        yield other(unread) if filters.is_read else unread
    if filters.is_starred is not None:
        starred = store.starred_ids()
        yield starred if filters.is_starred else other(starred)
    if filters.has_quotes is not None:
        quoting = asked.quoting()
        yield quoting if filters.has_quotes else other(quoting)
    if filters.days != Days():
        yield asked.dated(filters.days)
    for field, value in filters.feeds:
        yield library.feeds.articles_of(field, value)


def _each_refused(library: Library, filters: Filters) -> Iterator[AbstractSet[int]]:
    for days in merged(filters.other_days):
        yield library.questions.dated(days)
    for field, value in filters.other_feeds:
        yield library.feeds.articles_of(field, value)
