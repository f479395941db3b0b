"""The tree that trafilatura makes of an article → blocks with marks."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, Final

from reader.article import Block, Mark, MarkKind, Role
from reader.sources.addresses import absolute
from reader.sources.runs import Runs, Style

_STYLES: Final[dict[str, MarkKind]] = {"#b": "strong", "#i": "emphasis", "#t": "code"}
_INNER: Final = frozenset({"hi", "ref", "del", "span", "code", "lb", "graphic", "a"})
_RANKS: Final = {f"h{rank}": rank for rank in range(1, 7)}
CAPTION: Final = "\ufdd0"
"""What a paragraph begins with that is a picture's caption: a code point that is
no character, so that no page has it."""

SPACE: Final = "\ufdd1"
"""A space that trafilatura would lose: beside a link, or alone in a table's empty cell."""

_BYLINE: Final = re.compile(r"(?:by|von|par|por|text:?)\s", re.IGNORECASE)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST_CREDIT: Final = 150
"""Characters of a paragraph whose line breaks may part a byline from a date."""

_LONG_ENOUGH_TO_REPEAT: Final = 40
"""Characters from which a paragraph that occurs twice is an accident of the page."""


def read_body(body: Any, base: str) -> list[Block]:
    """The blocks of an extracted body; links are made absolute against `base`."""
    composer = _Composer(base)
    composer.walk(body, "body", (), 0)
    composer.close()
    return _each_once(composer.blocks)


class _Composer:
    """Walks the tree with an open paragraph, closed at every element that ends one."""

    def __init__(self, base: str) -> None:
        self.blocks: list[Block] = []
        self._base = base
        self._runs = Runs()
        self._opened: tuple[Role, int, str] = ("body", 0, "")
        self._breaks = 0
        self._line_ends: list[int] = []

    def walk(self, element: Any, role: Role, styles: tuple[Style, ...], depth: int) -> None:
        """Everything within an element, in a role and set in these styles."""
        self._append(element.text, styles)
        for child in element:
            self._enter(child, role, styles, depth)
            self._append(child.tail, styles)

    def close(self) -> None:
        """End the open paragraph."""
        role, level, label = self._opened
        if block := self._runs.block(role, level=level, label=label):
            if CAPTION in block.text:
                self.blocks.append(_caption(block))
            elif self._line_ends and len(self.blocks) < 8:
                self.blocks += _lines(block, self._line_ends)
            else:
                self.blocks.append(block)
            self._opened = (role, level, "")
        self._runs = Runs()
        self._breaks = 0
        self._line_ends = []

    def _open(self, role: Role, level: int = 0, label: str = "") -> None:
        self.close()
        self._opened = (role, level, label)

    def _append(self, text: str | None, styles: tuple[Style, ...]) -> None:
        if text and not text.isspace():
            self._breaks = 0
        self._runs.append(text and text.replace(SPACE, " "), styles)

    def _enter(self, child: Any, role: Role, styles: tuple[Style, ...], depth: int) -> None:
        tag = child.tag
        if tag == "lb":
            self._runs.append(" ")
            self._line_ends.append(self._runs.length)
            self._breaks += 1
            if self._breaks == 2:
                self.close()
        elif tag in ("hi", "span", "del", "ref", "a"):
            self.walk(child, role, (*styles, *self._style(child)), depth)
        elif tag == "code":
            self._code(child, role, styles, depth)
        elif tag == "graphic":
            pass
        elif tag == "table":
            self._table(child)
        elif tag == "list":
            self._list(child, styles, depth + 1)
        else:
            self._paragraph(child, tag, role, styles, depth)

    def _paragraph(
        self, child: Any, tag: str, role: Role, styles: tuple[Style, ...], depth: int
    ) -> None:
        before = self._opened
        if tag == "head" and role == "body":
            self._open("subhead", _RANKS.get(child.get("rend", ""), 0))
        elif tag == "quote" and role in ("body", "quote"):
            self._open("quote")
            role = "quote"
        elif self._runs.text.strip() or role == "body":
            self._open(role, before[1] if role != "body" else 0)
        self.walk(child, role, styles, depth)
        self.close()
        self._opened = (role if role != "quote" or before[0] == "quote" else "body", before[1], "")

    def _style(self, element: Any) -> tuple[Style, ...]:
        if element.tag in ("ref", "a"):
            target = absolute(element.get("target") or element.get("href") or "", self._base)
            return (("link", target),) if target else ()
        kind = _STYLES.get(element.get("rend", ""))
        return ((kind, ""),) if kind else ()

    def _code(self, child: Any, role: Role, styles: tuple[Style, ...], depth: int) -> None:
        for line_end in child.iter("lb"):
            line_end.text, line_end.tail = None, f"\n{line_end.tail or ''}"
        text = "".join(child.itertext()).replace(SPACE, " ")
        if self._runs.text.strip() or (
            "\n" not in text.strip() and child.getparent().tag != "body"
        ):
            self._append(text, (*styles, ("code", "")))
            return
        self.close()
        runs = Runs(verbatim=True)
        runs.append(text)
        if block := runs.block("code", label=child.get("lang", "")):
            self.blocks.append(block)

    def _list(self, element: Any, styles: tuple[Style, ...], depth: int) -> None:
        outer = self._opened
        self.close()
        number = 0
        for item in element:
            if item.tag == "list":
                self._list(item, styles, depth + 1)
                continue
            number += 1
            self._open("list", depth, f"{number}." if element.get("rend") == "ol" else "")
            self.walk(item, "list", styles, depth)
            self.close()
        self._opened = (outer[0], outer[1], "")

    def _table(self, element: Any) -> None:
        self.close()
        runs = Runs()
        filled = False
        for row in element.iter("row"):
            if filled:
                runs.separate("\n")
            for column, cell in enumerate(row.iterchildren("cell")):
                if column:
                    runs.separate("\t")
                self._cell(cell, runs, ())
            filled = True
        if block := runs.block("table"):
            self.blocks.append(block)

    def _cell(self, element: Any, runs: Runs, styles: tuple[Style, ...]) -> None:
        runs.append((element.text or "").replace(SPACE, " "), styles)
        for child in element:
            if child.tag not in _INNER or child.tag == "lb":
                runs.append(" ")
            self._cell(child, runs, (*styles, *self._style(child)))
            runs.append((child.tail or "").replace(SPACE, " "), styles)


def _lines(block: Block, ends: list[int]) -> list[Block]:
    """The lines of a byline that is broken into name, paper and date; else the block whole."""
    if len(block.text) > _LONGEST_CREDIT or block.role != "body":
        return [block]
    if not (_BYLINE.match(block.text) or _YEAR.search(block.text)):
        return [block]
    lines = []
    for start, end in pairwise([0, *ends, len(block.text)]):
        text = block.text[start:end].rstrip()
        if text:
            marks = [
                Mark(max(m.start, start) - start, min(m.end - start, len(text)), m.kind, m.target)
                for m in block.marks
                if m.start < start + len(text) and m.end > start
            ]
            lines.append(Block(text, marks=tuple(marks)))
    begins = all(line.text[0].isupper() or line.text[0].isdigit() for line in lines)
    return lines if begins else [block]


def _caption(block: Block) -> Block:
    text = block.text.replace(CAPTION, "").strip()
    return Block(text, "caption") if block.text.startswith(CAPTION) else Block(text, block.role)


def _each_once(blocks: list[Block]) -> list[Block]:
    """The blocks without paragraphs that the page holds twice."""
    seen: set[str] = set()
    kept = []
    for block in blocks:
        if len(block.text) >= _LONG_ENOUGH_TO_REPEAT:
            if block.text in seen:
                continue
            seen.add(block.text)
        kept.append(block)
    return kept
