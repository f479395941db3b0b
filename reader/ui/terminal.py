"""The terminal that the reader is open in: its dark and light, and what it may do wrong.

A terminal that knows mode 2031 (contour's `VT extensions`, color palette update notifications)
tells of each change with `CSI ? 997 ; 1 n` for dark, `; 2 n` for light, and once when it is asked
with `CSI ? 996 n`. Others ignore both.

Textual knows none of it and would take the report for typed keys. Here its parser is taught that
the report is one sequence, however it is cut by reading; it comes out as a key of a name that no
key has, and the driver makes a message of it.
"""

from __future__ import annotations

import os
import re
from codecs import getincrementaldecoder
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import IO, Any, Final

from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from reader.ui.background import UNASKED, Ground

FOLLOW: Final = "\x1b[?2031h"
LEAVE: Final = "\x1b[?2031l"
ASK: Final = "\x1b[?996n"


@dataclass
class GroundChanged(Message):
    """The terminal has become dark or light, or says again what it is."""

    ground: Ground


class _Report(Enum):
    DARK = "reader-terminal-is-dark"
    LIGHT = "reader-terminal-is-light"


_GROUNDS: Final[dict[str, Ground]] = {_Report.DARK.value: "dark", _Report.LIGHT.value: "light"}

ANSI_SEQUENCES_KEYS.update(  # type: ignore[attr-defined]
    {"\x1b[?997;1n": (_Report.DARK,), "\x1b[?997;2n": (_Report.LIGHT,)}
)


_ANSWER: Final = re.compile(
    # A colour, by OSC 10 to 12; then what kind of terminal it is, by DA1.
    r"\x1b\]1[0-2];rgba?:[0-9a-fA-F/]*(?:\x07|\x9c|\x1b\\|(?P<torn>\x1b?\Z))?"
    r"|\x1b\[\?[0-9;]*c"
)
_BEGUN: Final = re.compile(r"\x1b(?:\]1(?:[0-2](?:;r?g?b?a?)?)?|\[\?[0-9;]*)\Z")
"""The beginning of an answer, or of a report; what a key may send as well is none."""


class Typed:
    """Decodes what is typed. A byte that is none of the encoding ends no program.

    Answers to what was asked before the screen opened, which a slow line brings late and in
    pieces, are no keys: they are left out.
    """

    def __init__(self, encoding: str) -> None:
        self._decoder = getincrementaldecoder(encoding)("replace")
        self._given = ""
        """The end of what was given last, for Esc cannot wait for what may follow it."""
        self._held = ""

    def decode(self, received: bytes, final: bool = False) -> str:
        given, held = self._given, self._held + self._decoder.decode(received, final)
        self._held = ""

        def left_out(found: re.Match[str]) -> str:
            if found["torn"] is not None and not final:
                self._held = found[0]
            return found[0][: max(0, len(given) - found.start())]

        text = _ANSWER.sub(left_out, given + held)
        if not final and (begun := _BEGUN.search(text, len(given))):
            text, self._held = text[: begun.start()], begun[0]
        text = text[len(given) :]
        self._given = (given + text)[-2:]
        return text


def _typed(encoding: str) -> partial[Typed]:
    return partial(Typed, encoding)


linux_driver.getincrementaldecoder = _typed  # type: ignore[assignment, attr-defined]


CONSOLE: Final = str.maketrans("▌▎▏▐▕▊▁▔━┊╭╮╰╯▪◦◆★✓‖", "█│││││───¦┌┐└┘·o**x=")
"""What fonts of the Linux console lack (looked up in Debian's: Lat15, Lat2, Uni2, Uni3, CyrSlav),
and what stands for it, a cell for a cell. All of it would else be one and the same sign."""


class Output:
    """The terminal to write to; where it is gone what is written is too.

    Textual's writing thread would end at the first error, and whoever hands it something wait for
    it for ever: a reader whose terminal was closed would never end.
    """

    def __init__(self, file: IO[str], table: Mapping[int, str | int | None]) -> None:
        self._file = file
        self._table = table

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text.translate(self._table) if self._table else text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class FollowingDriver(LinuxDriver):
    """Textual's driver for Linux and macOS; sends the app a `GroundChanged` for each report."""

    _has_begun = False

    def __init__(self, *settings: Any, **named: Any) -> None:
        super().__init__(*settings, **named)
        is_console = os.environ.get("TERM", "") == "linux"
        self._file: Any = Output(self._file, CONSOLE if is_console else {})

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._writer_thread is None or os.environ.get("TERM", "") in UNASKED:
            return
        # What changed while another program had the terminal was told to that one.
        self.write(FOLLOW + ASK if self._has_begun else FOLLOW)
        self._has_begun = True
        self.flush()

    def stop_application_mode(self) -> None:
        if self._has_begun:
            self.write(LEAVE)
        super().stop_application_mode()

    def process_message(self, message: Message) -> None:
        if isinstance(message, events.Key) and message.key in _GROUNDS:
            self.send_message(GroundChanged(_GROUNDS[message.key]))
        else:
            super().process_message(message)
