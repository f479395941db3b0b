"""Which lines of an HTML page are the standfirst, and which only describe it elsewhere."""

from __future__ import annotations

import re
from typing import Any, Final

from reader.article import Block
from reader.sources.agreement import folded
from reader.sources.body import SPACE
from reader.sources.masthead import Masthead

_CLASS: Final = re.compile(
    r"standfirst|stand-first|\bdek\b|deck|subtitle|sub-title|subheadline|subhead|summary|"
    r"\blead\b|lead-?text|\bintro|teaser|excerpt|abstract|vorspann|chapo|entradilla|sommario|"
    r"ingress|\bspot\b|description|\bsub\b|\bsummary|\bstrap",
    re.IGNORECASE,
)
"""What papers call the lines between headline and text in their pages' classes."""


_STOPS: Final = (".", "!", "?", "…", "。", ":")
"""What a paragraph ends in and a line between headline and text often does not."""


def find_standfirst(tree: Any, masthead: Masthead, blocks: list[Block]) -> tuple[str, int | None]:
    """The standfirst, and which of the body's first blocks it is, if any.

    What a page describes itself with is as often its first paragraph, or that cut short; then
    the article has none.
    """
    for described in masthead.standfirsts:
        line = folded(described)
        if not line or line == folded(masthead.headline):
            continue
        for at, block in enumerate(blocks[:3]):
            opening = folded(block.text)
            if opening == line and _is_set_apart(tree, block):
                return block.text, at
            if opening.startswith(line[: max(40, len(line) - 20)]):
                return "", None
        if line in folded(" ".join(block.text for block in blocks[:4])):
            return "", None
        return described, None
    return "", None


def _is_set_apart(tree: Any, block: Block) -> bool:
    """Whether a paragraph stands outside the run of paragraphs, or is classed as an opening."""
    if block.role == "subhead" or not block.text.rstrip("”’»)\"'").endswith(_STOPS):
        return True
    element = shown(tree, block.text)
    if element is None:
        return False
    parent = element.getparent()
    names = [f"{e.get('class', '')} {e.get('id', '')}" for e in (element, *element.iter("p"))]
    if _CLASS.search(" ".join(names)):
        return True
    if parent is None:
        return False
    fellows = [
        e for e in parent if e is not element and e.tag == "p" and len(e.text_content()) > 60
    ]
    return len(fellows) < 2


def shown(tree: Any, text: str) -> Any:
    """The outermost element of a page's body that shows this text and nothing else, or None."""
    line = folded(text)
    start = " ".join(text.split())[:12]
    for element in tree.iter():
        opening = (element.text or "").replace(SPACE, " ").strip()
        if not opening or not (opening.startswith(start) or start.startswith(opening)):
            continue
        climbed = element
        while climbed is not None and len(climbed.text_content()) < 2 * len(text) + 200:
            if folded(climbed.text_content()) == line:
                found = climbed
                while (parent := found.getparent()) is not None and folded(
                    parent.text_content()
                ) == line:
                    found = parent
                return found
            climbed = climbed.getparent()
    return None
