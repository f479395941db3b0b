"""Adding is killed, interrupted, and done by two at once: nothing is lost, nothing is twice."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from reader import pipeline
from reader.library import Library
from reader.library.query import parse
from reader.library.search import search
from tests.test_pipeline import write_news

ARTICLES = 120
PROGRAM = Path(__file__).with_name("adding_process.py")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_news(tmp_path_factory.mktemp("news"), ARTICLES)


def start(library: Path, news: Path, jobs: int = 1) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(library), str(news), str(jobs)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(PROGRAM.parent.parent)},
        start_new_session=True,
    )


def stored_lines(output: str) -> dict[int, str]:
    """What a process said it had stored; a last line cut short by the kill does not count."""
    whole = [line.split(" ", 2) for line in output.splitlines(keepends=True) if line[-1] == "\n"]
    return {int(line[1]): line[2].strip() for line in whole if line[0] == "stored"}


def check(folder: Path, stored: dict[int, str]) -> None:
    """Everything said to be stored is there, whole, once; the file is sound."""
    with Library.open(folder) as library:
        for id, location in stored.items():
            assert library.store.original(id).location == location
            assert library.store.article(id).headline
        ids = library.store.ids()
        locations = [library.store.original(id).location for id in ids]
        assert len(set(locations)) == len(locations)
        with library.store.reading() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def check_complete(folder: Path) -> None:
    with Library.open(folder) as library:
        assert library.store.counts().total == ARTICLES
        pipeline.catch_up(library)
        hits = search(library, parse("lantern", date(2024, 1, 1)), limit=1000)
        assert set(hits.ids) == set(library.store.ids())
        assert library.index.seen() == library.store.revision()
        with library.store.reading() as connection:
            (most,) = connection.execute("SELECT max(articles) FROM names").fetchone()
        assert most <= ARTICLES


def test_killed_again_and_again_it_keeps_what_it_reported_and_ends_complete(
    tmp_path: Path, news: Path
) -> None:
    chance = random.Random(os.getpid())
    stored: dict[int, str] = {}
    for attempt in range(3):
        process = start(tmp_path, news, jobs=1 + attempt % 2)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        stored |= stored_lines(first + process.stdout.read())
        process.wait()
        check(tmp_path, stored)
        if len(stored) == ARTICLES:
            break
    assert stored
    process = start(tmp_path, news)
    output = process.communicate()[0]
    assert process.returncode == 0
    stored |= stored_lines(output)
    check(tmp_path, stored)
    check_complete(tmp_path)


def test_two_at_once_both_succeed_and_nothing_is_there_twice(tmp_path: Path, news: Path) -> None:
    both = [start(tmp_path, news), start(tmp_path, news)]
    outputs = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    for output in outputs:
        check(tmp_path, stored_lines(output))
        _, added, unchanged, failures, _ = output.splitlines()[-1].split()
        assert int(added) + int(unchanged) == ARTICLES
        assert failures == "0"
    assert sum(int(output.splitlines()[-1].split()[1]) for output in outputs) == ARTICLES
    check_complete(tmp_path)


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_it_in_order(tmp_path: Path, news: Path, jobs: int) -> None:
    process = start(tmp_path, news, jobs)
    assert process.stdout is not None
    first = process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # As a terminal does: to every process.
    output = first + process.stdout.read()
    assert process.wait() == 0
    stored = stored_lines(output)
    check(tmp_path, stored)
    report = output.splitlines()[-1].split()
    assert report[-1] == "True"
    assert int(report[1]) == len(stored) < ARTICLES
    with sqlite3.connect(tmp_path / "library.db") as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (len(stored),)
    connection.close()
