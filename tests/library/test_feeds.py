"""Subscriptions in the store: which articles are whose, what is kept, what is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.article import Article, Block, Mark
from reader.keeping import KEEP_ALL, Keeping, read_keeping
from reader.library import Library
from reader.library.arrival import pack
from reader.library.feeds import Brought, Put, Tried
from reader.library.likeness import fingerprint, is_same, is_same_story
from reader.sources.original import ENTRY_TYPE, Original
from tests.fetching.site import told


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as library:
        yield library


def article(number: int, text: str = "", url: str | None = None, headline: str = "") -> Article:
    headline = headline or f"Report {number}"
    return Article(
        headline=headline,
        url=f"https://paper.example/{number}" if url is None else url,
        published=datetime(2024, 3, 1, tzinfo=UTC) + timedelta(hours=number),
        blocks=(Block(headline, "headline"), Block(text or told(number))),
    )


def brought(
    number: int,
    text: str = "",
    *,
    key: str = "",
    url: str | None = None,
    version: int = 1,
    headline: str = "",
) -> Brought:
    made = article(number, text, url, headline)
    original = Original(
        made.url or f"https://feed.example#{number}",
        f"{number} {text} {url} {version}".encode(),
        ENTRY_TYPE,
    )
    return Brought(key or f"key {number}", bytes([version]) * 16, pack(made, original, "test 1"))


def subscribed(library: Library, *urls: str) -> list[int]:
    return [library.feeds.add(url)[0] for url in urls or ("https://feed.example/1",)]


def outcomes(put: list[Put]) -> list[str]:
    return [one.outcome for one in put]


def test_a_feed_is_there_once_and_gains_tags(library: Library) -> None:
    first = library.feeds.add("https://feed.example/1", title="One", tags=["world"])
    again = library.feeds.add("https://feed.example/1", name="Mine", tags=["local"])
    assert (first, again) == ((1, True), (1, False))
    (row,) = library.feeds.feeds()
    assert (row.title, row.tags) == ("Mine", ("local", "world"))
    library.feeds.tried(1, Tried(0, address="https://feed.example/moved"))
    assert library.feeds.add("https://feed.example/moved") == (1, False)


def test_feeds_are_counted_by_article_and_listed_by_title(library: Library) -> None:
    one, two = subscribed(library, "https://feed.example/1", "https://feed.example/2")
    library.feeds.rename(one, "zebra")
    library.feeds.rename(two, "Aardvark")
    library.feeds.put(one, [brought(1), brought(2), brought(3)])
    library.feeds.put(two, [brought(3, key="another key"), brought(4)])
    library.store.set_read([1, 3], True)
    rows = library.feeds.feeds()
    assert [(row.title, row.total, row.unread) for row in rows] == [
        ("Aardvark", 2, 1),
        ("zebra", 3, 1),
    ]
    assert list(library.feeds.ids_of([one])) == [3, 2, 1]
    assert list(library.feeds.ids_of([one, two])) == [4, 3, 2, 1]
    library.feeds.tag(two, add=["birds", "local"])
    library.feeds.tag(two, remove=["local"])
    assert list(library.feeds.ids_tagged("birds")) == [4, 3]
    assert library.feeds.tags() == ["birds"]


def test_an_entry_comes_once_and_its_new_version_takes_its_place(library: Library) -> None:
    (feed,) = subscribed(library)
    assert outcomes(library.feeds.put(feed, [brought(1), brought(2)])) == ["added", "added"]
    library.store.set_read([1], True)
    library.store.set_starred([1], True)
    assert outcomes(library.feeds.put(feed, [brought(1)])) == ["unchanged"]
    (put,) = library.feeds.put(feed, [brought(1, f"Anew. {told(9)}", version=2)])
    assert (put.article, put.outcome) == (1, "updated")
    assert library.store.article(1).blocks[1].text.startswith("Anew.")
    (row,) = library.store.rows([1])
    assert row.is_read
    assert row.is_starred
    assert library.feeds.known(feed) == {"key 1": bytes([2]) * 16, "key 2": bytes([1]) * 16}


def test_the_same_address_with_tracking_is_the_same_story(library: Library) -> None:
    one, two = subscribed(library, "https://feed.example/1", "https://feed.example/2")
    library.feeds.put(one, [brought(1, url="https://paper.example/a?id=7")])
    again = brought(
        8, told(20), url="https://paper.example/a?utm_source=x&id=7&fbclid=3#at_medium=1"
    )
    (put,) = library.feeds.put(two, [again])
    assert (put.article, put.outcome) == (1, "linked")
    assert library.store.article(1).headline == "Report 1"


@pytest.mark.parametrize("headline", ["Report 1", "REPORT 1.", "Report 1 | The Post"])
def test_an_agencys_report_in_another_paper_is_the_same_story(
    library: Library, headline: str
) -> None:
    one, two = subscribed(library, "https://feed.example/1", "https://feed.example/2")
    title = "Two herons elected to the"  # Before the name of a paper a headline has some words.
    library.feeds.put(one, [brought(1, headline=f"{title} Report 1"), brought(2)])
    words = told(1).split()
    words[40] = "otherwise"
    elsewhere = {"url": "https://post.example/9", "headline": f"{title} {headline}"}
    (put,) = library.feeds.put(two, [brought(9, " ".join(words), **elsewhere)])
    assert (put.article, put.outcome) == (1, "linked")
    words[::6] = ["changed"] * len(words[::6])
    elsewhere["url"] = "https://post.example/10"
    (put,) = library.feeds.put(two, [brought(10, " ".join(words), **elsewhere)])
    assert put.outcome == "added"


def test_a_long_report_under_another_headline_is_the_same_unless_its_number_differs(
    library: Library,
) -> None:
    one, two = subscribed(library, "https://feed.example/1", "https://feed.example/2")
    long = " ".join(f"{told(1)} {told(2)} {told(3)}".split() * 2)
    library.feeds.put(one, [brought(1, long, headline="Herons return")])
    for number, headline, outcome in (
        (21, "The birds are back", "linked"),
        (22, "Herons return, part 2", "added"),
    ):
        entry = brought(number, long, url=f"https://post.example/{number}", headline=headline)
        assert outcomes(library.feeds.put(two, [entry])) == [outcome]


def test_entries_that_share_a_long_description_are_all_there(library: Library) -> None:
    one, two = subscribed(library, "https://feed.example/1", "https://feed.example/2")
    names = ["cats", "dogs", "Rust", "the harbour", "letters", "a vote"]
    episodes = [brought(n, told(1), headline=f"With {name}") for n, name in enumerate(names, 1)]
    assert outcomes(library.feeds.put(one, episodes)) == ["added"] * 6
    # A sister's programme on the same site, and the one that is in both under other addresses.
    sister = brought(8, told(1), headline="With nobody")
    again = brought(4, told(1), headline="With the harbour", url="https://paper.example/again")
    assert outcomes(library.feeds.put(two, [sister, again])) == ["added", "linked"]


def test_every_days_edition_with_one_headline_and_text_is_there(library: Library) -> None:
    (feed,) = subscribed(library)
    days = [brought(24 * day, told(1), headline="The morning's news") for day in range(1, 4)]
    assert outcomes(library.feeds.put(feed, days)) == ["added"] * 3
    corrected = brought(25, told(1), headline="The morning's news")
    (put,) = library.feeds.put(feed, [corrected])
    assert (put.article, put.outcome) == (1, "linked")


def test_two_episodes_of_a_day_are_told_apart_by_their_files() -> None:
    def episode(file: str) -> Article:
        mark = Mark(0, len(file), "link", f"https://files.example/{file}?key={len(file)}")
        made = article(1)
        return replace(made, blocks=(*made.blocks, Block(file, "caption", marks=(mark,))))

    assert is_same_story(episode("a.mp3"), episode("a.mp3"), is_one_feed=True)
    assert not is_same_story(episode("a.mp3"), episode("b.mp3"), is_one_feed=True)


def test_a_feed_whose_entries_all_have_one_address_keeps_them_apart(library: Library) -> None:
    one, two = subscribed(library, "https://feed.example/1", "https://feed.example/2")
    address = "https://paper.example/changes"
    notes = [brought(n, f"Version {n} is out.", url=f"{address}#v{n}") for n in (1, 2, 3)]
    assert outcomes(library.feeds.put(one, notes)) == ["added"] * 3
    assert library.feeds.feeds()[0].total == 3
    # What it says is what tells: the same note under a new id is there already.
    again = brought(1, "Version 1 is out.", key="new id", url=f"{address}#v1")
    assert outcomes(library.feeds.put(one, [again])) == ["linked"]
    anew = brought(2, "Version 2 is out at last.", url=f"{address}#v2", version=2)
    assert outcomes(library.feeds.put(one, [anew])) == ["updated"]
    assert [library.store.article(id).blocks[1].text for id in (1, 2, 3)] == [
        "Version 1 is out.",
        "Version 2 is out at last.",
        "Version 3 is out.",
    ]
    entries = [(f"key {n}", bytes(16), f"{address}#v{n}") for n in (1, 2)]
    linked = library.feeds.link(two, entries)
    assert [(put.key, put.article) for put in linked] == [("key 1", 1)]
    assert library.feeds.link(two, entries) == []


def test_short_notes_that_say_the_same_stay_apart(library: Library) -> None:
    (feed,) = subscribed(library)
    notes = [brought(n, "No delays on any line this morning.") for n in (1, 2)]
    assert outcomes(library.feeds.put(feed, notes)) == ["added", "added"]


def test_what_somebody_added_is_linked_and_never_replaced_or_removed(library: Library) -> None:
    page = Original("https://paper.example/1", b"<html>a page</html>", "text/html")
    library.store.add([pack(article(1, f"From the page. {told(1)}"), page, "test 1")])
    (feed,) = subscribed(library)
    assert outcomes(library.feeds.put(feed, [brought(1)])) == ["linked"]
    library.feeds.put(feed, [brought(1, version=2)])
    assert library.store.article(1).blocks[1].text.startswith("From the page.")
    assert library.feeds.keep(Keeping(articles=1)) == []
    library.feeds.put(feed, [brought(2)])
    assert library.feeds.keep(Keeping(articles=1)) == []
    assert library.feeds.remove(feed, with_articles=True) == [2]


def test_a_page_that_somebody_adds_stays_though_a_feed_brought_it_first(library: Library) -> None:
    (feed,) = subscribed(library)
    library.feeds.put(feed, [brought(1), brought(2), brought(3)])
    page = Original("https://paper.example/1", b"<html>a page</html>", "text/html")
    library.store.add([pack(article(1, f"From the page. {told(1)}"), page, "test 1")])
    assert library.feeds.keep(Keeping(articles=1)) == [2]


def test_what_is_kept_no_longer_goes_and_does_not_come_again(library: Library) -> None:
    (feed,) = subscribed(library)
    library.feeds.put(feed, [brought(n) for n in range(1, 7)])
    library.store.set_starred([1], True)
    assert library.feeds.keep(Keeping(articles=2)) == [2, 3, 4]
    assert list(library.store.ids()) == [6, 5, 1]
    assert library.feeds.feeds()[0].total == 3
    assert outcomes(library.feeds.put(feed, [brought(2), brought(3, version=2)])) == [
        "unchanged",
        "unchanged",
    ]
    assert library.store.counts().total == 3
    assert {change.id for change in library.store.changes(0, 99) if change.removed} == {2, 3, 4}


def test_an_article_goes_only_when_none_of_its_feeds_keeps_it(library: Library) -> None:
    one, two = subscribed(library, "https://feed.example/1", "https://feed.example/2")
    library.feeds.put(one, [brought(n) for n in range(1, 4)])
    library.feeds.put(two, [brought(1), brought(2)])
    library.feeds.set_keep(one, "1")
    assert library.feeds.keep() == []
    library.feeds.set_keep(two, "1")
    assert library.feeds.keep() == [1]


def test_articles_are_kept_for_so_many_days_after_they_came(library: Library) -> None:
    (feed,) = subscribed(library)
    library.feeds.put(feed, [brought(1), brought(2)])
    assert library.feeds.keep(Keeping(days=90)) == []  # Published long ago, come today.
    with library.store.writing() as connection:
        connection.execute("UPDATE articles SET added = added - 91 * 86400 WHERE id = 1")
    assert library.feeds.keep(Keeping(days=90)) == [1]


def test_a_feed_that_is_removed_leaves_its_articles_unless_told_otherwise(
    library: Library,
) -> None:
    one, two, three = subscribed(library, *(f"https://feed.example/{n}" for n in "123"))
    library.feeds.put(one, [brought(1)])
    library.feeds.put(two, [brought(2), brought(3), brought(4)])
    library.feeds.put(three, [brought(4)])
    library.store.set_starred([3], True)
    assert library.feeds.remove(one) == []
    assert library.feeds.remove(two, with_articles=True) == [2]
    assert sorted(library.store.ids()) == [1, 3, 4]
    assert library.feeds.put(one, [brought(9)]) == []
    assert library.store.counts().total == 3


def test_marking_read_by_feed_or_age_can_be_undone(library: Library) -> None:
    one, two = subscribed(library, "https://feed.example/1", "https://feed.example/2")
    library.feeds.put(one, [brought(n) for n in (1, 2, 3)])
    library.feeds.put(two, [brought(4)])
    library.store.set_read([2], True)
    ids = library.feeds.unread_ids([one])
    assert list(ids) == [3, 1]
    library.store.set_read(ids, True)
    assert [row.unread for row in library.feeds.feeds()] == [0, 1]
    library.store.set_read(ids, False)
    assert [row.unread for row in library.feeds.feeds()] == [2, 1]
    before = datetime(2024, 3, 1, 3, tzinfo=UTC)
    assert list(library.feeds.unread_ids(before=before)) == [1]


def test_a_visit_tells_what_is_new_since(library: Library) -> None:
    (feed,) = subscribed(library)
    assert library.feeds.last_visit() is None
    library.feeds.put(feed, [brought(1), brought(2)])
    library.feeds.end_visit()
    visit = library.feeds.last_visit()
    assert visit is not None
    assert abs(visit.ended - datetime.now(UTC)) < timedelta(seconds=5)
    assert library.feeds.new_since(visit) == 0
    library.feeds.put(feed, [brought(3), brought(4)])
    library.store.set_read([4], True)
    assert library.feeds.new_since(visit) == 1


def test_a_feed_is_found_by_what_somebody_calls_it(library: Library) -> None:
    library.feeds.add("https://feed.example/1", title="The Meridian Dispatch")
    library.feeds.add("https://feed.example/2", title="Meridian")
    library.feeds.add("https://feed.example/3", title="The Quarry")
    found = library.feeds.find
    assert [row.id for row in found("meridian")] == [2]
    assert [row.id for row in found("MERIDIAN D")] == [1]
    assert [row.id for row in found("https://feed.example/3")] == [3]
    assert [row.id for row in found("2")] == [2]
    assert [row.id for row in found("the")] == [1, 3]
    assert found("nothing") == []
    assert found("") == []


def test_how_a_try_went_is_kept(library: Library) -> None:
    (feed,) = subscribed(library)
    library.feeds.tried(feed, Tried(5000, title="Title", etag='"x"', digest=b"d"))
    library.feeds.tried(feed, Tried(9000, error="no host", succeeded=False, waits=True))
    (row,) = library.feeds.feeds()
    assert (row.title, row.etag, row.digest) == ("Title", '"x"', b"d")
    assert (row.error, row.failures, row.wait) == ("no host", 1, True)
    assert row.next_try == datetime.fromtimestamp(9000, UTC)
    assert row.last_success is not None
    library.feeds.pause(feed, True)
    library.feeds.pause(feed, False)
    (row,) = library.feeds.feeds()
    assert (row.error, row.failures, row.wait, row.is_paused) == ("", 0, False, False)


def test_a_hundred_thousand_articles_are_filtered_and_counted_quickly(library: Library) -> None:
    import time

    (one, two) = subscribed(library, "https://feed.example/1", "https://feed.example/2")
    with library.store.writing() as connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
            " INSERT INTO articles (headline, source, byline, section, url, language, added, dated,"
            " words, minutes, analysed_by, revision, read_at) SELECT 'h', '', '', '', '', '', i, i,"
            " 1, 1, '', i, CASE WHEN i % 10 THEN 1 END FROM n"
        )
        connection.execute("INSERT INTO entries SELECT 1 + id % 2, id, x'00', id, 1 FROM articles")
    began = time.perf_counter()
    assert len(library.feeds.ids_of([one])) == 50_000
    ids = time.perf_counter() - began
    began = time.perf_counter()
    assert {row.id: row.unread for row in library.feeds.feeds()} == {one: 10_000, two: 0}
    assert time.perf_counter() - began < 1
    assert ids < 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("90 days", Keeping(days=90)),
        ("1 day", Keeping(days=1)),
        ("2w", Keeping(days=14)),
        ("3 Months", Keeping(days=90)),
        ("1000", Keeping(articles=1000)),
        (250, Keeping(articles=250)),
        ("all", KEEP_ALL),
    ],
)
def test_how_long_is_said_in_words(text: str | int, kept: Keeping) -> None:
    assert read_keeping(text) == kept
    assert read_keeping(str(kept)) == kept


@pytest.mark.parametrize("text", ["", "soon", "0", "-1", "0 days", "90 moons", "9" * 40 + "x", "١"])
def test_what_is_no_length_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(ValueError, match=r'^keep is "90 days"'):
        read_keeping(text)


@given(st.from_regex(r"\A[ 0-9dwmyeksal]{1,8}\Z"))
def test_every_length_that_is_understood_is_said_so_that_it_is_understood_again(text: str) -> None:
    with suppress(ValueError):
        assert read_keeping(str(read_keeping(text))) == read_keeping(text)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_two_stories_are_the_same_only_if_they_are(one: int, other: int) -> None:
    left, right = article(one), article(other)
    assert is_same(left, right) is (told(one) == told(other))
    shared = set(fingerprint(left)) & set(fingerprint(right))
    assert len(shared) == 4 if one == other else True
