"""The news comes by itself: feeds are asked, and what is new in them is put into the library."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    tell: Callable[[Sequence[int]], str] | None = None,
    stop: threading.Event | None = None,
    jobs: int | None = None,
    spare: int = 0,
) -> FetchReport:
    """Fetch what is new in these feeds, None: in all that are due, and make it found.

    A feed is due unless its last answer is still fresh or it failed and is left alone for a while;
    feeds that are named, and all with `force`, are asked all the same, but not before a time that
    the server itself asked to wait for. Paused ones are not asked unless they are named.

    `tell` tells somebody of new articles: those that came, and those of an earlier fetch that was
    killed before they were told of. It says in a line why it could not, and they are not told of
    again. Without it nobody is told of what comes, neither now nor later.

    Blocks; run it in a thread. `on_progress` and `tell` are called in that thread. Stopped by
    `stop` or ctrl-c the report says so, and what was stored stays. `jobs` is the most processes to
    use, None: the cores, less those to `spare` for what else is to be quick, such as a screen; 1
    means this one alone, which nothing then protects from an entry that hangs its reader.
    Raises FetchRunning where another fetch is running, FetchError where the settings cannot be
    used, LibraryError where the library cannot be written.
    """
    from reader.pipeline import ctrl_c_sets

    if library.store.is_readonly:
        raise LibraryError(library.store.why_readonly)
    stop = stop or threading.Event()
    try:
        settings = config.read_settings()
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
                # Kept only while it is wanted: who asks for notifications later asks for news.
                to_tell = tell is not None and settings.notify.by != "off"
                fetched = Round(
                    library, settings.feeds, spool, on_progress, stop, jobs, spare, to_tell
                )
                results = run(fetched.run(due))
        gone = library.feeds.keep(settings.feeds.keep)
        new = [id for result in results for id in result.new]
        problem = _index(library, stop, is_large=len(new) > 20)
        untold = "" if tell is None else _tell(library, new, tell)
    return FetchReport(
        results=tuple(results),
        not_due=len(awake) - len(due),
        paused=len(rows) - len(awake),
        kept_no_longer=len(gone),
        stopped=stop.is_set(),
        problem=problem,
        untold=untold,
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


def _tell(library: Library, new: Sequence[int], tell: Callable[[Sequence[int]], str]) -> str:
    """Tell of what came, and of what an earlier fetch has left; why that failed, in a line.

    While no other fetch runs, which would tell of the same; and only then is it taken for told, for
    a reader that is killed in between.
    """
    try:
        kept = library.feeds.untold()
        if not (untold := sorted({*kept, *new})):
            return ""
        problem = tell(untold)
        if kept:
            library.feeds.told(kept)
    except LibraryError as error:
        return str(error)
    return problem


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
