"""`[highlight]` of config.toml: words that look another way wherever they stand.

    [highlight]
    "Otters Club" = "bold accent"
    '/(?i)ferr(y|ies)/' = { bg = "#504010", underline = true }
    "Live" = { bold = true, where = "list" }        # page, list, feeds or all; else the page

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
from itertools import pairwise
from typing import Any, Final

from reader.tables import NotAmong, Problem, TomlFile, nearest, read_setting
from reader.ui.line_rules import rule_problem
from reader.ui.styles import Style

SECTION: Final = "highlight"
MOST: Final = 32
"""Highlights that are looked for."""
LONGEST: Final = 500
"""Characters of an expression."""
LARGEST: Final = 20_000
"""Signs of an expression, each as often as it is repeated at least: so often it is compiled."""
MOST_FOUND: Final = 2000
"""Places that one highlight has in an article; the rest is left plain."""
PLACES: Final = ("page", "list", "feeds", "all")
"""Where a highlight may hold; the first unless it says so."""
REMEMBERED: Final = 2000
"""Lines in which the highlights are not looked for anew."""
PATIENCE: Final = 0.1
"""Seconds of the processor that one expression may take for an article."""

PATIENCE_A_LINE: Final = 0.001
"""Seconds more for every line of a list: a screen has many, and they are drawn at once."""
_SIGNS: Final = re.compile(r"(\\.|\[(?:\\.|[^\]\\])*\]|\{(\d+)[^{}]*\}|.)", re.DOTALL)

Found = tuple[int, int, int]
"""Start, end, and the number of the highlight."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """What is looked for: as it is written, compiled, the how manieth it is, from 0, and where."""

    written: str
    pattern: Any
    number: int
    where: str = PLACES[0]

    def holds(self, place: str) -> bool:
        """Whether it is looked for on the page, in the list, or in the feeds."""
        return self.where in (place, "all")

    @property
    def is_expression(self) -> bool:
        return not isinstance(self.pattern, re.Pattern)


def layer_of(number: int) -> str:
    """The name of a highlight's style."""
    return f"{SECTION}.{number}"


def line_layer_of(number: int) -> str:
    """The name of its style in the lines of lists, where the ground is another."""
    return f"list.{SECTION}.{number}"


def styles_alone(file: TomlFile) -> TomlFile:
    """The file with the styles of the highlights, and not where they hold."""
    table = file.tables.get(SECTION)
    if not isinstance(table, Mapping):
        return file
    styles = {
        key: {name: part for name, part in value.items() if name != "where"}
        if isinstance(value, Mapping)
        else value
        for key, value in table.items()
    }
    return replace(file, tables={**file.tables, SECTION: styles})


def read_highlights(file: TomlFile) -> tuple[tuple[Highlight, ...], list[Problem]]:
    """The highlights that can be looked for, and what is wrong with the others."""
    table = file.tables.get(SECTION)
    highlights: list[Highlight] = []
    problems: list[Problem] = []
    items = table.items() if isinstance(table, Mapping) else ()
    for number, (written, style) in enumerate(items):
        if number >= MOST:
            what = f"has more than {MOST} entries: the rest is left"
            problems.append(file.problem(SECTION, what))
            break
        try:
            where = style.get("where", PLACES[0]) if isinstance(style, Mapping) else PLACES[0]
            where = read_setting(PLACES, where)
            highlights.append(Highlight(written, _compiled(written), number, where))
        except NotAmong as error:
            meant = nearest(error.wrong, error.among)
            problems.append(rule_problem(file, SECTION, written, f"where {error}", meant))
        except ValueError as error:
            problems.append(rule_problem(file, SECTION, written, str(error)))
    return tuple(highlights), problems


def _compiled(written: str) -> Any:
    """Raises ValueError with what is wrong."""
    if len(written) > 2 and written.startswith("/") and written.endswith("/"):
        import regex  # type: ignore[import-untyped]

        if len(written) > LONGEST:
            raise ValueError(f"is longer than {LONGEST} characters")
        if _size(written[1:-1]) > LARGEST:
            raise ValueError(f"repeats too much: over {LARGEST:,} signs; write + or {{0,9}}")
        try:
            return regex.compile(written[1:-1])
        except (regex.error, OverflowError, RecursionError) as error:
            raise ValueError(f"is no regular expression: {error}") from None
    words = written.split()
    if not words:
        raise ValueError("is empty: write words, or an expression between strokes")
    return re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")


def _size(expression: str) -> int:
    """How many signs an expression has where each stands as often as it is repeated at least."""
    sizes, last = [0], 0
    for sign, times in _SIGNS.findall(expression):
        if times:
            sizes[-1] += last * (int(times) - 1)
            last *= int(times)
        elif sign == "(":
            sizes.append(0)
        else:
            last = sizes.pop() if sign == ")" and len(sizes) > 1 else 1
            sizes[-1] += last
    return sum(sizes)


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

    def go_on(self) -> None:
        """Look through another line, where as much may be found again."""
        for highlight, left in self._time.items():
            self._left[highlight] = MOST_FOUND
            self._time[highlight] = min(PATIENCE, left + PATIENCE_A_LINE)

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


class LineHighlighter:
    """Looks for highlights in short lines that are drawn again and again: once in each."""

    def __init__(self, highlights: Sequence[Highlight], place: str) -> None:
        self.of = highlights
        self.slow: set[str] = set()
        """Those that took too long and are looked for no more."""
        self._wanted = [highlight for highlight in highlights if highlight.holds(place)]
        self._finder = Highlighter(self._wanted, self.slow)
        self._known: dict[str, list[tuple[str, tuple[int, ...]]]] = {}

    def parts(self, text: str) -> list[tuple[str, tuple[int, ...]]]:
        """The text in parts, each with the numbers of the highlights over it, in their order."""
        if not self._wanted:
            return [(text, ())]
        if text not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[text] = self._parts(text)
        return self._known[text]

    def _parts(self, text: str) -> list[tuple[str, tuple[int, ...]]]:
        self._finder.go_on()
        found = self._finder.find(text)
        edges = sorted({0, len(text), *(at for start, end, _ in found for at in (start, end))})
        return [
            (text[low:high], tuple(sorted({n for s, e, n in found if s <= low and e >= high})))
            for low, high in pairwise(edges)
        ]
