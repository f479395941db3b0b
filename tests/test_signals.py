"""How the reader ends when it is not asked by a key."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.library import Library
from tests.session import Session
from tests.ui.news import fill


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
    session.stops()
    session.written = b""
    os.kill(session.process, signal.SIGCONT)
    session.sees(b"Port Sandvik")
    session.press(b"Q")
    session.sees(b"\x1b[?1049l")
    assert session.ends() == 0
