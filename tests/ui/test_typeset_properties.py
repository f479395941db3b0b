"""What holds for every page, whatever the article and the width."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.article import Article, Block, Entity, Mark, Mention, Quote, Span
from reader.config import bundled_folder
from reader.ui.layout import Layout
from reader.ui.page import Page
from reader.ui.paint import paint
from reader.ui.theme import load
from reader.ui.typeset import typeset

THEME = load("evening-edition", [bundled_folder("themes")])
LEVELS = ("off", "subtle", "normal", "strong")
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")

PIECES = (
    "the", "ministers", "“talks", "end”", '"no', 'deal"', "well-known", "rate—cut", "2021–22",
    "首相は", "東京で", "「会談」", "👨\u200d👩\u200d👧", "🇫🇷", "e\u0301tude", "❤️", "a\u00a0b",
    "(sic)", "https://example.org/a/very/long/address?with=query&and=more" * 2,
    "un\u00adbreak", "\u202eevil", "\x1b[31m", "\ud800", "\u200b", "zero\u200bwidth", "\u0301",
)  # fmt: skip
words = st.one_of(
    st.sampled_from(PIECES),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14),
    st.characters(),
)
paragraphs = st.lists(
    st.tuples(words, st.sampled_from([" ", " ", " ", "  ", "\t", "\n", "\u3000", ""])), max_size=25
).map(lambda parts: "".join(word + space for word, space in parts))
roles = st.sampled_from(
    ("body", "body", "body", "headline", "standfirst", "byline", "dateline", "subhead", "quote",
     "list", "code", "table", "caption", "boilerplate")
)  # fmt: skip


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    text = draw(paragraphs)
    size = len(text)
    marks = tuple(
        Mark(*sorted((draw(st.integers(0, size)), draw(st.integers(0, size)))), kind, "https://x")
        for kind in draw(
            st.lists(st.sampled_from(["strong", "emphasis", "code", "link"]), max_size=3)
        )
    )
    label = draw(st.sampled_from(["", "", "1.", "23.", "python"]))
    return Block(text, draw(roles), draw(st.sampled_from(["", "advert"])), marks,
                 draw(st.integers(0, 3)), label)  # fmt: skip


@st.composite
def articles(draw: st.DrawFn) -> Article:
    parts = tuple(draw(st.lists(blocks(), max_size=5)))
    open_blocks = [n for n, b in enumerate(parts) if b.text and b.role != "boilerplate"]
    entities, quotes = [], []
    for number in draw(st.lists(st.sampled_from(open_blocks), max_size=6)) if open_blocks else []:
        size = len(parts[number].text)
        low, high = sorted((draw(st.integers(0, size)), draw(st.integers(0, size))))
        if draw(st.booleans()):
            kind = draw(st.sampled_from(["person", "org", "place", "event"]))
            entities.append(Entity("A Name", kind, (Mention(number, low, high, kind),)))
        else:
            quotes.append(Quote((Span(number, low, high),), draw(st.sampled_from([None, "the"]))))
    heads = [b.text for b in parts if b.role == "headline"]
    return Article(
        headline=draw(st.sampled_from([*heads, "", "Ministers  meet"])),
        standfirst=draw(st.sampled_from(["", "They met. 👍", "the the"])),
        byline=draw(st.sampled_from(["", "A Writer"])),
        published=draw(st.sampled_from([None, datetime(2026, 1, 2, 3, 4, tzinfo=UTC)])),
        source=draw(st.sampled_from(["", "The Paper"])),
        section=draw(st.sampled_from(["", "Straße"])),
        blocks=parts, entities=tuple(entities), quotes=tuple(quotes),
    )  # fmt: skip


layouts = st.builds(
    Layout,
    measure=st.integers(40, 100),
    align=st.sampled_from(["left", "centre"]),
    margin=st.integers(0, 12),
    paragraph=st.sampled_from(["blank", "indent", "both"]),
    line_spacing=st.integers(1, 2),
    justify=st.booleans(),
    hyphenate=st.sampled_from(["auto", "never", "always"]),
    hanging_quotes=st.booleans(),
    quote_gutter=st.sampled_from(["bar", "none"]),
    rule=st.sampled_from(["none", "thin", "double"]),
    headline_case=st.sampled_from(["asis", "title", "upper"]),
    entity_repeat=st.sampled_from(["all", "paragraph", "first"]),
)


def divide(word: str) -> tuple[int, ...]:
    return tuple(range(3, len(word) - 2, 2))


def drawn_characters(page: Page) -> list[tuple[int, int]]:
    return [
        (line.block, source + n)
        for line in page.lines
        for _, source, length in line.pieces
        for n in range(length)
        if line.block >= 0
    ]


def visible(article: Article, number: int) -> set[tuple[int, int]]:
    text = article.blocks[number].text
    return {
        (number, n)
        for n, letter in enumerate(text)
        if letter.strip() and not INVISIBLE.match(letter) and cell_len(letter)
    }


@settings(max_examples=60, deadline=None)
@given(articles(), st.integers(1, 200), layouts, st.booleans())
def test_every_page_is_sound(
    article: Article, width: int, layout: Layout, show_notices: bool
) -> None:
    page = typeset(article, width, layout, show_notices=show_notices, hyphenator=divide)
    edge = page.left + max(2, page.measure)
    for line in page.lines:
        assert line.indent >= 0
        assert line.indent + line.width <= edge, line
        assert "".join(line.text[r.start : r.end] for r in line.runs) == line.text
        assert line.text.isprintable() or not line.text.strip() or not line.text.isascii()
        for index, source, length in line.pieces:
            text = article.blocks[line.block].text[source : source + length]
            for ours, theirs in zip(line.text[index : index + length], text, strict=True):
                assert ours in (theirs, " ", "\ufffd") or line.kind in ("headline", "kicker")

    drawn = drawn_characters(page)
    assert len(drawn) == len(set(drawn)), "a character is drawn twice"
    for number, block in enumerate(article.blocks):
        is_hidden = block.role == "boilerplate" and not show_notices
        if block.role in ("headline", "standfirst", "byline", "dateline") or is_hidden:
            continue
        assert visible(article, number) <= set(drawn)
    for number in range(len(article.blocks)):
        assert 0 <= page.line_of_block(number) <= len(page.lines)


@settings(max_examples=60, deadline=None)
@given(articles(), st.integers(2, 120), layouts)
def test_a_place_in_the_text_and_a_place_on_the_page_find_each_other(
    article: Article, width: int, layout: Layout
) -> None:
    page = typeset(article, width, layout, show_notices=True, hyphenator=divide)
    shown = set(drawn_characters(page))
    for number in range(len(article.blocks)):
        for place in sorted(visible(article, number) & shown):
            line, column = page.locate(*place)
            assert page.lines[line].block == number
            found = page.source(line, column)
            # Joined characters (flags, families) share their cells: the first of them is found.
            assert found is not None
            assert found[0] == number
            assert page.locate(*found) == (line, column)
            assert found[1] <= place[1]


@settings(max_examples=60, deadline=None)
@given(
    articles(), st.integers(1, 120), layouts, st.sampled_from(LEVELS), st.booleans(),
    st.tuples(st.integers(0, 60), st.integers(0, 60)),
)  # fmt: skip
def test_every_line_is_painted_to_its_full_width(
    article: Article, width: int, layout: Layout, level: str, dim: bool, hit: tuple[int, int]
) -> None:
    page = typeset(article, width, layout, hyphenator=divide)
    low, high = sorted(hit)
    for line in page.lines:
        strip = paint(
            line, THEME, width, hits=[(low, high)], current=(low, high), dim=dim,
            entity_level=level, selection=(low, high + 3),
        )  # fmt: skip
        assert strip.cell_length == width
        assert sum(cell_len(segment.text) for segment in strip) == width
        assert not re.search(
            "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", strip.text
        )
        assert all(segment.style and segment.style.bgcolor for segment in strip if segment.text)


@settings(max_examples=60, deadline=None)
@given(articles(), st.integers(1, 120), layouts)
def test_words_are_counted_upwards_from_line_to_line(
    article: Article, width: int, layout: Layout
) -> None:
    page = typeset(article, width, layout)
    before = [page.words_before(n) for n in range(len(page.lines) + 1)]
    assert before == sorted(before)
    assert before[-1] == page.words
