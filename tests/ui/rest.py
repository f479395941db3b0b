"""Waiting until the app has done what it was asked, and not a moment longer.

Textual's own Pilot waits until the process takes little of the processor: at least a fiftieth of a
second twice a key, a second where something else keeps it busy, and not at all for what is put off.
"""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress
from typing import Any

from textual.app import App
from textual.worker import WorkerCancelled

from reader.ui.screens.main import MainScreen

SOON = 0.08
"""Seconds within which what is put off belongs to what was asked: frames, and the article under a
cursor that rests. What comes later is a look at a clock or at files."""

MOST = 1.0
"""Seconds for what is put off again and again, as by something that moves on the screen."""


async def at_rest(least: float = 0, most: float = MOST) -> None:
    """Wait until the event loop has nothing to do and nothing to come soon; not for threads.

    In the place of Textual's `wait_for_idle`, and called as that is.
    """
    loop: Any = asyncio.get_running_loop()
    end = loop.time() + most
    while True:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        now = loop.time()
        due = min((h.when() for h in loop._scheduled if not h.cancelled()), default=math.inf)
        if due > now + SOON or now > end:
            return
        await asyncio.sleep(max(due - now, 0))


async def settled(app: App[Any]) -> None:
    """Wait until the app is at rest, its workers have answered and what they changed is written."""
    while True:
        await at_rest()
        working = [worker for worker in app.workers if not worker.is_finished]
        for worker in working:
            with suppress(WorkerCancelled):  # Another took its place.
                await worker.wait()
        if not working:
            break
    for screen in app.screen_stack if app.is_running else ():
        if isinstance(screen, MainScreen) and screen.is_running:
            await asyncio.to_thread(screen.flags.wait)
    await at_rest()
