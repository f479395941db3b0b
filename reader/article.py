"""The model: what an article is, once somebody has read it.

Everything here is a frozen value without behaviour of its own beyond what follows from its
fields. Offsets count characters (code points) of one block's text, from 0, `end` exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

Role = Literal[
    "headline",
    "standfirst",
    "byline",
    "dateline",
    "body",
    "subhead",
    "quote",
    "list",
    "code",
    "table",
    "caption",
    "boilerplate",
]
MarkKind = Literal["strong", "emphasis", "code", "link"]
Kind = Literal[
    "person",
    "org",
    "place",
    "date",
    "money",
    "group",
    "event",
    "time",
    "percent",
    "quantity",
    "law",
    "work",
    "product",
    "role",
]

WORDS_PER_MINUTE = 238
"""Silent reading of English non-fiction: Brysbaert 2019, a meta-analysis of 190 studies."""

READ_ROLES: frozenset[Role] = frozenset({"body", "subhead", "quote", "list", "table", "caption"})
"""The roles whose words count towards reading time: what is read, not what stands around it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Inline typography over part of a block's text; `target` is a link's URL."""

    start: int
    end: int
    kind: MarkKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, its text as it came, and what part it plays.

    `reason` says why a boilerplate block is hidden. `level` is a list item's depth or a subhead's
    rank, from 1 (0: not known). `label` is a list item's own number ("3.") or a code block's
    language. A table's text has a row a line and tabs between cells; code keeps its line breaks.
    """

    text: str
    role: Role = "body"
    reason: str = ""
    marks: tuple[Mark, ...] = ()
    level: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one block's text; `block` is an index into the article's blocks."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text where something is named."""

    block: int
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something named, under the fullest name the article gives.

    Its mentions are of its kind, in reading order, and no two of an article's entities have both
    name and kind in common.
    """

    name: str
    kind: Kind
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Spoken or written words, quotation marks included.

    More than one span when the words run on over paragraphs or are interrupted. `speaker` is an
    entity's name where the speaker is one, else the words that name the speaker, else None.
    """

    spans: tuple[Span, ...]
    speaker: str | None = None


@dataclass(frozen=True)
class Article:
    """A news article: what it says about itself, and its blocks in reading order.

    A field that is not known is empty (`published`: None; when known it is aware). Entities and
    quotes point into `blocks`; they are empty until analysis has run.
    """

    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    published: datetime | None = None
    source: str = ""
    url: str = ""
    language: str = ""
    section: str = ""
    blocks: tuple[Block, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()

    @cached_property
    def words(self) -> int:
        """Words of the article proper, without notices, headline and byline."""
        return sum(len(block.text.split()) for block in self.blocks if block.role in READ_ROLES)

    @property
    def minutes(self) -> int:
        """Minutes to read it, at least 1."""
        return max(1, round(self.words / WORDS_PER_MINUTE))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every mention of every entity, in reading order."""
        found = [mention for entity in self.entities for mention in entity.mentions]
        return tuple(sorted(found, key=lambda m: (m.block, m.start, m.end)))

    def quoted(self, quote: Quote) -> str:
        """The words of a quote, its spans joined by a space."""
        return " ".join(self.blocks[s.block].text[s.start : s.end] for s in quote.spans)
