"""A paragraph put together from runs of text with inline typography.

HTML and Markdown both nest their typography; a block has plain text and marks over it. The two
readers append runs here and take a block out, so that every mark's offsets are right.
"""

from __future__ import annotations

import re
from typing import Final

from reader.article import Block, Mark, MarkKind, Role
from reader.sources.characters import clean

Style = tuple[MarkKind, str]
"""A kind of mark and, for a link, its target."""

_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_LINK_SCHEMES: Final = ("http://", "https://", "mailto:")


class Runs:
    """Text that grows, with the styles it is set in.

    White space is collapsed as HTML does it unless `verbatim`. No-break spaces stay.
    """

    def __init__(self, *, verbatim: bool = False) -> None:
        self._verbatim = verbatim
        self._parts: list[str] = []
        self._length = 0
        self._ends_in_space = True
        self._marks: dict[Style, list[list[int]]] = {}

    def append(self, text: str | None, styles: tuple[Style, ...] = ()) -> None:
        """Add text set in these styles."""
        if not text:
            return
        text = clean(text)
        if not self._verbatim:
            text = _SPACE.sub(" ", text)
            if self._ends_in_space:
                text = text.removeprefix(" ")
        if not text:
            return
        start, end = self._length, self._length + len(text)
        self._parts.append(text)
        self._length = end
        self._ends_in_space = text[-1] == " "
        for style in dict.fromkeys(styles):
            stretches = self._marks.setdefault(style, [])
            if stretches and stretches[-1][1] == start:
                stretches[-1][1] = end
            else:
                stretches.append([start, end])

    def separate(self, separator: str) -> None:
        """Add a tab or line break between cells or lines, which no collapsing removes."""
        self._parts.append(separator)
        self._length += len(separator)
        self._ends_in_space = True

    @property
    def length(self) -> int:
        """Characters appended so far."""
        return self._length

    @property
    def text(self) -> str:
        """What has been appended so far."""
        return "".join(self._parts)

    def block(self, role: Role, *, level: int = 0, label: str = "") -> Block | None:
        """The block of what was appended, without white space around it; None when that is all."""
        whole = self.text
        if role == "code":
            text = whole.strip("\n").rstrip()
        else:
            # A table's first cell may be empty.
            text = whole.strip(" \n" if role == "table" else None)
        if not text.strip():
            return None
        offset = whole.index(text)
        marks = []
        for (kind, target), stretches in self._marks.items():
            if kind == "link" and not target.startswith(_LINK_SCHEMES):
                continue
            for start, end in stretches:
                start, end = max(0, start - offset), min(len(text), end - offset)
                while start < end and text[start].isspace():
                    start += 1
                while start < end and text[end - 1].isspace():
                    end -= 1
                if start < end:
                    marks.append(Mark(start, end, kind, target))
        marks.sort(key=lambda mark: (mark.start, -mark.end, mark.kind, mark.target))
        return Block(text, role, marks=tuple(marks), level=level, label=label)
