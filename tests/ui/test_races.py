"""What happens in between: slow disks, quick fingers, other programs, late answers."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from textual import events

from reader import pipeline
from reader.library import Library, LibraryError
from reader.library import search as searching
from reader.library.arrival import pack
from reader.library.store import Position
from reader.sources.original import Original
from reader.ui.screens import listing
from tests.ui.driving import MakeApp, press, reading, settled, text_of
from tests.ui.news import filler


def slowed(seconds: float, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, answering so much later."""

    def slow(*arguments: Any, **named: Any) -> Any:
        answer = function(*arguments, **named)
        time.sleep(seconds)
        return answer

    return slow


async def test_leafing_quickly_leaves_no_article_the_place_of_another(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(make_app(library), "enter", size=(120, 14)) as (screen, pilot):
        screen.page.go_to(8, 0)
        await settled(screen.app, pilot)
        monkeypatch.setattr(library.store, "article", slowed(0.2, library.store.article))
        await pilot.press("J", "J")
        await settled(screen.app, pilot)
        order = list(screen.list.ids)
    assert library.store.position(order[0]) is not None
    assert library.store.position(order[1]) is None


async def test_passing_over_an_article_on_a_narrow_screen_keeps_its_place(
    library: Library, make_app: MakeApp
) -> None:
    first = library.store.ids()[0]
    library.store.set_position(first, Position(12, 0))
    async with reading(make_app(library), "j", "j", size=(60, 20)):
        pass
    assert library.store.position(first) == Position(12, 0)


async def test_space_straight_after_enter_does_not_skip_the_article(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(make_app(library), "j", size=(60, 20)) as (screen, pilot):
        monkeypatch.setattr(library.store, "article", slowed(0.2, library.store.article))
        await pilot.press("j", "enter", "space", "space")
        await settled(screen.app, pilot)
        assert screen.list.cursor == 2


async def test_hits_belong_to_the_article_that_is_open(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"wilk") as (screen, pilot):
        monkeypatch.setattr(searching, "search", slowed(0.3, searching.search))
        await pilot.press("space", *"or", "space", *"meeting")
        screen.read(screen.list.ids[-1])
        await settled(app, pilot)
        length = len(screen.page.article.blocks)
        assert all(block < length for block, _, _ in screen.page.hits)
        for _ in range(3):
            await press(app, pilot, "n")
        assert app.is_running


async def test_a_slow_answer_to_an_old_order_is_dropped(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"island or meeting", "enter") as (screen, pilot):
        wanted = list(screen.list.ids)
        search = searching.search

        def slow_by_date(*arguments: Any, **named: Any) -> Any:
            if named.get("sort") == "date":
                time.sleep(0.4)
            return search(*arguments, **named)

        monkeypatch.setattr(searching, "search", slow_by_date)
        await pilot.press("S", "S")
        await asyncio.sleep(0.6)
        await settled(app, pilot)
        assert list(screen.list.ids) == wanted


async def test_quitting_does_not_wait_for_a_page_that_is_being_fetched(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, has_come, came_in_time = threading.Event(), threading.Event(), []

    def slow(*_: Any, **__: Any) -> None:
        asked.set()
        came_in_time.append(has_come.wait(30))

    monkeypatch.setattr(pipeline, "add", slow)
    app = make_app(library, locations=["https://courier.example/slow"])
    async with app.run_test(size=(120, 30)) as pilot:
        await asyncio.to_thread(asked.wait, 30)
        await pilot.press("Q")
    has_come.set()
    app.finish()
    assert came_in_time == [True]


async def test_what_was_read_stays_read_while_the_library_is_slow_to_hear_of_it(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(make_app(library)) as (screen, pilot):
        set_read = library.store.set_read

        def late(*arguments: Any) -> None:
            time.sleep(0.4)
            set_read(*arguments)

        monkeypatch.setattr(library.store, "set_read", late)
        await pilot.press("enter")
        await pilot.pause()
        screen.relist()
        await settled(screen.app, pilot)
        assert screen.list.current not in screen.unread
        assert screen.list.row_of(screen.list.current).is_read


async def test_a_star_the_library_refuses_is_told_of_and_taken_back(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise LibraryError("the disk is full: make room")

    monkeypatch.setattr(library.store, "set_starred", refuse)
    app = make_app(library)
    async with reading(app, "s") as (screen, pilot):
        await settled(app, pilot)
        assert "the disk is full" in text_of(app)
        assert not screen.list.row_of(screen.list.current).is_starred


async def test_rows_that_cannot_be_read_do_not_end_the_reader(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> None:
        raise LibraryError("the library is gone")

    app = make_app(library)
    async with reading(app) as (screen, pilot):
        monkeypatch.setattr(library.store, "rows", fail)
        screen.list.forget_rows()
        await settled(app, pilot)
        assert app.is_running
        assert "the library is gone" in text_of(app)


async def test_what_another_program_adds_is_listed_and_found(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "WATCH", 0.2)
    app = make_app(library)
    async with reading(app) as (screen, pilot):
        with Library.open(library.folder) as other:
            new = filler("Otters return to the canal", "The Sandvik Courier", 1, 90)
            other.store.add([pack(new, Original("/otters", b"otters"), "by hand")])
        async with asyncio.timeout(30):
            while len(screen.list.ids) < 11:
                await pilot.pause(0.02)
        await settled(app, pilot)
        await press(app, pilot, "slash", *"otters")
        assert len(screen.list.ids) == 1


async def test_an_index_that_cannot_be_rebuilt_is_told_of_once(
    library: Library, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.catch_up(library)
    for file in (library.folder / "index").rglob("*.lists"):
        file.write_bytes(b"garbage" * 50)
    searches = []
    search = searching.search

    def counted(*arguments: Any, **named: Any) -> Any:
        searches.append(arguments)
        return search(*arguments, **named)

    monkeypatch.setattr(searching, "search", counted)
    with Library.open(library.folder, readonly=True) as readonly:
        app = make_app(readonly)
        async with reading(app, "slash", *"meeting") as (_, pilot):
            await asyncio.sleep(0.5)
            before = len(searches)
            await asyncio.sleep(0.5)
            await settled(app, pilot)
            assert len(searches) - before <= 2


async def test_typing_faster_than_the_search_line_opens_loses_no_letter(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app) as (screen, pilot):
        app.post_message(events.Key("slash", "/"))
        for letter in "ferry":
            app.post_message(events.Key(letter, letter))
        await settled(app, pilot)
        assert screen.search_line.text == "ferry"
        assert screen.app.screen is screen


async def test_a_key_right_behind_enter_is_for_the_results(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "slash", *"is") as (screen, pilot):
        for key, character in (("enter", "\r"), ("j", "j"), ("s", "s")):
            app.post_message(events.Key(key, character))
        await pilot.pause(0.3)
        await settled(app, pilot)
        assert screen.search_line.text == "is"
        assert screen.list.cursor == 1
        assert library.store.starred_ids() == {screen.list.ids[1]}
