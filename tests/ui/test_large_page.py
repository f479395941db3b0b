"""An article too large to be set within a frame: its page is set beside the screen."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from reader.article import Article, Block, Mark
from reader.library import Library
from reader.library.arrival import pack
from reader.sources.original import Original
from reader.ui.app import ReaderApp
from reader.ui.page import Page
from reader.ui.widgets import reading_pane
from reader.ui.widgets.reading_pane import ReadingPane
from tests.ui.driving import MakeApp, press, reading, settled, text_of
from tests.ui.news import NOW, fill

SENTENCE = "The tide came in over the lower road, and the post went round by the hill. "


def large(paragraphs: int = 300) -> Article:
    blocks = [Block(f"{n}. " + SENTENCE * 6) for n in range(paragraphs)]
    first = Block("See the tables.", marks=(Mark(8, 14, "link", "https://quay.example"),))
    hidden = Block("Sign up to our letter", "boilerplate", "newsletter sign-up")
    return Article(
        blocks=(first, hidden, *blocks),
        headline="The whole of the flood report",
        published=NOW + timedelta(minutes=5),
        source="The Sandvik Courier",
    )


@pytest.fixture
def app(library: Library, make_app: MakeApp) -> ReaderApp:
    fill(library)
    library.store.add([pack(large(), Original("/news/flood", b"flood"), "by hand")])
    return make_app(library)


class Held:
    """The setting of pages, held until it is let go; counts those begun and those that ended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate = threading.Event()
        self.threads: list[threading.Thread] = []
        self.widths: list[int] = []
        self.ended: list[int] = []
        whole = reading_pane.typeset

        def typeset(article: Article, width: int, *rest: object, **more: object) -> Page:
            self.threads.append(threading.current_thread())
            self.widths.append(width)
            self.gate.wait(10)
            page = whole(article, width, *rest, **more)  # type: ignore[arg-type]
            self.ended.append(width)
            return page

        monkeypatch.setattr(reading_pane, "typeset", typeset)


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come to that")


def width_of(page: ReadingPane) -> int:
    return page.page.width if page.page is not None else 0


async def test_resized_a_large_page_is_set_beside_and_the_old_one_is_shown_meanwhile(
    app: ReaderApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(app, "enter", "pagedown") as (screen, pilot):
        page, old, position = screen.page, screen.page.page, screen.page.position
        held = Held(monkeypatch)
        await pilot.resize_terminal(110, 30)
        await until(pilot, lambda: bool(held.threads))
        assert threading.main_thread() not in held.threads
        assert page.page is old
        assert "The tide came in" in text_of(app)
        await pilot.press("j", "j")  # Keys go on meanwhile.
        assert page.scroll_offset.y > 0
        held.gate.set()
        await until(pilot, lambda: width_of(page) == page.size.width)
        assert position is not None
        assert page.position is not None
        assert 0 <= page.position.block - position.block <= 1


async def test_of_many_sizes_only_the_last_is_set_to_the_end(
    app: ReaderApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(app, "enter") as (screen, pilot):
        page = screen.page
        held = Held(monkeypatch)
        for width in (119, 118, 117, 116, 115, 114):
            await pilot.resize_terminal(width, 40)
        assert len(held.threads) == 1
        held.gate.set()
        await until(pilot, lambda: width_of(page) == page.size.width)
        assert held.ended == [page.size.width]
        assert len(held.threads) == 2


async def test_another_article_opened_meanwhile_is_what_is_shown(
    app: ReaderApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(app, "enter") as (screen, pilot):
        held = Held(monkeypatch)
        await pilot.resize_terminal(110, 30)
        await until(pilot, lambda: bool(held.threads))
        monkeypatch.undo()  # The next article is set as ever.
        await pilot.press("J")
        await until(pilot, lambda: "landing stage" in text_of(app))
        held.gate.set()
        await settled(app, pilot)
        assert screen.page.article is not None
        assert "ferry" in screen.page.article.headline
        assert screen.page.page is not None
        assert not any(SENTENCE[:20] in line.text for line in screen.page.page.lines)


async def test_a_small_page_is_set_at_once(app: ReaderApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with reading(app, "j", "enter") as (screen, pilot):
        held = Held(monkeypatch)
        held.gate.set()
        await pilot.resize_terminal(110, 30)
        await pilot.pause()
        assert width_of(screen.page) == screen.page.size.width
        assert set(held.threads) == {threading.main_thread()}


async def test_notices_links_and_the_measure_of_a_large_page_come_as_they_are_set(
    app: ReaderApp,
) -> None:
    async with reading(app, "enter") as (screen, pilot):
        page = screen.page
        assert "Sign up" not in text_of(app)
        await press(app, pilot, "b")
        await until(pilot, lambda: "Sign up" in text_of(app))
        await press(app, pilot, "l")
        await until(pilot, lambda: "See the tables[1]" in text_of(app))
        await press(app, pilot, "escape")
        assert "tables[1]" not in text_of(app)
        await pilot.press("-", "-")
        await until(pilot, lambda: page.page is not None and page.page.measure == page.measure)


async def test_a_hit_in_a_hidden_notice_of_a_large_page_is_shown_when_that_is_set(
    app: ReaderApp,
) -> None:
    async with reading(app, "enter", "G") as (screen, pilot):
        screen.page.go_to(1, 0)
        await until(pilot, lambda: "Sign up" in text_of(app))


async def test_the_screen_is_not_kept_waiting_by_the_resize_of_a_very_large_page(
    library: Library, make_app: MakeApp
) -> None:
    fill(library)
    library.store.add([pack(large(2000), Original("/news/flood", b"flood"), "by hand")])
    app = make_app(library)
    async with reading(app, "enter") as (screen, pilot):
        page = screen.page
        await until(pilot, lambda: page.page is not None)
        late: list[float] = []

        async def tick() -> None:
            while True:
                began = time.perf_counter()
                await asyncio.sleep(0.005)
                late.append(time.perf_counter() - began)

        ticking = asyncio.create_task(tick())
        began = time.perf_counter()
        await pilot.resize_terminal(110, 30)
        await until(pilot, lambda: width_of(page) == page.size.width)
        took = time.perf_counter() - began
        ticking.cancel()
        assert sorted(late)[len(late) * 9 // 10] < took / 4
