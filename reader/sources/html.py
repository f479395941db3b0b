"""HTML pages: the article out of the page, by trafilatura, with its typography.

The page is parsed once. What it says about itself is read by `masthead`, the body is found by
trafilatura, whose tree `body` turns into blocks and marks. Where the page describes its article
whole, in JSON-LD, that is the measure of what was found.
"""

from __future__ import annotations

import logging
import re
from copy import copy
from dataclasses import replace
from typing import Any, Final

import lxml.html
from lxml.etree import ElementDefaultClassLookup
from trafilatura import bare_extraction
from trafilatura.meta import reset_caches
from trafilatura.settings import Document

from reader.article import Article, Block
from reader.sources.addresses import is_web, shown_name
from reader.sources.agreement import Shingles, folded, share, shingles
from reader.sources.body import CAPTION, SPACE, read_body
from reader.sources.characters import clean, clean_line
from reader.sources.masthead import Masthead, read_masthead
from reader.sources.original import SourceError
from reader.sources.references import mended
from reader.sources.standfirst import find_standfirst, shown
from reader.sources.tags import bounded

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

MOST_ELEMENTS: Final = 100_000
"""Elements of a page that is still read; the longest news pages have a tenth of it."""

LONG: Final = 400
"""Characters of a paragraph that is never hidden for want of a description: descriptions are cut
short at times, and a long paragraph lost costs more than a long teaser shown."""
NOT_DESCRIBED: Final = "not in the article as the page describes it"
"""The reason of blocks that the page shows among its paragraphs but leaves out in JSON-LD."""

_SHORT: Final = 1_500
"""Characters under which an extraction is tried again less strictly."""

_MORE: Final = 1.5
"""How many times as much the second one has to find."""

_TELLING: Final = 400
"""Characters from which a description is taken for the article and not for a teaser."""

_FRAMED: Final = 0.8
"""How much of the text in paragraphs stands in the element that is taken for the article's."""

_LEAST_FRAMED: Final = 500
"""Characters, of the same."""

_RENEWED_AFTER: Final = 500
"""Pages after which trafilatura's caches, which keep text of every page, are emptied."""

_SILENT: Final = (
    "aside", "audio", "button", "canvas", "embed", "figure", "footer", "head", "iframe", "img",
    "input", "nav", "noscript", "object", "picture", "script", "select", "source", "style", "svg",
    "template", "video",
)  # fmt: skip
"""Elements without words of the article. Most of a page is these: without them all goes faster."""

_CONTROL: Final = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127)(?!\d)|[xX]0*(?:[0-8bBcCeEfF]|1[\da-fA-F]|7[fF])"
    r"(?![\da-fA-F]));?"
)
"""References to control characters. Libxml2 reads them, but no tree with one can be built anew,
and the whole body would be lost."""

_CONTAINERS: Final = ("div", "p", "section", "span")
"""Elements that go when nothing is in them. Links do not: trafilatura counts them."""

_BLANK: Final = " \t\n\r\f"

_pages_read = 0


def read_html(text: str, location: str) -> Article:
    """The article of an HTML page. Raises SourceError when nothing on it can be read."""
    tree = _parse(text, location)
    masthead = read_masthead(tree, location)
    _strip(tree)
    blocks = _find_body(tree, _base(tree, masthead, location), masthead.body)
    if not blocks and not masthead.headline:
        raise SourceError(
            f"{shown_name(location)} has no text that can be read: the page may need a browser"
        )
    return _article(tree, masthead, blocks)


def _parse(text: str, location: str) -> Any:
    """The page as an lxml tree. Raises SourceError where it has none, or is past all measure."""
    # Before the tree is built, which takes forty times the memory of the tags.
    if (tags := text.count("<")) > 4 * MOST_ELEMENTS:
        raise SourceError(f"{shown_name(location)} is too large to be an article: {tags:,} tags")
    parser = lxml.etree.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    # lxml.html's own parser asks Python, for every element looked at, what class it is of.
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=lxml.html.HtmlElement))
    plain = _CONTROL.sub("", bounded(mended(clean(text))))
    source = plain.encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(source, parser=parser)
    except (lxml.etree.LxmlError, ValueError) as problem:
        raise SourceError(f"{shown_name(location)} has no text that can be read") from problem
    # Of a tag comes one element, and one around it where it may not stand alone.
    count = int(tree.xpath("count(//*)")) if 2 * tags >= MOST_ELEMENTS else 0
    if count > MOST_ELEMENTS:
        raise SourceError(
            f"{shown_name(location)} is too large to be an article: {count:,} elements, "
            f"the limit is {MOST_ELEMENTS:,}"
        )
    return tree


def _base(tree: Any, masthead: Masthead, location: str) -> str:
    """What relative links on the page are relative to."""
    for element in tree.iter("base"):
        if is_web(element.get("href", "")):
            return str(element.get("href"))
    return location if is_web(location) else masthead.url


def _strip(tree: Any) -> None:
    """Take out what has no words of the article, so that all that follows is faster.

    A picture leaves its caption, as a paragraph with a sign before it: trafilatura passes
    pictures over, paragraphs it keeps in their place. A figure that is a table, code or quote
    is no picture.
    """
    for figure in tree.xpath("//figure[not(ancestor::figure)]"):
        if next(figure.iter("table", "pre", "blockquote"), None) is not None:
            figure.tag = "div"
            continue
        for caption in figure.iter("figcaption"):
            words = clean_line(caption.text_content())
            linked = sum(len(link.text_content()) for link in caption.iter("a"))
            if len(words.split()) >= 3 and linked < len(words) / 2:
                paragraph = lxml.html.Element("p")
                paragraph.text = f"{CAPTION}{words}"
                figure.addprevious(paragraph)
    lxml.etree.strip_elements(tree, *_SILENT, with_tail=False)
    _drop_empty(tree)
    _keep_spaces(tree)


def _drop_empty(tree: Any) -> None:
    """Take out containers with nothing in them: places for advertisements, icons, what scripts
    fill. Each would be held against all of trafilatura's rules, and a third of a page is these."""
    # Backwards, so that what holds empty ones alone is empty when its turn comes.
    for element in reversed(list(tree.iter(*_CONTAINERS))):
        if not len(element) and _is_blank(element.text) and _is_blank(element.tail):
            element.drop_tree()


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()


def _keep_spaces(tree: Any) -> None:
    """Mark the spaces before links and in empty cells of tables, which trafilatura drops."""
    for link in tree.iter("a"):
        before, parent = link.getprevious(), link.getparent()
        text = parent.text if before is None else before.tail
        # A no-break space is kept as it is.
        if text and text[-1] in _BLANK and not text.isspace():
            marked = f"{text.rstrip(_BLANK)}{SPACE}"
            if before is None:
                parent.text = marked
            else:
                before.tail = marked
    for row in tree.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        empty = [cell for cell in cells if not cell.text_content().strip()]
        if 0 < len(empty) < len(cells):
            for cell in empty:
                del cell[:]
                cell.text = SPACE


def _find_body(tree: Any, base: str, described: str) -> list[Block]:
    """The blocks of the article proper, measured against how the page describes it."""
    blocks = _extract(_framed(tree), base, strictly=True)
    if len(described) < _TELLING:
        enough = _MORE * _length(blocks)
        if _length(blocks) < _SHORT and _unlinked(tree) > enough:
            wider = _extract(tree, base, strictly=False)
            return wider if _length(wider) > enough else blocks
        return blocks

    told, found = shingles([described]), _shingles(blocks)
    if share(told, found) < 0.9:
        wider = _extract(tree, base, strictly=False)
        if _agreement(told, found_wider := _shingles(wider)) > _agreement(told, found):
            blocks, found = wider, found_wider
    if _length(blocks) < 0.3 * len(described):
        return [Block(paragraph) for paragraph in _paragraphs(described)]
    if share(told, found) < 0.85 or share(found, told) < 0.6:
        return blocks
    return _marked_off(blocks, told)


def _unlinked(tree: Any) -> int:
    """Characters of a page's text that are in no link: hardly an article has more."""
    linked = sum(len(link.text_content()) for link in tree.iter("a"))
    return len(tree.text_content()) - linked


def _framed(tree: Any) -> Any:
    """The page around its article alone, where it marks one that holds nearly all paragraphs.

    Half a page is not looked through then, and nothing is lost: what finds the article begins
    with the element marked as one.
    """
    lengths = {paragraph: len(paragraph.text_content()) for paragraph in tree.iter("p")}
    enough = max(_FRAMED * sum(lengths.values()), _LEAST_FRAMED)
    frame = None
    for element in tree.iter("main", "article"):
        if sum(lengths[paragraph] for paragraph in element.iter("p")) >= enough:
            frame = element
    if frame is None:
        return tree
    within = copy(frame)
    within.tail = None
    for element in frame.iterancestors():
        around = element.makeelement(element.tag, dict(element.attrib))
        around.append(within)
        within = around
    return within


def _extract(tree: Any, base: str, *, strictly: bool) -> list[Block]:
    """What trafilatura takes for the article.

    Strictly by its own rules alone: what other extractors would take is asked for in the wider
    try only, which few pages need, and costs three times as much.
    """
    global _pages_read
    _pages_read += 1
    if _pages_read % _RENEWED_AFTER == 0:
        reset_caches()
    found = bare_extraction(
        tree,
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_tables=True,
        favor_precision=strictly,
        fast=strictly,
        output_format="xml",
    )
    return read_body(found.body, base) if isinstance(found, Document) else []


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _shingles(blocks: list[Block]) -> Shingles:
    return shingles(["\n".join(block.text for block in blocks if block.role != "caption")])


def _agreement(told: Shingles, found: Shingles) -> float:
    """How far what was found is what the page describes, neither less nor more (F1)."""
    return 2 * len(told & found) / (len(told) + len(found)) if found else 0.0


def _paragraphs(text: str) -> list[str]:
    """A described body in paragraphs; where it has none, a few sentences each."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    paragraphs: list[str] = []
    for line in filter(None, lines):
        sentences = re.split(r"(?<=[.!?。][\"”’»]) |(?<=[.!?。]) ", line)
        while sentences:
            paragraph = sentences.pop(0)
            while sentences and (len(line) < 1200 or len(paragraph) < 300):
                paragraph += f" {sentences.pop(0)}"
            paragraphs.append(paragraph)
    return paragraphs


def _marked_off(blocks: list[Block], told: Shingles) -> list[Block]:
    """The blocks with those hidden of which the page's description has not a word: teasers,
    pleas, captions. Subheads are rarely described; one stays unless all under it is hidden."""
    marked: list[Block] = []
    hidden_below = True
    for block in reversed(blocks):
        if block.role in ("body", "list"):
            hides = share(shingles([block.text]), told) < 0.1 and len(block.text) < LONG
            hidden_below = hides
        else:
            hides = block.role == "subhead" and hidden_below
        marked.append(replace(block, role="boilerplate", reason=NOT_DESCRIBED) if hides else block)
    return marked[::-1]


def _article(tree: Any, masthead: Masthead, blocks: list[Block]) -> Article:
    headline = masthead.headline
    blocks = _without_headline(blocks, headline)
    front = [Block(headline, "headline")] if headline else []
    standfirst, at = find_standfirst(tree, masthead, blocks)
    if at is not None:
        front.append(replace(blocks.pop(at), role="standfirst", level=0, reason=""))
    elif standfirst and shown(tree, standfirst) is not None:
        front.append(Block(standfirst, "standfirst"))
    blocks = _without_byline(blocks, masthead.byline)
    if masthead.byline:
        front.append(Block(masthead.byline, "byline"))
    return Article(
        headline=headline,
        standfirst=standfirst,
        byline=masthead.byline,
        published=masthead.published,
        source=masthead.source,
        url=masthead.url,
        language=masthead.language,
        section=masthead.section,
        blocks=(*front, *blocks),
    )


def _without_headline(blocks: list[Block], headline: str) -> list[Block]:
    """The body without the headline where it is repeated above the first paragraph."""
    title = folded(headline)
    return [
        block
        for number, block in enumerate(blocks)
        if number > 2 or not title or folded(block.text) != title
    ]


def _without_byline(blocks: list[Block], byline: str) -> list[Block]:
    """The body without the byline where it is repeated alone above the first paragraph."""
    names = folded(byline)
    repeated = {names, f"by {names}", f"von {names}", f"par {names}", f"por {names}"} - {""}
    return [
        block
        for number, block in enumerate(blocks)
        if number > 3 or not names or folded(block.text) not in repeated
    ]
