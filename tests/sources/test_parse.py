"""Whatever is given becomes an article, or one clear line."""

import json
import random
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.sources import Original, SourceError, parse

PAGE = b"""<!DOCTYPE html><html lang="en"><head><title>Tram line opens | The Ledger</title></head>
<body><article><h1>Tram line opens</h1><p>The first tram left Castle Street at dawn on Monday,
watched by some two hundred people who had waited in the rain for it.</p></article></body></html>"""
MARKDOWN = b"# Tram line opens\n\nThe **first** tram [left](https://ledger.example/a) at dawn.\n"
PLAIN = b"Tram line opens\n\nThe first tram left at dawn.\n"


def headline_roles(content: bytes, name: str, content_type: str = "") -> list[str]:
    return [b.role for b in parse(Original(name, content, content_type)).blocks]


@pytest.mark.parametrize("name", ["page.txt", "page.md", "page", "-", "page.html.gz"])
def test_a_page_is_a_page_whatever_it_is_called(name: str) -> None:
    assert headline_roles(PAGE, name) == ["headline", "body"]


@pytest.mark.parametrize("name", ["a.md", "a.txt", "-", "a.html"])
def test_markdown_is_told_by_its_signs(name: str) -> None:
    article = parse(Original(name, MARKDOWN))
    assert article.headline == "Tram line opens"
    assert [m.kind for m in article.blocks[1].marks] == ["strong", "link"]


@pytest.mark.parametrize("name", ["a.txt", "a.html", "-", "a"])
def test_plain_text_stays_plain(name: str) -> None:
    assert headline_roles(PLAIN, name) == ["body", "body"]


def test_news_with_hashtags_stars_and_dashes_is_not_taken_for_markdown() -> None:
    text = (
        b"#metro The *first* tram\n- - -\n* Advertisement *\n-- end --\n"
        b"Share [0] comments\n> 2 and a <b> b\nWeather\n-------\n1. Sign up\n2. Log in\n"
    )
    assert set(headline_roles(text, "a.txt")) == {"body"}
    assert len(headline_roles(text, "a.txt")) == 10


def test_a_servers_word_helps_where_the_content_is_open() -> None:
    assert headline_roles(
        b"<p>Rain.</p><p>More rain is on its way to the north.</p>", "u", "text/html"
    )
    fragment = parse(Original("u", b"<p>Rain &amp; wind all over the north.</p>", "text/html"))
    assert fragment.blocks[0].text == "Rain & wind all over the north."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n...", "a PDF, not text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG image, not text"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "a JPEG image"),
        (b"PK\x03\x04" + bytes(50), "a zip archive or office document"),
        (b"\x7fELF\x02\x01" + bytes(50), "a program"),
        (bytes(range(1, 256)) * 40, "binary, not text"),
        (bytes(range(256)) * 40, "binary, not text"),
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (bytes(3000), "is empty"),
        (b"\x1b[2J\x1b[H", "no text"),
        (b'{"a": [1, 2]}', "JSON, not an article"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "a feed, not an article"),
        (b'<?xml version="1.0"?><svg><path/></svg>', "XML, not an article"),
        (
            b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\n--x",
            "a web archive or mail, not an article",
        ),
        (b"<html><head></head><body></body></html>", "no text that can be read"),
        (b"<!doctype html><html><body><script>x()</script></body></html>", "no text"),
    ],
    ids=lambda value: repr(value[:16]),
)
def test_what_is_no_article_is_refused_in_one_line(content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        parse(Original("/home/ada/report.bin", content))
    assert str(caught.value).startswith("report.bin ")
    assert "\n" not in str(caught.value)


def test_more_than_fifty_megabytes_are_refused() -> None:
    with pytest.raises(SourceError, match="too large: 60 MB, the limit is 50 MB"):
        parse(Original("a", b"x" * 60_000_000))


def test_a_book_of_lines_is_no_article() -> None:
    with pytest.raises(SourceError, match="too long to be an article: 60,000 paragraphs"):
        parse(Original("a", b"The council met.\n" * 60_000))


def test_json_that_is_quoted_in_the_news_is_news() -> None:
    assert parse(Original("a", b"[Reuters] The bridge is open.\nIt was closed.")).blocks
    assert parse(Original("a", b'{"open": true} is all the server said.')).blocks


def quickly(content: bytes, name: str = "a") -> None:
    started = time.monotonic()
    with suppress(SourceError):
        parse(Original(name, content))
    assert time.monotonic() - started < 5


def test_one_line_of_five_megabytes_is_one_block() -> None:
    article = parse(Original("a", b"word " * 1_000_000))
    assert len(article.blocks) == 1
    quickly(b"<html><body><p>" + b"word " * 1_000_000)
    quickly(b"# a\n\n**b** " + b"word " * 1_000_000)


@pytest.mark.parametrize(
    "content",
    [
        b"<div>" * 150_000 + b"deep",
        b"<html><body>" + b"<b><i>" * 100_000 + b"text",
        b"<html><body>" + b"<p>a" * 150_000,
        b"<html><body><table>" + b"<tr><td>" * 60_000,
        b"<html><body>" + b"<ul><li>" * 50_000 + b"deep",
        b"<html><body><blockquote>" * 20_000 + b"deep",
        b"<html " + b"a=b " * 500_000 + b">",
        b"<html><body>" + b"&amp;" * 500_000,
        b'<html><script type="application/ld+json">' + b'{"a":[' * 100_000 + b"</script>",
        b"<html><!--" + b"-" * 1_000_000,
        b"---\n" + b"a: b\n" * 100_000,
        b"---\n" + b" a: b\n" * 3000,
        b"<div>\n" + b"<a " * 200_000,
        b"text\n\n" + b"<!--" * 100_000 + b"\n\n# x\n",
        b"[" * 300_000 + b"\n# x\n**y**",
    ],
    ids=lambda content: content[:24].decode(),
)
def test_a_page_made_to_choke_on_is_done_with_in_seconds(content: bytes) -> None:
    quickly(content, "a.md")


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(["a.html", "a.md", "a.txt", "-"]))
def test_any_bytes_are_an_article_or_a_source_error(content: bytes, name: str) -> None:
    try:
        article = parse(Original(name, content))
    except SourceError:
        return
    for block in article.blocks:
        assert all(c in "\t\n" or c >= " " for c in block.text)
        assert all(0 <= m.start < m.end <= len(block.text) for m in block.marks)


def test_the_parsers_are_imported_only_when_they_are_needed() -> None:
    code = (
        "import sys, json; import reader.sources, reader.sources.files; "
        "reader.sources.parse(reader.sources.Original('a', b'News.')); "
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert not loaded & {"lxml", "trafilatura", "markdown_it", "charset_normalizer", "httpx2"}


def test_random_bytes_are_no_article_however_few() -> None:
    chance = random.Random(11)
    for _ in range(200):
        with pytest.raises(SourceError, match=r"binary|is an? |no text"):
            parse(Original("/noise.txt", chance.randbytes(3000)))
