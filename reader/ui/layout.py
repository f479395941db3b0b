"""The layout half of a theme: measure, spacing and what else shapes the page without colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from reader.tables import Rule

EntityLevel = Literal["off", "subtle", "normal", "strong"]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the page is set; widths are cells. `measure` is the length of a full line of text."""

    measure: int = 66
    measure_min: int = 40
    align: Literal["left", "centre"] = "centre"
    margin: int = 2
    line_spacing: int = 1
    paragraph: Literal["blank", "indent", "both"] = "blank"
    indent: int = 2
    justify: bool = False
    hyphenate: Literal["auto", "never", "always"] = "auto"
    hyphen_zone: int = 6
    hanging_quotes: bool = True
    quote_gutter: Literal["bar", "none"] = "bar"
    rule: Literal["none", "thin", "double"] = "thin"
    headline_case: Literal["asis", "title", "upper"] = "asis"
    list_rows: int = 2
    list_width: int = 36
    panel_width: int = 30
    entity_level: EntityLevel = "normal"
    entity_repeat: Literal["all", "paragraph", "first"] = "all"
    entity_marks: Literal["never", "mono", "always"] = "mono"
    smooth_scroll: bool = False
    scroll_overlap: int = 2
    progress: Literal["none", "bar", "percent", "time"] = "bar"
    words_per_minute: int = 238


LAYOUT_RULES: Mapping[str, Rule] = {
    "measure": (40, 100),
    "measure_min": (30, 60),
    "align": ("left", "centre", "center"),
    "margin": (0, 12),
    "line_spacing": (1, 2),
    "paragraph": ("blank", "indent", "both"),
    "indent": (0, 8),
    "justify": bool,
    "hyphenate": ("auto", "never", "always"),
    "hyphen_zone": (3, 12),
    "hanging_quotes": bool,
    "quote_gutter": ("bar", "none"),
    "rule": ("none", "thin", "double"),
    "headline_case": ("asis", "title", "upper"),
    "list_rows": (1, 3),
    "list_width": (20, 60),
    "panel_width": (20, 48),
    "entity_level": ("off", "subtle", "normal", "strong"),
    "entity_repeat": ("all", "paragraph", "first"),
    "entity_marks": ("never", "mono", "always"),
    "smooth_scroll": bool,
    "scroll_overlap": (0, 6),
    "progress": ("none", "bar", "percent", "time"),
    "words_per_minute": (80, 800),
}
"""What each setting may be: true or false, a range of whole numbers, or one of some words."""

TERMINAL_RULES: Mapping[str, Rule] = {
    "transparent": bool,
    "ansi": bool,
    "italic": ("auto", "yes", "no"),
    "underline_style": ("plain", "double"),
}


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a theme says about the terminal itself."""

    transparent: bool = False
    ansi: bool = False
    italic: Literal["auto", "yes", "no"] = "auto"
    underline_style: Literal["plain", "double"] = "plain"
