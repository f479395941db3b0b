"""Processes that do one task after another, any of which may crash, hang or eat all memory.

The executors of the standard library cannot say which task broke a process, and cannot end one
that hangs. Here each process has its own pipe and at most two tasks, so that both are known.
"""

from __future__ import annotations

import gc
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final, Generic, TypeVar

Result = TypeVar("Result")

TIME_LIMIT: Final = 60.0
"""Seconds after which a task is given up and its process ended."""

MEMORY_LIMIT: Final = 2 << 30
"""Bytes of address space a process may take, where the system can hold it to that."""

_TICK: Final = 0.2
_FRUITLESS_STARTS: Final = 3

_COLLECTED_AFTER: Final = 10_000
"""Objects made, less those gone, after which Python looks for garbage; it is 700 else."""


class PoolError(Exception):
    """Processes cannot be started, or cannot prepare for work. Its text is one line."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A process's first words: it can work, or why it cannot."""

    problem: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A task whose process crashed or had to be ended, and why, in words."""

    task: str
    problem: str


@dataclass(eq=False)
class _Worker:
    process: SpawnProcess
    connection: Connection
    tasks: deque[str] = field(default_factory=deque)
    """What it was given: the first is being done since `since`, the second waits."""
    since: float = 0.0
    is_ready: bool = False


def cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def here(
    prepare: Callable[[], Callable[[str], Result]], tasks: Iterable[str]
) -> Generator[Result, None, None]:
    """The tasks done one after another by this process itself. Raises PoolError."""
    try:
        work = prepare()
    except Exception as error:
        raise PoolError(str(error) or type(error).__name__) from error
    with _collecting_less():
        yield from map(work, tasks)


def spread(
    prepare: Callable[[], Callable[[str], Result]],
    tasks: Iterable[str | None],
    jobs: int,
    *,
    time_limit: float = TIME_LIMIT,
) -> Generator[Result | Lost | None, None, None]:
    """The tasks done by `jobs` processes, in the order they are ready; None while none is.

    `prepare` runs once in each process and gives the function that does a task; it and the
    results are pickled. What it raises is raised here as PoolError. The function must not raise:
    what goes wrong with a task is a result. Tasks are taken as there is room for them, and a slow
    consumer slows the processes down: no more than a few results ever wait. Closing the generator
    ends the processes. A task that is None stands for none just now: it is asked for another later.
    """
    pool = _Pool(prepare, jobs, time_limit)
    try:
        yield from pool.run(tasks)
    finally:
        pool.close()


class _Pool(Generic[Result]):
    """The processes of one row of tasks."""

    def __init__(
        self, prepare: Callable[[], Callable[[str], Result]], jobs: int, time_limit: float
    ) -> None:
        self._prepare = prepare
        self._jobs = jobs
        self._time_limit = time_limit
        self._workers: list[_Worker] = []
        self._fruitless = 0

    def close(self) -> None:
        """End every process, whatever it is at."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    def run(self, tasks: Iterable[str | None]) -> Iterator[Result | Lost | None]:
        """The results, as `spread` gives them."""
        coming = iter(tasks)
        again: deque[str] = deque()
        is_exhausted = False
        while True:
            for worker in self._workers:
                while worker.is_ready and len(worker.tasks) < 2:
                    try:
                        task = again.popleft() if again else next(coming)
                    except StopIteration:
                        is_exhausted = True
                        break
                    if task is None:
                        break
                    self._give(worker, task)
            if is_exhausted and not again and not any(w.tasks for w in self._workers):
                return
            while len(self._workers) < self._jobs:
                self._workers.append(self._start())
            answered = wait([worker.connection for worker in self._workers], _TICK)
            if not answered:
                yield None
            for worker in list(self._workers):
                if worker.connection in answered:
                    yield from self._hear(worker, again)
                elif worker.tasks and time.monotonic() - worker.since > self._time_limit:
                    task = worker.tasks.popleft()
                    self._replace(worker, again)
                    yield Lost(task, _too_long(self._time_limit))

    def _start(self) -> _Worker:
        ours, theirs = get_context("spawn").Pipe()
        process = get_context("spawn").Process(
            target=_serve, args=(theirs, self._prepare), daemon=True
        )
        try:
            with _interrupts_held():
                process.start()
        except OSError as error:
            raise PoolError(
                f"cannot start a process ({error.strerror}): try again with --jobs 1"
            ) from error
        theirs.close()
        return _Worker(process, ours)

    def _give(self, worker: _Worker, task: str) -> None:
        if not worker.tasks:
            worker.since = time.monotonic()
        worker.tasks.append(task)
        with suppress(OSError):  # A dead process is noticed when it is heard.
            worker.connection.send(task)

    def _hear(self, worker: _Worker, again: deque[str]) -> Iterator[Result | Lost]:
        try:
            message: Any = worker.connection.recv()
        except (EOFError, OSError):
            lost = worker.tasks.popleft() if worker.tasks else None
            was_ready = worker.is_ready
            code = self._replace(worker, again)
            if not was_ready:
                self._fruitless += 1
                if self._fruitless >= _FRUITLESS_STARTS:
                    raise PoolError(
                        f"processes end as soon as they start ({_death(code)}): "
                        "try again with --jobs 1"
                    ) from None
            if lost is not None:
                yield Lost(lost, f"it made the reader {_death(code)}")
            return
        if isinstance(message, _Ready):
            if message.problem:
                raise PoolError(message.problem)
            worker.is_ready = True
            self._fruitless = 0
            return
        worker.tasks.popleft()
        worker.since = time.monotonic()
        yield message

    def _replace(self, worker: _Worker, again: deque[str]) -> int | None:
        """End a process; what waited for it is done by others. Gives its exit code."""
        again.extend(worker.tasks)
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)
        return worker.process.exitcode


def _too_long(limit: float) -> str:
    seconds = round(limit)
    return f"it took longer than {seconds} second{'' if seconds == 1 else 's'}"


def _death(code: int | None) -> str:
    """An exit code in words that follow "the process"."""
    if code is None or code >= 0:
        return f"stop with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"crash ({name}{', perhaps out of memory' if name == 'SIGKILL' else ''})"


def _serve(connection: Connection, prepare: Callable[[], Callable[[str], object]]) -> None:
    """A process's life: prepare, then task after task until the other end is gone."""
    _stay_in_the_background()
    with suppress(EOFError, OSError):
        try:
            work = prepare()
        except Exception as error:
            connection.send(_Ready(f"{error}" or type(error).__name__))
            return
        connection.send(_Ready())
        with _collecting_less():
            while True:
                connection.send(work(connection.recv()))


def _stay_in_the_background() -> None:
    """Leave the terminal, ctrl-c and the processor to the process in front."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    if hasattr(os, "nice"):
        os.nice(10)
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


@contextmanager
def _collecting_less() -> Iterator[None]:
    """Meanwhile what is loaded is not looked through for garbage, and the rest less often: tasks
    leave hardly any that is in a circle, and the looking took a twentieth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Start a process with ctrl-c blocked: it must not die of one before it can ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # It would unblock the signal after its own start.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
