"""A reader of entries that hangs at one of them, for processes to import."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from reader.fetching.work import Result, prepare


def prepare_hanging(folder: Path, spool: Path) -> Callable[[str], tuple[str, Result]]:
    """What `prepare` gives, but Report number 2 takes for ever."""
    work = prepare(folder, spool)

    def hang(task: str) -> tuple[str, Result]:
        word, _, name = task.partition(" ")
        if word == "make" and "Report number 2" in (spool / name).read_text():
            time.sleep(60)
        return work(task)

    return hang
