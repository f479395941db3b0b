"""What an annotator is.

Analysis is a row of annotators. Each takes an article and gives the same article with one more
thing known about it: a pure function of the article and of a `Background`, so that it can be
rerun over stored originals whenever its version rises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reader.article import Article


@dataclass(frozen=True, slots=True)
class Background:
    """What analysis may know of the library, handed in as a value.

    `repeated_lines`: lines that this article's source repeats from article to article.
    `watched_names`: names the user wants found wherever they stand.
    """

    repeated_lines: frozenset[str] = frozenset()
    watched_names: tuple[str, ...] = ()


NOTHING_KNOWN = Background()


@dataclass(frozen=True, slots=True)
class Annotator:
    """A named, versioned step of analysis.

    `version` rises whenever the same input may give another result; the library compares it with
    what an article was analysed by. Mentions and quotes of boilerplate blocks are never made.
    """

    name: str
    version: int
    annotate: Callable[[Article, Background], Article]
