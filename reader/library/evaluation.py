"""A tree of words over lists of postings: which articles match, and how well.

Lists are taken whole, a term at a time: scoring a list is a few passes at the speed of C, where
asking it article by article would not be. Pure functions of what `Lists` gives.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from reader.library.highlights import is_within
from reader.library.postings import STARTS, read_places, term_of
from reader.library.tree import STEMMED, And, Fuzzy, Near, Not, Or, Phrase, Prefix, Term, Tree
from reader.library.words import COMMON, stem

K1: Final = 1.2
"""How soon more of a word stops counting for more (BM25's k1)."""

MOST_EXPANDED: Final = 48
"""Words that a prefix or a misspelling stands for, the commonest first."""

MOST_SUMMED: Final = 2
"""How many postings, in articles of the library, the words of a prefix may have together."""

ADJACENT: Final = 1.5
"""What words of a query that stand side by side add, as a share of their scores."""

MOST_WEIGHED: Final = 1000
"""Articles, best first, that are looked at for words standing side by side."""


class Postings(NamedTuple):
    """A term's articles (0: deleted since), its weights and, where asked for, its places."""

    ids: list[int]
    weights: list[float]
    places: list[bytes]


class Lists(Protocol):
    """What an evaluation reads."""

    total: int

    def all_ids(self) -> set[int]: ...
    def postings(self, field: str, term: bytes, *, with_places: bool = False) -> Postings: ...
    def frequency(self, field: str, term: bytes) -> int: ...
    def beginning(self, field: str, prefix: bytes) -> Counter[bytes]: ...


Scores = dict[int, float]


class Evaluation:
    """Answers from one state of the index; what it has read once it remembers."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self._expanded = lru_cache(maxsize=256)(self._expand)
        self._idf = lru_cache(maxsize=1024)(self._compute_idf)

    def search(self, tree: Tree) -> Scores:
        """Every article that matches, with its score."""
        scores = self._scores(tree)
        if isinstance(tree, And):
            for one, other in zip(tree.parts, tree.parts[1:], strict=False):
                self._weigh_adjacent(scores, one, other)
        return scores

    def _scores(self, tree: Tree) -> Scores:
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
                scores: Scores = {}
                for part in parts:
                    for id, score in self._scores(part).items():
                        scores[id] = scores.get(id, 0.0) + score
                return scores
            case And(parts):
                return self._all_of(parts)
            case Not(part):
                return dict.fromkeys(self.lists.all_ids() - self._scores(part).keys(), 0.0)

    def _all_of(self, parts: Iterable[Tree]) -> Scores:
        wanted = [self._scores(part) for part in parts if not isinstance(part, Not)]
        unwanted = [self._scores(part.part) for part in parts if isinstance(part, Not)]
        if not wanted:
            found = dict.fromkeys(self.lists.all_ids(), 0.0)
        else:
            wanted.sort(key=len)
            found = wanted[0]
            for other in wanted[1:]:
                found = {id: score + other[id] for id, score in found.items() if id in other}
        for other in unwanted:
            if not found.keys().isdisjoint(other):
                found = {id: score for id, score in found.items() if id not in other}
        return found

    # One word

    def _term(self, field: str, words: Iterable[str]) -> Scores:
        """Articles with any of the words; the last word counts before the others."""
        terms = dict.fromkeys(term_of(field, word) for word in words)
        return self._any_of(field, [term for term in terms if term is not None])

    def _any_of(self, field: str, terms: list[bytes]) -> Scores:
        name = _list(field)
        if field == "id":
            return {int(t): 1.0 for t in terms if int(t) in self.lists.all_ids()}
        scores: Scores = {}
        for term in terms:
            found = self.lists.postings(name, term)
            worth = _Worth(self._idf(name, term))
            scores.update(zip(found.ids, map(worth.__getitem__, found.weights), strict=True))
        scores.pop(0, None)
        return scores

    def _compute_idf(self, name: str, term: bytes) -> float:
        return _rarity(self.lists.total, self.lists.frequency(name, term))

    def _prefix(self, field: str, prefix: str) -> Scores:
        if field == "id":
            return self._any_of(field, [prefix.encode()] if prefix.isdecimal() else [])
        if not field and len(prefix) <= STARTS:
            found = self.lists.postings("starts", prefix.encode())
            worth = _Worth(1.0)
            scores = dict(zip(found.ids, map(worth.__getitem__, found.weights), strict=True))
            scores.pop(0, None)
            return scores
        return self._any_of(field, list(self._expanded(field, prefix)))

    def _expand(self, field: str, prefix: str) -> tuple[bytes, ...]:
        """The commonest terms that a beginning stands for, the commonest last, then the word
        itself: a bounded number, with a bounded number of postings."""
        stemmed = field in STEMMED
        found = self.lists.beginning("words" if stemmed else _list(field), prefix.encode())
        terms: dict[bytes, int] = {}
        left = MOST_SUMMED * self.lists.total
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
        name = "words" if field in STEMMED else _list(field)
        found = self.lists.beginning(name, word[:1].encode())
        close = [
            (count, other)
            for encoded, count in found.items()
            if abs(len(other := encoded.decode()) - len(word)) <= edits
            and is_within(word, other, edits)
        ]
        return [other for _, other in sorted(close)[-MOST_EXPANDED:]]

    # Words together

    def _places(self, field: str, terms: Iterable[bytes]) -> dict[int, list[bytes]]:
        """Where any of the terms stands, packed, by article."""
        found: dict[int, list[bytes]] = {}
        for term in terms:
            postings = self.lists.postings(_list(field), term, with_places=True)
            for id, packed in zip(postings.ids, postings.places, strict=True):
                found.setdefault(id, []).append(packed)
        found.pop(0, None)
        return found

    def _alternatives(self, field: str, word: str, is_open: bool) -> tuple[bytes, ...]:
        if is_open:
            return self._expanded(field, word)
        term = term_of(field, word)
        return () if term is None else (term,)

    def _phrase(self, phrase: Phrase) -> Scores:
        """Words in order; a common word takes up its place without being looked at."""
        last = len(phrase.words) - 1
        steps: list[tuple[int, dict[int, list[bytes]]]] = []
        scores: list[Scores] = []
        for at, word in enumerate(phrase.words):
            terms = self._alternatives(phrase.field, word, phrase.is_open and at == last)
            if terms:
                steps.append((at, self._places(phrase.field, terms)))
                scores.append(self._any_of(phrase.field, list(terms)))
        if not steps:
            return {}
        if len(steps) == 1:
            return scores[0]
        candidates = set(steps[0][1])
        for _, found in steps[1:]:
            candidates &= found.keys()
        matching: Scores = {}
        for id in candidates:
            starts = dict.fromkeys(_read(steps[0][1][id]), phrase.slop)
            before = steps[0][0]
            for at, found in steps[1:]:
                starts = _advance(starts, _read(found[id]), at - before)
                if not starts:
                    break
                before = at
            else:
                matching[id] = (1 + ADJACENT) * sum(score.get(id, 0.0) for score in scores)
        return matching

    def _near(self, near: Near) -> Scores:
        """All words within a stretch, in any order."""
        found = []
        scores = []
        for word in near.words:
            term = term_of(near.field, word)
            if term is not None:
                found.append(self._places(near.field, [term]))
                scores.append(self._any_of(near.field, [term]))
        if not found:
            return {}
        candidates = set(found[0])
        for places in found[1:]:
            candidates &= places.keys()
        return {
            id: (1 + ADJACENT / 2) * sum(score.get(id, 0.0) for score in scores)
            for id in candidates
            if _are_near([_read(places[id]) for places in found], near.distance)
        }

    def _weigh_adjacent(self, scores: Scores, one: Tree, other: Tree) -> None:
        """Lift articles where two neighbours of the query are neighbours in the text."""
        if not (isinstance(one, Term) and isinstance(other, Term | Prefix)):
            return
        if one.field != other.field or not scores:
            return
        if isinstance(other, Prefix) and not other.field and len(other.word) <= STARTS:
            return
        best = set(sorted(scores, key=scores.__getitem__, reverse=True)[:MOST_WEIGHED])
        phrase = Phrase((one.word, other.word), one.field, is_open=isinstance(other, Prefix))
        first = self._places(one.field, self._alternatives(one.field, one.word, False))
        terms = self._alternatives(other.field, other.word, phrase.is_open)
        second = self._places(other.field, terms)
        for id in best & first.keys() & second.keys():
            if _advance(dict.fromkeys(_read(first[id]), 0), _read(second[id]), 1):
                scores[id] *= 1 + ADJACENT

    # Words for people

    def complete(self, field: str, prefix: str, limit: int) -> list[str]:
        """The commonest words of a field that begin so."""
        if not prefix or field == "id":
            return []
        name = "words" if field in STEMMED else _list(field)
        found = self.lists.beginning(name, prefix.encode())
        common = [word.decode() for word, _ in found.most_common(limit + 1)]
        return [word for word in common if word != prefix][:limit]

    def suggest(self, word: str, limit: int) -> list[str]:
        """The commonest words one edit away, else two."""
        if len(word) < 3 or self.lists.frequency("words", word.encode()):
            return []
        for edits in (1, 2):
            if found := self._misspelt("", word, edits):
                return [w for w in reversed(found) if w != word][:limit]
        return []


class _Worth(dict[float, float]):
    """What a weight is worth for a term: computed once for each of the few weights there are."""

    def __init__(self, idf: float) -> None:
        self.idf = idf

    def __missing__(self, weight: float) -> float:
        worth = self[weight] = self.idf * weight * (K1 + 1) / (weight + K1)
        return worth


def _rarity(total: int, frequency: int) -> float:
    """Inverse document frequency, as Lucene's BM25 has it: never below 0."""
    frequency = min(frequency, total)
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def _list(field: str) -> str:
    return field or "text"


def _read(packed: list[bytes]) -> list[int]:
    if len(packed) == 1:
        return read_places(packed[0]).tolist()
    return sorted(at for one in packed for at in read_places(one))


def _advance(starts: dict[int, int], ats: list[int], step: int) -> dict[int, int]:
    """Where a phrase has got to and how many words between it may still leave, one word on."""
    if not any(starts.values()):
        return {at: 0 for at in ats if at - step in starts}
    reached: dict[int, int] = {}
    for at in ats:
        for start, slop in starts.items():
            skipped = at - step - start
            if 0 <= skipped <= slop:
                reached[at] = max(reached.get(at, 0), slop - skipped)
    return reached


def _are_near(places: list[list[int]], distance: int) -> bool:
    """Whether a stretch of so many words holds one place of each list."""
    marked = sorted((at, word) for word, ats in enumerate(places) for at in ats)
    last: dict[int, int] = {}
    for at, word in marked:
        last[word] = at
        if len(last) == len(places) and at - min(last.values()) <= distance:
            return True
    return False
