"""Who reads the feeds and makes the articles while the network is waited for.

Processes of their own do it, for what comes from outside may hang or crash its reader: then that
entry is lost, and no more. Most fetches bring little, and one process is enough for them.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from reader.fetching.work import NotDone, Result, prepare
from reader.pool import Lost, PoolError, cores, spread

FEW: Final = 12
"""Weight of tasks up to which starting a second process takes longer than doing without."""

_GATHERED: Final = 0.05
"""Seconds in which tasks come together before it is decided how many processes they need."""


class Crew:
    """Does tasks for an event loop; close it when no more come.

    `jobs` is the most processes to use; 1 means this one alone, in a thread. None means as many as
    there are cores, less those to `spare`, and one at least.
    """

    def __init__(
        self, folder: Path, spool: Path, jobs: int | None = None, *, spare: int = 0
    ) -> None:
        self._prepare = partial(prepare, folder, spool)
        self._jobs = jobs
        self._spare = spare
        self._loop = asyncio.get_running_loop()
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._answers: dict[str, asyncio.Future[Result]] = {}
        self._weight = 0
        self._is_closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._given_up = ""

    async def do(self, task: str, weight: int = 1) -> Result:
        """A task's result. `weight` tells what takes long, and is not to be done here."""
        if self._given_up:
            return NotDone(self._given_up, is_at_fault=False)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="fetching")
            self._thread.start()
        self._weight += weight
        answer: asyncio.Future[Result] = self._loop.create_future()
        self._answers[task] = answer
        self._waiting.put(task)
        return await answer

    def close(self) -> None:
        """End the work, whatever is being done."""
        self._is_closed.set()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        try:
            task = self._waiting.get()
            if task is not None and self._jobs != 1:
                self._is_closed.wait(_GATHERED)
                self._spread(task)
                return
            work = self._prepare()
            while task is not None and not self._is_closed.is_set():
                self._tell(*work(task))
                task = self._waiting.get()
        except Exception as error:
            # Nothing is done any more: all that waits must know.
            self._loop.call_soon_threadsafe(self._give_up, str(error) or type(error).__name__)

    def _spread(self, first: str) -> None:
        """The tasks from this one on, by processes."""
        problem = ""
        jobs = 1 if self._weight <= FEW else self._jobs or max(1, cores() - self._spare)
        try:
            with closing(spread(self._prepare, self._coming(first), jobs)) as running:
                for result in running:
                    if isinstance(result, Lost):
                        self._tell(result.task, NotDone(f"given up: {result.problem}"))
                    elif result is not None:
                        self._tell(*result)
                    if self._is_closed.is_set():
                        return
        except PoolError as error:
            problem = str(error)
        self._loop.call_soon_threadsafe(self._give_up, problem)

    def _coming(self, first: str) -> Iterator[str | None]:
        yield first
        while True:
            try:
                task = self._waiting.get_nowait()
            except queue.Empty:
                yield None
                continue
            if task is None:
                return
            yield task

    def _tell(self, task: str, result: Result) -> None:
        self._loop.call_soon_threadsafe(self._answer, task, result)

    def _answer(self, task: str, result: Result) -> None:
        answer = self._answers.pop(task, None)
        if answer is not None and not answer.done():
            answer.set_result(result)

    def _give_up(self, problem: str) -> None:
        """Tell all that wait, and all that come later, that nothing is done any more."""
        self._given_up = problem or "the reader stopped"
        for task in list(self._answers):
            self._answer(task, NotDone(self._given_up, is_at_fault=False))
