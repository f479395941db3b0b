"""Where words divide, from pyphen's patterns, loaded when first asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from reader.ui.spans import Covered, Ranges
from reader.ui.wrap import Copy, Hyphenator

SHORTEST_PART: Final = 3
"""Letters before and after a hyphen, at least."""
SHORTEST_DIVIDED: Final = 7
"""Letters of the shortest word that is hyphenated."""
LONGEST_DIVIDED: Final = 40
"""Characters of the longest; what is longer is no word."""


@lru_cache(maxsize=8)
def hyphenator(language: str = "en") -> Hyphenator | None:
    """A hyphenator for a language tag (`en`, `en-GB`); None where no patterns are known."""
    import pyphen

    tag = language.replace("-", "_") or "en"
    known = pyphen.language_fallback("en_US" if tag in ("en", "en_US") else tag)
    if known is None:
        return None
    patterns = pyphen.Pyphen(lang=known, left=SHORTEST_PART, right=SHORTEST_PART)

    @lru_cache(maxsize=4096)
    def divide(word: str) -> tuple[int, ...]:
        return tuple(int(position) for position in patterns.positions(word))

    return divide


class Divider:
    """Where a word of a paragraph may be divided: plain lower-case words that name nothing."""

    def __init__(self, copy: Copy, covered: Covered, hyphenator: Hyphenator) -> None:
        self.copy = copy
        self.whole = Ranges(covered.kept_whole)
        self.hyphenator = hyphenator

    def __call__(self, start: int, end: int) -> tuple[int, ...]:
        if end - start > LONGEST_DIVIDED:
            return ()
        while start < end and not self.copy.drawn[start].isalnum():
            start += 1
        while end > start and not self.copy.drawn[end - 1].isalnum():
            end -= 1
        word = self.copy.drawn[start:end]
        if len(word) < SHORTEST_DIVIDED or not (word.isalpha() and word.islower()):
            return ()
        if self.whole.meets(start, end):
            return ()
        return tuple(
            start + at
            for at in self.hyphenator(word)
            if SHORTEST_PART <= at <= len(word) - SHORTEST_PART
        )
