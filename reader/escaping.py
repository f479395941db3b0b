"""Text from outside made fit to be told: on one line, not endless, nothing in it acts."""

from __future__ import annotations

import re
from typing import Final

ACTING: Final = re.compile(
    "["
    "\x00-\x08\x0a-\x1f\x7f-\x9f"  # C0 without tab, DEL, C1: escape sequences begin here
    "\u061c\u2028-\u202e\u2066-\u2069"  # line ends and what turns text around
    "\ufeff\ufff9-\ufffb"
    "\ud800-\udfff"  # bytes of a file's name that are not UTF-8
    "]"
)
"""Characters that act on a terminal, or that it cannot be sent."""


def escaped(text: str) -> str:
    """The text on one line, without a character that acts on a terminal."""
    return ACTING.sub(lambda found: repr(found[0])[1:-1], text)


def told(text: str, most: int) -> str:
    """The text escaped, in at most `most` characters: what is too long loses its middle.

    The end stays, for there a message says what to do.
    """
    return _cut(escaped(_cut(text, most)), most)


def _cut(text: str, most: int) -> str:
    half = (most - 3) // 2
    return text if len(text) <= most else f"{text[:half]} … {text[-half:]}"
