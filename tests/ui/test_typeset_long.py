"""Articles far longer than any news are set in time that grows as they do, no faster."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.article import Article, Block, Entity, Mention, Quote, Span
from reader.ui.hyphenation import hyphenator
from reader.ui.layout import Layout
from reader.ui.spans import Ranges
from reader.ui.typeset import typeset

COUNT = 4000
SENTENCE = "The mayor of Marvik saw the ferry. “We will sail again tomorrow,” said Kari Holm. "


def long_article(kind: str) -> Article:
    text = Block(SENTENCE * COUNT)
    starts = range(0, len(text.text), len(SENTENCE))
    match kind:
        case "names":
            mentions = tuple(Mention(0, at + 13, at + 19, "place") for at in starts)
            return Article(blocks=(text,), entities=(Entity("Marvik", "place", mentions),))
        case "quotes":
            opened, closed = SENTENCE.index("“"), SENTENCE.index("”") + 1
            spans = (Span(0, at + opened, at + closed) for at in starts)
            return Article(blocks=(text,), quotes=tuple(Quote((s,), "Ana Reis") for s in spans))
        case _:
            return Article(blocks=(Block("An item", "list", level=1, label="1."),) * 5 * COUNT)


@pytest.mark.parametrize("kind", ["names", "quotes", "items"])
def test_a_very_long_article_is_set_in_seconds(kind: str) -> None:
    article = long_article(kind)
    began = time.process_time()
    page = typeset(article, 100, Layout(), hyphenator=hyphenator("en"))
    assert time.process_time() - began < 3
    assert len(page.lines) > COUNT


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=8),
    st.integers(0, 40),
    st.integers(1, 9),
)
def test_ranges_meet_what_any_of_them_overlaps(
    ranges: list[tuple[int, int]], start: int, length: int
) -> None:
    whole = [(low, low + size) for low, size in ranges]
    end = start + length
    assert Ranges(whole).meets(start, end) == any(a < end and b > start for a, b in whole)
