"""Text that keeps its own shape: the cells of a table, the lines of code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from reader.ui.wrap import Piece, draw, graphemes, prepare

_ANY_SPACE = re.compile(r"\s")
NUMBER = re.compile(r"[-+−]?[£$€¥]?\d[\d,. ]*%?\Z")
"""A cell that is a number, to be set flush right."""


class Cell:
    """A cell of a table: its text as drawn, and where it stands in the block."""

    __slots__ = ("pieces", "start", "text")

    def __init__(self, source: str, start: int) -> None:
        copy = prepare(source)
        low = copy.words[0].start if copy.words else 0
        high = copy.words[-1].end if copy.words else 0
        self.start = start
        self.text, pieces = draw(copy, low, high)
        self.pieces = tuple((i, s + start, n) for i, s, n in pieces)


def read_cells(text: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    offset = 0
    for raw in text.split("\n"):
        row: list[Cell] = []
        for cell in raw.split("\t"):
            row.append(Cell(cell, offset))
            offset += len(cell) + 1
        rows.append(row)
    return rows


def sourced(inner: Sequence[Piece], outer: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces of a cell's text as pieces of the block the cell stands in."""
    for index, at, length in inner:
        for begin, source, size in outer:
            low, high = max(at, begin), min(at + length, begin + size)
            if low < high:
                yield index + low - at, source + low - begin, high - low


def code_rows(raw: str, offset: int, width: int) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """A line of code as it stands, tabs to every fourth column.

    Where it is wider than the page it is cut, at a space if one is near.
    """
    drawn = _ANY_SPACE.sub(" ", prepare(raw).drawn)
    row: list[tuple[str, int, int]] = []
    used = 0
    for start, end, wide in graphemes(drawn):
        letter = drawn[start:end]
        if raw[start] == "\t":
            wide = max(1, min(4 - used % 4, width - used))
            letter = " " * wide
        if used + wide > width and row:
            spaces = [n for n, part in enumerate(row) if part[0] == " "]
            cut = spaces[-1] + 1 if spaces and spaces[-1] > len(row) // 2 else len(row)
            yield _row(row[:cut], offset)
            row = row[cut:]
            used = sum(cell_len(part[0]) for part in row)
        row.append((letter, start, end - start))
        used += wide
    yield _row(row, offset)


def _row(row: Sequence[tuple[str, int, int]], offset: int) -> tuple[str, tuple[Piece, ...]]:
    text = ""
    pieces: list[Piece] = []
    for letter, start, length in row:
        if letter.strip():
            pieces.append((len(text), offset + start, length))
        text += letter
    return text, tuple(pieces)
