"""The links of an article: which they are, and their numbers set into its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from reader.article import Article, Span
from reader.ui.page import Line
from reader.ui.spans import Covered, Stretch
from reader.ui.tabular import sourced
from reader.ui.wrap import Copy, Piece, Word


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an article: its words, where they stand, and where it leads."""

    words: str
    span: Span
    target: str


class Number(NamedTuple):
    """A link's number as the page shows it, the offset it stands at, and the link's target."""

    at: int
    shown: str
    target: str


def links_of(article: Article) -> list[Link]:
    """The links of an article that lead to the web, in reading order; notices' links left out."""
    return [
        Link(
            " ".join(block.text[mark.start : mark.end].split()),
            Span(number, mark.start, mark.end),
            mark.target,
        )
        for number, block in enumerate(article.blocks)
        if block.role != "boilerplate"
        for mark in block.marks
        if mark.kind == "link" and mark.target.startswith(("https://", "http://"))
    ]


def numbers_of(article: Article) -> dict[int, list[Number]]:
    """For every block with links: their numbers, counted as `links_of` does, by place.

    A number stands after the last of a link's words, before any space that is part of the link.
    """
    found: dict[int, list[Number]] = {}
    for nth, link in enumerate(links_of(article), 1):
        text = article.blocks[link.span.block].text[: link.span.end]
        at = max(link.span.start, len(text.rstrip()))
        found.setdefault(link.span.block, []).append(Number(at, f"[{nth}]", link.target))
    for numbers in found.values():
        numbers.sort(key=lambda number: number.at)
    return found


@dataclass(frozen=True, slots=True)
class Numbered:
    """A block's text with numbers set into it, and what is over it there.

    `pieces` say which stretches of `text` are which of the block's own: the numbers are in none.
    """

    text: str
    covered: Covered
    pieces: tuple[Piece, ...]

    def sourced(self, line: Line) -> Line:
        """A line of this text as one of the block's own."""
        start, end = self._source(line.start), self._source(line.end)
        return replace(line, start=start, end=end, pieces=tuple(sourced(line.pieces, self.pieces)))

    def _source(self, offset: int) -> int:
        reached = 0
        for index, at, length in self.pieces:
            if offset < index:
                break
            reached = at + min(length, offset - index)
        return reached

    def keep_together(self, copy: Copy) -> Copy:
        """This text made ready for setting, so that no row begins with a number."""
        numbers = {index + length for index, _, length in self.pieces if length}
        words: list[Word] = []
        for word in copy.words:
            if word.follows and word.start in numbers and words:
                before = words[-1]
                width = before.width + word.width
                words[-1] = before._replace(end=word.end, width=width)
            else:
                words.append(word)
        return replace(copy, words=tuple(words))


def numbered(text: str, covered: Covered, numbers: Sequence[Number]) -> Numbered:
    """A block's text with the numbers of its links set into it."""
    edges = [0, *(number.at for number in numbers), len(text)]
    parts: list[str] = []
    pieces: list[Piece] = []
    shown: list[Stretch] = []
    reached = 0
    for (low, high), number in zip(pairwise(edges), [*numbers, None], strict=True):
        parts.append(text[low:high])
        if high > low:
            pieces.append((reached, low, high - low))
        reached += high - low
        if number is not None:
            end = reached + len(number.shown)
            shown.append(Stretch(reached, end, ("link",), link=number.target))
            parts.append(number.shown)
            reached = end
    whole = "".join(parts)

    def over(start: int, end: int) -> list[tuple[int, int]]:
        return [
            (index + max(start, at) - at, index + min(end, at + length) - at)
            for index, at, length in pieces
            if start < at + length and end > at
        ]

    stretches = [
        stretch._replace(start=low, end=high)
        for stretch in covered.stretches
        for low, high in over(stretch.start, stretch.end)
    ]
    return Numbered(
        whole,
        Covered(
            tuple(sorted([*stretches, *shown])),
            tuple(part for start, end in covered.speech for part in over(start, end)),
            tuple(part for start, end in covered.kept_whole for part in over(start, end)),
        ),
        tuple(pieces),
    )
