"""Contrast between two colours, and how to keep it. Colours are `#rrggbb`."""

from __future__ import annotations

from functools import cache
from typing import Final

FLOOR: Final = {"AA": 4.5, "AAA": 7.0}
"""The least contrast of text in each of WCAG's two grades."""


def ratio(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio: 1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(ground: str, ink: str, share: float) -> str:
    """A colour with a share (0 to 1) of another in it."""
    pairs = zip(_channels(ground), _channels(ink), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * share):02x}" for low, high in pairs)


def lifted(ink: str, ground: str, towards: str, floor: float) -> str:
    """The ink, with as much of another in it as it takes to be readable on the ground."""
    for tenth in range(10):
        mixed = mix(ink, towards, tenth / 10)
        if ratio(mixed, ground) >= floor:
            return mixed
    return towards


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@cache
def luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
