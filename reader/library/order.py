"""The order of all articles, kept from one search to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Order:
    """Every article of one revision of a store, newest first, and which place each has."""

    revision: int
    newest: Sequence[int]

    @cached_property
    def places(self) -> dict[int, int]:
        """Each article's place, from 0."""
        return {id: place for place, id in enumerate(self.newest)}
