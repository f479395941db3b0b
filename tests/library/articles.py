"""Small articles to put in a library."""

from __future__ import annotations

from datetime import UTC, datetime

from reader.article import Article, Block, Entity, Mention, Quote, Span
from reader.library.arrival import Arrival, pack
from reader.sources.original import Original

TEXT = "“The ferry will sail on Monday,” said Ines Okafor, who runs the harbour at Sandvik."


def article(
    headline: str = "Ferry to sail again",
    *,
    url: str = "",
    source: str = "The Sandvik Courier",
    published: datetime | None = datetime(2024, 3, 1, 9, 30, tzinfo=UTC),
    text: str = TEXT,
    speaker: str = "Ines Okafor",
) -> Article:
    """An article with a name, a quote and two paragraphs."""
    start = text.find(speaker)
    return Article(
        headline=headline,
        byline="By Tomas Lind",
        source=source,
        url=url,
        published=published,
        language="en",
        blocks=(
            Block(headline, "headline"),
            Block(text),
            Block("The harbour has been shut since the storm in January."),
        ),
        entities=(
            (Entity(speaker, "person", (Mention(1, start, start + len(speaker), "person"),)),)
            if start >= 0
            else ()
        ),
        quotes=(Quote((Span(1, 0, 32),), speaker),),
    )


def arrival(
    made: Article | None = None,
    *,
    content: bytes | None = None,
    location: str = "",
    analysed_by: str = "quotes 1",
) -> Arrival:
    """The article as it is handed to the store; its bytes follow from its headline."""
    made = made or article()
    content = made.headline.encode() if content is None else content
    return pack(made, Original(location or f"/news/{made.headline}.html", content), analysed_by)
