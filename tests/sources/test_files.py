"""Files and folders as people have them."""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.sources import SourceError
from reader.sources.files import MOST_READ, find, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.html.gz", "c/d.md", "c/.hidden.txt", ".git/x.txt", "c/photo.JPG",
                 "style.css", "sub/feed.xml.gz"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("News.")
    return tmp_path


def names(paths: Iterator[Path], folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in paths]


def test_a_folder_gives_its_news_in_order_and_nothing_else(folder: Path) -> None:
    assert names(find([folder]), folder) == ["a.html.gz", "b.txt", "c/d.md"]


def test_a_file_that_is_named_is_never_passed_over(folder: Path) -> None:
    assert names(find([folder / "style.css", folder / "c/.hidden.txt"]), folder) == [
        "style.css",
        "c/.hidden.txt",
    ]


def test_a_loop_of_links_ends(folder: Path) -> None:
    (folder / "c" / "up").symlink_to(folder)
    (folder / "again").symlink_to(folder / "c")
    assert sorted(p.name for p in find([folder])) == ["a.html.gz", "b.txt", "d.md"]


def test_what_is_not_there_is_told_and_the_rest_is_found(folder: Path) -> None:
    problems = []
    found = find([folder / "none", folder / "b.txt"], lambda p, e: problems.append((p, str(e))))
    assert names(found, folder) == ["b.txt"]
    assert problems == [(str(folder / "none"), f"{folder / 'none'} does not exist")]
    with pytest.raises(SourceError, match="does not exist"):
        list(find([folder / "none"]))


def test_a_very_deep_folder_is_walked(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(400):
        deep = deep / "d"
        deep.mkdir()
    (deep / "news.txt").write_text("News.")
    assert [p.name for p in find([tmp_path])] == ["news.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(folder: Path) -> None:
    (folder / "b.txt").chmod(0)
    with pytest.raises(SourceError, match="permission denied"):
        load(folder / "b.txt")
    (folder / "c").chmod(0)
    problems: list[str] = []
    list(find([folder], lambda p, e: problems.append(p)))
    (folder / "c").chmod(0o755)
    assert problems == [str(folder / "c")]


def test_a_gzip_file_is_unpacked_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(gzip.compress(b"one ") + gzip.compress(b"two"))
    assert load(path).content == b"one two"
    assert load(path).location == str(path)


def test_a_relative_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "n.txt").write_text("News.")
    monkeypatch.chdir(tmp_path)
    assert load(Path("n.txt")).location == str(tmp_path / "n.txt")


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(SourceError, match=r"huge.txt is too large: 200 MB, the limit is 50 MB"):
        load(path)


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(MOST_READ + 10), 1))
    with pytest.raises(SourceError, match="too large: over 50 MB when unpacked"):
        load(path)


@pytest.mark.parametrize("cut", [12, 40, -4])
def test_a_damaged_gzip_file_is_told(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(os.urandom(500))[:cut])
    with pytest.raises(SourceError, match="damaged gzip"):
        load(path)


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="no regular file"):
        load(tmp_path / "pipe")
    assert list(find([tmp_path])) == []


def test_a_folder_is_not_a_file_and_dev_zero_is_none(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(SourceError, match="no regular file"):
        load(Path("/dev/zero"))
    with pytest.raises(SourceError, match="does not exist"):
        load(tmp_path / "none")


def test_a_name_that_no_file_can_have_is_told() -> None:
    with pytest.raises(SourceError, match="not a file name"):
        load(Path("a\0b"))
    with pytest.raises(SourceError):
        list(find([Path("a\0b"), Path("x" * 5000)]))
