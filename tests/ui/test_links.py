"""The links of an article: numbered on the page while they are listed, and followed by number."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.article import Article, Block, Entity, Mark, Mention, Quote, Role, Span
from reader.library import Library
from reader.library.arrival import pack
from reader.sources.original import Original
from reader.ui.layout import Layout
from reader.ui.links import links_of
from reader.ui.typeset import Page, typeset
from tests.ui.driving import MakeApp, press, reading, text_of
from tests.ui.news import NOW, fill

PARAGRAPH = (
    "The harbour master reads {} every morning, and says that nobody who has not will ever know"
    " why the boats leave when they do, nor why some of them come back a day before they should."
)


def linked(text: str, *words: str, role: Role = "body", **more: object) -> Block:
    """A block with a link at each of these words."""
    marks = tuple(
        Mark(text.index(word), text.index(word) + len(word), "link", f"https://quay.example/{word}")
        for word in words
    )
    return Block(text, role, marks=marks, **more)  # type: ignore[arg-type]


def drawn(page: Page) -> str:
    return "\n".join(" " * line.indent + line.text for line in page.lines)


def words_of(page: Page) -> str:
    return " ".join(drawn(page).split())


def paper(links: int = 12) -> Article:
    """An article of many paragraphs with a link in each."""
    blocks = [linked(PARAGRAPH.format(f"notice-{n}"), f"notice-{n}") for n in range(1, links + 1)]
    return Article(
        blocks=(Block("What the tide tables leave out", "headline"), *blocks),
        headline="What the tide tables leave out",
        published=NOW + timedelta(minutes=5),
        source="The Sandvik Courier",
        url="https://courier.example/tides",
    )


def add(library: Library, article: Article) -> None:
    fill(library)
    library.store.add([pack(article, Original("/news/tides", b"tides"), "by hand")])


# Set into the page


def test_a_number_stands_after_a_links_words_and_changes_no_offset() -> None:
    block = linked("Read the tables of the pilot first.", "the tables", "pilot")
    article = Article(blocks=(block,))
    page = typeset(article, 60, Layout(), number_links=True)
    assert "Read the tables[1] of the pilot[2] first." in drawn(page)
    line = next(line for line in page.lines if line.block == 0)
    assert [(r.link, line.text[r.start : r.end]) for r in line.runs if r.link] == [
        ("https://quay.example/the tables", "the tables[1]"),
        ("https://quay.example/pilot", "pilot[2]"),
    ]
    at = line.text.index("first")
    assert page.source(page.lines.index(line), line.indent + at) == (0, block.text.index("first"))
    assert page.source(page.lines.index(line), line.indent + line.text.index("[1]")) is None


def test_without_being_wanted_there_are_no_numbers() -> None:
    article = Article(blocks=(linked("Read the tables first.", "tables"),))
    assert "[1]" not in drawn(typeset(article, 60, Layout()))


def test_a_link_that_ends_in_a_space_has_its_number_at_its_last_word() -> None:
    block = Block("See here for more.", marks=(Mark(4, 9, "link", "https://quay.example"),))
    page = typeset(Article(blocks=(block,)), 60, Layout(), number_links=True)
    assert "See here[1] for more." in drawn(page)


def test_headlines_lists_quotes_tables_and_code_have_numbers_too() -> None:
    article = Article(
        headline="Bridge opens",
        blocks=(
            linked("Bridge opens", "Bridge", role="headline"),
            linked("Two sailings", "sailings", role="list", level=1, label="1."),
            linked("Nobody asked us", "asked", role="quote"),
            linked("Boat\tBerth\nKestrel\t12", "Kestrel", role="table"),
            linked("open the gate", "gate", role="code"),
            linked("Older news", "news", role="boilerplate"),
        ),
    )
    shown = words_of(typeset(article, 60, Layout(), number_links=True, show_notices=True))
    for words in ("Bridge[1]", "1. Two sailings[2]", "asked[3]", "Kestrel[4]", "gate[5]"):
        assert words in shown
    assert "[6]" not in shown


def test_no_row_begins_with_a_number_among_wide_characters() -> None:
    text = "港の水先案内人は毎朝この潮汐表を読んでから船を出す。"
    for width in range(24, 60):
        page = typeset(
            Article(blocks=(linked(text, "潮汐表", "案内人"),)), width, Layout(), number_links=True
        )
        assert all(not line.text.startswith("[") for line in page.lines)
        assert all(line.indent + cell_len(line.text) <= width for line in page.lines)


def test_a_number_within_a_name_divides_it_and_both_parts_stay_the_name() -> None:
    block = Block("So said Kari Nygaard.", marks=(Mark(8, 12, "link", "https://quay.example"),))
    named = (Entity("Kari Nygaard", "person", (Mention(0, 8, 20, "person"),)),)
    page = typeset(Article(blocks=(block,), entities=named), 60, Layout(), number_links=True)
    line = next(line for line in page.lines if line.block == 0)
    assert "said Kari[1] Nygaard." in line.text
    parts = [line.text[r.start : r.end].strip() for r in line.runs if r.entity]
    assert parts == ["Kari", "Nygaard"]


letters = st.text(alphabet="ab é東-“[ \u200b\t", min_size=1, max_size=120)


@given(letters, st.data(), st.integers(8, 70), st.sampled_from(get_args(Role)))
@settings(max_examples=200, deadline=None)
def test_with_numbers_every_letter_of_the_text_is_still_drawn_where_the_page_says(
    text: str, data: st.DataObject, width: int, role: Role
) -> None:
    def stretch() -> tuple[int, int]:
        low = data.draw(st.integers(0, len(text)))
        return low, data.draw(st.integers(low, len(text)))

    marks = tuple(
        Mark(*stretch(), "link", "https://quay.example")
        for _ in range(data.draw(st.integers(0, 4)))
    )
    article = Article(
        blocks=(Block(text, role, marks=marks),),
        quotes=(Quote((Span(0, *stretch()),)),),
        entities=(Entity("Ab", "person", (Mention(0, *stretch(), "person"),)),),
    )
    layout = Layout(measure_min=30, justify=True)
    page = typeset(article, width, layout, number_links=True, show_notices=True)
    plain = typeset(article, width, layout, show_notices=True)

    def source(page: Page) -> list[int]:
        return [
            offset
            for line in page.lines
            if line.block == 0
            for _, at, length in line.pieces
            for offset in range(at, at + length)
            if not text[offset].isspace()
        ]

    assert source(page) == source(plain)
    for line in page.lines:
        assert line.indent + cell_len(line.text) <= width
        assert 0 <= line.start <= line.end <= len(text)
        for index, at, length in line.pieces:
            for n in range(length):
                same = line.text[index + n] == text[at + n]
                assert same or text[at + n].isspace() or role == "headline"
    assert len(links_of(article)) == (0 if role == "boilerplate" else len(marks))


# In the reader


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_the_page_shows_the_numbers_while_the_links_are_listed(
    library: Library, make_app: MakeApp, size: tuple[int, int]
) -> None:
    add(library, paper())
    app = make_app(library)
    async with reading(app, "enter", size=size) as (screen, pilot):
        before = text_of(app)
        assert "[1]" not in before
        await press(app, pilot, "l")
        assert "notice-1[1]" in text_of(app).replace("\n", "")
        await press(app, pilot, "escape")
        assert text_of(app) == before
        assert screen.is_current


async def test_the_page_does_not_move_when_links_are_listed_and_stands_where_it_stood_after(
    library: Library, make_app: MakeApp
) -> None:
    add(library, paper(40))
    app = make_app(library)
    async with reading(app, "enter", "pagedown", "j", "j", size=(80, 24)) as (screen, pilot):
        page = screen.page
        top, first = page.scroll_offset.y, page._first_words()
        assert first is not None
        await press(app, pilot, "l")
        now = page._first_words()
        assert now is not None
        assert now.block == first.block
        assert now.start <= first.start < now.end
        await press(app, pilot, *"kkkkkkkkkkkkkk")
        assert page.scroll_offset.y != top
        await press(app, pilot, "escape")
        assert page.scroll_offset.y == top
        assert "[" not in "".join(line.text for line in page.page.lines)  # type: ignore[union-attr]


async def test_links_are_listed_from_the_list_also_where_it_hides_the_page(
    library: Library, make_app: MakeApp
) -> None:
    add(library, paper(40))
    app = make_app(library)
    keys = ("enter", "pagedown", "escape", "l")
    async with reading(app, *keys, size=(60, 20)) as (screen, pilot):
        assert "notice-1" in text_of(app)
        await press(app, pilot, "escape", "enter")
        assert screen.focused is screen.page
        assert "The harbour master reads" in text_of(app)
        assert "[" not in text_of(app)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ("", "Number or Enter opens"),
        ("links_window.choose = []", "Number opens"),
        ('preset = "none"\nlist.open = "enter"\nlinks = "l"', "Enter opens"),
    ],
)
async def test_the_foot_of_the_links_promises_no_number_that_is_not_bound(
    library: Library, arranged, keys: str, told: str
) -> None:
    add(library, paper())
    async with arranged(f"[keys]\n{keys}", "enter", "l") as (screen, _):
        assert f"│  {told}" in text_of(screen.app)


async def test_the_link_nearest_below_the_top_of_the_page_is_chosen_first(
    library: Library, make_app: MakeApp
) -> None:
    add(library, paper(40))
    app = make_app(library)
    async with reading(app, "enter", "pagedown", size=(80, 24)) as (screen, pilot):
        top = screen.page.scroll_offset.y
        await press(app, pilot, "l", "y")
        chosen = next(
            n for n, link in enumerate(links_of(paper(40)), 1) if link.target == app.clipboard
        )
        page = screen.page.page
        assert page is not None
        assert top <= page.locate(chosen, 0)[0] + 3 <= top + 10


async def test_a_chosen_link_is_brought_above_the_list(library: Library, make_app: MakeApp) -> None:
    add(library, paper(40))
    app = make_app(library)
    async with reading(app, "enter", "l", "G", size=(80, 24)) as (_, pilot):
        await press(app, pilot, *"jjjjjjjjj")
        lines = text_of(app).split("\n")
        listed = next(n for n, line in enumerate(lines) if "Links" in line)
        assert any("notice-10[10]" in line for line in lines[:listed])


async def test_links_with_the_same_words_are_told_apart_by_where_they_lead(
    library: Library, make_app: MakeApp
) -> None:
    marks = (
        Mark(0, 4, "link", "https://www.quay.example/tides/north?month=3"),
        Mark(8, 12, "link", "https://quay.example/tides/south/"),
    )
    blocks = (Block("Tides", "headline"), Block("Here or here.", marks=marks))
    add(library, Article(headline="Tides", blocks=blocks))
    async with reading(make_app(library), "enter", "l") as (screen, _):
        text = text_of(screen.app)
        assert "Here  quay.example/tides/north?month=3" in text
        assert "here  quay.example/tides/south " in text


async def test_two_digits_open_one_of_many_links(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(library, paper(12))
    app = make_app(library)
    opened: list[str] = []
    monkeypatch.setattr(app, "open_url", lambda url, new_tab=True: opened.append(url))
    async with reading(app, "enter", "l") as (screen, pilot):
        await press(app, pilot, "1")
        assert opened == []
        await press(app, pilot, "2")
        assert opened == ["https://quay.example/notice-12"]
        await press(app, pilot, "l", "1", "enter", "l", "7")
        assert opened[1:] == ["https://quay.example/notice-1", "https://quay.example/notice-7"]
        assert screen.is_current


async def test_resized_while_the_links_are_listed_the_page_is_at_the_same_words_after(
    library: Library, make_app: MakeApp
) -> None:
    add(library, paper(40))
    app = make_app(library)
    async with reading(app, "enter", "pagedown", size=(120, 40)) as (screen, pilot):
        position = screen.page.position
        await press(app, pilot, "l")
        await pilot.resize_terminal(80, 24)
        await press(app, pilot, "j", "escape")
        assert position is not None
        first = screen.page._first_words()
        assert first is not None
        assert first.block == position.block
        assert first.start <= position.offset < first.end
        assert "[" not in text_of(app)


async def test_numbers_may_always_stand_on_the_page_or_never(
    library: Library, make_app: MakeApp, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from dataclasses import replace

    add(library, paper(3))
    app = make_app(library)
    async with reading(app, "enter") as (_, pilot):
        for choice, at_first, listed in (("always", True, True), ("never", False, False)):
            theme = app.reader_theme
            layout = replace(theme.layout, link_numbers=choice)
            app.use_theme(replace(theme, layout=layout))
            await pilot.pause()
            assert ("notice-1[1]" in text_of(app)) is at_first
            await press(app, pilot, "l")
            assert ("notice-1[1]" in text_of(app)) is listed
            await press(app, pilot, "escape")
