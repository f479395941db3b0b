"""HTML pages: the article out of the page, by trafilatura, with its typography.

The page is parsed once. What it says about itself is read by `masthead`, the body is found by
trafilatura, whose tree `body` turns into blocks and marks.
"""

from __future__ import annotations

import logging
import re
from typing import Any, Final

import lxml.html
from trafilatura import bare_extraction
from trafilatura.meta import reset_caches
from trafilatura.settings import Document

from reader.article import Article, Block
from reader.sources.addresses import is_web, shown_name
from reader.sources.body import read_body
from reader.sources.masthead import Masthead, read_masthead
from reader.sources.original import SourceError

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

MOST_ELEMENTS: Final = 100_000
"""Elements of a page that is still read; the longest news pages have a tenth of it."""

_RENEWED_AFTER: Final = 500
"""Pages after which trafilatura's caches, which keep text of every page, are emptied."""

_pages_read = 0


def read_html(text: str, location: str) -> Article:
    """The article of an HTML page. Raises SourceError when nothing on it can be read."""
    tree = parse_tree(text, location)
    masthead = read_masthead(tree, location)
    base = _base(tree, masthead, location)
    blocks = _body(tree, base, masthead)
    if not blocks and not masthead.headline:
        raise SourceError(
            f"{shown_name(location)} has no text that can be read: the page may need a browser"
        )
    return _article(tree, masthead, blocks)


def parse_tree(text: str, location: str) -> Any:
    """The page as an lxml tree. Raises SourceError where it has none, or is past all measure."""
    parser = lxml.html.HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    source = text.replace("\0", "").encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(source, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as problem:
        raise SourceError(f"{shown_name(location)} has no text that can be read") from problem
    count = sum(1 for _ in tree.iter())
    if count > MOST_ELEMENTS:
        raise SourceError(
            f"{shown_name(location)} is too large to be an article: {count:,} elements, "
            f"the limit is {MOST_ELEMENTS:,}"
        )
    return tree


def _base(tree: Any, masthead: Masthead, location: str) -> str:
    """What relative links on the page are relative to."""
    here = location if is_web(location) else masthead.url
    for element in tree.iter("base"):
        if is_web(element.get("href", "")):
            return str(element.get("href"))
    return here


def _body(tree: Any, base: str, masthead: Masthead) -> list[Block]:
    """The blocks of the article proper."""
    global _pages_read
    _pages_read += 1
    if _pages_read % _RENEWED_AFTER == 0:
        reset_caches()
    found = bare_extraction(
        tree,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_tables=True,
        favor_precision=True,
        output_format="xml",
    )
    return read_body(found.body, base) if isinstance(found, Document) else []


def _article(tree: Any, masthead: Masthead, blocks: list[Block]) -> Article:
    headline, standfirst = masthead.headline, masthead.standfirst
    blocks = _without_headline(blocks, headline)
    front = [Block(headline, "headline")] if headline else []
    opening = _folded(blocks[0].text) if blocks else ""
    folded = _folded(standfirst).rstrip(".… ")
    if folded == _folded(headline) or opening.startswith(folded[: max(40, len(folded) - 20)]):
        standfirst = ""
    elif folded and folded in _folded(tree.text_content()):
        front.append(Block(standfirst, "standfirst"))
    if masthead.byline:
        front.append(Block(masthead.byline, "byline"))
    return Article(
        headline=headline,
        standfirst=standfirst,
        byline=masthead.byline,
        published=masthead.published,
        source=masthead.source,
        url=masthead.url,
        language=masthead.language,
        section=masthead.section,
        blocks=(*front, *blocks),
    )


def _without_headline(blocks: list[Block], headline: str) -> list[Block]:
    """The body without the headline where it is repeated above the first paragraph."""
    folded = _folded(headline)
    return [
        block
        for number, block in enumerate(blocks)
        if number > 2 or not folded or _folded(block.text) != folded
    ]


def _folded(text: str) -> str:
    """The letters of a text alone, for comparing what is printed in two places."""
    return re.sub(r"\W+", " ", text.casefold()).strip()
