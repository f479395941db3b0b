"""Read and star changes: on the screen at once, in the library in order, and undone on request.

The library is written by one thread, so that no key waits for a disk and no later change
overtakes an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

from reader.library.store import Position, Row, Store

Flag = Literal["read", "starred"]


@dataclass(frozen=True, slots=True)
class Change:
    """One flag of some articles, as it was and as it is."""

    ids: tuple[int, ...]
    flag: Flag
    before: bool
    after: bool

    def applied(self, row: Row) -> Row:
        """The row as it is after the change."""
        if self.flag == "read":
            return replace(row, is_read=self.after)
        return replace(row, is_starred=self.after)

    @property
    def reversed(self) -> Change:
        return Change(self.ids, self.flag, self.after, self.before)


class FlagKeeper:
    """Keeps what the reader does to articles.

    From the writing thread, `on_written` is called with each change the library has taken, and
    `on_problem` with one line when it refuses one.
    """

    def __init__(
        self,
        store: Store,
        on_problem: Callable[[str], None],
        on_written: Callable[[Change], None] = lambda change: None,
    ) -> None:
        self._store = store
        self._on_problem = on_problem
        self._on_written = on_written
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="flags")
        self._done: list[Change] = []

    def set(self, row: Row, flag: Flag, value: bool) -> Change | None:
        """Set a flag; None where it is so already. The change can be undone."""
        before = row.is_read if flag == "read" else row.is_starred
        return None if before == value else self._do(Change((row.id,), flag, before, value))

    def mark_read(self, ids: Sequence[int]) -> Change:
        """Mark unread articles read, all at once and undone at once."""
        return self._do(Change(tuple(ids), "read", False, True))

    def _do(self, change: Change) -> Change:
        self._done.append(change)
        self._write(change)
        return change

    def undo(self) -> Change | None:
        """Take the last change back; returns what that changed, None if there is nothing left."""
        if not self._done:
            return None
        change = self._done.pop().reversed
        self._write(change)
        return change

    def keep_position(self, id: int, position: Position | None) -> None:
        """Remember the place reached in an article."""
        self._submit(lambda: self._store.set_position(id, position))

    def close(self) -> None:
        """Wait until everything is written."""
        self._writer.shutdown(wait=True)

    def _write(self, change: Change) -> None:
        def write() -> None:
            if change.flag == "read":
                self._store.set_read(change.ids, change.after)
            else:
                self._store.set_starred(change.ids, change.after)
            self._on_written(change)

        self._submit(write)

    def _submit(self, write: Callable[[], None]) -> None:
        self._writer.submit(write).add_done_callback(self._report)

    def _report(self, future: Future[None]) -> None:
        problem = future.exception()
        if problem is not None:
            self._on_problem(str(problem))
