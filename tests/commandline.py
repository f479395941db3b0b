"""The command as somebody at a shell uses it: in this process where that will do, else its own."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

PROGRAM = Path(sys.executable).with_name("reader")
"""The console script, as pip made it."""

FERRY = """\
The Sandvik Courier

Ferry to sail again after a winter of repairs

By Tomas Lind

3 March 2024

The ferry that joins Sandvik to the outer islands will sail again on Monday, the harbour board said.

“Nobody here will complain about the timetable for at least a week,” said Ines Okafor, who runs \
the harbour at Sandvik.
"""

BRIDGE = """\
<!doctype html>
<html lang="en"><head><title>Bridge closed for a heron</title>
<meta property="og:site_name" content="The Meridian Dispatch">
<meta property="article:published_time" content="2024-02-11T08:00:00+00:00"></head>
<body><nav><a href="/">Home</a></nav>
<article><h1>Bridge closed for a heron</h1>
<p>The footbridge at Kettle Lock was shut on Sunday because a heron had built its nest across
the handrail, and the council found that it could not lawfully ask it to leave.</p>
<p>“We counted four eggs and one umbrella,” said the lock keeper, Amara Diallo, who has put up
a sign for the people who would otherwise have walked across it to work.</p>
<p>The detour is eleven minutes long and passes a bakery, which has asked for the nest to be
left where it is until at least the end of the summer.</p></article></body></html>
"""

ESCAPES = (
    "\x1b]0;Owned\x07Ferry \x1b[31mred\x1b[0m headline\u202egnirts\u202c of today\n\n"
    "The mayor\x07 said \x9b2Jthat the \x1b[1;1Hferry\x00 would sail again on Monday morning.\n\n"
    "It was \u2066late\u2069 and the \x1bPq\x1b\\harbour was dark\x7f when they came in.\n"
)
"""An article that would set a title, clear the screen, move the cursor and turn words around."""

ACTING = {chr(n) for n in (*range(0x00, 0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0))} | set(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that nothing printed may hold."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def problem(self) -> str:
        """The one line on standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("reader: "), self.err
        return lines[0].removeprefix("reader: ")


class Command:
    """`reader`, with a library and settings of its own in a folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.library = home / "library"
        self.settings = home / "settings"

    @property
    def environment(self) -> dict[str, str]:
        # Nothing of the user's own, colours and sizes neither.
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "TERM": "xterm-256color",
            "READER_LIBRARY": str(self.library),
            "READER_CONFIG": str(self.settings),
        }

    def __call__(self, *words: str | Path, stdin: str | bytes | None = None) -> Ended:
        """Run in this process."""
        from reader.cli import main

        ended = CliRunner(env=self.environment).invoke(
            main, [str(word) for word in words], input=stdin, prog_name="reader"
        )
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return Ended(ended.exit_code, ended.stdout, ended.stderr)

    def run(
        self,
        *words: str | Path,
        stdin: bytes = b"",
        before: Callable[[], None] | None = None,
        **variables: str,
    ) -> Ended:
        """Run in a process of its own, `before` called in it first."""
        ended = subprocess.run(
            [PROGRAM, *words],
            input=stdin,
            capture_output=True,
            env=self.environment | variables,
            cwd=self.home,
            preexec_fn=before,
            timeout=120,
        )
        return Ended(ended.returncode, ended.stdout.decode(errors="replace"), ended.stderr.decode())

    def start(self, *words: str | Path, **more: object) -> subprocess.Popen[str]:
        """Start a process of its own and leave it running."""
        return subprocess.Popen(
            [PROGRAM, *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
            cwd=self.home,
            # A shell's background jobs ignore ctrl-c, and so might we be.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
            **more,  # type: ignore[call-overload]
        )


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this in it, and its folder if need be."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def obey_permissions() -> None:
    """For `before`: let root be refused what the owner of a file may not do, as anybody is."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH (linux/capability.h)
            ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@contextmanager
def permissions_obeyed() -> Iterator[None]:
    """The same for this thread, and those it starts meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this thread
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; the same of those past 31
    assert libc.capget(header, sets) == 0
    effective = sets[0]
    sets[0] &= ~0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = effective
        assert libc.capset(header, sets) == 0
