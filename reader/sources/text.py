"""Plain text: one block per line that is not empty.

What a line is (a headline, a byline, a notice) is not written in plain text. Analysis finds it.
"""

from __future__ import annotations

from reader.article import Article, Block
from reader.sources.addresses import is_web
from reader.sources.characters import clean


def read_text(text: str, location: str = "") -> Article:
    """The article of a plain text: its non-empty lines in order, unchanged but for `clean`."""
    lines = clean(text).split("\n")
    url = location if is_web(location) else ""
    return Article(url=url, blocks=tuple(Block(line) for line in lines if line.strip()))
