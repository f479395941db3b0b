"""What the terminal can show: how many colours, and whether letters can slope."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Final, Literal

Colours = Literal["all", "256", "16", "none"]

COLOURS: Final[tuple[Colours, ...]] = ("all", "256", "16", "none")


@dataclass(frozen=True, slots=True)
class Abilities:
    """`has_italics` is False where the terminal would show something else instead."""

    colours: Colours = "all"
    has_italics: bool = True

    @property
    def has_grounds(self) -> bool:
        """Whether themes have a ground of their own here: with few colours it is the terminal's."""
        return self.colours in ("all", "256")


def abilities(environment: Mapping[str, str], wanted: str = "auto") -> Abilities:
    """What the terminal says of itself in the environment; `wanted` colours go before that.

    NO_COLOR goes before everything (no-color.org). TERM and COLORTERM are read as Rich, which
    draws in the end, reads them.
    """
    term = environment.get("TERM", "").strip().lower()
    if environment.get("NO_COLOR") or term in ("dumb", "unknown"):
        return Abilities("none", term != "linux")
    for known in COLOURS:
        if wanted == known:
            return Abilities(known, term != "linux")
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return Abilities("all", term != "linux")
    kind = term.rpartition("-")[2]
    return Abilities("256" if kind in ("256color", "kitty") else "16", term != "linux")


def tell_textual(colours: Colours, environment: MutableMapping[str, str]) -> None:
    """Let Textual write as many colours; it reads the environment once, when it is loaded."""
    systems = {"all": "truecolor", "256": "256", "16": "standard"}
    if colours == "none":
        environment["NO_COLOR"] = "1"
    else:
        environment["TEXTUAL_COLOR_SYSTEM"] = systems[colours]
