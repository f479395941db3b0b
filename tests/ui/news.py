"""A few articles, annotated by hand, so that what the screen shows does not hang on analysis."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from reader.article import Article, Block, Entity, Kind, Mark, Mention, Quote, Span
from reader.library import Library
from reader.library.arrival import pack
from reader.sources.original import Original

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

NAMES: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "Adaeze Nwosu": ("person", ("Adaeze Nwosu", "Nwosu")),
    "Tomasz Wilk": ("person", ("Tomasz Wilk", "Wilk")),
    "Port Sandvik": ("place", ("Port Sandvik",)),
    "Norway": ("place", ("Norway",)),
    "Harbour Board": ("org", ("Harbour Board",)),
    "Monday": ("date", ("Monday",)),
    "£4.2 million": ("money", ("£4.2 million",)),
}

FERRY = (
    Block("Sign up to our Evening Briefing", "boilerplate", "newsletter sign-up"),
    Block("Port Sandvik ferry to sail again after winter of repairs", "headline"),
    Block(
        "The crossing reopens on Monday, four months after a storm tore away the landing stage",
        "standfirst",
    ),
    Block("By Tomas Lind", "byline"),
    Block("24 November 2026", "dateline"),
    Block(
        "The ferry that joins Port Sandvik to the outer islands will sail again on Monday, "
        "the Harbour Board said, ending a winter in which doctors, teachers and the post came "
        "by fishing boat."
    ),
    Block(
        "“Nobody here will complain about the timetable for at least a week,” said "
        "Adaeze Nwosu, who has run the ticket office since 1998. “After that I expect normal "
        "service in every sense.”"
    ),
    Block("Advertisement", "boilerplate", "advertisement"),
    Block(
        "The repairs cost £4.2 million, nearly twice what engineers first thought. Tomasz Wilk, "
        'who led the work, blamed a “soft bottom" that nobody had charted.'
    ),
    Block("What happens next", "subhead", level=2),
    Block("Two sailings a day until the new year", "list", level=1, label="1."),
    Block("A third at weekends from February", "list", level=1, label="2."),
    Block(
        "Wilk said the stage would outlive its builders. “We drove the piles until the "
        "mountain answered,” he said. Nwosu has already sold the first forty tickets. The Harbour "
        "Board will publish its account of the storm, with the engineers’ drawings, before the "
        "spring, and the yard in Norway that cast the new piles has asked for a copy."
    ),
    Block("Support our journalism from £1 a week", "boilerplate", "appeal for donations"),
    Block("© 2026 The Sandvik Courier", "boilerplate", "copyright line"),
)

HEADLINES = (
    ("Council votes to keep the night bus", "The Sandvik Courier", 2, 310),
    ("Glacier station finds air from the year of the great eruption", "Meridian Dispatch", 5, 940),
    ("Bakers’ union settles, bread returns", "The Sandvik Courier", 9, 280),
    ("東京の橋が再開 Bridge reopens 🎉 in record time", "The Pacific Signal", 26, 420),
    ("Orchestra plays to an empty hall and a full valley", "Meridian Dispatch", 30, 700),
    ("Why the lighthouse keeper would not retire", "The Sandvik Courier", 52, 1900),
    ("Quarterly results: net makers in profit", "Lagos Morning Ledger", 75, 240),
    ("Storm names for the coming winter", "The Pacific Signal", 150, 260),
    ("Old map, new island", "Meridian Dispatch", 400, 640),
)


def annotated(blocks: tuple[Block, ...], **fields: object) -> Article:
    """An article with every name of `NAMES` and everything between curly marks found in it."""
    entities = []
    for name, (kind, forms) in NAMES.items():
        pattern = "|".join(re.escape(form) for form in forms)
        mentions = tuple(
            Mention(number, found.start(), found.end(), kind)
            for number, block in enumerate(blocks)
            if block.role != "boilerplate"
            for found in re.finditer(pattern, block.text)
        )
        if mentions:
            entities.append(Entity(name, kind, mentions))
    quotes = []
    for number, block in enumerate(blocks):
        said = [Span(number, q.start(), q.end()) for q in re.finditer('“[^”"]*[”"]', block.text)]
        if said:
            speaker = "Adaeze Nwosu" if "Adaeze" in block.text else "Tomasz Wilk"
            quotes.append(Quote(tuple(said), speaker))
    return Article(
        blocks=blocks, entities=tuple(entities), quotes=tuple(quotes), language="en", **fields
    )


def ferry() -> Article:
    return annotated(
        FERRY,
        headline=FERRY[1].text,
        standfirst=FERRY[2].text,
        byline="Tomas Lind",
        published=NOW - timedelta(minutes=40),
        source="The Sandvik Courier",
        url="https://courier.example/ferry",
        section="Islands",
    )


def filler(headline: str, source: str, hours: int, words: int) -> Article:
    sentence = "The meeting went on until the tea ran out and somebody opened a window. "
    count = max(1, words // len(sentence.split()))
    paragraphs = [sentence * 4] * (count // 4 + 1)
    return annotated(
        (
            Block(headline, "headline"),
            *(Block(paragraph.strip()) for paragraph in paragraphs),
            Block(
                "More in our guide to the islands.",
                marks=(Mark(8, 17, "link", "https://courier.example/guide"),),
            ),
        ),
        headline=headline,
        byline="Ines Okafor",
        published=NOW - timedelta(hours=hours),
        source=source,
        url=f"https://courier.example/{hours}",
    )


def fill(library: Library) -> list[int]:
    """Put all of it into a library; the ids newest first, the ferry's first of all."""
    articles = [ferry(), *(filler(*facts) for facts in HEADLINES)]
    arrivals = [
        pack(article, Original(f"/news/{n}.txt", article.headline.encode()), "by hand")
        for n, article in enumerate(articles)
    ]
    return [added.id for added in library.store.add(arrivals)]
