"""Whether two articles are one story in the same words, told without comparing each with all.

MinHash (Broder 1997) by one permutation (Li, Owen and Zhang 2012): every run of four words is
hashed once and falls into one of sixteen bins; of each bin the least value is kept. Two texts agree
in a bin as often as their runs overlap. The values are kept in four bands of four: texts that share
nine tenths of their runs share a band in 98.6 % of cases, texts that share a tenth in 0.04 %. Those
found so are then compared themselves.
"""

from __future__ import annotations

import zlib
from hashlib import blake2b
from typing import Final

from reader.article import READ_ROLES, Article
from reader.sources.agreement import Shingles, shingles

SAME: Final = 0.85
"""The share of all their runs from which two texts are the same. Two papers' versions of one
agency's report are under it as soon as either has edited it."""

FEWEST_WORDS: Final = 50
"""Words under which texts are alike by chance: weather, results, notes of a line."""

_BANDS, _ROWS = 4, 4
_BINS: Final = _BANDS * _ROWS
_WIDTH: Final = (1 << 64) - 1
_SPREAD: Final = 0x9E3779B97F4A7C15
"""Mixes the bits of a checksum; with the bins it is kept in libraries, never to be changed."""


def text_shingles(article: Article) -> Shingles:
    """The runs of four words of the article proper, empty where it is too short to tell."""
    if article.words < FEWEST_WORDS:
        return frozenset()
    texts = [b.text.casefold() for b in article.blocks if b.role in READ_ROLES]
    return shingles(["\n".join(texts)])


def fingerprint(article: Article) -> tuple[int, ...]:
    """Four values of 64 bits, signed; articles in the same words share at least one. Empty where
    the article is too short to tell."""
    found = text_shingles(article)
    if not found:
        return ()
    least = [-1] * _BINS
    for run in found:
        mixed = zlib.crc32(" ".join(run).encode("utf-8", "replace")) * _SPREAD & _WIDTH
        at, value = mixed >> 60, mixed & (_WIDTH >> 4)
        if least[at] < 0 or value < least[at]:
            least[at] = value
    for at in range(_BINS):  # An empty bin takes what the next one has.
        step = next(step for step in range(_BINS) if least[(at + step) % _BINS] >= 0)
        least[at] = least[(at + step) % _BINS]
    bands = []
    for band in range(_BANDS):
        rows = ",".join(map(str, (band, *least[band * _ROWS : (band + 1) * _ROWS])))
        bands.append(int.from_bytes(blake2b(rows.encode(), digest_size=8).digest(), signed=True))
    return tuple(bands)


def is_same(one: Article, other: Article) -> bool:
    """Whether two articles say the same in the same words."""
    left, right = text_shingles(one), text_shingles(other)
    both = len(left & right)
    return bool(left and right) and both >= SAME * (len(left) + len(right) - both)
