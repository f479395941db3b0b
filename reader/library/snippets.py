"""What stands under a headline in a list of results: the piece of text that was looked for."""

from __future__ import annotations

from typing import Final, NamedTuple

from reader.article import Article
from reader.library.highlights import highlights
from reader.library.query import Query

MOST_READ: Final = 100_000
"""Characters of an article that are looked through: a long book's first chapter."""


class Snippet(NamedTuple):
    """A piece of an article's text, and where in it the hits are: (start, end) offsets."""

    text: str
    hits: list[tuple[int, int]]


def snippet(article: Article, query: Query, width: int) -> Snippet:
    """The piece of an article, at most `width` characters on one line, that shows most of what was
    looked for; its beginning where nothing of it stands in the text.

    An ellipsis stands where text was left out.
    """
    best: tuple[tuple[int, int], str, list[tuple[int, int]]] | None = None
    first = ""
    left = MOST_READ
    for block in article.blocks:
        if block.role in ("headline", "byline", "dateline", "boilerplate") or not block.text:
            continue
        text = " ".join(block.text[:left].split())
        left -= len(block.text)
        first = first or text
        hits = highlights(query, text)
        if not hits:
            continue
        start, end = _window(text, hits, width)
        shown = [hit for hit in hits if start <= hit[0] and hit[1] <= end]
        value = (len({text[a:b].lower() for a, b in shown}), len(shown))
        if best is None or value > best[0]:
            best = (value, *_cut(text, start, end, shown))
        if left <= 0:
            break
    if best is not None:
        return Snippet(best[1], best[2])
    text = first or article.standfirst
    return Snippet(*_cut(text, 0, _window(text, [], width)[1], []))


def _window(text: str, hits: list[tuple[int, int]], width: int) -> tuple[int, int]:
    """Where to cut a text: around the most hits that fit, at words' edges, room for ellipses."""
    if len(text) <= width:
        return 0, len(text)
    room = max(1, width - 2)
    if not hits:
        return 0, _edge_before(text, room, 0)
    most, at = 0, 0
    after = 0
    for number, (start, _) in enumerate(hits):
        while after < len(hits) and hits[after][1] - start <= room:
            after += 1
        if after - number > most:
            most, at = after - number, number
    first, last = hits[at][0], hits[at + most - 1][1] if most else hits[at][0] + room
    spare = room - (last - first)
    start = max(0, first - spare // 3)
    if start:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else first
    end = min(len(text), start + room)
    return start, end if end == len(text) else _edge_before(text, end, min(last, end))


def _edge_before(text: str, end: int, least: int) -> int:
    """The end of the last whole word before `end`, but not before `least`."""
    if end >= len(text) or text[end] == " ":
        return min(end, len(text))
    space = text.rfind(" ", least, end)
    return space if space > least else end


def _cut(
    text: str, start: int, end: int, hits: list[tuple[int, int]]
) -> tuple[str, list[tuple[int, int]]]:
    before = "…" if start else ""
    after = "…" if end < len(text) else ""
    shift = len(before) - start
    piece = before + text[start:end] + after
    return piece, [(a + shift, b + shift) for a, b in hits]
