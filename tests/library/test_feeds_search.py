"""Searching in some feeds, by their names and tags."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reader.library import Library
from reader.library.feeds import Brought
from reader.library.query import parse
from reader.library.search import search
from reader.pipeline import catch_up
from tests.library.articles import arrival, article

TODAY = date(2024, 6, 1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as library:
        feeds = library.feeds
        dispatch, _ = feeds.add("https://d.example/f", title="The Dispatch", tags=["World", "a b"])
        quarry, _ = feeds.add("https://q.example/f", title="Quarry", name="Stöne", tags=["local"])
        for number, feed in enumerate((dispatch, dispatch, quarry), 1):
            text = f"A ferry number {number} sailed again."
            made = arrival(article(f"Ferry {number}", text=text))
            feeds.put(feed, [Brought(f"{number}", b"x", made)])
        library.store.add([arrival(article("Ferry 4", text="A ferry of no feed."))])
        catch_up(library)
        yield library


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("tag:world", {1, 2}),
        ("ferry tag:WORLD", {1, 2}),
        ('tag:"a b"', {1, 2}),
        ("-tag:world ferry", {3, 4}),
        ("tag:world tag:local", set()),
        ("feed:dispatch", {1, 2}),
        ("feed:STÖNE ferry", {3}),
        ("feed:q.example", {3}),
        ("-feed:dispatch -feed:quarry", {4}),
        ("tag:nothing", set()),
        ("is:unread tag:local", {3}),
    ],
)
def test_feeds_are_searched_by_name_and_tag(library: Library, query: str, ids: set[int]) -> None:
    asked = parse(query, TODAY)
    assert not asked.problems
    assert set(search(library, asked, limit=10).ids) == ids


def test_what_should_follow_is_said() -> None:
    (problem,) = parse("tag:", TODAY).problems
    assert problem.message == "what should follow “tag:”? a feed's tag"
