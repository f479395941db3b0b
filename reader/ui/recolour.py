"""A theme in other colours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reader.ui.theme import Theme


def recoloured(theme: Theme, change: Callable[[str], str]) -> Theme:
    """The theme with each of its own colours changed; the terminal's stay as they are."""

    def changed(colour: str) -> str:
        return change(colour) if colour.startswith("#") else colour

    layers = {
        name: replace(
            style,
            fg=changed(style.fg) if style.fg else style.fg,
            bg=changed(style.bg) if style.bg else style.bg,
        )
        for name, style in theme.layers.items()
    }
    return theme.recoloured({key: changed(c) for key, c in theme.colours.items()}, layers)


def seen_by(theme: Theme, vision: str) -> Theme:
    """The theme as somebody sees it: protanopia, deuteranopia or tritanopia; `normal` as it is."""
    if vision == "normal":
        return theme
    from reader.ui.vision import VISIONS, seen

    kind = next(known for known in VISIONS if known == vision)
    return recoloured(theme, lambda colour: seen(colour, kind))
