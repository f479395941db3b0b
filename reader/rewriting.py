"""Files of settings, changed whole or not at all, by one writer at a time."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from reader.lock import lock
from reader.tables import read_toml

PATIENCE: Final = 2.0
"""Seconds that the next writer waits. A change takes some hundredths of one."""

_BOM: Final = "\ufeff"


def rewrite(path: Path, edit: Callable[[str], str], first: Callable[[], str]) -> None:
    """Change a file's text by `edit`; where there is no file, what `first` gives.

    Nobody who changes it in this way does so meanwhile, and where an editor does, `edit` is asked
    again. It keeps its mode, its line ends and what it begins with. What is a link to a file
    elsewhere stays one.

    Raises FileError for a file that cannot be read as TOML, ValueError where it would no longer be
    TOML, OSError where it cannot be written, TimeoutError where somebody else does for too long.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        while True:
            before = _bytes(path)
            changed = _changed(before, edit, first)
            if (path.read_bytes() if os.path.lexists(path) else None) == before:
                break
        if changed != before:
            _replace(path, changed)


def _bytes(path: Path) -> bytes | None:
    """What is in a file that is TOML; None: there is none. Raises FileError, OSError."""
    if not os.path.lexists(path):
        return None
    read_toml(path)
    return path.read_bytes()


def _changed(before: bytes | None, edit: Callable[[str], str], first: Callable[[], str]) -> bytes:
    """Raises ValueError."""
    text = first() if before is None else before.decode("utf-8")
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    # A file with ends of both kinds is left as it is.
    has_crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
    text = edit(text.replace("\r\n", "\n") if has_crlf else text)
    tomllib.loads(text)
    return (bom + (text.replace("\n", "\r\n") if has_crlf else text)).encode()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock beside a file, gone afterwards. Raises OSError; TimeoutError if it is taken."""
    beside = path.with_name(f".{path.name}.lock")
    until = time.monotonic() + PATIENCE
    while True:
        with lock(beside) as is_ours:
            if is_ours:
                try:
                    yield
                finally:
                    with suppress(OSError):
                        beside.unlink()
                return
        if time.monotonic() > until:
            raise TimeoutError("somebody else is changing the file; try again")
        time.sleep(0.005)


def _replace(path: Path, content: bytes) -> None:
    """Put a file in the place of one, and take away what a writer left there that was ended."""
    prefix, suffix = f".{path.name}.", ".new"
    for left in path.parent.iterdir():
        if left.name.startswith(prefix) and left.name.endswith(suffix):
            left.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=prefix, suffix=suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
