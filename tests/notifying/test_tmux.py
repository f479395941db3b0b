"""A notification through a real tmux: the bytes that the terminal around it is sent."""

from __future__ import annotations

import os
import pty
import select
import shlex
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator

import pytest

from reader.notifying.terminal import Tmux, ask_tmux, read_tmux
from tests.commandline import PROGRAM, Command

SENT = b"\x1b]777;notify;Reader: a test notification;"


class Around:
    """A terminal with tmux in it, which is typed into; all that it was sent."""

    def __init__(self, environment: dict[str, str]) -> None:
        name = f"reader-{uuid.uuid4().hex[:12]}"
        self._tmux = ["tmux", "-f", "/dev/null", "-L", name]
        self._environment = environment
        self._ours, theirs = pty.openpty()
        self.sent = b""
        self._client = subprocess.Popen(
            [*self._tmux, "new-session", "env -u ENV PS1='ready> ' sh"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment,
            start_new_session=True,
        )
        os.close(theirs)
        self.until(b"ready>")

    def until(self, text: bytes) -> None:
        deadline = time.monotonic() + 30
        while text not in self.sent:
            assert time.monotonic() < deadline, (text, self.sent[-500:])
            if select.select([self._ours], [], [], 0.2)[0]:
                self.sent += os.read(self._ours, 65_536)

    def command(self, *words: str) -> None:
        subprocess.run(
            [*self._tmux, *words],
            env=self._environment,
            timeout=30,
            check=True,
            capture_output=True,
        )

    def run(self, *words: str) -> bytes:
        """Type a command; what was sent until it had ended."""
        self.sent = b""
        end = uuid.uuid4().hex
        self.command("send-keys", "-l", f"clear; {shlex.join(words)}; echo {end[:9]}''{end[9:]}")
        self.command("send-keys", "Enter")
        self.until(end.encode())
        return self.sent

    def close(self) -> None:
        self.command("kill-server")
        self._client.wait(30)
        os.close(self._ours)


@pytest.fixture
def around(reader: Command) -> Iterator[Around]:
    around = Around(reader.environment)
    yield around
    around.close()


needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@needs_tmux
def test_tmux_hands_a_notification_on_only_where_it_is_allowed_to(around: Around) -> None:
    refused = around.run(str(PROGRAM), "notify", "--by", "osc777")
    assert SENT not in refused
    assert b"\x07" in refused, "the bell is rung instead"
    assert b"sent by the bell; tmux hands nothing on" in refused

    around.command("set-option", "-g", "allow-passthrough", "on")
    handed = around.run(str(PROGRAM), "notify", "--by", "osc777")
    assert handed.count(SENT) == 1
    assert b"sent by OSC 777 through tmux" in handed


def test_what_tmux_says_is_read() -> None:
    assert read_tmux("foot(1.16.2)\txterm-256color\ton\t1\n") == Tmux(
        ("foot(1.16.2)", "256color"), True
    )
    assert read_tmux("\txterm-kitty\t1\t1\n") == Tmux(("kitty",), True)
    assert not read_tmux("\tfoot\toff\t1\n").hands_on
    assert not read_tmux("\tfoot\t0\t1\n").hands_on
    assert not read_tmux("\tfoot\ton\t0\n").hands_on, "another window is seen"
    assert not read_tmux("\t\ton\t1\n").hands_on, "nobody is there"
    assert read_tmux("\tfoot\tall\t0\n").hands_on
    assert read_tmux("\tfoot\t\t1\n").hands_on, "before 3.3 there was no such option"
    assert read_tmux("no server running on /tmp/tmux-0/default\n") == Tmux()


def test_without_tmux_or_with_one_that_is_gone_nothing_is_handed_on() -> None:
    assert ask_tmux({}) is None
    assert ask_tmux({"TMUX": "/nowhere,1,0", "PATH": os.environ.get("PATH", "")}) == Tmux()
    assert ask_tmux({"TMUX": "/nowhere,1,0", "PATH": "/nowhere"}) == Tmux()
