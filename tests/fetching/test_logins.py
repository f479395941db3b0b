"""What a feed needs to be let in reaches that feed and nobody else."""

from __future__ import annotations

import asyncio
import os
import threading
import time
import tomllib
from base64 import b64encode
from pathlib import Path

import pytest

from reader import config
from reader.feed_settings import FeedSettings
from reader.fetching import FetchError, FetchProgress, fetch
from reader.fetching.logins import headers_for
from reader.fetching.settings import keep_login
from reader.fetching.subscribing import subscribe, without_login
from reader.library import Library
from reader.sources.original import SourceError
from tests.fetching.site import Site, item, redirect, rss, running, serve

URL = "https://paper.example/feed.xml"


def settings(text: str, mode: int = 0o600) -> Path:
    path = config.settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


def had(url: str, logins: dict[str, dict[str, object]]) -> dict[str, str]:
    return asyncio.run(headers_for(url, logins))


def basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def test_secrets_come_from_the_file_the_environment_or_a_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PAPER_TOKEN", "from-outside")
    command = {"command": "printf 'première\\nsecond line'"}
    logins = {
        "a": {"user": "ada", "password": "pässword"},
        "b": {"token": {"variable": "PAPER_TOKEN"}},
        "c": {"user": "ada", "password": command, "headers": {"X-Key": command}},
    }
    assert had("a", logins) == {"Authorization": basic("ada", "pässword")}
    assert had("b", logins) == {"Authorization": "Bearer from-outside"}
    assert had("c", logins)["Authorization"] == basic("ada", "première")
    assert had("d", logins) == {}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"password": {"variable": "NOT_SET_ANYWHERE"}}, "NOT_SET_ANYWHERE, which is not set"),
        ({"token": {"command": "false"}}, "failed (exit status 1)"),
        ({"token": {"command": "/no/such/program"}}, "does not run"),
        ({"token": {"command": "true"}}, "printed nothing"),
        ({"token": {"command": "'"}}, "does not run"),
        ({"token": 5}, "is “…”".replace("“…”", '"…"')),
        ({"token": "hush\r\nX-Evil: 1"}, "characters that cannot be sent"),
        ({"headers": {"a b": "hush"}}, "is no name of a header"),
        ({"headers": "hush"}, "headers is a table"),
    ],
)
def test_a_secret_that_cannot_be_had_is_said_without_saying_it(
    table: dict[str, object], words: str
) -> None:
    with pytest.raises(SourceError) as told:
        had(URL, {URL: table})
    assert words in str(told.value)
    assert "hush" not in str(told.value)
    assert "\n" not in str(told.value)


def runs(pid_file: Path) -> bool:
    """Whether the process whose number a command has left there is still running."""
    try:
        os.kill(int(pid_file.read_text()), 0)
    except ProcessLookupError:
        return False
    return True


def test_commands_that_hang_keep_no_other_feed_waiting(
    site: Site, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.fetching.logins.COMMAND_SECONDS", 1.5)
    tables = ""
    for number in range(9):
        command = f"sh -c 'echo $$ > {tmp_path}/{number}; exec sleep 100'"
        tables += f'[feeds."{site.url}/hangs{number}"]\ntoken = {{ command = "{command}" }}\n'
        library.feeds.add(f"{site.url}/hangs{number}")
    settings(tables)
    for number in range(3):
        site.replies[f"/good{number}"] = serve(rss(item(number)))
        library.feeds.add(f"{site.url}/good{number}")
    stop = threading.Event()
    began = time.monotonic()

    def on_progress(progress: FetchProgress) -> None:
        if progress.new == 3 and progress.failed:
            stop.set()

    report = fetch(library, jobs=1, stop=stop, on_progress=on_progress)
    assert time.monotonic() - began < 4
    assert len(report.new) == 3
    assert report.stopped
    assert "took longer than 2 seconds" in report.failures[0].problem
    assert list(tmp_path.glob("[0-9]"))
    assert not any(runs(path) for path in tmp_path.glob("[0-9]"))


def test_a_command_that_never_stops_printing_is_no_password() -> None:
    with pytest.raises(SourceError, match="failed"):
        had(URL, {URL: {"token": {"command": "yes"}}})


def test_a_login_is_sent_to_its_feed_and_never_to_where_that_redirects(
    site: Site, library: Library
) -> None:
    with running("127.0.0.2") as other:
        other.replies["/away"] = serve(rss(item(1)))
        site.replies["/feed"] = redirect(f"{other.url}/away", 301)
        site.replies["/same"] = redirect("/inside", 301)
        site.replies["/inside"] = serve(rss(item(2)))
        settings(
            f'[feeds."{site.url}/feed"]\ntoken = "hush"\n'
            f'[feeds."{site.url}/same"]\nuser = "ada"\npassword = "hush"\n'
        )
        library.feeds.add(f"{site.url}/feed")
        library.feeds.add(f"{site.url}/same")
        report = fetch(library, jobs=1)
        fetch(library, force=True, jobs=1)  # Now at the address that it moved to.
        assert not report.failures
        assert len(other.asked) == 2
        for _, headers in other.asked:
            assert "authorization" not in headers
    sent = {path: headers.get("authorization") for path, headers in site.asked}
    assert sent == {
        "/feed": "Bearer hush",
        "/same": basic("ada", "hush"),
        "/inside": basic("ada", "hush"),
    }


def test_a_login_reaches_neither_robots_nor_pages(site: Site, library: Library) -> None:
    settings(f'[feeds."{site.url}/feed"]\ntoken = "hush"\n')
    site.replies["/feed"] = serve(rss(item(1, "<p>More …</p>", link=f"{site.url}/story")))
    library.feeds.add(f"{site.url}/feed")
    fetch(library, jobs=1)
    assert [path for path, headers in site.asked if "authorization" in headers] == ["/feed"]
    assert "/story" in site.paths()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_password_that_others_may_read_is_not_used_and_stops_no_other_feed(
    site: Site, library: Library
) -> None:
    site.replies["/open"] = serve(rss(item(1)))
    site.replies["/inside"] = serve(rss(item(2)))
    for name in ("open", "inside"):
        library.feeds.add(f"{site.url}/{name}")
    path = settings(f'[feeds."{site.url}/inside"]\npassword = "hush"\n', mode=0o644)
    report = fetch(library, jobs=1)
    (inside,) = report.failures
    assert (inside.url, len(report.new)) == (f"{site.url}/inside", 1)
    assert f"chmod 600 {path}" in inside.problem
    assert "hush" not in inside.problem
    assert site.paths().count("/inside") == 0
    path.chmod(0o600)
    assert len(fetch(library, force=True, jobs=1).new) == 1
    secret = '{ command = "echo hush" }'
    settings(f'[feeds."{site.url}/inside"]\npassword = {secret}\n', mode=0o644)
    assert not fetch(library, force=True, jobs=1).failures


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("[feeds]\nkeep = 'soon'\n", "keep is", 2),
        ("[feeds]\nkeep = { days = 3 }\n", "keep is", 2),
        ("[feeds]\nkeeps = 3\n", "did you mean “keep”", 2),
        ("[feeds]\nevery = -1\n", "every", 2),
        ("[feeds]\nevery = 'x'\n", "must be a whole number", 2),
        ("[feeds]\nat_start = 1\n", "must be true or false", 2),
        ("feeds = 3\n", "is a table", 1),
    ],
)
def test_a_setting_that_is_wrong_is_told_with_its_line_and_stops_no_fetch(
    site: Site, library: Library, text: str, words: str, line: int
) -> None:
    path = settings(text)
    loaded = config.load_settings()
    (problem,) = loaded.problems
    assert words in problem.says
    assert (problem.path, problem.line) == (path, line)
    assert loaded.settings.feeds == FeedSettings()
    site.replies["/feed"] = serve(rss(item(1)))
    library.feeds.add(f"{site.url}/feed")
    assert len(fetch(library, jobs=1).new) == 1


def test_one_wrong_setting_leaves_the_others_as_they_are_set() -> None:
    settings('[feeds]\nkeep = 100\nevery = "often"\nat_start = true\n')
    found = config.load_settings().settings.feeds
    assert (str(found.keep), found.at_start, found.every) == ("100", True, 0)


def test_settings_that_cannot_be_read_at_all_are_named_with_their_place(library: Library) -> None:
    path = settings("[feeds\n")
    with pytest.raises(FetchError, match="not TOML") as told:
        fetch(library)
    assert str(told.value).startswith(f"{path}:1: ")


def test_settings_are_read(library: Library) -> None:
    settings('[feeds]\nkeep = "90 days"\nat_start = true\nevery = 30\n')
    found = config.read_settings().feeds
    assert (str(found.keep), found.at_start, found.every) == ("90 days", True, 30)


def test_a_password_in_an_address_is_moved_to_the_settings(site: Site, library: Library) -> None:
    settings("# my settings\n", mode=0o644)
    site.replies["/feed"] = serve(rss(item(1)))
    address = site.url.replace("//", "//ada:p%40ss@") + "/feed"
    found = subscribe(library, address)
    assert found.url == f"{site.url}/feed"
    assert library.feeds.feeds()[0].url == f"{site.url}/feed"
    assert config.read_settings().feeds.logins[found.url] == {"user": "ada", "password": "p@ss"}
    assert config.settings_path().read_text().startswith("# my settings\n")
    if os.name == "posix":
        assert config.settings_path().stat().st_mode & 0o777 == 0o600
    assert "hush" not in repr(config.read_settings().feeds)
    fetch(library, jobs=1)
    assert {headers["authorization"] for _, headers in site.asked} == {basic("ada", "p@ss")}


def test_what_is_kept_stands_above_the_comment_on_the_next_table() -> None:
    path = settings("")
    path.write_text(config.default_text())
    before = path.read_text()
    for number in (1, 2):
        keep_login(f"{URL}{number}", "ada", "hush")
        config.keep_view(f"View {number}", "is:unread")
    keep_login(f"{URL}1", "eve", "hush")
    config.keep("feeds.every", 30)
    after = path.read_text()
    for name in ("names", "notify"):
        above = before.partition(f"[{name}]")[0].split("\n\n")[-1]
        assert above.startswith("# ")
        assert after.partition(f"\n[{name}]")[0].endswith(f"\n\n{above}".rstrip("\n"))
    written = tomllib.loads(after)
    assert written["views"] == {"View 1": "is:unread", "View 2": "is:unread"}
    assert written["feeds"][f"{URL}1"]["user"] == "eve"
    assert written["feeds"]["every"] == 30


def test_settings_with_a_password_do_not_show_it(library: Library) -> None:
    keep_login(URL, "ada", "hush")
    assert "hush" not in repr(config.read_settings().feeds)


@pytest.mark.parametrize(
    ("url", "bare", "login"),
    [
        ("https://ada:x@paper.example/f", "https://paper.example/f", ("ada", "x")),
        ("https://ada@paper.example:8/f?a=b@c", "https://paper.example:8/f?a=b@c", ("ada", "")),
        ("https://paper.example/@ada", "https://paper.example/@ada", None),
        ("http://[::1/", "http://[::1/", None),
        ("not an address", "not an address", None),
    ],
)
def test_an_address_is_parted_from_its_login(
    url: str, bare: str, login: tuple[str, str] | None
) -> None:
    assert without_login(url) == (bare, login)
