"""The reader follows its terminal from dark to light and back, and types nothing of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader.library import Library
from tests.session import Session
from tests.ui.news import fill

DARK, LIGHT = b"\x1b[?997;1n", b"\x1b[?997;2n"
EVENING, BROADSHEET, LAMP = b"48;2;23;24;28", b"48;2;251;248;241", b"48;2;244;232;208"
"""The grounds of themes as they are written to the terminal."""


@pytest.fixture
def open_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Session]]:
    with Library.open(tmp_path / "library") as library:
        fill(library)
    (tmp_path / "settings").mkdir()
    opened: list[Session] = []

    monkeypatch.delenv("NO_COLOR", raising=False)  # Even empty, Textual goes by it.

    def opener(*words: str, settings: str = "", **environment: str) -> Session:
        (tmp_path / "settings" / "config.toml").write_text(settings)
        wanted = {"COLORTERM": "truecolor", "COLORFGBG": "15;0", "READER_THEME": ""}
        session = Session(
            tmp_path / "library", tmp_path / "settings", *words, **wanted | environment
        )
        opened.append(session)
        session.sees(b"Port Sandvik")
        session.goes_quiet()
        return session

    yield opener
    for session in opened:
        session.close()


def test_the_theme_changes_with_the_terminal(open_reader: Callable[..., Session]) -> None:
    session = open_reader()
    assert b"\x1b[?2031h" in session.all
    assert EVENING in session.all
    session.press(LIGHT)
    session.sees(BROADSHEET)
    session.press(DARK)
    session.sees(EVENING)
    session.goes_quiet()
    session.press(DARK)
    session.goes_quiet()
    assert EVENING not in session.written, "what is shown already is not drawn again"
    session.press(b"\x03")
    session.sees(b"\x1b[?2031l")
    session.sees(b"\x1b[?1049l")
    assert session.ends() == 0


def test_the_pair_of_the_settings_is_followed(open_reader: Callable[..., Session]) -> None:
    session = open_reader(settings='theme = { light = "reading-lamp" }')
    session.press(LIGHT)
    session.sees(LAMP)


def test_a_report_cut_in_two_is_one(open_reader: Callable[..., Session]) -> None:
    session = open_reader()
    for cut, (report, ground) in enumerate(4 * [(LIGHT, BROADSHEET), (DARK, EVENING)], 1):
        session.press(report[:cut])
        time.sleep(0.03)
        os.write(session.terminal, report[cut:])
        session.sees(ground)
        session.goes_quiet(0.2)
        assert "Everywhere" not in session.text, "`?` was typed"


def test_a_report_between_typed_keys_is_not_typed(open_reader: Callable[..., Session]) -> None:
    session = open_reader(settings="[layout]\nblink = false")
    session.press(b"/")
    session.goes_quiet()
    session.press(b"fer" + LIGHT + b"ry")
    session.sees(BROADSHEET)
    session.shows("ferry")
    session.goes_quiet()
    assert "997" not in session.text


@pytest.mark.parametrize(
    ("words", "settings", "environment"),
    [
        (("--theme", "evening-edition"), "", {}),
        ((), 'theme = "evening-edition"', {}),
        ((), "", {"READER_THEME": "evening-edition"}),
    ],
)
def test_a_theme_that_was_chosen_stays(
    open_reader: Callable[..., Session],
    words: tuple[str, ...],
    settings: str,
    environment: dict[str, str],
) -> None:
    session = open_reader(*words, settings=settings, **environment)
    session.press(LIGHT + b"?")
    session.sees(b"Everywhere")
    session.goes_quiet()
    assert BROADSHEET not in session.written


def test_a_terminal_that_would_print_the_question_is_not_asked(
    open_reader: Callable[..., Session],
) -> None:
    session = open_reader(TERM="linux")
    assert b"2031" not in session.all
    session.press(LIGHT)  # The colours are the terminal's own here.
    os.write(session.terminal, b"?")
    session.sees(b"Everywhere")
    session.goes_quiet()
    assert "997" not in session.text


def test_after_a_pause_the_terminal_is_asked_again(open_reader: Callable[..., Session]) -> None:
    session = open_reader()
    session.press(b"\x1a")
    session.sees(b"\x1b[?2031l")
    session.stops()
    os.kill(session.process, signal.SIGCONT)
    session.sees(b"\x1b[?2031h\x1b[?996n")
    session.press(LIGHT)
    session.sees(BROADSHEET)


def test_bytes_that_are_no_text_are_no_end(open_reader: Callable[..., Session]) -> None:
    session = open_reader()
    session.press(b"\xff\xfe\xc3")
    session.goes_quiet()
    session.press(b"/")
    session.press(b"doctors")
    session.sees(b"doctors")
    session.press(b"\x03")
    assert session.ends() == 0
