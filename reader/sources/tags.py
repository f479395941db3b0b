"""Tags past all measure, brought to a measure before libxml2 reads them."""

from __future__ import annotations

import re
from typing import Final

MOST_ATTRIBUTES: Final = 500
"""Attributes of a tag that are kept. Libxml2 compares each with all before it: 40,000 take it
twelve seconds. The fullest tags of news pages have a tenth of this."""

# Possessive throughout: what does not match is given up at once.
_ATTRIBUTE: Final = r"[\s/]*+[^\s<>/][^\s<>/=]*+(?:\s*+=\s*+(?>\"[^\"]*+\"|'[^']*+'|[^\s<>]*+))?+"
_SCRIPT: Final = r"[sS](?i:cript)\b[^>]*+>(?:[^<]++|<(?!/(?i:script)))*+"
_COMMENT: Final = r"!--(?:[^-]++|-(?!->))*+"
# In scripts and comments there is nothing to cut: "i<n" begins no tag.
_OVERFULL: Final = re.compile(
    rf"<(?:{_SCRIPT}|{_COMMENT}"
    rf"|([A-Za-z][^\s<>/]*+(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES}}})(?:{_ATTRIBUTE})++)"
)


def bounded(markup: str) -> str:
    """The markup with no more than MOST_ATTRIBUTES in any tag; the first ones stay."""
    return _OVERFULL.sub(lambda found: f"<{found[1]}" if found[1] else found[0], markup)
