"""Whether the terminal is dark or light, asked of the terminal itself before the screen opens.

The question is OSC 11 (xterm's control sequences); behind it goes DA1, which every terminal
answers, so that one that does not know OSC 11 is not waited for. Whatever arrives is read to the
end: an answer left over would come to the reader as typed keys.
"""

from __future__ import annotations

import os
import re
import select
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, Literal

Ground = Literal["dark", "light"]

UNASKED: Final = ("", "dumb", "linux", "unknown")
"""Terminals, by TERM, that would print a question, or have nothing to say."""

PATIENCE: Final = 0.15
"""Seconds to wait for an answer."""
PATIENCE_AFAR: Final = 0.5
"""The same where the terminal is at the other end of a network: a late answer would be typed."""

_QUESTION: Final = b"\x1b]11;?\x1b\\\x1b[c"
_COLOUR: Final = re.compile(
    rb"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})"
)
_SENTINEL: Final = re.compile(rb"\x1b\[\?[0-9;]*c")


def background(environment: Mapping[str, str], terminal: str = "/dev/tty") -> Ground:
    """What the terminal says, else what COLORFGBG says, else dark."""
    return ask(environment, terminal) or from_colorfgbg(environment.get("COLORFGBG", "")) or "dark"


def from_colorfgbg(text: str) -> Ground | None:
    """The ground by rxvt's variable: `15;0` is light ink on dark, `0;default;15` the reverse."""
    last = text.rsplit(";", 1)[-1]
    if not re.fullmatch("[0-9]|1[0-5]", last):
        return None
    return "light" if int(last) in (7, *range(9, 16)) else "dark"


def from_reply(reply: bytes) -> Ground | None:
    """The ground by a terminal's answer to OSC 11, or None where there is none in it."""
    found = _COLOUR.search(reply)
    if found is None:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    # Luma will do: a ground is far from the middle, or it is neither.
    return "light" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5 else "dark"


def ask(environment: Mapping[str, str], terminal: str = "/dev/tty") -> Ground | None:
    """Ask the terminal; None where there is none, or it does not say in time."""
    if environment.get("TERM", "") in UNASKED:
        return None
    afar = "SSH_CONNECTION" in environment or "SSH_TTY" in environment
    try:
        import termios

        device = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
    except (ImportError, OSError):  # Windows; a service without a terminal
        return None
    try:
        before = termios.tcgetattr(device)
        quiet = termios.tcgetattr(device)
        quiet[3] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(device, termios.TCSADRAIN, quiet)
        is_whole = False
        try:
            os.write(device, _QUESTION)
            reply, is_whole = _read(device, PATIENCE_AFAR if afar else PATIENCE)
        finally:
            # What is typed meanwhile waits where all was answered; else it may be an answer.
            termios.tcsetattr(device, termios.TCSADRAIN if is_whole else termios.TCSAFLUSH, before)
    except (termios.error, OSError):
        return None
    finally:
        with suppress(OSError):
            os.close(device)
    return from_reply(reply)


def _read(device: int, patience: float) -> tuple[bytes, bool]:
    """All the terminal says until the sentinel, and whether that came."""
    reply = b""
    end = time.monotonic() + patience
    while (left := end - time.monotonic()) > 0:
        if not select.select([device], [], [], left)[0]:
            break
        received = os.read(device, 1024)
        if not received:
            break
        reply += received
        if _SENTINEL.search(reply):
            return reply, True
    return reply, False
