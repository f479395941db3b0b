"""Libraries of every format there was, and files that are none."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from reader.library.schema import MIGRATIONS, NewerFormat, format_of, migrate
from reader.library.store import LibraryError, Store
from tests.library.articles import arrival, article

FORMATS = sorted((Path(__file__).parent / "formats").glob("*.sql"), key=lambda p: int(p.stem))


def tables(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT sql FROM sqlite_master ORDER BY name")]


def test_every_published_format_is_kept_for_this_test() -> None:
    assert [int(path.stem) for path in FORMATS] == list(range(1, len(MIGRATIONS) + 1))


@pytest.mark.parametrize("published", FORMATS, ids=lambda path: f"format {path.stem}")
def test_a_library_of_any_earlier_format_opens_and_takes_articles(
    published: Path, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "library.db") as old:
        old.executescript(published.read_text())
    old.close()

    store = Store(tmp_path)
    (added,) = store.add([arrival()])
    assert store.article(added.id) == article()
    store.close()

    fresh = sqlite3.connect(":memory:", isolation_level=None)
    migrate(fresh)
    opened = sqlite3.connect(tmp_path / "library.db")
    assert tables(opened) == tables(fresh)
    opened.close()
    fresh.close()


CHAIN = (
    "CREATE TABLE notes (text TEXT);\nINSERT INTO notes VALUES ('kept; whatever comes');\n",
    "ALTER TABLE notes ADD COLUMN length INTEGER;\nUPDATE notes SET length = length(text);\n",
    "CREATE TRIGGER count AFTER INSERT ON notes BEGIN\n"
    "    UPDATE notes SET length = length(text) WHERE rowid = new.rowid;\nEND;\n",
)


@pytest.mark.parametrize("start", range(4))
def test_a_chain_of_formats_is_walked_from_any_start(start: int) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, CHAIN[:start])
    migrate(connection, CHAIN)
    assert format_of(connection) == 3
    connection.execute("INSERT INTO notes (text) VALUES ('new')")
    assert connection.execute("SELECT * FROM notes").fetchall() == [
        ("kept; whatever comes", 20),
        ("new", 3),
    ]
    connection.close()


def test_a_step_that_fails_leaves_the_format_before_it() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    bad = "ALTER TABLE notes ADD COLUMN length INTEGER;\nINSERT INTO nowhere VALUES (1);\n"
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (CHAIN[0], bad, CHAIN[2]))
    assert format_of(connection) == 1
    assert connection.execute("SELECT * FROM notes").fetchall() == [("kept; whatever comes",)]
    connection.close()


def test_a_newer_format_is_never_touched() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, CHAIN)
    with pytest.raises(NewerFormat):
        migrate(connection, CHAIN[:2])
    assert format_of(connection) == 3
    connection.close()


def test_a_library_of_a_newer_reader_says_so(tmp_path: Path) -> None:
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "library.db") as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    with pytest.raises(LibraryError) as told:
        Store(tmp_path)
    assert str(told.value) == (
        "this library was written by a newer Reader "
        f"(format 7, this one reads up to {len(MIGRATIONS)}): update Reader"
    )


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE books (title TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="belongs to another program"):
        Store(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database, " * 100, b"SQLite format 3\0" + b"\xff" * 900]
)
def test_a_file_that_is_no_database_says_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(content)
    with pytest.raises(LibraryError, match="is damaged or is not a library") as told:
        Store(tmp_path)
    assert "\n" not in str(told.value)


def test_a_damaged_page_says_so(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add([arrival(article(f"Headline {n}")) for n in range(50)])
    store.close()
    path = tmp_path / "library.db"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xee" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="damaged"):
        Store(tmp_path).ids()
