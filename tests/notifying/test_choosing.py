"""Which articles are told of: real fetches from a real server, into a real library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.fetching import fetch
from reader.library import Library, LibraryError
from reader.notify_settings import Notifications, read_quiet_time
from reader.notifying.choosing import problems, wanted
from reader.notifying.text import Notification
from reader.tables import TomlFile
from tests.fetching.site import STORY, Site, item, rss, running, serve

NOW = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)
VIEWS = {"herons": "heron is:unread", "stone": "@quarries", "gone": "@nowhere", "all": ""}


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path / "settings"))
    with Library.open(tmp_path / "library") as library:
        yield library


def heron(number: int) -> str:
    return item(number, f"<p>The heron of lock {number}. {STORY}</p>", title=f"Heron {number}")


def told(
    library: Library, views: tuple[str, ...] = (), feeds: tuple[str, ...] = (), **more: object
) -> Notification | None:
    """What the next fetch tells of."""
    settings = Notifications("bell", views, feeds, **more)  # type: ignore[arg-type]
    report = fetch(library, force=True, jobs=1)
    assert not report.failures
    return wanted(library, report.new, settings, VIEWS, NOW)


def test_new_articles_that_a_view_finds_are_told_of_once(library: Library, site: Site) -> None:
    site.replies["/feed"] = serve(rss(item(3, STORY), item(1, "<p>The mill of the moor.</p>" * 9)))
    library.feeds.add(f"{site.url}/feed")
    assert told(library, ("herons",)) is None
    same = item(7, f"<p>The heron of lock 7. {STORY}</p>", title="Report number 3")
    site.replies["/feed"] = serve(rss(same, item(3, STORY)))
    assert told(library, ("herons",)) is None, "the same story in the same words"
    bird = "<p>A heron stood on the weir until the evening and would not be moved.</p>"
    site.replies["/feed"] = serve(rss(item(8, bird, title="A heron on the weir"), item(3, STORY)))
    assert told(library, ("herons",)) == Notification(
        "Reader: 1 new in herons", ("A heron on the weir",)
    )
    assert told(library, ("herons",)) is None, "told of already"
    bird = bird.replace("evening", "morning")
    site.replies["/feed"] = serve(rss(item(8, bird, title="A heron on the weir"), item(3, STORY)))
    assert told(library, ("herons",)) is None, "another version of it is not new"


def test_feeds_are_chosen_by_title_address_tag_or_all(library: Library, site: Site) -> None:
    site.replies["/feed"] = serve(rss(item(1), item(2)))
    site.replies["/sea"] = serve(rss(item(9), title="Tide Times"))
    library.feeds.add(f"{site.url}/feed")
    library.feeds.add(f"{site.url}/sea", tags=["Sea"])
    report = fetch(library, jobs=1)

    def chosen(*feeds: str) -> Notification | None:
        return wanted(library, report.new, Notifications("bell", (), feeds), VIEWS, NOW)

    one = Notification("Reader: 1 new in Tide Times", ("Report number 9",))
    assert chosen("tide times") == chosen(f"{site.url}/sea") == one
    assert chosen("#sea") == Notification("Reader: 1 new in #sea", one.lines)
    everything = chosen("*")
    assert everything is not None
    assert (everything.title, len(everything.lines)) == ("Reader: 3 new", 3)
    both = chosen("#sea", "Tide Times", "The Meridian Dispatch")
    assert both is not None
    assert both.title == "Reader: 3 new in #sea, Tide Times and 1 more"
    assert chosen("nobody") is None
    assert chosen() is None


def test_a_view_that_asks_for_one_that_is_gone_finds_nothing_but_an_empty_one_all(
    library: Library, site: Site
) -> None:
    site.replies["/feed"] = serve(rss(item(1)))
    library.feeds.add(f"{site.url}/feed")
    new = fetch(library, jobs=1).new

    def chosen(view: str) -> Notification | None:
        return wanted(library, new, Notifications("bell", (view,)), VIEWS, NOW)

    assert chosen("gone") is chosen("stone") is chosen("unknown") is None
    assert chosen("all") is not None


def damage(library: Library) -> None:
    for path in (library.folder / "index").rglob("*"):
        if path.is_file() and (size := path.stat().st_size) > 100:
            path.write_bytes(b"\xa5" * size)


def test_where_the_index_is_behind_or_gone_what_came_is_found_all_the_same(
    library: Library, site: Site
) -> None:
    site.replies["/feed"] = serve(rss(item(1, "<p>The mill of the moor.</p>" * 9), heron(7)))
    library.feeds.add(f"{site.url}/feed")
    new = fetch(library, jobs=1).new
    one = Notification("Reader: 1 new in herons", ("Heron 7",))
    for spoil in (library.discard_index, lambda: damage(library)):
        spoil()
        assert wanted(library, new, Notifications("bell", ("herons",)), VIEWS, NOW) == one


def test_views_that_cannot_be_searched_are_told_unless_feeds_are_told_of(
    library: Library, site: Site, tmp_path: Path
) -> None:
    site.replies["/feed"] = serve(rss(heron(7)))
    library.feeds.add(f"{site.url}/feed")
    new = fetch(library, jobs=1).new
    library.discard_index()
    with Library.open(library.folder, readonly=True) as closed:
        with pytest.raises(LibraryError, match="there is no search index"):
            wanted(closed, new, Notifications("bell", ("herons",)), VIEWS, NOW)
        assert wanted(closed, new, Notifications("bell", ("herons",), ("*",)), VIEWS, NOW) == (
            Notification("Reader: 1 new", ("Heron 7",))
        )


def test_in_quiet_hours_and_switched_off_nothing_is_told(library: Library, site: Site) -> None:
    site.replies["/feed"] = serve(rss(item(1)))
    library.feeds.add(f"{site.url}/feed")
    new = fetch(library, jobs=1).new
    quiet = Notifications("bell", (), ("*",), (read_quiet_time("13:00-15:00"),))
    assert wanted(library, new, quiet, VIEWS, NOW) is None
    assert wanted(library, new, quiet, VIEWS, NOW.replace(hour=15)) is not None
    assert wanted(library, new, Notifications("off", (), ("*",)), VIEWS, NOW) is None


def test_a_feed_that_is_not_there_is_told_of_with_what_was_meant(library: Library) -> None:
    library.feeds.add("https://tides.example/feed", title="Tide Times", tags=["sea"])
    text = '[views]\n[feeds]\n[notify]\nby = "bell"\nfeeds = ["Tyde Times", "#see", "tide", "*"]\n'
    file = TomlFile(Path("config.toml"), text, {})
    found = problems(library, Notifications("bell", (), ("Tyde Times", "#see", "tide", "*")), file)
    assert list(map(str, found)) == [
        "config.toml:5: feeds: there is no feed “Tyde Times”; did you mean “Tide Times”?",
        "config.toml:5: feeds: there is no feed with the tag “#see”; did you mean “#sea”?",
    ]
    (nothing,) = problems(library, Notifications("bell"), file)
    assert "4: by: nothing is chosen" in str(nothing)
    assert problems(library, Notifications(), file) == []
