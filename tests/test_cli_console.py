"""What the commands say: safe, in one line, and no wider than the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.console import bar, named
from reader.escaping import escaped
from reader.library import Library
from reader.progress import Progress
from tests.commandline import ACTING, Command


@given(st.text())
def test_nothing_escaped_acts_on_the_terminal(text: str) -> None:
    shown = escaped(text)
    assert not set(shown) & (ACTING - {"\t"} | {"\n"})
    shown.encode()


@pytest.mark.parametrize(
    "text", ["naïve", "“quoted” – dash", "新聞 🎉", "שלום", "नमस्ते", "tab\tstop"]
)
def test_what_can_be_read_is_left_as_it_is(text: str) -> None:
    assert escaped(text) == text


def test_json_loses_nothing_by_being_made_safe(reader: Command, tmp_path: Path) -> None:
    query = "\x9b2J \u202e “naïve” 新聞 \x7f"
    Library.open(reader.library).close()
    ended = reader("search", query, "--json")
    assert not set(ended.out) & ACTING
    assert "“naïve” 新聞" in ended.out
    assert json.loads(ended.out)["query"] == query


@given(
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 99),
    st.floats(0, 1e5),
    st.none() | st.floats(0, 1e6),
    st.integers(-1, 200),
)
def test_a_bar_is_never_wider_than_the_terminal(
    done: int, total: int, failed: int, rate: float, left: float | None, columns: int
) -> None:
    drawn = bar(Progress(done, total, failed, "", rate, left), columns)
    assert len(drawn) <= max(0, columns)
    assert drawn.isprintable()


def test_a_bar_says_how_far_how_fast_and_how_long() -> None:
    half = bar(Progress(1_500, 3_000, 2, "", 25.0, 60.0), 100)
    assert half == f"{'━' * 12}{'─' * 12}  1,500 of 3,000  25 a second  60 s left  2 failed"
    assert "4 min left" in bar(Progress(1, 9, 0, "", 1.0, 240.0), 100)
    assert "3 h left" in bar(Progress(1, 9, 0, "", 1.0, 10_000.0), 100)


def test_an_input_is_named_once_in_the_line_about_it() -> None:
    assert named("/a/b.txt", "/a/b.txt does not exist") == "/a/b.txt does not exist"
    assert named("/a/b.txt", "b.txt is empty") == "/a/b.txt is empty"
    assert named("-", "standard input is empty") == "-: standard input is empty"


def test_a_library_in_the_home_of_nobody_is_told_in_a_line(reader: Command) -> None:
    ended = reader("add", "--library", "~nobody-here/library", reader.home / "x")
    assert ended.status == 2
    assert ended.problem == "~nobody-here/library: no such user"
