"""A feed's entry as bytes that can be kept, and as the article it is.

What is kept of an entry is JSON: all that the feed said of it, and the page it stands for where
that was fetched too. So the same article can be made again by a later Reader, feed or no feed.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from reader.article import Article, Block
from reader.sources.agreement import folded
from reader.sources.feed import Enclosure, Entry, Feed
from reader.sources.fragment import plain_line, read_fragment
from reader.sources.original import ENTRY_TYPE, Original, SourceError

_UNFINISHED: Final = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;)\]?"
    r"|(?:read|continue|more|full|lire|weiter|mehr|leer|seguir|lees|läs|czytaj)\b[^.!?]{0,60})"
    r"[\s>»›→)\]]*\Z",
    re.IGNORECASE,
)
"""How the text of an entry ends that goes on elsewhere."""

TEASER_WORDS: Final = 120
"""Words under which a summary alone is no article."""

FEWEST_WORDS: Final = 40
"""Words under which what a feed calls the content is a teaser too."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page an entry stands for, as a server gave it: its text, decoded, and its address."""

    url: str
    html: str


def write_entry(entry: Entry, feed: Feed, address: str) -> Original:
    """The bytes of an entry of the feed at an address; `read_entry` makes its article of them.

    An entry that says the same gives the same bytes.
    """
    kept = {
        "feed": address,
        "source": feed.title,
        "site": feed.site,
        "feed_language": feed.language,
        **asdict(entry),
        "published": entry.published.isoformat() if entry.published else None,
        "updated": entry.updated.isoformat() if entry.updated else None,
    }
    return _written(entry.url or f"{address}#{entry.key}", kept)


def add_page(original: Original, page: Page) -> Original:
    """The bytes of the same entry with the page it stands for."""
    return _written(original.location, _read(original) | {"page": asdict(page)})


def entry_digest(entry: Entry) -> bytes:
    """What tells whether an entry says the same as before: sixteen bytes.

    Left out is what feeds change without saying anything new: when an entry was touched last, and
    the addresses of its files, which often hold a key that changes.
    """
    said = (entry.title, entry.url, entry.content or entry.summary, entry.authors, entry.categories)
    published = entry.published if entry.published != entry.updated else None
    text = json.dumps([*said, published.isoformat() if published else None])
    return sha256(text.encode("ascii")).digest()[:16]


def read_entry(original: Original) -> Article:
    """The article of an entry. Where its page was fetched the text is the page's, if it has more;
    what the feed says of the entry wins all the same. Raises SourceError where nothing is in it."""
    kept = _read(original)
    try:
        entry = _entry_of(kept)
        article = _article_of(entry, kept)
        page = Page(**kept["page"]) if kept.get("page") else None
    except (KeyError, TypeError, ValueError) as problem:
        raise SourceError(f"{original.location} is no entry of a feed") from problem
    if page is not None and (whole := _read_page(page)) is not None:
        article = _with_page(article, whole)
    if not article.blocks:
        raise SourceError(f"{original.location}: the feed's entry has neither headline nor text")
    return article


def is_teaser(entry: Entry) -> bool:
    """Whether an entry only announces the article that is at its address."""
    if not entry.url:
        return False
    blocks = read_fragment(entry.content or entry.summary, entry.base)
    text = " ".join(block.text for block in blocks).strip()
    words = len(text.split())
    if _UNFINISHED.search(text[-80:]):
        return words < 500
    return words < (FEWEST_WORDS if entry.content else TEASER_WORDS)


def _written(location: str, kept: dict[str, Any]) -> Original:
    content = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Original(location, content.encode("utf-8", "replace"), ENTRY_TYPE)


def _read(original: Original) -> dict[str, Any]:
    try:
        kept = json.loads(original.content)
    except (ValueError, RecursionError) as problem:
        raise SourceError(f"{original.location} is no entry of a feed") from problem
    if not isinstance(kept, dict):
        raise SourceError(f"{original.location} is no entry of a feed")
    return kept


def _entry_of(kept: dict[str, Any]) -> Entry:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(kept[name]) if kept[name] else None

    return Entry(
        key=kept["key"],
        url=kept["url"],
        title=kept["title"],
        authors=tuple(kept["authors"]),
        published=moment("published"),
        updated=moment("updated"),
        summary=kept["summary"],
        content=kept["content"],
        base=kept["base"],
        language=kept["language"],
        categories=tuple(kept["categories"]),
        enclosures=tuple(Enclosure(**one) for one in kept["enclosures"]),
    )


def _article_of(entry: Entry, kept: dict[str, Any]) -> Article:
    """The article in what the feed itself has."""
    body = read_fragment(entry.content or entry.summary, entry.base)
    if body and folded(body[0].text) == folded(entry.title):
        del body[0]
    headline = entry.title or _first_words(body)
    standfirst = _standfirst(entry, body)
    byline = ", ".join(entry.authors)
    front = [Block(headline, "headline")] if headline else []
    if standfirst:
        front.append(Block(standfirst, "standfirst"))
    if byline:
        front.append(Block(byline, "byline"))
    return Article(
        headline=headline,
        standfirst=standfirst,
        byline=byline,
        published=entry.published,
        source=kept["source"],
        url=entry.url,
        language=entry.language or kept["feed_language"],
        section=entry.categories[0] if entry.categories else "",
        blocks=(*front, *body, *_enclosed(entry)),
    )


def _first_words(body: list[Block]) -> str:
    """A headline for an entry without a title, as short messages are."""
    text = next((block.text for block in body if block.text), "")
    return text if len(text) <= 100 else f"{text[:99].rsplit(' ', 1)[0]}…"


def _standfirst(entry: Entry, body: list[Block]) -> str:
    """The summary, where it is a line of its own and not how the text begins."""
    if not entry.content:
        return ""
    line = plain_line(entry.summary)
    words = folded(_UNFINISHED.sub("", line))
    if not words or len(line) > 400 or words == folded(entry.title):
        return ""
    opening = folded(" ".join(block.text for block in body[:4]))
    return "" if words in opening else line


def _enclosed(entry: Entry) -> list[Block]:
    """The files that come with an entry, each a link: an episode to listen to, a document."""
    from reader.article import Mark

    blocks = []
    for enclosure in entry.enclosures:
        if enclosure.kind.startswith("image/"):
            continue
        name = enclosure.url.rsplit("/", 1)[-1].split("?")[0] or enclosure.url
        size = f", {enclosure.size / 1e6:,.0f} MB" if enclosure.size >= 500_000 else ""
        text = f"{name} ({enclosure.kind or 'file'}{size})"
        blocks.append(Block(text, "caption", marks=(Mark(0, len(name), "link", enclosure.url),)))
    return blocks


def _read_page(page: Page) -> Article | None:
    from reader.sources import parse

    try:
        return parse(Original(page.url, page.html.encode("utf-8"), "text/html; charset=utf-8"))
    except SourceError:
        return None


def _with_page(article: Article, whole: Article) -> Article:
    """The page's text under what the feed says of it; the feed's text where the page has less."""
    if whole.words <= article.words:
        return article
    headline = article.headline or whole.headline
    byline = article.byline or whole.byline
    front = [Block(headline, "headline")] if headline else []
    if whole.standfirst:
        front.append(Block(whole.standfirst, "standfirst"))
    if byline:
        front.append(Block(byline, "byline"))
    body = [b for b in whole.blocks if b.role not in ("headline", "standfirst", "byline")]
    return replace(
        article,
        headline=headline,
        standfirst=whole.standfirst,
        byline=byline,
        published=article.published or whole.published,
        source=article.source or whole.source,
        language=whole.language or article.language,
        section=article.section or whole.section,
        blocks=(*front, *body),
    )
