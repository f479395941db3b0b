"""Entries of feeds as articles: what the feed says, and what its page has."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.sources import parse
from reader.sources.entry import (
    Page,
    add_page,
    entry_digest,
    is_teaser,
    write_entry,
)
from reader.sources.feed import Enclosure, Entry, Feed
from reader.sources.fragment import read_fragment
from reader.sources.original import ENTRY_TYPE, Original, SourceError

FEED = Feed(title="The Meridian Dispatch", site="https://paper.example/", language="en")
ADDRESS = "https://paper.example/feed.xml"
TEXT = "The council voted on Tuesday to keep the hotline that it had set up for herons. " * 12
ENTRY = Entry(
    key="1",
    url="https://paper.example/council",
    title="Council keeps its hotline",
    authors=("Amara Diallo", "Tomas Lind"),
    published=datetime(2024, 3, 5, 7, 15, tzinfo=UTC),
    summary="Nine voted for it.",
    content='<p>The <b>council</b> voted to keep the <a href="/h">hotline</a>.<ul><li>Nine</ul>',
    base="https://paper.example/council",
    categories=("Council",),
)


def test_an_entry_is_the_article_that_its_feed_describes() -> None:
    article = parse(write_entry(ENTRY, FEED, ADDRESS))
    assert article.headline == "Council keeps its hotline"
    assert article.byline == "Amara Diallo, Tomas Lind"
    assert article.standfirst == "Nine voted for it."
    assert article.published == ENTRY.published
    assert (article.source, article.section) == ("The Meridian Dispatch", "Council")
    assert (article.url, article.language) == (ENTRY.url, "en")
    assert [(block.role, block.text) for block in article.blocks] == [
        ("headline", "Council keeps its hotline"),
        ("standfirst", "Nine voted for it."),
        ("byline", "Amara Diallo, Tomas Lind"),
        ("body", "The council voted to keep the hotline."),
        ("list", "Nine"),
    ]
    marks = [(mark.kind, mark.target) for mark in article.blocks[3].marks]
    assert marks == [("strong", ""), ("link", "https://paper.example/h")]


def test_a_summary_that_opens_the_text_is_not_shown_twice() -> None:
    entry = replace(ENTRY, summary="The council voted to keep the hotline […]")
    assert parse(write_entry(entry, FEED, ADDRESS)).standfirst == ""


def test_a_message_without_a_headline_is_called_by_its_first_words() -> None:
    entry = replace(ENTRY, title="", content="<p>The tide was late again.</p>")
    assert parse(write_entry(entry, FEED, ADDRESS)).headline == "The tide was late again."


def test_an_episode_can_be_opened() -> None:
    episode = Enclosure("https://paper.example/a/ep1.mp3?x=1", "audio/mpeg", 32_000_000)
    article = parse(write_entry(replace(ENTRY, enclosures=(episode,)), FEED, ADDRESS))
    block = article.blocks[-1]
    assert block.text == "ep1.mp3 (audio/mpeg, 32 MB)"
    assert [mark.target for mark in block.marks] == [episode.url]


def test_an_entry_with_nothing_in_it_is_no_article() -> None:
    empty = Entry(key="1", url="https://paper.example/1", base=ADDRESS)
    with pytest.raises(SourceError, match="neither headline nor text"):
        parse(write_entry(empty, FEED, ADDRESS))


@pytest.mark.parametrize("content", [b"", b"no json", b"[]", b"{}", b'{"key": 1}', b"{" * 9999])
def test_damaged_bytes_of_an_entry_say_so(content: bytes) -> None:
    with pytest.raises(SourceError):
        parse(Original(ADDRESS, content, ENTRY_TYPE))


@pytest.mark.parametrize(
    ("summary", "content", "says"),
    [
        ("<p>Nine voted for it.</p>", "", True),
        (TEXT, "", True),
        (TEXT * 2, "", False),
        ("", TEXT, False),
        ("", "A word or two.", True),
        ("", f"{TEXT} …", True),
        ("", f"{TEXT} [&hellip;]", True),
        ("", f"<p>{TEXT}</p><p><a href='/x'>Continue reading →</a></p>", True),
        ("", f"<p>{TEXT}</p><p>Lesen Sie weiter auf unserer Seite</p>", True),
        ("", f"<p>{TEXT}</p><p>The mayor said no more.</p>", False),
        ("", TEXT * 10 + "…", False),
    ],
    ids=lambda value: str(value)[-20:],
)
def test_a_teaser_is_told_from_an_article(summary: str, content: str, says: bool) -> None:
    entry = replace(ENTRY, summary=summary, content=content)
    if summary == TEXT:
        entry = replace(entry, summary=summary[: len(summary) // 2])
    assert is_teaser(entry) is says
    assert not is_teaser(replace(entry, url=""))


def test_the_page_has_the_text_but_the_feed_has_the_last_word() -> None:
    page = (
        "<!doctype html><html lang='en'><head><title>Page title</title>"
        "<meta name='author' content='Somebody Else'></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Page title</h1><p>{TEXT}</p><p>{TEXT.replace('council', 'board')}</p>"
        "</article></body></html>"
    )
    original = add_page(write_entry(ENTRY, FEED, ADDRESS), Page("https://paper.example/c", page))
    article = parse(original)
    assert original.location == ENTRY.url
    assert article.words > 200
    assert article.headline == "Council keeps its hotline"
    assert article.byline == "Amara Diallo, Tomas Lind"
    assert article.published == ENTRY.published
    assert article.source == "The Meridian Dispatch"
    assert article.url == ENTRY.url


@pytest.mark.parametrize(
    "html", ["", "<html></html>", "<p>Please turn on JavaScript.</p>", "\0" * 9]
)
def test_where_the_page_has_less_the_feeds_text_stays(html: str) -> None:
    plain = write_entry(ENTRY, FEED, ADDRESS)
    assert parse(add_page(plain, Page(ENTRY.url, html))) == parse(plain)


def test_what_changes_without_saying_anything_is_no_change() -> None:
    same = replace(
        ENTRY,
        updated=datetime(2025, 1, 1, tzinfo=UTC),
        enclosures=(Enclosure("https://x.example/?key=2"),),
    )
    assert entry_digest(same) == entry_digest(ENTRY)
    assert entry_digest(replace(ENTRY, title="Another")) != entry_digest(ENTRY)
    assert entry_digest(replace(ENTRY, content="<p>x</p>")) != entry_digest(ENTRY)


def test_a_fragment_keeps_its_typography() -> None:
    html = (
        "<h2>The <i>vote</i></h2><p>One<br>two <code>x = 1</code></p><pre><code>a\n  b</code></pre>"
        "<blockquote><p>Said.</p></blockquote><ol><li>first<ul><li>inner</li></ul></li></ol>"
        "<table><tr><th>a</th><td>b</td></tr></table>"
        "<figure><img src='x.jpg'><figcaption>A heron at the lock</figcaption></figure>"
        "<script>no()</script><style>p{}</style>tail"
    )
    blocks = read_fragment(html, "https://x.example/")
    assert [(block.role, block.text) for block in blocks] == [
        ("subhead", "The vote"),
        ("body", "One two x = 1"),
        ("code", "a\n  b"),
        ("quote", "Said."),
        ("list", "first"),
        ("list", "inner"),
        ("table", "a\tb"),
        ("caption", "A heron at the lock"),
        ("body", "tail"),
    ]
    assert blocks[0].level == 2
    assert {mark.kind for block in blocks for mark in block.marks} == {"emphasis", "code"}


def test_plain_text_without_a_tag_keeps_its_lines() -> None:
    blocks = read_fragment("One line.\nAnother < line.\n\nLast", "")
    assert [block.text for block in blocks] == ["One line.", "Another < line.", "Last"]


@pytest.mark.parametrize(
    "html",
    ["<div>" * 5000 + "deep", "<b>" * 3000 + "x", "<p>a</p>" * 60_000, "<" * 5000],
    ids=["deep", "bold", "many", "open"],
)
def test_html_past_all_measure_is_read_as_text(html: str) -> None:
    read_fragment(html, "https://x.example/")


@given(st.text(max_size=400), st.sampled_from(["{}", "<p>{}</p>", "<ul><li>{}", "<!-- {}"]))
@settings(max_examples=120, deadline=None)
def test_marks_lie_within_their_text_whatever_the_html(text: str, around: str) -> None:
    for block in read_fragment(around.format(text), "https://x.example/"):
        assert block.text.strip()
        for mark in block.marks:
            assert 0 <= mark.start < mark.end <= len(block.text)


@pytest.mark.parametrize("opening", ["<a ", "<!--", "<![", "&#", "<"])
def test_tags_that_nothing_closes_do_not_hold_up_the_fetch(opening: str) -> None:
    began = time.monotonic()
    entry = Entry("1", "https://x.example/1", "Title", content=opening * 150_000)
    assert isinstance(is_teaser(entry), bool)
    assert time.monotonic() - began < 5
