"""Words: how text becomes terms, the same in the index, in a query and in what is highlighted.

A term is a word folded (case, accents, width) and, in running text, stemmed. Everything here is
a pure function; Whoosh's Porter stemmer is imported on first use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

# Scripts written without spaces are taken a character at a time, so that any run of them is a
# phrase of its characters. Marks that Python does not count as letters (combining accents, Hebrew
# and Arabic points, the vowel signs of Indic scripts) stay with their letter.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a4d"
    "\u0a81-\u0acd\u0b01-\u0b57\u0b82-\u0bcd\u0c00-\u0c4d\u0c81-\u0ccd\u0d00-\u0d4d\u0e31-\u0e4e"
)
WORD: Final = re.compile(
    rf"[{_UNSPACED}]"
    r"|[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"  # an acronym with dots: U.S.
    r"|\d+(?:[.,]\d+)+"  # a number
    rf"|(?:(?![_{_UNSPACED}])[\w{_MARKS}])+(?:['’][sS](?!\w))?"  # a word, its genitive with it
)

COMMON: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "from",
        "has",
        "have",
        "he",
        "her",
        "his",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "not",
        "of",
        "on",
        "or",
        "our",
        "s",
        "she",
        "so",
        "such",
        "t",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "which",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
"""Words too common to tell articles apart. They are not indexed; in a phrase they keep a place."""


class Token(NamedTuple):
    """A word where it stands: `start` and `end` are offsets into the text it was found in."""

    start: int
    end: int
    word: str


def tokens(text: str) -> Iterator[Token]:
    """Every word of a text, folded, in order."""
    for match in WORD.finditer(text):
        word = fold(match[0])
        if word:
            yield Token(match.start(), match.end(), word)


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return [word for word in map(fold, WORD.findall(text)) if word]


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """The word without what a searcher does not type: case, accents, genitive, an acronym's dots.

    >>> fold("Élysée’s"), fold("U.S"), fold("ﬁnance")
    ('elysee', 'us', 'finance')
    """
    if word[-2:] in ("'s", "’s", "'S", "’S"):
        word = word[:-2]
    if not word.isascii():
        spread = unicodedata.normalize("NFKD", word.casefold())
        word = "".join(c for c in spread if not unicodedata.combining(c)).casefold()
        word = word.replace("ø", "o").replace("ł", "l").replace("đ", "d").replace("ı", "i")
    word = word.lower()
    if "." in word and not word[0].isdigit():
        word = word.replace(".", "")
    return word


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What a folded English word shares with its inflections (Porter 1980); others as they are.

    >>> stem("ministers"), stem("minister")
    ('minist', 'minist')
    """
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    return str(_porter()(word))


@lru_cache(maxsize=1)
def _porter() -> Callable[[str], str]:
    from whoosh.lang.porter import stem as porter

    return porter  # type: ignore[no-any-return]
