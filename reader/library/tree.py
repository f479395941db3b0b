"""What a query asks for, as a small tree. Words in it are folded (see `words.py`), not stemmed.

`field` is empty where the article's text is meant: headline, standfirst, body, byline, source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

FIELDS: Final = ("title", "source", "person", "org", "place", "said", "by", "url", "id")
"""The fields a query can name."""

STEMMED: Final = frozenset({"", "title", "said"})
"""The fields of running text, whose words are stemmed; names and addresses are taken as written."""

NEAR: Final = 10
"""How many words apart `near:` lets its words be."""


@dataclass(frozen=True, slots=True)
class Term:
    """Articles with this word, however inflected."""

    word: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """Articles with a word that begins like this. May be answered from the commonest such words."""

    word: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Articles with a word at most `edits` letters away (added, left out, changed, swapped)."""

    word: str
    edits: int = 1
    field: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Articles with these words in this order, at most `slop` other words between them in all.

    `is_open`: the last word may go on (it is still being typed, or ends in `*`).
    """

    words: tuple[str, ...]
    field: str = ""
    slop: int = 0
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Articles with all these words, in any order, within a stretch of `distance` words."""

    words: tuple[str, ...]
    field: str = ""
    distance: int = NEAR


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Tree


Leaf: TypeAlias = Term | Prefix | Fuzzy | Phrase | Near
Tree: TypeAlias = Leaf | And | Or | Not


def wanted(tree: Tree | None) -> Iterator[Leaf]:
    """The leaves an article is looked for by, in reading order: those not under a `Not`."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from wanted(part)
        case Term() | Prefix() | Fuzzy() | Phrase() | Near():
            yield tree
        case _:
            return
