"""The next unread article in the next feed, where that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reader.article import Block
from reader.library import Library
from reader.library.arrival import pack
from reader.library.feeds import Brought
from reader.sources.original import Original
from tests.ui.driving import press, text_of
from tests.ui.news import annotated

Arranged = Callable[..., Any]


@pytest.fixture(autouse=True)
def feeds(library: Library) -> None:
    """Three feeds: one with an article, one with none unread, one with two."""
    for title, tag, heads in (
        ("Alder", "north", ["Alder one"]),
        ("Birch", "north", []),
        ("Cedar", "south", ["Cedar one", "Cedar two"]),
    ):
        feed, _ = library.feeds.add(f"https://{title}.example/feed", title=title, tags=[tag])
        brought = []
        for head in heads:
            news = annotated(
                (Block(head, "headline"), Block(f"{head} stood in the wood.")), headline=head
            )
            original = Original(f"https://trees.example/{head}", head.encode())
            brought.append(Brought(head, b"", pack(news, original, "by hand")))
        library.feeds.put(feed, brought)


async def alder(screen: Any, pilot: Any) -> None:
    await press(screen.app, pilot, "ctrl+b", *["j"] * 3, "enter")
    assert screen.scope.title == "Alder"
    await press(screen.app, pilot, "enter")
    assert screen.page.article.headline == "Alder one"


async def test_the_next_unread_goes_on_in_the_next_feed(arranged: Arranged) -> None:
    async with arranged("next_feed = true\n") as (screen, pilot):
        await alder(screen, pilot)
        await press(screen.app, pilot, "full_stop")
        assert screen.scope.title == screen.sidebar.scope.title == "Cedar"
        assert screen.place == "article"
        first = screen.list.ids[0]
        assert screen.list.current == first
        assert screen.unread & set(screen.list.ids) == set(screen.list.ids) - {first}
        await press(screen.app, pilot, "full_stop", "full_stop")
        assert screen.scope.title == "Cedar", "no feed has anything unread"
        assert "Everything here is read" in text_of(screen.app)


async def test_a_tag_is_followed_by_a_tag(arranged: Arranged) -> None:
    async with arranged("next_feed = true\n") as (screen, pilot):
        await press(screen.app, pilot, "ctrl+b", "j", "j", "enter", "enter", "full_stop")
        assert (screen.scope.kind, screen.scope.title) == ("tag", "south")
        assert screen.page.article.headline.startswith("Cedar")


async def test_by_itself_it_stays_in_the_feed(arranged: Arranged) -> None:
    async with arranged("") as (screen, pilot):
        await alder(screen, pilot)
        await press(screen.app, pilot, "full_stop")
        assert screen.scope.title == "Alder"
        assert "Everything here is read" in text_of(screen.app)
