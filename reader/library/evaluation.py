"""A tree of words over all segments of an index: which articles match, and how well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from heapq import nlargest
from itertools import compress, islice, pairwise
from typing import Final, Protocol

from reader.library.effort import SCORED, Work, efforts
from reader.library.expansion import Terms, Vocabulary, is_short
from reader.library.index import Answer
from reader.library.matching import ADJACENT, Matching, Scores, Segment, Stored
from reader.library.tree import And, Prefix, Term, Tree

MOST_BESIDE: Final = 8
"""Parts of a query, from its beginning, that are asked whether they stand side by side."""

MOST_WEIGHED: Final = 2000
"""Articles, best first, that are looked at for words standing side by side."""

REMEMBERED: Final = 96
"""Lists kept for the next key typed."""

LEAST: Final = 250
"""Articles that are looked at however much work they are, and that going on is worth it for."""


class Lists(Terms, Protocol):
    """What an evaluation reads."""

    @property
    def segments(self) -> Sequence[Segment]: ...
    def stored(self, segment: int, field: str, term: bytes) -> Stored | None: ...


class Evaluation:
    """Answers from one state of the index; what it has read once it remembers."""

    def __init__(self, lists: Lists) -> None:
        self.vocabulary = Vocabulary(lists)
        self._lists = lists
        most = REMEMBERED * max(1, len(lists.segments))
        self._stored = lru_cache(maxsize=most)(lists.stored)

    def search(
        self,
        tree: Tree,
        among: Sequence[int] | None,
        budget: int,
        is_stale: Callable[[], bool],
    ) -> Answer:
        """See `Index.search`. Raises SearchStale."""
        work = Work(is_stale)
        work.look()
        if among is None:
            return Answer(self._found(tree, None, work, budget), self._lists.total)
        each = list(efforts(tree, self.vocabulary))
        expected = sum(effort for _, effort in each)
        if expected <= budget:
            is_part = len(among) * 2 < self._lists.total
            found = self._found(tree, set(among) if is_part else None, work, budget)
            return Answer(found, len(among))
        scores: Scores = {}
        looked_at, portion = 0, max(LEAST, len(among) * budget // expected)
        while looked_at < len(among) and portion >= LEAST:
            part = among[looked_at : looked_at + portion]
            scores |= self._found(tree, set(part), work, budget)
            looked_at += len(part)
            portion = looked_at * (budget - work.done) // max(1, work.done)
        most = max(each, key=lambda one: one[1])[0]
        return Answer(scores, looked_at, None if looked_at == len(among) else most)

    def _found(self, tree: Tree, among: AbstractSet[int] | None, work: Work, budget: int) -> Scores:
        """The articles (of some, if only these matter) that match, by their ids."""
        parts: list[tuple[Matching, Scores]] = []
        for number, segment in enumerate(self._lists.segments):
            docs: set[int] | None = None
            if among is not None:
                living = segment.living
                work.count(len(living) // 2)
                docs = set(compress(range(len(living)), map(among.__contains__, living)))
                if not docs:
                    continue
            matching = self._matching(number, segment, work)
            if scores := matching.scores(tree, docs):
                work.count(SCORED * len(scores))  # They are to be put in order.
                parts.append((matching, scores))
        if isinstance(tree, And) and parts:
            beside = list(dict.fromkeys(tree.parts))[:MOST_BESIDE]
            for one, other in pairwise(beside):
                if work.done < budget:  # It is a matter of order only.
                    self._weigh_adjacent(parts, one, other)
        found: Scores = {}
        for matching, scores in parts:
            ids = map(matching.segment.living.__getitem__, scores)
            found.update(zip(ids, scores.values(), strict=True))
        found.pop(0, None)
        return found

    def _matching(self, number: int, segment: Segment, work: Work) -> Matching:
        def read(field: str, term: bytes) -> Stored | None:
            return self._stored(number, field, term)

        return Matching(segment, read, self.vocabulary, work)

    def _weigh_adjacent(
        self, parts: Sequence[tuple[Matching, Scores]], one: Tree, other: Tree
    ) -> None:
        """Lift articles where two neighbours of the query are neighbours in the text."""
        if not (isinstance(one, Term) and isinstance(other, Term | Prefix)):
            return
        is_open = isinstance(other, Prefix)
        if one.field != other.field or (is_open and is_short("", other.word)):
            return
        words = enumerate(((one.word, False), (other.word, is_open)))
        steps = [
            (at, self.vocabulary.alternatives(one.field, word, goes)) for at, (word, goes) in words
        ]
        least = 0.0
        if sum(len(scores) for _, scores in parts) > MOST_WEIGHED:
            each = [score for _, scores in parts for score in scores.values()]
            least = nlargest(MOST_WEIGHED, each)[-1]
        for matching, scores in parts:
            best = islice(compress(scores, map(least.__le__, scores.values())), MOST_WEIGHED)
            for doc in matching.in_order(one.field, steps, 0, set(best)):
                scores[doc] *= 1 + ADJACENT
