"""Where a name begins and ends: without the title before it, the quotation mark after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reader.analysis.lexicon import TITLES, word_set

_MAY_BEGIN_NAMES: Final = word_set(
    "don saint sri tan king prince queen major general justice captain chief sister brother father"
    " lord lady forward judge pope tun dame san"
)
"""Titles that begin names of other things too: Sri Lanka, King County, Justice Ministry."""

_DETERMINERS: Final = word_set("the a an his her their our my its this that mr mrs ms")
_RANKS: Final = word_set(
    "prime vice deputy first former ex acting interim foreign interior defence defense finance"
    " minister secretary spokesman spokeswoman spokesperson speaker"
)


def trimmed(words: Sequence[str], start: int, end: int, kind: str) -> tuple[int, int] | None:
    """A name's bounds drawn in to the name itself; None if nothing is left."""
    while end > start and not _is_end(words[end - 1]):
        end -= 1
    while end > start and not words[start][0].isalnum():
        start += 1
    while end > start and words[start].lower() in _DETERMINERS:
        start += 1
    if kind == "person":
        while end > start and _is_title(words[start], end - start):
            start += 1
    if all(_is_rank(word) for word in words[start:end]):
        return None
    return start, end


def _is_end(word: str) -> bool:
    return word[0].isalnum() or word == "!"


def _is_title(word: str, length: int) -> bool:
    lower = word.lower().rstrip(".")
    if lower in _RANKS:
        return True
    return lower in TITLES and (length > 1 or lower not in _MAY_BEGIN_NAMES) and lower != "don"


def _is_rank(word: str) -> bool:
    lower = word.lower().rstrip(".")
    return lower in _RANKS or (lower in TITLES and lower not in _MAY_BEGIN_NAMES)
