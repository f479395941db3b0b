"""Lists of subscriptions: OPML read in every dialect by listparser, and written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import listparser

from reader.sources.characters import clean_line
from reader.sources.original import SourceError

MOST_FEEDS: Final = 20_000

_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed on somebody's list. `name` is what they call it, `tags` the folders it was in."""

    url: str
    name: str = ""
    tags: tuple[str, ...] = ()
    site: str = ""


def looks_like_opml(content: bytes) -> bool:
    """Whether some bytes are a list of subscriptions in XML."""
    head = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"<") and (b"<opml" in head or b"<rdf:rdf" in head or b"<gtml" in head)


def read_opml(content: bytes, name: str) -> list[Subscription]:
    """The feeds of a list, each once, folders within folders as tags. Raises SourceError."""
    # Bytes, never text: listparser takes text that is an address for one, and fetches it.
    try:
        found = listparser.parse(bytes(content))
    except Exception as problem:
        raise SourceError(f"{name} is a damaged list of feeds") from problem
    if not found.feeds and not looks_like_opml(content):
        raise SourceError(f"{name} is no list of feeds that can be read")
    subscriptions: dict[str, Subscription] = {}
    for feed in found.feeds[:MOST_FEEDS]:
        url = clean_line(str(feed.get("url") or ""))
        if not url:
            continue
        tags = _tags(feed)
        if url in subscriptions:
            tags = tuple(dict.fromkeys((*subscriptions[url].tags, *tags)))
        subscriptions[url] = Subscription(url, clean_line(str(feed.get("title") or "")), tags)
    return list(subscriptions.values())


def write_opml(subscriptions: Sequence[Subscription], *, made: str = "") -> str:
    """The feeds as OPML 2.0: in a folder for their first tag, all tags in `category`.

    `made` is a date as RFC 822 has it.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "  <head>",
        "    <title>Subscriptions in Reader</title>",
    ]
    if made:
        lines.append(f"    <dateCreated>{escape(made)}</dateCreated>")
    lines += ["  </head>", "  <body>"]
    lines += [f"    {_outline(one)}" for one in subscriptions if not one.tags]
    for folder in dict.fromkeys(one.tags[0] for one in subscriptions if one.tags):
        lines.append(f"    <outline text={_quoted(folder)} title={_quoted(folder)}>")
        lines += [f"      {_outline(one)}" for one in subscriptions if one.tags[:1] == (folder,)]
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _tags(feed: Any) -> tuple[str, ...]:
    """The names of the folders a feed is in, outermost first, and its own categories."""
    folders = [name for path in feed.get("categories") or () for name in path]
    names: Iterable[str] = (clean_line(str(name)) for name in (*folders, *(feed.get("tags") or ())))
    return tuple(dict.fromkeys(name for name in names if name))


def _outline(one: Subscription) -> str:
    name = _quoted(clean_line(one.name) or one.url)
    parts = [
        'type="rss"',
        f"text={name}",
        f"title={name}",
        f"xmlUrl={_quoted(one.url)}",
    ]
    if one.site:
        parts.append(f"htmlUrl={_quoted(one.site)}")
    if one.tags:
        # Commas and slashes separate categories; within one they would make two of it.
        names = [re.sub(r"[,/]", " ", tag) for tag in one.tags]
        parts.append(f"category={_quoted(','.join(names))}")
    return f"<outline {' '.join(parts)}/>"


def _quoted(text: str) -> str:
    return quoteattr(_UNWRITABLE.sub("\ufffd", text), {"\n": " ", "\r": " ", "\t": " "})
