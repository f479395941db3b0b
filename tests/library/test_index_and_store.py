"""The index and the store it is derived from: copies put back, and files that stand in the way."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from reader import indexing
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


# Damage, and what is none


@pytest.mark.parametrize("apart", [False, True])
def test_damage_that_only_the_searching_process_has_noticed_is_mended(
    folder: Path, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "FEW", 0)
    for path in folder.rglob("*.lists"):
        before = path.stat()
        content = path.read_bytes()
        path.write_bytes(bytes(1000) + content[1000:])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with Library.open(folder) as library:
        assert asked(library, "strike").is_rebuilding
        catch_up(library, apart=apart)
        assert len(found(library, "strike")) == 1


def test_a_disk_that_failed_once_does_not_keep_words_from_being_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(path: Path) -> None:
        raise OSError(5, "Input/output error")

    files = sorted((folder / "index").rglob("*"))
    with Library.open(folder) as library:
        with monkeypatch.context() as patch:
            patch.setattr("reader.library.whoosh_index.SegmentFile", failing)
            assert asked(library, "strike").is_rebuilding
        catch_up(library)
        assert len(found(library, "strike")) == 1
    assert sorted((folder / "index").rglob("*")) == files


def test_a_fault_of_ours_is_not_taken_for_damage(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise ValueError("a fault of ours")

    with Library.open(folder) as library:
        with monkeypatch.context() as patch:
            patch.setattr("reader.library.evaluation.Evaluation.search", failing)
            with pytest.raises(ValueError, match="a fault of ours"):
                asked(library, "strike")
        assert len(found(library, "strike")) == 1


@pytest.mark.parametrize(
    "query", ['id:"abc"', 'id:("abc")', 'id:"12abc"', 'id:"1.5"', 'id:"x y"~3', 'id:(near:"a b")']
)
def test_an_id_that_is_no_number_is_told_and_takes_nothing_for_damaged(
    folder: Path, query: str
) -> None:
    with Library.open(folder) as library:
        results = asked(library, f"{query} strike")
        assert [p.message for p in results.query.problems] == ["id: takes a number"]
        assert len(results.ids) == 1
        assert not results.is_rebuilding


def test_an_id_may_stand_in_quotation_marks(folder: Path) -> None:
    with Library.open(folder) as library:
        assert found(library, 'id:"2"') == found(library, "id:2") == [2]


# An index that is gone


def test_an_index_deleted_under_an_open_reader_is_told_and_rebuilt(folder: Path) -> None:
    with Library.open(folder) as library:
        assert len(found(library, "strike")) == 1
        shutil.rmtree(folder / "index")
        results = asked(library, "strike")
        assert (results.ids, results.is_rebuilding, results.problem) == ([], True, "")
        catch_up(library)
        assert len(found(library, "strike")) == 1
        assert not asked(library, "nowhere").is_rebuilding


def test_an_empty_library_is_not_rebuilding_anything(tmp_path: Path) -> None:
    with Library.open(tmp_path / "empty") as library:
        assert not asked(library, "strike").is_rebuilding
        assert asked(library, "strike").problem == ""


def test_an_index_deleted_under_a_read_only_library_is_told(folder: Path) -> None:
    shutil.rmtree(folder / "index")
    with Library.open(folder, readonly=True) as library:
        results = asked(library, "strike")
        assert not results.is_rebuilding
        assert results.problem.startswith("there is no search index, and the library")


def test_while_an_index_is_built_for_the_first_time_what_is_there_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.library.index.BATCH", 2)
    with Library.open(tmp_path / "library") as library:
        put(library, *(f"Strike {n}" for n in range(6)))
        told = []

        def look(_: object) -> None:
            told.append(asked(library, "strike"))

        catch_up(library, on_progress=look)
    assert [len(one.ids) for one in told[1:]] == sorted(len(one.ids) for one in told[1:])
    assert not any(one.is_rebuilding for one in told if one.ids)
    assert len(told[-1].ids) == 6


# Files in the way, and files of others


def index_folder(library: Path) -> Path:
    (folder,) = (library / "index").iterdir()
    return folder


@pytest.mark.parametrize("place", ["index", "index/<id>"])
@pytest.mark.parametrize("what", ["file", "link"])
def test_what_stands_where_the_index_is_to_be_is_put_aside(
    folder: Path, place: str, what: str
) -> None:
    own = index_folder(folder)
    wrong = own if "<id>" in place else folder / "index"
    shutil.rmtree(wrong)
    if what == "file":
        wrong.write_text("somebody's notes")
    else:
        wrong.symlink_to(folder.parent / "nowhere")
    with Library.open(folder) as library:
        results = asked(library, "strike")
        assert results.is_rebuilding or results.problem
        catch_up(library)
        assert len(found(library, "strike")) == 1
        assert not check_index(library).is_wrong
    aside = wrong.with_name(f"{wrong.name}.aside")
    assert aside.is_symlink() or aside.read_text() == "somebody's notes"
    started(folder, "Walrus returns")
    assert os.path.lexists(aside)


@pytest.mark.parametrize("name", ["index.lock", "index/<id>/f2_WRITELOCK", "index/<id>/f2.draft"])
@pytest.mark.parametrize("is_empty", [True, False])
def test_a_folder_where_a_file_of_the_index_is_to_be_does_not_stop_indexing(
    folder: Path, name: str, is_empty: bool
) -> None:
    path = folder / name.replace("<id>", index_folder(folder).name)
    path.unlink(missing_ok=True)
    path.mkdir()
    if not is_empty:
        (path / "notes.txt").write_text("somebody's notes")
    with Library.open(folder) as library:
        put(library, "Walrus returns")
        catch_up(library)
        assert len(found(library, "walrus")) == 1


@pytest.mark.parametrize("number", [2**31 - 1, 99_999_999_999_999_999_999])
def test_a_table_of_contents_of_an_absurd_number_is_no_traceback(folder: Path, number: int) -> None:
    (index_folder(folder) / f"_f2_{number}.toc").write_bytes(b"")
    with Library.open(folder) as library:
        put(library, "Walrus returns")
        catch_up(library)
        assert len(found(library, "walrus or strike")) == 2
        assert not check_index(library).is_wrong


def test_in_an_index_that_is_a_link_nothing_of_others_is_deleted(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    shutil.move(folder / "index", elsewhere)
    (folder / "index").symlink_to(elsewhere)
    theirs = [elsewhere / "0123456789ab" / "f2_aaaa.lists", elsewhere / "photos" / "one.jpg"]
    theirs.append(index_folder(folder) / "notes.txt")
    for path in theirs:
        path.parent.mkdir(exist_ok=True)
        path.write_text("theirs")
    with Library.open(folder) as library:
        with library.indexing():
            library.discard_index()
        catch_up(library)
        assert len(found(library, "strike")) == 1
    assert all(path.read_text() == "theirs" for path in theirs)


def test_only_what_an_index_wrote_is_deleted_of_another_stores(folder: Path) -> None:
    other = folder / "index" / "0123456789ab"
    shutil.copytree(index_folder(folder), other)
    (folder / "index" / "photos").mkdir()
    (folder / "index" / "photos" / "f2_aaaa.lists").write_text("theirs")
    linked = folder.parent / "linked"
    shutil.copytree(other, linked)
    (folder / "index" / "ba9876543210").symlink_to(linked)
    started(folder, "Walrus returns")
    assert not other.exists()
    assert (folder / "index" / "photos" / "f2_aaaa.lists").read_text() == "theirs"
    assert len(list(linked.iterdir())) > 3


def test_an_index_begun_anew_leaves_strange_files_in_its_folder(folder: Path) -> None:
    own = index_folder(folder)
    (own / "notes.txt").write_text("somebody's notes")
    for path in own.glob("*.lists"):
        path.write_bytes(b"")
    started(folder)
    assert (own / "notes.txt").read_text() == "somebody's notes"
    with Library.open(folder) as library:
        assert len(found(library, "strike")) == 1
