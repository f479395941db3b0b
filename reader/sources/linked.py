"""JSON-LD: what a page says about its article in schema.org's words.

Pages break it in every way (trailing commas, comments, line breaks within strings), so that a
script which does not parse is left out, never an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Final

from reader.sources.characters import clean, clean_line

Node = dict[str, Any]

_COMMENT: Final = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|"
                             r"(?:-->|//\s*\]\]>|\]\]>|;)\s*\Z", re.DOTALL)  # fmt: skip
_TRAILING_COMMA: Final = re.compile(r",\s*(?=[}\]])")
_ARTICLE: Final = re.compile(r"(?:Article|Posting|Report|Review|Blog Post)\Z")

_DEEPEST: Final = 12
"""How deep a node may stand in another: real pages need four, an attack wants thousands."""


def read_nodes(scripts: list[str]) -> list[Node]:
    """Every JSON object in the scripts of a page, in the order they stand, nested ones too."""
    return [node for script in scripts for node in _walk(_load(script), 0)]


def find_article(nodes: list[Node], headings: frozenset[str]) -> Node:
    """The node that describes this page's article; empty when none does.

    Pages also describe related articles. The right one is named like one of `headings` (the
    page's own, casefolded); failing that it is the first of those that say most.
    """
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in types(node))]
    articles = [node for node in articles if text_of(node.get("headline") or node.get("name"))]

    def rank(node: Node) -> tuple[bool, int]:
        named = text_of(node.get("headline") or node.get("name")).casefold() in headings
        told = sum(key in node for key in ("articleBody", "datePublished", "author", "publisher"))
        return named, told

    return max(articles, key=rank, default={})


def types(node: Node) -> list[str]:
    """A node's types, without the address of their vocabulary."""
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def text_of(value: Any) -> str:
    """A property as one line of text, whether it is written as text, a list or a named thing."""
    if isinstance(value, list):
        value = next((one for one in value if one), "")
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
        value = value[0] if isinstance(value, list) and value else value
    return clean_line(unescape(value)) if isinstance(value, str) else ""


def body_of(node: Node) -> str:
    """The article's whole text as the page describes it, or empty."""
    value = node.get("articleBody")
    if isinstance(value, list):
        value = "\n".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    return clean(re.sub(r"<[^<>]{1,500}>", " ", unescape(value)))


def names_of(value: Any, nodes: list[Node]) -> list[str]:
    """The names of authors or publishers, in order, each once; a node that only points to another
    node of the page is looked up there."""
    names: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and "name" not in one and "@id" in one:
            one = next((n for n in nodes if n.get("@id") == one["@id"] and "name" in n), one)
        inner = one.get("name") if isinstance(one, dict) else None
        names += names_of(inner, nodes) if isinstance(inner, list) else [text_of(one)]
    return [n for n in dict.fromkeys(names) if n and not n.startswith(("http:", "https:", "@"))]


def _load(script: str) -> Any:
    for form in _forms(script):
        try:
            return json.loads(form, strict=False)
        except json.JSONDecodeError as problem:
            if problem.msg == "Extra data":
                return _load_first(form)
        except (RecursionError, ValueError):
            return None  # Nested past all measure, or a number of thousands of digits.
    return None


def _forms(script: str) -> Iterator[str]:
    """A script as it stands, and as it would be without the commonest mistakes."""
    script = script.strip()
    yield script
    bare = _COMMENT.sub("", _COMMENT.sub("", script).strip())
    yield bare
    yield _TRAILING_COMMA.sub("", bare)


def _load_first(script: str) -> Any:
    try:
        return json.JSONDecoder(strict=False).raw_decode(script)[0]
    except (ValueError, RecursionError):
        return None


def _walk(value: Any, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                yield from _walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, depth + 1)
