"""What an article's head says, and which of its blocks that makes needless."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final

from reader.article import Article, Block, Role
from reader.ui.clock import AUTO, dated

HEAD_ROLES: Final[tuple[Role, ...]] = ("headline", "standfirst", "byline", "dateline")
ALIKE: Final = 0.8
"""A standfirst as like the first paragraph as this (a share of its words) says nothing new."""

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
_TIME_WORD = re.compile(
    r"\d+(?:st|nd|rd|th)?|(?:mon|tue|wed|thu|fri|sat|sun)\w*"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"|am|pm|gmt|bst|utc|[ecmp][sd]?t|cest|ist|at|on|of|the|by|and|first|last"
    r"|published|posted|updated|modified"
)


def is_told(block: Block, article: Article) -> bool:
    """Whether the head, set from the article's fields, says what the block says."""
    words = _words(block.text)
    if block.role == "dateline":
        if article.published is None:
            return False
        return all(_TIME_WORD.fullmatch(word) for word in words)
    field = {
        "headline": article.headline,
        "standfirst": article.standfirst,
        "byline": article.byline,
    }[block.role]
    if not field:
        return False
    if block.role == "byline":
        words = [word for word in words if word not in ("by", "and", "from")]
    return _share(words, _words(field)) >= ALIKE


def repeated_by(article: Article, flow: Sequence[int]) -> int | None:
    """The first paragraph, if it begins by saying what the standfirst says."""
    blocks = article.blocks
    number = next((n for n in flow if blocks[n].role == "body"), None)
    if number is None:
        return None
    ours = _words(article.standfirst)
    beginning = blocks[number].text[: 2 * len(article.standfirst) + 100]
    theirs = _words(beginning)[: len(ours) + 3]
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    same = sum(match.size for match in matcher.get_matching_blocks())
    return number if ours and same / len(ours) >= ALIKE else None


def cased(text: str, case: str) -> str:
    """Letters in another case, one for one, so that offsets stay what they are."""
    if case == "upper":
        return "".join(up if len(up := letter.upper()) == 1 else letter for letter in text)
    if case == "title":
        return re.sub(r"(?<![\w’'])\w", lambda m: cased(m[0], "upper"), text)
    return text


def day(published: datetime | None, pattern: str = AUTO) -> str:
    """`22 Nov 2022 09:54`, in the article's own time zone; midnight stands for no time.

    Any other `pattern` is one of dates that was checked.
    """
    if published is None:
        return ""
    if pattern != AUTO:
        return dated(pattern, published)
    text = f"{published.day} {_MONTHS[published.month - 1]} {published.year}"
    return f"{text} {published:%H:%M}" if (published.hour, published.minute) != (0, 0) else text


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _share(words: Sequence[str], of: Sequence[str]) -> float:
    """Which share of some words is among others; 1 where there are none."""
    known = frozenset(of)
    return sum(word in known for word in words) / len(words) if words else 1.0
