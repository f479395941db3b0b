"""Which quotation marks belong together."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.analysis.quotation_marks import stretches

MARKS = "\"“”„‟«»「」‘’'`"
noisy_text = st.text(alphabet=st.sampled_from(list("ab S9.,!?—-()\n" + MARKS)), max_size=120)


def quoted(text: str) -> list[str]:
    return [text[s.start : s.end] for s in stretches(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She called it “a quiet year” for the port.", ["“a quiet year”"]),
        ('He said "we will rebuild" and left.', ['"we will rebuild"']),
        ("``The dam held,'' he said.", ["``The dam held,''"]),
        ("„Wir bleiben“, sagte sie.", ["„Wir bleiben“"]),
        ("»Wir bleiben«, sagte sie.", ["»Wir bleiben«"]),
        ("« Nous restons », dit-elle.", ["« Nous restons »"]),
        ("”Vi stannar”, sa hon.", ["”Vi stannar”"]),
        ("「残ります」と彼女は言った。", ["「残ります」"]),
        ("“It held,’’ she said.", ["“It held,’’"]),
        ('" We stay, " she said.', ['" We stay, "']),
        ('"We stay,"she said."All of us."', ['"We stay,"', '"All of us."']),
        ('("never again") — "not once"', ['"never again"', '"not once"']),
    ],
)
def test_every_paper_has_its_own_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_mismatched_closing_quote_still_ends_the_quote() -> None:
    text = 'He backed the “two harbours" plan and “nothing else”, he said.'
    assert quoted(text) == ['“two harbours"', "“nothing else”"]


def test_british_single_quotes_keep_their_apostrophes() -> None:
    text = "‘It’s the miners’ hall, and it’ll stay,’ said Ms Okoro. ‘We won’t sell.’"
    assert quoted(text) == ["‘It’s the miners’ hall, and it’ll stay,’", "‘We won’t sell.’"]


def test_straight_single_quotes_are_quotes_too() -> None:
    assert quoted("The note read: 'It's over.' Nobody signed it.") == ["'It's over.'"]


@pytest.mark.parametrize(
    "text",
    [
        "The '90s were the workers' decade, O’Brien’s and the Joneses’.",
        "’Twas the dogs' day; rock 'n' roll 'til dawn.",
        'A 6" nail, a board of 4\' 2" and a 12" disc.',
        "Mind the students’ union",
        '"',
        "“”",
        '" "',
    ],
)
def test_apostrophes_inches_and_empty_marks_are_no_quotes(text: str) -> None:
    assert quoted(text) == []


def test_inches_inside_speech_do_not_end_it() -> None:
    assert quoted('"He is 6\'2" tall," she said.') == ['"He is 6\'2" tall,"']
    assert quoted('"A 9" pan will do," she said.') == ['"A 9" pan will do,"']


def test_a_quote_inside_a_quote_belongs_to_the_outer_one() -> None:
    assert quoted("“She told me ‘never again’ and left,” he said.") == [
        "“She told me ‘never again’ and left,”"
    ]
    assert quoted("“She told me “never again” and left,” he said.") == [
        "“She told me “never again” and left,”"
    ]


def test_a_forgotten_closing_mark_does_not_swallow_the_next_quote() -> None:
    assert quoted("“We lost, he said. “Next year we win,” he added.") == ["“Next year we win,”"]


def test_a_mark_left_open_ends_with_the_paragraph() -> None:
    (stretch,) = stretches("She said: “We begin on Monday.  ")
    assert not stretch.is_closed
    assert stretch.end == len("She said: “We begin on Monday.")


@given(noisy_text)
def test_stretches_are_ordered_filled_and_begin_with_a_mark(text: str) -> None:
    end = 0
    for stretch in stretches(text):
        assert end <= stretch.start < stretch.end <= len(text)
        assert text[stretch.start] in MARKS
        assert any(c.isalnum() for c in text[stretch.start : stretch.end])
        end = stretch.end


@given(st.text(max_size=200))
def test_any_text_can_be_paired(text: str) -> None:
    stretches(text)


@pytest.mark.parametrize(
    "piece", ['"', "“", "‘a ", "'a ", "“a ", "“a” ", "a' ", "‘a’ “b” ", "’’"], ids=repr
)
def test_a_hundred_thousand_marks_take_no_time(piece: str) -> None:
    began = time.process_time()
    stretches(piece * 100_000)
    assert time.process_time() - began < 3
