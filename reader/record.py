"""An article as JSON: what `reader extract --jsonl` prints and what the library keeps.

Scripts depend on these keys; the form changes only by gaining some. It loses nothing of an article
whose entities are as `Entity` says: `read_record(write_record(article)) == article`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reader.article import Article, Block, Entity, Mark, Mention, Quote, Span


def write_record(article: Article) -> dict[str, Any]:
    """The JSON form of an article, without the keys that tell where it came from."""
    names: dict[int, list[dict[str, Any]]] = {}
    for entity in article.entities:
        for m in entity.mentions:
            names.setdefault(m.block, []).append(
                {"start": m.start, "end": m.end, "kind": m.kind, "entity": entity.name}
            )
    for mentions in names.values():
        mentions.sort(key=lambda m: (m["start"], m["end"]))
    return {
        "headline": article.headline,
        "standfirst": article.standfirst,
        "byline": article.byline,
        "published": article.published.isoformat() if article.published else None,
        "source": article.source,
        "url": article.url,
        "language": article.language,
        "section": article.section,
        "words": article.words,
        "minutes": article.minutes,
        "blocks": [
            {
                "text": block.text,
                "role": block.role,
                "reason": block.reason,
                "level": block.level,
                "label": block.label,
                "marks": [
                    {"start": m.start, "end": m.end, "kind": m.kind, "target": m.target}
                    for m in block.marks
                ],
                "mentions": names.get(number, []),
            }
            for number, block in enumerate(article.blocks)
        ],
        "entities": [
            {"name": e.name, "kind": e.kind, "count": len(e.mentions)} for e in article.entities
        ],
        "quotes": [
            {
                "text": article.quoted(quote),
                "speaker": quote.speaker,
                "spans": [{"block": s.block, "start": s.start, "end": s.end} for s in quote.spans],
            }
            for quote in article.quotes
        ],
    }


def read_record(record: dict[str, Any]) -> Article:
    """The article of a record. Raises KeyError or ValueError where it is none."""
    mentions: dict[tuple[str, str], list[Mention]] = {}
    for number, block in enumerate(record["blocks"]):
        for m in block["mentions"]:
            mentions.setdefault((m["entity"], m["kind"]), []).append(
                Mention(number, m["start"], m["end"], m["kind"])
            )
    return Article(
        headline=record["headline"],
        standfirst=record["standfirst"],
        byline=record["byline"],
        published=datetime.fromisoformat(record["published"]) if record["published"] else None,
        source=record["source"],
        url=record["url"],
        language=record["language"],
        section=record.get("section", ""),
        blocks=tuple(
            Block(
                text=block["text"],
                role=block["role"],
                reason=block["reason"],
                marks=tuple(
                    Mark(m["start"], m["end"], m["kind"], m["target"]) for m in block["marks"]
                ),
                level=block.get("level", 0),
                label=block.get("label", ""),
            )
            for block in record["blocks"]
        ),
        entities=tuple(
            Entity(e["name"], e["kind"], tuple(mentions.get((e["name"], e["kind"]), ())))
            for e in record["entities"]
        ),
        quotes=tuple(
            Quote(tuple(Span(s["block"], s["start"], s["end"]) for s in q["spans"]), q["speaker"])
            for q in record["quotes"]
        ),
    )
