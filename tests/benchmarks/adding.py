"""How fast news is added, and what the time goes to.

    python tests/benchmarks/adding.py FOLDER [--jobs N]

Adds a folder to a new library with `pipeline.add`, the program loaded, and prints articles a
second, by the clock and by the processor time of all processes taken together (what one core
would need, whatever else runs beside), and the most memory any moment took. After that, unless
`--quick`, every step is timed by itself in one process. Nothing is judged here: the goals are in
CONTRIBUTING.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reader import pipeline
from reader.analysis import annotators
from reader.analysis.annotator import NOTHING_KNOWN
from reader.intake import BATCH
from reader.library import Library
from reader.library.arrival import pack
from reader.library.store import Arrival
from reader.sources import SourceError, parse
from reader.sources.files import find, load


class Steps:
    """Processor seconds by step."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        began = time.process_time()
        yield
        self.seconds[step] += time.process_time() - began


def one_by_one(paths: list[Path], library: Library) -> tuple[int, Counter[str]]:
    """Add files step by step; how many became articles, and each step's processor seconds."""
    step = Steps()
    with step("(loading the program)"):
        pipeline.warm()
    batch: list[Arrival] = []
    stored = 0
    for path in paths:
        try:
            with step("read"):
                original = load(path)
            with step("parse"):
                article = parse(original)
        except SourceError:
            continue
        for annotator in annotators():
            with step(annotator.name):
                article = annotator.annotate(article, NOTHING_KNOWN)
        with step("pack"):
            batch.append(pack(article, original, "measured"))
        if len(batch) == BATCH or path == paths[-1]:
            with step("store"):
                library.store.add(batch)
            stored += len(batch)
            batch.clear()
    with step("index"):
        pipeline.catch_up(library)
    return stored, step.seconds


class Memory:
    """The most resident memory of this process and its children together, in bytes."""

    def __init__(self) -> None:
        self.most = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.most = max(self.most, sum(map(_resident, _family())))


def _family() -> list[int]:
    me = os.getpid()
    by_thread = [path.read_text() for path in Path(f"/proc/{me}/task").glob("*/children")]
    return [me, *map(int, " ".join(by_thread).split())]


def _resident(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _processor_seconds() -> float:
    mine = resource.getrusage(resource.RUSAGE_SELF)
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--jobs", type=int, default=1)
    arguments.add_argument("--quick", action="store_true", help="do not time the steps")
    chosen = arguments.parse_args()

    with tempfile.TemporaryDirectory() as scratch:
        # First, so that its memory is not that of the steps timed after it.
        with Library.open(Path(scratch) / "whole") as library, Memory() as memory:
            pipeline.warm()
            loading = _processor_seconds()
            began, processor = time.perf_counter(), _processor_seconds()
            report = pipeline.add([str(chosen.folder)], library, jobs=chosen.jobs)
            clock, processor = time.perf_counter() - began, _processor_seconds() - processor
        count = report.added + report.updated
        print(
            f"{count} articles, {len(report.failures)} failures, jobs={chosen.jobs}: "
            f"{count / clock:.1f} a second by the clock, "
            f"{count / processor:.1f} a second of processor time, "
            f"at most {memory.most / 1e6:.0f} MB; {loading:.1f} s to load the program before that"
        )
        if chosen.quick:
            return
        with Library.open(Path(scratch) / "steps") as library:
            count, seconds = one_by_one(list(find([chosen.folder])), library)
        total = sum(seconds.values())
        for step, spent in seconds.items():
            print(f"{step:>24} {spent / count * 1000:7.2f} ms an article {spent / total:6.1%}")


if __name__ == "__main__":
    main()
