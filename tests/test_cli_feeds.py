"""`reader fetch`, `feeds`, `import` and `export`, as somebody at a shell uses them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from reader import fetching
from reader.library import Library
from tests.commandline import ACTING, Command, obey_permissions, write
from tests.fetching.site import Site, item, rss, running, send, serve


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that run in the tests' process start none of their own: it takes a second each."""
    monkeypatch.setattr(fetching, "fetch", partial(fetching.fetch, jobs=1))


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        site.replies["/feed"] = serve(rss(item(1), item(2)))
        site.replies["/other"] = serve(rss(item(7), title="The Quarry"))
        yield site


def test_a_feed_is_added_fetched_listed_and_read(reader: Command, site: Site) -> None:
    ended = reader("feeds", "add", f"{site.url}/feed", "--tag", "world", "--tag", "local")
    assert ended.status == 0
    assert ended.out.splitlines() == [
        f"subscribed to The Meridian Dispatch: {site.url}/feed",
        "2 new in 1 of 1 feed",
    ]
    listed = reader("feeds", "list")
    assert listed.out == "   1      2       2  The Meridian Dispatch  #local  #world\n"
    assert reader("search", "district").status == 0

    site.replies["/feed"] = serve(rss(item(3), item(1), item(2)))
    ended = reader("fetch")
    assert (ended.status, ended.out, ended.err) == (0, "1 new in 1 of 1 feed\n", "")
    ended = reader("feeds", "read", "1")
    assert ended.out == "3 marked read\n"
    assert json.loads(reader("feeds", "list", "--json").out)[0]["unread"] == 0


def test_fetch_is_right_for_cron(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed", "--no-fetch")
    reader("feeds", "add", f"{site.url}/other", "--no-fetch")
    site.replies["/other"] = serve(b"no", 500)
    ended = reader.run("fetch", "--quiet")
    assert ended.status == 1
    assert ended.out == ""
    assert ended.problem.startswith("The Quarry: 127.0.0.1")
    assert "has a problem of its own (500)" in ended.problem
    ended = reader.run("fetch", "-q")
    assert (ended.status, ended.out, ended.err) == (0, "", "")  # The other one is left alone.

    ended = reader.run("fetch", "--json", "--force")
    assert ended.status == 1
    report = json.loads(ended.out)
    assert report["new"] == 0
    assert {feed["outcome"] for feed in report["feeds"]} == {"unchanged", "failed"}


def test_fetch_names_the_first_entry_that_it_had_to_leave_out(
    reader: Command, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise IndexError("no such block")

    reader("feeds", "add", f"{site.url}/feed", "--no-fetch")
    monkeypatch.setattr("reader.fetching.work.make", failing)
    ended = reader("fetch", "--json")
    assert ended.status == 0
    assert "The Meridian Dispatch: 2 entries are left out, the first: " in ended.problem
    (feed,) = json.loads(ended.out)["feeds"]
    assert feed["passed_over"] == 2
    assert feed["note"].endswith("cannot be read (IndexError: no such block)")
    assert reader("fetch", "--force").out == "nothing new in 1 feed, 2 passed over\n"


def test_fetch_takes_feeds_by_name_and_by_tag(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed", "--no-fetch", "--tag", "a")
    reader("feeds", "add", f"{site.url}/other", "--no-fetch", "--name", "Stone")
    assert reader("fetch", "stone").out == "1 new in 1 of 1 feed\n"
    assert reader("fetch", "--tag", "a").out == "2 new in 1 of 1 feed\n"
    assert reader("fetch", "nobody").problem.startswith("there is no feed 'nobody'")
    assert reader("fetch", "--tag", "zzz").problem == "there is no feed with the tag zzz"


def test_feeds_are_renamed_tagged_set_paused_and_removed(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed", f"{site.url}/other")
    assert reader("feeds", "rename", "meridian", "Mine").status == 0
    assert reader("feeds", "tag", "Mine", "x", "y").out == "Mine: x, y\n"
    assert reader("feeds", "tag", "Mine", "--", "-x").out == "Mine: y\n"
    ended = reader("feeds", "set", "Mine", "--keep", "3 weeks", "--full-text", "never")
    assert ended.out == "Mine: full text never, keep 21 days\n"
    assert reader("feeds", "set", "Mine", "--keep", "soon").status == 2
    assert reader("feeds", "set", "Mine").status == 2
    reader("feeds", "pause", "Mine")
    assert reader("fetch", "--force").out == "nothing new in 1 feed, 1 paused\n"
    assert "paused" in reader("feeds", "list", "--tag", "y").out
    reader("feeds", "resume", "Mine")
    assert reader("fetch").out == "nothing new in 2 feeds\n"
    ended = reader("feeds", "remove", "quarry", "--articles")
    assert ended.out == "removed The Quarry, and 1 of its articles\n"
    assert reader("feeds", "rename", "Mine", "").out == "Mine is now The Meridian Dispatch\n"


def test_a_name_that_may_be_two_feeds_is_asked_about(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed", f"{site.url}/other", "--no-fetch")
    ended = reader("feeds", "pause", "the")
    assert ended.status == 2
    assert ended.problem == (
        "'the' may be 1 The Meridian Dispatch, 2 The Quarry: name it by its number"
    )


def test_what_is_no_feed_is_said_and_the_rest_is_added(reader: Command, site: Site) -> None:
    site.replies["/page"] = serve("<html><body><p>Hello</p></body></html>")
    site.replies["/mine"] = site.replies.pop("/feed")
    ended = reader("feeds", "add", f"{site.url}/page", f"{site.url}/mine")
    assert ended.status == 1
    assert "is no feed, and none is found" in ended.problem
    assert "2 new" in ended.out


def test_without_feeds_it_is_said_how_to_begin(reader: Command) -> None:
    assert "`reader feeds add`" in reader("fetch").out
    assert reader("feeds", "list").problem == "there are no feeds yet"
    assert reader("feeds", "list", "--json").out == "[]\n"


def test_feeds_of_another_reader_are_taken_over(reader: Command, tmp_path: Path) -> None:
    urls = write(
        tmp_path,
        "urls",
        'https://paper.example/feed news "~The Paper"\n'
        "https://ada:hush@locked.example/feed\n"
        '"query:Unread news:unread = \\"yes\\" and tags # \\"news\\""\n'
        "exec:~/mine.sh\n",
    )
    ended = reader("import", urls, "--tag", "old")
    assert ended.status == 1
    assert ended.problem == f"{urls}: line 4: runs a command, which is not taken over"
    assert ended.out == "2 feeds added, 1 view; `reader fetch` fetches them\n"
    feeds = json.loads(reader("feeds", "list", "--json").out)
    assert [(feed["title"], feed["url"], feed["tags"]) for feed in feeds] == [
        ("https://locked.example/feed", "https://locked.example/feed", ["old"]),
        ("The Paper", "https://paper.example/feed", ["news", "old"]),
    ]
    settings = tomllib.loads((reader.settings / "config.toml").read_text())
    assert settings["views"] == {"Unread news": "is:unread tag:news"}
    assert settings["feeds"]["https://locked.example/feed"]["password"] == "hush"
    assert "hush" not in reader("feeds", "list", "--json").out

    opml = reader("export", "--opml").out
    assert "hush" not in opml
    other = Command(tmp_path / "other")
    ended = other("import", "-", stdin=opml)
    assert ended.out == "2 feeds added; `reader fetch` fetches them\n"
    assert [feed["tags"] for feed in json.loads(other("feeds", "list", "--json").out)] == [
        ["old"],
        ["news", "old"],
    ]
    ended = other("import", "-", stdin=opml)
    assert ended.out == "0 feeds added, 2 already there or refused\n"


def test_a_list_subscribes_to_no_script_and_no_file(reader: Command) -> None:
    addresses = ("javascript:alert(1)", "file:/etc/passwd", "mailto:desk@paper.example")
    lines = "".join(f'<outline text="x" xmlUrl="{address}"/>' for address in addresses)
    opml = f'<opml version="2.0"><body>{lines}</body></opml>'
    ended = reader("import", "-", stdin=opml)
    assert ended.status == 1
    assert ended.out == "0 feeds added, 3 already there or refused\n"
    for address in addresses:
        assert f"{address}: only http:// and https:// feeds can be fetched" in ended.err


def test_an_endless_address_is_listed_and_refused_in_short(reader: Command, site: Site) -> None:
    address = f"{site.url}/{'a' * 4_000}"
    site.replies[address.removeprefix(site.url)] = serve("no feed at all")
    assert reader("import", "-", stdin=f"{address}\n").status == 0
    assert len(reader("fetch").problem) < 500
    assert len(reader("feeds", "list").out) < 500


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Dear diary, today it rained.", "neither OPML nor a newsboat urls file"),
        (b"", "neither OPML"),
        (b"\x89PNG\r\n" + bytes(50), "neither OPML"),
    ],
)
def test_a_file_that_is_no_list_is_said_to_be_none(
    reader: Command, tmp_path: Path, content: bytes, words: str
) -> None:
    ended = reader("import", write(tmp_path, "list", content))
    assert ended.status == 1
    assert words in ended.problem
    assert "does not exist" in reader("import", tmp_path / "nothing").problem


def test_articles_go_out_as_markdown_and_as_json(
    reader: Command, site: Site, tmp_path: Path
) -> None:
    evil = item(9, title="../../etc/passwd \x1b[31m", link="https://paper.example/9")
    site.replies["/feed"] = serve(rss(item(1), item(2), evil.replace("\x1b", "")))
    reader("feeds", "add", f"{site.url}/feed")
    with Library.open(reader.library) as library:
        library.store.set_starred([2], True)
    folder = tmp_path / "out" / "articles"
    assert reader("export", "--markdown", folder).out == f"3 articles in {folder}\n"
    names = sorted(path.name for path in folder.iterdir())
    assert names[0].startswith("2024-03-04-")
    assert "2024-03-04-report-number-1-1.md" in names
    assert all("/" not in name and ".." not in name for name in names)
    text = (folder / "2024-03-04-report-number-1-1.md").read_text()
    assert 'title: "Report number 1"' in text
    assert 'url: "https://paper.example/reports/1"' in text
    again = Command(tmp_path / "again")
    assert again("add", folder).out == "3 added\n"

    ended = reader("export", "--jsonl", "is:starred")
    (line,) = ended.out.splitlines()
    article = json.loads(line)
    assert (article["headline"], article["is_starred"]) == ("Report number 2", True)
    assert reader("export", "--jsonl", "nowhere").status == 1
    assert reader("export").status == 2
    assert reader("export", "--opml", "--jsonl").status == 2


def exported(reader: Command, *query: str) -> set[str]:
    """The headlines that go out as JSON."""
    ended = reader("export", "--jsonl", "--", *query)
    assert ended.err == ""
    return {json.loads(line)["headline"] for line in ended.out.splitlines()}


def test_export_finds_what_search_finds(reader: Command, site: Site) -> None:
    write(reader.settings, "config.toml", '[views]\n"one of two" = "title:(1 or 2) -title:2"\n')
    reader("feeds", "add", f"{site.url}/feed")
    reader("feeds", "add", f"{site.url}/other")
    for query in ("@one of two", "feed:quarry", "report"):
        found = json.loads(reader("search", "--json", query).out)["results"]
        assert exported(reader, query) == {one["headline"] for one in found} != set()
    assert exported(reader, "@one of two") == {"Report number 1"}


@pytest.mark.parametrize("query", ["after:nonsense", "@nowhere", "is:"])
def test_export_refuses_what_search_refuses(
    reader: Command, site: Site, tmp_path: Path, query: str
) -> None:
    reader("feeds", "add", f"{site.url}/feed")
    for way in (("--jsonl",), ("--markdown", str(tmp_path / "out"))):
        ended = reader("export", *way, query)
        assert (ended.status, ended.out) == (2, "")
        assert ended.problem == reader("search", query).problem
    assert not (tmp_path / "out").exists()


def test_export_tells_what_was_not_understood_and_goes_on(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed")
    ended = reader("export", "--jsonl", "report persn:2")
    assert ended.status == 0
    assert ended.problem == "there is no field “persn:”; did you mean “person:”?"
    assert len(ended.out.splitlines()) == 1


def test_export_finds_all_though_the_index_is_gone_or_damaged(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed")
    for _ in range(2):
        for path in (reader.library / "index").rglob("*"):
            if path.is_file() and (size := path.stat().st_size) > 100:
                path.write_bytes(b"\xa5" * size)
        assert exported(reader, "report") == {"Report number 1", "Report number 2"}
        for path in sorted((reader.library / "index").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        assert exported(reader, "report") == {"Report number 1", "Report number 2"}


def test_nothing_a_feed_says_acts_on_the_terminal(reader: Command, site: Site) -> None:
    title = "Owned &#x9b;2J\u202egnirts"
    site.replies["/evil"] = serve(rss(item(1, title=title), title=title))
    out = reader("feeds", "add", f"{site.url}/evil").out
    out += reader("feeds", "list").out + reader("feeds", "list", "--json").out
    assert not ACTING & set(out)


def test_a_second_fetch_meanwhile_says_so_and_ctrl_c_stops_the_first(
    reader: Command, site: Site
) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def hold(request: BaseHTTPRequestHandler) -> None:
        reached.set()
        go_on.wait(20)
        send(request, rss(item(1)))

    reader("feeds", "add", f"{site.url}/feed")
    site.replies["/feed"] = hold
    first = reader.start("fetch", "--force")
    assert reached.wait(20)
    ended = reader("fetch")
    assert ended.status == 1
    assert ended.problem == "another fetch is running: wait until it is done, or stop it"
    ended = reader("fetch", "--quiet")
    assert (ended.status, ended.out, ended.err) == (0, "", "")
    began = time.monotonic()
    first.send_signal(signal.SIGINT)
    out, err = first.communicate(timeout=20)
    go_on.set()
    assert time.monotonic() - began < 5
    assert first.returncode == 1
    assert (out, err) == ("nothing new in 1 feed, stopped\n", "")


def test_a_visit_is_told_of(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed")
    with Library.open(reader.library) as library:
        library.feeds.end_visit()
    assert reader("fetch", "--force").out == "nothing new in 1 feed\n"
    site.replies["/feed"] = serve(rss(item(1), item(2), item(3), item(4)))
    lines = reader("fetch", "--force").out.splitlines()
    assert lines[0] == "2 new in 1 of 1 feed"
    assert lines[1].startswith("2 new since ")


@pytest.mark.parametrize(
    "words",
    [
        ["fetch"],
        ["feeds"],
        ["import"],
        ["export"],
        *(["feeds", one] for one in ("add", "list", "remove", "rename", "tag", "pause")),
        *(["feeds", one] for one in ("resume", "set", "read")),
    ],
)
def test_every_command_shows_how_it_is_used(reader: Command, words: list[str]) -> None:
    ended = reader(*words, "--help")
    assert ended.status == 0
    assert "Example: reader" in ended.out


def test_a_library_that_cannot_be_written_says_so(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed")
    reader.library.chmod(0o500)
    try:
        ended = reader.run("fetch", before=obey_permissions)
        assert "read-only" in ended.problem
        assert ended.status == 2
    finally:
        reader.library.chmod(0o700)


HEAVY = {"textual", "rich", "lxml", "feedparser", "listparser", "trafilatura", "pycrfsuite"}


def loaded_by(reader: Command, *words: str) -> set[str]:
    """The modules of a process that ran a command."""
    program = (
        "import atexit, json, sys; atexit.register(lambda: print(json.dumps(sorted(sys.modules))));"
        f"from reader.cli import main; main({list(words)}, prog_name='reader')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], env=reader.environment, capture_output=True, text=True
    )
    return set(json.loads(ended.stdout.splitlines()[-1]))


def test_commands_load_what_they_need_and_no_more(reader: Command, site: Site) -> None:
    site.replies["/feed"] = serve(rss(item(1)), ETag='"1"')
    reader("feeds", "add", f"{site.url}/feed")
    assert not {*HEAVY, "httpx2", "sqlite3"} & loaded_by(reader, "feeds", "--help")
    assert not {*HEAVY, "httpx2"} & loaded_by(reader, "feeds", "list")
    # The usual fetch brings nothing: no parser and no tagger is waited for.
    site.replies["/feed"] = serve(b"", 304)
    modules = loaded_by(reader, "fetch", "--force")
    assert "httpx2" in modules
    assert not HEAVY & modules
