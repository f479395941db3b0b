"""Feeds in every format there is, as they are found on the web rather than in the standards."""

from __future__ import annotations

import gzip
import json
import re
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reader.sources.feed import MOST_ENTRIES, Enclosure, Entry, Feed, entry_key, read_feed
from reader.sources.fragment import read_fragment
from reader.sources.original import Original, SourceError

FEEDS = Path(__file__).parent / "feeds"
ADDRESS = "https://feeds.example/all/feed.xml"


def read(name: str) -> Feed:
    return read_feed(Original(ADDRESS, (FEEDS / name).read_bytes()))


def rss(*items: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<rss version="2.0"><channel>'
        f"<title>Paper</title><link>https://paper.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def read_rss(*items: str, head: str = "") -> tuple[Entry, ...]:
    return read_feed(Original(ADDRESS, rss(*items, head=head))).entries


@pytest.mark.parametrize(
    ("name", "title", "site", "language"),
    [
        ("rss-0.91.xml", "Kettle Lock Observer", "https://observer.example/", "en-gb"),
        ("rss-0.92.xml", "Notes from the quay", "https://quay.example/", ""),
        ("rss-1.0.rdf", "The Orchard Journal", "https://journal.example/", "fr"),
        ("rss-2.0.xml", "The Meridian Dispatch & Post", "https://meridian.example/", "en"),
        ("atom-0.3.xml", "Old Mill Letters", "https://mill.example/", "en"),
        ("atom-1.0.xml", "Die Straßenbahn", "https://tram.example/blog/index.html", "de"),
        ("json-1.0.json", "Lighthouse Log", "https://light.example/", ""),
        ("json-1.1.json", "Quarry Weekly", "", "en-US"),
    ],
)
def test_every_format_says_what_it_is(name: str, title: str, site: str, language: str) -> None:
    feed = read(name)
    assert (feed.title, feed.site, feed.language) == (title, site, language)
    assert feed.entries


def test_an_entry_of_rss_comes_with_all_it_has() -> None:
    feed = read("rss-2.0.xml")
    entry = feed.entries[0]
    assert feed.minutes == 60
    assert entry.key == "meridian-17 https://meridian.example/council?page=2"
    assert entry.url == "https://meridian.example/council?page=2"  # Its own, without the tracking.
    assert entry.title == "Council votes to keep its hotline for herons"
    assert entry.authors == ("Amara Diallo", "Tomas Lind")
    assert entry.published == datetime(2024, 3, 5, 5, 15, tzinfo=UTC)
    assert entry.categories == ("Council", "birds")
    assert entry.summary == "Nine voted for it, and two were abroad."
    assert entry.content.startswith("<p>The council voted on Tuesday")


def test_two_entries_with_one_id_are_two_where_they_have_two_addresses() -> None:
    _, again, permanent = read("rss-2.0.xml").entries
    assert again.key == "meridian-17 https://meridian.example/again"
    assert again.authors == ("Ines Okafor",)
    assert again.published is None
    assert permanent.url == permanent.key == "https://meridian.example/permanent"


def test_an_id_that_entries_without_addresses_share_is_none() -> None:
    notes = [
        f"<item><guid isPermaLink='false'>note</guid><title>{title}</title>"
        f"<description>{text}</description></item>"
        for title, text in (("Fog", "None."), ("Ice", "Thin."), ("Ice", "Thick."), ("Tide", "Low."))
    ]
    found = read_rss(*notes)
    # What has one headline and no date is one note, before and after it was changed.
    assert [(e.title, e.summary) for e in found] == [
        ("Fog", "None."),
        ("Ice", "Thin."),
        ("Tide", "Low."),
    ]
    # A further one on top gives none of them another id.
    top = notes[0].replace("Fog", "Rain").replace("None", "Soon")
    assert [entry.key for entry in read_rss(top, *notes)][1:] == [entry.key for entry in found]


def test_entries_of_one_page_without_ids_are_all_there() -> None:
    link = "<link>https://paper.example/changes</link>"
    items = [f"<item>{link}<title>{n}</title></item>" for n in ("one", "two", "three")]
    found = read_rss(*items)
    assert [entry.title for entry in found] == ["one", "two", "three"]
    assert {entry.url for entry in found} == {"https://paper.example/changes"}


def test_relative_links_are_made_whole() -> None:
    assert read("rss-0.91.xml").entries[0].url == "https://observer.example/2024/umbrella.html"
    atom = read("atom-1.0.xml").entries[0]
    assert atom.url == "https://tram.example/blog/linie3"
    assert atom.base == "https://tram.example/blog/"
    plan = Enclosure("https://tram.example/blog/plan.pdf", "application/pdf", 1_048_576)
    assert atom.enclosures == (plan,)


def test_a_title_keeps_what_is_no_markup() -> None:
    assert read("atom-1.0.xml").entries[0].title == "Linie 3 < Linie 4"
    titles = [
        "AT&amp;amp;T &amp;lt;b&amp;gt;buys&amp;lt;/b&amp;gt; a &amp;#8220;mill&amp;#8221;",
        "5 &lt; 6 and 7 &gt; 6",
        "Caf\u00e9\n   au   lait",
    ]
    found = read_rss(*(f"<item><title>{t}</title></item>" for t in titles))
    assert [entry.title for entry in found] == [
        "AT&T buys a “mill”",
        "5 < 6 and 7 > 6",
        "Caf\u00e9 au lait",
    ]


def test_json_feeds_of_both_versions_are_read() -> None:
    (old,) = read("json-1.0.json").entries
    assert (old.key, old.authors, old.categories) == ("12", ("The Keeper",), ("fog", "horn"))
    assert (
        old.content == "<p>The horn was sounded.</p><p>Nobody came &amp; nobody &lt;left&gt;.</p>"
    )
    assert old.enclosures == (
        Enclosure("https://feeds.example/all/horn.mp3", "audio/mpeg", 2000000),
    )
    new, bare = read("json-1.1.json").entries
    assert (new.title, new.authors) == ("Stone is heavy", ("Noor Haddad", "Bo Larsen"))
    assert new.url == "https://quarry.example/2"
    assert new.published == datetime(2024, 2, 2, tzinfo=UTC)
    assert bare.key.startswith("sum:")


def test_a_wrong_declaration_of_the_encoding_is_not_believed() -> None:
    (entry,) = read("says-utf-8-is-cp1252.xml").entries
    assert entry.title == "Le café crème à 2 €"
    assert "« trop cher », dit Zoé" in entry.summary


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-15", "koi8-r", "utf-8-sig"])
def test_encodings_that_are_declared_or_served_are_believed(encoding: str) -> None:
    title = "Паром" if encoding in ("koi8-r", "utf-16") else "Fähre für 3 Leute"
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><rss version="2.0">'
    text += f"<channel><title>{title}</title><item><title>x</title></item></channel></rss>"
    served = "application/rss+xml"
    feed = read_feed(Original(ADDRESS, text.encode(encoding), served))
    assert feed.title == title


def test_a_feed_that_lies_packed_on_its_server_is_read() -> None:
    packed = gzip.compress((FEEDS / "rss-2.0.xml").read_bytes())
    assert read_feed(Original(ADDRESS, packed)) == read("rss-2.0.xml")
    with pytest.raises(SourceError, match="damaged gzip"):
        read_feed(Original(ADDRESS, packed[:200]))


def test_a_feed_that_breaks_off_gives_what_came() -> None:
    whole = rss("<item><title>One</title><guid>1</guid></item>", "<item><title>Two</title></item>")
    assert read_feed(Original(ADDRESS, whole[:-60])).entries[0].title == "One"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"<!doctype html><html><body><p>Hello</p></body></html>", "no feed but a page"),
        (b"<opml version='2.0'><body/></opml>", "is no feed"),
        (b"plain words", "is no feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "is no feed"),
        (b'{"version": "1", "items": []}', "JSON, but no feed"),
        (b'{"version": ', "damaged JSON"),
        (b'{"a":' * 100_000, "damaged JSON"),
        (b'["https://jsonfeed.org/version/1"]', "is no feed"),
    ],
)
def test_what_is_no_feed_is_said_in_a_line(content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=re.escape(words)) as told:
        read_feed(Original(ADDRESS, content))
    assert "\n" not in str(told.value)
    assert ADDRESS in str(told.value)


def test_entities_that_multiply_do_not() -> None:
    lines = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    head = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{"".join(lines)}]>'
    began = time.monotonic()
    try:
        found = read_rss("<item><title>&l9;</title><guid>1</guid></item>", head=head)
    except SourceError:
        found = ()
    assert time.monotonic() - began < 1
    assert all(len(entry.title) < 1000 for entry in found)


def test_entities_that_old_feeds_define_are_read() -> None:
    head = '<!DOCTYPE rss [<!ENTITY eacute "&#233;"><!ENTITY paper "The Dispatch">]>'
    (entry,) = read_rss("<item><title>Caf&eacute; in &paper;</title></item>", head=head)
    assert entry.title == "Café in The Dispatch"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_that_is_used_past_all_measure_is_refused(encoding: str) -> None:
    head = f'<!DOCTYPE rss [<!ENTITY a "{"A" * 90}">]>'
    text = rss(f"<item><title>&a; {'&a;' * 20_000}</title></item>", head=head).decode()
    content = text.replace("utf-8", encoding).encode(encoding)
    with pytest.raises(SourceError, match="its entities grow to over 500,000 characters"):
        read_feed(Original(ADDRESS, content, f"text/xml; charset={encoding}"))


@pytest.mark.parametrize("kind", ["SYSTEM", 'PUBLIC "x"'])
def test_no_entity_reads_a_file_or_asks_a_server(kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the password is heron")
    head = f'<!DOCTYPE rss [<!ENTITY s {kind} "file://{secret}">]>'
    try:
        found = read_rss("<item><title>a &s; b</title><guid>1</guid></item>", head=head)
    except SourceError:
        found = ()
    assert not any("heron" in entry.title for entry in found)


def test_a_feeds_bytes_are_never_taken_for_a_files_name(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_bytes(rss("<item><title>Secret</title></item>"))
    for name in (str(secret), f"file://{secret}", "http://127.0.0.1:9/"):
        with pytest.raises(SourceError, match="is no feed"):
            read_feed(Original(ADDRESS, name.encode()))


def test_a_title_cannot_act_on_the_terminal() -> None:
    (entry,) = read_rss("<item><title>a&#x9b;2Jb\u202ec</title><guid>1</guid></item>")
    assert entry.title.isprintable()


def test_a_very_long_feed_is_read_up_to_its_limit() -> None:
    items = [f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(MOST_ENTRIES + 10)]
    feed = read_feed(Original(ADDRESS, rss(*items)))
    assert (len(feed.entries), feed.left_out) == (MOST_ENTRIES, 10)
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": str(n), "title": str(n)} for n in range(MOST_ENTRIES + 5)],
    }
    feed = read_feed(Original(ADDRESS, json.dumps(document).encode()))
    assert (len(feed.entries), feed.left_out) == (MOST_ENTRIES, 5)


@pytest.mark.parametrize(
    ("reference", "character"),
    [
        ("&#xD83D;&#xDE00;", "\U0001f600"),
        ("&#55357;&#56832;", "\U0001f600"),
        ("&#xd83d;&#56832;", "\U0001f600"),
        ("&#xD83D;", "\ufffd"),
        ("&#xDE00;&#xD83D;", "\ufffd\ufffd"),
        ("&#x110000;", "\ufffd"),
        ("&#99999999999999999999;", "\ufffd"),
        ("&#x1F600;", "\U0001f600"),
    ],
)
def test_references_to_halves_of_a_character_make_it_whole(reference: str, character: str) -> None:
    (entry,) = read_rss(
        f"<item><title>Smile {reference}!</title><guid>1</guid>"
        f"<description>&lt;p&gt;A {reference.replace('&', '&amp;')}&lt;/p&gt;</description></item>"
    )
    assert entry.title == f"Smile {character}!"
    (block,) = read_fragment(entry.summary, ADDRESS)
    assert block.text == f"A {character}"


def test_halves_of_a_character_in_json_cost_no_feed() -> None:
    text = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1\\ud83d",'
        ' "title": "\\ud83d\\ude00 and \\ud83d", "content_html": "<p>\\ude00</p>"}]}'
    )
    (entry,) = read_feed(Original(ADDRESS, text.encode())).entries
    assert (entry.title, entry.content) == ("\U0001f600 and \ufffd", "<p>\ufffd</p>")
    (entry.key + entry.content).encode()


def test_a_number_past_all_measure_costs_no_json_feed() -> None:
    text = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": ['
        f'{{"id": {"9" * 100_000}, "title": "Long"}}, {{"id": 7, "title": "Short"}}, '
        f'{{"id": 8, "attachments": [{{"url": "/a", "size_in_bytes": -{"1" * 5_000}}}]}}]}}'
    )
    found = read_feed(Original(ADDRESS, text.encode())).entries
    assert [entry.title for entry in found] == ["Long", "Short", ""]
    assert found[0].key.startswith("sum:")
    assert found[2].enclosures == (Enclosure("https://feeds.example/a"),)


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_the_ids_are_every_key_is_there_once_and_comes_again(
    given_ids: list[tuple[str, str]],
) -> None:
    items = [
        f"<item><guid isPermaLink='false'>{escape(id)}</guid>"
        f"<link>https://paper.example/{place}</link><title>{escape(title)}</title></item>"
        for place, (id, title) in enumerate(given_ids)
    ]
    found = read_rss(*items)
    keys = [entry.key for entry in found]
    assert len(set(keys)) == len(keys) == len(items)
    assert all(0 < len(key) <= 500 for key in keys)
    assert [entry.key for entry in read_rss(*items)] == keys


@given(st.text(max_size=2000), st.text(max_size=50), st.lists(st.text(max_size=20)))
@example("\ud800", "", ["\udfff"])
def test_every_key_can_be_stored(given_id: str, url: str, parts: list[str]) -> None:
    key = entry_key(given_id, url, parts)
    assert key
    assert len(key) <= 500


@given(TEXT)
@example("Mon, 99 Foo 20244 99:99:99 +9999")
@example("0000-00-00T00:00:00Z")
@example("99999-01-01")
@example("Tue, 31 Feb 2024 10:00:00 GMT")
@example("2024-W09-1T25:61")
@settings(max_examples=150, deadline=None)
def test_no_date_however_bad_loses_its_entry(date: str) -> None:
    (entry,) = read_rss(f"<item><guid>1</guid><pubDate>{escape(date)}</pubDate></item>")
    assert entry.published is None or 1600 <= entry.published.year <= 9000
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "date_published": date}],
    }
    (entry,) = read_feed(Original(ADDRESS, json.dumps(document).encode())).entries
    assert entry.published is None or entry.published.tzinfo is not None


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
@settings(max_examples=60, deadline=None)
def test_a_good_date_is_the_moment_it_names(moment: datetime, zone: timezone) -> None:
    moment = moment.replace(microsecond=0, tzinfo=zone)
    for written in (moment.strftime("%a, %d %b %Y %H:%M:%S %z"), moment.isoformat()):
        (entry,) = read_rss(f"<item><guid>1</guid><pubDate>{written}</pubDate></item>")
        assert entry.published == moment


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
NAMES = "id url external_url title summary content_html content_text authors author tags"
ITEMS = st.dictionaries(st.sampled_from([*NAMES.split(), "attachments", "date_published"]), JSON)


@given(st.lists(ITEMS | JSON, max_size=4), st.dictionaries(st.sampled_from(NAMES.split()), JSON))
@settings(max_examples=40, deadline=None)
def test_no_json_feed_however_odd_ends_the_reader(items: list, head: dict) -> None:
    document = {"version": "https://jsonfeed.org/version/1.1", **head, "items": items}
    feed = read_feed(Original(ADDRESS, json.dumps(document).encode()))
    assert len({entry.key for entry in feed.entries}) == len(feed.entries)


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_bytes_whatever_end_the_reader(content: bytes) -> None:
    for prefix in (b"", b"<rss version='2.0'><channel><item><title>", b"<feed xmlns='"):
        with suppress(SourceError):
            read_feed(Original(ADDRESS, prefix + content))
