"""An index whose files were deleted, garbled, or left by a process killed half-way: it says so,
and ends complete again. Nothing of it is lost, for it is derived from the store."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.library.index import (
    IndexBusy,
    IndexDamaged,
    IndexEntry,
    IndexUnreadable,
    IndexUnwritable,
)
from reader.library.tree import Term
from reader.library.whoosh_index import WhooshIndex

ARTICLES = 40


def entry(number: int) -> IndexEntry:
    return IndexEntry(number, f"Storm {number}", "", f"calm after the storm number{number}")


def catch_up(index: WhooshIndex, goal: int = ARTICLES, step: int = 10) -> None:
    """What the pipeline does: hand over what has not been seen, until all has been."""
    for _ in range(100):
        seen = index.seen()
        if seen == goal:
            return
        batch = [entry(n) for n in range(seen + 1, min(goal, seen + step) + 1)]
        try:
            index.update(batch, [], seen + len(batch), since=seen)
        except IndexBusy:
            time.sleep(0.01)
    raise AssertionError("the index was never complete")


def is_complete(index: WhooshIndex, count: int = ARTICLES) -> bool:
    return (
        index.search(Term("storm")).scores.keys() == set(range(1, count + 1))
        and index.search(Term(f"number{count}")).scores.keys() == {count}
        and index.check() is None
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    index = WhooshIndex(folder)
    catch_up(index)
    assert is_complete(index)
    index.close()
    return folder


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def overwritten(path: Path) -> None:
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(255 - b for b in data[middle : middle + 40])
    path.write_bytes(data)


def lengthened(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"garbage")


@pytest.mark.parametrize("damage", [Path.unlink, emptied, cut, overwritten, lengthened])
def test_after_damage_to_any_file_the_index_ends_complete(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    assert len(names) > 5
    for name in names:
        path = folder / name
        if not path.exists():
            continue  # swept away with an earlier damaged state
        damage(path)
        index = WhooshIndex(folder)
        catch_up(index)
        assert is_complete(index), name
        index.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_after_any_byte_of_any_file_has_changed_the_index_ends_complete(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("changed") / "index"
    index = WhooshIndex(folder)
    catch_up(index, 12, step=6)
    index.close()
    path = data.draw(st.sampled_from(sorted(p for p in folder.iterdir() if p.stat().st_size)))
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    index = WhooshIndex(folder)
    catch_up(index, 12)
    assert is_complete(index, 12)


def test_a_note_of_checksums_that_is_itself_damaged_accuses_no_file(folder: Path) -> None:
    (sums,) = folder.glob("*.sums")
    whole = sums.read_bytes()
    for at in range(len(whole)):
        sums.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        index = WhooshIndex(folder)
        assert index.check() is None
        assert index.seen() == ARTICLES
        index.close()


def test_damage_under_a_reader_is_told_and_mended(folder: Path) -> None:
    reader = WhooshIndex(folder)
    assert reader.seen() == ARTICLES
    for path in folder.glob("*.lists"):
        with path.open("r+b") as file:
            file.write(b"\xff" * 2000)
    with pytest.raises(IndexDamaged):
        reader.search(Term("storm"))
    assert reader.seen() == 0
    catch_up(reader)
    assert is_complete(reader)


def test_a_file_cut_short_under_a_reader_does_not_end_the_program(folder: Path) -> None:
    reader = WhooshIndex(folder)
    assert is_complete(reader)
    for path in folder.glob("*.lists"):
        with path.open("r+b") as file:
            file.truncate(10)
    with pytest.raises(IndexDamaged):
        reader.search(Term("storm"))
    catch_up(reader)
    assert is_complete(reader)


def test_damage_that_left_the_time_of_the_file_alone_is_found_by_the_check(folder: Path) -> None:
    path = max(folder.glob("*.lists"), key=lambda p: p.stat().st_size)
    before = path.stat()
    overwritten(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    index = WhooshIndex(folder)
    assert index.check() is not None
    assert index.seen() == 0
    catch_up(index)
    assert is_complete(index)


def test_damage_met_while_merging_leads_to_a_new_beginning(folder: Path) -> None:
    index = WhooshIndex(folder)
    assert index.seen() == ARTICLES
    for path in folder.glob("*.lists"):
        before = path.stat()
        with path.open("r+b") as file:
            file.write(b"\xff" * 400)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    for number in range(ARTICLES + 1, ARTICLES + 13):
        catch_up(index, number, step=1)
    assert is_complete(index, ARTICLES + 12)


def test_strange_files_in_the_folder_do_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "_f1_7.toc").write_text("not one of ours")
    (folder / "notes.txt").write_text("hello")
    index = WhooshIndex(folder)
    assert index.seen() == 0
    catch_up(index)
    assert is_complete(index)


def test_an_index_that_cannot_be_written_says_so(folder: Path) -> None:
    target = folder.parent / "file"
    target.write_text("in the way")
    with pytest.raises(IndexUnwritable, match="cannot write the index"):
        WhooshIndex(target / "index").update([entry(1)], [], 1, since=0)


def test_an_index_that_cannot_be_read_is_not_taken_for_an_empty_one(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(folder)  # Not even the superuser can list it.
    index = WhooshIndex(folder)
    assert index.seen() == 0
    with pytest.raises(IndexUnreadable, match=r"cannot be read .* remove that folder"):
        index.search(Term("storm"))
    with pytest.raises(IndexUnwritable):
        index.update([entry(1)], [], 1, since=0)
    folder.unlink()
    catch_up(index)
    assert is_complete(index)


def test_a_full_disk_leaves_the_last_state_in_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = WhooshIndex(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("reader.library.whoosh_index.write", full)
        with pytest.raises(IndexUnwritable, match="No space left"):
            index.update([entry(ARTICLES + 1)], [], ARTICLES + 1, since=ARTICLES)
    assert is_complete(index)
    catch_up(index, ARTICLES + 1)
    assert is_complete(index, ARTICLES + 1)


# Several processes

CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.library.test_index_recovery import catch_up
from reader.library.whoosh_index import WhooshIndex
index = WhooshIndex(Path({folder!r}))
print("begun", flush=True)
catch_up(index, {goal}, step={step})
print("done", flush=True)
"""


def child(folder: Path, goal: int, step: int) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[2])
    code = CHILD.format(root=root, folder=str(folder), goal=goal, step=step)
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_killed_at_any_moment_the_index_holds_what_it_says_and_is_completed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "index"
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2, 0.3):
        process = child(folder, 5000, 1)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        index = WhooshIndex(folder)
        seen = index.seen()
        assert index.search(Term("storm")).scores.keys() == set(range(1, seen + 1))
        catch_up(index, seen + 3)
        assert is_complete(index, seen + 3)
        index.close()


def test_two_processes_indexing_at_once_end_with_each_article_once(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    processes = [child(folder, 30, 1) for _ in range(2)]
    reader = WhooshIndex(folder)
    while any(process.poll() is None for process in processes):
        seen = reader.seen()
        assert len(reader.search(Term("storm")).scores) >= seen
        time.sleep(0.01)
    reader.close()
    assert is_complete(WhooshIndex(folder), 30)


def test_searching_goes_on_in_another_thread_while_articles_come(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index")
    wrong: list[object] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            try:
                before = index.seen()
                found = index.search(Term("storm")).scores
                if not set(range(1, before + 1)) <= found.keys():
                    wrong.append((before, sorted(found)))
            except Exception as error:
                wrong.append(error)

    thread = threading.Thread(target=search)
    thread.start()
    catch_up(index, 60, step=2)
    done.set()
    thread.join()
    assert wrong == []
    assert is_complete(index, 60)
