"""`reader notify`, and what `reader fetch`, `config check` and `doctor` say of notifications."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from reader import fetching
from tests.commandline import PROGRAM, Command, write
from tests.fetching.site import Site, item, rss, running, serve


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fetching, "fetch", partial(fetching.fetch, jobs=1))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        site.replies["/feed"] = serve(rss(item(1), item(2)))
        yield site


def in_a_terminal(reader: Command, *words: str, **variables: str) -> tuple[int, bytes]:
    """The command in a terminal: how it ended, and all the bytes that the terminal was sent."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=reader.environment | variables,
        cwd=reader.home,
    )
    os.close(theirs)
    sent = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # Linux says so when the last end is closed.
            break
        if not part:
            break
        sent += part
    os.close(ours)
    return process.wait(), sent


def settings(reader: Command, text: str) -> None:
    write(reader.settings, "config.toml", text)


def test_off_by_default_and_said_so(reader: Command) -> None:
    ended = reader("notify")
    assert ended.status == 1
    assert ended.problem.startswith("notifications are off: set by =")


def test_a_terminals_notification_is_tried(reader: Command) -> None:
    status, sent = in_a_terminal(reader, "notify", "--by", "terminal", TERM="foot")
    assert status == 0
    assert sent.count(b"\x1b") == sent.count(b"\a") == 1
    assert b"\x1b]777;notify;Reader: a test notification;This is how Reader" in sent
    assert b"sent by OSC 777\r\n" in sent
    assert b"no views or feeds are chosen" in sent
    status, sent = in_a_terminal(reader, "notify", "--by", "terminal")
    assert (status, sent.count(b"\a")) == (0, 1)
    assert b"sent by the bell; this terminal is not known to have more" in sent


def test_what_failed_is_said_in_a_line(reader: Command) -> None:
    ended = reader("notify", "--by", "osc9")
    assert (ended.status, ended.out) == (1, "")
    assert "the output is not one" in ended.problem
    ended = reader("notify", "--by", "desktop")
    assert ended.status == 1
    assert ended.problem.startswith("no notification by the desktop: ")


def test_a_fetch_in_a_terminal_tells_of_what_came_once(reader: Command, site: Site) -> None:
    settings(reader, '[views]\nherons = "heron"\n[notify]\nby = "osc9"\nviews = ["herons"]\n')
    site.replies["/feed"] = serve(rss(item(3, "<p>The tram and the mill.</p>" * 12)))
    reader("feeds", "add", f"{site.url}/feed", "--no-fetch")
    status, sent = in_a_terminal(reader, "fetch")
    assert (status, sent.count(b"\a")) == (0, 0)
    trick = "A heron\x9d9;again\x07 \x1b]777;notify;a;b"
    bird = item(4, "<p>A heron stood on the weir and would not be moved.</p>" * 9, title=trick)
    site.replies["/feed"] = serve(rss(bird, item(3, "<p>The tram and the mill.</p>" * 12)))
    status, sent = in_a_terminal(reader, "fetch", "--force")
    assert status == 0
    assert sent.count(b"\a") == sent.count(b"\x1b]9;") == sent.count(b"\x1b]") == 1
    assert "\x1b]9;Reader: 1 new in herons — A heron".encode() in sent
    status, sent = in_a_terminal(reader, "fetch", "--force")
    assert (status, sent.count(b"\a")) == (0, 0)


def test_a_fetch_from_cron_leaves_the_terminal_out_and_names_a_desktop_that_is_not_there(
    reader: Command, site: Site
) -> None:
    reader("feeds", "add", f"{site.url}/feed", "--no-fetch")
    settings(reader, '[notify]\nby = "bell"\nfeeds = ["*"]\n')
    ended = reader("fetch", "--quiet")
    assert (ended.status, ended.out, ended.err) == (0, "", "")
    settings(reader, '[notify]\nby = "desktop"\nfeeds = ["*"]\n')
    site.replies["/feed"] = serve(rss(item(1), item(2), item(5)))
    ended = reader("fetch", "--quiet", "--force")
    assert ended.status == 0, "the news is there all the same"
    assert ended.problem.startswith("no notification by the desktop: no desktop session")


@pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="dbus-daemon is not installed")
def test_a_fetch_from_cron_tells_the_desktop(
    reader: Command, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.notifying.desktop import desktop

    settings(reader, '[notify]\nby = "desktop"\nfeeds = ["#world"]\n')
    reader("feeds", "add", f"{site.url}/feed", "--no-fetch", "--tag", "world")
    with desktop(tmp_path) as shown:
        ended = reader.run("fetch", "--quiet", XDG_RUNTIME_DIR=str(tmp_path))
        assert (ended.status, ended.out, ended.err) == (0, "", "")
        assert shown.shown == [("Reader: 2 new in #world", "Report number 2\nReport number 1")]


def test_config_check_and_doctor_name_a_feed_that_is_not_there(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed")
    settings(reader, '[notify]\nby = "bell"\nfeeds = ["The Meridian Despatch"]\n')
    ended = reader("config", "check")
    assert ended.status == 1
    assert "config.toml:3: feeds: there is no feed “The Meridian Despatch”" in ended.problem
    assert "did you mean “The Meridian Dispatch”?" in ended.problem
    ended = reader("doctor")
    assert ended.status == 1
    assert "✗ notifications: " in ended.out
    settings(reader, '[notify]\nby = "bell"\nfeeds = ["The Meridian Dispatch"]\n')
    assert reader("config", "check").status == 0
    shown = reader("config", "show").out
    assert '* notify.feeds = ["The Meridian Dispatch"]' in shown


def test_doctor_tells_of_feeds_that_fail(reader: Command, site: Site) -> None:
    reader("feeds", "add", f"{site.url}/feed")
    assert "✓ feeds: 1 feed, none failed when last fetched" in reader("doctor").out
    site.replies["/feed"] = serve(b"", 500)
    for _ in range(2):
        reader("fetch", "--force")
    ended = reader("doctor")
    assert ended.status == 1
    assert "✗ feeds: 1 of 1 feed failed when last fetched, The Meridian Dispatch, 2 times" in (
        ended.out
    )
    assert "has a problem of its own (500)" in ended.out
    reader("feeds", "pause", "1")
    assert reader("doctor").status == 0


def test_a_note_on_a_feed_that_is_well_is_not_told_as_a_failure(
    reader: Command, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.sources.feed.MOST_ENTRIES", 1)
    words = "only the newest 1 of 2 entries are taken"
    added = reader("feeds", "add", f"{site.url}/feed")
    assert (added.status, added.problem) == (0, f"The Meridian Dispatch: {words}")
    ended = reader("doctor")
    assert "✓ feeds: 1 feed, none failed when last fetched" in ended.out
    assert f"✓ feeds: note on The Meridian Dispatch: {words}" in ended.out
    assert ended.status == 0
    assert reader("feeds", "list").out.endswith(f"The Meridian Dispatch  (note: {words})\n")
    (feed,) = json.loads(reader("feeds", "list", "--json").out)
    assert (feed["error"], feed["failures"], feed["note"]) == (None, 0, words)
    site.replies["/feed"] = serve(b"", 500)
    reader("fetch", "--force")
    (feed,) = json.loads(reader("feeds", "list", "--json").out)
    assert "(500)" in feed["error"]
    assert (feed["failures"], feed["note"]) == (1, None)
    assert "1 of 1 feed failed when last fetched, The Meridian Dispatch, once" in (
        reader("doctor").out
    )


def test_doctor_tells_of_wrong_settings_of_feeds(reader: Command) -> None:
    settings(reader, '[feeds]\nevery = "often"\n')
    ended = reader("doctor")
    assert ended.status == 1
    assert "/config.toml:2: every: must be a whole number" in ended.out
    checked = reader("config", "check")
    assert checked.status == 1
    assert "/config.toml:2: every: must be a whole number" in checked.problem
    assert "* feeds.every = 0 " in reader("config", "show").out
    settings(reader, '[feeds]\nkeep = "90 days"\n')
    assert '* feeds.keep = "90 days"  ' in reader("config", "show").out
