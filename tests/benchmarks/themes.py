"""How long a change of theme takes, from the call to the last drawn line, every theme in turn.

    python tests/benchmarks/themes.py [--rounds 3]

The real app at 120 by 40 with an article open, headless. A full restyle is at most 100 ms; told is
the time by the clock and, for a machine that has other things to do, that of the processor. Also
what reading a theme's files, measuring it and fitting it to 256 colours take.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from pathlib import Path

from reader.config import bundled_folder
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.refit import refit
from reader.ui.theme import available, load
from reader.ui.theme_check import measure
from tests.ui.driving import settled
from tests.ui.news import NOW, fill

GOAL = 100.0
LOOKED_AT = 0.2
"""Seconds a theme is looked at before the next is chosen."""
FOLDERS = (bundled_folder("themes"),)
NAMES = [summary.name for summary in available(FOLDERS)]


async def restyles(rounds: int) -> list[tuple[float, float]]:
    """Milliseconds of every change, by the clock and of the processor."""
    took: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder)) as library:
        fill(library)
        app = ReaderApp(library, load(NAMES[0], FOLDERS), now=lambda: NOW)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("enter")
            await settled(app, pilot)
            gc.freeze()  # As the reader does once it stands.
            for name in NAMES[1:] + NAMES * rounds:
                theme = load(name, FOLDERS)
                began, busy = time.perf_counter(), time.process_time()
                app.use_theme(theme)
                await pilot.pause()
                app.screen._compositor.render_strips()
                clock, processor = time.perf_counter() - began, time.process_time() - busy
                took.append((clock * 1000, processor * 1000))
                await pilot.pause(LOOKED_AT)
    return took


def each(work: object) -> float:
    """Milliseconds, the median over the themes."""
    took = []
    for name in NAMES:
        began = time.perf_counter()
        work(name)  # type: ignore[operator]
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    took = asyncio.run(restyles(parser.parse_args().rounds))
    for column, kind in enumerate(("by the clock", "of the processor")):
        times = sorted(pair[column] for pair in took)
        p95 = times[int(len(times) * 0.95)]
        print(
            f"restyle, {kind}: median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms,"
            f" worst {times[-1]:.0f} ms of {len(times)} (goal {GOAL:.0f} ms)"
        )
    print(f"read a theme's files: {each(lambda name: load(name, FOLDERS)):.1f} ms")
    print(f"measure it: {each(lambda name: measure(load(name, FOLDERS))):.0f} ms")
    print(f"fit it to 256 colours: {each(lambda name: refit(load(name, FOLDERS))):.0f} ms")


if __name__ == "__main__":
    main()
