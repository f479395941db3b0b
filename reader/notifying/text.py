"""What a notification says, and in which characters. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reader.sources.characters import clean_line

SHOWN: Final = 3
"""Headlines that are told; the others are counted."""

LONGEST_TITLE, LONGEST_LINE = 80, 120
"""Characters. Desktops cut what is longer, each in its own way."""


_FIELD: Final = re.compile(r"\{(?:count|view|headline)\}")


@dataclass(frozen=True, slots=True)
class Notification:
    """A title, and lines below it. Nothing in them acts on a terminal: no control characters."""

    title: str
    lines: tuple[str, ...] = ()


def compose(
    names: Sequence[str], headlines: Sequence[str], title: str = "", line: str = ""
) -> Notification:
    """Tell of new articles by their headlines, the most important first.

    `names` are the views, feeds and tags they are in; none: they may be in any. `title` and `line`
    are words with the fields of `notify_settings.FIELDS`; empty: the reader's own. A line that
    names no headline stands once.
    """
    where = ", ".join(map(plain, names[:2]))
    if len(names) > 2:
        where += f" and {len(names) - 2} more"
    title = title or f"Reader: {{count}} new{' in {view}' if where else ''}"
    line = line or "{headline}"
    shown = [plain(headline) or "(no headline)" for headline in headlines[:SHOWN]]

    def filled(words: str, headline: str) -> str:
        # In one go: a headline may have braces of its own.
        said = {"{count}": f"{len(headlines):,}", "{view}": where, "{headline}": headline}
        return _FIELD.sub(lambda field: said[field[0]], words)

    title = filled(title, shown[0] if shown else "")
    is_each = "{headline}" in line
    lines = [plain(filled(line, headline)) for headline in (shown if is_each else shown[:1])]
    if is_each and len(headlines) > SHOWN:
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
