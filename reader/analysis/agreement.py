"""An article's names made to agree with each other.

Each name takes the kind it has most often, weighed by how sure the tagger was; "Wei and Austin" are
two people where each is named by himself; full names and repeated names are found again wherever
they stand; the surname of somebody named in full is that person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reader.analysis.lexicon import SUFFIXES
from reader.analysis.tagger import Name, NameKind

Words = tuple[str, ...]
Weights = dict[NameKind, float]

_FULL_NAME_PLAIN: Final = 0.5
_WORD_PLAIN: Final = 1.2
"""Confidence, summed over an article, from which a name of several words, or of one, is looked
for where the tagger did not see it."""

_SURNAME_SHARE: Final = 0.8
"""How much of the weight of "Wei Fenghe" counts for "Fenghe" and for "Wei" being a person."""

_JOINING: Final = frozenset(("and", "of", "for", "to", "with"))


def agreed(sentences: Sequence[Sequence[str]], found: Sequence[Sequence[Name]]) -> list[list[Name]]:
    """The names of each of an article's sentences, given what the taggers found in each."""
    lower = [tuple(word.lower() for word in words) for words in sentences]
    first = _weigh(lower, found)
    found = [
        [name for joined in names for name in _parted(joined, lowered, first)]
        for lowered, names in zip(lower, found, strict=True)
    ]
    weighed = _weigh(lower, found)
    sought = _sought(weighed)
    settled = []
    for words, lowered, names in zip(sentences, lower, found, strict=True):
        usual = [
            Name(n.start, n.end, _usual(weighed[lowered[n.start : n.end]]), n.confidence)
            for n in names
        ]
        for again in _found_again(words, lowered, sought):
            overlapped = [n for n in usual if n.start < again.end and again.start < n.end]
            if all(_covers(again, n) for n in overlapped):
                usual = [n for n in usual if n not in overlapped]
                usual.append(again)
        settled.append(sorted(usual, key=lambda n: n.start))
    return settled


def _parted(name: Name, lowered: Words, weighed: Mapping[Words, Weights]) -> Iterator[Name]:
    """One name, or the two of "Wei and Austin" where the article has both by themselves."""
    for i in range(name.start + 1, name.end - 1):
        left, right = lowered[name.start : i], lowered[i + 1 : name.end]
        if lowered[i] in _JOINING and left in weighed and right in weighed:
            people = _usual(weighed[left]) == _usual(weighed[right]) == "person"
            if lowered[i] == "and" or people:
                yield Name(name.start, i, _usual(weighed[left]), name.confidence)
                yield Name(i + 1, name.end, _usual(weighed[right]), name.confidence)
                return
    yield name


def _covers(outer: Name, inner: Name) -> bool:
    """Whether one name holds another and more."""
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and outer.end - outer.start > inner.end - inner.start
    )


def _usual(weights: Weights) -> NameKind:
    return max(weights, key=lambda kind: weights[kind])


def _weigh(lower: Sequence[Words], found: Sequence[Sequence[Name]]) -> dict[Words, Weights]:
    """Every name, lower-cased, with how surely it is a person, an organisation, a place."""
    weighed: defaultdict[Words, Weights] = defaultdict(dict)
    for lowered, names in zip(lower, found, strict=True):
        for name in names:
            weights = weighed[lowered[name.start : name.end]]
            weights[name.kind] = weights.get(name.kind, 0.0) + name.confidence
    for full, weight in _full_names(weighed):
        for part in {full[:1], _surname(full)}:
            weights = weighed[part]
            weights["person"] = weights.get("person", 0.0) + weight * _SURNAME_SHARE
    return weighed


def _full_names(weighed: Mapping[Words, Weights]) -> list[tuple[Words, float]]:
    return [
        (name, weights["person"])
        for name, weights in weighed.items()
        if len(name) > 1 and _usual(weights) == "person"
    ]


def _surname(full: Words) -> Words:
    last = -2 if len(full) > 2 and full[-1].rstrip(".") in SUFFIXES else -1
    return (full[last],)


def _sought(weighed: Mapping[Words, Weights]) -> dict[str, list[tuple[Words, NameKind]]]:
    """The names to look for again, by their first word, longest first."""
    plain: dict[Words, NameKind] = {}
    for name, weights in weighed.items():
        kind = _usual(weights)
        if weights[kind] >= (_FULL_NAME_PLAIN if len(name) > 1 else _WORD_PLAIN):
            plain[name] = kind
    for full, weight in _full_names(weighed):
        surname = _surname(full)
        if weight >= _FULL_NAME_PLAIN and len(surname[0]) > 2:
            plain.setdefault(surname, "person")
    sought: defaultdict[str, list[tuple[Words, NameKind]]] = defaultdict(list)
    for name in sorted(plain, key=len, reverse=True):
        sought[name[0]].append((name, plain[name]))
    return sought


def _found_again(
    words: Sequence[str], lowered: Words, sought: Mapping[str, Sequence[tuple[Words, NameKind]]]
) -> Iterator[Name]:
    i = 0
    while i < len(words):
        for name, kind in sought.get(lowered[i], ()):
            end = i + len(name)
            if lowered[i:end] == name and _is_written_as_name(words, i, end):
                yield Name(i, end, kind, 0.9)
                i = end - 1
                break
        i += 1


def _is_written_as_name(words: Sequence[str], start: int, end: int) -> bool:
    return not words[start].islower() and not words[end - 1].islower()
