"""What an HTML page says about its article: headline, byline, date, source, address.

JSON-LD is believed first, for it is written by the paper's own system and has the time of day;
then OpenGraph and other meta elements; then what the page shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from htmldate import find_date
from trafilatura.metadata import extract_author

from reader.sources import linked
from reader.sources.addresses import absolute, is_web
from reader.sources.agreement import folded
from reader.sources.characters import clean_line
from reader.sources.dates import read_date

_DATES: Final = (
    "article:published_time", "datepublished", "date", "dc.date", "dc.date.issued", "dcterms.date",
    "dcterms.created", "pubdate", "publishdate", "publish-date", "parsely-pub-date",
    "sailthru.date", "og:published_time", "last-modified",
)  # fmt: skip
_AUTHORS: Final = (
    "author", "article:author", "byl", "dc.creator", "dcterms.creator", "parsely-author",
    "sailthru.author", "authors",
)  # fmt: skip
_STANDFIRSTS: Final = ("og:description", "description", "twitter:description", "dc.description")
_SECTIONS: Final = ("article:section", "parsely-section", "section")
_TAIL: Final = re.compile(r"\s+[|–—·•»«-]\s+|\s*\|\s*")
_LOGO: Final = re.compile(r"\s*\b(?:logo|home ?page|home)\b\s*", re.IGNORECASE)
_BY: Final = re.compile(r"(?:by|von|par|por|di|door|av|af|od)\s+(?=\w)", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z]{2,4})*\Z")


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the page says of its article.

    `standfirsts` are its descriptions of it, the likeliest first; `body` is the article's text
    where JSON-LD has it.
    """

    headline: str
    standfirsts: tuple[str, ...]
    byline: str
    published: datetime | None
    source: str
    url: str
    language: str
    section: str
    body: str


def read_masthead(tree: Any, location: str) -> Masthead:
    """The masthead of a parsed page (an lxml tree). What the page does not say is empty."""
    meta = _meta(tree)
    title = clean_line(tree.findtext(".//title") or "")
    h1s = [text for h1 in tree.iter("h1") if (text := _heading(h1))]
    headings = frozenset(text.casefold() for text in (*h1s, meta.get("og:title", "")) if text)
    nodes = linked.read_nodes(
        [s.text or "" for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower()]
    )
    article = linked.find_article(nodes, headings)

    url = _address(tree, meta, article, location)
    publisher = linked.names_of(article.get("publisher"), nodes)
    source = _source(tree, meta, publisher, title, url)
    byline = _byline(tree, meta, article, nodes, source)
    return Masthead(
        headline=_headline(article, h1s, meta.get("og:title", ""), title, source),
        standfirsts=_standfirsts(meta, article),
        byline=byline,
        published=_published(tree, meta, article, nodes, url) or _searched_date(tree, url),
        source=_host(source) if is_web(source) else source or _host(url),
        url=url,
        language=_language(tree, meta, article),
        section=linked.text_of(article.get("articleSection")) or _first(meta, _SECTIONS),
        body=linked.body_of(article),
    )


def _source(tree: Any, meta: dict[str, str], publisher: Sequence[str], title: str, url: str) -> str:
    """The site's name: the first of what the page calls it that its address bears out, else the
    first of what it declares, else what stands behind every page's title and on its logo."""
    declared = [meta.get("og:site_name", ""), *publisher, meta.get("application-name", "")]
    declared = [name for name in declared if name]
    host = _host(url)
    # An address in Latin letters says nothing of a name in others.
    if declared and (not host or _is_foreign(declared[0])):
        return declared[0]
    for name in declared:
        if _bears_out(host, name):
            return name
    shown = _shown_names(tree, meta, title)
    for name in shown if host else ():
        if _bears_out(host, name):
            return name
    if declared:
        return declared[0]
    named = shown if len({folded(name) for name in shown}) < len(shown) else ()
    return next(iter(named), "")


def _shown_names(tree: Any, meta: dict[str, str], title: str) -> list[str]:
    """What else on a page is often its site's name, for other evidence to bear out."""
    tail = _TAIL.split(title)[-1] if _TAIL.search(title) else ""
    logos = tree.xpath(
        "(.//header//img | .//a[contains(@class, 'logo')]//img | .//img[contains(@class, 'logo')])"
        "[@alt]/@alt"
    )[:2]
    account = meta.get("twitter:site", "").removeprefix("@")
    account = "" if account.islower() else account
    names = [tail, *(_LOGO.sub("", clean_line(alt)) for alt in logos), account]
    names = [name.strip(" -–|").removeprefix("www.") for name in names]
    return [name for name in names if name and len(name.split()) <= 4]


def _is_foreign(name: str) -> bool:
    letters = [c for c in name if c.isalpha()]
    return sum(c > "\u024f" for c in letters) * 2 > len(letters)


def _bears_out(host: str, name: str) -> bool:
    """Whether a site's address is made of its name: `portellisgazette.com`, `peg.com`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = folded(plain.replace("ı", "i")).removeprefix("the ").split()
    letters = "".join(words)
    initials = "".join(word[0] for word in words)
    labels = [label.replace("-", "") for label in host.casefold().split(".")[:-1]]
    return any(
        (label in letters and len(label) * 5 >= len(letters) * 2)
        or (len(letters) > 2 and letters in label)
        or (len(initials) > 1 and label.removeprefix("the") == initials)
        or (len(initials) > 2 and label.startswith(initials))
        or any(len(word) * 2 >= len(label) > 2 and word in label for word in words)
        for label in labels
        if label and label not in ("www", "com", "co", "news", "blog", "org", "net")
    )


def _heading(h1: Any) -> str:
    """A heading's text; a line above the headline, set in it without a space, gets one."""
    text = ""
    for part in h1.itertext():
        if text[-1:].islower() and part[:1].isupper():
            text += " "
        text += part
    return clean_line(text)


def _meta(tree: Any) -> dict[str, str]:
    """The meta elements by lower-case name or property, the first of each that says anything."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = clean_line(element.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], names: Iterable[str]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _standfirsts(meta: dict[str, str], article: linked.Node) -> tuple[str, ...]:
    found = [linked.text_of(article.get("description")), *(meta.get(n, "") for n in _STANDFIRSTS)]
    return tuple(dict.fromkeys(line for line in found if len(line.split()) >= 3))


def _headline(article: linked.Node, h1s: list[str], og: str, title: str, source: str) -> str:
    """The article's own headline: what the page prints above it, else what it is called."""
    described = linked.text_of(article.get("headline")) or without_site(og, source)
    named = without_site(title, source)

    def known(h1: str) -> float:
        return max(alike(h1, described), alike(h1, named))

    # Logos, dialogs and teasers are set as h1 too: the article's is the one named elsewhere.
    printed = max(h1s, key=known, default="")
    if printed and known(printed) < 0.3 and (described or alike(printed, source) >= 0.5):
        printed = ""
    # A line above the headline is often set within it: "Harbour - Bridge opens".
    if described and folded(printed).endswith(f" {folded(described)}"):
        printed = described
    return printed or described or named or next(iter(h1s), "")


def without_site(title: str, source: str) -> str:
    """A title without the site's name behind or before it: "Bridge reopens | The Herald"."""
    parts = _TAIL.split(title)
    separators = _TAIL.findall(title)
    while len(parts) > 1:
        last, first = parts[-1], parts[0]
        is_label = "|" in separators[0] and len(first.split()) <= 2 < len(last.split())
        if (source and alike(first, source) >= 0.8) or (is_label and len(parts) == 2):
            parts, separators = parts[1:], separators[1:]
        elif (
            "|" in separators[-1]
            or "»" in separators[-1]
            or (source and alike(last, source) >= 0.5)
            or len(last.split()) <= 3 < len(" ".join(parts[:-1]).split())
        ):
            parts, separators = parts[:-1], separators[:-1]
        else:
            break
    kept = parts[0]
    for separator, part in zip(separators, parts[1:], strict=True):
        kept += separator + part
    return kept.strip() or title


def alike(one: str, other: str) -> float:
    """How many of the words of two lines are shared, from 0 to 1 (the shorter one counts)."""
    words, others = _words(one), _words(other)
    if not words or not others:
        return 0.0
    return len(words & others) / min(len(words), len(others))


def _words(line: str) -> set[str]:
    return set(re.findall(r"\w+", line.casefold()))


def _byline(
    tree: Any, meta: dict[str, str], article: linked.Node, nodes: list[linked.Node], source: str
) -> str:
    names = linked.names_of(article.get("author") or article.get("creator"), nodes)
    if not names:
        names = [
            one
            for name in _AUTHORS
            if (one := meta.get(name, "")) and not one.startswith(("http:", "https:", "/"))
        ][:1]
    if not names:
        names = _shown_authors(tree)
    names = [_BY.sub("", name, count=1) if _BY.match(name) else name for name in names]
    names = [name for name in dict.fromkeys(names) if 1 < len(name) <= 120]
    if [name.casefold() for name in names] == [source.casefold()]:
        return ""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _shown_authors(tree: Any) -> list[str]:
    """Names the page marks as its authors: rel=author, itemprop=author, class byline/author."""
    for path in (
        ".//*[@itemprop='author']//*[@itemprop='name']",
        ".//*[@itemprop='author']",
        ".//a[@rel='author']",
        ".//*[contains(concat(' ', @class, ' '), ' byline ')]",
        ".//*[contains(concat(' ', @class, ' '), ' author ')]",
    ):
        names = [clean_line(element.text_content()) for element in tree.xpath(path)[:8]]
        names = [name for name in names if name and len(name.split()) <= 8]
        if names:
            return names[:4]
    guessed = (extract_author(tree) or "").split("; ")
    return [name for name in guessed if 2 <= len(name.split()) <= 5 and not name.startswith("The ")]


def _published(
    tree: Any,
    meta: dict[str, str],
    article: linked.Node,
    nodes: list[linked.Node],
    url: str,
) -> datetime | None:
    """When the page says it appeared, with the time of day where any of its parts has one."""
    described = [linked.text_of(article.get(key)) for key in ("datePublished", "dateCreated")]
    others = [linked.text_of(node.get("datePublished")) for node in nodes]
    named = [meta[name] for name in _DATES if name in meta]
    for candidate in (*described, *named, *(others if not article else ())):
        if (found := read_date(candidate)) is not None:
            return found
    shown = tree.xpath(
        ".//*[@itemprop='datePublished'] | .//article//time[@datetime] | .//header//time[@datetime]"
    )
    for element in (*shown[:4], *tree.xpath(".//time[@datetime]")[:1]):
        candidate = element.get("datetime") or element.get("content") or ""
        if (found := read_date(candidate)) is not None:
            return found
    if match := re.search(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:[/-]|\Z)", urlsplit(url).path):
        return read_date(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}")
    return None


def _searched_date(tree: Any, url: str) -> datetime | None:
    """The day that htmldate finds in what the page shows, for pages that say it nowhere."""
    try:
        found = find_date(tree, extensive_search=False, original_date=True, url=url or None)
    except (ValueError, TypeError, OverflowError):
        return None
    return read_date(found or "")


def _address(tree: Any, meta: dict[str, str], article: linked.Node, location: str) -> str:
    """The page's canonical address: http or https, else where it was fetched, else empty."""
    here = location if is_web(location) else ""
    canonical = next(
        (e.get("href", "") for e in tree.iter("link") if e.get("rel", "").lower() == "canonical"),
        "",
    )
    main = article.get("mainEntityOfPage")
    main = main.get("@id") if isinstance(main, dict) else main
    for candidate in (canonical, meta.get("og:url"), main, article.get("url")):
        if isinstance(candidate, str) and (url := absolute(candidate, here)):
            # A home page as "canonical" of every article is a mistake that loses the article.
            if here and urlsplit(url).path in ("", "/") and urlsplit(here).path not in ("", "/"):
                continue
            return url
    return here


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _language(tree: Any, meta: dict[str, str], article: linked.Node) -> str:
    """The page's language as BCP 47, `en` or `en-GB`."""
    root = tree if tree.tag == "html" else tree.find(".//html")
    declared = root.get("lang") or root.get("xml:lang") if root is not None else None
    for name in (
        declared,
        linked.text_of(article.get("inLanguage")),
        meta.get("og:locale"),
        meta.get("language"),
        meta.get("content-language"),
    ):
        if name and _LANGUAGE.match(name.strip()):
            return name.strip().replace("_", "-")
    return ""
