"""Which feed a page has: what the page itself names, what its site is known for, where feeds
usually are. Pure; who asks for them is `reader.fetching.subscribing`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import lxml.html

from reader.sources.addresses import absolute
from reader.sources.characters import clean, clean_line
from reader.sources.tags import bounded

_TYPES: Final = (
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml",
    "application/json", "text/xml", "application/xml",
)  # fmt: skip
_USUAL: Final = (
    "feed", "feed/", "rss", "rss.xml", "atom.xml", "feed.xml", "index.xml", "feed.json", "feeds/",
    "rss/index.xml", "feeds/posts/default",
)  # fmt: skip
_COMMENTS: Final = re.compile(r"comment|kommentar|commentaire|comentario|/replies", re.IGNORECASE)
_FEED_LINK: Final = re.compile(
    r"(?:\brss\b|\batom\b|/feeds?(?:/|\Z)|feed\.(?:xml|json)|\.rss\Z)", re.I
)
_HEAD: Final = 2_000_000
"""Characters of a page in which it names its feeds."""

MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address at which a feed may be, and what the page calls it."""

    url: str
    title: str = ""


_OTHER_SCHEME: Final = re.compile(
    r"(?:about|data|exec|file|filter|ftp|javascript|mailto|news|tel|vbscript):(?!\d+(?:/|\Z))"
    r"|[a-z][a-z0-9+.-]*:(?!\d)[^@/]*(?:/|\Z)",
    re.IGNORECASE,
)
"""How an address begins that is of no page; after a host's name there is a port, or a login's @."""


def complete_address(typed: str) -> str:
    """An address as somebody types it made whole: `example.org`, `feed://example.org/rss`."""
    typed = "".join(typed.split())
    for scheme in ("feed://", "feed:", "rss://"):
        if typed.startswith(scheme):
            typed = typed.removeprefix(scheme)
    if re.match(r"https?://", typed, re.IGNORECASE):
        return typed
    if "://" in typed or not re.match(r"[\w\[@]", typed) or _OTHER_SCHEME.match(typed):
        return typed
    return f"https://{typed}"


def named_feeds(html: str, url: str) -> list[Candidate]:
    """The feeds that a page names in its head, else those that it links to; those of comments
    last. `url` is where the page is."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    source = bounded(clean(html[:_HEAD])).encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(source or b"<p/>", parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return []
    bases = [absolute(element.get("href", ""), url) for element in tree.iter("base")]
    base = next(filter(None, bases), url)
    found: dict[str, Candidate] = {}
    for link in tree.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().split(";")[0].strip()
        is_feed = ("alternate" in relations and kind in _TYPES) or "feed" in relations
        if is_feed and (target := absolute(link.get("href") or "", base)):
            found.setdefault(target, Candidate(target, clean_line(link.get("title") or "")))
    if not found:
        for link in tree.iter("a"):
            target = absolute(link.get("href") or "", base)
            path = urlsplit(target).path if target.startswith("http") else ""
            if path and _FEED_LINK.search(path):
                found.setdefault(target, Candidate(target, clean_line(link.text_content())[:100]))
    ordered = sorted(
        found.values(), key=lambda one: bool(_COMMENTS.search(f"{one.url} {one.title}"))
    )
    return ordered[:MOST]


def known_feeds(url: str) -> list[Candidate]:
    """The feeds of pages at sites whose addresses tell them: YouTube, Reddit, GitHub, GitLab,
    Mastodon, Medium, Substack, Tumblr, Stack Exchange."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    host = (parts.hostname or "").lower().removeprefix("www.").removeprefix("m.")
    names = [name for name in parts.path.split("/") if name]
    found: list[str] = []
    if host in ("youtube.com", "youtu.be"):
        asked = parse_qs(parts.query)
        feed = "https://www.youtube.com/feeds/videos.xml"
        if names[:1] == ["channel"] and len(names) > 1:
            found = [f"{feed}?channel_id={quote(names[1])}"]
        elif names[:1] == ["user"] and len(names) > 1:
            found = [f"{feed}?user={quote(names[1])}"]
        elif "list" in asked:
            found = [f"{feed}?playlist_id={quote(asked['list'][0])}"]
    elif host in ("reddit.com", "old.reddit.com", "new.reddit.com"):
        if names and not parts.path.endswith(".rss"):
            found = [f"https://www.reddit.com/{'/'.join(names)}/.rss"]
    elif host == "github.com":
        if len(names) == 1:
            found = [f"https://github.com/{names[0]}.atom"]
        elif len(names) > 1:
            project = f"https://github.com/{names[0]}/{names[1].removesuffix('.git')}"
            wanted = names[2] if len(names) > 2 else ""
            kinds = [wanted] if wanted in ("releases", "tags", "commits") else []
            found = [f"{project}/{kind}.atom" for kind in (*kinds, "releases", "commits")]
    elif host == "gitlab.com" and len(names) >= 2:
        found = [f"https://gitlab.com/{names[0]}/{names[1]}/-/tags?format=atom"]
    elif host == "medium.com" and names:
        found = [f"https://medium.com/feed/{names[0]}"]
    elif host.endswith(".substack.com"):
        found = [f"https://{host}/feed"]
    elif host.endswith(".tumblr.com"):
        found = [f"https://{host}/rss"]
    elif host.endswith(("stackexchange.com", "stackoverflow.com")) and names[:1] == ["questions"]:
        if names[1:2] == ["tagged"] and len(names) > 2:
            found = [f"https://{host}/feeds/tag/{quote(names[2])}"]
        elif len(names) > 1:
            found = [f"https://{host}/feeds/question/{quote(names[1])}"]
    elif len(names) == 1 and names[0].startswith("@") and parts.netloc:
        # Mastodon and what speaks its language; https://host/@name.
        found = [f"{parts.scheme}://{parts.netloc}/{names[0]}.rss"]
    return [Candidate(address) for address in dict.fromkeys(found)]


def usual_feeds(url: str) -> list[Candidate]:
    """Where feeds usually are: beside the page, then at the top of its site."""
    parts = urlsplit(url)
    top = f"{parts.scheme}://{parts.netloc}/"
    below = url if parts.path.endswith("/") else f"{url.split('?')[0].split('#')[0]}/"
    found = [urljoin(top, name) for name in _USUAL]
    if parts.path not in ("", "/"):
        found = [urljoin(below, "feed"), urljoin(below, "rss.xml"), *found]
    return [Candidate(address) for address in dict.fromkeys(found)][:MOST]
