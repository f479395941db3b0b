"""A tree of words over the lists of one segment: which of its articles match, and how well.

Articles are named by their numbers in the segment. Lists are taken whole, a term at a time: scoring
a list is a few passes at the speed of C, where asking it article by article would not be. The
rarest comes first, and what comes after it is looked at only where an article is still in question.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import accumulate, chain, compress, repeat
from operator import add
from typing import Final, Protocol

from reader.library.effort import EACH, IN_ORDER, SCORED, SPREAD, Work
from reader.library.expansion import Vocabulary, is_short, list_of
from reader.library.postings import LAST_PLACE, STEP, term_of
from reader.library.tree import And, Fuzzy, Near, Not, Or, Phrase, Prefix, Term, Tree

K1: Final = 1.2
"""How soon more of a word stops counting for more (BM25's k1)."""

ADJACENT: Final = 1.5
"""What words of a query that stand side by side add, as a share of their scores."""

FEW: Final = 3
"""A list so many times longer than what is wanted of it is picked from, not taken whole."""

VERY_FEW: Final = 16
"""A list so many times longer is not walked through: each article is looked up."""

MOST_AHEAD: Final = 3
"""Words of a phrase that an article is asked for before it is asked where they stand."""

_BASE: Final = LAST_PLACE + 1

Scores = dict[int, float]
Step = tuple[int, tuple[bytes, ...]]
"""A place in a phrase, and the terms any of which may stand there."""


class Stored(Protocol):
    """A term's list: its articles in order, a byte of weight for each (see `Postings`)."""

    @property
    def docs(self) -> Sequence[int]: ...
    @property
    def weights(self) -> bytearray: ...
    @property
    def places(self) -> tuple[bytearray, Sequence[int]]:
        """How many places of the term each article has, and all places."""


class Segment(Protocol):
    """A part of the index. `living` are the ids of its articles, 0 for one that is deleted."""

    @property
    def living(self) -> Sequence[int]: ...
    @property
    def numbers(self) -> Mapping[int, int]:
        """Where each id stands in `living`."""


class Matching:
    """What one segment's articles match. `read` gives a term's list in it, None for none."""

    def __init__(
        self,
        segment: Segment,
        read: Callable[[str, bytes], Stored | None],
        vocabulary: Vocabulary,
        work: Work,
    ) -> None:
        self.segment = segment
        self._read = read
        self._vocabulary = vocabulary
        self._work = work

    def scores(self, tree: Tree, among: AbstractSet[int] | None = None) -> Scores:
        """Those articles (of some, if only these matter) that match, with their scores."""
        self._work.look()
        match tree:
            case Term(word, field):
                return self._term(field, [word], among)
            case Prefix(word, field):
                return self._prefix(field, word, among)
            case Fuzzy(word, edits, field):
                return self._term(field, self._vocabulary.misspelt(field, word, edits), among)
            case Phrase():
                return self._phrase(tree, among)
            case Near():
                return self._near(tree, among)
            case Or(parts):
                each = (self.scores(part, among) for part in _without_nots(parts))
                scores, *others = sorted(each, key=len, reverse=True)
                for other in others:
                    self._work.count(SCORED * len(other))
                    sums = map(add, other.values(), map(scores.get, other, repeat(0.0)))
                    scores.update(zip(other, sums, strict=True))
                return scores
            case And(parts):
                return self._all_of(parts, among)
            case Not(part):
                return self._without(self._everything(among), part)

    def _everything(self, among: AbstractSet[int] | None) -> Scores:
        docs = range(len(self.segment.living)) if among is None else among
        self._work.count(2 * len(docs))
        return dict.fromkeys(docs, 0.0)

    def _all_of(self, parts: Iterable[Tree], among: AbstractSet[int] | None) -> Scores:
        different = dict.fromkeys(parts)
        wanted = [part for part in different if not isinstance(part, Not)]
        found: Scores | None = None
        for part in sorted(wanted, key=self._scarcity):
            scores = self.scores(part, among)
            self._work.count(len(scores))
            if found is not None:
                sums = map(add, scores.values(), map(found.__getitem__, scores))
                scores = dict(zip(scores, sums, strict=True))
            found = scores
            if not found:
                return found
            among = found.keys()
        if found is None:
            found = self._everything(among)
        for unwanted in different:
            if isinstance(unwanted, Not) and found:
                found = self._without(found, unwanted.part)
        return found

    def _without(self, found: Scores, part: Tree) -> Scores:
        other = self.scores(part, found.keys())
        self._work.count(len(found))
        return {doc: score for doc, score in found.items() if doc not in other} if other else found

    def _scarcity(self, tree: Tree) -> int:
        """About how many articles a part can match: what leaves the fewest is looked at first."""
        vocabulary = self._vocabulary
        match tree:
            case Term(word, field):
                term = term_of(field, word)
                return 0 if term is None else vocabulary.frequency(list_of(field), term)
            case Phrase(words, field) | Near(words, field):
                # Where a word alone would do as well, it is less work.
                least = min(self._scarcity(Term(w, field)) or vocabulary.total for w in words)
                return SPREAD * least
            case And(parts):
                return min(map(self._scarcity, parts))
            case Or(parts):
                return sum(map(self._scarcity, parts))
        return vocabulary.total  # which it takes more to know

    # One word

    def _term(
        self, field: str, words: Iterable[str], among: AbstractSet[int] | None = None
    ) -> Scores:
        """Articles with any of the words; the last word counts before the others."""
        terms = dict.fromkeys(term_of(field, word) for word in words)
        return self._any_of(field, [term for term in terms if term is not None], among)

    def _any_of(
        self, field: str, terms: Iterable[bytes], among: AbstractSet[int] | None = None
    ) -> Scores:
        if field == "id":
            numbers = self.segment.numbers
            asked = (numbers.get(int(term), -1) for term in terms if term.isdigit())
            return {doc: 1.0 for doc in asked if doc >= 0 and (among is None or doc in among)}
        scores: Scores = {}
        for term in terms:
            self._work.look()
            self._score(list_of(field), term, self._vocabulary.rarity, among, scores)
        return scores

    def _score(
        self,
        name: str,
        term: bytes,
        rarity: Callable[[str, bytes], float],
        among: AbstractSet[int] | None,
        scores: Scores,
    ) -> None:
        stored = self._read(name, term)
        if stored is None:
            return
        docs, weights = stored.docs, stored.weights
        worth = _worth(rarity(name, term))
        self._work.count(EACH + len(docs) // 2)
        if among is None:
            self._work.count(2 * len(docs))
            scores.update(zip(docs, map(worth.__getitem__, weights), strict=True))
        elif len(among) * VERY_FEW < len(docs):
            scores.update((doc, worth[weights[at]]) for doc, at in _picked(docs, among))
        else:
            self._work.count(len(docs) + 2 * min(len(among), len(docs)))
            each = zip(docs, map(worth.__getitem__, weights), strict=True)
            scores.update(compress(each, map(among.__contains__, docs)))

    def _prefix(self, field: str, prefix: str, among: AbstractSet[int] | None) -> Scores:
        if field == "id":
            terms = [prefix.encode()] if prefix.isdecimal() else []
            return self._any_of(field, terms, among)
        if is_short(field, prefix):
            scores: Scores = {}
            self._score("starts", prefix.encode(), lambda name, term: 1.0, among, scores)
            return scores
        return self._any_of(field, self._vocabulary.beginning(field, prefix), among)

    # Words together

    def _phrase(self, phrase: Phrase, among: AbstractSet[int] | None) -> Scores:
        """Words in order; a common word takes up its place without being looked at."""
        steps: list[Step] = []
        last = len(phrase.words) - 1
        for at, word in enumerate(phrase.words):
            is_open = phrase.is_open and at == last
            if is_open and is_short(phrase.field, word):
                # What begins with a letter or two is nearly everything: wherever it stands.
                started = self._prefix(phrase.field, word, among)
                if not steps:
                    return started
                among = started.keys()
            elif terms := self._vocabulary.alternatives(phrase.field, word, is_open):
                steps.append((at, terms))
            elif is_open:
                return {}
        if not steps:
            return {}
        if len(steps) == 1:
            scores = self._any_of(phrase.field, steps[0][1], among)
            return {doc: (1 + ADJACENT) * score for doc, score in scores.items()}
        docs = self.in_order(phrase.field, steps, phrase.slop, among)
        return self._summed(phrase.field, [terms for _, terms in steps], docs, 1 + ADJACENT)

    def _summed(
        self, field: str, words: Iterable[Sequence[bytes]], docs: Collection[int], share: float
    ) -> Scores:
        """A share of what all words are worth together in some articles."""
        summed = dict.fromkeys(docs, 0.0)
        if summed:
            for terms in words:
                for doc, score in self._any_of(field, terms, summed.keys()).items():
                    summed[doc] += share * score
        return summed

    def in_order(
        self, field: str, steps: Sequence[Step], slop: int, among: AbstractSet[int] | None
    ) -> set[int]:
        """Those articles where words follow each other, at most `slop` others between them."""
        first = steps[0][0]
        steps = [(at - first, terms) for at, terms in steps]
        rarest = sorted(steps, key=lambda step: self._extent(field, step[1]))
        if slop:
            words = list(dict.fromkeys(terms for _, terms in rarest))
            docs = self._with_all(field, words, among)
            docs = self._in_a_stretch(field, words, steps[-1][0] + slop, docs)
            return self._in_turn(field, steps, slop, docs)
        # Less its place in the phrase, every word of one stands at the same place.
        # What many words may begin with takes as long to ask for as to look up.
        ahead = [terms for _, terms in rarest[:MOST_AHEAD] if len(terms) <= FEW]
        docs = self._with_all(field, ahead, among)
        shared: set[int] = set()
        for number, (at, terms) in enumerate(rarest):
            self._work.look()
            before = len(shared)
            places = self._places(field, terms, docs, at)
            if number:
                shared.intersection_update(places)
                self._work.count(SCORED * len(shared))
            else:
                shared = set(places)
            if not shared:
                return set()
            if len(shared) * 2 < before:
                docs = docs.intersection(place // _BASE for place in shared)
        return docs.intersection({place // _BASE for place in shared})

    def _in_turn(
        self, field: str, steps: Sequence[Step], slop: int, docs: AbstractSet[int]
    ) -> set[int]:
        reached: dict[int, int] = {}
        for number, (at, terms) in enumerate(steps):
            self._work.look()
            places = self._places(field, terms, docs, at, SPREAD)
            if number:
                reached = _advance(reached, places)
            else:
                reached = {place: place + slop for place in places}
            if not reached:
                break
        return {place // _BASE for place in reached} & docs

    def _near(self, near: Near, among: AbstractSet[int] | None) -> Scores:
        """All words within a stretch, in any order."""
        terms = [term for word in near.words if (term := term_of(near.field, word)) is not None]
        if not terms:
            return {}
        words = sorted(((term,) for term in terms), key=lambda one: self._extent(near.field, one))
        docs = self._with_all(near.field, words, among)
        docs = self._in_a_stretch(near.field, words, near.distance, docs)
        marked = sorted(
            (place, number)
            for number, one in enumerate(words)
            for place in self._places(near.field, one, docs, 0, SPREAD)
            if place // _BASE in docs
        )
        self._work.look()
        found: set[int] = set()
        last: dict[int, int] = {}
        for place, number in marked:
            last[number] = place
            if len(last) == len(words) and place - min(last.values()) <= near.distance:
                found.add(place // _BASE)
        return self._summed(near.field, words, found, 1 + ADJACENT / 2)

    def _with_all(
        self, field: str, words: Iterable[Sequence[bytes]], among: AbstractSet[int] | None
    ) -> set[int]:
        """The articles that have each of some words, the rarest of which comes first."""
        found: set[int] | None = None if among is None else set(among)
        for terms in words:
            self._work.look()
            docs: set[int] = set()
            for term in terms:
                stored = self._read(list_of(field), term)
                if stored is None:
                    continue
                self._work.count(EACH + len(stored.docs) // 2)
                if found is not None and len(found) * VERY_FEW < len(stored.docs):
                    docs.update(doc for doc, _ in _picked(stored.docs, found))
                else:
                    self._work.count(len(stored.docs))
                    docs.update(stored.docs if found is None else found.intersection(stored.docs))
            found = docs
            if not found:
                break
        return found or set()

    def _in_a_stretch(
        self, field: str, words: Sequence[Sequence[bytes]], length: int, docs: set[int]
    ) -> set[int]:
        """Those articles that may have all words within a stretch: none that has is missing.

        Places are counted in stretches; every word must stand in that of the rarest, or beside it.
        """
        length += 1
        stretches: set[int] | None = None
        for terms in words:
            if not docs:
                break
            self._work.look()
            here = {place // length for place in self._places(field, terms, docs, 0)}
            if stretches is None:
                stretches = here
            else:
                stretches = {
                    at for at in stretches if at in here or at - 1 in here or at + 1 in here
                }
                docs = docs.intersection(
                    chain.from_iterable(
                        (at * length // _BASE, (at * length + length - 1) // _BASE)
                        for at in stretches
                    )
                )
        return docs

    def _extent(self, field: str, terms: Iterable[bytes]) -> int:
        return sum(self._vocabulary.extent(list_of(field), term) for term in terms)

    def _places(
        self,
        field: str,
        terms: Iterable[bytes],
        among: AbstractSet[int],
        before: int,
        effort: int = IN_ORDER,
    ) -> Iterator[int]:
        """Where any of the terms stands in some articles: article and place in one number, less
        `before`. Other articles may be among them where picking would take longer.

        `effort` is what is done with each place, in postings read.
        """
        for term in terms:
            stored = self._read(list_of(field), term)
            if stored is None:
                continue
            docs = stored.docs
            counts, places = stored.places
            self._work.count(EACH + len(docs) // 2 + len(places) // 10)
            if len(among) * VERY_FEW < len(docs):
                starts = list(accumulate(counts, initial=0))
                for doc, at in _picked(docs, among):
                    base = doc * _BASE - before
                    self._work.count(effort * counts[at])
                    for place in places[starts[at] : starts[at + 1]]:
                        yield base + place
            elif len(among) * FEW < len(docs):
                self._work.count(len(docs) + SCORED * len(among))
                self._work.count(effort * (len(among) * len(places) // len(docs)))
                each = zip(docs, accumulate(counts, initial=0), counts, strict=False)
                for doc, start, size in compress(each, map(among.__contains__, docs)):
                    base = doc * _BASE - before
                    for place in places[start : start + size]:
                        yield base + place
            else:
                self._work.count(len(docs) + effort * len(places))
                bases = [doc * _BASE - before for doc in docs]
                yield from map(add, chain.from_iterable(map(repeat, bases, counts)), places)


def _picked(docs: Sequence[int], wanted: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Those of some articles that a list has, each with where in the list it stands."""
    for doc in wanted:
        at = bisect_left(docs, doc)
        if at < len(docs) and docs[at] == doc:
            yield doc, at


_SATURATED: Final = [w / STEP * (K1 + 1) / (w / STEP + K1) for w in range(256)]
"""What each weight is worth: twice as much of a word is not twice as good."""


@lru_cache(maxsize=256)
def _worth(rarity: float) -> list[float]:
    """What each weight of a word is worth that is so rare."""
    return [rarity * one for one in _SATURATED]


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
