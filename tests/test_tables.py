"""Files of settings and themes: what is wrong in them is told fit to be shown."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.escaping import told
from reader.tables import LONGEST_TOLD, FileError, Problem, TomlFile, read_toml
from tests.commandline import ACTING


@given(st.text(), st.text(), st.text(), st.text(max_size=100))
def test_nothing_that_a_problem_tells_acts_on_the_terminal(
    key: str, what: str, suggestion: str, name: str
) -> None:
    problem = Problem(
        Path(f"{name.replace('/', '').replace(chr(0), '')}.toml"), 3, key, what, suggestion
    )
    for text in (str(problem), problem.says, problem.key, problem.what, problem.suggestion):
        assert not set(text) & (ACTING - {"\t"} | {"\n"})


def test_a_problem_with_endless_words_keeps_its_advice() -> None:
    problem = Problem(Path("mine.toml"), 1, "k" * 20_000, f"“{'x' * 20_000}” must be a colour")
    assert len(str(problem)) < 2 * LONGEST_TOLD
    assert str(problem).startswith("mine.toml:1: kkk")
    assert str(problem).endswith("xxx” must be a colour")


@given(st.text(max_size=300), st.integers(10, 100))
def test_what_is_told_is_never_longer_than_it_may_be(text: str, most: int) -> None:
    assert len(told(text, most)) <= most


def refused(path: Path, text: str) -> Problem:
    path.write_text(text, "utf-8")
    with pytest.raises(FileError) as refusal:
        read_toml(path)
    return refusal.value.problem


@pytest.mark.parametrize(
    "number",
    ["9" * 5_000, f"0x{'f' * 6_000}", f"-{2**63 + 1}", f"[1, {2**64}]"],
    ids=["decimal", "hexadecimal", "negative", "in a list"],
)
def test_a_number_larger_than_toml_has_is_refused_with_its_line(
    tmp_path: Path, number: str
) -> None:
    problem = refused(tmp_path / "config.toml", f"plain = true\n[layout]\nmeasure = {number}\n")
    assert "more than 64 bits" in problem.says
    assert problem.line == 3


def test_numbers_as_large_as_toml_has_them_are_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"most = {2**63 - 1}\nleast = {-(2**63)}\n")
    assert read_toml(path).tables == {"most": 2**63 - 1, "least": -(2**63)}


@pytest.mark.parametrize(
    "deep",
    [
        f"{'.'.join('a' * 3_000)} = 1",
        '"a" . ' * 100_000 + "a = 1",
        f"[styles.{'.'.join('a' * 3_000)}]",
        f"palette = {{ {'.'.join('a' * 300)} = 1 }}",
        f"styles = {'[' * 100}{']' * 100}",
        f"styles = {'{a=' * 100}1{'}' * 100}",
        f"styles = {'[' * 100_000}",
    ],
    ids=["key", "quoted key", "table", "key in braces", "lists", "tables", "no end"],
)
def test_what_is_nested_without_end_is_refused_with_its_line(tmp_path: Path, deep: str) -> None:
    problem = refused(tmp_path / "config.toml", f"plain = true\n{deep}\n")
    assert "deep" in problem.says or "recursion" in problem.says
    assert problem.line == 2
    assert len(str(problem)) < 300


def test_a_text_with_many_dots_is_no_deep_key(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'# {"a." * 80}\nabout = "{"a. " * 80}{"." * 80}"\n')
    assert read_toml(path).has("about")


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "config.toml")
    with pytest.raises(FileError, match="is a pipe or a device"):
        read_toml(tmp_path / "config.toml")


def test_every_key_is_found_on_its_line() -> None:
    text = """\
# text = \"\"\"
include = ["a.toml"]
theme = { dark = "mono", light = "dusk" }
prose = \"\"\"
[layout]
measure = 50
\"\"\"
layout.measure.deep = 3
[feeds."https://x.y/z?a=b"]  # my own
"keep it" = 3
'as it is'."q\\u0041" = 4
[keys]
quit = "q"
[keys.list]
quit = "Q"
[[rules]]
name = "x"
"""
    file = TomlFile(Path("config.toml"), text, tomllib.loads(text))
    lines = {
        "include": 2, "theme": 3, "theme.dark": 3, "prose": 4, "layout.measure": 8, "layout": 8,
        "feeds.https://x.y/z?a=b": 9, "feeds.https://x.y/z?a=b.keep it": 10,
        "feeds.https://x.y/z?a=b.as it is.qA": 11, "feeds": 9, "keys": 12, "keys.quit": 13,
        "keys.list": 14, "keys.list.quit": 15, "rules": 16, "rules.name": 17, "keys.other": 0,
    }  # fmt: skip
    assert {key: file.line(key) for key in lines} == lines
