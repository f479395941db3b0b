"""Lines that the user composes: `{mark} {headline}{fill} {source:<18} {date:>6}`. Pure.

A field in braces stands for what the line tells. After a colon:

    {source:18}     exactly 18 cells, text at the left; {source:>18} at the right, ^ in the middle
    {source:.18}    at most 18 cells
    {fill} {fill:·} what is left of the line, blank or with a sign

`[by {byline}]` stands only where all its fields have something to say, `[{source}|{site}]` is the
first of which that holds. Signs of the language are doubled to stand for themselves.

Where a line is too long its free texts are shortened, the main one (the headline) last below
`LEAST` cells; where not even that is enough, whole columns go from the right: which, hangs on the
width alone, so that columns stay straight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rich.cells import cell_len, set_cell_size

from reader.escaping import escaped
from reader.tables import NotAmong

LEAST: Final = 16
"""Cells the main text keeps while there are columns that can go."""
SHORT: Final = 4
"""Cells that a field without a width is thought to need, where it cannot be shortened."""
SIGNS: Final = ("mark", "dot", "star", "fault", "state")
"""Fields of one cell: they always stay."""
MOST: Final = 200
"""Cells a field can be wide, and characters a format can be long."""

SHORTER: Final = {"undated": "–"}
"""What is said in few cells, where a word would be cut."""

FILL: Final = "fill"
_SPEC: Final = re.compile(r"([<>^]?)(\d{0,3})(?:\.(\d{1,3}))?\Z")
_TOKEN: Final = re.compile(r"\{\{|\}\}|\[\[|\]\]|\|\||\{([^{}]*)\}|[][{}|]|[^][{}|]+")


@dataclass(frozen=True, slots=True)
class Part:
    """Words as they stand (`text`), or a field."""

    text: str = ""
    field: str = ""
    align: str = "<"
    width: int = 0
    most: int = 0

    @property
    def is_free(self) -> bool:
        """Whether it may be as long as its text is."""
        return bool(self.field) and not self.width and self.field != FILL


Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What stood in square brackets: the first of these that has something to say."""

    ways: tuple[Parts, ...]


Format = tuple[Part | Choice, ...]
Piece = tuple[str, str]
"""Text, and the field it is; empty for words of the format itself."""


def check_format(text: str, fields: Collection[str]) -> None:
    """Raises ValueError, in a line, where the format is wrong."""
    if not text.isprintable() or len(text) > MOST:
        raise ValueError(f"is a line of at most {MOST} characters that can be seen")
    for part in read_format(text):
        ways = part.ways if isinstance(part, Choice) else ((part,),)
        for leaf in (leaf for way in ways for leaf in way):
            if leaf.field and leaf.field != FILL and leaf.field not in fields:
                what = f"there is no field {{{leaf.field}}}"
                raise NotAmong(what, leaf.field, (*fields, FILL))
            if max(leaf.width, leaf.most) > MOST:
                raise ValueError(f"{{{leaf.field}}} can be {MOST} cells wide at most")


@lru_cache(maxsize=64)
def read_format(text: str) -> Format:
    """The format as its parts. Raises ValueError where brackets or braces do not match."""
    format: list[Part | Choice] = []
    ways: list[list[Part]] | None = None
    for token in _TOKEN.finditer(text):
        sign = token[0]
        here = format if ways is None else ways[-1]
        if token[1] is not None:
            here.append(_field(token[1]))
        elif sign == "[" and ways is None:
            ways = [[]]
        elif sign == "]" and ways is not None:
            format.append(Choice(tuple(tuple(way) for way in ways)))
            ways = None
        elif sign == "|" and ways is not None:
            ways.append([])
        elif sign in ("[", "]", "{", "}"):
            raise ValueError(
                f"“{sign}” without its other half; to write one, double it: {2 * sign}"
            )
        else:
            words = sign[0] if sign in ("{{", "}}", "[[", "]]", "||") else sign
            here.append(Part(words))
    if ways is not None:
        raise ValueError("“[” without its other half; to write one, double it: [[")
    return tuple(format)


def _field(written: str) -> Part:
    name, _, spec = written.partition(":")
    name = name.strip()
    if name == FILL and len(spec) <= 1:
        if spec and cell_len(spec) != 1:
            raise ValueError("{fill:…} takes a sign of one cell")
        return Part(spec or " ", FILL)
    found = _SPEC.match(spec)
    if found is None or not name:
        raise ValueError(f"{{{written}}} is no field: write for example {{source:<18}} or {{date}}")
    align, width, most = found.groups()
    return Part("", name, align or "<", int(width or 0), int(most or 0))


@lru_cache(maxsize=256)
def _fitted(text: str, cells: int, main: str) -> Format:
    """The format without the columns for which a line of so many cells has no room."""
    format = list(read_format(text))
    at = next((n for n, part in enumerate(format) if _is(part, main)), None)
    while at is not None and sum(_needs(part, main) for part in format) > cells:
        columns = [n for n, part in enumerate(format) if _is_column(part, main)]
        if not columns:
            break
        last = columns[-1]
        # With a column go its unit and the words that part it from the main text.
        beside = [last - 1, last + 1] if last > at else [last + 1]
        gone = {last, *(n for n in beside if _is_words(format, n))}
        format = [part for n, part in enumerate(format) if n not in gone]
        at = next(n for n, part in enumerate(format) if _is(part, main))
    return tuple(format)


def _is(part: Part | Choice, main: str) -> bool:
    return isinstance(part, Part) and part.field == main


def _is_column(part: Part | Choice, main: str) -> bool:
    if isinstance(part, Choice):
        return True
    return bool(part.field) and part.field not in (main, FILL, *SIGNS)


def _is_words(format: list[Part | Choice], at: int) -> bool:
    part = format[at] if 0 <= at < len(format) else None
    return isinstance(part, Part) and not part.field


def _needs(part: Part | Choice, main: str) -> int:
    """The cells a part takes at least."""
    if isinstance(part, Choice):
        return max(sum(_needs(leaf, main) for leaf in way) for way in part.ways)
    if not part.field:
        return cell_len(part.text)
    if part.width or part.field == FILL:
        return part.width
    least = LEAST if part.field == main else 1 if part.field in SIGNS else SHORT
    return min(least, part.most or least)


def set_line(
    text: str, value: Callable[[str], str], cells: int, main: str, free: Collection[str]
) -> list[Piece]:
    """The line in at most so many cells, in pieces.

    `main` is the field that is kept longest, `free` are those that are shortened before it, the
    last first. `value` tells what a field has to say. The format must be one that was checked.
    """
    parts = _told(_fitted(text, cells, main), value)
    texts = [_said(part, value) for part in parts]
    widths = [
        0 if part.field == FILL else cell_len(said) for part, said in zip(parts, texts, strict=True)
    ]
    over = sum(widths) - cells
    if over > 0:
        _shrink(parts, widths, over, main, free)
    elif over < 0:
        fills = [n for n, part in enumerate(parts) if part.field == FILL]
        for number, at in enumerate(fills):
            widths[at] = -over * (number + 1) // len(fills) - -over * number // len(fills)
            texts[at] *= widths[at]
    line: list[Piece] = []
    for part, said, width in zip(parts, texts, widths, strict=True):
        if width:
            cut = said if over <= 0 else shorten(said, width)
            line.append((cut, part.field))
            # Cut at a space, or within a wide sign, it is shorter than its room: what comes after
            # stands where it does in other lines.
            if spare := width - cell_len(cut):
                line.append((" " * spare, ""))
    return line[:-1] if line and line[-1][0].isspace() and over > 0 else line


def _shrink(
    parts: Sequence[Part], widths: list[int], over: int, main: str, free: Collection[str]
) -> None:
    """Take so many cells from the widths: from what is free, and where that is not enough, from
    the right."""
    texts = [n for n, part in enumerate(parts) if part.is_free and part.field in free]
    mains = [n for n, part in enumerate(parts) if part.is_free and part.field == main]
    everything = range(len(parts) - 1, -1, -1)
    for numbers, floor in ((mains, LEAST), (texts[::-1], 0), (mains, 0), (everything, 0)):
        for number in numbers:
            less = min(over, max(0, widths[number] - floor))
            widths[number] -= less
            over -= less


def _told(format: Format, value: Callable[[str], str]) -> Parts:
    """The parts that stand in this line, every choice made."""
    told: list[Part] = []
    for part in format:
        if isinstance(part, Part):
            told.append(part)
            continue
        for way in part.ways:
            if all(not leaf.field or leaf.field == FILL or value(leaf.field) for leaf in way):
                told += way
                break
    return tuple(told)


def _said(part: Part, value: Callable[[str], str]) -> str:
    """What a part says, as wide as it is to be."""
    if not part.field or part.field == FILL:
        return part.text
    said = value(part.field)
    if part.most:
        said = shorten(said, part.most)
    if not part.width:
        return said
    said = shorten(SHORTER.get(said, said) if cell_len(said) > part.width else said, part.width)
    spare = part.width - cell_len(said)
    before = 0 if part.align == "<" else spare if part.align == ">" else spare // 2
    return f"{' ' * before}{said}{' ' * (spare - before)}"


def shorten(text: str, cells: int) -> str:
    """The text in at most so many cells, with an ellipsis where it was cut."""
    if cells <= 0:
        return ""
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, cells - 1).rstrip() + "…"


def column(text: str, cells: int) -> str:
    """Text from outside in so many cells, more where it is longer, ready for what stands beside."""
    said = escaped(text.replace("\t", " "))
    return said + " " * (cells - cell_len(said))
