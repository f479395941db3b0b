"""What the tagger sees of a word: itself, its neighbours, and the run of capitals it stands in.

Only the islands around capitalised words are shown to the tagger: in running prose a name has a
capital, and the lower-case sea between is half the words. What depends on a word alone is worked
out once a word and kept.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from reader.analysis.lexicon import (
    DAYS,
    MONTHS,
    ORGANISATION_HEADS,
    PARTICLES,
    PLACE_HEADS,
    TITLES,
    lists,
    word_set,
)

_LONGEST_LISTED: Final = 4
"""Words of the longest listed name that is looked for."""

_NEVER_NAMES: Final = word_set(
    "i i'm i've i'd i'll i’m i’ve i’d i’ll the a an he she it they we you this that these those"
    " there his her its their our my your in on at for from with by as but and or if when while"
    " what who how why after before since until because although though however also not no yes"
    " so then now some many most more all both each one two three"
)

Seen = list[str | bytes]
"""What is seen of a word. CRFsuite works on UTF-8: what is kept, once a word, is kept as that."""

Features = list[Seen]


def capitals(words: Sequence[str]) -> list[int]:
    """Where the words of a sentence stand that may be names, or parts of them."""
    return [
        i
        for i, word in enumerate(words)
        if not word.islower() and is_capitalised(word) and word.lower() not in _NEVER_NAMES
    ]


def islands(places: Sequence[int], count: int) -> list[tuple[int, int]]:
    """The stretches `(start, end)` of a sentence of so many words that may hold a name.

    Each has a word around the places where words may be names; near ones are one stretch.
    """
    found: list[tuple[int, int]] = []
    low = high = -1
    for i in places:
        if high >= 0 and i - high <= 3:
            high = i + 1
        else:
            if high >= 0:
                found.append((max(0, low - 1), min(count, high + 1)))
            low, high = i, i + 1
    if high >= 0:
        found.append((max(0, low - 1), min(count, high + 1)))
    return found


def is_capitalised(word: str) -> bool:
    """Whether a word holds a capital letter (in scripts that have none, any letter will do)."""
    return word != word.lower() or (word[0].isalpha() and not word[0].islower())


def features(
    words: Sequence[str], places: Sequence[int] | None = None
) -> list[tuple[int, Features]]:
    """The islands of a sentence: where each starts, and what is seen of each of its words.

    `places` is where words may be names; its capitals, if it is not said.
    """
    count = len(words)
    stretches = islands(capitals(words) if places is None else places, count)
    if not stretches:
        return []
    listed = _listed(words, stretches)
    manner = _manner(words)
    result = []
    for low, high in stretches:
        runs = _runs(words, low, high)
        looks = [_look(words[i]) if 0 <= i < count else _EDGE for i in range(low - 2, high + 2)]
        shapes = "".join(look.shape for look in looks)
        pairs = [f"{one.lower}|{other.lower}".encode() for one, other in pairwise(looks)]
        rows: Features = []
        for i in range(low, high):
            j = i - low + 2
            row: Seen = [
                *_own(words[i]),
                *(_before(words[i - 1]) if i else (b"-1=^",)),
                *(_after(words[i + 1]) if i + 1 < count else (b"+1=^",)),
                looks[j - 2].far_before,
                looks[j + 2].far_after,
                pairs[j - 1],
                pairs[j],
                shapes[j - 1 : j + 2],
                manner,
            ]
            if i == 0:
                row.append(b"first")
            if i in listed:
                row += listed[i]
            if i in runs:
                row += runs[i]
            rows.append(row)
        result.append((low, rows))
    return result


class _Look(NamedTuple):
    """A word in lower case, its shape, the classes it belongs to, and what is seen of it from the
    second word after it and from the second before it."""

    lower: str
    shape: str
    classes: tuple[str, ...]
    far_before: bytes
    far_after: bytes


_EDGE: Final = _Look("", "^", (), b"-2=^", b"+2=^")
_KEPT: Final = 20_000
"""Words that what is seen of them is kept of: those of some hundred articles."""


@lru_cache(_KEPT)
def _look(word: str) -> _Look:
    lower = word.lower()
    far_before, far_after = f"-2={lower}".encode(), f"+2={lower}".encode()
    return _Look(lower, _shape(word), tuple(_classes(word, lower)), far_before, far_after)


@lru_cache(_KEPT)
def _own(word: str) -> tuple[bytes, ...]:
    """What is seen of a word itself, wherever it stands."""
    lower, shape, classes, *_ = _look(word)
    own = ["b", f"w={word}", f"l={lower}", f"s={shape}", f"long={_long_shape(word)}"]
    if len(lower) > 3:
        own += [f"e2={lower[-2:]}", f"e3={lower[-3:]}", f"p3={lower[:3]}"]
        if len(lower) > 4:
            own.append(f"e4={lower[-4:]}")
    return _encoded((*own, *(f"c={c}" for c in classes)))


def _encoded(seen: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(one.encode() for one in seen)


@lru_cache(_KEPT)
def _before(word: str) -> tuple[bytes, ...]:
    """What the word after it sees of a word."""
    return _beside("-1", word)


@lru_cache(_KEPT)
def _after(word: str) -> tuple[bytes, ...]:
    """What the word before it sees of a word."""
    return _beside("+1", word)


def _beside(place: str, word: str) -> tuple[bytes, ...]:
    lower, shape, classes, *_ = _look(word)
    seen = [f"{place}={lower}", f"{place}s={shape}", *(f"{place}c={c}" for c in classes)]
    if len(lower) > 4:
        seen.append(f"{place}e={lower[-3:]}")
    return _encoded(seen)


def _shape(word: str) -> str:
    """One letter for how a word looks: X capitals, U an initial, M mixed, C Capitalised, …"""
    if word.islower():
        return "x" if word.isalpha() else "y"
    if word.isupper():
        if "." in word:
            return "U" if len(word) == 2 else "A"
        return "X" if len(word) > 1 else "I"
    if word[0].isupper():
        if word.endswith("."):
            return "T"
        return "C" if word[1:].islower() else "M"
    if word[0].isdigit():
        return "9"
    return "m" if word[0].isalpha() else "."


def _long_shape(word: str) -> str:
    """How a word's first letters look, one letter each, at most two of the same: "XxX", "99"."""
    shape = word[:_SHAPED].translate(_SHAPES)
    if not shape.isascii():
        shape = "".join(
            "X" if c.isupper() else "x" if c.isalpha() else "9" if c.isdigit() else c for c in shape
        )
    for twice, thrice in _RUNS:
        while thrice in shape:
            shape = shape.replace(thrice, twice)
    return shape if shape.isalnum() else _RUN.sub(r"\1\1", shape)


_SHAPED: Final = 12
_SHAPES: Final = str.maketrans(
    string.ascii_uppercase + string.ascii_lowercase + string.digits, "X" * 26 + "x" * 26 + "9" * 10
)
_RUNS: Final = (("xx", "xxx"), ("XX", "XXX"), ("99", "999"))
_RUN: Final = re.compile(r"(.)\1{2,}", re.DOTALL)


def _classes(word: str, lower: str) -> list[str]:
    classes = []
    bare = lower.rstrip(".")
    if bare in TITLES:
        classes.append("title")
    if bare in ORGANISATION_HEADS:
        classes.append("org")
    if bare in PLACE_HEADS:
        classes.append("place")
    if bare in MONTHS or bare in DAYS:
        classes.append("date")
    if lower in PARTICLES:
        classes.append("link")
    classes += lists().get(word) or lists().get(word.title() if word.isupper() else "", "")
    return classes


def _listed(words: Sequence[str], stretches: Sequence[tuple[int, int]]) -> dict[int, list[str]]:
    """Features for listed names of several words, by the word's place."""
    found: dict[int, list[str]] = {}
    listed = lists()
    for low, high in stretches:
        for i in range(low, high):
            if not words[i][0].isupper():
                continue
            for length in range(min(_LONGEST_LISTED, high - i), 1, -1):
                if not words[i + length - 1][0].isupper():
                    continue
                kinds = listed.get(" ".join(words[i : i + length]))
                if kinds:
                    found.setdefault(i, []).append(f"list=B{kinds}")
                    for j in range(i + 1, i + length):
                        found.setdefault(j, []).append(f"list=I{kinds}")
                    break
    return found


def _manner(words: Sequence[str]) -> bytes:
    """How the sentence is set: in running prose, as a headline, or all in capitals."""
    letters = [word for word in words if word[0].isalpha()]
    capital = sum(not word[0].islower() for word in letters)
    if len(letters) >= 3 and all(word.isupper() for word in letters):
        return b"manner=capitals"
    return (
        b"manner=headline" if len(letters) >= 4 and capital * 3 > len(letters) * 2 else b"manner=p"
    )


def _runs(words: Sequence[str], low: int, high: int) -> dict[int, list[str]]:
    """For each word in a run of capitalised words ("Bank of England"): the run's first word, last
    word and length, the words around it, and whether an organisation's head word is in it."""
    found: dict[int, list[str]] = {}
    known = lists()
    i = low
    while i < high:
        if not _in_run(words[i]) or (i == 0 and words[i].lower() in _NEVER_NAMES):
            i += 1
            continue
        end = i + 1
        while end < high and (
            _in_run(words[end])
            or (
                end + 1 < high
                and words[end].lower() in ("of", "&", "de", "for", "bin", "del", "van", "al")
                and _in_run(words[end + 1])
            )
            or (
                end + 2 < high
                and words[end] == "of"
                and words[end + 1] == "the"
                and _in_run(words[end + 2])
            )
            or (
                words[end] == "the"
                and words[end - 1] == "of"
                and _in_run(words[min(end + 1, high - 1)])
            )
        ):
            end += 1
        run = [word.lower() for word in words[i:end]]
        heads = [word for word in run if word in ORGANISATION_HEADS]
        before = words[i - 1].lower() if i else "^"
        after = words[end].lower() if end < len(words) else "^"
        length = min(end - i, 5)
        common = [
            f"r>={after}",
            f"r<={before}",
            f"rz={run[-1]}",
            f"ra={run[0]}",
            f"r<>={before}|{after}",
            f"r#={length}{'h' if heads else ''}",
        ]
        if heads:
            common.append(f"rh={heads[-1]}")
        if length > 1:
            common.append(f"rk={known.get(words[i], '')}|{known.get(words[end - 1], '')}")
        for place in range(i, end):
            found[place] = [*common, f"r@{min(place - i, 3)}{min(end - 1 - place, 3)}"]
        i = end
    return found


def _in_run(word: str) -> bool:
    return word[0].isupper()
