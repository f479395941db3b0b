"""What news comes as, before anything is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ENTRY_TYPE: Final = "application/vnd.reader.entry+json"
"""What the bytes of a feed's entry are called where they are kept."""


class SourceError(Exception):
    """An input that cannot be made an article. Its text is one line: what, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Original:
    """Bytes and where they came from.

    `location` is an absolute path, a URL, or `-` for standard input. `content` is decompressed.
    `content_type` is what a server said it is, or empty.
    """

    location: str
    content: bytes
    content_type: str = ""
