"""Which feed a page has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.sources.discovery import complete_address, known_feeds, named_feeds, usual_feeds


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("paper.example", "https://paper.example"),
        ("paper.example/news", "https://paper.example/news"),
        (" http://paper.example/a b ", "http://paper.example/ab"),
        ("feed://paper.example/rss", "https://paper.example/rss"),
        ("feed:https://paper.example/rss", "https://paper.example/rss"),
        ("HTTPS://paper.example", "HTTPS://paper.example"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("file:/etc/passwd", "file:/etc/passwd"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("mailto:desk@paper.example", "mailto:desk@paper.example"),
        ("data:text/xml,<rss/>", "data:text/xml,<rss/>"),
        ("gopher:paper.example/news", "gopher:paper.example/news"),
        ("paper.example:8080/feed", "https://paper.example:8080/feed"),
        ("news:8080", "https://news:8080"),
        ("ada:hush@paper.example/feed", "https://ada:hush@paper.example/feed"),
    ],
)
def test_an_address_is_made_whole_as_it_is_typed(typed: str, address: str) -> None:
    assert complete_address(typed) == address


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        (
            "https://www.youtube.com/channel/UCabc_-1",
            "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc_-1",
        ),
        (
            "https://www.youtube.com/playlist?list=PL123",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PL123",
        ),
        ("https://www.reddit.com/r/news/", "https://www.reddit.com/r/news/.rss"),
        ("https://old.reddit.com/user/ada", "https://www.reddit.com/user/ada/.rss"),
        ("https://github.com/ada/loom", "https://github.com/ada/loom/releases.atom"),
        ("https://github.com/ada/loom.git", "https://github.com/ada/loom/releases.atom"),
        ("https://github.com/ada/loom/tags", "https://github.com/ada/loom/tags.atom"),
        ("https://github.com/ada/loom/commits/main", "https://github.com/ada/loom/commits.atom"),
        ("https://github.com/ada", "https://github.com/ada.atom"),
        ("https://gitlab.com/ada/loom", "https://gitlab.com/ada/loom/-/tags?format=atom"),
        ("https://social.example/@ada", "https://social.example/@ada.rss"),
        ("https://medium.com/@ada", "https://medium.com/feed/@ada"),
        ("https://ada.substack.com/p/post", "https://ada.substack.com/feed"),
        ("https://ada.tumblr.com/", "https://ada.tumblr.com/rss"),
        (
            "https://unix.stackexchange.com/questions/tagged/tmux",
            "https://unix.stackexchange.com/feeds/tag/tmux",
        ),
    ],
)
def test_sites_that_are_known_give_their_feed_by_the_address(page: str, feed: str) -> None:
    assert known_feeds(page)[0].url == feed


@pytest.mark.parametrize(
    "page",
    ["https://paper.example/", "https://www.youtube.com/@ada", "https://x.example/@ada/1", "x", ""],
)
def test_other_pages_have_to_be_looked_at(page: str) -> None:
    assert known_feeds(page) == []


def test_a_page_names_its_feeds_in_its_head() -> None:
    html = (
        "<base href='https://cdn.example/x/'><link rel=ALTERNATE type=application/rss+xml"
        " title='All &amp; more' href=feed.xml><link rel=alternate type=text/html href=/de>"
        "<link rel='feed' href='/f'>"
        "<link rel=alternate type=application/rss+xml href='javascript:1'>"
        "<link rel=alternate type=application/rss+xml href=feed.xml>"
    )
    found = named_feeds(html, "https://paper.example/")
    assert [(one.url, one.title) for one in found] == [
        ("https://cdn.example/x/feed.xml", "All & more"),
        ("https://cdn.example/f", ""),
    ]


def test_links_to_feeds_count_where_the_head_names_none() -> None:
    html = (
        "<body><a href='/about'>About</a><a href='/news.rss'>RSS</a>"
        "<a href='https://other.example/feed/'>Ours</a><a href='/feedback'>Write to us</a></body>"
    )
    found = [one.url for one in named_feeds(html, "https://paper.example/x/y")]
    assert found == ["https://paper.example/news.rss", "https://other.example/feed/"]


def test_the_usual_places_are_few_and_beside_the_page_first() -> None:
    found = [one.url for one in usual_feeds("https://paper.example/blog?page=2#top")]
    assert found[:3] == [
        "https://paper.example/blog/feed",
        "https://paper.example/blog/rss.xml",
        "https://paper.example/feed",
    ]
    assert len(found) <= 12


@given(st.text(max_size=200), st.sampled_from(["https://paper.example/a", "", "x:", "http://[::1"]))
def test_no_page_however_odd_ends_the_search(html: str, url: str) -> None:
    for candidate in named_feeds(f"<link rel=alternate href='{html}'>{html}", url):
        assert candidate.url.startswith(("http://", "https://", "mailto:"))
