"""The news comes by itself: feeds are asked, and what is new in them is put into the library."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from reader import config
from reader.fetching.report import FeedResult, FetchError, FetchProgress, FetchReport, FetchRunning
from reader.library import Library, LibraryError
from reader.library.feeds import FeedRow

__all__ = ["FeedResult", "FetchError", "FetchProgress", "FetchReport", "FetchRunning", "fetch"]

_LEFT: Final = re.compile(r"fetching-[a-z0-9_]{8}\.spool")
"""A folder as `mkdtemp` names it, in the library; there is one only while a fetch runs."""


def fetch(
    library: Library,
    feeds: Iterable[int] | None = None,
    *,
    force: bool = False,
    on_progress: Callable[[FetchProgress], None] = lambda progress: None,
    stop: threading.Event | None = None,
    jobs: int | None = None,
    spare: int = 0,
) -> FetchReport:
    """Fetch what is new in these feeds, None: in all that are due, and make it found.

    A feed is due unless its last answer is still fresh or it failed and is left alone for a while;
    feeds that are named, and all with `force`, are asked all the same, but not before a time that
    the server itself asked to wait for. Paused ones are not asked unless they are named.

    Blocks; run it in a thread. `on_progress` is called in that thread. Stopped by `stop` or ctrl-c
    the report says so, and what was stored stays. `jobs` is the most processes to use, None: the
    cores, less those to `spare` for what else is to be quick, such as a screen; 1 means this one
    alone, which nothing then protects from an entry that hangs its reader.
    Raises FetchRunning where another fetch is running, FetchError where the settings cannot be
    used, LibraryError where the library cannot be written.
    """
    from reader.pipeline import ctrl_c_sets

    if library.store.is_readonly:
        raise LibraryError(library.store.why_readonly)
    stop = stop or threading.Event()
    try:
        settings = config.read_settings().feeds
    except config.SettingsError as error:
        raise FetchError(str(error)) from error
    named = None if feeds is None else set(feeds)
    with library.fetching() as is_ours, ctrl_c_sets(stop):
        if not is_ours:
            raise FetchRunning("another fetch is running: wait until it is done, or stop it")
        rows = library.feeds.feeds(named)
        awake = [row for row in rows if named is not None or not row.is_paused]
        now = datetime.now(UTC)
        due = [row for row in awake if _is_due(row, now, force or named is not None)]
        results: list[FeedResult] = []
        if due:
            from reader.fetching.round import Round
            from reader.sources.web import run

            with _spool(library.folder) as spool:
                fetched = Round(library, settings, spool, on_progress, stop, jobs, spare)
                results = run(fetched.run(due))
        gone = library.feeds.keep(settings.keep)
        problem = _index(library, stop, is_large=sum(len(result.new) for result in results) > 20)
    return FetchReport(
        results=tuple(results),
        not_due=len(awake) - len(due),
        paused=len(rows) - len(awake),
        kept_no_longer=len(gone),
        stopped=stop.is_set(),
        problem=problem,
    )


def _is_due(row: FeedRow, now: datetime, is_asked_for: bool) -> bool:
    return row.next_try <= now or (is_asked_for and not row.wait)


def _index(library: Library, stop: threading.Event, *, is_large: bool) -> str:
    """Make what came found; what went wrong with that, in a line. The articles are safe then."""
    from reader.indexing import catch_up

    try:
        catch_up(library, stop=stop, apart=is_large)
    except LibraryError as problem:
        return str(problem)
    return ""


@contextmanager
def _spool(folder: Path) -> Iterator[Path]:
    """A folder for what is being worked on. What a fetch that was killed has left goes first; a
    folder of any other name, or a link, is somebody else's."""
    for left in folder.glob("fetching-*.spool"):
        if _LEFT.fullmatch(left.name) and left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
    try:
        made = Path(tempfile.mkdtemp(prefix="fetching-", suffix=".spool", dir=folder))
    except OSError as error:
        raise LibraryError(
            f"cannot write in the library {folder} ({error.strerror}): allow it, "
            "or choose another with --library"
        ) from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
