"""What only a real terminal shows: the program in tmux, driven by keys, and how it leaves."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.library import Library
from tests.commandline import FERRY, PROGRAM, Command, write
from tests.ui.news import fill

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

PATIENCE = 60.0
"""Seconds to wait for something to be seen; it takes a fraction of one."""


class Terminal:
    """A shell in a terminal that is looked at and typed into."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._server = ["tmux", "-f", "/dev/null", "-L", f"reader-{uuid.uuid4().hex[:12]}"]
        self._environment = environment
        self._tmux("new-session", "-d", "-x", "120", "-y", "40", "env -u ENV PS1='ready> ' sh")
        self.sees("ready>")

    def _tmux(self, *words: str) -> str:
        ended = subprocess.run(
            [*self._server, *words],
            capture_output=True,
            text=True,
            env=self._environment,
            timeout=30,
            check=True,
        )
        return ended.stdout

    def close(self) -> None:
        self._tmux("kill-server")

    @property
    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    @property
    def modes(self) -> str:
        """Alternate screen, cursor shown, mouse reported, cursor keys changed."""
        return self._tmux(
            *("display-message", "-p"),
            "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{keypad_cursor_flag}",
        ).strip()

    def type(self, *keys: str) -> None:
        for key in keys:
            self._tmux("send-keys", key)

    def run(self, *words: str | Path, before: str = "") -> None:
        """Type a command and enter it."""
        command = " ".join(shlex.quote(str(word)) for word in words)
        self._tmux("send-keys", "-l", f"{before}{command}; echo ended=$?")
        self.type("Enter")

    def resize(self, columns: int, lines: int) -> None:
        self._tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def sees(self, *texts: str, without: str = "\0") -> str:
        """The screen, once all of these stand on it and that does not."""
        deadline = time.monotonic() + PATIENCE
        while True:
            screen = self.screen
            if all(text in screen for text in texts) and without not in screen:
                return screen
            assert time.monotonic() < deadline, f"no {texts} (without {without!r}) in:\n{screen}"
            time.sleep(0.05)

    def is_left_clean(self, status: int = 0) -> None:
        """The program has ended, and the terminal is the shell's again, as it was before."""
        screen = self.sees(f"ended={status}", "ready>")
        assert self.modes == "0 1 0 0"
        lines = [line for line in screen.splitlines() if line.strip()]
        assert lines[-2:] == [f"ended={status}", "ready>"]
        # What was typed before is there again, and nothing of the reader.
        assert lines[0].startswith("ready> ")
        # Replies to questions that the program asked must not be typed into the shell.
        self._tmux("send-keys", "-l", "echo still here")
        self.type("Enter")
        assert "\nstill here\n" in self.sees("\nstill here\n")


@pytest.fixture
def terminal(reader: Command) -> Iterator[Terminal]:
    terminal = Terminal(reader.environment)
    yield terminal
    terminal.close()


@pytest.fixture
def filled(reader: Command) -> Command:
    with Library.open(reader.library) as library:
        fill(library)
    return reader


HEADLINE = "Port Sandvik ferry to sail"
NEXT = "Council votes to keep"
OPENING = "The ferry that joins Port Sandvik"


def test_the_news_is_opened_read_and_left_by_keys(filled: Command, terminal: Terminal) -> None:
    terminal.run(PROGRAM)
    terminal.sees(HEADLINE, NEXT, OPENING)
    assert terminal.modes.startswith("1 ")
    terminal.type("j")
    terminal.sees("The meeting went on", without=OPENING)
    terminal.type("k", "Enter")
    terminal.sees(OPENING)
    for _ in range(3):  # Down the page, and from its end to the next unread one.
        terminal.type("Space")
        time.sleep(0.2)
    terminal.sees("The meeting went on", without=OPENING)
    terminal.type("q")
    terminal.sees(NEXT)
    terminal.type("q")
    terminal.is_left_clean()
    with Library.open(filled.library) as library:
        counts = library.store.counts()
        assert 2 <= counts.total - counts.unread <= 4


def test_every_size_of_the_terminal_is_drawn_and_nothing_is_lost_on_the_way(
    filled: Command, terminal: Terminal
) -> None:
    terminal.run(PROGRAM)
    wide = terminal.sees(HEADLINE, OPENING)
    terminal.resize(80, 24)
    terminal.sees(HEADLINE[:20], "The ferry that joins")
    terminal.resize(60, 20)
    terminal.sees(HEADLINE[:20], without="that joins Port")
    terminal.resize(20, 8)
    terminal.sees("Port Sandvik")
    terminal.type("Enter")
    terminal.sees("Port Sandvik")
    terminal.type("Escape")
    terminal.resize(120, 40)
    terminal.sees(HEADLINE, OPENING, *(line[:30].rstrip() for line in wide.splitlines()[4:12]))
    terminal.type("q")
    terminal.is_left_clean()


def test_ctrl_c_leaves_the_reader(filled: Command, terminal: Terminal) -> None:
    terminal.run(PROGRAM)
    terminal.sees(HEADLINE)
    terminal.type("C-c")
    terminal.is_left_clean()


def test_a_folder_is_added_while_the_news_is_read(
    filled: Command, terminal: Terminal, tmp_path: Path
) -> None:
    more = tmp_path / "more"
    for number in range(150):
        text = FERRY.replace("Monday", f"day {number}").replace("Ferry to", f"Ferry {number} to")
        write(more, f"{number:03}.txt", text.replace("3 March 2024", "25 November 2026"))
    terminal.run(PROGRAM, more)
    terminal.sees(HEADLINE)
    terminal.sees("adding", "of 150")
    terminal.type("G")
    terminal.sees("The meeting went on")
    terminal.sees("160 articles", without="adding")
    terminal.type("q")
    terminal.is_left_clean()
    with Library.open(filled.library) as library:
        assert library.store.counts().total == 160


def test_an_article_from_a_pipe_is_read_with_the_keyboard(
    reader: Command, terminal: Terminal, tmp_path: Path
) -> None:
    path = write(tmp_path, "ferry.txt", FERRY)
    terminal.run(PROGRAM, "-", before=f"cat {shlex.quote(str(path))} | ")
    terminal.sees("Ferry to sail again", "Nobody here will complain")
    terminal.type("Enter", "q", "q")
    terminal.is_left_clean()


def test_a_command_has_the_terminal_and_the_reader_waits_for_it(
    filled: Command, terminal: Terminal, tmp_path: Path
) -> None:
    answer = tmp_path / "answer"
    ask = write(
        tmp_path,
        "ask.sh",
        f"head -n 1\nprintf 'well? '\nread said < /dev/tty\necho $said > {answer}\n",
    )
    write(
        filled.settings,
        "config.toml",
        f'[commands]\nask = "sh \'{ask}\'"\n[keys]\ncommand.ask = "f8"\n',
    )
    terminal.run(PROGRAM)
    terminal.sees(HEADLINE, OPENING)
    terminal.type("F8")
    terminal.sees(HEADLINE, "well?", without=NEXT)
    assert terminal.modes == "0 1 0 0"
    terminal.type("q", "u", "Enter")  # None of these is the reader's.
    terminal.sees(HEADLINE, NEXT)
    assert answer.read_text() == "qu\n"
    terminal.type("F8")
    terminal.sees("well?", without=NEXT)
    terminal.type("C-c")  # It ends the command alone, and the reader is there again.
    terminal.sees(NEXT, "ask: sh was ended by signal 2")
    terminal.type("j")
    terminal.sees("The meeting went on", without=OPENING)
    terminal.type("q")
    # What the command wrote stands where it was written, as with all that has the terminal.
    terminal.sees("ended=0", "ready>")
    assert terminal.modes == "0 1 0 0"


def test_an_empty_library_says_what_to_do(reader: Command, terminal: Terminal) -> None:
    terminal.run(PROGRAM)
    terminal.sees("samples", "folder")
    terminal.type("q")
    terminal.is_left_clean()


def test_a_path_that_is_not_there_leaves_the_screen_alone(
    reader: Command, terminal: Terminal
) -> None:
    terminal.run(PROGRAM, "nowhere")
    terminal.sees("reader: nowhere: no such file or folder")
    terminal.is_left_clean(2)


def test_a_damaged_library_is_told_in_a_line(filled: Command, terminal: Terminal) -> None:
    path = filled.library / "library.db"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    terminal.run(PROGRAM)
    screen = terminal.sees("ended=2")
    assert "damaged" in screen
    assert "Traceback" not in screen
    terminal.is_left_clean(2)


def test_adding_shows_a_bar_that_is_gone_in_the_end(
    reader: Command, terminal: Terminal, tmp_path: Path
) -> None:
    for number in range(400):
        write(tmp_path, f"many/{number:03}.txt", FERRY.replace("Monday", f"day {number}"))
    terminal.run(PROGRAM, "add", "many", before=f"cd {shlex.quote(str(tmp_path))}; ")
    screen = terminal.sees("━", "of 400", "a second", "left")
    assert max(map(len, screen.splitlines())) <= 120
    screen = terminal.sees("400 added", "ended=0")
    assert "━" not in screen
    terminal.is_left_clean()


def test_ctrl_c_while_adding_stops_with_a_line(
    reader: Command, terminal: Terminal, tmp_path: Path
) -> None:
    for number in range(600):
        write(tmp_path, f"many/{number:03}.txt", FERRY.replace("Monday", f"day {number}"))
    terminal.run(PROGRAM, "add", "many", before=f"cd {shlex.quote(str(tmp_path))}; ")
    terminal.sees("━", "of 600")
    terminal.type("C-c")
    screen = terminal.sees("ended=1")
    assert "reader: stopped; what was added stays, add again to go on" in screen
    assert "Traceback" not in screen
