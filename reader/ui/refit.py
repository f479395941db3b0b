"""A theme for a terminal of 256 colours: each style in the nearest of them that can be read.

Left to the terminal, the nearest colour of a palette that is not made for it falls under the floors
of contrast, and grounds run into one. So grounds and the kinds of names are fitted first, together
and apart from one another, then every style on its grounds.

The first sixteen of the 256 are the user's own, and are left alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import islice, product
from pathlib import Path
from typing import Any, Final

from reader.ui.contrast import luminance, ratio
from reader.ui.styles import ENTITY_KINDS, KIND_FALLBACK
from reader.ui.theme import Theme

VERSION: Final = 3
"""Of the fitting: one more when it gives other colours, so that kept ones are made anew."""

_GROUNDS: Final = ("background", "surface", "panel", "boost")
_PAGE_CHOICE: Final = 3
_GROUND_CHOICE: Final = 20
"""How many of the likest colours the page and the other grounds choose from."""
_GROUNDS_TRIED: Final = 4
_GROUNDS_AT_MOST: Final = 60
"""How many grounds are tried, and how many where kinds can be told apart on none of those."""
_STEPS: Final = 1_500
"""Colours tried at most for the kinds on some grounds until the best choice so far is taken."""
_KINDS: Final = tuple(f"entity.{kind}" for kind in ENTITY_KINDS)
_WEIGHT: Final = {"quote": 0.4, "entity.date": 0.4, "entity.money": 0.4, "entity.other": 0.4}
"""What it counts that one of these is unlike itself, where a person, organisation or place counts
1. Quotes have a bar and bold marks too: where not all hues can be kept, theirs goes first."""
_MERGED: Final = 900.0
"""What it costs that the list lies on the page's own ground: only where hues are lost otherwise."""
_NEUTRAL: Final = 0.02
"""OKLCH's chroma up to which a ground is a grey, and stays one."""


def refit(theme: Theme, kept_in: Path | None = None) -> Theme:
    """The theme in colours of the 256. With a folder given, the work is kept there for next time.

    A theme of the terminal's own colours stays as it is.
    """
    if theme.terminal.ansi:
        return theme
    file = kept_in / f"{theme.name}-{_mark(theme)}.json" if kept_in else None
    kept = _kept(file) if file else None
    if kept is not None:
        colours, inks = kept["colours"], kept["styles"]
    else:
        colours, inks = _fitted(theme)
        if file:
            _keep(file, {"colours": colours, "styles": inks})
    layers = {
        name: replace(style, fg=inks[name][0], bg=inks[name][1])
        for name, style in theme.layers.items()
    }
    return theme.recoloured(colours, layers)


@cache
def palette() -> Mapping[str, str]:
    """Colours that Rich writes as one of 16 to 255, and what the terminal makes of each.

    Both are `#rrggbb` and mostly the same; lighter greys Rich takes for the next darker one, so
    that each has to be asked for a touch lighter.
    """
    from rich._palettes import EIGHT_BIT_PALETTE
    from rich.color import Color, ColorSystem
    from rich.color_triplet import ColorTriplet
    from rich.palette import Palette

    eight_bit: Palette = EIGHT_BIT_PALETTE
    found: dict[str, str] = {}
    for number in range(16, 256):
        red, green, blue = eight_bit[number]
        for lift in range(3):
            asked = ColorTriplet(*(min(255, channel + lift) for channel in (red, green, blue)))
            written = Color.from_triplet(asked).downgrade(ColorSystem.EIGHT_BIT).number
            if written is not None and written >= 16 and eight_bit[written] == (red, green, blue):
                if eight_bit[number].hex not in found.values():
                    found[asked.hex] = eight_bit[number].hex
                break
    return found


def _contrast(ink: str, paper: str) -> float:
    """The contrast, as asked for and as the terminal shows it the smaller."""
    shown = palette()
    return min(ratio(ink, paper), ratio(shown.get(ink, ink), shown.get(paper, paper)))


def _fitted(theme: Theme) -> tuple[dict[str, str], dict[str, list[str | None]]]:
    from reader.ui.theme_check import NOT_MEASURED, floor_of, grounds_of

    colours, kinds = _fitted_together(theme)
    reading = [colours["background"]]
    for key, colour in theme.colours.items():
        colours.setdefault(key, _readable(colour, reading, 4.5))

    inks: dict[str, list[str | None]] = {}
    for name, style in theme.layers.items():
        if not all(colour is None or colour.startswith("#") for colour in (style.fg, style.bg)):
            inks[name] = [style.fg, style.bg]  # A rule's, of the terminal's own.
            continue
        floor = floor_of(theme, name)[1] if name not in NOT_MEASURED else 1.0
        if style.bg:
            paper = _near(style.bg, palette())
            ink = _readable(style.fg or theme.colours["foreground"], [paper], floor)
            if (
                _contrast(ink, paper) < floor
            ):  # The ground gives way where no ink is readable on it.
                ink = _near(style.fg or theme.colours["foreground"], palette())
                paper = _readable(style.bg, [ink], floor)
            inks[name] = [ink if style.fg else None, paper]
        else:
            papers = [colours[ground] for ground in grounds_of(name)]
            inks[name] = [_readable(style.fg, papers, floor) if style.fg else None, None]
    for name, ink in kinds.items():
        wanted = theme.layers[name].fg
        for other, style in theme.layers.items():
            like = f"entity.{KIND_FALLBACK.get(other.removeprefix('entity.'), '')}"
            if style.fg == wanted and name in (other, like, other.partition(".")[0]):
                inks[other][0] = ink
    return colours, inks


def _fitted_together(theme: Theme) -> tuple[dict[str, str], dict[str, str]]:
    """The grounds, and colours for the kinds of names and quotes that can be told apart on them.

    Of the likest grounds those are taken on which the kinds stay likest too. Where kinds can be
    told apart on none of them, the floors of distance are lowered until they can.
    """
    grounds = list(islice(_grounds(theme), _GROUNDS_AT_MOST))
    likest = grounds[0][1]
    merged = {**likest, "surface": likest["background"]}
    grounds.insert(1, (grounds[0][0] + _MERGED, merged))
    for share in (1.0, 0.8, 0.6, 0.4, 0.2, 0.0):
        best: tuple[float, dict[str, str], dict[str, str]] = (float("inf"), {}, {})
        for tried, (cost, colours) in enumerate(grounds):
            if best[1] and tried >= _GROUNDS_TRIED:
                break
            if cost < best[0]:
                more, kinds = _kinds(theme, colours, share, best[0] - cost)
                if cost + more < best[0]:
                    best = (cost + more, colours, kinds)
        if best[1]:
            return best[1], best[2]
    return grounds[0][1], {}


def _grounds(theme: Theme) -> Iterator[tuple[float, dict[str, str]]]:
    """Fitted grounds, likest first, with how unlike they are.

    They are unlike each other where they were, and in the same order from dark to light; no two are
    given of the same page and surface, on which kinds are read.
    """
    keys = [key for key in _GROUNDS if key in theme.colours]
    asked = sorted({c for key in keys if (c := theme.colours[key]).startswith("#")}, key=luminance)

    @cache
    def cost(colour: str, other: str) -> float:
        from reader.ui.vision import unlikeness

        is_page = colour == theme.colours["background"]
        return unlikeness(colour, other, is_ground=not is_page) ** 2

    def alike(colour: str) -> list[str]:
        from reader.ui.vision import chroma

        if chroma(colour) > _NEUTRAL:
            return list(palette())
        return [other for other in palette() if chroma(other) <= _NEUTRAL]

    choices = [
        sorted(alike(colour), key=partial(cost, colour))[
            : _PAGE_CHOICE if colour == theme.colours["background"] else _GROUND_CHOICE
        ]
        for colour in asked
    ]
    given: set[tuple[str, str]] = set()
    for fitted in sorted(product(*choices), key=lambda fitted: sum(map(cost, asked, fitted))):
        lights = [luminance(colour) for colour in fitted]
        stand_in = dict(zip(asked, fitted, strict=True))
        colours = {key: stand_in.get(theme.colours[key], theme.colours[key]) for key in keys}
        read_on = (colours["background"], colours["surface"])
        if lights == sorted(set(lights)) and read_on not in given:
            given.add(read_on)
            yield sum(map(cost, asked, fitted)), colours


def _kinds(
    theme: Theme, colours: Mapping[str, str], share: float, most: float
) -> tuple[float, dict[str, str]]:
    """The likest colours of the kinds on these grounds that are told apart by a share of the
    floors, and how unlike they are; infinitely, where there are none below `most`."""
    from reader.ui.theme_check import floor_of, grounds_of

    def readable(name: str, ink: str) -> list[str]:
        papers, floor = [colours[ground] for ground in grounds_of(name)], floor_of(theme, name)[1]
        good = [c for c in palette() if all(_contrast(c, paper) >= floor for paper in papers)]
        return _by_likeness(ink, good)

    wanted = {n: ink for n in ("quote", *_KINDS) if (ink := _own_ink(theme, n)) is not None}
    choices = {name: readable(name, ink) for name, ink in wanted.items()}
    body = theme.layers["body"].fg
    if body is not None:
        body = _readable(body, [colours["background"]], floor_of(theme, "body")[1])
    return _likest(wanted, choices, body, theme.colour_blind, share, most)


def _likest(
    wanted: Mapping[str, str],
    readable: Mapping[str, Sequence[str]],
    body: str | None,
    is_safe: bool,
    share: float,
    most: float,
) -> tuple[float, dict[str, str]]:
    """A colour for each, all of them and the body's apart by a share of the floors.

    Of all choices the one whose unlikeness, squared, is least in sum: better two that are a little
    off than one of another hue. Branch and bound, the best found when `_STEPS` are done.
    """
    from reader.ui.theme_check import APART, SAFELY_APART
    from reader.ui.vision import difference

    floors = {
        vision: share * (max(least, SAFELY_APART) if is_safe else least)
        for vision, least in APART.items()
    }

    def is_apart(one: str, other: str) -> bool:
        known = apart.get((one, other))
        if known is None:
            known = all(difference(one, other, vision) >= far for vision, far in floors.items())
            apart[one, other] = apart[other, one] = known
        return known

    apart: dict[tuple[str, str], bool] = {}
    free = {
        name: [
            (_WEIGHT.get(name, 1.0) * _unlikeness(wanted[name], c) ** 2, c)
            for c in among
            if not body or is_apart(c, body)
        ]
        for name, among in readable.items()
    }
    best: tuple[float, dict[str, str]] = (most, {})
    steps = _STEPS

    def choose(free: Choices, chosen: dict[str, str], cost: float) -> None:
        nonlocal best, steps
        if not free:
            best = (cost, chosen)
            return
        # Who is worst off chooses first: that shows soonest what cannot be.
        name = max(free, key=lambda name: (free[name][0][0], -len(free[name])))
        others = {other: choice for other, choice in free.items() if other != name}
        for more, colour in free[name]:
            steps -= 1
            if steps < 0 or cost + more + sum(c[0][0] for c in others.values()) >= best[0]:
                return
            left = {
                other: [(price, c) for price, c in choice if is_apart(colour, c)]
                for other, choice in others.items()
            }
            if all(left.values()) and (
                cost + more + sum(choice[0][0] for choice in left.values()) < best[0]
            ):
                choose(left, {**chosen, name: colour}, cost + more)

    if all(free.values()):
        choose(free, {}, 0.0)
    return best if best[1] or not free else (float("inf"), {})


Choices = Mapping[str, Sequence[tuple[float, str]]]
"""Of each name the colours it may have, cheapest first, with what each costs."""


def _own_ink(theme: Theme, name: str) -> str | None:
    ink = theme.layers[name].fg if name in theme.layers else None
    return ink if ink and ink.startswith("#") else None


def _by_likeness(colour: str, among: Iterable[str]) -> list[str]:
    return sorted(among, key=lambda other: _unlikeness(colour, other))


def _unlikeness(colour: str, other: str) -> float:
    from reader.ui.vision import unlikeness

    return unlikeness(colour, other)


def _near(colour: str, among: Iterable[str]) -> str:
    if not colour.startswith("#"):
        return colour
    return min(among, key=lambda other: _unlikeness(colour, other))


def _readable(colour: str, papers: Iterable[str], floor: float) -> str:
    """The nearest colour with that contrast on all papers; where there is none, with the most."""
    if not colour.startswith("#"):
        return colour
    grounds = [paper for paper in papers if paper.startswith("#")]

    def least(candidate: str) -> float:
        return min((_contrast(candidate, ground) for ground in grounds), default=floor)

    readable = [candidate for candidate in palette() if least(candidate) >= floor]
    return _near(colour, readable) if readable else max(palette(), key=least)


def _mark(theme: Theme) -> str:
    """What tells one state of a theme's colours from another."""
    layers = {name: (style.fg, style.bg) for name, style in sorted(theme.layers.items())}
    state = [VERSION, sorted(theme.colours.items()), layers, theme.contrast, theme.colour_blind]
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16]


def _kept(file: Path) -> Any:
    """What was kept; None where nothing was, or it cannot be read."""
    try:
        kept = json.loads(file.read_text("utf-8"))
        return kept if set(kept) == {"colours", "styles"} else None
    except (OSError, ValueError, TypeError):
        return None


def _keep(file: Path, fitted: Mapping[str, Any]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(fitted), "utf-8")
        part.replace(file)
    except OSError:
        return  # It is only work saved: next time it is done again.
