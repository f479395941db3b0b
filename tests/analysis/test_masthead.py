"""Which paper a plain text is from, by what the text says of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.analysis.masthead import find_source
from reader.article import Block, Role

LEAD = "The harbour board of Port Ellis voted on Monday to rebuild the northern mole."


def source(*lines: str, role: Role = "body") -> str:
    return find_source([*(Block(line, role) for line in lines), Block(LEAD)])


@pytest.mark.parametrize(
    ("line", "paper"),
    [
        ("The Port Ellis Gazette", "The Port Ellis Gazette"),
        ("THE PORT ELLIS GAZETTE", "The Port Ellis Gazette"),
        ("La Gaceta de Puerto Elías", "La Gaceta de Puerto Elías"),
        ("Port Ellis Gazette: World edition | Sign in", "Port Ellis Gazette"),
        ("Ada Quist · The Port Ellis Gazette · 3 November 2026", "The Port Ellis Gazette"),
        ("By Ada Quist | QRS News", "QRS News"),
        ("By Ada Quist, Associated Press", "Associated Press"),
        ("Ada Quist, Transport Correspondent", ""),
        ("PORT ELLIS GAZETTE BRIEFS", "Port Ellis Gazette"),
        ("Updated: Nov 3, 2026 01:41 PM | Source: Molenews.com", "Molenews.com"),
        ("Mole rebuilt, Foto: Ada/Molenews.com", ""),
        ("That is what the site from Seoul writes, QRS News.", ""),
        ("But four harbours open today", ""),
        ("Latest News", ""),
        ("World | Sport | Breaking News", ""),
        ("Mole rebuilt (Tom Reyes / Port Ellis Gazette)", ""),
    ],
)
def test_a_line_at_the_top_names_the_paper(line: str, paper: str) -> None:
    assert source(line) == paper


@pytest.mark.parametrize(
    ("notice", "paper"),
    [
        ("Copyright 2026. Port Ellis Gazette", "Port Ellis Gazette"),
        ("© Port Ellis Gazette", "Port Ellis Gazette"),
        ("© RIPRODUZIONE RISERVATA", ""),
        ("© REUTERS / Ada Quist", ""),
        ("More from Port Ellis Gazette", "Port Ellis Gazette"),
        ("More from Ada Quist", ""),
        ("Originally published on Mole Science.", "Mole Science"),
        ("Originally published on Live Science.", "Live Science"),
        ("Unlimited access to the Port Ellis Gazette", "Port Ellis Gazette"),
        ("Get the latest news from portellis.test in your inbox.", "portellis.test"),
        ("First published on November 3, 2026", ""),
        ("Write to letters@portellisgazette.test", "portellisgazette.test"),
        ("Find us at https://www.facebook.com/portellis", ""),
        ("Quelle: pegaz.de, ada/dpa", "pegaz.de"),
    ],
)
def test_a_notice_names_the_paper(notice: str, paper: str) -> None:
    assert source(notice, role="boilerplate") == paper


def test_a_photographer_named_under_every_picture_is_no_paper() -> None:
    credited = [f"The mole, seen from the {side} / Ada Quist" for side in ("east", "west", "sea")]
    assert source("Ada Quist", *credited) == ""


def test_two_weak_signs_make_one_sure() -> None:
    assert source("Get Mole Today delivered") == ""
    blocks = [
        Block("Unlimited online access to Mole Today", "boilerplate"),
        Block("Mole Today ePaper, on any device", "boilerplate"),
        Block(LEAD),
    ]
    assert find_source(blocks) == "Mole Today"


def test_the_masthead_is_believed_before_the_owner_in_the_copyright_line() -> None:
    blocks = [
        Block("Port Ellis Gazette"),
        Block(LEAD),
        Block("© Gazette Media Ltd", "boilerplate"),
    ]
    assert find_source(blocks) == "Port Ellis Gazette"


def test_an_agency_is_the_source_where_no_paper_is_named() -> None:
    opening = Block("PORT ELLIS (Reuters) - The mole is to be rebuilt, the board said.")
    assert find_source([opening]) == "Reuters"
    assert find_source([Block("The Port Ellis Gazette"), opening]) == "The Port Ellis Gazette"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_has_a_source_or_none(lines: list[str]) -> None:
    blocks = [Block(line, "boilerplate" if n % 2 else "body") for n, line in enumerate(lines)]
    assert isinstance(find_source(blocks), str)
