"""What is written into the index of an article: its words, how much each weighs, where it stands.

Weights are those of BM25F (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"):
a word's counts in headline, standfirst and body, each divided by how long that part is, are added
up with the part's boost before they saturate. As the parts' usual lengths are constants here, the
sum is known when an article comes and stands in one list of postings a word.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
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
"""Weights are rounded to 1/STEP: they compress, and few different ones are few to compute."""

Posting = tuple[bytes, int, float, bytes]
"""A term, its count, its weight, and its places (see `places`)."""


class _Word(NamedTuple):
    term: bytes | None
    starts: tuple[bytes, ...]
    surface: bytes


@lru_cache(maxsize=200_000)
def _running(raw: str) -> _Word | None:
    word = fold(raw)
    if not word:
        return None
    encoded = word.encode()
    if word in COMMON:
        return _Word(None, (), encoded)
    starts = tuple(word[:n].encode() for n in range(1, min(STARTS, len(word)) + 1))
    return _Word(stem(word).encode(), starts, encoded)


def terms_of(entry: IndexEntry) -> tuple[dict[str, list[Posting]], set[bytes]]:
    """The postings of every field, and the different words the article is written with."""
    counts: dict[bytes, float] = {}
    found: dict[bytes, list[int]] = {}
    surfaces: dict[bytes, bytes] = {}
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
            word = _running(raw)
            at += 1
            if word is None or word.term is None:
                continue
            term = word.term
            if term in counts:
                counts[term] += unit
                found[term].append(at)
            else:
                counts[term] = unit
                found[term] = [at]
            if word.surface not in surfaces:
                surfaces[word.surface] = term
                for start in word.starts:
                    if starts.get(start, 0.0) < unit:
                        starts[start] = unit
        at += GAP
    postings: dict[str, list[Posting]] = {
        "text": [
            (term, len(ats), _rounded(counts[term]), places(ats)) for term, ats in found.items()
        ],
        "starts": [(start, 1, _rounded(unit), b"") for start, unit in starts.items()],
    }
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
        if listed := _field(field, texts):
            postings[field] = listed
    return postings, set(surfaces)


def _field(field: str, texts: Iterable[str]) -> list[Posting]:
    found: dict[bytes, list[int]] = {}
    at = 0
    for text in texts:
        for raw in WORD.findall(text):
            at += 1
            if (term := term_of(field, fold(raw))) is not None:
                found.setdefault(term, []).append(at)
        at += GAP
    return [(term, len(ats), float(len(ats)), places(ats)) for term, ats in found.items()]


def term_of(field: str, word: str) -> bytes | None:
    """The term of a folded word in a field; None for one too common to be there."""
    if field not in STEMMED:
        return word.encode() or None
    return None if word in COMMON or not word else stem(word).encode()


def places(ats: list[int]) -> bytes:
    """Places of a word in its field, as bytes: two each, in the machine's order."""
    if ats[-1] > LAST_PLACE:
        ats = [at for at in ats if at <= LAST_PLACE]
    return array("H", ats).tobytes()


def read_places(packed: bytes) -> array[int]:
    """What `places` packed."""
    return array("H", packed)


def _rounded(weight: float) -> float:
    return max(1, round(weight * STEP)) / STEP
