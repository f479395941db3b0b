"""The layout half of a theme: measure, spacing and what else shapes the page without colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from reader.library.order import FEED_ORDERS, LIST_ORDERS, NEWEST, TITLE, OrderBy, check_order
from reader.tables import Form, NotAmong, Rule
from reader.ui.clock import AGE, AUTO, check_pattern
from reader.ui.line_format import check_format

EntityLevel = Literal["off", "subtle", "normal", "strong"]

LIST_FIELDS: Final = (
    "mark", "dot", "star", "number", "headline", "source", "byline", "site", "date", "age",
    "minutes", "words",
)  # fmt: skip
FEED_FIELDS: Final = (
    "number", "fault", "state", "title", "tags", "unread", "total", "address",
)  # fmt: skip
SIGHTS: Final = (
    "name", "view", "articles", "unread", "position", "place", "work", "time", "pending", "keys",
    "progress", "bar", "percent", "left", "theme",
)  # fmt: skip
"""What can stand in the top and the bottom line."""


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
    link_numbers: Literal["listed", "always", "never"] = "listed"
    list_lines: tuple[str, ...] = (
        "{mark} {headline}",
        "  [{source}  ]{date}  {minutes} min",
    )
    list_date: tuple[str, ...] = (AGE,)
    list_order: OrderBy = NEWEST
    list_start: Literal["top", "unread"] = "top"
    feeds_order: OrderBy = TITLE
    read_feeds: bool = True
    page_date: str = AUTO
    clock: str = AUTO
    sidebar_line: str = "[{fault} ]{title}{fill}[ {unread}] "
    feeds_line: str = "{state} {unread:>5} of {total:<6} {title}[  {tags}]"
    top_left: tuple[str, ...] = ("name", "view", "articles", "unread")
    top_centre: tuple[str, ...] = ()
    top_right: tuple[str, ...] = ("work", "time")
    bottom_left: tuple[str, ...] = ("pending", "keys")
    bottom_centre: tuple[str, ...] = ()
    bottom_right: tuple[str, ...] = ("progress",)
    separator: str = "  "
    name: str = "◆ Reader"
    place_names: tuple[str, ...] = ("list", "article", "panel", "feeds", "search")
    list_side: Literal["left", "right", "top", "bottom"] = "left"
    list_height: int = 12
    panel_side: Literal["left", "right"] = "right"
    sidebar_side: Literal["left", "right"] = "left"
    search_side: Literal["top", "bottom"] = "top"
    windows: Literal["round", "square", "none"] = "round"
    scroll_margin: int = 0
    wrap_scroll: bool = False
    wheel_lines: int = 2
    blink: bool = True


def _texts(value: Any, most: int, what: str) -> tuple[str, ...]:
    """One text or some of them. Raises ValueError."""
    texts = [value] if isinstance(value, str) else value
    is_list = isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    if not is_list or not 0 < len(texts) <= most:
        raise ValueError(f"must be {what} in quotes, or a list of at most {most}")
    return tuple(texts)


def _list_lines(value: Any) -> tuple[str, ...]:
    lines = _texts(value, 3, "a line")
    for line in lines:
        check_format(line, LIST_FIELDS)
    return lines


def _list_date(value: Any) -> tuple[str, ...]:
    patterns = _texts(value, 3, "a pattern")
    for pattern in patterns:
        check_pattern(pattern, (AGE,))
    return patterns


def _date(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a pattern in quotes")
    check_pattern(value, (AUTO,))
    return value


def _feed_line(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a line in quotes")
    check_format(value, FEED_FIELDS)
    return value


def _sights(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError(f"must be a list of some of {', '.join(SIGHTS)}")
    for word in value:
        if word not in SIGHTS:
            raise NotAmong(f"“{word}” is none of {', '.join(SIGHTS)}", word, SIGHTS)
    return tuple(dict.fromkeys(value))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 30:
        raise ValueError("must be at most 30 characters in quotes")
    return value


def _place_names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) != 5:
        raise ValueError('must be five words, as ["list", "article", "panel", "feeds", "search"]')
    return tuple(_text(word) for word in value)


_PARTS: Final = Form(_sights, "a list, see top_left")


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
    "link_numbers": ("listed", "always", "never"),
    "list_lines": Form(_list_lines, " ".join(LIST_FIELDS)),
    "list_date": Form(_list_date, "age, or a pattern like %d %b; or one for today, one for older"),
    "list_order": Form(
        lambda value: check_order(value, LIST_ORDERS), f"{' '.join(LIST_ORDERS)}; -word: backwards"
    ),
    "list_start": ("top", "unread"),
    "feeds_order": Form(
        lambda value: check_order(value, FEED_ORDERS), f"{' '.join(FEED_ORDERS)}; -word: backwards"
    ),
    "read_feeds": bool,
    "page_date": Form(_date, "auto, or a pattern like %A %-d %B %Y"),
    "clock": Form(_date, "auto, or a pattern like %H:%M"),
    "sidebar_line": Form(_feed_line, " ".join(FEED_FIELDS)),
    "feeds_line": Form(_feed_line, " ".join(FEED_FIELDS)),
    "top_left": Form(_sights, " ".join(SIGHTS)),
    "top_centre": _PARTS,
    "top_right": _PARTS,
    "bottom_left": _PARTS,
    "bottom_centre": _PARTS,
    "bottom_right": _PARTS,
    "separator": Form(_text, "text"),
    "name": Form(_text, "text"),
    "place_names": Form(_place_names, "five words"),
    "list_side": ("left", "right", "top", "bottom"),
    "list_height": (3, 40),
    "panel_side": ("left", "right"),
    "sidebar_side": ("left", "right"),
    "search_side": ("top", "bottom"),
    "windows": ("round", "square", "none"),
    "scroll_margin": (0, 10),
    "wrap_scroll": bool,
    "wheel_lines": (1, 20),
    "blink": bool,
}
"""What each setting may be: true or false, a range of whole numbers, one of some words, or what has
a form of its own."""

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
