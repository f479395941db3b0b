"""Plain text: a block a line."""

from hypothesis import given
from hypothesis import strategies as st

from reader.sources.text import read_text


def test_each_line_that_is_not_empty_is_a_block() -> None:
    article = read_text("Bridge reopens\n\nBy Ada Obi\r\n\n  \nThe bridge  is open again. \n")
    assert [b.text for b in article.blocks] == [
        "Bridge reopens",
        "By Ada Obi",
        "The bridge  is open again. ",
    ]
    assert {b.role for b in article.blocks} == {"body"}


def test_a_page_fetched_as_plain_text_keeps_its_address() -> None:
    assert read_text("News.", "https://example.org/n").url == "https://example.org/n"
    assert read_text("News.", "/tmp/news.txt").url == ""


@given(st.lists(st.text(st.characters(categories=("L", "N", "P", "Zs")))))
def test_no_line_is_lost_and_none_is_changed(lines: list[str]) -> None:
    lines = [line.replace("\xad", "") for line in lines]
    blocks = read_text("\n".join(lines)).blocks
    assert [b.text for b in blocks] == [line for line in lines if line.strip()]
