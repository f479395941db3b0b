"""What may reach a terminal from an article."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from reader.sources.characters import clean, clean_line

ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.characters(min_codepoint=0, max_codepoint=0x9F),
        st.sampled_from("\x1b[]\x07\\\u202e\u2066\u200b\xad\ud800\u2028"),
    )
)


def test_colours_and_cursor_movement_leave_no_trace() -> None:
    assert clean("\x1b[31mFlood\x1b[0m warning\x1b[2J lifted") == "Flood warning lifted"


def test_a_window_title_is_not_set() -> None:
    assert clean("Dam \x1b]0;gotcha\x07holds") == "Dam holds"
    assert clean("Dam \x1b]8;;https://example.org\x1b\\holds") == "Dam holds"


def test_eight_bit_escapes_are_removed_too() -> None:
    assert clean("Ferry \x9b1mlate") == "Ferry late"


def test_an_unfinished_escape_loses_only_its_control() -> None:
    assert clean("Vote\x1b") == "Vote"
    assert clean("Vote \x1b]0;counted late into the night") == "Vote ]0;counted late into the night"


def test_text_cannot_be_turned_around() -> None:
    assert clean("pay \u202eeerht\u202c \u2066now\u2069") == "pay eerht now"


def test_a_soft_hyphen_does_not_hide_a_word_from_search() -> None:
    assert clean("Minis\u00adter\u00adpräsident") == "Ministerpräsident"


def test_joiners_that_scripts_and_emoji_need_are_kept() -> None:
    persian, family = "می\u200cخواهم", "\U0001f469\u200d\U0001f467"
    assert clean(persian) == persian
    assert clean(family) == family


def test_half_a_surrogate_pair_can_be_stored() -> None:
    clean("half \ud83d of it").encode("utf-8")


def test_every_line_end_becomes_the_same_one() -> None:
    assert clean("a\r\nb\rc\u2028d\x85e\x0cf") == "a\nb\nc\nd\ne\nf"


def test_a_line_has_single_spaces() -> None:
    assert clean_line("  Bridge \n\t reopens\u00a0") == "Bridge reopens"


@given(ANYTHING)
def test_no_control_character_stays(text: str) -> None:
    for character in clean(text):
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
        assert character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="\xad")))
def test_letters_digits_and_signs_are_untouched(text: str) -> None:
    assert clean(text) == text


@given(ANYTHING)
def test_a_page_is_cleaned_like_its_lines(text: str) -> None:
    page = "An ordinary line of an ordinary page.\n" * 40
    assert clean(f"{page}{text}\n{page}") == page + clean(f"{text}\n") + page
