"""A theme for a terminal of 256 colours: each style in the nearest of them that can be read.

Left to the terminal, the nearest colour of a palette that is not made for it falls under the floors
of contrast, and grounds run into one. So grounds are fitted first and kept apart, then every style
on its grounds, then the kinds of names so that they stay apart from one another.

Of colours 16 to 255 (the first sixteen are the user's own) those are used that Rich, which writes
them, finds again by their value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from reader.ui.contrast import ratio
from reader.ui.styles import ENTITY_KINDS, KIND_FALLBACK
from reader.ui.theme import Theme

VERSION: Final = 1
"""Of the fitting: one more when it gives other colours, so that kept ones are made anew."""

_GROUNDS: Final = ("background", "surface", "panel", "boost")
_CHOICE: Final = 40
"""How many of the likest colours a kind of name chooses from: blue stays bluish."""
_KINDS: Final = tuple(f"entity.{kind}" for kind in ENTITY_KINDS)


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
def palette() -> tuple[str, ...]:
    """The colours from 16 to 255 that Rich writes as themselves, as `#rrggbb`."""
    from rich._palettes import EIGHT_BIT_PALETTE
    from rich.color import Color, ColorSystem
    from rich.color_triplet import ColorTriplet
    from rich.palette import Palette

    eight_bit: Palette = EIGHT_BIT_PALETTE
    found: dict[str, None] = {}
    for number in range(16, 256):
        triplet: ColorTriplet = eight_bit[number]
        written = Color.from_triplet(triplet).downgrade(ColorSystem.EIGHT_BIT).number
        if written is not None and eight_bit[written] == triplet:
            found[triplet.hex] = None
    return tuple(found)


def _fitted(theme: Theme) -> tuple[dict[str, str], dict[str, list[str | None]]]:
    from reader.ui.theme_check import floor_of, grounds_of

    colours: dict[str, str] = {}
    taken: set[str] = set()
    for key in _GROUNDS:
        if key in theme.colours:
            is_new = theme.colours[key] not in [theme.colours.get(k) for k in colours]
            among = [c for c in palette() if c not in taken] if is_new else palette()
            colours[key] = _near(theme.colours[key], among)
            taken.add(colours[key])
    reading = [colours["background"]]
    for key, colour in theme.colours.items():
        colours.setdefault(key, _readable(colour, reading, 4.5))

    inks: dict[str, list[str | None]] = {}
    for name, style in theme.layers.items():
        floor = floor_of(theme, name)[1]
        if style.bg:
            paper = _near(style.bg, palette())
            ink = _readable(style.fg or theme.colours["foreground"], [paper], floor)
            if ratio(ink, paper) < floor:  # The ground gives way where no ink is readable on it.
                ink = _near(style.fg or theme.colours["foreground"], palette())
                paper = _readable(style.bg, [ink], floor)
            inks[name] = [ink if style.fg else None, paper]
        else:
            papers = [colours[ground] for ground in grounds_of(name)]
            inks[name] = [_readable(style.fg, papers, floor) if style.fg else None, None]
    _keep_apart(theme, colours, inks)
    return colours, inks


def _keep_apart(
    theme: Theme, colours: Mapping[str, str], inks: dict[str, list[str | None]]
) -> None:
    """Give kinds of names other colours where the nearest ones cannot be told apart.

    Who chooses first has most to choose from: orders are tried until all are far enough apart for
    every vision, else the order stays that leaves the least distance greatest.
    """
    from reader.ui.theme_check import floor_of, grounds_of

    wanted = {n: ink for n in ("quote", *_KINDS) if (ink := _own_ink(theme, n)) is not None}
    readable: dict[str, list[str]] = {}
    for name, ink in wanted.items():
        papers, floor = [colours[ground] for ground in grounds_of(name)], floor_of(theme, name)[1]
        good = [c for c in palette() if all(ratio(c, paper) >= floor for paper in papers)]
        readable[name] = _by_likeness(ink, good)[:_CHOICE]
    names = [name for name in wanted if readable[name]]
    best, given = -1.0, dict[str, str]()
    for turn in range(len(names)):
        for order in (names[turn:] + names[:turn], (names[turn:] + names[:turn])[::-1]):
            room, chosen = _spread(order, readable, inks["body"][0], theme.colour_blind)
            if room > best:
                best, given = room, chosen
            if best >= 1:
                break
        if best >= 1:
            break
    for name, ink in given.items():
        for other, style in theme.layers.items():
            like = f"entity.{KIND_FALLBACK.get(other.removeprefix('entity.'), '')}"
            if style.fg == wanted[name] and name in (other, like, other.partition(".")[0]):
                inks[other][0] = ink


def _spread(
    order: Sequence[str], readable: Mapping[str, Sequence[str]], body: str | None, safe: bool
) -> tuple[float, dict[str, str]]:
    """Each in turn takes the likest colour that is far enough from those taken, else the farthest.

    Also how near the nearest two came: 1 is just far enough.
    """
    from reader.ui.theme_check import APART, SAFELY_APART
    from reader.ui.vision import difference

    floors = {v: max(least, SAFELY_APART) if safe else least for v, least in APART.items()}
    taken = [body] if body else []
    chosen: dict[str, str] = {}
    worst = 9.0

    def room(colour: str) -> float:
        return min(
            (difference(colour, other, v) / far for other in taken for v, far in floors.items()),
            default=9.0,
        )

    for name in order:
        choice = next((c for c in readable[name] if room(c) >= 1), None) or max(
            readable[name], key=room
        )
        worst = min(worst, room(choice))
        chosen[name] = choice
        taken.append(choice)
    return worst, chosen


def _own_ink(theme: Theme, name: str) -> str | None:
    ink = theme.layers[name].fg if name in theme.layers else None
    return ink if ink and ink.startswith("#") else None


def _by_likeness(colour: str, among: Iterable[str]) -> list[str]:
    from reader.ui.vision import difference

    return sorted(among, key=lambda other: difference(colour, other))


def _near(colour: str, among: Iterable[str]) -> str:
    if not colour.startswith("#"):
        return colour
    from reader.ui.vision import nearest_colour

    return nearest_colour(colour, among)


def _readable(colour: str, papers: Iterable[str], floor: float) -> str:
    """The nearest colour with that contrast on all papers; where there is none, with the most."""
    if not colour.startswith("#"):
        return colour
    grounds = [paper for paper in papers if paper.startswith("#")]

    def least(candidate: str) -> float:
        return min((ratio(candidate, ground) for ground in grounds), default=floor)

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
