"""Lists of feeds from other readers, and for them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.sources.opml import Subscription, looks_like_opml, read_opml, write_opml
from reader.sources.original import SourceError
from reader.sources.urls_file import as_query, looks_like_urls, read_urls

OPML = b"""\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?>
<!-- kept by hand -->
<opml version="1.1"><head><title>Mine</title></head><body>
  <outline text="World" title="World">
    <outline text="Africa">
      <outline type="rss" text="Savanna Post" xmlUrl="https://savanna.example/rss"
        htmlUrl="https://savanna.example/"/>
    </outline>
    <outline type="rss" text="Meridian" xmlURL="https://meridian.example/feed?a=1&amp;b=2"/>
  </outline>
  <outline type="rss" title="No folder" xmlUrl="https://quay.example/atom"/>
  <outline text="Twice"><outline text="Meridian" type="rss"
    xmlUrl="https://meridian.example/feed?a=1&amp;b=2"/></outline>
  <outline text="A note without an address"/>
</body></opml>"""


def test_opml_is_read_with_its_folders_as_tags() -> None:
    assert looks_like_opml(OPML)
    assert read_opml(OPML, "mine.opml") == [
        Subscription("https://savanna.example/rss", "Savanna Post", ("World", "Africa")),
        Subscription("https://meridian.example/feed?a=1&b=2", "Meridian", ("World", "Twice")),
        Subscription("https://quay.example/atom", "No folder", ()),
    ]


NAME = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
).map(lambda text: " ".join(text.replace(",", " ").replace("/", " ").split()))


@given(
    st.lists(
        st.builds(
            Subscription,
            st.integers(0, 99).map(lambda n: f"https://paper.example/{n}?a=1&b=<\"'>"),
            NAME.filter(bool),
            st.lists(NAME.filter(bool), max_size=3, unique=True).map(tuple),
        ),
        max_size=6,
        unique_by=lambda one: one.url,
    )
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(subscriptions: list[Subscription]) -> None:
    from reader.sources.characters import clean_line

    read = read_opml(write_opml(subscriptions, made="Mon").encode(), "x")
    assert {one.url: one.name for one in read} == {
        one.url: clean_line(one.name) or one.url for one in subscriptions
    }
    for one in subscriptions:
        (same,) = (other for other in read if other.url == one.url)
        assert set(same.tags) == {clean_line(tag) for tag in one.tags} - {""}


@pytest.mark.parametrize(
    "content",
    [
        b"<opml><body></body></opml>",
        b"<opml>",
        b"<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><opml>&c;</opml>",
    ],
)
def test_a_list_with_nothing_in_it_is_empty(content: bytes) -> None:
    with suppress(SourceError):
        assert read_opml(content, "x") == []


def test_a_list_never_reads_a_file_or_asks_a_server(tmp_path: object) -> None:
    for text in (b"http://127.0.0.1:9/list.opml", b"/etc/passwd", b"file:///etc/passwd"):
        assert not looks_like_opml(text)
        with pytest.raises(SourceError):
            read_opml(text, "x")


URLS = """\
# my feeds
https://paper.example/feed.xml news world "~The Paper, daily"
"https://quay.example/a b" "two words" !
http://plain.example/rss
feed://old.example/rss
query:Unread news:unread = "yes" and tags # "news"
"query:Ferries:title =~ \\"ferry|boat\\" and age < 7"
query:Odd:attributes =~ "^(a|b)+$"
exec:~/bin/mine.sh
filter:~/bin/filter.sh:https://x.example/feed
file:///home/ada/feed.xml
not-an-address
"""


def test_a_urls_file_is_read_line_by_line() -> None:
    assert looks_like_urls(URLS)
    found = read_urls(URLS)
    assert found.subscriptions == (
        Subscription("https://paper.example/feed.xml", "The Paper, daily", ("news", "world")),
        Subscription("https://quay.example/a b", "", ("two words",)),
        Subscription("http://plain.example/rss", "", ()),
        Subscription("https://old.example/rss", "", ()),
    )
    assert [(view.name, view.query) for view in found.views] == [
        ("Unread news", "is:unread tag:news"),
        ("Ferries", "(title:ferry or title:boat) after:7d"),
    ]
    assert [problem.split(":")[0] for problem in found.problems] == [
        "line 8",
        "line 9",
        "line 10",
        "line 11",
        "line 12",
    ]


@pytest.mark.parametrize(
    ("expression", "query"),
    [
        ('unread = "yes"', "is:unread"),
        ('unread != "yes"', "is:read"),
        ('tags !# "boring"', "-tag:boring"),
        ('(title =~ "a b" or author =~ "Lind") and content =~ "x"', '(title:"a b" or by:Lind) x'),
        ('flags # "s"', "is:starred"),
        ("age > 30", "before:30d"),
        ('feedtitle =~ "Dispatch"', "feed:Dispatch"),
        ('title =~ "^ferry.*"', "title:ferry"),
        ('title =~ "(a+)+$"', None),
        ('unread = "perhaps"', None),
        ("", None),
        ("utter rubbish", None),
    ],
)
def test_a_query_of_newsboat_is_a_search_here(expression: str, query: str | None) -> None:
    assert as_query(expression) == query


@given(st.text(max_size=300))
def test_no_urls_file_however_odd_ends_the_import(text: str) -> None:
    for one in read_urls(text).subscriptions:
        assert one.url.startswith(("http://", "https://"))


@pytest.mark.parametrize("text", ["", "Dear diary,\ntoday it rained.", '{"a": 1}', "<html></html>"])
def test_other_files_are_not_taken_for_a_list(text: str) -> None:
    assert not looks_like_urls(text)
    assert not looks_like_opml(text.encode())
