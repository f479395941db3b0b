"""Where words divide, from pyphen's patterns, loaded when first asked for."""

from __future__ import annotations

from functools import lru_cache

from reader.ui.wrap import Hyphenator

SHORTEST_PART = 3
"""Letters before and after a hyphen, at least."""


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
