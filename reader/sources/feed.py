"""Feeds: RSS 0.9x to 2.0, RDF and Atom by feedparser, JSON Feed by `json_feed`.

An entry is kept as the feed gave it, its HTML untouched: it becomes an article in `entry`, by the
same way as a page.
"""

from __future__ import annotations

import calendar
import codecs
import io
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

import feedparser

from reader.sources.addresses import absolute, shown_name, without_tracking
from reader.sources.agreement import folded
from reader.sources.characters import clean_line
from reader.sources.dates import read_date
from reader.sources.decoding import decode, utf16_without_mark
from reader.sources.files import gunzip
from reader.sources.fragment import plain_line
from reader.sources.original import Original, SourceError
from reader.sources.references import mended_bytes

MOST_ENTRIES: Final = 5_000
"""The most entries of one feed that are looked at; feeds are newest first."""

MOST_NAMES: Final = 40
"""The most authors, categories or enclosures of an entry that are kept."""

_LONGEST_KEY: Final = 500

_MOST_VERSIONS: Final = 20
"""Entries with one id that another is compared with."""

MOST_EXPANDED: Final = 500_000
"""Characters that a feed's own entities may grow to, all together."""

_LONGEST_HEAD: Final = 50_000
_ROOT: Final = re.compile(rb"<(?:rss|rdf:RDF|feed|channel)\b", re.IGNORECASE)
_ENTITY: Final = re.compile(rb"""<!ENTITY\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
_PLAIN_ENTITY: Final = re.compile(rb'<!ENTITY\s+([\w.:-]+)\s+"((?:[^&%"]|&#\w{1,8};){0,100})"\s*>')
"""A short name for a few characters, as old feeds have; none is made of others, or from outside."""
_REFERENCE: Final = re.compile(rb"&([\w.:-]{1,200});?")
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that an entry comes with, an episode for one. `size` is in bytes, 0: unknown."""

    url: str
    kind: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as its feed has it. `summary` and `content` are HTML.

    `key` is what tells it from the feed's others when it comes again. `base` is what its relative
    links are relative to.
    """

    key: str
    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    content: str = ""
    base: str = ""
    language: str = ""
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself, and its entries in its own order, each key once.

    `site` is the page it belongs to. `minutes` is how long it asks to be left alone, 0 if it
    does not. `left_out` counts the entries past MOST_ENTRIES.
    """

    title: str = ""
    site: str = ""
    language: str = ""
    minutes: int = 0
    entries: tuple[Entry, ...] = ()
    left_out: int = 0


def read_feed(original: Original) -> Feed:
    """The feed in some bytes. Raises SourceError, in one line, for what is none."""
    from reader.sources.json_feed import looks_like_json, read_json_feed

    content = original.content
    if content.startswith(b"\x1f\x8b"):
        # A file that was packed by hand and is served as it lies there.
        content = gunzip(content, shown_name(original.location))
        original = replace(original, content=content)
    if not content.strip():
        raise SourceError(f"{shown_name(original.location)} is empty")
    feed = read_json_feed(original) if looks_like_json(content) else _read_xml(original)
    return replace(feed, entries=_each_once(feed.entries))


def entry_key(given: str, url: str, parts: Iterable[str]) -> str:
    """The key of an entry: its own id, else its address, else a sum over what it says."""
    key = clean_line(given) or url
    if not key:
        key = f"sum:{sha256(chr(0).join(parts).encode('utf-8', 'replace')).hexdigest()[:32]}"
    if len(key) > _LONGEST_KEY:
        key = f"sum:{sha256(key.encode('utf-8', 'replace')).hexdigest()[:32]}"
    return key


def names_of(given: Iterable[Any]) -> tuple[str, ...]:
    """Names of authors or categories: each once, on one line, and no more than a person reads."""
    lines = (plain_line(name)[:200] for name in given if isinstance(name, str))
    return tuple(dict.fromkeys(line for line in lines if line))[:MOST_NAMES]


def _each_once(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Every key once.

    An id that several entries have is none. They are told apart by their addresses, and where
    those are the same by what they say; of what is one entry twice the first is the newer.
    """
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        group = groups.setdefault(entry.key, [])
        if not any(_is_version(entry, other) for other in group[:_MOST_VERSIONS]):
            group.append(entry)
    found: dict[str, Entry] = {}
    for key, group in groups.items():
        shared = Counter(entry.url for entry in group)
        for entry in group:
            if len(group) > 1:
                has_address = entry.url and shared[entry.url] == 1
                said = (key, entry.url, entry.title, _said(entry))
                own = entry_key(f"{key} {entry.url}" if has_address else "", "", said)
                entry = replace(entry, key=own)
            found.setdefault(entry.key, entry)
    return tuple(found.values())


def _is_version(one: Entry, other: Entry) -> bool:
    """Whether two entries with one id and one address are the same, before and after a change."""
    if one.url != other.url or folded(one.title) != folded(other.title):
        return False
    return one.published == other.published or _said(one) == _said(other)


def _said(entry: Entry) -> str:
    return entry.content or entry.summary


def _read_xml(original: Original) -> Feed:
    name = shown_name(original.location)
    original = _in_bytes_of_ascii(original)
    headers = {"content-type": original.content_type} if original.content_type else {}
    content = mended_bytes(_without_entities(original.content, name))
    try:
        # Never by its name: feedparser opens what looks like one, from the disk too.
        parsed = feedparser.parse(
            io.BytesIO(content),
            response_headers=headers,
            resolve_relative_uris=False,  # `fragment` does both, much faster.
            sanitize_html=False,
        )
        if not parsed.get("version") and not parsed.entries:
            raise SourceError(f"{name} is no feed{_instead(original.content)}")
        site = absolute(_text(parsed.feed, "link"), original.location)
        is_rss = str(parsed.get("version", "")).startswith("rss")
        # RSS has no word for what its links are relative to; its writers mean their site.
        base = site if is_rss and site else original.location
        return Feed(
            title=plain_line(_text(parsed.feed, "title")),
            site=site,
            language=clean_line(_text(parsed.feed, "language"))[:20],
            minutes=_minutes(_text(parsed.feed, "ttl")),
            entries=tuple(
                _entry(entry, original.location, base) for entry in parsed.entries[:MOST_ENTRIES]
            ),
            left_out=max(0, len(parsed.entries) - MOST_ENTRIES),
        )
    except (ValueError, TypeError, KeyError, AttributeError, LookupError) as problem:
        raise SourceError(f"{name} is a damaged feed ({type(problem).__name__})") from problem


def _in_bytes_of_ascii(original: Original) -> Original:
    """The feed in UTF-8 where it is in UTF-16 or UTF-32, in whose bytes nothing would be found."""
    content = original.content
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
    if not is_wide and utf16_without_mark(content) is None:
        return original
    text = _DECLARATION.sub("", decode(content), count=1)
    content_type = original.content_type.partition(";")[0]
    return replace(original, content=text.encode("utf-8", "replace"), content_type=content_type)


def _without_entities(content: bytes, name: str) -> bytes:
    """The feed without definitions of entities that grow, or that read files. Raises SourceError
    where those that stay are used without measure."""
    if b"<!ENTITY" not in content:
        return content
    root = _ROOT.search(content)
    start = root.start() if root is not None else len(content)
    # No feed defines so many; looking for each one's end takes time in its square.
    head = content[:start] if start < _LONGEST_HEAD else b""
    plain = _ENTITY.sub(lambda e: e[0] if _PLAIN_ENTITY.fullmatch(e[0]) else b"", head)
    sizes = {found[1]: len(found[2]) for found in _PLAIN_ENTITY.finditer(plain)}
    expanded = 0
    for reference in _REFERENCE.finditer(content, start) if sizes else ():
        expanded += sizes.get(reference[1], 0)
        if expanded > MOST_EXPANDED:
            raise SourceError(
                f"{name} cannot be read: its entities grow to over {MOST_EXPANDED:,} characters"
            )
    return plain + content[start:]


def _entry(entry: Any, address: str, base: str) -> Entry:
    said = _base(entry, address)
    base = said or base
    link = _text(entry, "feedburner_origlink") or _text(entry, "link")
    url = without_tracking(absolute(link, base))
    title = plain_line(_text(entry, "title"))
    summary = _text(entry, "summary")
    content = _content(entry)
    published = _moment(entry, "published") or _moment(entry, "created")
    return Entry(
        key=entry_key(_text(entry, "id"), url, (title, content or summary)),
        url=url,
        title=title,
        authors=_authors(entry),
        published=published or _moment(entry, "updated"),
        updated=_moment(entry, "updated"),
        summary=summary if summary != content else "",
        content=content,
        base=said or url or base,
        language=clean_line(_text(entry, "language"))[:20],
        categories=names_of(tag.get("term") for tag in entry.get("tags", ())),
        enclosures=_enclosures(entry, base),
    )


def _text(part: Any, name: str) -> str:
    value = part.get(name)
    return value.strip() if isinstance(value, str) else ""


def _base(entry: Any, address: str) -> str:
    """What the entry says that its links are relative to (xml:base), or nothing."""
    for part in (*entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail")):
        if part and (base := absolute(part.get("base") or "", address)):
            return base
    return ""


def _content(entry: Any) -> str:
    """The longest of the entry's contents, as HTML."""
    parts = [
        as_html(part["value"]) if part.get("type") == "text/plain" else part["value"].strip()
        for part in entry.get("content", ())
        if isinstance(part.get("value"), str)
    ]
    return max(parts, key=len, default="")


def as_html(text: str) -> str:
    """Plain text as HTML: its paragraphs and lines stay."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", escaped)]
    return "".join(f"<p>{part}</p>".replace("\n", "<br>") for part in paragraphs if part)


def _authors(entry: Any) -> tuple[str, ...]:
    given = _text(entry, "author")
    if "@" in given:
        # RSS has an address here, with a name or without: desk@example.org (Tomas Lind). What
        # feedparser makes of it is cut where the address ends in more than four letters.
        return names_of([re.sub(r"\S+@\S+", "", given).strip(" ()<>,;")])
    return names_of(author.get("name") for author in entry.get("authors", ()))


def _enclosures(entry: Any, base: str) -> tuple[Enclosure, ...]:
    found = []
    for part in entry.get("enclosures", ())[:MOST_NAMES]:
        if url := absolute(part.get("href") or "", base):
            size = str(part.get("length") or "")
            kind = clean_line(str(part.get("type") or ""))[:100]
            is_size = size.isascii() and size.isdecimal() and len(size) < 16
            found.append(Enclosure(url, kind, int(size) if is_size else 0))
    return tuple(found)


def _moment(entry: Any, name: str) -> datetime | None:
    """A date as feedparser reads it, else as pages write it; None where it is no date."""
    # By `in`: feedparser would give the published date for a missing updated one.
    if name not in entry and f"{name}_parsed" not in entry:
        return None
    parsed = entry.get(f"{name}_parsed")
    if isinstance(parsed, time.struct_time):
        try:
            moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            return None
        return moment if 1600 <= moment.year <= 9000 else None
    return read_date(_text(entry, name))


def _minutes(ttl: str) -> int:
    return min(int(ttl), 24 * 60) if ttl.isascii() and ttl.isdecimal() and len(ttl) < 9 else 0


def _instead(content: bytes) -> str:
    """What stands there instead of a feed, if that can be told, and what to do."""
    head = content[:2000].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<body" in head:
        return " but a page: `reader feeds add` finds a page's feed"
    return ""
