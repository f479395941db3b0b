"""The orders articles and feeds can stand in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library import Library
from reader.library.order import FEED_ORDERS, LIST_ORDERS, check_order, ordered_feeds, sorted_as
from reader.tables import NotAmong
from tests.library.articles import TEXT, arrival, article


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as library:
        yield library


@pytest.fixture
def ids(library: Library) -> list[int]:
    """Four articles, each a day older than the one before."""
    facts = [
        ("“Zebra crossing”", "beta", TEXT),
        ("Émigré returns", "Alpha", TEXT * 4),
        ("apples", "alpha", TEXT * 2),
        ("Quince jam", "Gamma", TEXT * 3),
    ]
    made = [
        article(title, source=source, text=text, published=datetime(2024, 3, 9 - n, tzinfo=UTC))
        for n, (title, source, text) in enumerate(facts)
    ]
    return [added.id for added in library.store.add([arrival(one) for one in made])]


@pytest.mark.parametrize(
    ("order", "places"),
    [
        (("newest",), [0, 1, 2, 3]),
        (("oldest",), [3, 2, 1, 0]),
        (("-newest",), [3, 2, 1, 0]),
        (("added",), [3, 2, 1, 0]),
        (("headline",), [2, 1, 3, 0]),
        (("-headline",), [0, 3, 1, 2]),
        (("source",), [1, 2, 0, 3]),
        (("source", "oldest"), [2, 1, 0, 3]),
        (("source", "headline"), [2, 1, 0, 3]),
        (("longest",), [1, 3, 2, 0]),
        (("shortest",), [0, 2, 3, 1]),
        (("unread", "newest"), [1, 3, 0, 2]),
        (("-unread",), [0, 2, 1, 3]),
        (("starred",), [3, 0, 1, 2]),
    ],
)
def test_articles_stand_in_the_order_asked_for(
    library: Library, ids: list[int], order: tuple[str, ...], places: list[int]
) -> None:
    library.store.set_read([ids[0], ids[2]], True)
    library.store.set_starred([ids[3]], True)
    assert list(library.store.ids_by(order)) == [ids[place] for place in places]


def test_every_order_has_every_article_once_either_way(library: Library, ids: list[int]) -> None:
    for word in LIST_ORDERS:
        assert sorted(library.store.ids_by((word,))) == ids
        assert sorted(library.store.ids_by((f"-{word}",))) == ids
    assert library.store.ids_by(("random",)) == library.store.ids_by(("random",))


def test_what_was_unread_can_keep_its_place(library: Library, ids: list[int]) -> None:
    library.store.set_read([ids[0], ids[2]], True)
    found = library.store.ids_by(("unread",), unread=[ids[0]])
    assert list(found) == [ids[0], ids[1], ids[3], ids[2]]


def test_feeds_stand_in_the_order_asked_for(library: Library) -> None:
    feeds = library.feeds
    for title in ("Øre", "ales", "Éclair"):
        feeds.add(f"https://{len(title)}{title[-1]}.example/feed", title=title)
    tagged = feeds.feeds()[0]
    feeds.tag(tagged.id, add={"money"}, remove=set())
    rows = feeds.feeds()

    def titles(*order: str) -> list[str]:
        return [row.title for row in ordered_feeds(rows, order)]

    assert titles("title") == ["ales", "Éclair", "Øre"]
    assert titles("-title") == ["Øre", "Éclair", "ales"]
    assert titles("subscribed", "title")[0] in ("ales", "Øre", "Éclair")
    assert titles("tag", "-title") == [tagged.title, *(
        title for title in titles("-title") if title != tagged.title
    )]  # fmt: skip
    for word in FEED_ORDERS:
        assert sorted(titles(word)) == sorted(titles(f"-{word}"))


@pytest.mark.parametrize("value", [3, [], ["newest", 3], "titel", ["newest", "--oldest"], ""])
def test_what_is_no_order_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="newest"):
        check_order(value, LIST_ORDERS)


def test_a_misspelt_order_is_told_with_those_there_are() -> None:
    with pytest.raises(NotAmong) as refused:
        check_order("-headlien", LIST_ORDERS)
    assert "headline" in refused.value.among


@given(st.text())
def test_any_text_has_a_place_in_the_alphabet(text: str) -> None:
    assert sorted_as(text) == sorted_as(text.upper().lower()) or not text.isascii()
    assert isinstance(sorted_as(text), str)
