"""Bytes → Article, whatever they come as: plain text, HTML pages, Markdown, a feed's entry."""

from __future__ import annotations

from typing import Final

from reader.article import Article
from reader.sources.addresses import shown_name
from reader.sources.decoding import decode
from reader.sources.kinds import binary_kind, form_of, is_laborious, other_kind
from reader.sources.original import ENTRY_TYPE, Original, SourceError

__all__ = ["MOST_BYTES", "VERSION", "Original", "SourceError", "parse"]

VERSION: Final = 2
"""Rises whenever the same bytes may give another article, as an annotator's version does."""

MOST_BYTES: Final = 50_000_000
"""The most an article's decompressed bytes may be; the longest news pages have 5 MB."""

MOST_BLOCKS: Final = 50_000
"""The most paragraphs an article may have: the longest novels have a fifth of it."""


def parse(original: Original) -> Article:
    """The article in some bytes, told by what they hold, the name and the server's word as hints.

    Nothing is analysed: plain text comes as "body" lines. Raises SourceError, in one line, for
    what is no text (a PDF, an image, a feed), is empty, or too large.
    """
    location, content = original.location, original.content
    name = shown_name(location)
    if not content.strip(b" \t\r\n\0"):
        raise SourceError(f"{name} is empty")
    if len(content) > MOST_BYTES:
        raise SourceError(f"{name} is too large: {len(content) / 1e6:,.0f} MB, the limit is 50 MB")
    if kind := binary_kind(content):
        raise SourceError(f"{name} is {kind}, not text: save the article as text or HTML")
    if original.content_type == ENTRY_TYPE:
        from reader.sources.entry import read_entry

        return read_entry(original)
    text = decode(content, original.content_type)
    if kind := other_kind(text):
        instead = (
            "subscribe to it with `reader feeds add`"
            if kind == "a feed"
            else "add one of its articles instead"
        )
        raise SourceError(f"{name} is {kind}, not an article: {instead}")

    if (lines := text.count("\n")) > 4 * MOST_BLOCKS:
        raise SourceError(f"{name} is too long to be an article: {lines:,} lines")
    form = form_of(text, location, original.content_type)
    if form == "markdown" and is_laborious(text):
        form = "text"
    match form:
        case "html":
            from reader.sources.html import read_html

            article = read_html(text, location)
        case "markdown":
            from reader.sources.markdown import read_markdown

            article = read_markdown(text, location)
        case "text":
            from reader.sources.text import read_text

            article = read_text(text, location)
    if len(article.blocks) > MOST_BLOCKS:
        raise SourceError(
            f"{name} is too long to be an article: {len(article.blocks):,} paragraphs, "
            f"the limit is {MOST_BLOCKS:,}"
        )
    if not article.blocks:
        raise SourceError(f"{name} has no text that can be read")
    return article
