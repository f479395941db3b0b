"""How long a change of theme takes, from the call to the last frame, every theme in turn.

    python tests/benchmarks/themes.py [--rounds 3]

The real app at 120 by 40 with an article open, headless. A full restyle is at most 100 ms; told is
the time by the clock and, for a machine that has other things to do, that of the processor, until
the whole screen is in the new theme and until nothing more is drawn. Also what reading a theme's
files, measuring it and fitting it to 256 colours take.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from pathlib import Path

from textual._compositor import CompositorUpdate

from reader.config import bundled_folder
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.refit import refit
from reader.ui.theme import available, load
from reader.ui.theme_check import measure
from reader.ui.themed import DRAWN
from tests.ui.driving import settled
from tests.ui.news import NOW, fill

GOAL = 100.0
LOOKED_AT = 0.2
"""Seconds a theme is looked at before the next is chosen."""
FOLDERS = (bundled_folder("themes"),)
NAMES = [summary.name for summary in available(FOLDERS)]


Moment = tuple[float, float]
"""By the clock and of the processor, milliseconds."""


def now() -> Moment:
    return time.perf_counter() * 1000, time.process_time() * 1000


def watched(app: ReaderApp) -> list[Moment]:
    """When frames are drawn from now on, the writing of what they send to a terminal included."""
    drawn: list[Moment] = []
    display = app._display

    def shown(screen: object, update: object) -> None:
        display(screen, update)
        if isinstance(update, CompositorUpdate):
            update.render_segments(app.console)
            drawn.append(now())

    app._display = shown
    return drawn


async def restyles(rounds: int) -> list[tuple[Moment, Moment]]:
    """What every change took until its first frame, and until its last."""
    took: list[tuple[Moment, Moment]] = []
    with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder)) as library:
        fill(library)
        app = ReaderApp(library, load(NAMES[0], FOLDERS), now=lambda: NOW)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("enter")
            await settled(app, pilot)
            gc.freeze()  # As the reader does once it stands.
            drawn = watched(app)
            for name in NAMES[1:] + NAMES * rounds:
                theme = load(name, FOLDERS)
                drawn.clear()
                clock, processor = now()
                app.use_theme(theme)
                await asyncio.sleep(DRAWN - 0.01)
                first, last = ((t - clock, p - processor) for t, p in (drawn[0], drawn[-1]))
                took.append((first, last))
                await asyncio.sleep(LOOKED_AT)
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
    for frame, until in enumerate(("the screen is drawn", "the last frame")):
        for column, kind in enumerate(("by the clock", "of the processor")):
            times = sorted(moments[frame][column] for moments in took)
            p95 = times[int(len(times) * 0.95)]
            print(
                f"restyle until {until}, {kind}: median {statistics.median(times):.0f} ms,"
                f" p95 {p95:.0f} ms, worst {times[-1]:.0f} ms of {len(times)}"
                f" (goal {GOAL:.0f} ms)"
            )
    print(f"read a theme's files: {each(lambda name: load(name, FOLDERS)):.1f} ms")
    print(f"measure it: {each(lambda name: measure(load(name, FOLDERS))):.0f} ms")
    print(f"fit it to 256 colours: {each(lambda name: refit(load(name, FOLDERS))):.0f} ms")


if __name__ == "__main__":
    main()
