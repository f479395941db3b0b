"""Processes that crash, hang or eat memory lose their own task and no other."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from reader.pool import MEMORY_LIMIT, Lost, PoolError, here, spread


def prepare(mark: str = "") -> Callable[[str], str]:
    def work(task: str) -> str:
        match task:
            case "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "exit":
                os._exit(3)
            case "hang":
                time.sleep(60)
            case "raise":
                raise ValueError("not foreseen")
            case "greedy":
                try:
                    bytearray(MEMORY_LIMIT)
                except MemoryError:
                    return "greedy refused"
            case "talk":
                print("this must not reach the terminal")
            case "large":
                return "x" * 5_000_000
            case "interrupt":
                os.kill(os.getpid(), signal.SIGINT)
        return task + mark

    return work


def refuse() -> Callable[[str], str]:
    raise OSError("the weights are missing")


def die() -> Callable[[str], str]:
    os._exit(7)


def results(tasks: Iterable[str | None], jobs: int = 2, **options: float) -> list[str | Lost]:
    return [result for result in spread(prepare, tasks, jobs, **options) if result is not None]


def test_every_task_is_done_once_whatever_the_others_do(capfd: pytest.CaptureFixture[str]) -> None:
    names = [f"task {number}" for number in range(40)]
    tasks = list(names)
    bad = ["crash", "exit", "raise", "greedy", "talk", "large", "interrupt"]
    for place, name in enumerate(bad):
        tasks.insert(place * 5 + 2, name)
    found = results(tasks)

    done = [result for result in found if isinstance(result, str)]
    assert sorted(done) == sorted([*names, "greedy refused", "talk", "x" * 5_000_000, "interrupt"])
    lost = {result.task: result.problem for result in found if isinstance(result, Lost)}
    assert lost["crash"] == "it made the reader crash (SIGSEGV)"
    assert lost["exit"] == "it made the reader stop with exit code 3"
    assert "raise" in lost
    assert len(lost) == 3
    assert capfd.readouterr() == ("", "")


def test_tasks_may_come_later_than_the_processes() -> None:
    def coming() -> Iterator[str | None]:
        yield "first"
        yield from [None] * 3
        yield "second"

    assert {*results(coming(), jobs=1)} == {"first", "second"}


def test_a_task_that_hangs_is_ended_and_the_rest_is_done() -> None:
    found = results(["hang", "a", "b", "c"], time_limit=0.7)
    assert Lost("hang", "it took longer than 1 second") in found
    assert {"a", "b", "c"} <= set(found)


def test_tasks_are_taken_only_as_there_is_room() -> None:
    taken = 0

    def tasks() -> Iterator[str]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield str(number)

    with closing(spread(prepare, tasks(), 1)) as running:
        for result in running:
            if result is not None:
                break
        assert taken < 10


def test_leaving_early_leaves_no_process_behind() -> None:
    with closing(spread(prepare, ["a", "hang", "hang"], 2)) as running:
        while next(running) != "a":
            pass
        before = children()
        assert before
    assert not children() & before


def test_what_keeps_a_process_from_preparing_is_told() -> None:
    with pytest.raises(PoolError, match="the weights are missing"):
        list(spread(refuse, ["a"], 1))
    with pytest.raises(PoolError, match="the weights are missing"):
        list(here(refuse, ["a"]))


def test_processes_that_cannot_start_at_all_are_told_once() -> None:
    with pytest.raises(PoolError, match=r"stop with exit code 7\): try again with --jobs 1"):
        list(spread(die, ["a", "b"], 1))


def test_one_process_does_it_too() -> None:
    assert list(here(partial(prepare, "!"), ["a", "b"])) == ["a!", "b!"]


def children() -> set[str]:
    """This process's children that serve tasks."""
    me = os.getpid()
    found = Path(f"/proc/{me}/task/{me}/children")
    if not found.exists():
        pytest.skip("processes are counted in /proc")
    return {
        child
        for child in found.read_text().split()
        if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()
    }
