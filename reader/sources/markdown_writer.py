"""Article → Markdown, the written form of an article.

What is written reads back (`markdown.read_markdown`) as the same text with the same marks, with
these limits: runs of white space become one space and none is left at a paragraph's or a mark's
ends; what looks like notices is left out; roles that Markdown has no word for (a dateline) come
back as body; a link's address comes back percent-encoded; rows of a table are filled up to the
longest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from urllib.parse import quote

from reader.article import Article, Block, Mark, MarkKind
from reader.sources.front_matter import write_front_matter

_ORDER: Final[tuple[MarkKind, ...]] = ("link", "strong", "emphasis", "code")
"""Outermost first. In one order, marks that overlap can still be nested, if in pieces."""

_SPECIAL: Final = re.compile(r"[\\`*_\[\]]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~(?=~)|(?<=~)~")
_LINE_START: Final = re.compile(r"(?:[#>+=~|-]|:(?=[-:|]))")
_NUMBER_START: Final = re.compile(r"(\d{1,9})([.)])(?=\s|\Z)")
_TAGS: Final = {"strong": "strong", "emphasis": "em"}
_DELIMITERS: Final = {"strong": "**", "emphasis": "_"}


def write_markdown(article: Article) -> str:
    """The article as Markdown with front matter. Hidden notices are left out."""
    front = write_front_matter(
        {
            "headline": article.headline,
            "standfirst": article.standfirst,
            "byline": article.byline,
            "published": article.published.isoformat() if article.published else "",
            "source": article.source,
            "url": article.url,
            "language": article.language,
            "section": article.section,
        }
    )
    body = "".join(_paragraphs([b for b in article.blocks if b.role != "boilerplate"]))
    return front + (f"{body.lstrip()}\n" if body else "")


def _paragraphs(blocks: list[Block]) -> Iterator[str]:
    """The blocks as they are written, each with the line ends before it."""
    headed = False
    outline = _Outline()
    for block in blocks:
        if block.role != "list":
            outline = _Outline()
        match block.role:
            case "headline" if not headed:
                headed = True
                yield f"\n\n# {_inline(block, is_heading=True)}"
            case "headline" | "subhead":
                rank = min(6, max(2, block.level))
                yield f"\n\n{'#' * rank} {_inline(block, is_heading=True)}"
            case "quote":
                yield f"\n\n> {_inline(block)}"
            case "list":
                yield outline.item(block)
            case "code":
                yield f"\n\n{_fence(block)}"
            case "table":
                yield f"\n\n{_table(block)}"
            case "caption":
                yield f"\n\n<figcaption>\n\n{_inline(block)}\n\n</figcaption>"
            case _:
                yield f"\n\n{_inline(block)}"


class _Outline:
    """The list being written: how far each level is indented, and its last number."""

    def __init__(self) -> None:
        self._levels: list[tuple[int, str, int]] = []  # indent of the text, delimiter, number
        self._is_first = True

    def item(self, block: Block) -> str:
        """An item with the line ends before it."""
        level = min(max(1, block.level), len(self._levels) + 1)
        before = self._levels[level - 1] if len(self._levels) >= level else None
        del self._levels[level - 1 :]
        indent = self._levels[-1][0] if self._levels else 0
        number = int(match[0]) if (match := re.match(r"\d{1,9}", block.label)) else -1
        if number < 0:
            marker, delimiter = "-", "-"
        else:
            # A number out of sequence starts a list of its own: the other delimiter does so.
            delimiter = "."
            if before and before[1] in ".)":
                other = ")" if before[1] == "." else "."
                delimiter = before[1] if before[2] + 1 == number else other
            marker = f"{number}{delimiter}"
        self._levels.append((indent + len(marker) + 1, delimiter, number))
        # A list that starts at another number than 1 cannot interrupt a paragraph.
        starts = before is None or before[1] != delimiter
        space = "\n\n" if self._is_first or (starts and number not in (-1, 1)) else "\n"
        self._is_first = False
        return f"{space}{' ' * indent}{marker} {_inline(block)}"


def _fence(block: Block) -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", block.text)), default=2)
    fence = "`" * (longest + 1)
    language = re.sub(r"[`\s]+", "", block.label)
    return f"{fence}{language}\n{block.text}\n{fence}"


def _table(block: Block) -> str:
    """A row a line, its first the head, all of one length."""
    rows = []
    at = 0
    for line in block.text.split("\n"):
        cells = []
        for cell in line.split("\t"):
            cells.append(_cell(block, at, at + len(cell)))
            at += len(cell) + 1
        rows.append(cells)
    width = max(len(row) for row in rows)
    written = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    written.insert(1, f"|{' --- |' * width}")
    return "\n".join(written)


def _cell(block: Block, start: int, end: int) -> str:
    marks = tuple(
        Mark(max(m.start, start) - start, min(m.end, end) - start, m.kind, m.target)
        for m in block.marks
        if m.start < end and m.end > start
    )
    return _inline(Block(block.text[start:end], marks=marks), is_cell=True)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of written text, or the start or end of a style (`mark`)."""

    text: str
    mark: Mark | None = None
    opens: bool = False


def _inline(block: Block, *, is_heading: bool = False, is_cell: bool = False) -> str:
    """A paragraph's text with its marks, on one line."""
    pieces = _pieces(block)
    written: list[str] = []
    opened: list[tuple[str, str]] = []
    for at, piece in enumerate(pieces):
        if piece.mark is None:
            written.append(piece.text)
        elif piece.opens:
            start, end = _delimiters(pieces, at)
            opened.append((start, end))
            if start == "[" and written and written[-1].endswith("!"):
                written[-1] = f"{written[-1][:-1]}\\!"  # or it would be an image
            written.append(start)
        else:
            written.append(opened.pop()[1])
    line = "".join(written)
    if is_cell:
        return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", line)
    if is_heading:
        return re.sub(r"(#+)\Z", lambda m: "\\" + m[1], line)
    if line and _LINE_START.match(line):
        line = f"\\{line}"
    return _NUMBER_START.sub(r"\1\\\2", line, count=1) if line[:1].isdigit() else line


def _pieces(block: Block) -> list[_Piece]:
    """The text cut where its marks start and end, the marks nested in one order."""
    text = block.text.replace("\n", " ").replace("\t", " ")
    marks = [_trimmed(mark, text) for mark in block.marks]
    cuts = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    pieces: list[_Piece] = []
    opened: list[Mark] = []
    for start, end in pairwise(cuts):
        here: list[Mark] = []
        for kind in _ORDER:
            here += [m for m in marks if m.kind == kind and m.start <= start and m.end >= end][:1]
        shared = 0
        while shared < min(len(opened), len(here)) and _same(opened[shared], here[shared]):
            shared += 1
        pieces += [_Piece("", mark) for mark in reversed(opened[shared:])]
        pieces += [_Piece("", mark, opens=True) for mark in here[shared:]]
        opened = here
        stretch = text[start:end]
        is_code = bool(here) and here[-1].kind == "code"
        pieces.append(_Piece(stretch if is_code else _escaped(stretch)))
    pieces += [_Piece("", mark) for mark in reversed(opened)]
    return pieces


def _trimmed(mark: Mark, text: str) -> Mark:
    start, end = max(0, mark.start), min(mark.end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Mark(start, max(start, end), mark.kind, mark.target)


def _same(one: Mark, other: Mark) -> bool:
    return one.kind == other.kind and one.target == other.target


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)


def _delimiters(pieces: list[_Piece], at: int) -> tuple[str, str]:
    """How the style that opens at a piece is written: `**` where CommonMark takes it for one
    there, else the HTML tag, which stands anywhere."""
    mark = pieces[at].mark
    assert mark is not None
    if mark.kind == "link":
        target = quote(mark.target, safe="/:?#[]@!$&'()*+,;=%~-._")
        return "[", f"](<{target}>)"
    depth = 0
    end = at
    for end in range(at + 1, len(pieces)):
        depth += 0 if pieces[end].mark is None else 1 if pieces[end].opens else -1
        if depth < 0:
            break
    if mark.kind == "code":
        return _ticks("".join(piece.text for piece in pieces[at + 1 : end]))
    delimiter = _DELIMITERS[mark.kind]
    before, after = _neighbour(pieces, at, -1), _neighbour(pieces, at, +1)
    last, behind = _neighbour(pieces, end, -1), _neighbour(pieces, end, +1)
    if _can_open(delimiter, before, after) and _can_open(delimiter, behind, last):
        return delimiter, delimiter
    return f"<{_TAGS[mark.kind]}>", f"</{_TAGS[mark.kind]}>"


def _ticks(code: str) -> tuple[str, str]:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    ticks = "`" * (longest + 1)
    # A space at both ends is taken off again; needed where the code starts or ends with a tick.
    pad = " " if code[:1] in "` " or code[-1:] in "` " else ""
    return ticks + pad, pad + ticks


def _neighbour(pieces: list[_Piece], at: int, step: int) -> str:
    """The written character beside a piece; every delimiter counts as punctuation."""
    at += step
    while 0 <= at < len(pieces):
        if pieces[at].mark is not None:
            return "*"
        if pieces[at].text:
            return pieces[at].text[0 if step > 0 else -1]
        at += step
    return " "


def _can_open(delimiter: str, before: str, after: str) -> bool:
    """Whether a delimiter is left-flanking (CommonMark 6.2); mirrored, whether it can close."""
    if after.isspace() or (_is_punctuation(after) and not _is_word_end(before)):
        return False
    if delimiter == "_":
        return _is_word_end(before)
    return True


def _is_word_end(character: str) -> bool:
    return character.isspace() or _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character)[0] in "PS"
