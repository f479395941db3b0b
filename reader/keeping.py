"""How long articles of a feed are kept: "90 days", 1000 of them, or all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_DAYS: Final = re.compile(r"(\d{1,5})\s*(d|days?|w|weeks?|months?|y|years?)\Z", re.IGNORECASE)
_LENGTHS: Final = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept: articles that came in the last `days`, the newest `articles`; None: all."""

    days: int | None = None
    articles: int | None = None

    def __str__(self) -> str:
        if self.days is not None:
            return f"{self.days} day{'' if self.days == 1 else 's'}"
        return "all" if self.articles is None else str(self.articles)


KEEP_ALL: Final = Keeping()


def read_keeping(text: str | int) -> Keeping:
    """`90 days`, `1000` or `all`. Raises ValueError, in one line, for anything else."""
    words = str(text).strip().lower()
    if words == "all":
        return KEEP_ALL
    if words.isascii() and words.isdecimal() and int(words[:12]) > 0:
        return Keeping(articles=int(words[:12]))
    if (match := _DAYS.match(words)) and int(match[1]):
        return Keeping(days=int(match[1]) * _LENGTHS[match[2][0]])
    raise ValueError(f'keep is "90 days", a number of articles or "all", not {text!r}')
