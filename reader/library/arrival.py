"""An article ready to be stored: packed where it was analysed, so the one writer only writes."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b, sha256
from typing import Final
from urllib.parse import urldefrag, urlsplit

from reader.article import Article
from reader.library.likeness import fingerprint
from reader.record import read_record, write_record
from reader.sources.addresses import without_tracking
from reader.sources.original import Original

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

CONTENT_LEVEL: Final = 1
"""Of zlib, for originals: 251 pages of 270 kB took 1.5 ms and 60 kB each, 4.6 ms and 51 kB at 6."""

LONGEST_LINE: Final = 300
"""Characters up to which a line is watched for repetition: notices are short."""

EDGE: Final = 12
"""Lines at either end of an article that are watched: notices stand around the text."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One article in the form it is kept in: plain values, small and quick to hand over.

    `identity` is the URL a later version is known by, or None. `published` is in seconds since
    1970. `names` is (name, kind, mentions); `quotes` is (speaker, text); `lines` is (hash, text),
    of the lines that may turn out to be repeated; `lengths` are the blocks' in characters;
    `fingerprint` is that of `likeness`.
    """

    location: str
    content_type: str
    digest: bytes
    content: bytes
    document: bytes
    analysed_by: str
    identity: str | None
    headline: str
    source: str
    byline: str
    section: str
    url: str
    language: str
    published: int | None
    words: int
    minutes: int
    names: tuple[tuple[str, str, int], ...]
    quotes: tuple[tuple[str | None, str], ...]
    lines: tuple[tuple[int, str], ...]
    lengths: tuple[int, ...]
    fingerprint: tuple[int, ...] = ()


def pack(article: Article, original: Original, analysed_by: str) -> Arrival:
    """What is kept of an article and the bytes it came from."""
    names: Counter[tuple[str, str]] = Counter()
    for entity in article.entities:
        names[printable(entity.name), entity.kind] += len(entity.mentions)
    return Arrival(
        location=printable(original.location),
        content_type=printable(original.content_type),
        digest=digest(original.content),
        content=zlib.compress(original.content, CONTENT_LEVEL),
        document=pack_document(article),
        analysed_by=analysed_by,
        identity=identity_of(article.url) or identity_of(original.location),
        headline=printable(article.headline),
        source=printable(article.source),
        byline=printable(article.byline),
        section=printable(article.section),
        url=printable(article.url),
        language=printable(article.language),
        published=seconds(article.published) if article.published else None,
        words=article.words,
        minutes=article.minutes,
        names=tuple((name, kind, count) for (name, kind), count in names.items()),
        quotes=tuple(
            (printable(quote.speaker) if quote.speaker else None, printable(article.quoted(quote)))
            for quote in article.quotes
        ),
        lines=_watched_lines(article),
        lengths=tuple(len(block.text) for block in article.blocks),
        fingerprint=fingerprint(article),
    )


def digest(content: bytes) -> bytes:
    """What tells the same bytes when they come again."""
    return sha256(content).digest()


def pack_document(article: Article) -> bytes:
    """The whole article, compressed; `unpack_document` gives it back."""
    record = json.dumps(write_record(article), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(record.encode("utf-8", "surrogatepass"))


def unpack_document(document: bytes) -> Article:
    """The article that was packed. Raises ValueError, KeyError or zlib.error if it is damaged."""
    return read_record(json.loads(zlib.decompress(document).decode("utf-8", "surrogatepass")))


def printable(text: str) -> str:
    """Text that UTF-8 can hold: half a surrogate pair (a file's name, bad JSON) is spelt out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 of an aware moment."""
    return (moment - EPOCH) // timedelta(seconds=1)


def moment(seconds: int) -> datetime:
    """The moment in UTC; what the calendar cannot hold becomes its first or last day."""
    try:
        return EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        edge = datetime.min if seconds < 0 else datetime.max
        return edge.replace(tzinfo=UTC)


def identity_of(url: str) -> str | None:
    """A URL as the name of one article. A site's front page, and what is no URL, is not one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    if parts.path in ("", "/") and not parts.query:
        return None
    return printable(urldefrag(without_tracking(url)).url)


def _watched_lines(article: Article) -> tuple[tuple[int, str], ...]:
    texts = [printable(text) for block in article.blocks if (text := block.text.strip())]
    if len(texts) > 2 * EDGE:
        texts = texts[:EDGE] + texts[-EDGE:]
    return tuple(
        (int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True), text)
        for text in dict.fromkeys(texts)
        if len(text) <= LONGEST_LINE
    )
