"""The list and the feeds in the order somebody likes, while the library and the flags change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reader import config
from reader.library import Library
from reader.library.entries import Brought
from reader.library.search import search
from reader.pipeline import catch_up
from reader.ui.screens.main import MainScreen
from reader.ui.startup import look
from tests.library.articles import arrival, article
from tests.ui.driving import ENVIRONMENT, press, settled, text_of

Arranged = Callable[..., Any]


def headlines(screen: MainScreen) -> list[str]:
    return [row.headline for row in screen.library.store.rows(screen.list.ids)]


async def test_the_list_opens_in_the_order_of_the_settings(arranged: Arranged) -> None:
    async with arranged('[layout]\nlist_order = "headline"\n') as (screen, _):
        assert headlines(screen)[:3] == [
            "Bakers’ union settles, bread returns",
            "Council votes to keep the night bus",
            "Glacier station finds air from the year of the great eruption",
        ]
    async with arranged('[layout]\nlist_order = ["source", "shortest"]\n') as (screen, _):
        assert headlines(screen)[0] == "Quarterly results: net makers in profit"


async def test_what_is_read_keeps_its_place_until_the_list_is_chosen_anew(
    arranged: Arranged, library: Library
) -> None:
    library.store.set_read(list(library.order().newest[:3]), True)
    settings = '[layout]\nlist_order = ["unread", "newest"]\n'
    async with arranged(settings, "enter", "escape", "j", "enter", "escape") as (screen, pilot):
        before = headlines(screen)
        first = screen.list.ids[0]
        screen.relist()
        await settled(screen.app, pilot)
        assert headlines(screen) == before
        assert screen.list.cursor == 1
        await press(screen.app, pilot, "ctrl+b", "enter")
        assert headlines(screen) != before
        assert screen.list.ids.index(first) > 4


async def test_the_next_unread_is_the_next_one_below(arranged: Arranged) -> None:
    async with arranged('[layout]\nlist_order = "oldest"\n', "enter", "full_stop") as (screen, _):
        assert screen.list.cursor == 1
        assert screen.page.article.headline == "Storm names for the coming winter"


async def test_the_cursor_stays_on_its_article_when_new_ones_come(
    arranged: Arranged, library: Library
) -> None:
    async with arranged('[layout]\nlist_order = "headline"\n', "j", "j") as (screen, pilot):
        here = screen.list.current
        library.store.add([arrival(article("Aardvark seen in town"))])
        screen.relist()
        await settled(screen.app, pilot)
        assert headlines(screen)[0] == "Aardvark seen in town"
        assert (screen.list.current, screen.list.cursor) == (here, 3)


async def test_a_filter_stands_as_the_list_does_and_s_puts_the_newest_first(
    arranged: Arranged,
) -> None:
    keys = ("slash", *"is:unread", "enter")
    async with arranged('[layout]\nlist_order = "oldest"\n', *keys) as (screen, pilot):
        assert headlines(screen)[0] == "Old map, new island"
        await press(screen.app, pilot, "S")
        assert headlines(screen)[0].startswith("Port Sandvik ferry")
        await press(screen.app, pilot, "S")
        assert headlines(screen)[0] == "Old map, new island"
    keys = ("slash", *"is:unread sort:date", "enter")
    async with arranged('[layout]\nlist_order = "oldest"\n', *keys) as (screen, _):
        assert headlines(screen)[0].startswith("Port Sandvik ferry")


async def test_s_goes_through_the_orders_and_settings_saved_go_before(arranged: Arranged) -> None:
    async with arranged("", "S") as (screen, pilot):
        assert headlines(screen)[0] == "Old map, new island"
        assert "oldest first" in text_of(screen.app)
        config.settings_path().write_text('[layout]\nlist_order = "longest"\n', "utf-8")
        screen.app.follow_settings()
        await settled(screen.app, pilot)
        assert headlines(screen)[0] == "Why the lighthouse keeper would not retire"


@pytest.mark.parametrize(("order", "is_drawn"), [("newest", True), ("headline", False)])
async def test_the_line_of_the_last_visit_stands_only_where_new_is_above(
    arranged: Arranged, library: Library, order: str, is_drawn: bool
) -> None:
    library.feeds.end_visit()
    library.store.add([arrival(article("Tide tables found", published=None))])
    async with arranged(f'[layout]\nlist_order = "{order}"\n') as (screen, _):
        assert ("1 new since" in text_of(screen.app)) == is_drawn


@pytest.fixture
def feeds(library: Library) -> None:
    for title in ("Moss", "Ash"):
        library.feeds.add(f"https://{title.lower()}.example/feed", title=title)


async def test_feeds_without_anything_unread_can_be_left_out(
    arranged: Arranged, library: Library, feeds: None
) -> None:
    moss = library.feeds.find("Moss")[0].id
    library.feeds.put(moss, [Brought("1", b"x", arrival(article("Zinc roofs")))])
    async with arranged("[layout]\nread_feeds = false\n", "ctrl+b", "G") as (screen, pilot):
        assert [entry.scope.title for entry in screen.sidebar.entries][2:] == ["Moss"]
        await press(screen.app, pilot, "enter", "enter", "escape")
        screen.relist()
        await settled(screen.app, pilot)
        assert [entry.scope.title for entry in screen.sidebar.entries][2:] == ["Moss"], "listed"
        await press(screen.app, pilot, "ctrl+b", "g", "enter")
        assert [entry.scope.title for entry in screen.sidebar.entries][2:] == []


async def test_a_list_can_open_on_the_first_unread_article(
    arranged: Arranged, library: Library
) -> None:
    library.store.set_read(list(library.order().newest[:3]), True)
    settings = '[layout]\nlist_start = "unread"\n'
    async with arranged(settings) as (screen, pilot):
        assert screen.list.cursor == 3
        await press(screen.app, pilot, "k", "k")
        screen.relist()
        await settled(screen.app, pilot)
        assert screen.list.cursor == 1, "only when it opens"
        await press(screen.app, pilot, "ctrl+b", "enter")
        assert screen.list.cursor == 3


async def test_only_what_a_search_finds_is_listed_and_stays_while_it_is_read(
    arranged: Arranged, library: Library
) -> None:
    catch_up(library)
    settings = 'list_only = "is:unread -bus"\n'
    async with arranged(settings) as (screen, pilot):
        assert len(screen.list.ids) == 9
        assert "Council votes to keep the night bus" not in headlines(screen)
        await press(screen.app, pilot, "enter", "escape")
        screen.relist()
        await settled(screen.app, pilot)
        assert len(screen.list.ids) == 9
        await press(screen.app, pilot, "slash", *"is:read", "enter")
        assert len(screen.list.ids) == 1, "a search finds all"
        await press(screen.app, pilot, "escape", "ctrl+b", "enter")
        assert len(screen.list.ids) == 8
        config.settings_path().write_text("", "utf-8")
        screen.app.follow_settings()
        await settled(screen.app, pilot)
        assert len(screen.list.ids) == 10


async def test_a_list_without_anything_left_is_no_empty_library(
    arranged: Arranged, library: Library
) -> None:
    library.store.set_read(library.order().newest, True)
    async with arranged('list_only = "is:unread"\n', "ctrl+b", "escape") as (screen, _):
        assert not screen.list.ids
        assert not screen.has_class("-empty")


async def test_what_is_listed_is_looked_for_in_all_articles_however_much_work_it_is(
    arranged: Arranged, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up(library)
    monkeypatch.setattr("reader.library.evaluation.LEAST", 1)
    monkeypatch.setitem(search.__kwdefaults__, "budget", 1)
    async with arranged('list_only = "-bus"\n') as (screen, _):
        assert len(screen.list.ids) == 9


async def test_a_search_that_nobody_understands_lists_nothing(arranged: Arranged) -> None:
    async with arranged('list_only = "after:nonsense"\n') as (screen, _):
        assert not screen.list.ids
        assert "after" in text_of(screen.app) or "is no date" in text_of(screen.app)


def test_a_mistake_in_what_is_listed_is_told(tmp_path: Path) -> None:
    path = config.settings_path()
    path.parent.mkdir(parents=True)
    path.write_text('\nlist_only = "titel:x"\n', "utf-8")
    found, _ = look(config.load_settings(), ENVIRONMENT, ask=lambda _: "dark")
    assert str(found.problems[0]).startswith("config.toml:2: list_only: there is no field")


async def test_feeds_stand_in_their_order_in_the_sidebar_and_in_their_list(
    arranged: Arranged, feeds: None
) -> None:
    settings = '[layout]\nfeeds_order = "-title"\n'
    async with arranged(settings, "ctrl+b") as (screen, pilot):
        assert [entry.scope.title for entry in screen.sidebar.entries][2:] == ["Moss", "Ash"]
        await press(screen.app, pilot, "w")
        shown = text_of(screen.app).split("Feeds")[-1]
        assert shown.index("Moss") < shown.index("Ash")
        await press(screen.app, pilot, "escape")
        await screen.perform("feeds_order")
        await settled(screen.app, pilot)
        assert [entry.scope.title for entry in screen.sidebar.entries][2:] == ["Ash", "Moss"]


async def test_the_articles_of_a_feed_stand_in_the_order_too(
    arranged: Arranged, library: Library
) -> None:
    feed, _ = library.feeds.add("https://moss.example/feed", title="Moss")
    made = [arrival(article(title)) for title in ("Zinc roofs", "Alder coppice")]
    library.feeds.put(feed, [Brought(str(n), b"x", one) for n, one in enumerate(made)])
    keys = ("ctrl+b", "G", "enter")
    async with arranged('[layout]\nlist_order = "headline"\n', *keys) as (screen, pilot):
        assert headlines(screen) == ["Alder coppice", "Zinc roofs"]
        await press(screen.app, pilot, "ctrl+b", "g", "enter")
        assert headlines(screen)[0] == "Alder coppice"
        assert len(screen.list.ids) == 12
