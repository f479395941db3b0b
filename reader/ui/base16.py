"""Base16 and Base24 schemes → themes, made readable where they are not.

A scheme is sixteen (or twenty-four) colours of an editor (github.com/tinted-theming/home,
styling.md). What it means by its slots is near what a page needs; its contrast seldom is: of the
published schemes few have comments at 4.5:1. So each colour that is too faint is moved in OKLCH
lightness, its hue kept, as far as its floor needs and no farther.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from coloraide import Color

from reader.tables import toml
from reader.ui.contrast import mix, ratio

SLOTS: Final = tuple(f"base{number:02X}" for number in range(16))

_LINE: Final = re.compile(r"""\s*["']?([\w-]+)["']?\s*:\s*(.*)""")
_COLOUR: Final = re.compile(r"#?([0-9a-fA-F]{6})\Z")
_FLOOR: Final = 4.5
_READING: Final = 7.0
_STEP: Final = 1.6
"""The contrast from which a ground of the scheme is too far from its first to lie beside it."""


class SchemeError(ValueError):
    """A scheme that cannot be read; one line says why."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as its file gives it: slot → `#rrggbb`."""

    name: str
    author: str
    variant: str
    colours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A colour that was too faint on its grounds, and what became of it."""

    key: str
    before: str
    after: str


def read_scheme(text: str) -> Scheme:
    """A scheme from its YAML: of that only what schemes are made of, `key: value` lines.

    Both layouts are read, slots at the top or under `palette:`. Raises SchemeError.
    """
    given: dict[str, str] = {}
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is not None:
            given[found[1].lower()] = _value(found[2].rstrip())
    colours: dict[str, str] = {}
    for slot in (*SLOTS, *(f"base{number}" for number in range(10, 18))):
        value = given.get(slot.lower())
        if value is None:
            continue
        colour = _COLOUR.match(value)
        if colour is None:
            raise SchemeError(f"{slot} is “{value[:20]}”, not six hex digits")
        colours[slot] = f"#{colour[1].lower()}"
    missing = [slot for slot in SLOTS if slot not in colours]
    if len(missing) == len(SLOTS) and all(slot.lower() in text.lower() for slot in SLOTS):
        raise SchemeError("its colours stand in one line: put each of base00 to base0F on its own")
    if len(missing) == len(SLOTS):
        raise SchemeError("no base00 to base0F in it: this is no Base16 scheme")
    if missing:
        raise SchemeError(f"{missing[0]} is missing: a Base16 scheme has base00 to base0F")
    is_light = ratio(colours["base00"], "#000000") > ratio(colours["base00"], "#ffffff")
    return Scheme(
        name=_printable(given.get("name") or given.get("scheme") or ""),
        author=_printable(given.get("author", "")),
        variant="light" if is_light else "dark",
        colours=colours,
    )


def _value(text: str) -> str:
    """A YAML scalar: quoted, or up to a comment."""
    if text[:1] in ("'", '"'):
        return text[1:].split(text[0], 1)[0]
    return re.split(r"\s#", text, maxsplit=1)[0].rstrip()


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable()).strip()[:60]


def palette_of(scheme: Scheme, *, lift: bool = True) -> tuple[dict[str, str], list[Moved]]:
    """The scheme as a palette of the bundled themes' names, and the colours that were moved.

    Without `lift` every colour stays as it is, readable or not.
    """
    slot = scheme.colours
    bg, ink = slot["base00"], slot["base05"]
    surface, panel = slot["base01"], slot["base02"]
    # Grounds lie close to each other, away from the first: some schemes' are anything.
    if not 1 < ratio(bg, surface) <= _STEP or not _lies_between(surface, bg, ink):
        surface = mix(bg, ink, 0.05)
    if not ratio(bg, surface) < ratio(bg, panel) <= _STEP or not _lies_between(panel, bg, ink):
        panel = mix(bg, ink, 0.10)
    palette = {
        "bg": bg,
        "surface": surface,
        "panel": panel,
        "line": mix(bg, ink, 0.25),
        "ink": ink,
        "strong": slot["base07"],
        "muted": slot["base04"],
        "faint": slot["base03"],
        "accent": slot["base0A"],
        "accent2": slot["base0D"],
        "hit": mix(bg, slot["base0A"], 0.3),
        "hit_ink": slot["base07"],
        "now": slot["base0A"],
        "now_ink": bg,
        "cursor": mix(bg, ink, 0.18),
        "cursor_ink": slot["base07"],
        "ok": slot["base0B"],
        "warn": slot["base09"],
        "err": slot["base08"],
        "person": slot["base0D"],
        "org": slot["base0E"],
        "place": slot["base0B"],
        "date": slot["base09"],
        "money": slot["base0C"],
        "other": slot["base08"],
        "quote": slot["base0A"],
    }
    moved: list[Moved] = []
    if not lift:
        return palette, moved
    grounds = ["bg", "surface", "panel"]
    most = "#000000" if scheme.variant == "light" else "#ffffff"
    if min(ratio(most, palette[key]) for key in grounds) < _READING:
        for key in grounds:  # A ground half-way between black and white carries no text.
            away = "#ffffff" if scheme.variant == "light" else "#000000"
            _put(palette, moved, key, lifted(palette[key], [most], away, _READING + 0.5))
    for key, before in list(palette.items()):
        if key in (*grounds, "line", "hit", "cursor", "now"):
            continue
        on = {"hit_ink": ["hit"], "now_ink": ["now"], "cursor_ink": ["cursor"]}.get(key, grounds)
        papers = [palette[ground] for ground in on]
        floor = _READING if key in ("ink", "strong") else _FLOOR
        towards = max(("#000000", "#ffffff"), key=lambda end: min(ratio(end, p) for p in papers))
        _put(palette, moved, key, lifted(before, papers, towards, floor))
    return palette, moved


def _put(palette: dict[str, str], moved: list[Moved], key: str, colour: str) -> None:
    if colour != palette[key]:
        moved.append(Moved(key, palette[key], colour))
        palette[key] = colour


def lifted(colour: str, papers: list[str], towards: str, floor: float) -> str:
    """The colour, its OKLCH lightness moved towards black or white until it has the contrast.

    As little as will do, to a two-hundredth of the way; what cannot reach it ends at the end.
    """

    def least(candidate: str) -> float:
        return min(ratio(candidate, paper) for paper in papers)

    if least(colour) >= floor:
        return colour
    oklch = Color(colour).convert("oklch")
    begin, end = oklch["lightness"], 1.0 if towards == "#ffffff" else 0.0
    for step in range(1, 200):
        moved = oklch.clone().set("lightness", begin + (end - begin) * step / 200)
        candidate = moved.convert("srgb").fit(method="oklch-chroma").to_string(hex=True)
        if least(candidate) >= floor:
            return candidate
    return towards


def _lies_between(ground: str, one: str, other: str) -> bool:
    """Whether a ground goes from the first towards the ink, not away from it."""
    low, high = sorted((ratio(one, "#000000"), ratio(other, "#000000")))
    return low <= ratio(ground, "#000000") <= high


def theme_text(name: str, scheme: Scheme, palette: Mapping[str, str], moved: list[Moved]) -> str:
    """The theme file. What was moved stands beside what it was."""
    before = {move.key: move.before for move in moved}
    title = scheme.name or name
    lines = [
        f"# Made from the Base16 scheme {toml(title)} by {toml(scheme.author or 'unknown')}.",
        "format = 1",
        f"name = {toml(name)}",
        'inherits = "_base"',
        f"title = {toml(title)}",
        f"variant = {toml(scheme.variant)}",
        f"author = {toml(scheme.author)}",
        'source = "imported from Base16"',
        "",
        "[palette]",
    ]
    for key, colour in palette.items():
        was = f"  # was {before[key]}, too faint" if key in before else ""
        lines.append(f"{key:<10} = {toml(colour)}{was}")
    return "\n".join([*lines, ""])
