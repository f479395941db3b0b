"""How results divide by source, person, place and month."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reader.library.completion import quoted

if TYPE_CHECKING:
    from reader.library import Library

FacetName = Literal["source", "person", "place", "month"]


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that some results share: as shown, in how many, and the query for it."""

    value: str
    count: int
    query: str


@dataclass(frozen=True)
class Facets:
    """Counts over results, the commonest first; months newest first."""

    source: tuple[Facet, ...] = ()
    person: tuple[Facet, ...] = ()
    place: tuple[Facet, ...] = ()
    month: tuple[Facet, ...] = ()


def facets(library: Library, ids: Collection[int], *, limit: int = 10) -> Facets:
    """How results divide by source, person, place and month. Raises LibraryError."""
    asked = library.questions
    return Facets(
        source=_asking("source", asked.count_sources(ids, limit)),
        person=_asking("person", asked.count_names(ids, "person", limit)),
        place=_asking("place", asked.count_names(ids, "place", limit)),
        month=tuple(Facet(month, n, month) for month, n in asked.count_months(ids, limit)),
    )


def _asking(name: str, counts: Iterable[tuple[str, int]]) -> tuple[Facet, ...]:
    return tuple(Facet(value, n, f"{name}:{quoted(value)}") for value, n in counts)
