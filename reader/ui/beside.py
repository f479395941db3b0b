"""Long work beside the screen: adding and fetching, one at a time, told of by messages."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.message import Message
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from reader.progress import Progress

SWITCH: Final = 0.001
"""Seconds until a thread at work lets the screen's go on, which waits so several times a key.
Python's own 5 ms would be a third of a frame each time."""

Work = Callable[[Callable[["Progress"], None], threading.Event], object]
"""Takes what to call with each progress, and what is set when it is to stop."""


@dataclass
class WorkProgressed(Message):
    """So much of the work of that name is done."""

    name: str
    progress: Progress

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, WorkProgressed)


@dataclass
class WorkEnded(Message):
    """The work is done or was stopped, with its report; or failed: `problem` says why in a line."""

    name: str
    report: object = None
    problem: str = ""


class Beside:
    """Runs work in a thread of its own, and tells the screen."""

    def __init__(self, screen: MessagePump) -> None:
        self._screen = screen
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, name: str, work: Work) -> None:
        """Begin; only while nothing else is going on."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(name, work), name=name)
        self._thread.start()

    def stop(self) -> None:
        """Ask the work to end; what it has done stays."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait for what is being written."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _run(self, name: str, work: Work) -> None:
        def tell(progress: Progress) -> None:
            self._screen.post_message(WorkProgressed(name, progress))

        before = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH)
        try:
            let_processes_start()
            report = work(tell, self._stop)
        except Exception as problem:
            # Whatever it was, the thread ends here and the reader must be told why.
            self._screen.post_message(WorkEnded(name, problem=str(problem) or repr(problem)))
        else:
            self._screen.post_message(WorkEnded(name, report))
        finally:
            sys.setswitchinterval(before)


def let_processes_start() -> None:
    """Start what watches over worker processes while standard error is a real file.

    Textual puts an object without a file in its place, which multiprocessing cannot hand on
    ("bad value(s) in fds_to_keep"). Later processes need no more of it.
    """
    from multiprocessing import resource_tracker

    with redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()
