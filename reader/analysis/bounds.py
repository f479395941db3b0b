"""Where a name begins and ends: without the title before it, the quotation mark after it.

"U.S. House Speaker Ana Ruiz" is an organisation and a person, "Pentagon Press" before "Secretary"
is the Pentagon. Used on the tagger's answers, and on the machine-made documents it learns from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reader.analysis.lexicon import ORGANISATION_HEADS, TITLES, lists, word_set

_MAY_BEGIN_NAMES: Final = word_set(
    "don saint sri tan king prince queen major general justice captain chief sister brother father"
    " lord lady forward judge pope tun san"
)
"""Titles that begin names of other things too: Sri Lanka, King County, Justice Ministry."""

_DETERMINERS: Final = word_set("the a an his her their our my its this that mr mrs ms")

_OFFICES: Final = word_set(
    "minister secretary president spokesman spokeswoman spokesperson speaker leader commissioner"
    " ambassador governor senator congressman congresswoman chancellor premier envoy"
)
"""What makes what follows a person, and what comes right before it a part of the office."""

_PARTS_OF_OFFICES: Final = word_set(
    "prime vice deputy first former ex acting interim assistant under foreign interior home defence"
    " defense finance press health energy treasury information trade justice education transport"
    " transportation agriculture labour labor economy economic commerce environment culture sports"
    " tourism industry security homeland cabinet chief majority minority opposition state permanent"
    " special general attorney managing external relations affairs competition party"
)


Part = tuple[int, int, str]


def parts(words: Sequence[str], start: int, end: int, kind: str) -> Iterator[Part]:
    """The names `(start, end, kind)` in what was taken for one: one, at times none or two."""
    if kind != "person":
        start, end = _whole_listed(words, start, end)
    office = _office_inside(words, start, end) if kind != "place" else -1
    if office >= 0:
        yield from _before_office(words, start, office, "org")
        yield from _trimmed(words, office + 1, end, "person")
    elif end < len(words) and kind != "person" and words[end].lower() in _OFFICES:
        yield from _before_office(words, start, end, kind)
    elif kind == "org" and end - start > 1 and words[end - 1].lower() in _OFFICES:
        yield from _before_office(words, start, end - 1, kind)
    elif kind == "place" and end - start > 1 and _is_initial(words[start]):
        yield from _trimmed(words, start, end, "person")
    else:
        yield from _trimmed(words, start, end, kind)


def _whole_listed(words: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """The bounds of the country or state a name is a part of: "Sri Lanka", of which "Lanka"."""
    for first, last in ((start - 1, end), (start, end + 1)):
        if first >= 0 and last <= len(words):
            kinds = lists().get(" ".join(words[first:last]), "")
            if "C" in kinds or "S" in kinds:
                return first, last
    return start, end


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word[0].isupper() and word[1] == "."


def _office_inside(words: Sequence[str], start: int, end: int) -> int:
    """The last word of an office with a person's name after it, else -1."""
    for i in range(end - 2, start - 1, -1):
        word = words[i].lower()
        if word in ORGANISATION_HEADS or word in ("of", "for", "and"):
            return -1
        if word in _OFFICES and words[i + 1][0].isupper():
            return i
    return -1


def _before_office(words: Sequence[str], start: int, end: int, kind: str) -> Iterator[Part]:
    while end > start and words[end - 1].lower() in _PARTS_OF_OFFICES:
        end -= 1
    for part in _trimmed(words, start, end, kind):
        is_country = "C" in lists().get(" ".join(words[part[0] : part[1]]), "")
        yield part[0], part[1], "place" if is_country else kind


def _trimmed(words: Sequence[str], start: int, end: int, kind: str) -> Iterator[Part]:
    while end > start and not words[end - 1][0].isalnum():
        end -= 1
    while end > start and not words[start][0].isalnum():
        start += 1
    while end > start and words[start].lower() in _DETERMINERS:
        start += 1
    if kind == "person":
        while end > start and _is_title(words[start], end - start):
            start += 1
    if not all(_is_title(word, 1) for word in words[start:end]):
        yield start, end, kind


def is_title(word: str) -> bool:
    """Whether a word is a title or an office, so that a person is named behind it."""
    return _is_title(word, 2)


def _is_title(word: str, length: int) -> bool:
    lower = word.lower().rstrip(".")
    return (
        lower in _OFFICES
        or lower in ("prime", "vice", "deputy")
        or (
            lower in TITLES
            and lower not in ("don", "tan", "san", "sri", "saint")
            and (length > 1 or lower not in _MAY_BEGIN_NAMES)
        )
    )
