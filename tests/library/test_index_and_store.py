"""The index and the store it is derived from: copies put back, and files that stand in the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reader.doctor import check_index
from reader.indexing import catch_up
from reader.library import Library
from reader.library.query import parse
from reader.library.search import Results, search
from tests.library.articles import arrival, article

TODAY = date(2024, 3, 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    with Library.open(folder) as library:
        put(library, "Ferry strike ends", "Harbour reopens")
        catch_up(library)
    return folder


def put(library: Library, *headlines: str) -> list[int]:
    return [added.id for added in library.store.add([arrival(article(h)) for h in headlines])]


def asked(library: Library, query: str) -> Results:
    return search(library, parse(query, TODAY))


def found(library: Library, query: str) -> list[int]:
    return list(asked(library, query).ids)


def started(folder: Path, *headlines: str) -> None:
    """One run of the program: it adds something, and the index catches up."""
    with Library.open(folder) as library:
        put(library, *headlines)
        catch_up(library)


# Copies put back


@pytest.fixture
def put_back(folder: Path) -> Path:
    """A library that took in an article, was put back to before, and took in another."""
    copy = (folder / "library.db").read_bytes()
    started(folder, "Zebra escapes")
    for path in folder.glob("library.db*"):
        path.unlink()
    (folder / "library.db").write_bytes(copy)
    with Library.open(folder) as library:
        put(library, "Walrus returns")
    return folder


def test_after_a_copy_was_put_back_and_added_to_searching_finds_what_is_there(
    put_back: Path,
) -> None:
    with Library.open(put_back) as library:
        catch_up(library)
        (walrus,) = found(library, "walrus")
        assert library.store.article(walrus).headline == "Walrus returns"
        assert found(library, "zebra") == []
        assert len(found(library, "strike or reopens")) == 2
        assert not check_index(library).is_wrong


def test_the_index_of_what_was_undone_is_not_searched_and_doctor_says_so(put_back: Path) -> None:
    with Library.open(put_back) as library:
        results = asked(library, "zebra")
        assert (results.ids, results.is_rebuilding) == ([], True)
        told = check_index(library)
        assert told.is_wrong
        assert "before a copy was put back" in str(told)


def test_a_read_only_library_says_that_its_index_is_of_another_state(put_back: Path) -> None:
    with Library.open(put_back, readonly=True) as library:
        results = asked(library, "walrus")
        assert "of another state of this library" in results.problem


def test_a_reader_that_is_open_notices_that_another_began_the_index_anew(put_back: Path) -> None:
    with Library.open(put_back) as reader:
        assert asked(reader, "walrus").is_rebuilding
        with Library.open(put_back) as other:
            catch_up(other)
        assert len(found(reader, "walrus")) == 1


def test_a_copy_put_back_that_nothing_was_added_to_keeps_its_index(folder: Path) -> None:
    copy = (folder / "library.db").read_bytes()
    indexed = sorted(path.name for path in (folder / "index").rglob("*.lists"))
    (folder / "library.db").write_bytes(copy)
    started(folder)
    assert sorted(path.name for path in (folder / "index").rglob("*.lists")) == indexed


def test_every_commit_that_changes_articles_draws_a_mark_and_no_other_does(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        store = library.store
        assert store.lineage(1) == ""
        one, two = put(library, "Ferry strike ends", "Harbour reopens")
        first = store.lineage(2)
        assert first
        assert store.lineage(1) == first
        store.set_read([one], True)
        put(library, "Ferry strike ends")
        assert store.lineage(3) == ""
        store.remove([two])
        assert store.lineage(3) not in ("", first)
        assert store.lineage(2) == first
