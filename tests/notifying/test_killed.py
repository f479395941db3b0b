"""A fetch is killed before it tells of what it has stored: the next one does, and only that one."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from reader.fetching import fetch
from reader.library import Library
from tests.commandline import PROGRAM
from tests.fetching.site import Site, item, rss, running, serve

FETCHING = Path(__file__).parent.parent / "fetching_process.py"


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        site.replies["/feed"] = serve(rss(item(1), item(2)))
        yield site


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of settings, which has a program note what it is told of, a line each time."""
    noting = tmp_path / "note.sh"
    noting.write_text(f'printf "%s\\n" "$1" >> {shlex.quote(str(tmp_path / "notes"))}\n')
    monkeypatch.setenv("READER_CONFIG", str(tmp_path / "settings"))
    path = tmp_path / "settings" / "config.toml"
    path.parent.mkdir()
    set_to(path, "program")
    return path


def set_to(path: Path, by: str, more: str = "") -> None:
    program = f"sh {shlex.quote(str(path.parent.parent / 'note.sh'))}"
    path.write_text(f'[notify]\nby = "{by}"\nfeeds = ["*"]\nprogram = "{program}"\n{more}')


@pytest.fixture
def library(tmp_path: Path, site: Site) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        library.feeds.add(f"{site.url}/feed")
        yield library


def kill_once_it_says(word: str, times: int, folder: Path) -> None:
    """Fetch in a process of its own, and kill that when it has said something so many times."""
    process = subprocess.Popen(
        [sys.executable, str(FETCHING), str(folder), "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(FETCHING.parent.parent)},
    )
    with process:
        assert process.stdout is not None
        while times:
            line = process.stdout.readline()
            assert line, f"ended before it {word}"
            times -= line.startswith(word)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def fetched(folder: Path) -> list[str]:
    """Fetch by the command; all that was told until then."""
    notes = folder.parent / "notes"
    command = [PROGRAM, "fetch", "--force", "--library", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return notes.read_text().splitlines() if notes.exists() else []


@pytest.mark.usefixtures("settings")
def test_what_a_killed_fetch_has_stored_is_told_of_by_the_next(
    library: Library, site: Site
) -> None:
    is_over = threading.Event()
    site.replies["/slow"] = lambda request: (is_over.wait(60), None)[1]
    library.feeds.add(f"{site.url}/slow")
    kill_once_it_says("stored", 2, library.folder)
    is_over.set()
    assert library.feeds.untold() == [1, 2]
    site.replies["/slow"] = serve(rss(item(3)))
    assert fetched(library.folder) == ["Reader: 3 new"]
    assert library.feeds.untold() == []
    assert fetched(library.folder) == ["Reader: 3 new"]


@pytest.mark.usefixtures("settings")
def test_a_fetch_killed_while_it_tells_is_told_of_twice_at_most(library: Library) -> None:
    kill_once_it_says("told", 1, library.folder)
    kill_once_it_says("told", 1, library.folder)
    assert fetched(library.folder) == ["Reader: 2 new"]
    assert fetched(library.folder) == ["Reader: 2 new"]


class Killed(BaseException):
    """Comes where a kill would."""


def killed(library: Library) -> None:
    def die(articles: Sequence[int]) -> str:
        raise Killed

    with pytest.raises(Killed):
        fetch(library, force=True, jobs=1, tell=die)


def told(library: Library) -> list[int]:
    """The articles that the next fetch hands on to be told of."""
    handed: list[int] = []

    def note(articles: Sequence[int]) -> str:
        handed.extend(articles)
        return ""

    fetch(library, force=True, jobs=1, tell=note)
    return handed


def test_who_turns_notifications_on_is_not_told_of_what_came_before(
    library: Library, site: Site, settings: Path
) -> None:
    set_to(settings, "off")
    killed(library)
    set_to(settings, "program")
    site.replies["/feed"] = serve(rss(item(1), item(2), item(3)))
    assert told(library) == [3]


def test_what_a_killed_fetch_left_is_gone_once_notifications_are_off_or_it_is_quiet(
    library: Library, settings: Path, site: Site
) -> None:
    for number, (by, more) in enumerate((("off", ""), ("program", 'quiet_hours = "0:00-24:00"'))):
        site.replies["/feed"] = serve(rss(*(item(2 + n) for n in range(number + 1))))
        set_to(settings, "program")
        killed(library)
        assert library.feeds.untold() == [number + 1]
        set_to(settings, by, more)
        assert fetched(library.folder) == []
        set_to(settings, "program")
        assert fetched(library.folder) == []


@pytest.mark.usefixtures("settings")
def test_what_subscribing_brings_is_not_told_of_and_what_was_left_waits(
    library: Library, site: Site
) -> None:
    killed(library)
    site.replies["/other"] = serve(rss(item(5)))
    id, _ = library.feeds.add(f"{site.url}/other")
    assert fetch(library, [id], jobs=1).new == (3,)
    assert told(library) == [1, 2]


@pytest.mark.usefixtures("settings")
def test_an_article_that_is_gone_is_not_told_of(library: Library) -> None:
    killed(library)
    library.store.remove([1])
    assert told(library) == [2]


@pytest.mark.usefixtures("settings")
def test_why_nothing_could_be_told_is_reported_and_it_is_not_tried_for_ever(
    library: Library,
) -> None:
    report = fetch(library, force=True, jobs=1, tell=lambda articles: "nobody answers")
    assert report.untold == "nobody answers"
    assert library.feeds.untold() == []
