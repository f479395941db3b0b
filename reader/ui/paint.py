"""Painting: a line of the page and a theme become a strip of the screen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.ui.page import Line, Run
from reader.ui.signs import SIGNS, Signs, layers_shown
from reader.ui.styles import ENTITY_KINDS, KIND_FALLBACK
from reader.ui.theme import Theme
from reader.ui.wrap import is_simple

Stretch = tuple[int, int]
"""Source offsets in the line's block, `end` exclusive."""

GUTTERS: Final = {"quote.gutter": ("quote", "▎"), "boilerplate": ("boilerplate", "┊")}
"""A gutter's style: which style gives its sign, and the sign where the theme gives none."""


def signs_of(theme: Theme, level: str) -> Signs | None:
    """The signs before names at a highlight level, if the theme's layout wants any."""
    if theme.layout.entity_marks != "always":
        return None
    return Signs(
        {
            kind: theme.styles[f"entity.{kind}"].mark or SIGNS[KIND_FALLBACK.get(kind, kind)]
            for kind in (*ENTITY_KINDS, *KIND_FALLBACK)
        },
        level,
    )


def paint(
    line: Line,
    theme: Theme,
    width: int,
    *,
    hits: Sequence[Stretch] = (),
    current: Stretch | None = None,
    dim: bool = False,
    entity_level: str = "normal",
    selection: Stretch | None = None,
) -> Strip:
    """The line in the theme's styles, exactly `width` cells wide.

    `hits`, `current` and `selection` are source offsets in the line's block. `dim` draws all of
    it faint. `entity_level` is `off`, `subtle`, `normal` or `strong`. Clicks find in a segment's
    meta: `entity` and `kind`, `link`, or `action`.
    """
    ground = theme.compose(())
    segments: list[Segment] = []
    at = 0
    if line.gutter and not dim:
        of, sign = GUTTERS[line.gutter]
        sign = (theme.styles[of].gutter or sign) if of in theme.styles else sign
        at = max(0, line.gutter_at)
        segments += [Segment(" " * at, ground), Segment(sign, theme.compose((line.gutter,)))]
        at += 1
    if line.text:
        if line.indent > at:
            segments.append(Segment(" " * (line.indent - at), ground))
            at = line.indent
        over = _over(line, hits, current, selection)
        whole = _whole(line.text)
        for start, end, layers, run in _parts(line.runs, over):
            text = line.text[whole[start] : whole[end]] if whole else line.text[start:end]
            if text:
                shown = ("focus.dim",) if dim else layers_shown(run, entity_level)
                style = theme.compose(shown + (_chosen(layers) if dim else layers))
                meta = _meta(run)
                segments.append(Segment(text, style + meta if meta else style))
        at += cell_len(line.text)
    if at < width:
        segments.append(Segment(" " * (width - at), ground))
        at = width
    strip = Strip(segments, at)
    return strip.crop(0, width) if at > width else strip


def _chosen(layers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(layer for layer in layers if layer == "selection")


def _whole(text: str) -> list[int] | None:
    """For every index, where what the terminal draws as one begins; None: at each index."""
    if is_simple(text):
        return None
    starts = [0] * (len(text) + 1)
    for start, end, _ in split_graphemes(text)[0]:
        starts[start:end] = [start] * (end - start)
    starts[len(text)] = len(text)
    return starts


def _over(
    line: Line, hits: Sequence[Stretch], current: Stretch | None, selection: Stretch | None
) -> list[tuple[int, int, str]]:
    """What is laid over the line's text, as indices into it."""
    over: list[tuple[int, int, str]] = []
    if line.block < 0:
        return over
    stretches = [(hit, "search.hit") for hit in hits if hit != current]
    if current:
        stretches.append((current, "search.current"))
    if selection:
        stretches.append((selection, "selection"))
    for (low, high), layer in stretches:
        if high <= line.start or low >= line.end:
            continue
        here = [
            (index + max(0, low - source), index + min(length, high - source))
            for index, source, length in line.pieces
            if low < source + length and high > source
        ]
        # One stretch from its first character to its last: the spaces between are part of it.
        if here:
            over.append((here[0][0], here[-1][1], layer))
    return over


def _parts(
    runs: Sequence[Run], over: list[tuple[int, int, str]]
) -> Iterable[tuple[int, int, tuple[str, ...], Run]]:
    """The runs, cut where something over them begins or ends."""
    for run in runs:
        if not over:
            yield run.start, run.end, (), run
            continue
        inside = {e for low, high, _ in over for e in (low, high) if run.start < e < run.end}
        edges = [run.start, *sorted(inside), run.end]
        for start, end in pairwise(edges):
            yield start, end, tuple(n for low, high, n in over if low <= start < high), run


def _meta(run: Run) -> Style | None:
    """What a click on the run finds."""
    meta: dict[str, str] = {}
    if run.entity:
        meta |= {"entity": run.entity, "kind": run.kind}
    if run.link:
        meta["link"] = run.link
    if run.action:
        meta["action"] = run.action
    return Style.from_meta(meta) if meta else None
