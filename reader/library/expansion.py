"""What a word of a query stands for among the words of an index: those that begin so, those spelt
nearly so, and what helps whoever is still typing."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache
from typing import Final, Protocol

from reader.library.highlights import is_within
from reader.library.postings import STARTS, WORDS, term_of
from reader.library.tree import STEMMED
from reader.library.words import COMMON, stem

MOST_EXPANDED: Final = 40
"""Words that a prefix or a misspelling stands for, the commonest first."""

MOST_SUMMED: Final = 20_000
"""Postings that those words may have together, or one an article if that is more."""

LONG_ENOUGH: Final = 5
"""Letters from which a word may be two edits away: shorter ones would be like all others."""


class Terms(Protocol):
    """The terms of an index, with their counts over all its segments."""

    total: int

    def frequency(self, field: str, term: bytes) -> int:
        """In how many articles a term is."""

    def extent(self, field: str, term: bytes) -> int:
        """About how many places a term has, and no fewer than articles."""

    def beginning(self, field: str, prefix: bytes) -> Counter[bytes]:
        """The terms that begin so, and in how many articles each is."""


class Vocabulary:
    """Answers about words from one state of the index, which it remembers."""

    def __init__(self, terms: Terms) -> None:
        self.total = terms.total
        # Words spelt nearly so are looked for among all of a letter: often one typed word's.
        self._written = lru_cache(maxsize=2)(terms.beginning)
        self._terms = terms
        self.rarity = lru_cache(maxsize=1024)(self._rarity)
        self.beginning = lru_cache(maxsize=256)(self._beginning)
        self.misspelt = lru_cache(maxsize=256)(self._misspelt)
        self.frequency = lru_cache(maxsize=1024)(terms.frequency)
        self.extent = lru_cache(maxsize=1024)(terms.extent)

    def _rarity(self, name: str, term: bytes) -> float:
        """Inverse document frequency, as Lucene's BM25 has it: never below 0."""
        frequency = min(self.frequency(name, term), self.total)
        return math.log(1 + (self.total - frequency + 0.5) / (frequency + 0.5))

    def alternatives(self, field: str, word: str, is_open: bool) -> tuple[bytes, ...]:
        """The terms any of which may stand where a phrase has this word; none for a common word."""
        if is_open:
            return self.beginning(field, word)
        term = term_of(field, word)
        return () if term is None else (term,)

    def _beginning(self, field: str, prefix: str) -> tuple[bytes, ...]:
        """The commonest terms that a beginning stands for, the commonest last, then the word
        itself: a bounded number, with a bounded number of postings."""
        stemmed = field in STEMMED
        found = self._terms.beginning(words_of(field), prefix.encode())
        terms: dict[bytes, int] = {}
        left = max(MOST_SUMMED, self.total)
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

    def _misspelt(self, field: str, word: str, edits: int) -> tuple[str, ...]:
        """The words of the index at most so many edits away that share the first letter, the
        commonest last."""
        found = self._written(words_of(field), word[:1].encode())
        edits = min(edits, 1 if len(word) < LONG_ENOUGH else 2)
        shortest, longest, letters = len(word) - edits, len(word) + edits, frozenset(word)
        written = b"\n".join(found).decode().split("\n")
        close = [
            (count, other)
            for other, count in zip(written, found.values(), strict=False)
            # An edit takes one letter away at most: a quick look that most do not stand.
            if shortest <= len(other) <= longest
            and len(letters.difference(other)) <= edits
            and is_within(word, other, edits)
        ]
        close.sort(reverse=True)
        left = max(MOST_SUMMED, self.total // 2)
        chosen: list[str] = []
        for count, other in close[:MOST_EXPANDED]:
            if left < 0:
                break
            left -= count
            chosen.append(other)
        return tuple(reversed(chosen))

    def complete(self, field: str, prefix: str, limit: int) -> list[str]:
        """The commonest words of a field that begin so."""
        if not prefix or field == "id":
            return []
        found = self._terms.beginning(words_of(field), prefix.encode())
        common = [word.decode() for word, _ in found.most_common(limit + 1)]
        return [word for word in common if word != prefix][:limit]

    def suggest(self, word: str, limit: int, field: str) -> list[str]:
        """The commonest words one edit away, else two."""
        if len(word) < 3 or field == "id" or self.frequency(words_of(field), word.encode()):
            return []
        for edits in (1, 2):
            if found := self.misspelt(field, word, edits):
                return [w for w in reversed(found) if w != word][:limit]
        return []


def list_of(field: str) -> str:
    """The name under which an index keeps a field's lists."""
    return field or "text"


def words_of(field: str) -> str:
    """The name under which an index keeps the words of a field as they are written."""
    return WORDS if field in STEMMED else list_of(field)


def is_short(field: str, prefix: str) -> bool:
    """Whether a beginning has a list of its own."""
    return not field and len(prefix) <= STARTS
