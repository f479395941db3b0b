"""Whether two articles are one story in the same words, told without comparing each with all.

The words alone do not tell: the episodes of a podcast, or whatever else is made by a form, share a
text and are different all the same. So what stands above the text must agree too.

MinHash (Broder 1997) by one permutation (Li, Owen and Zhang 2012): every run of four words is
hashed once and falls into one of sixteen bins; of each bin the least value is kept. Two texts agree
in a bin as often as their runs overlap. The values are kept in four bands of four: texts that share
nine tenths of their runs share a band in 98.6 % of cases, texts that share a tenth in 0.04 %. Those
found so are then compared themselves.
"""

from __future__ import annotations

import re
import zlib
from datetime import timedelta
from hashlib import blake2b
from typing import Final
from urllib.parse import urldefrag, urlsplit

from reader.article import READ_ROLES, Article
from reader.sources.agreement import Shingles, folded, shingles

SAME: Final = 0.85
"""The share of all their runs from which two texts are the same. Two papers' versions of one
agency's report are under it as soon as either has edited it."""

FEWEST_WORDS: Final = 50
"""Words under which texts are alike by chance: weather, results, notes of a line."""

LONG: Final = 200
"""Words from which a text is somebody's report, and the same one under another paper's headline."""

SOON: Final = timedelta(hours=20)
"""Between two entries of one feed with one headline: less, and it was put out again; more, and it
is the next day's."""

_NUMBER: Final = re.compile(r"\d+")

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
    """Whether two articles say the same in the same words, whatever they are called."""
    left, right = text_shingles(one), text_shingles(other)
    both = len(left & right)
    return bool(left and right) and both >= SAME * (len(left) + len(right) - both)


def is_same_story(one: Article, other: Article, *, is_one_feed: bool) -> bool:
    """Whether who has read one article has read the other.

    In one feed, or on one site, two entries are two unless they have one headline, come with the
    same files and appeared within hours. Elsewhere a report may have got another headline, if it
    is long; but what is numbered otherwise is another.
    """
    if not is_same(one, other):
        return False
    if is_one_feed or _site(one) == _site(other) != "":
        return (
            _words(one.headline) == _words(other.headline)
            and _files(one) == _files(other)
            and (not one.published or not other.published or _apart(one, other) <= SOON)
        )
    if headlines_agree(one.headline, other.headline):
        return True
    numbers = [_NUMBER.findall(article.headline) for article in (one, other)]
    return numbers[0] == numbers[1] and min(one.words, other.words) >= LONG


def headlines_agree(one: str, other: str) -> bool:
    """Whether two headlines are one in different print, or one with its paper's name or rubric
    before or after it."""
    left, right = sorted((_words(one), _words(other)), key=len)
    if left == right:
        return bool(left)
    is_part = f" {right} ".startswith(f" {left} ") or f" {right} ".endswith(f" {left} ")
    return is_part and len(left.split()) >= 4 and _NUMBER.findall(left) == _NUMBER.findall(right)


def _words(headline: str) -> str:
    return folded(headline) or headline.strip()


def _site(article: Article) -> str:
    """Where an article stands; else who says that it is theirs."""
    try:
        host = urlsplit(article.url).hostname
    except ValueError:
        host = None
    return (host or article.source).casefold().removeprefix("www.")


def _files(article: Article) -> frozenset[str]:
    """The files that an article comes with, without the keys that their addresses may hold."""
    return frozenset(
        urldefrag(mark.target).url.partition("?")[0]
        for block in article.blocks
        if block.role == "caption"
        for mark in block.marks
        if mark.kind == "link" and mark.start == 0 and mark.target
    )


def _apart(one: Article, other: Article) -> timedelta:
    assert one.published is not None
    assert other.published is not None
    return abs(one.published - other.published)
