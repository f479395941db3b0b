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

    From the writing thread, `on_problem` is called with one line when the library refuses
    something, and the change it refused (None for a place reached).
    """

    def __init__(self, store: Store, on_problem: Callable[[str, Change | None], None]) -> None:
        self._store = store
        self._on_problem = on_problem
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="flags")
        self._undoable: list[Change] = []
        self._made: list[Change] = []
        self._written = 0

    def set(self, row: Row, flag: Flag, value: bool) -> Change | None:
        """Set a flag; None where it is so already. The change can be undone."""
        before = row.is_read if flag == "read" else row.is_starred
        return None if before == value else self._do(Change((row.id,), flag, before, value))

    def mark_read(self, ids: Sequence[int]) -> Change:
        """Mark unread articles read, all at once and undone at once."""
        return self._do(Change(tuple(ids), "read", False, True))

    def undo(self) -> Change | None:
        """Take the last change back; returns what that changed, None if there is nothing left."""
        return self._write(self._undoable.pop().reversed) if self._undoable else None

    @property
    def written(self) -> int:
        """How many changes the library is known to hold: take it before reading from there."""
        return self._written

    def since(self, written: int) -> Sequence[Change]:
        """The changes that what was read at `written` may not show yet, in order.

        Laid over it they give what is on the screen, however long the writing takes.
        """
        return self._made[written:]

    def keep_position(self, id: int, position: Position | None) -> None:
        """Remember the place reached in an article."""
        self._submit(lambda: self._store.set_position(id, position), None)

    def wait(self) -> None:
        """Until all that has been changed so far is written; for a thread, not for the screen."""
        self._writer.submit(lambda: None).result()

    def close(self) -> None:
        """Wait until everything is written."""
        self._writer.shutdown(wait=True)

    def _do(self, change: Change) -> Change:
        self._undoable.append(change)
        return self._write(change)

    def _write(self, change: Change) -> Change:
        set_flag = self._store.set_read if change.flag == "read" else self._store.set_starred
        self._made.append(change)
        self._submit(lambda: set_flag(change.ids, change.after), change)
        return change

    def _submit(self, write: Callable[[], None], change: Change | None) -> None:
        def done(future: Future[None]) -> None:
            # Counted also where it was refused: then the library's word is the right one.
            self._written += change is not None
            problem = future.exception()
            if problem is not None:
                self._on_problem(str(problem), change)

        self._writer.submit(write).add_done_callback(done)
