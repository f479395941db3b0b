"""Bytes → text: which encoding a page or file is written in.

In order of trust: a byte order mark, the zeros of UTF-16, text that is valid UTF-8 (hardly
anything else ever is), what the server or the page declares, and last a guess from the letters'
frequencies by charset-normalizer.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_WIDER: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""What is read when a page declares the narrower name (WHATWG Encoding Standard, 4.2)."""

_DECLARED: Final = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_SERVED: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

_WRONG: Final = re.compile("[\udc80-\udcff]")
"""What `surrogateescape` makes of bytes that are wrong in UTF-8."""

_LOOKED_AT: Final = 4096
"""Bytes from the start in which zeros or a declaration are looked for."""

_GUESSED_FROM: Final = 60_000
"""Bytes that a guess is made from: enough for any text's letters, and quick."""


def decode(content: bytes, content_type: str = "") -> str:
    """The text of bytes in whatever encoding; never fails.

    `content_type` is the HTTP header. Bytes that have no meaning in the encoding found become
    U+FFFD, the rest of the text stays right.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    if wide := utf16_without_mark(content):
        return content.decode(wide, "replace")

    declared = declared_encoding(content, content_type)
    # ISO-2022 is made of ASCII bytes and escapes, so that it is valid UTF-8 too.
    if declared and declared.startswith("iso2022") and b"\x1b" in content:
        return content.decode(declared, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_mostly_utf8(content):
        return content.decode("utf-8", "replace")
    if declared and declared != "utf-8":
        try:
            return content.decode(declared)
        except UnicodeDecodeError:
            pass
    return content.decode(_guess(content) or declared or "cp1252", "replace")


def declared_encoding(content: bytes, content_type: str = "") -> str | None:
    """The codec a server (first) or a page declares; None when neither, or nobody knows it."""
    names = [match[1] for match in [_SERVED.search(content_type)] if match]
    if match := _DECLARED.search(content[:_LOOKED_AT]):
        names.append((match[1] or match[2]).decode("ascii", "replace"))
    for name in names:
        try:
            found = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        # Codecs such as "hex" or "rot13" are no character sets.
        if getattr(found, "_is_text_encoding", False) and not found.name.startswith("utf-16"):
            return _WIDER.get(found.name, found.name)
    return None


def utf16_without_mark(content: bytes) -> str | None:
    """The UTF-16 codec of bytes in which the zeros of spaces and line ends tell it, or None."""
    head = content[: _LOOKED_AT - _LOOKED_AT % 2]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd):
        return None
    name = "utf-16-be" if even > odd else "utf-16-le"
    # 8-bit text with a stray NUL here and there would read as Chinese without a space.
    return name if _looks_written(head.decode(name, "replace")) else None


def _looks_written(text: str) -> bool:
    """Whether nearly all characters are ones that texts are written with."""
    written = sum(c.isalnum() or c.isspace() or 0x20 <= ord(c) < 0x7F for c in text)
    plain = sum(c in " \n" or c in "\u3000\u3001\u3002\uff0c" for c in text)
    return written >= 0.9 * len(text) and plain * 100 >= len(text)


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether UTF-8's many-byte characters outnumber the bytes that are wrong in UTF-8.

    In a text of an older encoding a valid pair is a rare accident; in a UTF-8 text that was cut
    or pasted together the wrong bytes are the few.
    """
    text = content.decode("utf-8", "surrogateescape")
    wrong = len(_WRONG.findall(text))
    return len(text) - len(text.encode("ascii", "ignore")) - wrong >= wrong


def _guess(content: bytes) -> str | None:
    """The encoding whose letters make the likeliest text, or None."""
    from charset_normalizer import from_bytes

    # ASCII lines tell nothing; the first bytes above are where the letters are.
    first = next((i for i, byte in enumerate(content) if byte > 0x7F), 0)
    start = max(0, content.rfind(b"\n", 0, first))
    best = from_bytes(content[start : start + _GUESSED_FROM]).best()
    if best is None:
        return None
    name = codecs.lookup(best.encoding).name
    return _WIDER.get(name, name)
