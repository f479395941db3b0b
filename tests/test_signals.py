"""How the reader ends when it is not asked by a key."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.library import Library
from tests.ui.news import fill


class Session:
    """The real reader in a pseudo-terminal of its own."""

    def __init__(self, library: Path, settings: Path) -> None:
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.environ.update(TERM="xterm-256color", READER_CONFIG=str(settings))
            reader = Path(sys.executable).parent / "reader"
            os.execv(reader, [str(reader), "--library", str(library)])
        self.written = b""

    def sees(self, words: bytes, seconds: float = 20) -> None:
        """Read on until these words were written."""
        deadline = time.monotonic() + seconds
        while words not in self.written:
            assert select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))[0]
            chunk = os.read(self.terminal, 1 << 16)
            if b"\x1b[c" in chunk:
                os.write(self.terminal, b"\x1b[?62c")
            self.written += chunk

    def goes_quiet(self) -> None:
        """Read on until nothing was written for a second: a full pipe would hold the reader up."""
        while select.select([self.terminal], [], [], 1)[0]:
            os.read(self.terminal, 1 << 16)

    def press(self, keys: bytes) -> None:
        self.written = b""
        os.write(self.terminal, keys)

    def ends(self, seconds: float = 10) -> int:
        """Its exit status, once it has ended by itself."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        raise AssertionError("it goes on")


def terminated(session: Session) -> None:
    os.kill(session.process, signal.SIGTERM)
    session.sees(b"\x1b[?1049l")


def hung_up(session: Session) -> None:
    os.close(session.terminal)


@pytest.mark.parametrize("end", [terminated, hung_up])
def test_a_reader_that_is_ended_from_outside_keeps_the_place(
    tmp_path: Path, end: Callable[[Session], None]
) -> None:
    with Library.open(tmp_path / "library") as library:
        first = fill(library)[0]
    session = Session(tmp_path / "library", tmp_path / "settings")
    session.sees(b"Port Sandvik")
    session.press(b"\r")
    session.sees(b"doctors")
    time.sleep(0.3)
    session.press(b"jjjjjjjj")
    session.sees(b"%")
    time.sleep(0.3)
    end(session)
    assert session.ends() == 0
    with Library.open(tmp_path / "library") as library:
        assert library.store.position(first) is not None
        assert first not in library.store.unread_ids()


def stopped_from_outside(session: Session) -> None:
    os.kill(session.process, signal.SIGSTOP)


def put_aside(session: Session) -> None:
    session.press(b"\x1a")


@pytest.mark.parametrize("stop", [stopped_from_outside, put_aside])
def test_a_reader_that_was_stopped_goes_on_and_can_be_left(
    tmp_path: Path, stop: Callable[[Session], None]
) -> None:
    with Library.open(tmp_path / "library") as library:
        fill(library)
    session = Session(tmp_path / "library", tmp_path / "settings")
    session.sees(b"Port Sandvik")
    session.goes_quiet()
    stop(session)
    session.goes_quiet()
    assert os.waitpid(session.process, os.WUNTRACED | os.WNOHANG)[0] == session.process
    session.written = b""
    os.kill(session.process, signal.SIGCONT)
    session.sees(b"Port Sandvik")
    session.press(b"Q")
    session.sees(b"\x1b[?1049l")
    assert session.ends() == 0
