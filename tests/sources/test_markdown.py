"""Markdown is read into blocks and marks, and written so that it reads the same."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from reader.article import Article, Block, Mark
from reader.sources.markdown import read_markdown
from reader.sources.markdown_writer import write_markdown

REPORT = """---
title: "Harbour: the long wait"
author: [Ines Prado, Tomasz Wilk]
date: 2024-05-01T10:00:00+02:00
source: The Quay Herald
url: https://quay.example/harbour
description: The port opens after three years.
tags:
  - ports
---
# Harbour: the *long* wait

The port opens after three years.

The **port authority** said on [Monday](/2024/monday) that
`berth 4` is ready.

## What changes

- Ferries
  - to the islands
- Cargo

3. Third
4. Fourth

> We waited long enough.
>
> Now we sail.

![The quay *at dawn*](quay.jpg)

| Berth | Open |
|-------|------|
| 4     | **yes** |

```python
if open:
    sail()
```
"""


def test_a_saved_report_becomes_an_article() -> None:
    article = read_markdown(REPORT)
    assert article.headline == "Harbour: the long wait"
    assert article.byline == "Ines Prado, Tomasz Wilk"
    assert article.source == "The Quay Herald"
    assert article.url == "https://quay.example/harbour"
    assert article.published is not None
    assert article.published.astimezone(UTC) == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert [(b.role, b.text, b.level, b.label) for b in article.blocks] == [
        ("headline", "Harbour: the long wait", 0, ""),
        ("standfirst", "The port opens after three years.", 0, ""),
        ("body", "The port authority said on Monday that berth 4 is ready.", 0, ""),
        ("subhead", "What changes", 2, ""),
        ("list", "Ferries", 1, ""),
        ("list", "to the islands", 2, ""),
        ("list", "Cargo", 1, ""),
        ("list", "Third", 1, "3."),
        ("list", "Fourth", 1, "4."),
        ("quote", "We waited long enough.", 0, ""),
        ("quote", "Now we sail.", 0, ""),
        ("caption", "The quay at dawn", 0, ""),
        ("table", "Berth\tOpen\n4\tyes", 0, ""),
        ("code", "if open:\n    sail()", 0, "python"),
    ]
    assert article.blocks[2].marks == (
        Mark(4, 18, "strong"),
        Mark(27, 33, "link", "https://quay.example/2024/monday"),
        Mark(39, 46, "code"),
    )


def test_the_report_survives_being_written_and_read() -> None:
    article = read_markdown(REPORT)
    assert read_markdown(write_markdown(article)) == article


def test_a_title_in_the_front_matter_is_the_headline_where_no_heading_is() -> None:
    article = read_markdown("---\ntitle: 'Storm''s end'\n---\nIt is over.\n")
    assert [(b.role, b.text) for b in article.blocks] == [
        ("headline", "Storm's end"),
        ("body", "It is over."),
    ]


def test_a_line_of_dashes_without_fields_is_no_front_matter() -> None:
    assert [b.text for b in read_markdown("Before\n\n---\n\nAfter\n").blocks] == ["Before", "After"]


def test_raw_html_is_read_for_its_text_and_marks_only() -> None:
    article = read_markdown(
        'Seen <b>at</b> <a href="https://a.example/?a=1&amp;b=2">noon</a><br>today\n\n'
        "<div onclick='x()'>In a box &amp; <em>old</em></div>\n\n<script>alert(1)</script>\n"
    )
    assert [b.text for b in article.blocks] == ["Seen at noon today", "In a box & old"]
    assert article.blocks[0].marks == (
        Mark(5, 7, "strong"),
        Mark(8, 12, "link", "https://a.example/?a=1&b=2"),
    )


def test_links_that_could_do_harm_lead_nowhere() -> None:
    article = read_markdown("[a](javascript:alert(1)) [b](file:///etc/passwd) [c](relative)")
    assert not [m for b in article.blocks for m in b.marks]


def test_notices_are_left_out_of_what_is_written() -> None:
    article = Article(blocks=(Block("News."), Block("Subscribe!", "boilerplate", "a plea")))
    assert write_markdown(article) == "News.\n"


SIGNS = """# one
- two
+ three
1. four
2) five
> six
    seven
===
---
***
```
&amp; &#35;
<b>bold</b>
~~gone~~
[a]: b
![x](y)
| a | b |"""


def test_signs_at_the_start_of_a_line_are_text() -> None:
    lines = SIGNS.split("\n")
    article = Article(blocks=tuple(Block(line) for line in lines))
    assert [b.text for b in read_markdown(write_markdown(article)).blocks] == [
        line.strip() for line in lines
    ]


TEXT = st.text(
    st.one_of(
        st.sampled_from("ab z.1\"'“—é字 "),
        st.sampled_from("*_`[]()<>#+-=~|\\!&;:{}^$\"'. "),
        st.characters(categories=("L", "N", "P", "S"), exclude_characters="\xad"),
    ),
    min_size=1,
    max_size=40,
).map(lambda text: " ".join(text.split()))
TARGETS = st.sampled_from(
    ["https://a.example/", "https://a.example/x_(y)?q=1&r=%20#z", "mailto:desk@a.example"]
)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    role = draw(st.sampled_from(["body", "subhead", "quote", "list", "caption"]))
    text = draw(TEXT.filter(bool))
    marks = []
    for kind in ("strong", "emphasis", "code", "link"):
        if draw(st.booleans()):
            start = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(start + 1, len(text)))
            while start < end and text[start] == " ":
                start += 1
            while start < end and text[end - 1] == " ":
                end -= 1
            if start < end:
                target = draw(TARGETS) if kind == "link" else ""
                marks.append(Mark(start, end, kind, target))
    marks.sort(key=lambda mark: (mark.start, -mark.end, mark.kind, mark.target))
    level = {"list": draw(st.integers(1, 3)), "subhead": draw(st.integers(2, 6))}.get(role, 0)
    label = draw(st.sampled_from(["", "1.", "2.", "7."])) if role == "list" else ""
    return Block(text, role, marks=tuple(marks), level=level, label=label)


@settings(max_examples=80, deadline=None)
@given(st.lists(blocks(), min_size=1, max_size=6))
def test_what_is_written_reads_back_with_its_marks(written: list[Block]) -> None:
    read = read_markdown(write_markdown(Article(blocks=tuple(written)))).blocks
    assert [(b.text, b.marks, b.role) for b in read] == [(b.text, b.marks, b.role) for b in written]
    assert [b.label for b in read] == [b.label for b in written]


CELLS = st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=4)


@settings(deadline=None)
@given(CELLS)
def test_a_table_reads_back(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join(row) for row in rows)
    if text.strip() != text or not text:
        return
    (table,) = read_markdown(write_markdown(Article(blocks=(Block(text, "table"),)))).blocks
    assert (table.role, table.text) == ("table", text)


@given(st.text(st.sampled_from("a `~\n\t#"), min_size=1))
def test_code_reads_back_to_the_letter(code: str) -> None:
    code = code.strip("\n").rstrip()
    if code:
        (block,) = read_markdown(write_markdown(Article(blocks=(Block(code, "code"),)))).blocks
        assert (block.role, block.text) == ("code", code)


@settings(deadline=None)
@given(st.text(st.sampled_from("a*_`[]()<>#+-=~|\\!&;:/ \n\t1."), max_size=200))
def test_every_text_can_be_read_and_every_mark_is_within_its_block(text: str) -> None:
    for block in read_markdown(text).blocks:
        assert block.text.strip()
        assert all(0 <= m.start < m.end <= len(block.text) for m in block.marks)


def test_the_lines_of_a_byline_stand_apart() -> None:
    head = "# Harbour opens\n\n**By Ines Prado**\nThe Quay Herald\nPosted May 1, 2024\n\n"
    article = read_markdown(f"{head}The port opened on Monday.\nNobody\ncame.\n")
    assert [block.text for block in article.blocks] == [
        "Harbour opens",
        "By Ines Prado",
        "The Quay Herald",
        "Posted May 1, 2024",
        "The port opened on Monday. Nobody came.",
    ]
    assert article.blocks[1].marks == (Mark(0, 13, "strong"),)


def test_a_paragraph_in_italics_under_the_headline_is_the_standfirst() -> None:
    line = "After three years of waiting the port opens, and nobody comes"
    for mark in ("*", "_", "**"):
        article = read_markdown(f"# Harbour opens\n\n{mark}{line}{mark}\n\nThe port opened.\n")
        assert article.standfirst == line
        assert [block.role for block in article.blocks] == ["headline", "standfirst", "body"]
    signed = read_markdown(
        "# Harbour opens\n\n*By Ines Prado and Tomasz Wilk of the Herald*\n\nx\n"
    )
    assert signed.standfirst == ""


def test_an_empty_cell_at_a_rows_start_keeps_its_column() -> None:
    article = read_markdown("# T\n\n|  | Open |\n|---|---|\n| Monday | 9 |\n|  | 10 |\n")
    table = article.blocks[1]
    assert table.text == "\tOpen\nMonday\t9\n\t10"
    assert read_markdown(write_markdown(article)).blocks[1] == table
