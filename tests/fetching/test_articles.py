"""What becomes of entries: the whole text from their pages, updates, stories told twice."""

from __future__ import annotations

import socket
import time
from functools import partial
from typing import Any

import pytest

from reader.fetching import fetch
from reader.keeping import Keeping
from reader.library import Library
from reader.sources import private
from reader.sources.original import Original
from tests.fetching.site import Site, item, redirect, rss, running, serve, told

TEASER = "<p>The harbour board said on Monday that the ferry would sail again …</p>"


def page(number: int) -> str:
    paragraphs = told(number).replace(". The", ".\n\nThe").split("\n\n")
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        "<!doctype html><html lang='en'><head><title>A page</title></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>A page</h1>{body}</article></body></html>"
    )


def fetched(library: Library, site: Site, feed: str, *, full_text: str = "auto") -> None:
    site.replies["/feed"] = serve(feed)
    id, _ = library.feeds.add(f"{site.url}/feed")
    library.feeds.set_full_text(id, full_text)  # type: ignore[arg-type]
    report = fetch(library, [id], jobs=1)
    assert not report.failures


def text_of(library: Library, id: int = 1) -> str:
    return " ".join(block.text for block in library.store.article(id).blocks)


def test_a_teaser_becomes_the_article_that_its_page_has(site: Site, library: Library) -> None:
    site.replies["/story"] = serve(page(4), Content_Type="text/html")
    fetched(library, site, rss(item(1, TEASER, link=f"{site.url}/story?utm_source=rss")))
    assert told(4)[-60:] in text_of(library)
    article = library.store.article(1)
    assert article.headline == "Report number 1"
    assert article.url == f"{site.url}/story"
    assert site.paths() == ["/feed", "/robots.txt", "/story"]


@pytest.mark.parametrize(
    "reply",
    [
        serve(b"no", 404),
        serve(b"no", 500),
        serve(b"%PDF-1.7", Content_Type="application/pdf"),
        serve("<html><body><p>Please subscribe.</p></body></html>", Content_Type="text/html"),
        redirect("/story"),
        redirect("file:///etc/passwd"),
        lambda request: request.wfile.write(b"rubbish\r\n\r\n"),
    ],
    ids=["404", "500", "pdf", "less", "loop", "file", "rubbish"],
)
def test_the_feeds_text_stays_where_the_page_cannot_be_had(
    site: Site, library: Library, reply: object
) -> None:
    site.replies["/story"] = reply  # type: ignore[assignment]
    fetched(library, site, rss(item(1, TEASER, link=f"{site.url}/story")))
    assert "would sail again" in text_of(library)
    assert library.store.counts().total == 1


def test_robots_are_obeyed_for_pages_and_asked_for_once(site: Site, library: Library) -> None:
    site.replies["/robots.txt"] = serve("User-agent: *\nDisallow: /private/\n")
    site.replies["/open/1"] = serve(page(5), Content_Type="text/html")
    site.replies["/private/2"] = serve(page(6), Content_Type="text/html")
    feed = rss(
        item(1, TEASER, link=f"{site.url}/open/1"),
        item(2, TEASER.replace("ferry", "mill"), link=f"{site.url}/private/2"),
    )
    fetched(library, site, feed)
    assert sorted(site.paths()) == ["/feed", "/open/1", "/robots.txt"]
    assert library.store.counts().total == 2


def test_a_site_whose_rules_cannot_be_had_is_left_alone(site: Site, library: Library) -> None:
    site.replies["/robots.txt"] = serve(b"later", 503)
    site.replies["/story"] = serve(page(5), Content_Type="text/html")
    fetched(library, site, rss(item(1, TEASER, link=f"{site.url}/story")))
    assert site.paths() == ["/feed", "/robots.txt"]


@pytest.mark.parametrize(
    ("full_text", "text", "asks"),
    [
        ("auto", told(1), False),
        ("always", told(1), True),
        ("never", TEASER, False),
        ("auto", TEASER, True),
    ],
)
def test_pages_are_fetched_as_the_feed_is_set(
    site: Site, library: Library, full_text: str, text: str, asks: bool
) -> None:
    site.replies["/story"] = serve(page(4), Content_Type="text/html")
    feed = rss(item(1, text, link=f"{site.url}/story"))
    fetched(library, site, feed, full_text=full_text)
    assert ("/story" in site.paths()) is asks


def test_a_public_feed_leads_to_no_page_in_the_local_network(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_inside = private.is_inside
    monkeypatch.setattr(
        private, "is_inside", lambda a: is_inside(a) and not a.startswith("127.0.0.1")
    )
    began = time.monotonic()
    fetched(library, site, rss(item(1, TEASER, link="http://127.0.0.9:1/admin")))
    assert time.monotonic() - began < 5
    assert "would sail again" in text_of(library)


def test_a_feed_whose_name_becomes_private_once_it_was_read_leads_to_no_page_there(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 127.0.0.1 stands in for the web, and the feed's name resolves to it for as long as its server
    # has not been asked.
    is_inside, look_up = private.is_inside, socket.getaddrinfo

    def resolve(host: Any, *more: Any, **named: Any) -> Any:
        if host in ("paper.example", b"paper.example"):
            host = "127.0.0.2" if site.asked else "127.0.0.1"
        return look_up(host, *more, **named)

    monkeypatch.setattr(
        private, "is_inside", lambda a: is_inside(a) and not a.startswith("127.0.0.1")
    )
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with running("127.0.0.2") as router:
        site.replies["/feed"] = serve(rss(item(1, TEASER, link=f"{router.url}/admin")))
        library.feeds.add(f"http://paper.example:{site.server.server_port}/feed")
        assert fetch(library, jobs=1).results[0].outcome == "new"
        assert router.asked == []


def test_a_correction_in_the_feed_is_a_new_version(site: Site, library: Library) -> None:
    fetched(library, site, rss(item(1), item(2)))
    library.store.set_read([1], True)
    fetched(library, site, rss(item(1, f"<p>Corrected. {told(1)}</p>"), item(2)))
    assert "Corrected." in text_of(library)
    assert library.store.counts().total == 2
    assert library.store.rows([1])[0].is_read


def test_a_story_in_two_feeds_is_there_once(site: Site, library: Library) -> None:
    link = "https://paper.example/story"
    site.replies["/1"] = serve(rss(item(1, told(1), link=f"{link}?utm_source=a&id=3")))
    site.replies["/2"] = serve(
        rss(
            item(2, told(2), link=f"{link}?id=3&fbclid=9"),
            item(3, f"<p>{told(1)}</p>", title="Report number 1"),
        )
    )
    for name in "12":
        library.feeds.add(f"{site.url}/{name}")
    fetch(library, [1], jobs=1)
    report = fetch(library, [2], jobs=1)
    assert report.summary == "nothing new in 1 feed, 2 already there"
    assert library.store.counts().total == 1
    assert [list(library.feeds.ids_of([feed])) for feed in (1, 2)] == [[1], [1]]
    assert [row.unread for row in library.feeds.feeds()] == [1, 1]


def test_episodes_with_one_description_are_all_there(site: Site, library: Library) -> None:
    about = told(1)
    episodes = [item(n, about, title=f"Episode {n}: {what}") for n, what in enumerate(["a", "b"])]
    fetched(library, site, rss(*episodes, title="A podcast"))
    assert library.store.counts().total == 2


def test_what_was_removed_is_not_fetched_again(site: Site, library: Library) -> None:
    fetched(library, site, rss(item(1), item(2), item(3)))
    library.feeds.keep(Keeping(articles=1))
    assert library.store.counts().total == 1
    fetched(library, site, rss(item(1), item(2), item(3), item(4)))
    assert library.store.counts().total == 2


def test_settings_say_how_long_articles_are_kept(
    site: Site, library: Library, tmp_path: object
) -> None:
    from reader import config

    config.settings_path().parent.mkdir(parents=True)
    config.settings_path().write_text("[feeds]\nkeep = 2\n")
    site.replies["/feed"] = serve(rss(*(item(number) for number in range(5))))
    library.feeds.add(f"{site.url}/feed")
    report = fetch(library, jobs=1)
    assert report.kept_no_longer == 3
    assert library.store.counts().total == 2


def test_better_analysis_is_rerun_over_what_the_feed_said(site: Site, library: Library) -> None:
    from reader import pipeline

    fetched(
        library,
        site,
        rss(item(1, link="https://x.example/a#1"), item(2, link="https://x.example/a#2")),
    )
    before = [library.store.article(id) for id in (1, 2)]
    with library.store.writing() as connection:
        connection.execute("UPDATE articles SET analysed_by = 'quotes 0'")
    assert pipeline.reanalyse(library, jobs=1).updated == 2
    assert [library.store.article(id) for id in (1, 2)] == before


def test_an_entry_that_hangs_is_given_up(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.fetching import crew
    from reader.fetching.work import prepare
    from tests.fetching.hanging import prepare_hanging

    assert prepare is not prepare_hanging
    monkeypatch.setattr(crew, "prepare", prepare_hanging)
    monkeypatch.setattr(crew, "spread", partial(crew.spread, time_limit=4.0))
    site.replies["/feed"] = serve(rss(*(item(number) for number in range(1, 5))))
    library.feeds.add(f"{site.url}/feed")
    (result,) = fetch(library).results
    assert (len(result.new), result.passed_over, result.outcome) == (3, 1, "new")


def test_an_entry_that_ends_its_process_does_not_take_the_others_with_it(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.fetching import crew
    from reader.fetching.work import NotDone, make_all, read

    def fragile(folder: object, spool: object) -> object:
        store = library.store

        def work(task: str) -> object:
            word, _, name = task.partition(" ")
            path = spool / name  # type: ignore[operator]
            if word == "read":
                return task, read(path, library.feeds)
            if "Report number 2" in path.read_text():
                return task, NotDone("given up: it made the reader crash")
            return task, make_all(path, store, "test 1")

        return work

    site.replies["/feed"] = serve(rss(*(item(number) for number in range(1, 5))))
    library.feeds.add(f"{site.url}/feed")
    with monkeypatch.context() as patched:
        patched.setattr(crew, "prepare", fragile)
        (result,) = fetch(library, jobs=1).results
    assert (len(result.new), result.passed_over, result.outcome) == (3, 1, "new")
    assert result.note.startswith("1 entry is left out: ")
    assert result.note.endswith("given up: it made the reader crash")
    # A better reader copes with it, though the feed has not changed.
    (result,) = fetch(library, force=True, jobs=1).results
    assert (len(result.new), result.passed_over, result.note) == (1, 0, "")
    (result,) = fetch(library, force=True, jobs=1).results
    assert (result.outcome, library.store.counts().total) == ("unchanged", 4)


def test_entries_that_the_reader_cannot_cope_with_are_counted_and_the_first_is_named(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader.fetching import work

    def failing(original: Original, repeated: object) -> object:
        if b"number 1" not in original.content:
            raise IndexError("no such block")
        return make(original, repeated)

    make = work.make
    monkeypatch.setattr(work, "make", failing)
    site.replies["/feed"] = serve(rss(*(item(number) for number in range(1, 4))))
    library.feeds.add(f"{site.url}/feed")
    report = fetch(library, jobs=1)
    (result,) = report.results
    assert (len(result.new), result.passed_over, result.outcome) == (1, 2, "new")
    assert result.note.startswith("2 entries are left out, the first: ")
    assert result.note.endswith("cannot be read (IndexError: no such block)")
    assert report.noted == (result,)
    assert report.summary == "1 new in 1 of 1 feed, 2 passed over"
    (row,) = library.feeds.feeds()
    assert (row.problem, row.note) == ("", result.note)
