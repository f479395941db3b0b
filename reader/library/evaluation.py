"""A tree of words over lists of postings: which articles match, and how well.

Lists are taken whole, a term at a time: scoring a list is a few passes at the speed of C, where
asking it article by article would not be. Pure functions of what `Lists` gives.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import accumulate, chain, compress, pairwise, repeat
from operator import add
from typing import Final, Protocol

from reader.library.highlights import is_within
from reader.library.index import SearchStale
from reader.library.postings import LAST_PLACE, STARTS, STEP, WORDS, term_of
from reader.library.tree import STEMMED, And, Fuzzy, Near, Not, Or, Phrase, Prefix, Term, Tree
from reader.library.words import COMMON, stem

K1: Final = 1.2
"""How soon more of a word stops counting for more (BM25's k1)."""

MOST_EXPANDED: Final = 40
"""Words that a prefix or a misspelling stands for, the commonest first."""

MOST_SUMMED: Final = 20_000
"""Postings that those words may have together, or one an article if that is more."""

LONG_ENOUGH: Final = 5
"""Letters from which a word may be two edits away: shorter ones would be like all others."""

ADJACENT: Final = 1.5
"""What words of a query that stand side by side add, as a share of their scores."""

MOST_BESIDE: Final = 8
"""Parts of a query, from its beginning, that are asked whether they stand side by side."""

MOST_WEIGHED: Final = 2000
"""Articles, best first, that are looked at for words standing side by side."""

FEW: Final = 3
"""A list so many times longer than what is wanted of it is picked from, not taken whole."""

REMEMBERED: Final = 96
"""Lists kept for the next key typed."""

_BASE: Final = LAST_PLACE + 1


@dataclass
class Found:
    """A term's articles over all segments (0: deleted since), and what `Postings` has of them."""

    ids: array[int]
    weights: bytearray
    counts: bytearray
    places: array[int]


class Lists(Protocol):
    """What an evaluation reads."""

    total: int

    def all_ids(self) -> AbstractSet[int]: ...
    def found(self, field: str, term: bytes) -> Found: ...
    def frequency(self, field: str, term: bytes) -> int: ...
    def beginning(self, field: str, prefix: bytes) -> Counter[bytes]: ...


Scores = dict[int, float]


class Evaluation:
    """Answers from one state of the index; what it has read once it remembers."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self._is_stale: Callable[[], bool] = lambda: False
        self._expanded = lru_cache(maxsize=256)(self._expand)
        self._found = lru_cache(maxsize=REMEMBERED)(lists.found)
        self._idf = lru_cache(maxsize=1024)(self._compute_idf)

    def search(self, tree: Tree, is_stale: Callable[[], bool] = lambda: False) -> Scores:
        """Every article that matches, with its score. Raises SearchStale once it is."""
        self._is_stale = is_stale
        scores = self._scores(tree)
        if isinstance(tree, And):
            parts = list(dict.fromkeys(tree.parts))[:MOST_BESIDE]
            for one, other in pairwise(parts):
                self._weigh_adjacent(scores, one, other)
        return scores

    def _scores(self, tree: Tree) -> Scores:
        self._look()
        match tree:
            case Term(word, field):
                return self._term(field, [word])
            case Prefix(word, field):
                return self._prefix(field, word)
            case Fuzzy(word, edits, field):
                return self._term(field, self._misspelt(field, word, edits))
            case Phrase():
                return self._phrase(tree)
            case Near():
                return self._near(tree)
            case Or(parts):
                each = map(self._scores, _without_nots(parts))
                scores, *others = sorted(each, key=len, reverse=True)
                for other in others:
                    for id, score in other.items():
                        scores[id] = scores.get(id, 0.0) + score
                return scores
            case And(parts):
                return self._all_of(parts)
            case Not(part):
                return dict.fromkeys(self.lists.all_ids() - self._scores(part).keys(), 0.0)

    def _look(self) -> None:
        if self._is_stale():
            raise SearchStale

    def _all_of(self, parts: Iterable[Tree]) -> Scores:
        wanted: list[Scores] = []
        unwanted: list[Tree] = []
        for part in dict.fromkeys(parts):
            if isinstance(part, Not):
                unwanted.append(part.part)
            elif scores := self._scores(part):
                wanted.append(scores)
            else:
                return {}
        if not wanted:
            found = dict.fromkeys(self.lists.all_ids(), 0.0)
        else:
            wanted.sort(key=len)
            found = wanted[0]
            for other in wanted[1:]:
                found = {id: score + other[id] for id, score in found.items() if id in other}
        for tree in unwanted:
            if not found:
                break
            other = self._scores(tree)
            if not found.keys().isdisjoint(other):
                found = {id: score for id, score in found.items() if id not in other}
        return found

    # One word

    def _term(self, field: str, words: Iterable[str]) -> Scores:
        """Articles with any of the words; the last word counts before the others."""
        terms = dict.fromkeys(term_of(field, word) for word in words)
        return self._any_of(field, [term for term in terms if term is not None])

    def _any_of(self, field: str, terms: Sequence[bytes]) -> Scores:
        if field == "id":
            asked = {int(term) for term in terms if term.isdigit()}
            return dict.fromkeys(asked & self.lists.all_ids(), 1.0)
        name = _list(field)
        scores: Scores = {}
        for term in terms:
            self._look()
            _score(self._found(name, term), self._idf(name, term), scores)
        scores.pop(0, None)
        return scores

    def _compute_idf(self, name: str, term: bytes) -> float:
        return _rarity(self.lists.total, self.lists.frequency(name, term))

    def _prefix(self, field: str, prefix: str) -> Scores:
        if field == "id":
            return self._any_of(field, [prefix.encode()] if prefix.isdecimal() else [])
        if not field and len(prefix) <= STARTS:
            scores: Scores = {}
            _score(self._found("starts", prefix.encode()), 1.0, scores)
            scores.pop(0, None)
            return scores
        return self._any_of(field, list(self._expanded(field, prefix)))

    def _expand(self, field: str, prefix: str) -> tuple[bytes, ...]:
        """The commonest terms that a beginning stands for, the commonest last, then the word
        itself: a bounded number, with a bounded number of postings."""
        stemmed = field in STEMMED
        found = self.lists.beginning(WORDS if stemmed else _list(field), prefix.encode())
        terms: dict[bytes, int] = {}
        left = max(MOST_SUMMED, self.lists.total)
        for word, count in found.most_common():
            term = stem(word.decode()).encode() if stemmed else word
            if stemmed and word.decode() in COMMON:
                continue
            if term not in terms:
                if len(terms) >= MOST_EXPANDED or (left < 0 and terms):
                    break
                left -= count
                terms[term] = count
        own = term_of(field, prefix)
        ordered = [term for term in reversed(terms) if term != own]
        return (*ordered, own) if own is not None else tuple(ordered)

    def _misspelt(self, field: str, word: str, edits: int) -> list[str]:
        """The words of the index at most so many edits away that share the first letter."""
        name = WORDS if field in STEMMED else _list(field)
        found = self.lists.beginning(name, word[:1].encode())
        edits = min(edits, 1 if len(word) < LONG_ENOUGH else 2)
        close = [
            (count, other)
            for encoded, count in found.items()
            if abs(len(other := encoded.decode()) - len(word)) <= edits
            and is_within(word, other, edits)
        ]
        close.sort(reverse=True)
        left = max(MOST_SUMMED, self.lists.total // 2)
        chosen: list[str] = []
        for count, other in close[:MOST_EXPANDED]:
            if left < 0:
                break
            left -= count
            chosen.append(other)
        return chosen[::-1]

    # Words together

    def _places(
        self, field: str, terms: Iterable[bytes], among: AbstractSet[int], before: int = 0
    ) -> Iterator[int]:
        """Where any of the terms stands in some articles: article and place in one number, less
        `before`. Other articles may be among them where picking would take longer."""
        for term in terms:
            found = self._found(_list(field), term)
            if len(among) * FEW < len(found.ids):
                starts = accumulate(found.counts, initial=0)
                each = zip(found.ids, starts, found.counts, strict=False)
                for id, start, size in compress(each, map(among.__contains__, found.ids)):
                    base = id * _BASE - before
                    for at in found.places[start : start + size]:
                        yield base + at
            else:
                bases = [id * _BASE - before for id in found.ids]
                yield from map(
                    add, chain.from_iterable(map(repeat, bases, found.counts)), found.places
                )

    def _alternatives(self, field: str, word: str, is_open: bool) -> tuple[bytes, ...]:
        if is_open:
            return self._expanded(field, word)
        term = term_of(field, word)
        return () if term is None else (term,)

    def _phrase(self, phrase: Phrase) -> Scores:
        """Words in order; a common word takes up its place without being looked at."""
        steps: list[tuple[int, tuple[bytes, ...]]] = []
        started: Scores | None = None
        for at, word in enumerate(phrase.words):
            is_open = phrase.is_open and at == len(phrase.words) - 1
            if is_open and not phrase.field and len(word) <= STARTS:
                # What begins with a letter or two is nearly everything: wherever it stands.
                started = self._prefix(phrase.field, word)
            elif terms := self._alternatives(phrase.field, word, is_open):
                steps.append((at, terms))
            elif is_open:
                return {}
        if not steps:
            return started or {}
        scores = [self._any_of(phrase.field, terms) for _, terms in steps]
        ids = set(scores[0]).intersection(*scores[1:])
        if started is not None:
            ids &= started.keys()
        if len(steps) > 1:
            ids = self._in_order(phrase.field, steps, phrase.slop, ids)
        return {
            id: (1 + ADJACENT) * sum(score[id] for score in scores if id in score) for id in ids
        }

    def _in_order(
        self,
        field: str,
        steps: Sequence[tuple[int, tuple[bytes, ...]]],
        slop: int,
        among: AbstractSet[int],
    ) -> set[int]:
        """Those articles where words follow each other, at most `slop` others between them."""
        first, terms = steps[0]
        steps = [(at - first, terms) for at, terms in steps]
        if slop:
            reached = {place: place + slop for place in self._places(field, terms, among)}
            for at, terms in steps[1:]:
                self._look()
                reached = _advance(reached, self._places(field, terms, among, at))
            return {place // _BASE for place in reached} & among
        # Less its place in the phrase, every word of one stands at the same place.
        rarest = sorted(
            steps, key=lambda step: sum(self.lists.frequency(_list(field), t) for t in step[1])
        )
        at, terms = rarest[0]
        shared = set(self._places(field, terms, among, at))
        for at, terms in rarest[1:]:
            self._look()
            shared.intersection_update(self._places(field, terms, among, at))
        return {place // _BASE for place in shared} & among

    def _near(self, near: Near) -> Scores:
        """All words within a stretch, in any order."""
        terms = [term for word in near.words if (term := term_of(near.field, word)) is not None]
        if not terms:
            return {}
        scores = [self._any_of(near.field, [term]) for term in terms]
        candidates = set(scores[0]).intersection(*scores[1:])
        marked = sorted(
            (place, number)
            for number, term in enumerate(terms)
            for place in self._places(near.field, [term], candidates)
            if place // _BASE in candidates
        )
        self._look()
        ids: set[int] = set()
        last: dict[int, int] = {}
        for place, number in marked:
            last[number] = place
            if len(last) == len(terms) and place - min(last.values()) <= near.distance:
                ids.add(place // _BASE)
        return {id: (1 + ADJACENT / 2) * sum(score[id] for score in scores) for id in ids}

    def _weigh_adjacent(self, scores: Scores, one: Tree, other: Tree) -> None:
        """Lift articles where two neighbours of the query are neighbours in the text."""
        if not (isinstance(one, Term) and isinstance(other, Term | Prefix) and scores):
            return
        is_open = isinstance(other, Prefix)
        if one.field != other.field or (is_open and len(other.word) <= STARTS):
            return
        words = enumerate(((one.word, False), (other.word, is_open)))
        steps = [(at, self._alternatives(one.field, word, goes)) for at, (word, goes) in words]
        best: AbstractSet[int] = scores.keys()
        if len(scores) > MOST_WEIGHED:
            best = set(nlargest(MOST_WEIGHED, scores, key=scores.__getitem__))
        for id in self._in_order(one.field, steps, 0, best):
            scores[id] *= 1 + ADJACENT

    # Words for people

    def complete(self, field: str, prefix: str, limit: int) -> list[str]:
        """The commonest words of a field that begin so."""
        if not prefix or field == "id":
            return []
        name = WORDS if field in STEMMED else _list(field)
        found = self.lists.beginning(name, prefix.encode())
        common = [word.decode() for word, _ in found.most_common(limit + 1)]
        return [word for word in common if word != prefix][:limit]

    def suggest(self, word: str, limit: int, field: str) -> list[str]:
        """The commonest words one edit away, else two."""
        name = WORDS if field in STEMMED else _list(field)
        if len(word) < 3 or field == "id" or self.lists.frequency(name, word.encode()):
            return []
        for edits in (1, 2):
            if found := self._misspelt(field, word, edits):
                return [w for w in reversed(found) if w != word][:limit]
        return []


_SATURATED: Final = [w / STEP * (K1 + 1) / (w / STEP + K1) for w in range(256)]
"""What each weight is worth: twice as much of a word is not twice as good."""


def _score(found: Found, idf: float, scores: Scores) -> None:
    worth = [idf * one for one in _SATURATED]
    scores.update(zip(found.ids, map(worth.__getitem__, found.weights), strict=True))


def _rarity(total: int, frequency: int) -> float:
    """Inverse document frequency, as Lucene's BM25 has it: never below 0."""
    frequency = min(frequency, total)
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def _list(field: str) -> str:
    return field or "text"


def _advance(reached: dict[int, int], places: Iterable[int]) -> dict[int, int]:
    """Where a phrase has got to, one word on, and how far each place may go on yet.

    What went before must stand no later, and reach so far: of all that do the one that reaches
    furthest counts, so that one walk through both is enough.
    """
    before = sorted(reached)
    further: dict[int, int] = {}
    at, reach = 0, -1
    for place in sorted(places):
        while at < len(before) and before[at] <= place:
            reach = max(reach, reached[before[at]])
            at += 1
        if reach >= place:
            further[place] = reach
    return further


def _without_nots(parts: Iterable[Tree]) -> list[Tree]:
    """Sides of an `or`, each once; those that leave something out made one."""
    sides = list(dict.fromkeys(parts))
    left_out = [side.part for side in sides if isinstance(side, Not)]
    if len(left_out) < 2:
        return sides
    return [*(s for s in sides if not isinstance(s, Not)), Not(And(tuple(left_out)))]
