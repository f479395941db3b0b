"""`[ui.variables]` of a theme: Textual's CSS variables, each checked before a stylesheet has it.

Textual parses them with the stylesheet and takes no other where one cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from reader.tables import NotAmong
from reader.ui.styles import STYLE_NAMES

_STYLE_WORD: Final = "(?:not )?(?:bold|italic|underline|reverse|strike)"
_STYLE: Final = re.compile(rf"none|{_STYLE_WORD}(?: {_STYLE_WORD})*")
_SHARE: Final = re.compile(r"(.+?)[ ]+(\d{1,3})%")


def read_variable(name: str, value: object, colour: Callable[[object], str | None]) -> str:
    """A variable as a stylesheet can have it. `colour` resolves a colour, None where it is none.

    Raises ValueError saying what it may be; NotAmong for a name that is none.
    """
    if name not in known():
        raise NotAmong("unknown variable", name, known())
    if name.removesuffix("-hover").endswith("-style"):
        if isinstance(value, str) and _STYLE.fullmatch(value):
            return value
        words = "bold, italic, underline, reverse, strike"
        raise ValueError(f"“{value}” is not none, nor some of {words}")
    found = colour(value)
    if found is not None:
        return found
    if value == "transparent":
        return "transparent"
    shared = _SHARE.fullmatch(value) if isinstance(value, str) and len(value) < 80 else None
    if shared is not None and int(shared[2]) <= 100:
        if shared[1] == "auto" and known()[name].startswith("auto"):
            return f"auto {shared[2]}%"
        found = colour(shared[1])
        if found is not None and found.startswith("#"):
            # A stylesheet may itself take a share of it, and there may not be two.
            return f"{found}{(int(shared[2]) * 255 + 50) // 100:02x}"
    raise ValueError(f"“{value}” is neither #RRGGBB, a palette name, one with 50%, nor transparent")


@cache
def known() -> Mapping[str, str]:
    """The variables there are, Textual's own with what it gives them."""
    from textual.design import ColorSystem

    styles = (re.sub(r"[._]", "-", name) for name in STYLE_NAMES)
    own = {name: "" for style in styles for name in (style, f"{style}-background")}
    own |= {"border-line": "", "scrollbar-thumb": ""}  # What the styles of those names are called.
    return {**own, **ColorSystem("#808080").generate()}
