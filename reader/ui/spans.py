"""Which layers of style lie over which stretch of a block: marks, quotes, entities, links."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

from reader.article import Article, Entity, Quote
from reader.ui.highlighting import layer_of
from reader.ui.layout import Layout
from reader.ui.page import Run
from reader.ui.wrap import Piece

SPEECH_WORDS = 5
"""A quote of this many words or more is speech, and has a bar; a shorter one is a term."""

SPEAKER_NEAR = 2_000
"""Characters from a quote within which the words that name its speaker are looked for."""

QUOTE_MARKS = frozenset("“”„‟«»‹›\"'‘’‚「」『』")


class Cover(NamedTuple):
    """A layer over a stretch of a block's text. Higher ranks lie over lower ones."""

    start: int
    end: int
    rank: int
    layer: str
    entity: str = ""
    kind: str = ""
    is_first: bool = False
    link: str = ""


class Stretch(NamedTuple):
    """A stretch of a block's text under the same covers throughout."""

    start: int
    end: int
    layers: tuple[str, ...]
    entity: str = ""
    kind: str = ""
    is_first: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Covered:
    """A block's stretches, in order and without gaps between covers, and where speech is.

    `kept_whole` are the stretches that no hyphen may divide: names.
    """

    stretches: tuple[Stretch, ...]
    speech: tuple[tuple[int, int], ...]
    kept_whole: tuple[tuple[int, int], ...]


NOTHING = Covered((), (), ())


class Ranges:
    """Ranges of offsets, and whether any of them meets another: asked for each word and row."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(ranges)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def meets(self, start: int, end: int) -> bool:
        before = bisect_left(self._starts, end)
        return before > 0 and self._reach[before - 1] > start


_MARK_RANK, _QUOTE, _QUOTE_MARK, _SPEAKER, _ENTITY, _LINK, _HIGHLIGHT = range(7)

Find = Callable[[str], Iterable[tuple[int, int, int]]]
"""Finds what is highlighted in a text: start, end, and the number of the highlight."""


def highlighted(text: str, find: Find) -> Covered:
    """A text with nothing over it but what is highlighted."""
    return Covered(_stretches(_highlights(text, find), len(text)), (), ())


def _highlights(text: str, find: Find) -> list[Cover]:
    return [Cover(start, end, _HIGHLIGHT + n, layer_of(n)) for start, end, n in find(text)]


def covers(article: Article, layout: Layout, find: Find | None = None) -> dict[int, Covered]:
    """For every block with anything over its text, what is over it."""
    found: dict[int, list[Cover]] = {}
    speech: dict[int, list[tuple[int, int]]] = {}
    for number, block in enumerate(article.blocks):
        for mark in block.marks:
            rank = _LINK if mark.kind == "link" else _MARK_RANK
            cover = Cover(mark.start, mark.end, rank, mark.kind, link=mark.target)
            found.setdefault(number, []).append(cover)
        if find is not None and (lit := _highlights(block.text, find)):
            found.setdefault(number, []).extend(lit)
    named: dict[int, list[tuple[int, int]]] = {}
    for entity in article.entities:
        for number, cover in _mentions(entity, layout):
            found.setdefault(number, []).append(cover)
            named.setdefault(number, []).append((cover.start, cover.end))
    names = {entity.name for entity in article.entities}
    for quote in article.quotes:
        is_speech = len(article.quoted(quote).split()) >= SPEECH_WORDS
        for span in quote.spans:
            text = article.blocks[span.block].text
            here = found.setdefault(span.block, [])
            here.append(Cover(span.start, span.end, _QUOTE, "quote"))
            here.extend(
                Cover(at, at + 1, _QUOTE_MARK, "quote.mark")
                for at in (span.start, span.end - 1)
                if 0 <= at < len(text) and text[at] in QUOTE_MARKS
            )
            if is_speech:
                speech.setdefault(span.block, []).append((span.start, span.end))
        if quote.speaker and quote.speaker not in names and quote.spans:
            found[quote.spans[0].block].extend(_speaker(article, quote))
    return {
        number: Covered(
            _stretches(here, len(article.blocks[number].text)),
            tuple(speech.get(number, ())),
            tuple(named.get(number, ())),
        )
        for number, here in found.items()
    }


def _mentions(entity: Entity, layout: Layout) -> Iterable[tuple[int, Cover]]:
    """An entity's mentions; those that layout leaves unmarked keep their name for clicks."""
    seen: set[int] = set()
    for nth, mention in enumerate(sorted(entity.mentions, key=lambda m: (m.block, m.start))):
        is_marked = (
            layout.entity_repeat == "all"
            or nth == 0
            or (layout.entity_repeat == "paragraph" and mention.block not in seen)
        )
        seen.add(mention.block)
        layer = f"entity.{mention.kind}" if is_marked else ""
        yield (
            mention.block,
            Cover(mention.start, mention.end, _ENTITY, layer, entity.name, mention.kind, nth == 0),
        )


def _speaker(article: Article, quote: Quote) -> Iterable[Cover]:
    """The words that name a speaker who is no entity, where they stand nearest the quote."""
    span, words = quote.spans[0], quote.speaker or ""
    text = article.blocks[span.block].text
    before = text.rfind(words, max(0, span.start - SPEAKER_NEAR), max(0, span.start))
    after = text.find(words, span.end, span.end + SPEAKER_NEAR)
    places = [
        (distance, at)
        for at, distance in ((before, span.start - before - len(words)), (after, after - span.end))
        if at >= 0
    ]
    if words and places:
        nearest = min(places)[1]
        yield Cover(nearest, nearest + len(words), _SPEAKER, "quote.speaker")


def _stretches(over: list[Cover], length: int) -> tuple[Stretch, ...]:
    """Covers that overlap as stretches that do not."""
    if any(cover.start < 0 or cover.end > length for cover in over):
        over = [c._replace(start=max(0, c.start), end=min(length, c.end)) for c in over]
    over = sorted((cover for cover in over if cover.start < cover.end), key=itemgetter(0))
    edges = sorted({edge for cover in over for edge in (cover.start, cover.end)})
    stretches: list[Stretch] = []
    active: list[Cover] = []
    coming = 0
    for start, end in pairwise(edges):
        active = [cover for cover in active if cover.end > start]
        while coming < len(over) and over[coming].start <= start:
            active.append(over[coming])
            coming += 1
        if not active:
            continue
        active.sort(key=itemgetter(2))
        layers = tuple(dict.fromkeys(cover.layer for cover in active if cover.layer))
        name = next((cover for cover in reversed(active) if cover.entity), None)
        link = next((cover.link for cover in reversed(active) if cover.link), "")
        stretches.append(
            Stretch(start, end, layers, name.entity, name.kind, name.is_first, link)
            if name
            else Stretch(start, end, layers, link=link)
        )
    return tuple(stretches)


def runs(
    text: str, pieces: tuple[Piece, ...], base: tuple[str, ...], stretches: Sequence[Stretch]
) -> tuple[Run, ...]:
    """A line's text as runs. What is not the source's is drawn as what stands around it."""
    if not stretches:
        return (Run(0, len(text), base),) if text else ()
    found: list[Run] = []

    def add(start: int, end: int, over: Stretch | None) -> None:
        """One more run; what was skipped before it belongs to it if both sides are the same."""
        run = (
            Run(start, end, base)
            if over is None
            else Run(start, end, base + over.layers, *over[3:])
        )
        reached = found[-1].end if found else 0
        if found and found[-1][2:] == run[2:]:
            found[-1] = found[-1]._replace(end=end)
            return
        if start > reached:
            found.append(Run(reached, start, base))
        found.append(run)

    nth = bisect_right(stretches, pieces[0][1], key=attrgetter("end")) if pieces else 0
    for index, offset, length in pieces:
        at, end = offset, offset + length
        while nth and stretches[nth - 1].end > at:
            nth -= 1
        while nth < len(stretches) and stretches[nth].end <= at:
            nth += 1
        while at < end:
            over = stretches[nth] if nth < len(stretches) else None
            if over is None or over.start >= end:
                add(index + at - offset, index + length, None)
                break
            if over.start > at:
                add(index + at - offset, index + over.start - offset, None)
                at = over.start
            stop = min(end, over.end)
            add(index + at - offset, index + stop - offset, over)
            at = stop
            if over.end <= at:
                nth += 1
    reached = found[-1].end if found else 0
    if found and text[reached:] == "-":
        found[-1] = found[-1]._replace(end=len(text))
    elif reached < len(text):
        found.append(Run(reached, len(text), base))
    return tuple(found)
