"""From the address somebody has to the feed that is there."""

from __future__ import annotations

import pytest

from reader.fetching import FetchError, subscribing
from reader.fetching.subscribing import subscribe
from reader.library import Library
from reader.sources import private
from tests.fetching.site import Site, item, redirect, rss, serve

PAGE = (
    "<!doctype html><html><head><title>Paper</title>"
    "<link rel='alternate' type='application/rss+xml' title='Comments' href='/comments/feed'>"
    "<link rel='alternate' type='application/atom+xml' title='News' href='news.atom'>"
    "<link rel='stylesheet' href='x.css'></head><body><p>Welcome.</p></body></html>"
)


def test_a_feed_is_subscribed_to_as_it_is(site: Site, library: Library) -> None:
    site.replies["/feed"] = serve(rss(item(1)))
    found = subscribe(library, f" {site.url}/feed ", name="Mine", tags=["world"])
    assert (found.url, found.title, found.is_new) == (f"{site.url}/feed", "Mine", True)
    (row,) = library.feeds.feeds()
    assert (row.title, row.tags) == ("Mine", ("world",))
    assert not subscribe(library, f"{site.url}/feed").is_new


def test_a_page_gives_its_feed_not_that_of_its_comments(site: Site, library: Library) -> None:
    site.replies["/paper/"] = serve(PAGE, Content_Type="text/html")
    site.replies["/paper/news.atom"] = serve(rss(item(1)))
    site.replies["/comments/feed"] = serve(rss(item(2)))
    found = subscribe(library, f"{site.url}/paper/")
    assert found.url == f"{site.url}/paper/news.atom"
    assert [other.url for other in found.others] == [f"{site.url}/comments/feed"]


def test_a_feed_that_the_page_names_but_that_is_none_is_passed_over(
    site: Site, library: Library
) -> None:
    site.replies["/paper/"] = serve(PAGE, Content_Type="text/html")
    site.replies["/paper/news.atom"] = serve("<html><body>moved</body></html>")
    site.replies["/comments/feed"] = serve(rss(item(2)))
    assert subscribe(library, f"{site.url}/paper/").url == f"{site.url}/comments/feed"


def test_a_page_that_names_none_is_tried_where_feeds_usually_are(
    site: Site, library: Library
) -> None:
    site.replies["/blog"] = serve("<html><body><p>Hello</p></body></html>")
    site.replies["/atom.xml"] = serve(rss(item(1)))
    assert subscribe(library, f"{site.url}/blog").url == f"{site.url}/atom.xml"
    assert len(site.asked) < 10


def test_a_feed_is_subscribed_to_where_it_has_moved(site: Site, library: Library) -> None:
    site.replies["/old"] = redirect("/feed", 301)
    site.replies["/feed"] = redirect("/today", 302)
    site.replies["/today"] = serve(rss(item(1)))
    assert subscribe(library, f"{site.url}/old").url == f"{site.url}/feed"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/page", "no feed, and none is found"),
        ("/missing", "(404)"),
        ("/locked", "wants a login"),
    ],
)
def test_where_there_is_no_feed_it_is_said_what_to_do(
    site: Site, library: Library, address: str, words: str
) -> None:
    site.replies["/page"] = serve("<html><body><p>Hello</p></body></html>")
    site.replies["/locked"] = serve(b"", 401)
    with pytest.raises(FetchError) as told:
        subscribe(library, site.url + address)
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert library.feeds.feeds() == []


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "ftp://x.example/", "http://[::1/"])
def test_what_is_no_address_is_refused(library: Library, address: str) -> None:
    with pytest.raises(FetchError):
        subscribe(library, address)


def test_a_public_page_names_no_feed_in_the_local_network(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_inside = private.is_inside
    monkeypatch.setattr(
        private, "is_inside", lambda a: is_inside(a) and not a.startswith("127.0.0.1")
    )
    site.replies["/paper/"] = serve(PAGE.replace("news.atom", "http://127.0.0.7:1/admin"))
    with pytest.raises(FetchError, match="none is found"):
        subscribe(library, f"{site.url}/paper/")


def test_a_large_feed_is_read_beside_and_one_that_takes_for_ever_is_given_up(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = "".join(f"<category>{number}</category>" for number in range(60_000))
    site.replies["/large"] = serve(rss(item(1, "<p>The mill of the moor.</p>" * 9_000)))
    site.replies["/endless"] = serve(rss(f"<item><title>Endless</title>{many}</item>"))
    assert subscribe(library, f"{site.url}/large").title == "The Meridian Dispatch"
    monkeypatch.setattr(subscribing, "LONGEST_READ", 1.0)
    with pytest.raises(FetchError, match="it took longer than 1 second"):
        subscribe(library, f"{site.url}/endless")
    assert [row.url for row in library.feeds.feeds()] == [f"{site.url}/large"]
