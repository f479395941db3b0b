"""What a notification says, and in which characters. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reader.sources.characters import clean_line

SHOWN: Final = 3
"""Headlines that are told; the others are counted."""

LONGEST_TITLE, LONGEST_LINE = 80, 120
"""Characters. Desktops cut what is longer, each in its own way."""


@dataclass(frozen=True, slots=True)
class Notification:
    """A title, and lines below it. Nothing in them acts on a terminal: no control characters."""

    title: str
    lines: tuple[str, ...] = ()


def compose(names: Sequence[str], headlines: Sequence[str]) -> Notification:
    """Tell of new articles by their headlines, the most important first.

    `names` are the views, feeds and tags they are in; none: they may be in any.
    """
    where = ", ".join(map(plain, names[:2]))
    if len(names) > 2:
        where += f" and {len(names) - 2} more"
    title = f"Reader: {len(headlines):,} new{f' in {where}' if where else ''}"
    lines = [plain(headline) or "(no headline)" for headline in headlines[:SHOWN]]
    if len(headlines) > SHOWN:
        lines.append(f"and {len(headlines) - SHOWN:,} more")
    return Notification(plain(title, LONGEST_TITLE), tuple(lines))


def plain(text: str, longest: int = LONGEST_LINE) -> str:
    """Outside text on one line, without anything that acts on a terminal, and not too long."""
    line = clean_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


TEST: Final = Notification(
    "Reader: a test notification", ("This is how Reader tells of what is new.",)
)
"""What is sent to try whether it arrives."""
