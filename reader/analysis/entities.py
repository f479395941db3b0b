"""Who and what is named: people, organisations, places, dates, times, money, percentages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from reader.analysis.annotator import Annotator, Background
from reader.analysis.features import is_capitalised
from reader.analysis.figures import figures
from reader.analysis.lexicon import ORGANISATION_HEADS
from reader.analysis.names import group
from reader.analysis.recognition import packaged
from reader.analysis.tokens import Sentence, sentences
from reader.article import Article, Kind, Mention, Role

_UNREAD: Final[frozenset[Role]] = frozenset(("boilerplate", "code"))
MOST_LOOKED_AT: Final = 300_000
"""Characters of an article in which names and figures are sought: a long novel has as many, a
report a hundredth. What stands behind them is read, found by search, and names nobody."""

_BYLINE: Final = re.compile(r"(?:\s*\b(?:words|story|report|reporting)?\s*by:?\s+)?(.+)", re.I)
_BYLINE_BREAK: Final = re.compile(r"\s*(?:,|\||;|·|•|—|–|/|\band\b|&|\bin\b|\bfor\b|\bat\b|\n)\s*")


def annotate(article: Article, background: Background) -> Article:
    """The article with its entities, found anew. Raises WeightsError if the weights are damaged."""
    figured = list(_figured(article))
    found = _Found(article)
    found.add(_in_bylines(article))
    found.add(_watched(article, background.watched_names))
    found.add(f for f in figured if _has_digit(article, f))
    found.add(_named(article))
    found.add(figured)
    return replace(
        article, entities=group(found.mentions, [block.text for block in article.blocks])
    )


class _Found:
    """Mentions, none of which overlaps another: what is added first has its place."""

    def __init__(self, article: Article) -> None:
        self.mentions: list[Mention] = []
        self._taken = [bytearray(len(block.text)) for block in article.blocks]

    def add(self, mentions: Iterable[Mention]) -> None:
        for mention in mentions:
            taken = self._taken[mention.block]
            if not any(taken[mention.start : mention.end]):
                taken[mention.start : mention.end] = b"1" * (mention.end - mention.start)
                self.mentions.append(mention)


def _named(article: Article) -> Iterator[Mention]:
    """People, organisations and places, by the tagger and the article's own evidence."""
    cut: list[tuple[int, Sentence]] = [
        (number, sentence) for number, text in _looked_at(article) for sentence in sentences(text)
    ]
    settled = packaged().names([sentence.words for _, sentence in cut], article.language)
    for (number, sentence), names in zip(cut, settled, strict=True):
        for name in names:
            yield Mention(
                number, sentence.starts[name.start], sentence.ends[name.end - 1], name.kind
            )


def _figured(article: Article) -> Iterator[Mention]:
    for number, text in _looked_at(article):
        for figure in figures(text):
            yield Mention(number, figure.start, figure.end, figure.kind)


def _looked_at(article: Article) -> Iterator[tuple[int, str]]:
    """The blocks that are read, by number, and as much of their text as is looked at."""
    left = MOST_LOOKED_AT
    for number, block in enumerate(article.blocks):
        if block.role not in _UNREAD and left > 0:
            yield number, block.text[:left]
            left -= len(block.text)


def _has_digit(article: Article, mention: Mention) -> bool:
    text = article.blocks[mention.block].text[mention.start : mention.end]
    return any(character.isdigit() for character in text)


def _in_bylines(article: Article) -> Iterator[Mention]:
    """The people a byline names: a byline is short, has no verb, and is all capitals at times."""
    for number, block in enumerate(article.blocks):
        if block.role != "byline":
            continue
        match = _BYLINE.match(block.text)
        if not match:
            continue
        start, text = match.start(1), match[1]
        at = 0
        for stop in [*_BYLINE_BREAK.finditer(text), None]:
            piece = text[at : stop.start() if stop else len(text)]
            if _is_person(piece.split()):
                left = start + at + len(piece) - len(piece.lstrip())
                yield Mention(number, left, left + len(piece.strip()), "person")
            at = stop.end() if stop else at


def _is_person(words: Sequence[str]) -> bool:
    return (
        2 <= len(words) <= 4
        and is_capitalised(words[0])
        and is_capitalised(words[-1])
        and all(re.fullmatch(r"[^\W\d_][\w.’'-]*", word) for word in words)
        and not any(word.strip(".").lower() in ORGANISATION_HEADS for word in words)
    )


def _watched(article: Article, names: Sequence[str]) -> Iterator[Mention]:
    """The names the user watches, wherever they stand; their kind as the tagger sees the name."""
    for name in sorted({n.strip() for n in names if n.strip()}, key=len, reverse=True):
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        kind: Kind | None = None
        for number, block in enumerate(article.blocks):
            if block.role in _UNREAD:
                continue
            for match in pattern.finditer(block.text):
                if kind is None:
                    kind = _kind_alone(name)
                yield Mention(number, match.start(), match.end(), kind)


def _kind_alone(name: str) -> Kind:
    words = [sentence.words for sentence in sentences(name)]
    kinds = [found.kind for names in packaged().names(words) for found in names]
    return kinds[0] if kinds else "org"


ANNOTATOR: Final = Annotator("entities", 4, annotate)
