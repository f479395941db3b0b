"""A page: an article set in lines, and the way between its lines and its text.

Columns and indents are cells from the page's left edge; offsets are into a block's text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rich.cells import cell_len, split_graphemes

from reader.ui.wrap import Piece

LineKind = Literal[
    "blank", "kicker", "headline", "standfirst", "meta", "rule", "byline", "dateline", "body",
    "subhead", "quote", "list", "code", "table", "caption", "fold", "label", "boilerplate",
]  # fmt: skip


class Run(NamedTuple):
    """A stretch of a line's text (indices) drawn in the same layers of style, lowest first.

    Where it is a mention, `entity` and `kind` are the entity's, and `is_first` its first mention
    in the article. `link` is a link's target, `action` what a click on it does.
    """

    start: int
    end: int
    layers: tuple[str, ...]
    entity: str = ""
    kind: str = ""
    is_first: bool = False
    link: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page.

    `block` is an index into the article's blocks, -1 for what is not the article's own text.
    `start` and `end` are the source offsets it covers. `indent` is where its text begins,
    `gutter_at` where its gutter mark stands, and `gutter` the style of that mark or empty.
    `pieces` say which stretches of `text` are which of the source; a hyphen, a list's bullet and
    the spaces of justified or tabular lines belong to none.
    """

    text: str
    kind: LineKind
    block: int = -1
    start: int = 0
    end: int = 0
    indent: int = 0
    gutter: str = ""
    gutter_at: int = 0
    runs: tuple[Run, ...] = ()
    pieces: tuple[Piece, ...] = ()
    words_before: int = 0

    @property
    def width(self) -> int:
        """Cells of the text, without the indent."""
        return cell_len(self.text)

    def column(self, offset: int) -> int:
        """The column where a source offset is drawn; the nearest where it is not."""
        index = 0
        for at, source, length in self.pieces:
            if offset < source:
                break
            index = at + min(length, offset - source)
        if self.text.isascii():
            return self.indent + index
        reached = 0
        for _, end, width in split_graphemes(self.text)[0]:
            if index < end:
                break
            reached += width
        return self.indent + reached

    def offset(self, column: int) -> int | None:
        """The source offset drawn at a column, or None where none is."""
        index = self._index(column - self.indent)
        if index is None:
            return None
        for at, source, length in self.pieces:
            if at <= index < at + length:
                return source + index - at
        return None

    def _index(self, cell: int) -> int | None:
        if cell < 0:
            return None
        if self.text.isascii():
            return cell if cell < len(self.text) else None
        reached = 0
        for start, _, width in split_graphemes(self.text)[0]:
            reached += width
            if cell < reached:
                return start
        return None


@dataclass(frozen=True, slots=True)
class Page:
    """An article set for a width. `measure` is the length of a full line, `left` where it begins.

    `places` has, for every block, the line where it begins or would stand were it not hidden.
    """

    lines: tuple[Line, ...]
    width: int
    measure: int
    left: int
    words: int
    places: Mapping[int, int]
    starts: Mapping[int, tuple[tuple[int, ...], tuple[int, ...]]]
    """For every block that is drawn: its lines' source offsets, and those lines' numbers."""

    def locate(self, block: int, offset: int) -> tuple[int, int]:
        """Line and column where a place in the article is drawn, or would be."""
        drawn = self.starts.get(block)
        if drawn is None:
            number = min(self.line_of_block(block), max(0, len(self.lines) - 1))
            return number, self.lines[number].indent if self.lines else 0
        offsets, numbers = drawn
        number = numbers[max(0, bisect_right(offsets, offset) - 1)]
        return number, self.lines[number].column(offset)

    def source(self, line: int, column: int) -> tuple[int, int] | None:
        """Block and offset of the character drawn at a line and column, if it is the article's."""
        if not 0 <= line < len(self.lines) or self.lines[line].block < 0:
            return None
        offset = self.lines[line].offset(column)
        return None if offset is None else (self.lines[line].block, offset)

    def line_of_block(self, block: int) -> int:
        """The line where a block begins, or where it would stand."""
        return self.places.get(block, 0)

    def words_before(self, line: int) -> int:
        """Words of the article proper that begin above a line."""
        if line >= len(self.lines):
            return self.words
        return self.lines[max(0, line)].words_before
