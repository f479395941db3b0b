"""The sentences of an article → the people, organisations and places named in them.

Three steps: a tagger reads each sentence alone; a second one reads it again beside what the first
found in the rest of the article; then names that are plain by now are found wherever they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from reader.analysis.evidence import Evidence
from reader.analysis.features import Features, features
from reader.analysis.tagger import Name, NameKind, Tagger

WEIGHTS: Final = Path(__file__).parent / "weights"
FIRST: Final = "names-first.crfsuite"
SECOND: Final = "names-second.crfsuite"

Words = tuple[str, ...]
Weights = dict[NameKind, float]

_FULL_NAME_PLAIN: Final = 0.5
_WORD_PLAIN: Final = 1.2
"""Confidence, summed over an article, from which a name of several words, or of one, is looked
for where the tagger did not see it."""

_SURNAME_SHARE: Final = 0.8
"""How much of the weight of "Wei Fenghe" counts for "Fenghe" and for "Wei" being a person."""


class Recogniser:
    """Both taggers, loaded. Not to be used by two threads at a time."""

    def __init__(self, weights: Path) -> None:
        """Loads the two files of a folder. Raises WeightsError."""
        self._first = Tagger(weights / FIRST)
        self._second = Tagger(weights / SECOND)

    def names(self, sentences: Sequence[Sequence[str]]) -> list[list[Name]]:
        """The names in each of an article's sentences, in order, none overlapping."""
        seen = [features(words) for words in sentences]
        first = [self._first.names(w, s) for w, s in zip(sentences, seen, strict=True)]
        again = beside(seen, sentences, first)
        second = [self._second.names(w, s) for w, s in zip(sentences, again, strict=True)]
        return settle(sentences, second)


def beside(
    seen: Sequence[list[tuple[int, Features]]],
    sentences: Sequence[Sequence[str]],
    first: Sequence[Sequence[Name]],
) -> Iterator[list[tuple[int, Features]]]:
    """What the second tagger sees: the features of each sentence and the article's evidence."""
    evidence = Evidence(sentences, first)
    for number, parts in enumerate(seen):
        if parts:
            known = list(evidence.beside(number))
            yield [
                (start, [row + known[start + i] for i, row in enumerate(rows)])
                for start, rows in parts
            ]
        else:
            yield parts


@cache
def packaged() -> Recogniser:
    """The recogniser with the packaged weights, loaded once. Raises WeightsError."""
    return Recogniser(WEIGHTS)


def settle(sentences: Sequence[Sequence[str]], found: Sequence[Sequence[Name]]) -> list[list[Name]]:
    """The names of an article's sentences, given what the tagger found in each alone."""
    weighed = _weigh(sentences, found)
    sought = _sought(weighed)
    settled = []
    for words, names in zip(sentences, found, strict=True):
        lowered = _lowered(words)
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


def _covers(outer: Name, inner: Name) -> bool:
    """Whether one name holds another and more."""
    return (
        outer.start <= inner.start
        and inner.end <= outer.end
        and outer.end - outer.start > inner.end - inner.start
    )


def _lowered(words: Sequence[str]) -> Words:
    return tuple(word.lower() for word in words)


def _usual(weights: Weights) -> NameKind:
    return max(weights, key=lambda kind: weights[kind])


def _weigh(
    sentences: Sequence[Sequence[str]], found: Sequence[Sequence[Name]]
) -> dict[Words, Weights]:
    """Every name, lower-cased, with how surely it is a person, an organisation, a place."""
    weighed: defaultdict[Words, Weights] = defaultdict(dict)
    for words, names in zip(sentences, found, strict=True):
        for name in names:
            weights = weighed[_lowered(words[name.start : name.end])]
            weights[name.kind] = weights.get(name.kind, 0.0) + name.confidence
    for full, weight in _full_names(weighed):
        for part in {full[:1], full[-1:]} & weighed.keys():
            weights = weighed[part]
            weights["person"] = weights.get("person", 0.0) + weight * _SURNAME_SHARE
    return weighed


def _full_names(weighed: Mapping[Words, Weights]) -> list[tuple[Words, float]]:
    return [
        (name, weights["person"])
        for name, weights in weighed.items()
        if len(name) > 1 and _usual(weights) == "person"
    ]


def _sought(weighed: Mapping[Words, Weights]) -> dict[str, list[tuple[Words, NameKind]]]:
    """The names to look for again, by their first word, longest first."""
    plain: dict[Words, NameKind] = {}
    for name, weights in weighed.items():
        kind = _usual(weights)
        if weights[kind] >= (_FULL_NAME_PLAIN if len(name) > 1 else _WORD_PLAIN):
            plain[name] = kind
    for full, weight in _full_names(weighed):
        if weight >= _FULL_NAME_PLAIN and len(full[-1]) > 2:
            plain.setdefault(full[-1:], "person")
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
