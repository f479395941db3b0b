"""Which words of a text are marked as hits."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from reader.library.highlights import highlights, is_within
from reader.library.query import parse


def marked(query: str, text: str, *, typing: bool = False) -> list[str]:
    parsed = parse(query, date(2026, 11, 24), typing=typing)
    return [text[start:end] for start, end in highlights(parsed, text)]


def test_inflected_and_accented_words_are_hits() -> None:
    text = "Ministers met the minister’s aide at the Élysée."
    assert marked("minister elysee", text) == ["Ministers", "minister’s", "Élysée"]


def test_a_phrase_is_one_hit_and_its_words_elsewhere_are_none() -> None:
    text = "Talks on trade; trade talks. Trade, talks."
    assert marked('"trade talks"', text) == ["trade talks", "Trade, talks"]


def test_a_phrase_goes_over_its_common_words() -> None:
    assert marked('"end of the war"', "the end of the war, an end of a war") == [
        "end of the war",
        "end of a war",
    ]


def test_the_word_being_typed_is_a_hit_as_far_as_it_goes() -> None:
    assert marked("gov", "The Governor governs.", typing=True) == ["Governor", "governs"]


def test_a_word_left_out_is_no_hit() -> None:
    assert marked("ferry -harbour", "The ferry left the harbour.") == ["ferry"]


def test_names_and_speech_are_hits_but_not_a_source() -> None:
    text = "Okafor of the Courier said so."
    assert marked("person:okafor source:courier", text) == ["Okafor"]


def test_a_misspelt_word_marks_what_was_meant() -> None:
    assert marked("zelenski~", "Zelensky and Zelenskyy") == ["Zelensky"]
    assert marked("zelenski~2", "Zelensky and Zelenskyy") == ["Zelensky", "Zelenskyy"]


def test_words_near_each_other_are_hits_only_there() -> None:
    text = "trade with china. " + "so much else " * 10 + "trade"
    assert marked('near:"china trade"', text) == ["trade", "china"]


def test_overlapping_hits_are_one() -> None:
    assert marked('"trade talks" talks trade', "trade talks") == ["trade talks"]


def test_offsets_hold_where_folding_changes_lengths() -> None:
    assert marked("finance strasse", "The ﬁnance of the Straße") == ["ﬁnance", "Straße"]


@given(st.text(max_size=80), st.text(max_size=30))
def test_hits_lie_in_the_text_in_order_and_apart(text: str, query: str) -> None:
    end = 0
    for start, stop in highlights(parse(query, date(2026, 11, 24), typing=True), text):
        assert end <= start < stop <= len(text)
        end = stop


def test_letters_added_left_out_changed_and_swapped_are_one_edit_each() -> None:
    assert all(is_within("talks", other, 1) for other in ("talk", "talkss", "tasks", "tlaks"))
    assert not any(is_within("talks", other, 1) for other in ("tal", "stalk", "works"))


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 2))
def test_words_are_within_what_edits_can_reach(one: str, other: str, edits: int) -> None:
    reached = {one}
    for _ in range(edits):
        reached |= {edited for word in reached for edited in _edited(word)}
    if is_within(one, other, edits):
        assert other in reached
    if edits < 2:
        assert is_within(one, other, edits) == (other in reached)


def _edited(word: str) -> set[str]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return (
        {a + b[1:] for a, b in cuts if b}
        | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        | {a + c + b[1:] for a, b in cuts if b for c in "abc"}
        | {a + c + b for a, b in cuts for c in "abc"}
    )
