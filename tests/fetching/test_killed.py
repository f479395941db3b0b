"""A fetch is killed at any moment: no entry is lost, and none is there twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from reader.fetching import fetch
from reader.library import Library
from tests.fetching.site import Site, item, rss, serve, told

PROGRAM = Path(__file__).parent.parent / "fetching_process.py"
FEEDS, ENTRIES = 3, 40


def start(library: Path, settings: Path, jobs: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), str(library), str(jobs)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(PROGRAM.parent.parent), "READER_CONFIG": str(settings)},
        start_new_session=True,
    )


def stored_lines(output: str) -> set[tuple[int, int, str]]:
    """What a process said it had stored; a last line cut short by the kill does not count."""
    lines = [line.split() for line in output.splitlines(keepends=True) if line[-1] == "\n"]
    return {(int(line[1]), int(line[2]), line[3]) for line in lines if line[0] == "stored"}


def check(folder: Path, stored: set[tuple[int, int, str]]) -> None:
    """All that was said to be stored is there, whole and once; the file is sound."""
    with Library.open(folder) as library:
        for article, feed, key in stored:
            assert key in library.feeds.known(feed)
            assert article in library.feeds.ids_of([feed])
            assert library.store.article(article).headline
        headlines = [row.headline for row in library.store.rows(library.store.ids())]
        assert len(set(headlines)) == len(headlines)
        with library.store.reading() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            counted = "SELECT count(*) FROM entries WHERE article IS NULL"
            assert connection.execute(counted).fetchone() == (0,)


def test_killed_again_and_again_it_ends_complete(
    site: Site, library: Library, tmp_path: Path
) -> None:
    for feed in range(FEEDS):
        numbers = range(feed * ENTRIES, (feed + 1) * ENTRIES)
        site.replies[f"/{feed}"] = serve(
            rss(*(item(number, told(number)) for number in numbers)), ETag='"1"'
        )
        library.feeds.add(f"{site.url}/{feed}")
    chance = random.Random(os.getpid())
    stored: set[tuple[int, int, str]] = set()
    for attempt in range(3):
        process = start(library.folder, tmp_path / "settings", jobs=1 + attempt % 2)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        stored |= stored_lines(first + process.communicate()[0])
        check(library.folder, stored)
    assert stored
    process = start(library.folder, tmp_path / "settings", jobs=1)
    output = process.communicate()[0]
    assert process.returncode == 0
    assert output.splitlines()[-1].split()[2:] == ["0", "False"]
    check(library.folder, stored | stored_lines(output))
    assert library.store.counts().total == FEEDS * ENTRIES
    assert [row.total for row in library.feeds.feeds()] == [ENTRIES] * FEEDS
    assert library.index.seen() == library.store.revision()
    assert not list(library.folder.glob("fetching*"))


def test_only_what_a_killed_fetch_has_left_is_removed_from_the_library(
    site: Site, library: Library, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    for folder in (mine, library.folder / "fetching", library.folder / "fetching-articles"):
        folder.mkdir()
        (folder / "kept.txt").write_text("mine")
    link = library.folder / "fetching-ab12cd34.spool"
    link.symlink_to(mine, target_is_directory=True)
    left = library.folder / "fetching-xyz_1234.spool"
    left.mkdir()
    (left / "1").write_text("half an entry")
    site.replies["/feed"] = serve(rss(item(1, told(1))))
    library.feeds.add(f"{site.url}/feed")
    assert len(fetch(library, jobs=1).new) == 1
    assert not left.exists()
    assert link.is_symlink()
    assert (mine / "kept.txt").exists()
    there = {path.name for path in library.folder.glob("fetching*")}
    assert there == {"fetching", "fetching-articles", link.name}
    assert (library.folder / "fetching" / "kept.txt").exists()
