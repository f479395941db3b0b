"""How far two versions of a text agree, by the shingles (runs of four words) that they share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"\w+")

Shingles = frozenset[tuple[str, ...]]


def shingles(texts: Iterable[str]) -> Shingles:
    """Every run of four words in texts, each text for itself; of a shorter one all its words."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = _WORD.findall(text)
        found.update(zip(words, words[1:], words[2:], words[3:], strict=False))
        if 0 < len(words) < 4:
            found.add(tuple(words))
    return frozenset(found)


def share(part: Shingles, whole: Shingles) -> float:
    """How much of one is in the other, from 0 to 1; of nothing, nothing is."""
    return len(part & whole) / len(part) if part else 0.0


def folded(text: str) -> str:
    """The words of a text alone in lower case, for comparing what is printed in two places."""
    return " ".join(_WORD.findall(text.casefold()))
