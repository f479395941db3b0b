"""A theme on one page: a short article with all that articles have, then every other style."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reader.article import Article, Block, Entity, Kind, Mark, Mention, Quote, Span
from reader.ui.meanings import STYLES
from reader.ui.paint import paint, signs_of
from reader.ui.theme import Theme
from reader.ui.theme_check import grounds_of
from reader.ui.typeset import typeset

_BLOCKS: Final = (
    Block("A bridge for otters opens at Kettle Lock", "headline"),
    Block("Two hundred people watched a first crossing that nobody had rehearsed", "standfirst"),
    Block("By Ines Okafor", "byline"),
    Block("24 November 2026", "dateline"),
    Block(
        "The Canal Trust opened a bridge for otters at Kettle Lock on Tuesday. It cost £18,400, "
        "as much as the lock keeper’s cottage did in 1911, and took the engineer Mehmet Aksoy a "
        "winter to design."
    ),
    Block(
        "“An otter does not read signs,” said Aksoy, who had put up three. “So the bridge has to "
        "look like a fallen tree from below.”"
    ),
    Block("What comes next", "subhead", level=2),
    Block(
        "A second bridge is planned in Leeds for the Waterways Festival. More is in the trust’s "
        "report.",
        marks=(Mark(82, 97, "link", "https://example.org/report"),),
    ),
    Block("Subscribe from £1 a week", "boilerplate", "appeal for a subscription"),
)

_NAMES: Final[tuple[tuple[str, Kind, str], ...]] = (
    ("Canal Trust", "org", "Canal Trust"),
    ("Kettle Lock", "place", "Kettle Lock"),
    ("Tuesday", "date", "Tuesday"),
    ("£18,400", "money", "£18,400"),
    ("Mehmet Aksoy", "person", "Mehmet Aksoy"),
    ("Mehmet Aksoy", "person", "Aksoy,"),
    ("Leeds", "place", "Leeds"),
    ("Waterways Festival", "event", "Waterways Festival"),
)


def sample() -> Article:
    """The article of the preview."""
    entities = []
    for name, kind, form in _NAMES:
        said = form.rstrip(",")
        mentions = tuple(
            Mention(number, at, at + len(said), kind)
            for number, block in enumerate(_BLOCKS)
            if block.role == "body" and (at := block.text.find(form)) >= 0
        )
        entities.append(Entity(name, kind, mentions))
    speech = _BLOCKS[5].text
    spans = (Span(5, 0, speech.index("”") + 1), Span(5, speech.rindex("“"), len(speech)))
    return Article(
        blocks=_BLOCKS,
        headline=_BLOCKS[0].text,
        standfirst=_BLOCKS[1].text,
        byline="Ines Okafor",
        published=datetime(2026, 11, 24, 9, tzinfo=UTC),
        source="The Sandvik Courier",
        section="Waterways",
        language="en",
        entities=tuple(entities),
        quotes=(Quote(spans, "Mehmet Aksoy"),),
    )


def preview(theme: Theme, width: int) -> list[Strip]:
    """The page and the table of styles, each line `width` cells."""
    level = theme.layout.entity_level
    signs = signs_of(theme, level)
    page = typeset(sample(), width, theme.layout, show_notices=True, signs=signs)
    strips = [paint(line, theme, width, entity_level=level) for line in page.lines]
    ground = theme.ground()
    blank = Strip([Segment(" " * width, ground)], width)
    strips += [blank, blank]
    column = max(width // 2, 40)
    names = list(STYLES)
    half = (len(names) + 1) // 2
    for left, right in zip(names[:half], [*names[half:], *[""] * half], strict=False):
        pieces = [segment for name in (left, right) for segment in _named(theme, name, column)]
        strips.append(Strip(pieces).adjust_cell_length(width, ground).simplify())
    return [*strips, blank]


def _named(theme: Theme, name: str, width: int) -> list[Segment]:
    """A style's name in that style, on the ground it is drawn on."""
    if not name:
        return []
    base = theme.ground(grounds_of(name)[-1])
    drawn: Style = base + theme.style(name)
    page = theme.ground()
    text = f" {name} "
    return [
        Segment("  ", page),
        Segment(text, drawn),
        Segment(" " * max(0, width - len(text) - 2), page),
    ]
