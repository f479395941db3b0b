"""Notifications by a program of the user's own, which gets title and body as its last words."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from typing import Final

from reader.notifying.desktop import NotSent
from reader.notifying.text import Notification

PATIENCE: Final = 2.0
"""Seconds in which the program must have ended."""


def send_by_program(notification: Notification, program: str) -> None:
    """Run the program, without a shell. Blocks for PATIENCE at most. Raises NotSent."""
    try:
        words = shlex.split(program)
    except ValueError:
        words = []
    if not words:
        raise NotSent('no notification by a program: name one, program = "…" under [notify]')
    told = (notification.title, "\n".join(notification.lines))
    try:
        process = subprocess.Popen(
            [*words, *map(_no_option, told)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        ended = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        _end(process)
        raise NotSent(f"{words[0]} was still at it after {PATIENCE:.0f} s, and was ended") from None
    except (OSError, ValueError) as error:
        what = (getattr(error, "strerror", "") or str(error)).lower()
        raise NotSent(f"no notification by {words[0]}: {what}") from None
    if ended:
        raise NotSent(f"no notification by {words[0]}: it ended with {ended}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and, where the system can, what it has started."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)  # It is not waited for, so the number is its own.
    process.wait()


def _no_option(text: str) -> str:
    """A headline that begins with a hyphen would be an option to the program: a dash is none."""
    return f"–{text[1:]}" if text.startswith("-") else text
