"""Whether a theme can be read: contrast, cues without colour, and colours told apart by all eyes.

Pure: a theme in, what was measured and what is wrong out. Floors and distances:

- text that is read at length stands at 7:1 or more on its ground (WCAG 2.2, 1.4.6), other text at
  4.5:1 (1.4.3), marks that are no text at 3:1 (1.4.11); a theme that promises AAA has 7:1 for all;
- the kinds of names, quotes and plain text differ in weight, slope, underline or mark, so that
  they are told apart without any colour;
- and in colour by CIEDE2000 14 for normal vision, 8.5 for each dichromacy (the worse of two
  models); a theme that says `colour_blind = true` keeps 11 for every pair and vision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final, Literal

from reader.ui.contrast import ratio
from reader.ui.styles import ENTITY_KINDS, KIND_FALLBACK, Style
from reader.ui.theme import Theme
from reader.ui.vision import VISIONS, Vision, difference

Sort = Literal["reading", "text", "mark"]

FLOORS: Final[Mapping[Sort, float]] = {"reading": 7.0, "text": 4.5, "mark": 3.0}
AAA_FLOOR: Final = 7.0
APART: Final[Mapping[Vision, float]] = {
    "normal": 14.0,
    "protanopia": 8.5,
    "deuteranopia": 8.5,
    "tritanopia": 8.5,
}
"""The least CIEDE2000 between two kinds, by vision."""
SAFELY_APART: Final = 11.0

_READING: Final = {"body", "headline", "standfirst", "subhead", "list.unread"}
_MARKS: Final = {"quote.gutter", "progress.done", "border.focus", "list.unread_dot", "scrollbar"}
NOT_MEASURED: Final = {"border", "progress.todo", "selection", "entity"}
"""Decoration, what only others fall to, and what is laid over text of any colour."""
_SURFACES: Final[Mapping[str, tuple[str, ...]]] = {
    "meta": ("background", "surface"),
    "link": ("background", "surface"),
    "quote": ("background", "surface"),
    "quote.mark": ("background",),
    "quote.gutter": ("background",),
    "entity": ("background", "surface"),
    "list": ("surface",),
    "panel.title": ("surface",),
    "header": ("panel",),
    "footer": ("panel",),
    "progress.done": ("panel",),
    "border.focus": ("background", "surface"),
    "scrollbar": ("background", "surface"),
    "status": ("panel", "surface"),
}
"""The grounds a style is drawn on, where that is not the reading ground alone."""

_KINDS: Final = tuple(f"entity.{kind}" for kind in ENTITY_KINDS)


@dataclass(frozen=True, slots=True)
class Pair:
    """A style on a ground: its colours as drawn, their contrast, and what it needs."""

    style: str
    ground: str
    ink: str
    paper: str
    contrast: float
    floor: float
    sort: Sort


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a style; `is_taste` where it is legible to some and not to others."""

    style: str
    what: str
    is_taste: bool = False


@dataclass(frozen=True, slots=True)
class Nearest:
    """The two that are hardest to tell apart, and by how much they differ (CIEDE2000)."""

    difference: float
    one: str
    other: str

    def __str__(self) -> str:
        return f"{self.difference:.1f} ({self.one}/{self.other})"


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was measured of a theme. Nothing is, where its colours are the terminal's."""

    theme: Theme
    pairs: Sequence[Pair] = ()
    nearest: Mapping[Vision, Nearest] = field(default_factory=dict)
    faults: Sequence[Fault] = ()

    @property
    def is_measurable(self) -> bool:
        return not self.theme.terminal.ansi

    def least(self, sort: Sort) -> float:
        """The lowest contrast of a sort of style; 0 where there is none."""
        return min((pair.contrast for pair in self.pairs if pair.sort == sort), default=0.0)

    @property
    def badges(self) -> tuple[str, ...]:
        """What the theme may be called by its measures: `AAA` or `AA`, `CVD`."""
        if not self.is_measurable or not self.pairs:
            return ()
        text = min(self.least("reading"), self.least("text"))
        grade = "AAA" if text >= AAA_FLOOR else "AA" if text >= FLOORS["text"] else ""
        safe = self.nearest and all(n.difference >= SAFELY_APART for n in self.nearest.values())
        return tuple(badge for badge in (grade, "CVD" if safe else "") if badge)


def measure(theme: Theme) -> Measured:
    """Measure a theme against the floors. A theme of the terminal's colours only for its cues."""
    faults = list(_cue_faults(theme))
    if theme.terminal.ansi:
        return Measured(theme, faults=tuple(faults))
    pairs = tuple(_pairs(theme))
    for pair in pairs:
        if pair.contrast < pair.floor:
            on = f"on {pair.ground} {pair.paper}" if pair.ground else f"on its ground {pair.paper}"
            what = f"contrast {pair.contrast:.2f}:1 {on}, needs {pair.floor:g}:1"
            faults.append(Fault(pair.style, what, is_taste=True))
    inks = _kind_inks(theme)
    nearest: dict[Vision, Nearest] = {}
    for vision in VISIONS:
        distances = [
            Nearest(difference(inks[one], inks[other], vision), one, other)
            for one, other in combinations(inks, 2)
        ]
        if distances:
            nearest[vision] = min(distances, key=lambda near: near.difference)
        floor = max(APART[vision], SAFELY_APART) if theme.colour_blind else APART[vision]
        for near in distances:
            if near.difference < floor:
                style = near.one if near.one == "quote" else f"entity.{near.one}"
                what = (
                    f"{vision}: {near.one} and {near.other} differ by only"
                    f" ΔE00 {near.difference:.1f}, needs {floor:g}"
                )
                faults.append(Fault(style, what, is_taste=True))
    return Measured(theme, pairs, nearest, tuple(faults))


def floor_of(theme: Theme, style: str) -> tuple[Sort, float]:
    """What sort of thing a style draws, and the contrast it needs in this theme."""
    sort: Sort = "mark" if style in _MARKS else "reading" if style in _READING else "text"
    floor = FLOORS[sort]
    return sort, max(floor, AAA_FLOOR) if theme.contrast == "AAA" and sort != "mark" else floor


def grounds_of(style: str) -> tuple[str, ...]:
    """The base colours a style without a ground of its own is drawn on."""
    return _SURFACES.get(style, _SURFACES.get(style.split(".", 1)[0], ("background",)))


def measured_styles(theme: Theme) -> list[str]:
    """The styles whose contrast counts, each look once: a kind like another is that other."""
    names = []
    for name in sorted(theme.layers):
        kind = name.removeprefix("entity.")
        like = f"entity.{KIND_FALLBACK[kind]}" if kind in KIND_FALLBACK else None
        if name not in NOT_MEASURED and theme.layers.get(like or "") != theme.layers[name]:
            names.append(name)
    return names


def _pairs(theme: Theme) -> list[Pair]:
    pairs: list[Pair] = []
    for name in measured_styles(theme):
        style = theme.styles[name]
        sort, floor = floor_of(theme, name)
        grounds = {"": style.bg} if style.bg else {g: theme.colours[g] for g in grounds_of(name)}
        for ground, paper in grounds.items():
            ink = style.fg or theme.colours["foreground"]
            if not (ink.startswith("#") and paper.startswith("#")):
                continue  # The terminal's own: nobody knows what it is.
            drawn = (paper, ink) if style.reverse else (ink, paper)
            pairs.append(Pair(name, ground, *drawn, ratio(*drawn), floor, sort))
    return pairs


def _cue_faults(theme: Theme) -> list[Fault]:
    faults: list[Fault] = []
    looks: dict[object, str] = {}
    for name in (*_KINDS, "quote", "body"):
        if name in _KINDS and name not in theme.layers:
            continue
        style = theme.layers.get(name, Style()) if name == "quote" else theme.styles[name]
        look = (
            bool(style.bold),
            bool(style.italic),
            style.underline or False,
            style.mark or "",
            bool(style.gutter),
        )
        if look in looks:
            what = (
                f"looks the same as {looks[look]} without colour:"
                " give it another bold, italic, underline or mark"
            )
            faults.append(Fault(name, what))
        looks.setdefault(look, name)
    return faults


def _kind_inks(theme: Theme) -> dict[str, str]:
    """The colours that tell kinds, quotes and plain text apart."""
    names = [name for name in (*_KINDS, "quote") if name in theme.layers] + ["body"]
    inks = {name.removeprefix("entity."): theme.styles[name].fg or "" for name in names}
    return {name: ink for name, ink in inks.items() if ink.startswith("#")}
