"""Signs before names, where letters cannot slope: a name tells its kind without any colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reader.ui.inserted import Insert
from reader.ui.page import Run
from reader.ui.spans import Covered, Stretch

SIGNS: Final = {"person": "@", "org": "#", "place": "^", "date": "_", "money": "|", "other": "*"}
"""The signs where the theme has none of its own. None reads as part of what it stands before:
not `~1990`, which is about 1990, and not `$$5`."""

SUBTLE_KINDS: Final = frozenset({"person", "org", "place"})
"""What is still told apart where names are shown quietly."""


def layers_shown(over: Run | Stretch, level: str) -> tuple[str, ...]:
    """The layers of a stretch at a highlight level: `off`, `subtle`, `normal` or `strong`."""
    if not over.entity or level == "normal":
        return over.layers
    is_told = over.is_first and over.kind in SUBTLE_KINDS
    if level == "off" or (level == "subtle" and not is_told):
        return tuple(layer for layer in over.layers if not layer.startswith("entity."))
    if level == "subtle":
        return tuple(f"{n}:fg" if n.startswith("entity.") else n for n in over.layers)
    shown: list[str] = []
    for layer in over.layers:
        shown += [layer, "tint"] if layer.startswith("entity.") else [layer]
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class Signs:
    """The sign of each kind of name, and how strongly names are shown."""

    by_kind: Mapping[str, str]
    level: str

    def inserts(self, covered: Covered) -> list[Insert]:
        """A sign before every name that is marked."""
        found: list[Insert] = []
        before: Stretch | None = None
        for over in covered.stretches:
            goes_on = (
                before is not None and before.end == over.start and before.entity == over.entity
            )
            before = over
            is_marked = any(n.startswith("entity.") for n in layers_shown(over, self.level))
            if over.entity and is_marked and not goes_on:
                found.append(Insert(over.start, self.by_kind[over.kind], over, leads=True))
        return found
