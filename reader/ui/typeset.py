"""Typesetting: an article and a width become a page of lines. No screen, no disk, no clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from rich.cells import cell_len

from reader.article import READ_ROLES, Article, Block
from reader.ui.heading import HEAD_ROLES, cased, day, is_told, repeated_by
from reader.ui.hyphenation import Divider
from reader.ui.inserted import Insert, Inserted, inserted
from reader.ui.layout import Layout
from reader.ui.links import numbers_of
from reader.ui.page import Line, LineKind, Page, Run
from reader.ui.signs import Signs
from reader.ui.spans import NOTHING, Covered, Find, Ranges, covers, highlighted, runs
from reader.ui.tabular import NUMBER, Cell, code_rows, read_cells, sourced
from reader.ui.wrap import Copy, Hyphenator, Piece, Row, cells, draw, fill, prepare, stretch

__all__ = ["Line", "Page", "Run", "typeset"]

GUTTER_ROOM: Final = 3
"""Cells left of the text: bar, hanging quotation mark, and air before the bar."""

_BULLETS = "•◦▪"
_OWN_LABEL = re.compile(r"(?:[-*•–·▪◦]|\d{1,3}[.)]|[a-z][.)])[ \t\u00a0]+")


def typeset(
    article: Article,
    width: int,
    layout: Layout,
    *,
    show_notices: bool = False,
    source_name: str | None = None,
    hyphenator: Hyphenator | None = None,
    notices_key: str = "b",
    number_links: bool = False,
    signs: Signs | None = None,
    find: Find | None = None,
    between: Callable[[], None] | None = None,
) -> Page:
    """The article as a page `width` cells wide.

    Hidden notices leave one line that counts them and names the key that shows them, and a quiet
    mark wherever else one is hidden. `source_name` stands for the article's own source in the
    head. Without a hyphenator no word is divided, save one longer than a line. `number_links` sets
    the number of each of `links_of` after its words, `signs` a sign before each name. `find` finds
    what is highlighted. `between` is called before every block; what it raises ends the setting.
    """
    setter = _Setter(article, max(1, width), layout, hyphenator, find, between)
    setter.signs = signs
    if number_links:
        setter.numbers = numbers_of(article)
    return setter.set(
        show_notices, article.source if source_name is None else source_name, notices_key
    )


class _Setter:
    """The page being set: where it stands on the screen, and the lines so far."""

    def __init__(
        self,
        article: Article,
        width: int,
        layout: Layout,
        hyphenator: Hyphenator | None,
        find: Find | None,
        between: Callable[[], None] | None,
    ) -> None:
        self.article = article
        self.layout = layout
        self.width = width
        self.hyphenator = None if layout.hyphenate == "never" else hyphenator
        room = GUTTER_ROOM if width >= 24 else 2 if width >= 12 else 0
        narrowest = min(layout.measure_min, width - room - (1 if room == GUTTER_ROOM else 0))
        self.measure = max(1, min(layout.measure, max(width - 2 * layout.margin, narrowest)))
        self.measure = min(self.measure, max(1, width - room))
        spare = (width - self.measure) // 2 if layout.align == "centre" else layout.margin
        self.left = max(room, min(spare, width - self.measure))
        self.has_gutter = room > 0
        self.find = find
        self.covers = covers(article, layout, find)
        self.lines: list[Line] = []
        self.places: dict[int, int] = {}
        self.folded: dict[int, int] = {}
        self.list = range(0)
        """The blocks of the list that was set last, and the widest labels of its levels."""
        self.labels: dict[int, int] = {}
        self.words = 0
        self.between = between
        self.signs: Signs | None = None
        self.numbers: Mapping[int, Sequence[Insert]] = {}
        """The numbers of links to be set, by block."""
        self.inserted: Inserted | None = None
        """The text of this block with what is set into it."""

    # The page ------------------------------------------------------------------------------

    def set(self, show_notices: bool, source: str, key: str) -> Page:
        self._flow(self._head(source), show_notices, key)
        starts: dict[int, tuple[list[int], list[int]]] = {}
        for number, line in enumerate(self.lines):
            if line.block >= 0:
                offsets, numbers = starts.setdefault(line.block, ([], []))
                offsets.append(line.start)
                numbers.append(number)
        for block in range(len(self.article.blocks)):
            if block in starts:
                self.places[block] = starts[block][1][0]
        for block, repeating in self.folded.items():
            self.places[block] = self.places[repeating]
        return Page(
            lines=tuple(self.lines),
            width=self.width,
            measure=self.measure,
            left=self.left,
            words=self.words,
            places=self.places,
            starts={block: (tuple(o), tuple(n)) for block, (o, n) in starts.items()},
        )

    # The head ------------------------------------------------------------------------------

    def _head(self, source: str) -> list[int]:
        """Set the head; returns the blocks still to be set, those that it does not tell."""
        article = self.article
        told: dict[int, str] = {}
        for number, block in enumerate(article.blocks):
            if block.role in HEAD_ROLES and is_told(block, article):
                told[number] = block.role
        at: dict[str, int] = {role: number for number, role in reversed(told.items())}
        flow = [n for n in range(len(article.blocks)) if n not in told]
        self._blank()
        if article.section:
            self._furniture("kicker", cased(article.section, "upper"), ("kicker",))
        if article.headline:
            text = cased(article.headline, self.layout.headline_case)
            self._head_text("headline", text, at.get("headline"), article.headline)
        repeated = repeated_by(article, flow) if article.standfirst else None
        if article.standfirst and repeated is None:
            if len(self.lines) > 1:
                self._blank()
            text = article.standfirst
            self._head_text("standfirst", text, at.get("standfirst"), text)
        published = day(article.published, self.layout.page_date)
        meta = [part for part in (article.byline, source, published) if part]
        if meta:
            if len(self.lines) > 1:
                self._blank()
            self._meta(article.byline, meta)
        self.places.update(dict.fromkeys(told, min(1, len(self.lines) - 1)))
        if repeated is not None and "standfirst" in at:
            self.folded[at["standfirst"]] = repeated
        if len(self.lines) > 1 and flow:
            self._rule()
        return flow

    def _head_text(self, kind: LineKind, text: str, block: int | None, field: str) -> None:
        """A field of the head; it is a block's own text where one says exactly the same."""
        layers = (kind,)
        if block is not None and self.article.blocks[block].text == field:

            def prose(text: str, covered: Covered) -> None:
                self._prose(kind, self._prepare(text), block, layers, covered, hangs=True)

            over = NOTHING if self.find is None else highlighted(text, self.find)
            self._with_inserts(block, text, over, prose)
        else:
            self._furniture(kind, text, layers)

    def _meta(self, byline: str, parts: list[str]) -> None:
        """Byline, source and day in one line, or as many as they need."""
        text, used = "", 0
        runs: list[Run] = []
        for part in parts:
            drawn = draw(copy := prepare(part), 0, len(part))[0].strip()
            wide = cell_len(drawn)
            if text and used + 2 + wide > self.measure:
                self._line(Line(text, "meta", indent=self.left, runs=tuple(runs)))
                text, runs, used = "", [], 0
            layer = "byline" if part is byline else "meta"
            if wide > self.measure:
                rows = fill(copy, self.measure)
                for row in rows:
                    drawn = draw(copy, row.start, row.end)[0]
                    run = Run(0, len(drawn), (layer,))
                    self._line(Line(drawn, "meta", indent=self.left, runs=(run,)))
                continue
            if text:
                runs.append(Run(len(text), len(text) + 2, ("meta",)))
                text, used = text + "  ", used + 2
            runs.append(Run(len(text), len(text) + len(drawn), (layer,)))
            text, used = text + drawn, used + wide
        if text:
            self._line(Line(text, "meta", indent=self.left, runs=tuple(runs)))

    def _rule(self) -> None:
        if self.layout.rule == "none":
            self._blank()
            return
        text = ("═" if self.layout.rule == "double" else "─") * self.measure
        self._line(Line(text, "rule", indent=self.left, runs=(Run(0, len(text), ("border",)),)))

    # The flow ------------------------------------------------------------------------------

    def _flow(self, flow: Sequence[int], show_notices: bool, key: str) -> None:
        hidden = [n for n in flow if self.article.blocks[n].role == "boilerplate"]
        folded = False
        before: Block | None = None
        for is_notice, run in self._groups(flow):
            first = self.article.blocks[run[0]]
            if not is_notice:
                for number in run:
                    block = self.article.blocks[number]
                    self.places[number] = len(self.lines)
                    if not block.text.strip():
                        continue
                    self._part(before, block)
                    self._block(number, block, before)
                    before = block
                continue
            if show_notices:
                self._part(before, first)
                self._notices(run)
                before = first
            elif not folded:
                self._part(before, first)
                self._fold(hidden, run, key)
                folded, before = True, first
            else:
                for number in run:
                    self.places[number] = len(self.lines)
                self._blank("boilerplate")
                before = None
        if self.lines and self.lines[-1].kind != "blank":
            self._blank()

    def _groups(self, flow: Sequence[int]) -> Iterator[tuple[bool, list[int]]]:
        """The flow as runs of notices and runs of the rest."""
        run: list[int] = []
        for number in flow:
            is_notice = self.article.blocks[number].role == "boilerplate"
            if run and is_notice != (self.article.blocks[run[0]].role == "boilerplate"):
                yield not is_notice, run
                run = []
            run.append(number)
        if run:
            yield self.article.blocks[run[0]].role == "boilerplate", run

    def _part(self, before: Block | None, block: Block) -> None:
        """The space between two blocks."""
        if before is None:
            return
        together = {before.role, block.role}
        if before.role == "subhead" or together == {"list"}:
            return
        if self.layout.paragraph == "indent" and together == {"body"}:
            return
        self._blank()

    def _fold(self, hidden: list[int], run: list[int], key: str) -> None:
        count = len(hidden)
        line, it = ("line", "it") if count == 1 else ("lines", "them")
        text = f"{count} {line} of site notices hidden · {key} shows {it}"
        for number in run:
            self.places[number] = len(self.lines)
        self._furniture("fold", text, ("boilerplate", "boilerplate.label"), action="notices")

    def _notices(self, run: list[int]) -> None:
        blocks = [self.article.blocks[number] for number in run]
        reasons = ", ".join(dict.fromkeys(block.reason for block in blocks if block.reason))
        count = f"{len(run)} paragraph{'s' if len(run) > 1 else ''}"
        text = f"site notices, {count}" + (f": {reasons}" if reasons else "")
        begin = len(self.lines)
        layers = ("boilerplate", "boilerplate.label")
        self._furniture("label", text, layers, action="notices", gutter="boilerplate")
        for nth, number in enumerate(run):
            if nth:
                self._blank("boilerplate")
            covered = self.covers.get(number, NOTHING)
            set_as = partial(self._notice, number)
            self._with_inserts(number, self.article.blocks[number].text, covered, set_as)
        assert len(self.lines) > begin

    def _notice(self, number: int, text: str, covered: Covered) -> None:
        base = ("body", "boilerplate")
        self._prose("boilerplate", self._prepare(text), number, base, covered, gutter="boilerplate")

    def _block(self, number: int, block: Block, before: Block | None) -> None:
        def set_as(text: str, covered: Covered) -> None:
            as_drawn = block if text is block.text else replace(block, text=text, marks=())
            self._set_block(number, as_drawn, covered, before)

        if self.between is not None:
            self.between()
        self._with_inserts(number, block.text, self.covers.get(number, NOTHING), set_as)

    def _with_inserts(
        self, number: int, text: str, covered: Covered, set_as: Callable[[str, Covered], None]
    ) -> None:
        """Set a block's text, with the numbers of its links and the signs of names in it where
        they are wanted.

        The lines are then said to be of the block's own text, in which there are none.
        """
        inserts = [*self.numbers.get(number, ())]
        if self.signs is not None:
            inserts += self.signs.inserts(covered)
        if not inserts:
            set_as(text, covered)
            return
        begin = len(self.lines)
        whole = self.inserted = inserted(text, covered, inserts)
        set_as(whole.text, whole.covered)
        self.lines[begin:] = [
            whole.sourced(line) if line.block == number else line for line in self.lines[begin:]
        ]
        self.inserted = None

    def _prepare(self, text: str) -> Copy:
        copy = prepare(text)
        return copy if self.inserted is None else self.inserted.keep_together(copy)

    def _set_block(self, number: int, block: Block, covered: Covered, before: Block | None) -> None:
        if block.role == "list":
            self._item(number, block, covered)
        elif block.role == "code":
            self._code(number, block, covered)
        elif block.role == "table":
            self._table(number, block, covered)
        else:
            copy = self._prepare(block.text)
            role = block.role
            indent = first = 0
            gutter = ""
            if role == "quote":
                indent = min(self.layout.indent or 2, max(0, self.measure // 4))
                gutter = "quote.gutter" if self.layout.quote_gutter == "bar" else ""
            elif role == "body" and self.layout.paragraph != "blank":
                follows = before is not None and before.role == "body"
                first = self.layout.indent if follows and self.measure >= 20 else 0
            base = ("body",) if role in ("body", "quote") else ("body", role)
            self._prose(
                role, copy, number, base, covered, indent=indent, first=first, gutter=gutter,
                hangs=True, justified=self.layout.justify and role in ("body", "quote"),
            )  # fmt: skip

    # Lines ---------------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        self.lines.append(replace(line, words_before=self.words))

    def _blank(self, gutter: str = "") -> None:
        gutter = gutter if self.has_gutter else ""
        self._line(Line("", "blank", indent=self.left, gutter=gutter, gutter_at=self.left - 2))

    def _furniture(
        self, kind: LineKind, text: str, layers: tuple[str, ...], *, action: str = "",
        gutter: str = "",
    ) -> None:  # fmt: skip
        """Words that are not a block's: the head's, a fold's, a label's."""
        copy = prepare(text)
        for row in fill(copy, self.measure):
            drawn, _ = draw(copy, row.start, row.end)
            run = Run(0, len(drawn), layers, action=action)
            self._line(
                Line(
                    drawn, kind, indent=self.left, runs=(run,), gutter_at=self.left - 2,
                    gutter=gutter if self.has_gutter else "",
                )
            )  # fmt: skip

    def _prose(
        self, kind: LineKind, copy: Copy, block: int, base: tuple[str, ...], covered: Covered, *,
        indent: int = 0, first: int = 0, label: str = "", gutter: str = "", hangs: bool = False,
        justified: bool = False,
    ) -> None:  # fmt: skip
        """A paragraph. `label` stands before its first row, and the rest is indented as far."""
        label_width = cell_len(label)
        room = max(1, self.measure - indent - label_width)
        rows = fill(
            copy,
            room,
            first=max(1, room - first),
            hangs=hangs and self.has_gutter and self.layout.hanging_quotes,
            divide=self._divider(copy, covered),
            zone=0 if self.layout.hyphenate == "always" else self.layout.hyphen_zone,
        )
        counts = self.article.blocks[block].role in READ_ROLES
        speech = Ranges(covered.speech)
        for nth, row in enumerate(rows):
            text, pieces = draw(copy, row.start, row.end)
            if justified and nth < len(rows) - 1:
                wide = room - (first if nth == 0 else 0)
                text, pieces = _justify(text, pieces, row, wide, from_right=nth % 2 == 1)
            if row.is_divided:
                text += "-"
            at = self.left + indent + label_width + (first if nth == 0 else 0) - row.hangs
            if label and nth == 0:
                text, at = label + text, at - label_width
                pieces = tuple((i + len(label), s, n) for i, s, n in pieces)
            self.lines.append(
                Line(
                    text=text,
                    kind=kind,
                    block=block,
                    start=row.start,
                    end=row.end,
                    indent=at,
                    gutter=self._gutter(gutter, row, speech),
                    gutter_at=self.left + indent - 2,
                    runs=runs(text, pieces, base, covered.stretches),
                    pieces=pieces,
                    words_before=self.words,
                )
            )
            if counts:
                self.words += row.words
            if self.layout.line_spacing == 2 and nth < len(rows) - 1:
                self._blank(self.lines[-1].gutter)

    def _gutter(self, gutter: str, row: Row, speech: Ranges) -> str:
        if not self.has_gutter:
            return ""
        if gutter or self.layout.quote_gutter == "none":
            return gutter
        return "quote.gutter" if speech.meets(row.start, row.end) else ""

    def _divider(self, copy: Copy, covered: Covered) -> Divider | None:
        return Divider(copy, covered, self.hyphenator) if self.hyphenator else None

    # Lists, code, tables -------------------------------------------------------------------

    def _item(self, number: int, block: Block, covered: Covered) -> None:
        depth = max(0, block.level - 1)
        indent = min(2 * depth, self.measure // 3)
        copy = self._prepare(block.text)
        own = _OWN_LABEL.match(block.text) if not block.label else None
        if own:
            # The item brings its own bullet: only the rows after the first are indented.
            hang = cells(own[0])
            self._prose("list", copy, number, ("body",), covered, indent=indent + hang, first=-hang)
            return
        label = f"{block.label:>{self._label_width(number)}} " if block.label else ""
        label = label or f"{_BULLETS[min(depth, len(_BULLETS) - 1)]} "
        label = label if cell_len(label) < self.measure - indent else ""
        self._prose("list", copy, number, ("body",), covered, indent=indent, label=label)

    def _label_width(self, number: int) -> int:
        """The widest label of the list an item stands in, at its level."""
        blocks = self.article.blocks
        if number not in self.list:
            low = high = number
            while low > 0 and blocks[low - 1].role == "list":
                low -= 1
            while high + 1 < len(blocks) and blocks[high + 1].role == "list":
                high += 1
            self.list = range(low, high + 1)
            self.labels = {}
            for block in blocks[low : high + 1]:
                widest = self.labels.get(block.level, 0)
                self.labels[block.level] = min(6, max(widest, len(block.label)))
        return self.labels[blocks[number].level]

    def _code(self, number: int, block: Block, covered: Covered) -> None:
        base = ("body", "code")
        offset = 0
        for raw in block.text.split("\n"):
            reached = offset
            for text, pieces in code_rows(raw, offset, self.measure):
                padded = text + " " * (self.measure - cell_len(text))
                start = pieces[0][1] if pieces else reached
                reached = pieces[-1][1] + pieces[-1][2] if pieces else reached
                drawn = runs(padded, pieces, base, covered.stretches)
                self._line(
                    Line(padded, "code", number, start, reached, self.left, "", 0, drawn, pieces)
                )
            offset += len(raw) + 1

    def _table(self, number: int, block: Block, covered: Covered) -> None:
        rows = read_cells(block.text)
        columns = max(len(row) for row in rows)
        if 2 * (columns - 1) > self.measure:
            self._narrow_table(number, rows, covered)
            return
        wide = [
            max((cell_len(c.text) for row in rows for c in row[n : n + 1]), default=0)
            for n in range(columns)
        ]
        if sum(wide) + 2 * (columns - 1) > self.measure:
            self._narrow_table(number, rows, covered)
            return
        numeric = [
            all(NUMBER.match(row[n].text) for row in rows[1:] if n < len(row) and row[n].text)
            for n in range(columns)
        ]
        for nth, row in enumerate(rows):
            text, pieces = "", []
            for n, cell in enumerate(row):
                pad = " " * (wide[n] - cell_len(cell.text))
                text += pad if numeric[n] and len(rows) > 1 else ""
                pieces += [(i + len(text), s, length) for i, s, length in cell.pieces]
                text += cell.text
                if n < len(row) - 1:
                    text += ("" if numeric[n] and len(rows) > 1 else pad) + "  "
            base = ("body", "strong") if nth == 0 and len(rows) > 1 else ("body",)
            self._table_line(number, text, tuple(pieces), base, row, covered)
            self.words += sum(len(cell.text.split()) for cell in row)

    def _narrow_table(self, number: int, rows: list[list[Cell]], covered: Covered) -> None:
        """A table too wide for the measure: each row as lines, its first cell above the others."""
        for nth, row in enumerate(rows):
            for n, cell in enumerate(row):
                indent = 2 if n and self.measure > 8 else 0
                base = ("body", "strong") if nth == 0 or n == 0 else ("body",)
                copy = prepare(cell.text)
                for part in fill(copy, self.measure - indent):
                    text, found = draw(copy, part.start, part.end)
                    pieces = tuple(sourced(found, cell.pieces))
                    self._table_line(number, text, pieces, base, [cell], covered, indent)
                self.words += len(cell.text.split())

    def _table_line(
        self, number: int, text: str, pieces: tuple[Piece, ...], base: tuple[str, ...],
        row: list[Cell], covered: Covered, indent: int = 0,
    ) -> None:  # fmt: skip
        self._line(
            Line(
                text, "table", number, pieces[0][1] if pieces else row[0].start,
                pieces[-1][1] + pieces[-1][2] if pieces else row[-1].start, self.left + indent,
                runs=runs(text, pieces, base, covered.stretches), pieces=pieces,
            )
        )  # fmt: skip


def _justify(
    text: str, pieces: tuple[Piece, ...], row: Row, room: int, *, from_right: bool
) -> tuple[str, tuple[Piece, ...]]:
    """The row spread over the measure, unless that would tear holes in it."""
    extra = room + row.hangs - row.width
    gaps = text.count(" ")
    return stretch(text, pieces, extra, from_right) if 0 < extra <= 3 * gaps else (text, pieces)
