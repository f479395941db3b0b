"""Colours as they are seen: how much they differ, and what other eyes make of them.

The science is coloraide's: CIEDE2000 (Sharma, Wu, Dalal 2005), colour vision after Machado,
Oliveira, Fernandes 2009, Viénot, Brettel, Mollon 1999, and Brettel, Viénot, Mollon 1997. Colours
are `#rrggbb`. Loaded only where something is measured, fitted or simulated.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from coloraide import Color

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def nearest_colour(colour: str, among: Iterable[str]) -> str:
    """The one of these colours that differs least; the first of equals."""
    return min(among, key=lambda other: difference(colour, other))


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
    return float(Color("srgb-linear", one).delta_e(Color("srgb-linear", other), method="2000"))


def _hex(linear: _Linear) -> str:
    return Color("srgb-linear", linear).convert("srgb").to_string(hex=True)
