"""`[highlight]` of config.toml: words that look another way wherever they stand on the page.

    [highlight]
    "Otters Club" = "bold accent"
    '/(?i)ferr(y|ies)/' = { bg = "#504010", underline = true }

What stands between two strokes is a regular expression (of the regex package: Python's own cannot
be stopped), all else is words as they are written. Highlights lie over names, quotes and links and
under the hits of a search; each changes only what its style sets. Where two meet, the later one in
the file lies over the earlier.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from reader.tables import Problem, TomlFile
from reader.ui.line_rules import rule_problem
from reader.ui.styles import Style

SECTION: Final = "highlight"
MOST: Final = 32
"""Highlights that are looked for."""
LONGEST: Final = 500
"""Characters of an expression."""
MOST_FOUND: Final = 2000
"""Places that one highlight has in an article; the rest is left plain."""
PATIENCE: Final = 0.1
"""Seconds of the processor that one expression may take for an article."""

Found = tuple[int, int, int]
"""Start, end, and the number of the highlight."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """What is looked for: as it is written, compiled, and the how manieth it is, from 0."""

    written: str
    pattern: Any
    number: int

    @property
    def is_expression(self) -> bool:
        return not isinstance(self.pattern, re.Pattern)


def layer_of(number: int) -> str:
    """The name of a highlight's style."""
    return f"{SECTION}.{number}"


def read_highlights(file: TomlFile) -> tuple[tuple[Highlight, ...], list[Problem]]:
    """The highlights that can be looked for, and what is wrong with the others."""
    table = file.tables.get(SECTION)
    highlights: list[Highlight] = []
    problems: list[Problem] = []
    for number, written in enumerate(table if isinstance(table, Mapping) else ()):
        if number >= MOST:
            what = f"has more than {MOST} entries: the rest is left"
            problems.append(file.problem(SECTION, what))
            break
        try:
            highlights.append(Highlight(written, _compiled(written), number))
        except ValueError as error:
            problems.append(rule_problem(file, SECTION, written, str(error)))
    return tuple(highlights), problems


def _compiled(written: str) -> Any:
    """Raises ValueError with what is wrong."""
    if len(written) > 2 and written.startswith("/") and written.endswith("/"):
        import regex  # type: ignore[import-untyped]

        if len(written) > LONGEST:
            raise ValueError(f"is longer than {LONGEST} characters")
        try:
            return regex.compile(written[1:-1])
        except (regex.error, OverflowError, RecursionError) as error:
            raise ValueError(f"is no regular expression: {error}") from None
    words = written.split()
    if not words:
        raise ValueError("is empty: write words, or an expression between strokes")
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")


def cued(style: Style) -> Style:
    """The style, underlined where it would be told by the colour of its letters alone."""
    return replace(style, underline=True) if set(style.given()) == {"fg"} else style


class Highlighter:
    """Looks for highlights in the blocks of one article, one after the other.

    An expression that takes too long is put among the `slow`, and those are not looked for.
    """

    def __init__(self, highlights: Sequence[Highlight], slow: set[str]) -> None:
        self._left = {h: MOST_FOUND for h in highlights if h.written not in slow}
        self._time = dict.fromkeys(self._left, PATIENCE)
        self._slow = slow

    def find(self, text: str) -> list[Found]:
        """Where in a block's text they stand, in no order."""
        found: list[Found] = []
        for highlight, left in self._left.items():
            if left <= 0 or highlight.written in self._slow:
                continue
            places = self._places(highlight, text)
            self._left[highlight] = left - len(places)
            found += [(start, end, highlight.number) for start, end in places[:left]]
        return found

    def _places(self, highlight: Highlight, text: str) -> list[tuple[int, int]]:
        """Where a highlight stands; places that touch are one."""
        places: list[tuple[int, int]] = []
        began = time.thread_time()
        try:
            for start, end in _spans(highlight, text, self._time[highlight]):
                if places and places[-1][1] == start:
                    places[-1] = places[-1][0], end
                else:
                    places.append((start, end))
                    if len(places) > MOST_FOUND:
                        break
        except TimeoutError:
            self._slow.add(highlight.written)
            return []
        self._time[highlight] -= time.thread_time() - began
        if self._time[highlight] <= 0 and highlight.is_expression:
            self._slow.add(highlight.written)
        return places


def _spans(highlight: Highlight, text: str, patience: float) -> Iterator[tuple[int, int]]:
    """Raises TimeoutError."""
    how = {"timeout": patience, "concurrent": True} if highlight.is_expression else {}
    for match in highlight.pattern.finditer(text, **how):
        if match.end() > match.start():
            yield match.span()
