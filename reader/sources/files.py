"""Files and folders: which files news is in, and their bytes."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from reader.sources.original import Original, SourceError

MOST_STORED: Final = 20_000_000
"""Bytes a file may have on disk when it is compressed."""

MOST_READ: Final = 50_000_000
"""Bytes a file may have, decompressed. A larger one is refused before it is read."""

_GZIP: Final = b"\x1f\x8b"
_STEP: Final = 1 << 20

_ENDINGS: Final = """
    .json .jsonl .css .js .mjs .map .xml .rss .atom .opml .csv .tsv .toml .yaml .yml .ini .cfg
    .py .pyc .sh .c .h .rs .go .java .ts .sql .db .sqlite .log .lock
    .png .jpg .jpeg .gif .webp .avif .svg .ico .bmp .tif .tiff .heic
    .mp3 .m4a .ogg .wav .flac .mp4 .m4v .mov .avi .mkv .webm
    .pdf .ps .doc .docx .xls .xlsx .ppt .pptx .odt .ods .epub .rtf
    .zip .tar .tgz .bz2 .xz .zst .7z .rar .jar .whl .exe .dll .so .dylib .bin .iso
    .woff .woff2 .ttf .otf .eot
"""
_NOT_NEWS: Final = frozenset(_ENDINGS.split())
"""Endings that are passed over in a folder. Named one by one such files are tried, or refused
with a line that says what they are."""


def find(
    paths: Iterable[Path], on_problem: Callable[[str, SourceError], None] | None = None
) -> Iterator[Path]:
    """The files that may hold news: those named, and all in the folders named, sorted by name.

    In folders, hidden files and folders, folders already walked (through a symbolic link) and
    files that are never news by their ending are passed over. A path that does not exist or a
    folder that cannot be read is told to `on_problem` (the path, and why) and the walk goes on;
    without `on_problem` it is raised as SourceError.
    """

    def report(path: Path, problem: str) -> None:
        error = SourceError(problem)
        if on_problem is None:
            raise error
        on_problem(str(path), error)

    walked: set[tuple[int, int]] = set()
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as problem:
            report(path, _why(path, problem))
            continue
        if is_folder:
            yield from _walk(path, walked, report)
        else:
            yield path


def _walk(
    top: Path, walked: set[tuple[int, int]], report: Callable[[Path, str], None]
) -> Iterator[Path]:
    """A folder's files, a folder's own before those of the folders in it. Not recursive: a
    folder tree may be deeper than Python's stack."""
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            found = folder.stat()
            if (found.st_dev, found.st_ino) in walked:
                continue
            walked.add((found.st_dev, found.st_ino))
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as problem:
            report(folder, _why(folder, problem))
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = folder / entry.name
            try:
                if entry.is_dir():
                    folders.append(path)
                elif entry.is_file() and not _is_never_news(entry.name):
                    yield path
                elif entry.is_symlink() and not path.exists():
                    report(path, f"{path} is a link to nothing")
            except OSError as problem:
                report(path, _why(path, problem))
        waiting += reversed(folders)


def load(path: Path) -> Original:
    """The bytes of a file, decompressed where they are gzip.

    Raises SourceError for what is no regular file, cannot be read, is over `MOST_READ` (unread)
    or grows past it when decompressed.
    """
    # Not `resolve`: a link keeps the name it was given under.
    location = os.path.abspath(path)  # noqa: PTH100
    try:
        # Not to hang on a pipe: it is opened only once it is known to be a file.
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise SourceError(f"{path} is a folder, not a file")
        if not stat.S_ISREG(found.st_mode):
            raise SourceError(f"{path} is no regular file: give a file, or `-` for standard input")
        if found.st_size > MOST_READ:
            raise SourceError(_too_large(path, found.st_size, MOST_READ))
        with path.open("rb") as file:
            content = file.read(MOST_READ + 1)
    except (OSError, ValueError) as problem:
        raise SourceError(_why(path, problem)) from problem
    if content.startswith(_GZIP):
        if len(content) > MOST_STORED:
            raise SourceError(_too_large(path, len(content), MOST_STORED))
        content = gunzip(content, str(path))
    if len(content) > MOST_READ:
        raise SourceError(_too_large(path, len(content), MOST_READ))
    return Original(location, content)


def gunzip(content: bytes, name: str) -> bytes:
    """What a gzip file holds, all its members. Raises SourceError where it is damaged, or past
    `MOST_READ`, of which no more is ever decompressed."""
    parts: list[bytes] = []
    size = 0
    while content.startswith(_GZIP):
        inflater = zlib.decompressobj(wbits=31)
        try:
            while not inflater.eof:
                part = inflater.decompress(content, _STEP)
                content = inflater.unconsumed_tail
                if not part and not content:
                    raise SourceError(f"{name} is a damaged gzip file: it ends too early")
                parts.append(part)
                size += len(part)
                if size > MOST_READ:
                    raise SourceError(
                        f"{name} is too large: over {MOST_READ // 1_000_000} MB when unpacked"
                    )
        except zlib.error as problem:
            raise SourceError(f"{name} is a damaged gzip file: {problem}") from problem
        content = inflater.unused_data
    return b"".join(parts)


def _is_never_news(name: str) -> bool:
    suffix = Path(name.lower().removesuffix(".gz")).suffix
    return suffix in _NOT_NEWS


def _too_large(path: Path, size: int, limit: int) -> str:
    return f"{path} is too large: {size / 1e6:,.0f} MB, the limit is {limit // 1_000_000} MB"


def _why(path: Path, problem: OSError | ValueError) -> str:
    """A problem of the file system in words."""
    match problem:
        case FileNotFoundError():
            return f"{path} does not exist"
        case PermissionError():
            return f"{path} cannot be read: permission denied"
        case OSError():
            return f"{path} cannot be read: {(problem.strerror or str(problem)).lower()}"
        case _:
            return f"{str(path)!r} is not a file name"
