"""Character references that name no character, mended before a parser stumbles over them.

Programs that count in UTF-16 write an emoji as two references to halves of it (`&#xD83D;&#xDE00;`),
which is neither XML nor HTML; some parsers then lose the whole document.
"""

from __future__ import annotations

import re
from typing import Final

_REFERENCE: Final = r"&#(?:[xX]0*+([0-9a-fA-F]{4,})|0*+([0-9]{5,}));?"
_RUN: Final = re.compile(rf"(?:{_REFERENCE})+")
_RUN_OF_BYTES: Final = re.compile(_RUN.pattern.encode())
_ONE: Final = re.compile(_REFERENCE)
_LAST: Final = 0x10FFFF


def mended(markup: str) -> str:
    """The markup with halves of a pair made one reference; what is no character is U+FFFD."""
    return _RUN.sub(lambda run: _mended(run[0]), markup) if "&#" in markup else markup


def mended_bytes(markup: bytes) -> bytes:
    """The same of bytes in any encoding in which ASCII is ASCII."""
    if b"&#" not in markup:
        return markup
    return _RUN_OF_BYTES.sub(lambda run: _mended(run[0].decode("ascii")).encode("ascii"), markup)


def _mended(run: str) -> str:
    found = [(_number(*match.groups()), match[0]) for match in _ONE.finditer(run)]
    if not any(_is_none(number) for number, _ in found):
        return run
    parts = []
    place = 0
    while place < len(found):
        number, written = found[place]
        after = found[place + 1][0] if place + 1 < len(found) else 0
        if 0xD800 <= number < 0xDC00 <= after < 0xE000:
            written = f"&#x{0x10000 + (number - 0xD800 << 10) + after - 0xDC00:X};"
            place += 1
        elif _is_none(number):
            written = "&#xFFFD;"
        parts.append(written)
        place += 1
    return "".join(parts)


def _number(hexadecimal: str | None, decimal: str | None) -> int:
    digits = hexadecimal or decimal or ""
    return int(digits, 16 if hexadecimal else 10) if len(digits) <= 10 else _LAST + 1


def _is_none(number: int) -> bool:
    return number > _LAST or 0xD800 <= number < 0xE000
