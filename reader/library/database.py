"""The file a library is kept in: connections, transactions, and what goes wrong with a disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from reader.library.schema import MIGRATIONS, NewerFormat, NotALibrary, format_of, migrate

PATIENCE: Final = 20.0
"""Seconds to wait for another process's transaction; the longest one here takes a fraction."""


READER_CACHE: Final = 1500
WRITER_CACHE: Final = 8000
"""Kilobytes of pages that a thread's connection keeps: many threads read, few write much."""


LEAST_SPACE: Final = 128 * 1024
"""Free bytes with which SQLite can open a library to write: its shared memory takes 32 KB."""


class LibraryError(Exception):
    """The library cannot do what was asked. Its text is one line: what, and how to mend it."""


class OlderFormat(LibraryError):
    """The library is to be brought up to date first, which only opening it for writing does."""


class ArticleDamaged(LibraryError):
    """One article cannot be read; the others can."""

    def __init__(self, id: int) -> None:
        super().__init__(f"article {id} is damaged in the library: add it again")


class _Held:
    """A thread's connection, closed when the thread is gone.

    By itself it would stay open until the garbage is collected: it is in a cycle with its cache.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.is_large = False

    def __del__(self) -> None:
        self.connection.close()


class Database:
    """SQLite in WAL mode behind one connection a thread; safe to call from any thread.

    A file that cannot be written, or stands on a full disk, is opened for reading only;
    `why_readonly` says so and how to mend it, in one line, and is empty where it can be written.
    Raises LibraryError where the file cannot be opened or is not ours.
    """

    def __init__(self, folder: Path, *, readonly: bool = False) -> None:
        self.folder = folder
        self.path = folder / "library.db"
        self._local = threading.local()
        self._held: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._is_closed = False
        self._immutable = False
        if not readonly:
            self._make_file()
        elif not os.access(self.path, os.F_OK):
            raise LibraryError(f"there is no library in {folder}: add something to it first")
        self.why_readonly = ""
        if readonly or not is_writable(self.path):
            self.why_readonly = (
                f"the library {folder} is read-only: allow writing, "
                "or choose another with --library"
            )
        with self._explained():
            if not self.is_readonly:
                self._open_to_write()
            if self.is_readonly:
                self._check_format()

    @property
    def is_readonly(self) -> bool:
        """Whether nothing can be changed here."""
        return bool(self.why_readonly)

    def close(self) -> None:
        """Close every thread's connection; the store is of no use afterwards."""
        with self._lock:
            self._is_closed = True
            for held in self._held:
                held.connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with; SQLite's errors leave as LibraryError."""
        with self._explained():
            yield self._connection()

    @contextmanager
    def writing(self, *, is_large: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk at the end, or nothing is.

        `is_large`: it writes whole articles, and the thread is likely to write more of them.
        """
        if self.is_readonly:
            raise LibraryError(self.why_readonly)
        with self._explained():
            connection = self._connection()
            if is_large and not self._local.held.is_large:
                connection.execute(f"PRAGMA cache_size = -{WRITER_CACHE}")
                self._local.held.is_large = True
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk has made SQLite roll back already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _make_file(self) -> None:
        """The folder and an empty file, for nobody else to look at: reading is private."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            is_new = not self.path.exists()
            if is_new:
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise LibraryError(
                f"cannot make the library {self.folder} ({error.strerror}): "
                "choose another folder with --library"
            ) from error
        is_empty = not is_new and self.path.stat().st_size == 0
        if is_empty and (self._has_unread_log() or self._has_index()):
            # What SQLite would take for a new one, and throw the log away.
            raise LibraryError(
                f"{self.path} is empty, but what stands beside it is of a library with articles: "
                "put a copy back, or move the folder away to begin a new one"
            )

    def _has_index(self) -> bool:
        return next((self.folder / "index").glob("*"), None) is not None

    def _open_to_write(self) -> None:
        """Bring the library up to date; on a full disk it is left as it is, `is_readonly`."""
        try:
            connection = self._connection()
            format_of(connection)  # Not to touch what is not ours.
            _use_wal(connection)
            migrate(connection)
        except sqlite3.Error as error:
            if not self._is_disk_full(error) or self.path.stat().st_size == 0:
                raise
            self._local.held = None
            self.why_readonly = (
                f"no space left for the library {self.folder}: "
                "it can only be read until some is freed and Reader started again"
            )

    def _is_disk_full(self, error: sqlite3.Error) -> bool:
        """Whether it is for want of space: SQLite may call that an I/O error."""
        if _primary(error) == sqlite3.SQLITE_FULL:
            return True
        if _primary(error) not in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
            return False
        return shutil.disk_usage(self.folder).free < LEAST_SPACE

    def _check_format(self) -> None:
        try:
            found = format_of(self._connection())
        except sqlite3.OperationalError as error:
            # Reading a WAL file takes a small file beside it. Where none can be made nobody
            # writes either, and SQLite may be told so.
            is_lacking = _primary(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            if not (is_lacking or self._is_disk_full(error)) or self._has_unread_log():
                raise
            self._immutable = True
            self._local.held = None
            found = format_of(self._connection())
        if found > len(MIGRATIONS):
            raise NewerFormat(found, len(MIGRATIONS))
        if found < len(MIGRATIONS):
            mend = (
                "open the reader, which brings it up to date"
                if is_writable(self.path)
                else "it cannot be written: allow that once, or choose another with --library"
            )
            raise OlderFormat(
                f"the library {self.folder} is of an older format ({found}, this Reader writes "
                f"{len(MIGRATIONS)}); {mend}"
            )

    def _has_unread_log(self) -> bool:
        """Whether a log stands beside the file, without which it is neither whole nor new."""
        log = self.path.with_name(f"{self.path.name}-wal")
        return log.exists() and log.stat().st_size > 0

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = self._connect()
        return held.connection

    def _connect(self) -> _Held:
        mode = "rw" if not self.is_readonly else "ro&immutable=1" if self._immutable else "ro"
        with self._lock:
            if self._is_closed:
                raise LibraryError(f"the library {self.folder} is closed")
            connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=PATIENCE,
                isolation_level=None,
                check_same_thread=False,  # Only so that close() may close it.
            )
            held = _Held(connection)
            self._held.add(held)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{READER_CACHE}")
        return held

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """What SQLite and the schema raise, as one line for people."""
        try:
            yield
        except NewerFormat as error:
            raise LibraryError(
                f"this library was written by a newer Reader (format {error.found}, this one "
                f"reads up to {error.known}): update Reader"
            ) from error
        except NotALibrary as error:
            raise LibraryError(
                f"{self.path} belongs to another program: choose another folder with --library"
            ) from error
        except sqlite3.Error as error:
            raise LibraryError(self._explain(error)) from error

    def _explain(self, error: sqlite3.Error) -> str:
        if self._is_disk_full(error):
            return (
                f"no space left for the library {self.folder}: free some and try again; "
                "what was added before is kept"
            )
        match _primary(error):
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                return (
                    f"another program has kept the library {self.folder} busy for "
                    f"{PATIENCE:.0f} seconds: end it, or try again"
                )
            case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
                return (
                    f"{self.path} is damaged or is not a library: "
                    "put a copy back, or move it away to begin a new one"
                )
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
                return (
                    f"the library {self.path} cannot be opened or written: "
                    "allow it, or choose another folder with --library"
                )
        return f"the library {self.path} failed ({error}): reader doctor looks into it"


def is_writable(path: Path) -> bool:
    """Whether both the file and the folder beside it (for the log) may be written."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _primary(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension; -1 where the error is Python's own."""
    code: Any = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else int(code) & 0xFF


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL. Two processes at once on a new file: SQLite does not wait here, we do."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if _primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
