"""What is typed, with the terminal's late answers among it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.ui.terminal import Typed

ANSWERS = (
    "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
    "\x1b]11;rgb:1a/1b/26\x07",
    "\x1b]11;rgba:0000/0000/0000/ffff\x1b\\",
    "\x1b[?62;22c",
    "\x1b[?1;2c",
)


def typed(*reads: str | bytes) -> str:
    decoder = Typed("utf-8")
    received = [read.encode() if isinstance(read, str) else read for read in reads]
    return "".join(decoder.decode(read) for read in received) + decoder.decode(b"", True)


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_late_answer_is_no_key_wherever_it_is_torn(answer: str) -> None:
    assert typed(f"j{answer}k") == "jk"
    for at in range(1, len(answer)):
        before, after = answer[:at], answer[at:]
        # Esc, and Alt with a sign, act at once: only what follows them can be left out.
        acts = before if before in ("\x1b", "\x1b]", "\x1b[") else ""
        assert typed(f"j{before}", f"{after}k") == f"j{acts}k", (before, after)


def test_esc_and_what_is_typed_with_alt_wait_for_nothing() -> None:
    decoder = Typed("utf-8")
    for read in ("\x1b", "\x1b]", "\x1b[A", "]", "11", "\x1b\x1b", "é"):
        assert decoder.decode(read.encode()) == read


def test_an_answer_that_never_ends_keeps_back_no_key() -> None:
    assert typed("\x1b]11;rgb:ff", "jk") == "jk"
    assert typed("\x1b]11;rgb:ff/0\x1b", "\\q") == "q"


def test_the_report_of_dark_and_light_and_others_come_through_whole() -> None:
    assert typed("\x1b[?997", ";1n", "\x1b[?2026;2$y") == "\x1b[?997;1n\x1b[?2026;2$y"


def test_a_byte_that_is_none_of_its_encoding_ends_nothing() -> None:
    assert typed(b"a\xffb", "é".encode()[:1], "é".encode()[1:]) == "a\ufffdbé"


KEYS = st.lists(st.sampled_from(["j", "/", "\x1b[A", "\x1bOP", "\x1b[<0;3;4M", "é", "1", "]"]))


@given(KEYS, st.sampled_from(ANSWERS), KEYS, st.data())
def test_keys_around_an_answer_are_all_there(
    before: list[str], answer: str, after: list[str], data: st.DataObject
) -> None:
    first, last = "".join(before), "".join(after)
    whole = first + answer + last
    cut = data.draw(st.integers(0, len(whole)))
    if len(first) < cut <= len(first) + 2:
        cut = len(first)
    assert typed(whole[:cut], whole[cut:]) == first + last
