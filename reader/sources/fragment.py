"""HTML that is all article, as feeds carry it → blocks; nothing in it is furniture to be found.

The tags are renamed to those that trafilatura's tree has, so that one reader (`body`) makes the
blocks of both.
"""

from __future__ import annotations

import re
from typing import Any, Final

import lxml.html

from reader.article import Block
from reader.sources.body import CAPTION, read_body
from reader.sources.characters import clean, clean_line
from reader.sources.references import mended
from reader.sources.tags import bounded

_SILENT: Final = (
    "audio", "button", "canvas", "embed", "form", "head", "iframe", "input", "noscript", "object",
    "script", "select", "source", "style", "svg", "template", "textarea", "video",
)  # fmt: skip
_INLINE: Final = (
    "abbr", "acronym", "bdi", "bdo", "big", "dfn", "font", "ins", "label", "mark", "nobr", "q",
    "rb", "rp", "rt", "ruby", "s", "small", "strike", "sub", "sup", "time", "u", "var", "wbr",
)  # fmt: skip
_STYLED: Final = {
    **dict.fromkeys(("b", "strong"), "#b"),
    **dict.fromkeys(("i", "em", "cite"), "#i"),
    **dict.fromkeys(("tt", "kbd", "samp"), "#t"),
}
_RENAMED: Final = {
    "blockquote": "quote", "br": "lb", "img": "graphic", "pre": "code", "li": "item", "tr": "row",
    "td": "cell", "th": "cell", "ul": "list", "ol": "list", "picture": "span",
}  # fmt: skip
_TAG: Final = re.compile(r"<[a-zA-Z/!]")
_REFERENCE: Final = re.compile(r"&(?:#?\w{1,31});")

MOST_TAGS: Final = 100_000
DEEPEST: Final = 200
"""Elements within one another; what is nested deeper is taken as plain text."""


def read_fragment(html: str, base: str) -> list[Block]:
    """The blocks of a piece of HTML, or of plain text; links are made absolute against `base`."""
    if not _has_markup(html):
        lines = (clean_line(line) for line in clean(html).split("\n"))
        return [Block(line) for line in lines if line]
    if html.count("<") > MOST_TAGS:
        return read_fragment(_without_tags(html), base)
    tree = _parse(html)
    if tree is None:
        return []
    if _depth(tree) > DEEPEST:
        return read_fragment(_without_tags(html), base)
    _rename(tree)
    return read_body(tree, base)


def plain_line(html: str) -> str:
    """A title or name on one line: markup in it goes, the text stays."""
    for _ in range(2):  # RSS titles are as often escaped twice.
        if not _has_markup(html):
            break
        tree = _parse(html)
        html = tree.text_content() if tree is not None else ""
    return clean_line(html)


def _has_markup(html: str) -> bool:
    """Whether there is a tag that is closed, or a character reference. Not by one expression: each
    of many tags that nothing closes would be followed to the end."""
    tag = _TAG.search(html)
    is_closed = tag is not None and html.find(">", tag.end()) >= 0
    return is_closed or _REFERENCE.search(html) is not None


def _parse(html: str) -> Any:
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    source = f"<html><body>{bounded(mended(clean(html)))}</body></html>".encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(source, parser=parser)
    except (lxml.etree.LxmlError, ValueError):
        return None
    return tree.find("body")


def _without_tags(html: str) -> str:
    return re.sub(r"<[^<>]*>", "\n", html).replace("<", " ")


def _depth(tree: Any) -> int:
    """How deep elements are nested, without recursion."""
    deepest = depth = 0
    for event, _ in lxml.etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _rename(tree: Any) -> None:
    lxml.etree.strip_elements(tree, *_SILENT, with_tail=False)
    for element in list(tree.iter("figcaption")):
        element.tag = "p"
        element.text = f"{CAPTION}{element.text or ''}"
    for element in list(tree.iter()):
        tag = element.tag
        if tag in _STYLED:
            element.tag = "hi"
            element.set("rend", _STYLED[tag])
        elif tag in _INLINE:
            element.tag = "span"
            element.attrib.pop("rend", None)
        elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            element.tag = "head"
            element.set("rend", tag)
        elif tag in _RENAMED:
            element.tag = _RENAMED[tag]
            if tag in ("ul", "ol"):
                element.set("rend", tag)
