"""Colours as they are seen: how much they differ, and what other eyes make of them.

The science is coloraide's: CIEDE2000 (Sharma, Wu, Dalal 2005), colour vision after Machado,
Oliveira, Fernandes 2009, Viénot, Brettel, Mollon 1999, and Brettel, Viénot, Mollon 1997. Colours
are `#rrggbb`. Loaded only where something is measured, fitted or simulated.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from coloraide import Color

Vision = Literal["normal", "protanopia", "deuteranopia", "tritanopia"]

VISIONS: Final[tuple[Vision, ...]] = ("normal", "protanopia", "deuteranopia", "tritanopia")

_MODELS: Final[dict[Vision, tuple[tuple[str, str], ...]]] = {
    "normal": (("", ""),),
    "protanopia": (("protan", "vienot"), ("protan", "machado")),
    "deuteranopia": (("deutan", "vienot"), ("deutan", "machado")),
    "tritanopia": (("tritan", "brettel"), ("tritan", "machado")),
}
"""The models of each vision, the one that pictures are made with first."""


def difference(one: str, other: str, vision: Vision = "normal") -> float:
    """CIEDE2000 between two colours as this vision has them; of two models the smaller."""
    return min(
        _difference(*sorted((_seen(one, model), _seen(other, model)))) for model in _MODELS[vision]
    )


def seen(colour: str, vision: Vision) -> str:
    """The colour that shows everybody what this vision makes of one."""
    return _hex(_seen(colour, _MODELS[vision][0]))


def unlikeness(colour: str, other: str, *, is_ground: bool = False) -> float:
    """How poorly another colour stands for one: CIEDE2000, and what costs a colour its name.

    A turn of the hue counts by its angle, whatever the lightness; so does a grey that comes of a
    colour, and a colour that comes of a grey. Large grounds had rather be grey than louder.
    """
    _, chroma, hue = _oklch(colour)
    _, other_chroma, other_hue = _oklch(other)
    vivid = min(1.0, chroma / _VIVID)
    angle = abs((hue - other_hue + 180) % 360 - 180) / 180
    cost = _TURNED * angle * vivid * min(1.0, other_chroma / _VIVID)
    if is_ground:
        cost += _LOUD * max(0.0, other_chroma - chroma)
    else:
        cost += _TINTED * max(0.0, other_chroma - chroma) / _VIVID * (1 - vivid)
        cost += _FADED * max(0.0, 1 - other_chroma / chroma) * vivid**2 if chroma else 0.0
    return difference(colour, other) + cost


def chroma(colour: str) -> float:
    """How far a colour is from grey: OKLCH's chroma, 0 to about 0.37."""
    return _oklch(colour)[1]


_VIVID: Final = 0.06
"""OKLCH's chroma from which on a colour has a hue that everybody sees."""
_TURNED: Final = 70.0
_FADED: Final = 30.0
_TINTED: Final = 12.0
_LOUD: Final = 400.0
"""CIEDE2000 that these count as: the opposite hue, a colour faded to grey, a grey turned vivid, and
a chroma of 1 too much in a ground. Set by looking at what the bundled themes became."""


@lru_cache(maxsize=4096)
def _oklch(colour: str) -> tuple[float, float, float]:
    lightness, chroma, hue = Color(colour).convert("oklch").coords(nans=False)
    return lightness, chroma, hue


_Linear = tuple[float, float, float]


@lru_cache(maxsize=8192)
def _seen(colour: str, model: tuple[str, str]) -> _Linear:
    name, method = model
    linear = Color(colour).convert("srgb-linear")
    if name:
        linear.filter(name, method=method, in_place=True)
    linear.clip()
    red, green, blue = linear.coords()
    return red, green, blue


@lru_cache(maxsize=65536)
def _difference(one: _Linear, other: _Linear) -> float:
    return float(_lab(one).delta_e(_lab(other), method="2000"))


@lru_cache(maxsize=8192)
def _lab(linear: _Linear) -> Color:
    """A colour in the space in which differences are measured: each is converted once."""
    return Color("srgb-linear", linear).convert("lab-d65")


def _hex(linear: _Linear) -> str:
    return Color("srgb-linear", linear).convert("srgb").to_string(hex=True)
