"""Notifications by a program of the user's own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from reader.notifying import Notification, NotSent, program, send

NEWS = Notification("- 2 new; $(touch x)", ("--one", "Two"))


def test_the_program_gets_title_and_body_as_words_of_their_own(tmp_path: Path) -> None:
    script = tmp_path / "tell me"
    script.write_text('#!/bin/sh\nprintf "%s|" "$@" > "$0.told"\n')
    script.chmod(0o755)
    said = send(NEWS, "program", {}, None, f"'{script}' -a news")
    assert said == f"{script}"
    # A headline is never an option.
    assert Path(f"{script}.told").read_text() == "-a|news|– 2 new; $(touch x)|–-one\nTwo|"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("", "name one"),
        ("/none/such", "no notification by /none/such: no such file"),
        ("false", "no notification by false: it ended with 1"),
    ],
)
def test_a_program_that_fails_is_told_of_in_a_line(command: str, said: str) -> None:
    with pytest.raises(NotSent, match=said):
        send(NEWS, "program", {}, None, command)


def test_a_program_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "PATIENCE", 0.1)
    began = time.monotonic()
    with pytest.raises(NotSent, match="still at it"):
        send(NEWS, "program", {}, None, "sh -c 'sleep 9' sh")
    assert time.monotonic() - began < 3
