"""The index meets the store: what has come, changed or gone since it last looked is handed to it.

The store is the truth and the index derived from it, so nothing here can lose an article: killed at
any moment, the next run goes on from what the index says it has seen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reader.library import Library, LibraryError
from reader.library.store import ArticleDamaged
from reader.progress import Meter, Progress

if TYPE_CHECKING:
    from reader.library.query import Query, Sort
    from reader.library.search import Results
    from reader.pool import Lost

POLL: Final = 0.2
"""Seconds between looks at how far another process is."""

TIME_LIMIT: Final = 900.0
"""Seconds for one portion in a process of its own; with nothing else running it takes twenty."""

FEW: Final = 20
"""Changes up to which starting a process takes longer than the work itself."""

MANY: Final = 250
"""Articles after which the index is tidied even where somebody waits for it."""

FOLLOWED_EVERY: Final = 2.0
"""Seconds between portions of what is new while articles are added; longer than one takes."""

TASK: Final = "a portion"
NEW: Final = "a portion of what is new, and no tidying"


@dataclass(frozen=True, slots=True)
class _Fed:
    """How a portion went: what the index has seen now, and whether anything is left to do.

    `is_busy`: another process was at it.
    """

    seen: int = 0
    is_done: bool = False
    is_busy: bool = False
    problem: str = ""


def catch_up(
    library: Library,
    *,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    stop: threading.Event | None = None,
    apart: bool = False,
) -> None:
    """Give the index what the store has and it has not seen; rebuild it if it must be.

    `apart` does more than a little in a process of its own and leaves this one free to draw. One
    process writes an index at a time: the others wait for it, and go on where it leaves off. Raises
    LibraryError if the index cannot be written: the articles are safe then, and the next start
    tries again.
    """
    if library.store.is_readonly:
        return
    stop = stop or threading.Event()
    _look_into_damage(library)
    goal = library.store.revision()
    seen = library.index.seen() if library.index_belongs() else 0
    if seen == goal:
        return
    is_tidied = apart or goal - seen >= MANY
    apart = apart and goal - seen > FEW
    meter = Meter(goal - seen, "indexing", on_progress)
    with closing(_portions(library, apart)) as portions:
        for fed in portions:
            if stop.is_set():
                break
            if fed is None:
                continue
            if fed.problem:
                raise LibraryError(f"{fed.problem}: the articles are safe, searching is behind")
            if seen < fed.seen:
                meter.advance(min(fed.seen, goal) - seen)
                seen = min(fed.seen, goal)
            if fed.is_done or (fed.seen >= goal and not is_tidied):
                break
            if fed.is_busy:
                stop.wait(POLL)
    meter.finish()


def search_all(
    library: Library,
    query: Query,
    *,
    limit: int | None = None,
    sort: Sort | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    apart: bool = False,
) -> tuple[Results, str]:
    """What a query finds once the index has seen all there is; and, in a line, why it has not.

    What is indexed can be searched all the same, all of it however long it takes: this is for
    commands, whose answers are used elsewhere. Raises LibraryError where words cannot be looked
    for at all.
    """
    from reader.library.search import search

    behind = ""
    for _ in range(2):  # What the search itself finds damaged is rebuilt before the second.
        behind = ""
        try:
            catch_up(library, on_progress=on_progress, apart=apart)
        except LibraryError as problem:
            behind = str(problem)
        found = search(library, query, limit=limit, sort=sort, budget=None)
        if found.problem:
            raise LibraryError(found.problem)
        if not found.is_rebuilding:
            return found, behind
    raise LibraryError(behind or "the search index is being rebuilt: try again in a while")


def _look_into_damage(library: Library) -> None:
    """Where the index seems damaged, see whether it is, and throw it away if so.

    What this process has found another one need not notice: a file may be garbled and look
    untouched. Without the files all know.
    """
    from reader.library.index import IndexUnreadable

    if library.index.seen() == 0 and library.store.revision():
        with library.indexing() as is_ours, suppress(IndexUnreadable):
            if is_ours and library.index.check() is not None:
                library.discard_index()


@contextmanager
def following(library: Library, stop: threading.Event, *, apart: bool) -> Iterator[None]:
    """Meanwhile the index follows: what is stored is found a second or two later.

    In a thread, or with `apart` in a process of its own. What goes wrong is left to `catch_up`,
    which does the rest in the end.
    """
    ended = threading.Event()
    thread = threading.Thread(target=_follow, args=(library, stop, ended, apart), name="indexing")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _follow(library: Library, stop: threading.Event, ended: threading.Event, apart: bool) -> None:
    """Portion after portion as there is something new, until it ended or is to stop."""
    from reader.pool import PoolError, spread

    if ended.wait(FOLLOWED_EVERY):
        return
    pace = _Pace(library, ended)
    with suppress(LibraryError, PoolError):
        if not apart:
            for task in pace.tasks():
                if task is None:
                    ended.wait(POLL)
                elif stop.is_set() or not pace.goes_on_after(_feed(library, tidies=False)):
                    return
            return
        prepare = partial(_prepare, library.folder)
        tasks = pace.tasks()
        with closing(spread(prepare, tasks, 1, time_limit=TIME_LIMIT)) as running:
            for result in running:
                if stop.is_set() or (result is not None and not pace.goes_on_after(result)):
                    return


class _Pace:
    """When the index is given what is new: one portion at a time, and not without rest."""

    def __init__(self, library: Library, ended: threading.Event) -> None:
        self._library = library
        self._ended = ended
        self._seen = library.index.seen()
        self._is_fed = False
        self._began = 0.0
        self._due = 0.0

    def tasks(self) -> Iterator[str | None]:
        """NEW when something is to be done, None when not, until it has ended."""
        while not self._ended.is_set():
            now = time.monotonic()
            if self._is_fed or now < self._due or self._library.store.revision() == self._seen:
                yield None
            else:
                self._is_fed, self._began = True, now
                yield NEW

    def goes_on_after(self, result: _Fed | Lost) -> bool:
        """Note how a portion went; whether there is any use in another."""
        now = time.monotonic()
        self._is_fed = False
        self._due = now + max(FOLLOWED_EVERY - (now - self._began), now - self._began)
        if not isinstance(result, _Fed) or result.problem:
            return False
        self._seen = result.seen
        return True


def _portions(library: Library, apart: bool) -> Generator[_Fed | None, None, None]:
    """Portions without end, done here or in a process of its own."""
    if not apart:
        while True:
            yield _feed(library)

    from reader.pool import Lost, PoolError, spread

    prepare = partial(_prepare, library.folder)
    try:
        with closing(spread(prepare, repeat(TASK), 1, time_limit=TIME_LIMIT)) as running:
            for result in running:
                yield _Fed(problem=result.problem) if isinstance(result, Lost) else result
    except PoolError as error:
        raise LibraryError(str(error)) from error


def _prepare(folder: Path) -> Callable[[str], _Fed]:
    library = Library.open(folder)
    return lambda task: _feed(library, tidies=task != NEW)


def _feed(library: Library, *, tidies: bool = True) -> _Fed:
    """Hand the index the oldest changes it has not seen; with none left, tidy a part of it."""
    from reader.library.index import BATCH, IndexBusy, IndexDamaged, IndexUnwritable, entry_of

    store = library.store
    try:
        with library.indexing() as is_ours:
            if not is_ours:
                return _Fed(library.index.seen(), is_busy=True)
            if not library.index_belongs():
                library.discard_index()
            seen = library.index.seen()
            changes = store.changes(seen, BATCH)
            if not changes:
                return _Fed(seen, is_done=not tidies or not library.index.tidy())
            entries = []
            for change in changes:
                if not change.removed:
                    # One that has gone since comes again as removed.
                    with suppress(KeyError, ArticleDamaged):
                        entries.append(entry_of(change.id, store.article(change.id)))
            removed = [change.id for change in changes if change.removed]
            revision = changes[-1].revision
            mark = store.lineage(revision)
            library.index.update(entries, removed, revision, since=seen, mark=mark)
            return _Fed(revision)
    except (IndexBusy, IndexDamaged):
        return _Fed(library.index.seen(), is_busy=True)
    except (IndexUnwritable, LibraryError) as error:
        return _Fed(problem=str(error))
