"""Where in a text stands what a query looks for."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import Final

from reader.library.query import Query
from reader.library.tree import STEMMED, Fuzzy, Leaf, Near, Phrase, Prefix, Term, wanted
from reader.library.words import COMMON, Token, stem, tokens

_SHOWN: Final = STEMMED | {"person", "org", "place", "by"}
"""The fields whose words stand on the page."""


def highlights(query: Query, text: str) -> list[tuple[int, int]]:
    """The hits of a query in one text: (start, end) offsets, in order, none overlapping.

    A phrase's hit is one span from its first word to its last. Only words that are wanted are
    hits, not those after a `-`.
    """
    leaves = [leaf for leaf in wanted(query.tree) if leaf.field in _SHOWN]
    if not leaves or not text:
        return []
    found = list(tokens(text))
    spans: list[tuple[int, int]] = []
    for leaf in leaves:
        match leaf:
            case Phrase():
                spans += _phrases(leaf, found)
            case Near():
                spans += _near(leaf, found)
            case _:
                spans += [(t.start, t.end) for t in found if _is_hit(leaf, t.word)]
    return _apart(spans)


def _is_hit(leaf: Leaf, word: str) -> bool:
    match leaf:
        case Term():
            return _same(leaf.word, word, leaf.field)
        case Prefix():
            return word.startswith(leaf.word) or _same(leaf.word, word, leaf.field)
        case Fuzzy():
            return _is_like(leaf.word, word, leaf.edits)
    return False


def _same(wanted_word: str, word: str, field: str) -> bool:
    if wanted_word == word:
        return True
    return field in STEMMED and stem(wanted_word) == stem(word)


def _phrases(phrase: Phrase, found: list[Token]) -> list[tuple[int, int]]:
    spans = []
    first, *others = phrase.words
    for start, token in enumerate(found):
        if not _same(first, token.word, phrase.field):
            continue
        at, left = start, phrase.slop
        for number, word in enumerate(others, start=1):
            is_open = phrase.is_open and number == len(others)
            for step in range(1, left + 2):
                if at + step < len(found) and _goes_on(
                    word, found[at + step].word, phrase.field, is_open
                ):
                    at, left = at + step, left - step + 1
                    break
            else:
                break
        else:
            spans.append((token.start, found[at].end))
    return spans


def _goes_on(word: str, found: str, field: str, is_open: bool) -> bool:
    # A common word keeps a place in the index, not which word it was.
    if field in STEMMED and word in COMMON and not is_open:
        return True
    return _same(word, found, field) or (is_open and found.startswith(word))


def _near(near: Near, found: list[Token]) -> list[tuple[int, int]]:
    places = [
        [at for at, token in enumerate(found) if _same(word, token.word, near.field)]
        for word in near.words
        if near.field not in STEMMED or word not in COMMON
    ]
    hits = {
        at
        for number, here in enumerate(places)
        for at in here
        if all(
            _is_close(at, other, near.distance)
            for other_number, other in enumerate(places)
            if other_number != number
        )
    }
    return [(found[at].start, found[at].end) for at in sorted(hits)]


def _is_close(at: int, places: list[int], distance: int) -> bool:
    """Whether one of some places, in order, is at most so far from another."""
    first = bisect_left(places, at - distance)
    return first < len(places) and places[first] <= at + distance


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap made one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def is_within(one: str, other: str, edits: int) -> bool:
    """Whether a word is at most so many edits away: a letter added, left out, changed, or two
    neighbours swapped (optimal string alignment distance)."""
    if abs(len(one) - len(other)) > edits:
        return False
    start, end = 0, 0
    shorter = min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    # What begins or ends alike needs no edit there.
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if max(len(one), len(other)) <= edits:
        return True
    if edits <= 1:
        return edits == 1 and len(one) == 2 and one == other[::-1]
    return _distance(one, other, edits) <= edits


_is_like = lru_cache(maxsize=20_000)(is_within)


def _distance(one: str, other: str, most: int) -> int:
    """The edits between two words; anything above `most` once it is more."""
    previous: list[int] = []
    current = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, previous, current = previous, current, [i]
        for j, b in enumerate(other, start=1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
    return current[-1]
