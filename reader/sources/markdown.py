"""Markdown → Article: CommonMark with tables, strikethrough and front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reader.article import Article, Block, MarkKind, Role
from reader.sources.addresses import absolute, is_web
from reader.sources.characters import clean, clean_line
from reader.sources.dates import read_date
from reader.sources.front_matter import read_front_matter
from reader.sources.runs import Runs, Style
from reader.sources.tags import bounded

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^<>]{0,4000})>")
_HREF: Final = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_CREDIT: Final = re.compile(
    r"^\W*(?:by|von|par|por|text|words|story)\b|\b(?:19|20)\d\d\b", re.IGNORECASE
)
_LONGEST_CREDIT: Final = 70
"""Characters of a line that says by whom or when."""

_KINDS: Final[dict[str, MarkKind]] = {
    "strong": "strong",
    "b": "strong",
    "em": "emphasis",
    "i": "emphasis",
    "code": "code",
}

_parser: Final = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])


def read_markdown(text: str, location: str = "") -> Article:
    """The article of a Markdown text.

    The first heading of rank one is the headline. A paragraph that repeats what the front
    matter gives as standfirst or byline is that. Raw HTML is read for its text.
    """
    fields, text = read_front_matter(clean(text))
    url = fields.get("url", "")
    base = url if is_web(url) else location if is_web(location) else ""
    composer = _Composer(base)
    composer.read(_parser.parse(text))
    blocks = composer.blocks

    headline = fields.get("headline", "")
    at = next((n for n, b in enumerate(blocks) if b.role == "subhead" and b.level == 1), None)
    if at is not None:
        headline = clean_line(blocks[at].text)
        blocks[at] = Block(blocks[at].text, "headline", marks=blocks[at].marks)
    elif headline:
        blocks.insert(0, Block(headline, "headline"))
    standfirst, byline = fields.get("standfirst", ""), fields.get("byline", "")
    known: dict[str, Role] = {f"By {byline}": "byline", byline: "byline", standfirst: "standfirst"}
    for number, block in enumerate(blocks):
        role = known.get(clean_line(block.text))
        if role and block.role == "body":
            blocks[number] = Block(block.text, role, marks=block.marks)
    at = next((n + 1 for n, b in enumerate(blocks) if b.role == "headline"), 0)
    if not standfirst and at and at + 1 < len(blocks) and _is_standfirst(blocks[at]):
        standfirst = clean_line(blocks[at].text)
        blocks[at] = Block(blocks[at].text, "standfirst", marks=blocks[at].marks)
    return Article(
        headline=headline,
        standfirst=standfirst,
        byline=byline,
        published=read_date(fields.get("published", "")),
        source=fields.get("source", ""),
        url=base,
        language=fields.get("language", ""),
        section=fields.get("section", ""),
        blocks=tuple(blocks),
    )


def _is_standfirst(block: Block) -> bool:
    """Whether the paragraph under the headline is set in italics or bold whole."""
    whole = any(
        mark.kind in ("emphasis", "strong") and mark.start == 0 and mark.end == len(block.text)
        for mark in block.marks
    )
    words = len(block.text.split())
    return block.role == "body" and whole and 6 <= words <= 80 and not _CREDIT.search(block.text)


class _Composer:
    """Turns the parser's tokens into blocks."""

    def __init__(self, base: str) -> None:
        self.blocks: list[Block] = []
        self._base = base
        self._within: list[Role] = []
        self._numbers: list[str] = []
        self._is_caption = False

    def read(self, tokens: Sequence[Token]) -> None:
        """Add the blocks of these tokens, in order."""
        heading = 0
        label = ""
        table: Runs | None = None
        for token in tokens:
            match token.type:
                case "heading_open":
                    heading = int(token.tag[1:])
                case "heading_close":
                    heading = 0
                case "blockquote_open":
                    self._within.append("quote")
                case "bullet_list_open" | "ordered_list_open":
                    self._within.append("list")
                case "blockquote_close" | "bullet_list_close" | "ordered_list_close":
                    self._within.pop()
                case "list_item_open":
                    label = f"{token.info}." if token.info else ""
                case "fence" | "code_block":
                    words = token.info.split()
                    self._code(token.content, words[0] if words else "")
                case "html_block":
                    self._html(token.content)
                case "table_open":
                    table = Runs()
                case "tr_open" if table is not None:
                    if table.text:
                        table.separate("\n")
                    first_cell = True
                case "th_open" | "td_open" if table is not None:
                    if not first_cell:
                        table.separate("\t")
                    first_cell = False
                case "table_close":
                    self._add(table, "table")
                    table = None
                case "inline" if table is not None:
                    _inline(token.children or [], table, self._base)
                case "inline":
                    self._paragraph(token, heading, label)
                    label = ""

    def _paragraph(self, token: Token, heading: int, label: str) -> None:
        if not heading and not self._within and not self._is_caption and self._is_credits(token):
            for line in _lines(token.children or []):
                runs = Runs()
                _inline(line, runs, self._base)
                self._add(runs, "body")
            return
        runs = Runs()
        captions = _inline(token.children or [], runs, self._base)
        if heading:
            self._add(runs, "subhead", heading)
        elif self._is_caption:
            self._add(runs, "caption")
        elif self._within and self._within[-1] == "list":
            self._add(runs, "list", self._within.count("list"), label)
        else:
            self._add(runs, "quote" if self._within else "body")
        for caption in captions:
            self._add(caption, "caption")

    def _is_credits(self, token: Token) -> bool:
        """Whether a paragraph above the text is short lines of which one says by whom or when.

        Prose that is broken at a column has lines that go on in lower case or end a sentence.
        """
        if len(self.blocks) > 5 or "\n" not in token.content:
            return False
        lines = ["".join(t.content for t in line) for line in _lines(token.children or [])]
        return (
            1 < len(lines) <= 5
            and max(map(len, lines)) <= _LONGEST_CREDIT
            and all(line[:1].isupper() or line[:1].isdigit() for line in lines)
            and not lines[-1].endswith((".", "!", "?", '"', "”"))
            and all(len(block.text) <= 300 for block in self.blocks)
            and any(_CREDIT.search(line) for line in lines)
        )

    def _code(self, content: str, language: str) -> None:
        runs = Runs(verbatim=True)
        runs.append(content)
        self._add(runs, "code", label=language)

    def _html(self, content: str) -> None:
        if content.strip() in ("<figcaption>", "</figcaption>"):
            self._is_caption = content.strip() == "<figcaption>"
            content = ""
        runs = Runs()
        runs.append(_html_text(content) if content else "")
        self._add(runs, "quote" if self._within else "body")

    def _add(self, runs: Runs | None, role: Role, level: int = 0, label: str = "") -> None:
        if runs and (block := runs.block(role, level=level, label=clean_line(label))):
            self.blocks.append(block)


def _inline(tokens: Sequence[Token], runs: Runs, base: str) -> list[Runs]:
    """Append a paragraph's text and typography; gives the captions of the images in it."""
    styles: list[Style] = []
    captions: list[Runs] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                runs.append(token.content, tuple(styles))
            case "softbreak" | "hardbreak":
                runs.append(" ", tuple(styles))
            case "code_inline":
                runs.append(token.content, (*styles, ("code", "")))
            case "strong_open":
                styles.append(("strong", ""))
            case "em_open":
                styles.append(("emphasis", ""))
            case "link_open":
                styles.append(("link", absolute(str(token.attrGet("href") or ""), base)))
            case "strong_close" | "em_close" | "link_close":
                kind = {"s": "strong", "e": "emphasis", "l": "link"}[token.type[0]]
                _leave(styles, kind)
            case "image":
                caption = Runs()
                captions += [caption, *_inline(token.children or [], caption, base)]
            case "html_inline":
                _html_tag(token.content, styles, runs, base)
    return captions


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of a paragraph line by line, where no typography runs over a line's end."""
    lines: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += token.nesting
        if token.type in ("softbreak", "hardbreak") and not depth:
            lines.append([])
        else:
            lines[-1].append(token)
    return lines


def _html_text(content: str) -> str:
    """The words of a block of raw HTML, without scripts; lxml reads any rubbish in good time."""
    import lxml.html

    try:
        tree = lxml.html.document_fromstring(f"<div>{bounded(content)}</div>")
    except (lxml.etree.LxmlError, ValueError):
        return ""
    lxml.etree.strip_elements(tree, "script", "style", "template", with_tail=False)
    return " ".join(part for part in tree.itertext() if isinstance(part, str))


def _html_tag(content: str, styles: list[Style], runs: Runs, base: str) -> None:
    """What a raw tag opens or closes; tags that are no typography are white space or nothing."""
    match = _TAG.match(content)
    if match is None:
        return
    name = match[2].lower()
    kind: MarkKind | None = "link" if name == "a" else _KINDS.get(name)
    if kind is None:
        if name in ("br", "p", "div", "li", "td", "tr"):
            runs.append(" ")
    elif match[1]:
        _leave(styles, kind)
    else:
        href = _HREF.search(match[3]) if kind == "link" else None
        target = unescape(href[1] or href[2] or href[3] or "") if href else ""
        styles.append((kind, absolute(target, base) if target else ""))


def _leave(styles: list[Style], kind: str) -> None:
    """Close the innermost style of a kind."""
    for at in range(len(styles) - 1, -1, -1):
        if styles[at][0] == kind:
            del styles[at]
            return
