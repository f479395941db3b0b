"""The real reader in a pseudo-terminal, with what a terminal would answer."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import sys
import time
from pathlib import Path


class Session:
    """The real reader in a pseudo-terminal of its own.

    `words` are more of the command line; the environment is changed by what is given by name.
    """

    def __init__(self, library: Path, settings: Path, *words: str, **environment: str) -> None:
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.environ.update(
                {"TERM": "xterm-256color", "READER_CONFIG": str(settings), **environment}
            )
            reader = Path(sys.executable).parent / "reader"
            os.execv(reader, [str(reader), "--library", str(library), *words])
        self._has_ended = False
        self.written = self.all = b""
        """What was written since a key was pressed, and since the beginning."""

    def sees(self, words: bytes, seconds: float = 20) -> None:
        """Read on until these words were written."""
        deadline = time.monotonic() + seconds
        while words not in self.written:
            assert select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))[0]
            self._read()

    def shows(self, words: str, seconds: float = 20) -> None:
        """Read on until these words stand in the text since a key was pressed."""
        deadline = time.monotonic() + seconds
        while words not in self.text:
            assert select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))[0]
            self._read()

    def goes_quiet(self, seconds: float = 0.3) -> None:
        """Read on until nothing was written for a while: a full pipe would hold the reader up.

        Only for what is not to be written. What is to come is waited for by `sees`.
        """
        while select.select([self.terminal], [], [], seconds)[0]:
            self._read()

    def _read(self) -> None:
        chunk = os.read(self.terminal, 1 << 16)
        if b"\x1b[c" in chunk:
            os.write(self.terminal, b"\x1b[?62c")
        self.written += chunk
        self.all += chunk

    @property
    def text(self) -> str:
        """What was written since a key was pressed, without the terminal's sequences."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.written.decode("utf-8", "replace"))

    def press(self, keys: bytes) -> None:
        self.written = b""
        os.write(self.terminal, keys)

    def stops(self, seconds: float = 20) -> None:
        """Read on until the process is stopped, as a shell sees it."""
        deadline = time.monotonic() + seconds
        while not os.waitpid(self.process, os.WUNTRACED | os.WNOHANG)[0]:
            assert time.monotonic() < deadline
            if select.select([self.terminal], [], [], 0.02)[0]:
                self._read()

    def ends(self, seconds: float = 20) -> int:
        """Its exit status, once it has ended by itself."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                self._has_ended = True
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self._has_ended = True
        raise AssertionError("it goes on")

    def close(self) -> None:
        """Make an end of it, if it has not ended by itself."""
        if not self._has_ended:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
