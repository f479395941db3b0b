from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.fetching import crew
from reader.fetching.crew import Crew
from reader.fetching.work import NotDone
from reader.pool import PoolError


def test_what_comes_after_the_processes_have_failed_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Iterator[None]:
        raise PoolError("no more processes can be started")
        yield

    async def two() -> list[object]:
        work = Crew(tmp_path, tmp_path, jobs=2)
        try:
            return [await asyncio.wait_for(work.do(task), 5) for task in ("read 1", "read 2")]
        finally:
            work.close()

    monkeypatch.setattr(crew, "spread", failing)
    told = NotDone("no more processes can be started", is_at_fault=False)
    assert asyncio.run(two()) == [told, told]


def test_what_comes_after_preparing_alone_has_failed_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise OSError("the library is locked")

    async def two() -> list[object]:
        work = Crew(tmp_path, tmp_path, jobs=1)
        try:
            return [await asyncio.wait_for(work.do(task), 5) for task in ("read 1", "read 2")]
        finally:
            work.close()

    monkeypatch.setattr(crew, "prepare", failing)
    told = NotDone("the library is locked", is_at_fault=False)
    assert asyncio.run(two()) == [told, told]


@pytest.mark.parametrize(("cores", "used"), [(1, 1), (2, 1), (8, 7)])
def test_a_screen_keeps_a_core_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: int, used: int
) -> None:
    asked: list[int] = []

    def spread(_: object, tasks: object, jobs: int) -> Iterator[None]:
        asked.append(jobs)
        raise PoolError("enough is known")
        yield

    async def large() -> None:
        work = Crew(tmp_path, tmp_path, spare=1)
        try:
            await asyncio.wait_for(work.do("read 1", crew.FEW + 1), 5)
        finally:
            work.close()

    monkeypatch.setattr(crew, "cores", lambda: cores)
    monkeypatch.setattr(crew, "spread", spread)
    asyncio.run(large())
    assert asked == [used]
