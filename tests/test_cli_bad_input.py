"""Whatever is put in: one clear line, and nothing is lost."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import shutil
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest

from reader.library import Library
from reader.library.index import IndexUnreadable
from reader.library.whoosh_index import WhooshIndex
from tests.commandline import (
    ACTING,
    BRIDGE,
    ESCAPES,
    FERRY,
    PROGRAM,
    Command,
    Ended,
    obey_permissions,
    write,
)

HEADLINE = "Ferry to sail again after a winter of repairs"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """An article that is always given beside the bad one, and must never be lost."""
    return write(tmp_path, "good/ferry.txt", FERRY)


def kept(reader: Command) -> list[str]:
    with Library.open(reader.library, readonly=True) as library:
        return [row.headline for row in library.store.rows(library.store.ids())]


def refused(reader: Command, ended: Ended) -> str:
    """The line about the bad one; the good one was added."""
    assert (ended.status, ended.out) == (1, "1 added, 1 failed\n")
    assert kept(reader) == [HEADLINE]
    return ended.problem


def accepted(reader: Command, path: Path) -> dict[str, object]:
    """What is made of an input that can be read."""
    ended = reader("add", path)
    assert (ended.status, ended.out, ended.err) == (0, "1 added\n", "")
    return json.loads(reader("show", "1", "--json").out)


# Files


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [  # ids are the names: the contents would fill the screen
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\n\t\n", "is empty"),
        ("nulls.txt", b"\0" * 5000, ""),
        ("picture.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 20, "not text"),
        ("program", b"\x7fELF\x02\x01\x01" + bytes(2000), "not text"),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 10, "not text"),
        ("noise.txt", bytes((n * n * 7919 + n // 3) % 256 for n in range(6000)), "not text"),
        ("cut.html.gz", gzip.compress(FERRY.encode() * 50)[:60], "damaged gzip"),
        ("bomb.txt.gz", gzip.compress(bytes(60_000_000), 9), "too large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_article_is_refused_in_a_line(
    reader: Command, good: Path, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    bad = write(tmp_path, f"bad/{name}", content)
    line = refused(reader, reader("add", bad, good))
    assert str(bad) in line
    assert words in line


def test_a_missing_path_is_refused_in_a_line(reader: Command, good: Path) -> None:
    line = refused(reader, reader("add", good.parent / "gone.txt", good))
    assert line == f"{good.parent / 'gone.txt'} does not exist"


def test_200_megabytes_are_refused_unread(reader: Command, good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "large.txt"
    with bad.open("wb") as file:
        file.truncate(200_000_000)
    line = refused(reader, reader("add", bad, good))
    assert line == f"{bad} is too large: 200 MB, the limit is 50 MB"


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(
    reader: Command, good: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "pipe.txt"
    os.mkfifo(bad)
    assert "no regular file" in refused(reader, reader("add", bad, good))


def test_an_unreadable_file_is_refused_in_a_line(
    reader: Command, good: Path, tmp_path: Path
) -> None:
    bad = write(tmp_path, "secret.txt", FERRY)
    bad.chmod(0)
    line = refused(reader, reader.run("add", bad, good, before=obey_permissions))
    assert line == f"{bad} cannot be read: permission denied"


def test_an_unreadable_folder_is_refused_in_a_line(
    reader: Command, good: Path, tmp_path: Path
) -> None:
    bad = write(tmp_path, "secret/a.txt", FERRY).parent
    bad.chmod(0)
    try:
        line = refused(reader, reader.run("add", bad, good, before=obey_permissions))
    finally:
        bad.chmod(0o700)
    assert line == f"{bad} cannot be read: permission denied"


def test_a_folder_that_links_to_itself_is_walked_once(reader: Command, good: Path) -> None:
    (good.parent / "again").symlink_to(good.parent)
    (good.parent / "deeper").mkdir()
    (good.parent / "deeper" / "up").symlink_to("..")
    ended = reader("add", good.parent)
    assert (ended.status, ended.out) == (0, "1 added\n")


def test_a_link_to_itself_is_refused_in_a_line(reader: Command, good: Path, tmp_path: Path) -> None:
    bad = tmp_path / "circle.txt"
    bad.symlink_to(bad)
    assert str(bad) in refused(reader, reader("add", bad, good))


def test_a_line_of_five_megabytes_is_read(reader: Command, good: Path, tmp_path: Path) -> None:
    long = write(tmp_path, "long.txt", f"{FERRY}\n{'x' * 5_000_000}\n")
    ended = reader("add", long, good)
    assert (ended.status, ended.out, ended.err) == (0, "2 added\n", "")
    assert kept(reader).count(HEADLINE) == 2


def test_bytes_that_are_not_utf8_do_not_lose_the_rest(reader: Command, tmp_path: Path) -> None:
    torn = FERRY.encode().replace(b"Sandvik", b"S\xc3ndv\xff\xfek", 1)
    record = accepted(reader, write(tmp_path, "torn.txt", torn))
    assert record["headline"] == HEADLINE


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252"])
def test_an_article_in_another_encoding_is_read(
    reader: Command, tmp_path: Path, encoding: str
) -> None:
    record = accepted(reader, write(tmp_path, "other.txt", FERRY.encode(encoding)))
    assert record["headline"] == HEADLINE
    assert any("“Nobody here will" in block["text"] for block in record["blocks"])


def test_nulls_in_an_article_are_left_out(reader: Command, tmp_path: Path) -> None:
    record = accepted(reader, write(tmp_path, "nulls.txt", FERRY.replace("outer", "ou\0ter")))
    assert any("the outer islands" in block["text"] for block in record["blocks"])


# What acts on a terminal


def test_nothing_printed_of_an_article_acts_on_the_terminal(
    reader: Command, tmp_path: Path
) -> None:
    path = write(tmp_path, "escapes.txt", ESCAPES)
    page = write(
        tmp_path,
        "escapes.html",
        BRIDGE.replace("heron", "her\x1b[31mon\u202e&#x9b;2J&#27;]0;Owned&#7;").replace(
            " said ", " sa&#0;id "
        ),
    )
    reader("add", path, page)
    printed = [
        reader(*words)
        for words in (
            ["search", "ferry"],
            ["search", "ferry", "--json"],
            ["show", "1"],
            ["show", "1", "--notices"],
            ["show", "1", "--json"],
            ["show", "1", "--markdown"],
            ["show", "2"],
            ["show", "2", "--markdown"],
            ["extract", str(path), str(page)],
            ["extract", "--jsonl", str(path), str(page)],
        )
    ]
    for ended in printed:
        assert ended.status == 0
        assert len(ended.out) > 100
        assert not set(ended.out) & ACTING
        assert ended.err == ""


def test_a_library_that_was_tampered_with_cannot_act_on_the_terminal(
    reader: Command, good: Path
) -> None:
    reader("add", good)
    with sqlite3.connect(reader.library / "library.db") as connection:
        connection.execute("UPDATE articles SET headline = char(27) || ']0;Owned' || char(7)")
    connection.close()
    ended = reader("search", "ferry")
    assert "\\x1b]0;Owned\\x07" in ended.out
    assert not set(ended.out) & ACTING


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two\nlines.txt", "two\\nlines.txt"),
        ("title\x1b]0;Owned\x07.txt", "title\\x1b]0;Owned\\x07.txt"),
        ("a\u202etxt.exe", "a\\u202etxt.exe"),
        ("tab\tand space.txt", "tab\tand space.txt"),
        ("naïve 新聞.txt", "naïve 新聞.txt"),
        (os.fsdecode(b"latin\xe9.txt"), "latin\\udce9.txt"),
    ],
)
def test_a_strange_file_name_is_read_and_shown_harmless(
    reader: Command, tmp_path: Path, name: str, shown: str
) -> None:
    path = write(tmp_path / "names", name, FERRY)
    assert reader("add", path).out == "1 added\n"
    extracted = reader("extract", "--jsonl", path)
    assert not set(extracted.out) & ACTING - {"\t"}
    assert json.loads(extracted.out)["path"] == str(path)
    path.write_bytes(b"")
    ended = reader("add", path)
    assert ended.status == 1
    assert ended.problem == f"{path.parent}/{shown} is empty"
    opened = reader(f"{path}.gone")
    assert opened.status == 2
    assert opened.problem == f"{path.parent}/{shown}.gone: no such file or folder"


def test_a_file_name_that_is_not_utf8_goes_through_a_real_pipe(
    reader: Command, tmp_path: Path
) -> None:
    path = write(tmp_path, os.fsdecode(b"latin\xe9.txt"), FERRY)
    assert json.loads(reader.run("extract", "--jsonl", path).out)["path"] == str(path)


def test_an_unwritable_encoding_does_not_end_what_is_printed(reader: Command, good: Path) -> None:
    reader("add", good)
    ended = reader.run("show", "1", PYTHONIOENCODING="latin-1")
    assert ended.status == 0
    assert "\\u201cNobody here will" in ended.out
    printed = reader.run("search", "nobody", "--json", PYTHONIOENCODING="latin-1")
    assert "“Nobody here" in json.loads(printed.out)["results"][0]["snippet"]


# The library


def test_a_library_of_a_newer_reader_is_left_alone(reader: Command, good: Path) -> None:
    reader("add", good)
    path = reader.library / "library.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = path.read_bytes()
    for words in (["add", good], ["search", "ferry"], ["show", "1"]):
        ended = reader(*words)
        assert (ended.status, ended.out) == (2, "")
        assert "newer Reader" in ended.problem
    doctor = reader("doctor")
    assert doctor.status == 1
    assert "newer Reader" in doctor.out
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_left_alone(reader: Command, good: Path) -> None:
    reader.library.mkdir()
    path = reader.library / "library.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    before = path.read_bytes()
    ended = reader("add", good)
    assert (ended.status, ended.out) == (2, "")
    assert "another program" in ended.problem
    assert path.read_bytes() == before


def test_a_library_that_is_no_database_is_left_alone(reader: Command, good: Path) -> None:
    path = write(reader.library, "library.db", "Dear diary, " * 1000)
    ended = reader("add", good)
    assert (ended.status, ended.out) == (2, "")
    assert "damaged or is not a library" in ended.problem
    assert path.read_text().startswith("Dear diary")


def test_a_library_path_that_is_a_file_is_refused_in_a_line(reader: Command, good: Path) -> None:
    write(reader.home, "library", "a file")
    for words in (["add", good], ["search", "x"], ["doctor"]):
        ended = reader(*words)
        assert ended.status in (1, 2)
        assert (ended.out + ended.err).count(str(reader.library)) == 1
        assert "--library" in ended.out + ended.err
    assert reader.library.read_text() == "a file"


def test_a_damaged_article_is_named_and_the_others_are_shown(
    reader: Command, good: Path, tmp_path: Path
) -> None:
    reader("add", good, write(tmp_path, "b.txt", FERRY.replace("Ferry", "Tram")))
    with sqlite3.connect(reader.library / "library.db") as connection:
        connection.execute("UPDATE documents SET document = x'00ff' WHERE article = 1")
    connection.close()
    ended = reader("show", "1")
    assert ended.status == 2
    assert "article 1 is damaged" in ended.problem
    assert reader("show", "2").status == 0
    found = reader("search", "winter", "--json")
    assert found.status == 0
    assert len(json.loads(found.out)["results"]) == 2


def test_an_unwritable_library_is_read_and_not_written(reader: Command, good: Path) -> None:
    reader("add", good)
    paths = [reader.library, *reader.library.rglob("*")]
    for path in paths:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    try:
        found = reader.run("search", "ferry", before=obey_permissions)
        added = reader.run("add", good, before=obey_permissions)
        doctor = reader.run("doctor", before=obey_permissions)
    finally:
        for path in paths:
            path.chmod(path.stat().st_mode | stat.S_IWUSR)
    assert found.status == 0
    assert HEADLINE in found.out
    assert added.status == 2
    assert "read-only" in added.problem
    assert doctor.status == 1
    assert "cannot be written" in doctor.out
    assert kept(reader) == [HEADLINE]


def test_a_home_that_cannot_be_written_is_told_in_a_line(
    reader: Command, good: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o555)
    variables = {"HOME": str(home), "READER_LIBRARY": "", "READER_CONFIG": ""}
    added = reader.run("add", good, before=obey_permissions, **variables)
    doctor = reader.run("doctor", before=obey_permissions, **variables)
    assert added.status == 2
    assert "--library" in added.problem
    assert str(home) in added.problem
    assert doctor.status == 1
    assert "--library" in doctor.out


@pytest.fixture
def large_articles(tmp_path: Path) -> Path:
    """A folder of articles that take 100 KB each, however they are packed."""
    folder = tmp_path / "large"
    dice = random.Random(4)
    for number in range(6):
        words = " ".join(f"{dice.getrandbits(120):x}" for _ in range(3000))
        write(folder, f"{number}.txt", f"{FERRY}\n{words}\n")
    return folder


def test_a_file_that_can_grow_no_more_loses_nothing(
    reader: Command, good: Path, large_articles: Path
) -> None:
    reader("add", good)
    limit = (reader.library / "library.db").stat().st_size + 100_000
    ended = reader.run(
        *("add", "--jobs", "1", large_articles),
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert ended.status == 2
    assert str(reader.library) in ended.problem
    # A slow machine may have stored a batch before it came to the limit.
    assert HEADLINE in kept(reader)
    assert reader("add", "--jobs", "1", large_articles).status == 0
    assert len(kept(reader)) == 7


def on_a_small_disk(reader: Command, disk: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script that may mount a disk of its own, with the library on it."""
    if not shutil.which("unshare"):
        pytest.skip("this system lets nobody mount a small disk")
    ended = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        env=reader.environment | {"READER_LIBRARY": str(disk)},
        timeout=120,
    )
    if ended.returncode == 77 or ended.stderr.startswith("unshare:"):
        pytest.skip("this system lets nobody mount a small disk")
    return ended


def test_on_a_full_disk_what_is_there_can_be_read_and_searched(
    reader: Command, good: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f"""
        mount -t tmpfs -o size=20m none {disk} || exit 77
        {PROGRAM} add {good}
        head -c 30m /dev/zero > {disk}/full 2>/dev/null
        {PROGRAM} search ferry && {PROGRAM} show 1
        {PROGRAM} doctor
        {PROGRAM} add {good}
    """
    ended = on_a_small_disk(reader, disk, script)
    assert ended.returncode == 2
    assert ended.stderr == (
        f"reader: no space left for the library {disk}: "
        "it can only be read until some is freed and Reader started again\n"
    )
    assert ended.stdout.count(HEADLINE) == 2
    assert "✗ library: no space left" in ended.stdout


def test_a_full_disk_is_told_in_a_line_and_loses_nothing(
    reader: Command, good: Path, large_articles: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = f"""
        mount -t tmpfs -o size=700k none {disk} || exit 77
        {PROGRAM} add {good} && {PROGRAM} add --jobs 1 {large_articles}
        status=$?
        {PROGRAM} search ferry
        exit $status
    """
    ended = on_a_small_disk(reader, disk, script)
    assert ended.returncode == 2
    first, *rest = ended.stderr.splitlines()
    assert first.startswith(f"reader: no space left for the library {disk}")
    assert not any("Traceback" in line for line in rest)
    assert HEADLINE in ended.stdout


def test_a_search_without_a_readable_index_does_not_say_that_nothing_was_found(
    reader: Command, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: WhooshIndex) -> int:
        raise IndexUnreadable(f"the search index in {self.folder} cannot be read: allow it")

    reader("add", good)
    monkeypatch.setattr(WhooshIndex, "_latest", refused)
    ended = reader("search", "ferry")
    assert ended.status == 2
    assert ended.problem.startswith("the search index in ")
    assert ended.problem.endswith("cannot be read: allow it")


def test_output_that_cannot_be_written_is_a_line(reader: Command, good: Path) -> None:
    reader("add", good)
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [PROGRAM, "show", "1"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=reader.environment,
            timeout=60,
        )
    assert ended.returncode == 2
    assert ended.stderr == "reader: no space left on device\n"


def test_a_fault_of_the_readers_own_in_one_input_is_named_and_the_others_are_added(
    reader: Command, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader import pipeline

    obtain = pipeline.obtain

    def faulty(location: str, *more: object) -> object:
        if location.endswith("odd.txt"):
            raise ZeroDivisionError("division by zero")
        return obtain(location, *more)

    monkeypatch.setattr(pipeline, "obtain", faulty)
    odd = write(tmp_path, "odd.txt", FERRY)
    line = refused(reader, reader("add", "--jobs", "1", odd, good))
    assert line == f"{odd} cannot be read (ZeroDivisionError: division by zero)"
