"""Feeds and links in the app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from textual.widgets import OptionList

from reader.article import Block
from reader.library import Library
from reader.library.arrival import pack
from reader.library.feeds import Brought, Tried
from reader.sources.original import Original
from reader.ui.screens.feeds import state_of
from tests.fetching.site import item, rss, running, serve
from tests.ui.driving import MakeApp, press, reading, settled, text_of
from tests.ui.news import NOW, annotated

TABLES = (
    "High water at the north pier comes at four, a hand below the meeting of last spring.",
    "Nobody fishes off the bar today: the moon is full and the meeting current runs to the west.",
)


def subscribe(library: Library) -> int:
    """A feed under the tag `sea` with two articles that are in the library now."""
    feed, _ = library.feeds.add("https://tides.example/feed", title="Tide Times", tags=["sea"])
    brought = []
    for number, text in enumerate(TABLES, 1):
        headline = f"Tide table {number}"
        article = annotated(
            (Block(headline, "headline"), Block(text)),
            headline=headline,
            source="Tide Times",
            published=NOW - timedelta(minutes=number),
        )
        original = Original(f"https://tides.example/{number}", f"tide {number}".encode())
        brought.append(Brought(str(number), b"", pack(article, original, "by hand")))
    library.feeds.put(feed, brought)
    return feed


async def test_the_sidebar_lists_a_feeds_articles_and_its_unread(
    library: Library, make_app: MakeApp
) -> None:
    subscribe(library)
    app = make_app(library)
    async with reading(app, "ctrl+b", size=(160, 40)) as (screen, pilot):
        shown = text_of(app)
        assert "Tide Times" in shown
        assert "sea" in shown
        await press(app, pilot, "G", "enter")
        assert len(screen.list.ids) == 2
        assert "Tide Times  2 articles  2 unread" in text_of(app)
        await press(app, pilot, "ctrl+b", "g", "enter")
        assert len(screen.list.ids) == 12


async def test_the_sidebar_counts_what_is_read_meanwhile(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "m", "ctrl+b", size=(160, 40)) as (screen, pilot):
        assert screen.sidebar.entries[0].unread == 9
        before = screen.sidebar.entries[1].unread
        screen.go(screen.list)
        await press(app, pilot, "m", "s")
        shown = [entry.unread for entry in screen.sidebar.entries]
        counts = library.store.counts()
        assert shown == [counts.unread, counts.starred] != [9, before]


async def test_search_stays_within_the_feed_that_is_listed(
    library: Library, make_app: MakeApp
) -> None:
    subscribe(library)
    app = make_app(library)
    async with reading(app, "ctrl+b", "G", "enter", "slash", *"meeting") as (screen, _):
        assert len(screen.list.ids) == 2


async def test_all_that_is_listed_is_marked_read_and_unmarked_at_once(
    library: Library, make_app: MakeApp
) -> None:
    subscribe(library)
    app = make_app(library)
    async with reading(app, "ctrl+b", "G", "enter", "A") as (_, pilot):
        assert library.store.counts().unread == 10
        await press(app, pilot, "u")
    assert library.store.counts().unread == 12


async def test_a_line_shows_where_the_last_visit_ended(library: Library, make_app: MakeApp) -> None:
    async with reading(make_app(library)):
        pass
    subscribe(library)
    app = make_app(library)
    async with reading(app):
        assert "2 new since" in text_of(app)


async def test_a_key_that_comes_twice_answers_a_dialog_once(
    library: Library, make_app: MakeApp
) -> None:
    subscribe(library)
    app = make_app(library)
    async with reading(app, "w") as (screen, pilot):
        options = app.screen.query_one(OptionList)
        options.action_select()
        options.action_select()
        await press(app, pilot)
        assert screen.is_current
        assert app.is_running


async def test_the_feeds_screen_tells_how_a_feed_is_and_tags_it(
    library: Library, make_app: MakeApp
) -> None:
    subscribe(library)
    app = make_app(library)
    async with reading(app, "w") as (_, pilot):
        assert "2 of 2" in text_of(app)
        assert "never fetched" in text_of(app)
        await press(app, pilot, "T", *"coast", "enter", "p")
        assert "coast" in text_of(app)
        assert library.feeds.feeds()[0].is_paused
        await press(app, pilot, "d", "d")
        assert library.feeds.feeds() == []
    assert library.store.counts().total == 12


def test_when_a_feed_was_last_fetched_is_said_as_people_say_it(library: Library) -> None:
    feed, _ = library.feeds.add("https://tides.example/feed", title="Tide Times")
    library.feeds.tried(feed, Tried(0))
    (row,) = library.feeds.feeds()
    assert row.last_success is not None
    for later, words in (
        (timedelta(seconds=5), "last fetched just now"),
        (timedelta(minutes=12), "last fetched 12m ago"),
        (timedelta(days=3), "last fetched 3d ago"),
    ):
        assert words in state_of(row, row.last_success + later).splitlines()
    told = state_of(row, row.last_success + timedelta(days=9))
    assert "ago" not in told


async def test_links_are_listed_by_number_and_pointed_at_on_the_page(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "j", "enter", "l") as (screen, pilot):
        assert "1 our guide" in text_of(app)
        await press(app, pilot, "y")
        assert app.clipboard == "https://courier.example/guide"
        assert screen.is_current


async def test_a_page_is_subscribed_to_by_its_feed_and_fetched_in_the_app(
    library: Library, make_app: MakeApp
) -> None:
    with running() as site:
        site.replies["/"] = serve(
            '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head>'
            "<body><p>The front page.</p></body></html>",
            **{"Content-Type": "text/html"},
        )
        site.replies["/feed"] = serve(
            rss(item(1), item(2)), **{"Content-Type": "application/rss+xml"}
        )
        app = make_app(library)
        async with reading(app, "w", "a") as (screen, pilot):
            await press(app, pilot, *f"{site.url}/", "enter")
            await pilot.pause(0.1)
            while screen.is_filling:
                await settled(app, pilot)
            await settled(app, pilot)
            assert len(screen.list.ids) == 12
            assert [feed.title for feed in library.feeds.feeds()] == ["The Meridian Dispatch"]
            site.replies["/feed"] = serve(
                rss(item(1), item(2), item(3)), **{"Content-Type": "application/rss+xml"}
            )
            await press(app, pilot, "R")
            while screen.is_filling:
                await settled(app, pilot)
            await settled(app, pilot)
            assert len(screen.list.ids) == 13


async def test_the_open_reader_fetches_at_its_start_where_it_is_told_to(
    library: Library, arranged: Callable[..., Any]
) -> None:
    with running() as site:
        site.replies["/feed"] = serve(rss(item(1)), **{"Content-Type": "application/rss+xml"})
        library.feeds.add(f"{site.url}/feed")
        async with arranged("[feeds]\nat_start = true\n") as (screen, pilot):
            await pilot.pause(0.6)
            while screen.is_filling:
                await settled(screen.app, pilot)
            await settled(screen.app, pilot)
            assert len(screen.list.ids) == 11


async def test_failures_are_told_of_a_fetch_that_was_asked_for_and_of_no_other(
    library: Library, arranged: Callable[..., Any]
) -> None:
    with running() as site:
        site.replies["/feed"] = serve(b"gone", 500)
        library.feeds.add(f"{site.url}/feed")
        async with arranged("[feeds]\nat_start = true\n") as (screen, pilot):
            await pilot.pause(0.6)
            while screen.is_filling:
                await settled(screen.app, pilot)
            assert site.paths() == ["/feed"]
            assert not screen.app._notifications
            await press(screen.app, pilot, "R")
            while screen.is_filling:
                await settled(screen.app, pilot)
            await settled(screen.app, pilot)
            told = " ".join(note.message for note in screen.app._notifications)
            assert "a problem of its own (500)" in told
