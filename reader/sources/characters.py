"""Which characters of an outside text may stay.

Every string of every article passes through here, so that nothing an article says can move the
cursor, set a title, write text backwards or hide inside a word that is searched for.
"""

from __future__ import annotations

import re
from typing import Final

_ESCAPES: Final = re.compile(
    "\x1b\\[[0-?]{0,64}[ -/]{0,16}[@-~]"  # CSI: colours, cursor movement (ECMA-48, 5.4)
    "|\x9b[0-?]{0,64}[ -/]{0,16}[@-~]"  # the same in its 8-bit form
    "|\x1b[PX\\]^_][^\x07\x1b\x9c\r\n]{0,4096}(?:\x07|\x1b\\\\|\x9c)"  # OSC, DCS, APC, PM, SOS
    "|\x1b[ -/]{1,4}[0-~]"  # character set selection
    "|\x1b[0-OQ-WYZ`-~]"  # two-character escapes, without those that open a string
)
"""Terminal escape sequences, gone as a whole: without its ESC alone `[31m` would stay visible."""

_LINE_ENDS: Final = frozenset("\r\x0b\x0c\x85\u2028\u2029")

_REMOVED: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 without tab and line ends, DEL, C1
    "\xad"  # soft hyphen: invisible, and "Minis\xadter" is not found as "Minister"
    "\u180e\u200b\u2060-\u2064\ufeff"  # zero-width spaces, joiners and operators
    "\u202a-\u202e\u2066-\u2069"  # bidi embeddings, overrides, isolates (CVE-2021-42574)
    "\u206a-\u206f\ufff9-\ufffb"  # deprecated format characters, annotation anchors
    "\ufffe\uffff"
    "\U000e0000-\U000e007f"  # tags: a whole hidden alphabet
)
_SUSPECT: Final = re.compile(f"[{_REMOVED}\r\x0b\x0c\x85\u2028\u2029\ud800-\udfff]")
"""Anything at all to do: one look at a clean text, which most are, is enough."""

_PLAIN: Final = b"\t\n" + bytes(range(0x20, 0x7F))
_LONG: Final = 1_000
"""Characters from which a text is boiled down before it is looked at."""


def _telling(text: str) -> str:
    """All of a text that may be unwanted: a page is ASCII but for a little, and bytes are dropped
    ten times as fast as characters are looked at."""
    if len(text) < _LONG:
        return text
    coded = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    return coded.decode("utf-8", "surrogatepass")


def clean(text: str) -> str:
    """The text without what could act on a terminal or stand in it unseen.

    Removed are escape sequences, C0 and C1 controls, bidi embeddings, overrides and isolates,
    soft hyphens, zero-width spaces and tags. Kept are tabs, line ends (all become `\\n`), the
    joiners that Indic scripts, Persian and emoji are written with, and the left-to-right and
    right-to-left marks, which turn nothing around but themselves. Half a surrogate pair, which
    no file can hold, becomes U+FFFD. Idempotent.
    """
    telling = _telling(text)
    if not _SUSPECT.search(telling):
        return text
    if "\x1b" in telling or "\x9b" in telling:
        text = _ESCAPES.sub("", text)
    text = text.replace("\r\n", "\n")
    for character in set(_SUSPECT.findall(telling)):
        if character in _LINE_ENDS:
            text = text.replace(character, "\n")
        elif "\ud800" <= character <= "\udfff":
            text = text.replace(character, "\ufffd")
        else:
            text = text.replace(character, "")
    return text


def clean_line(text: str) -> str:
    """The same on one line: every run of white space becomes one space, none at the ends."""
    return " ".join(clean(text).split())
