"""What is set into a block's text and is not its own: numbers after links, signs before names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from reader.ui.page import Line
from reader.ui.spans import Covered, Stretch
from reader.ui.tabular import sourced
from reader.ui.wrap import Copy, Piece, Word


class Insert(NamedTuple):
    """What is set in, the offset it stands at, and the stretch whose look and clicks it has.

    What `leads` belongs to the word after it, else to the one before.
    """

    at: int
    shown: str
    look: Stretch
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Inserted:
    """A block's text with inserts set into it, and what is over it there.

    `pieces` say which stretches of `text` are which of the block's own: the inserts are in none.
    `held` are the indices at which no row may begin.
    """

    text: str
    covered: Covered
    pieces: tuple[Piece, ...]
    held: frozenset[int]

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
        """This text made ready for setting, so that no insert is parted from its word."""
        words: list[Word] = []
        for word in copy.words:
            if word.follows and word.start in self.held and words:
                before = words[-1]
                width = before.width + word.width
                words[-1] = before._replace(end=word.end, width=width)
            else:
                words.append(word)
        return replace(copy, words=tuple(words))


def inserted(text: str, covered: Covered, inserts: Iterable[Insert]) -> Inserted:
    """A block's text with these set into it."""
    ordered = sorted(inserts, key=lambda insert: (insert.at, insert.leads))
    edges = [0, *(insert.at for insert in ordered), len(text)]
    parts: list[str] = []
    pieces: list[Piece] = []
    shown: list[Stretch] = []
    held: set[int] = set()
    reached = 0
    for (low, high), insert in zip(pairwise(edges), [*ordered, None], strict=True):
        parts.append(text[low:high])
        if high > low:
            pieces.append((reached, low, high - low))
        reached += high - low
        if insert is not None:
            end = reached + len(insert.shown)
            held.add(end if insert.leads else reached)
            shown.append(insert.look._replace(start=reached, end=end))
            parts.append(insert.shown)
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
    return Inserted(
        whole,
        Covered(
            tuple(sorted([*stretches, *shown])),
            tuple(part for start, end in covered.speech for part in over(start, end)),
            tuple(part for start, end in covered.kept_whole for part in over(start, end)),
        ),
        tuple(pieces),
        frozenset(held),
    )
