"""The sentences of an article → the people, organisations and places named in them.

Three steps: a tagger reads each sentence alone; a second one reads it again beside what the first
found in the rest of the article; then names that are plain by now are found wherever they stand.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from reader.analysis import foreign, german
from reader.analysis.agreement import agreed
from reader.analysis.bounds import is_title
from reader.analysis.evidence import Evidence
from reader.analysis.features import Features, capitals, features
from reader.analysis.language import base
from reader.analysis.tagger import Name, Tagger

WEIGHTS: Final = Path(__file__).parent / "weights"
FIRST: Final = "names-first.crfsuite"
SECOND: Final = "names-second.crfsuite"

LONGEST_STRETCH: Final = 1_000
"""Sentences looked at together. No article has as many; a line of megabytes has, and what is seen
of its words would not fit in memory."""


class Recogniser:
    """Both taggers, loaded. One thread's call at a time goes through; the others wait."""

    def __init__(self, weights: Path) -> None:
        """Loads the two files of a folder. Raises WeightsError."""
        self._first = Tagger(weights / FIRST)
        self._second = Tagger(weights / SECOND)
        self._turn = threading.Lock()

    def names(self, sentences: Sequence[Sequence[str]], language: str = "") -> list[list[Name]]:
        """The names in each of an article's sentences, in order, none overlapping.

        `language` is the article's, as BCP 47 ("de-AT"), empty if it is not known.
        """
        language = base(language)
        return [
            names
            for start in range(0, len(sentences), LONGEST_STRETCH)
            for names in self._names(sentences[start : start + LONGEST_STRETCH], language)
        ]

    def _names(self, sentences: Sequence[Sequence[str]], language: str) -> list[list[Name]]:
        is_german = language in german.LANGUAGES
        likely = [german.likely_names(w) if is_german else capitals(w) for w in sentences]
        seen = [features(words, places) for words, places in zip(sentences, likely, strict=True)]
        with self._turn:
            first = [self._first.names(w, s) for w, s in zip(sentences, seen, strict=True)]
            again = beside(seen, sentences, first)
            found = [self._second.names(w, s) for w, s in zip(sentences, again, strict=True)]
        found = [
            [*names, *_titled(words, before, names)]
            for words, before, names in zip(sentences, first, found, strict=True)
        ]
        if is_german:
            found = [list(german.bounded(*s)) for s in zip(sentences, found, likely, strict=True)]
        elif language not in ("", "en"):
            found = foreign.without_common_words(sentences, found, language)
        return agreed(sentences, found)


def _titled(words: Sequence[str], first: Sequence[Name], second: Sequence[Name]) -> Iterator[Name]:
    """The people behind a title ("Senior Col. Tan Kefei") whom the second reading lost: they are
    often named but once, so that the article has no evidence of them."""
    for name in first:
        is_lost = not any(name.start < other.end and other.start < name.end for other in second)
        if is_lost and name.kind == "person" and name.start and is_title(words[name.start - 1]):
            yield name


def beside(
    seen: Sequence[list[tuple[int, Features]]],
    sentences: Sequence[Sequence[str]],
    first: Sequence[Sequence[Name]],
    *,
    is_training: bool = False,
) -> Iterator[list[tuple[int, Features]]]:
    """What the second tagger sees: the features of each sentence and the article's evidence.

    Where no word is in any name of the article the first reading stands, there are none; only in
    training is that seen too.
    """
    evidence = Evidence(sentences, first)
    for number, parts in enumerate(seen):
        if not is_training:
            parts = [p for p in parts if not evidence.is_silent(number, p[0], p[0] + len(p[1]))]
        if parts:
            known = evidence.beside(number, [(start, start + len(rows)) for start, rows in parts])
            yield [(start, [row + next(known) for row in rows]) for start, rows in parts]
        else:
            yield parts


@cache
def packaged() -> Recogniser:
    """The recogniser with the packaged weights, loaded once. Raises WeightsError."""
    return Recogniser(WEIGHTS)
