"""JSON Feed 1.0 and 1.1 (jsonfeed.org), read as leniently as the XML formats are."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from reader.sources.addresses import absolute, shown_name, without_tracking
from reader.sources.characters import clean_line
from reader.sources.dates import read_date
from reader.sources.feed import MOST_ENTRIES, Enclosure, Entry, Feed, as_html, entry_key, names_of
from reader.sources.fragment import plain_line
from reader.sources.original import Original, SourceError

_VERSION: Final = "jsonfeed.org/version/"

_LONGEST_NUMBER: Final = 40

_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which JSON can spell (`\\ud83d`) and no file can hold."""


def looks_like_json(content: bytes) -> bool:
    """Whether some bytes are JSON rather than XML, by the first of them that says anything."""
    return content[:100].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read_json_feed(original: Original) -> Feed:
    """The feed in some bytes of JSON. Raises SourceError, in one line, for what is none."""
    name = shown_name(original.location)
    try:
        text = original.content.decode("utf-8-sig", "replace")
        found = json.loads(text, parse_int=_number)
    except (ValueError, RecursionError) as problem:
        raise SourceError(f"{name} is damaged JSON, not a feed: {problem}") from problem
    version = found.get("version") if isinstance(found, dict) else None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or _VERSION not in str(version):
        raise SourceError(f"{name} is JSON, but no feed")
    base = original.location
    shared = _authors(found)
    return Feed(
        title=plain_line(_text(found, "title")),
        site=absolute(_text(found, "home_page_url"), base),
        language=clean_line(_text(found, "language"))[:20],
        entries=tuple(
            _entry(item, base, shared) for item in items[:MOST_ENTRIES] if isinstance(item, dict)
        ),
        left_out=max(0, len(items) - MOST_ENTRIES),
    )


def _entry(item: dict[str, Any], base: str, shared: tuple[str, ...]) -> Entry:
    url = without_tracking(absolute(_text(item, "url") or _text(item, "external_url"), base))
    content = _text(item, "content_html") or as_html(_text(item, "content_text"))
    title = plain_line(_text(item, "title"))
    updated = read_date(_text(item, "date_modified"))
    return Entry(
        key=entry_key(_id(item.get("id")), url, (title, content)),
        url=url,
        title=title,
        authors=_authors(item) or shared,
        published=read_date(_text(item, "date_published")) or updated,
        updated=updated,
        summary=as_html(_text(item, "summary")),
        content=content,
        base=url or base,
        language=clean_line(_text(item, "language"))[:20],
        categories=names_of(_list(item.get("tags"))),
        enclosures=_enclosures(item, base),
    )


def _number(digits: str) -> int | str:
    """A whole number; one past all measure is a name at best, and not worth a whole feed."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


def _id(given: Any) -> str:
    """Numbers are allowed by 1.0, and readers are told to take them as text."""
    is_plain = isinstance(given, str | int | float) and not isinstance(given, bool)
    return str(given) if is_plain else ""


def _authors(part: dict[str, Any]) -> tuple[str, ...]:
    """1.1 has `authors`; 1.0 had one `author`."""
    given = [*_list(part.get("authors")), part.get("author")]
    return names_of(author.get("name") for author in given if isinstance(author, dict))


def _enclosures(item: dict[str, Any], base: str) -> tuple[Enclosure, ...]:
    found = []
    for part in _list(item.get("attachments"))[:40]:
        if isinstance(part, dict) and (url := absolute(_text(part, "url"), base)):
            size = part.get("size_in_bytes")
            kind = clean_line(_text(part, "mime_type"))[:100]
            is_size = isinstance(size, int) and 0 <= size < 10**15
            found.append(Enclosure(url, kind, size if is_size and size else 0))
    return tuple(found)


def _text(part: dict[str, Any], name: str) -> str:
    value = part.get(name)
    return _HALF.sub("\ufffd", value.strip()) if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
