"""Files of settings and themes: what is wrong in them is told fit to be shown."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from reader.escaping import told
from reader.tables import LONGEST_TOLD, Problem
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
