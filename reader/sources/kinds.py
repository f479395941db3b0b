"""What some bytes are: told by what stands in them, with the name and the server as hints."""

from __future__ import annotations

import re
from typing import Final, Literal

from reader.sources.decoding import utf16_without_mark

Form = Literal["text", "html", "markdown"]

_SIGNATURES: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"%PDF-", "a PDF"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (8, b"WEBP", "a WebP image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (4, b"ftypavif", "an AVIF image"),
    (4, b"ftypheic", "a HEIC image"),
    (4, b"ftyp", "a video"),
    (0, b"\x1aE\xdf\xa3", "a video"),
    (8, b"AVI ", "a video"),
    (0, b"ID3", "a sound file"),
    (0, b"OggS", "a sound file"),
    (0, b"fLaC", "a sound file"),
    (8, b"WAVE", "a sound file"),
    (0, b"PK\x03\x04", "a zip archive or office document"),
    (0, b"PK\x05\x06", "an empty zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"\x1f\x8b", "a gzip archive in another"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\xd0\xcf\x11\xe0", "an old office document"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"\x7fELF", "a program"),
    (0, b"\xcf\xfa\xed\xfe", "a program"),
    (0, b"\xca\xfe\xba\xbe", "a program"),
    (0, b"\0asm", "a program"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
)

_SEEN: Final = 8192
"""Bytes or characters from the start by which the form is told."""

_PAGE: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED: Final = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")
_TAG: Final = re.compile(
    r"</?(?:p|div|a|h[1-6]|article|section|ul|ol|li|span|br|img|table|blockquote|main)"
    r"(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>",
    re.IGNORECASE,
)

_FRONT_MATTER: Final = re.compile(
    r"\ufeff?---[ \t]*\n[\w-]+[ \t]*:.*\n(?:.*\n){0,100}?(?:---|\.\.\.)[ \t]*\n"
)
_MARKDOWN_SIGNS: Final = (
    re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"\[[^\]\n]+\]\((?:https?://|/|#|mailto:)[^)\s]*\)"),
    re.compile(r"(?<![\w*])\*\*[^\s*](?:[^*\n]*[^\s*])?\*\*(?![\w*])"),
    re.compile(r"^\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t|:-]*$", re.MULTILINE),
    re.compile(r"^\[[^\]\n]+\]:[ \t]*\S+", re.MULTILINE),
    re.compile(r"^!\[[^\]\n]*\]\(", re.MULTILINE),
)
"""What hardly any other text has. Underlined titles, dashes and ">" are in plain text too."""

_MOST_MARKDOWN: Final = 1_000_000
_LONGEST_PARAGRAPH: Final = 200_000
_MOST_BRACKETS: Final = 200_000_000
_MARKDOWN_NAMES: Final = (".md", ".markdown", ".mdown", ".mkd")
_HTML_NAMES: Final = (".html", ".htm", ".xhtml", ".shtml")


def binary_kind(content: bytes) -> str | None:
    """What bytes are that are no text, in words ("a PDF"); None when they may be text."""
    for offset, signature, words in _SIGNATURES:
        if content.startswith(signature, offset):
            return words
    head = content[:_SEEN]
    if not head.strip(b"\0"):
        return "all zeros"
    if utf16_without_mark(head) or head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return None
    controls = sum(head.count(byte) for byte in (*range(9), *range(14, 27), *range(28, 32), 127))
    return "binary" if controls * 16 > len(head) else None


def form_of(text: str, name: str = "", content_type: str = "") -> Form:
    """Whether a text is an HTML page, Markdown or plain.

    A page that begins as one is HTML whatever it is called. A name or a server's word decide
    only where the text itself leaves it open.
    """
    head = text[:_SEEN]
    name = name.lower().removesuffix(".gz")
    if _PAGE.match(head):
        return "html"
    tags = len(_TAG.findall(head))
    says_html = name.endswith(_HTML_NAMES) or "html" in content_type
    if tags >= 1 and says_html:
        return "html"
    says_markdown = name.endswith(_MARKDOWN_NAMES) or "markdown" in content_type
    signs = sum(sign.search(head) is not None for sign in _MARKDOWN_SIGNS)
    if says_markdown or signs >= 2 or _FRONT_MATTER.match(head):
        return "markdown" if says_markdown or tags < 8 else "html"
    return "html" if tags >= (2 if head.lstrip().startswith("<") else 8) else "text"


def is_laborious(text: str) -> bool:
    """Whether reading a text as Markdown would take seconds: past a book's length, one paragraph
    of a chapter's, or with link brackets by the thousand, which the parser tries one by one to
    the end of their paragraph."""
    parts = text.split("\n\n")
    return (
        len(text) > _MOST_MARKDOWN
        or max(map(len, parts)) > _LONGEST_PARAGRAPH
        or sum(len(part) * part.count("[") for part in parts) > _MOST_BRACKETS
    )


def other_kind(text: str) -> str | None:
    """What a text is that holds no article (a feed, XML, JSON, mail), in words; None otherwise."""
    head = text[:_SEEN].lstrip("\ufeff \t\r\n")
    if head.startswith("<?xml") or head.startswith(("<rss", "<feed", "<rdf:RDF")):
        if _FEED.search(head):
            return "a feed"
        return None if _PAGE.match(head) or _TAG.search(head) else "XML"
    if re.match(r"(?:[\w-]+: .*\n)*MIME-Version: ", head) and "multipart/" in head:
        return "a web archive or mail"
    if head[:1] in "{[" and re.match(r'\{\s*"|\[\s*(?:\{\s*"|"|\d)', head):
        import json

        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return None
        return "JSON"
    return None
