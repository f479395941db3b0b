"""How far long work is, and when it will be done."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

WINDOW: Final = 10.0
"""Seconds over which the rate is taken: what was quick at the start says nothing of the rest."""

TOLD_EVERY: Final = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of long work. `rate` is in pieces a second over the last ten seconds."""

    done: int
    total: int
    failed: int
    label: str
    rate: float
    seconds_left: float | None


class Meter:
    """Counts pieces done and tells of them, ten times a second at most."""

    def __init__(self, total: int, label: str, tell: Callable[[Progress], None]) -> None:
        self._total = total
        self._label = label
        self._tell = tell
        self._done = 0
        self._failed = 0
        self._told = 0.0
        self._past = deque([(time.monotonic(), 0)])

    def advance(self, done: int = 1, *, label: str = "", failed: int = 0) -> None:
        """So many more are done, so many of them in vain; `label` names the last one."""
        self._done += done
        self._failed += failed
        self._label = label or self._label
        now = time.monotonic()
        if now - self._told >= TOLD_EVERY:
            self._told = now
            self._report(now)

    def finish(self) -> None:
        """The last word, if anything was done at all."""
        if self._done:
            self._report(time.monotonic())

    def _report(self, now: float) -> None:
        self._past.append((now, self._done))
        while len(self._past) > 2 and now - self._past[0][0] > WINDOW:
            self._past.popleft()
        began, before = self._past[0]
        rate = (self._done - before) / (now - began) if now > began else 0.0
        left = max(0, self._total - self._done)
        self._tell(
            Progress(
                done=self._done,
                total=self._total,
                failed=self._failed,
                label=self._label,
                rate=rate,
                seconds_left=left / rate if rate else None,
            )
        )
