"""Adding to the library while the reader is used."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from reader.library import Library

if TYPE_CHECKING:
    from reader.pipeline import Report
    from reader.progress import Progress


@dataclass
class AddingProgressed(Message):
    """So much has been added."""

    progress: Progress

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, AddingProgressed)


@dataclass
class AddingEnded(Message):
    """Adding is done, was stopped, or failed: then `problem` says in a line why."""

    report: Report | None
    problem: str = ""


class Adder:
    """Runs the pipeline beside the screen, and tells the screen of it by messages."""

    def __init__(self, library: Library, screen: MessagePump) -> None:
        self._library = library
        self._screen = screen
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, locations: Sequence[str]) -> None:
        """Add these files, folders and URLs; one run at a time."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(locations,), name="adding")
        self._thread.start()

    def stop(self) -> None:
        """Ask the run to end; what it has added stays."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait for what is being written."""
        self.stop()
        if self._thread is not None:
            self._thread.join()

    def _tell(self, progress: Progress) -> None:
        self._screen.post_message(AddingProgressed(progress))

    def _run(self, locations: Sequence[str]) -> None:
        from reader import pipeline

        try:
            let_processes_start()
            report = pipeline.add(
                locations,
                self._library,
                on_progress=self._tell,
                stop=self._stop,
            )
        except Exception as problem:
            # Whatever it was, the thread ends here and the reader must be told why.
            self._screen.post_message(AddingEnded(None, str(problem) or repr(problem)))
        else:
            self._screen.post_message(AddingEnded(report))


def let_processes_start() -> None:
    """Start what watches over worker processes while standard error is a real file.

    Textual puts an object without a file in its place, which multiprocessing cannot hand on
    ("bad value(s) in fds_to_keep"). Later processes need no more of it.
    """
    from multiprocessing import resource_tracker

    with redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()
