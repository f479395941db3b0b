from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.analysis.figures import figures


def found(text: str) -> list[tuple[str, str]]:
    return [(text[f.start : f.end], f.kind) for f in figures(text)]


@pytest.mark.parametrize(
    "date",
    [
        "Tuesday",
        "22 November 2022",
        "Nov. 22, 2022",
        "Tuesday, 3 March",
        "the 3rd of May",
        "last week",
        "six months",
        "Two years ago",
        "a week earlier",
        "August",
        "late August",
        "Friday night",
        "the past two decades",
        "the 1990s",
        "yesterday",
        "2024-02-29",
    ],
)
def test_a_date_is_found_as_it_is_written(date: str) -> None:
    assert found(f"It was {date}, they said.") == [(date, "date")]


@pytest.mark.parametrize(
    "money",
    [
        "$3.5 billion",
        "€20m",
        "£1,000",
        "3 million rupees",
        "US$4bn",
        "Rs 500 crore",
        "KSh 300",
        "₦5,000",
        "two million dollars",
        "half a million euros",
        "40 pence",
    ],
)
def test_a_sum_of_money_is_found_with_its_scale(money: str) -> None:
    assert found(f"It cost {money}, they said.") == [(money, "money")]


def test_a_year_counts_where_the_words_before_it_say_so() -> None:
    assert found("Built in 1987 by 2,019 people at 1987 Elm Road") == [("1987", "date")]


@pytest.mark.parametrize(
    "text",
    [
        "He may go.",
        "May Adeyemi and Theresa May spoke.",
        "May said so.",
        "They march. March on, he said.",
        "The Sunday Times and the Friday Mirror reported it.",
        "She is 10 years old.",
        "It can second that.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert found(text) == []


def test_may_and_march_are_months_after_in() -> None:
    assert found("In May it rose, in March it fell.") == [("May", "date"), ("March", "date")]


def test_times_and_percentages() -> None:
    assert found("At 5 p.m. or 09:54 GMT some 5.5% or ten per cent") == [
        ("5 p.m.", "time"),
        ("09:54 GMT", "time"),
        ("5.5%", "percent"),
        ("ten per cent", "percent"),
    ]


@given(st.text() | st.text(alphabet="May $1,.% millionTuesday-0:9 ago/"))
def test_figures_stand_inside_the_text_and_apart(text: str) -> None:
    at = 0
    for figure in figures(text):
        assert at <= figure.start < figure.end <= len(text)
        assert text[figure.start : figure.end].strip() == text[figure.start : figure.end]
        at = figure.end


@pytest.mark.parametrize("scrap", ["1,", "$1 ", "1/", "one-", "the past "])
def test_a_line_of_nothing_but_figures_takes_time_in_proportion(scrap: str) -> None:
    began = time.process_time()
    figures(scrap * 10_000)
    assert time.process_time() - began < 5
