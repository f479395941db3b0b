"""What is written into the index of an article: its words, how much each weighs, where it stands.

Weights are those of BM25F (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"):
a word's counts in headline, standfirst and body, each divided by how long that part is, are added
up with the part's boost before they saturate. As the parts' usual lengths are constants here, the
sum is known when an article comes and stands in one list of postings a word.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from reader.library.index import IndexEntry
from reader.library.tree import STEMMED
from reader.library.words import COMMON, WORD, fold, stem


class Part(NamedTuple):
    """How a part of an article counts: its boost, its usual length in words, and how far a
    longer one is held against it (BM25's b)."""

    boost: float
    usual: int
    b: float


HEADLINE: Final = Part(5.0, 9, 0.5)
STANDFIRST: Final = Part(2.5, 20, 0.5)
BODY: Final = Part(1.0, 450, 0.7)
ASIDE: Final = Part(1.0, 4, 0.5)
"""Byline and source."""

GAP: Final = 50
"""Places between two parts, so that no phrase runs from one into the next."""

LAST_PLACE: Final = 65_535
"""Words further on than this are found, but not in a phrase."""

STARTS: Final = 2
"""Beginnings of words up to so many letters have postings of their own: the first keys typed are
answered from one list, not from the thousands of words that begin so."""

STEP: Final = 8
"""Weights are kept as a byte, in steps of 1/STEP up to 255: by then nothing more counts."""

MOST_PLACES: Final = 255
"""Places of one word in one article that are kept."""

WORDS: Final = "words"
"""The field of words as they are written, with how many articles have them, and nothing else."""


class Postings:
    """A term's articles in the order they stand in a segment.

    `weights` has a byte for each; `counts` a byte for each too, how many of `places` are its.
    Both last ones stay empty in a field without places.
    """

    __slots__ = ("counts", "docs", "places", "weights")

    def __init__(self) -> None:
        self.docs = array("I")
        self.weights = bytearray()
        self.counts = bytearray()
        self.places = array("H")


class Batch:
    """The postings of some articles, gathered by field and term."""

    def __init__(self) -> None:
        self.ids = array("q")
        self.fields: dict[str, dict[bytes, Postings]] = {}
        self.words: Counter[bytes] = Counter()

    def add(self, entry: IndexEntry) -> None:
        """Put an article's words in."""
        doc = len(self.ids)
        self.ids.append(entry.id)
        self._add_text(doc, entry)
        for field, texts in (
            ("title", (entry.headline,)),
            ("said", entry.said),
            ("source", (entry.source,)),
            ("by", (entry.byline,)),
            ("person", entry.persons),
            ("org", entry.orgs),
            ("place", entry.places),
            ("url", (entry.url,)),
        ):
            if found := _found(field, texts):
                self._put(doc, field, found, {})

    def _add_text(self, doc: int, entry: IndexEntry) -> None:
        found: dict[bytes, list[int]] = {}
        weights: dict[bytes, float] = {}
        surfaces: set[bytes] = set()
        starts: dict[bytes, float] = {}
        at = 0
        for text, part in (
            (entry.headline, HEADLINE),
            (entry.standfirst, STANDFIRST),
            (entry.byline, ASIDE),
            (entry.source, ASIDE),
            (entry.body, BODY),
        ):
            if not text:
                continue
            raws = WORD.findall(text)
            unit = part.boost / (1 - part.b + part.b * len(raws) / part.usual)
            for raw in raws:
                at += 1
                word = _running(raw)
                if word is None:
                    continue
                term, begins, surface = word
                if term in found:
                    found[term].append(at)
                    weights[term] += unit
                else:
                    found[term] = [at]
                    weights[term] = unit
                if surface not in surfaces:
                    surfaces.add(surface)
                    for begin in begins:
                        if starts.get(begin, 0.0) < unit:
                            starts[begin] = unit
            at += GAP
        self._put(doc, "text", found, weights)
        self._put(doc, "starts", dict.fromkeys(starts, ()), starts)
        self.words.update(surfaces)

    def _put(
        self,
        doc: int,
        field: str,
        found: dict[bytes, list[int]] | dict[bytes, tuple[()]],
        weights: dict[bytes, float],
    ) -> None:
        terms = self.fields.setdefault(field, {})
        for term, ats in found.items():
            postings = terms.get(term)
            if postings is None:
                postings = terms[term] = Postings()
            weight = int(weights.get(term, len(ats)) * STEP + 0.5)
            postings.docs.append(doc)
            postings.weights.append(1 if weight < 1 else 255 if weight > 255 else weight)
            if ats:
                if ats[-1] > LAST_PLACE or len(ats) > MOST_PLACES:
                    ats = [at for at in ats[:MOST_PLACES] if at <= LAST_PLACE]
                postings.counts.append(len(ats))
                postings.places.extend(ats)

    def lists(self) -> Iterator[tuple[str, bytes, Postings]]:
        """Every list, by field and term in order."""
        for field in sorted(self.fields):
            terms = self.fields[field]
            for term in sorted(terms):
                yield field, term, terms[term]


class _Word(NamedTuple):
    term: bytes
    starts: tuple[bytes, ...]
    surface: bytes


@lru_cache(maxsize=50_000)
def _running(raw: str) -> _Word | None:
    """A word of running text as it is indexed; None for a common one."""
    word = fold.__wrapped__(raw)  # remembered here
    if not word or word in COMMON:
        return None
    term = stem.__wrapped__(word)
    surface = word.encode()
    return _Word(surface if term == word else term.encode(), _starts(word[:STARTS]), surface)


@lru_cache(maxsize=5_000)
def _starts(word: str) -> tuple[bytes, ...]:
    return tuple(word[:length].encode() for length in range(1, len(word) + 1))


def _found(field: str, texts: Iterable[str]) -> dict[bytes, list[int]]:
    """Where each term of a field stands; a gap is between two texts."""
    found: dict[bytes, list[int]] = {}
    at = 0
    is_stemmed = field in STEMMED
    for text in texts:
        for raw in WORD.findall(text):
            at += 1
            if is_stemmed:
                word = _running(raw)
                if word is not None:
                    found.setdefault(word.term, []).append(at)
            elif folded := fold(raw):
                found.setdefault(folded.encode(), []).append(at)
        at += GAP
    return found


def term_of(field: str, word: str) -> bytes | None:
    """The term of a folded word in a field; None for one too common to be there."""
    if field not in STEMMED:
        return word.encode() or None
    return None if word in COMMON or not word else stem(word).encode()
