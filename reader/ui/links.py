"""The links of an article: which they are, and their numbers to be set into its text."""

from __future__ import annotations

from dataclasses import dataclass

from reader.article import Article, Span
from reader.ui.inserted import Insert
from reader.ui.spans import Stretch


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an article: its words, where they stand, and where it leads."""

    words: str
    span: Span
    target: str


def links_of(article: Article) -> list[Link]:
    """The links of an article that lead to the web, in reading order; notices' links left out."""
    return [
        Link(
            " ".join(block.text[mark.start : mark.end].split()),
            Span(number, mark.start, mark.end),
            mark.target,
        )
        for number, block in enumerate(article.blocks)
        if block.role != "boilerplate"
        for mark in block.marks
        if mark.kind == "link" and mark.target.startswith(("https://", "http://"))
    ]


def numbers_of(article: Article) -> dict[int, list[Insert]]:
    """For every block with links: their numbers, counted as `links_of` does.

    A number stands after the last of a link's words, before any space that is part of the link.
    """
    found: dict[int, list[Insert]] = {}
    for nth, link in enumerate(links_of(article), 1):
        text = article.blocks[link.span.block].text[: link.span.end]
        at = max(link.span.start, len(text.rstrip()))
        number = Insert(at, f"[{nth}]", Stretch(at, at, ("link",), link=link.target))
        found.setdefault(link.span.block, []).append(number)
    return found
