from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.analysis.tokens import LONGEST_SENTENCE, sentences


def words(text: str) -> list[list[str]]:
    return [list(sentence.words) for sentence in sentences(text)]


def test_a_possessive_is_no_part_of_the_name() -> None:
    assert words("Peru’s and Bush's") == [["Peru", "’s", "and", "Bush", "'s"]]


def test_initials_and_abbreviations_keep_their_point_and_end_no_sentence() -> None:
    assert words("Gen. Ada K. Obi of the U.S. Army spoke.") == [
        ["Gen.", "Ada", "K.", "Obi", "of", "the", "U.S.", "Army", "spoke", "."]
    ]


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert words("“Go.” She went.") == [["“", "Go", ".", "”"], ["She", "went", "."]]


def test_a_hyphen_holds_a_name_together_and_parts_it_from_what_is_none() -> None:
    assert words("Diaz-Balart, al-Hadi and Kim Jong-un")[0][:3] == ["Diaz-Balart", ",", "al-Hadi"]
    assert words("Kim Jong-un") == [["Kim", "Jong-un"]]
    assert words("a pro-Obi, Lagos-based group") == [
        ["a", "pro", "-", "Obi", ",", "Lagos", "-", "based", "group"]
    ]
    assert words("Peru-U.S. ties") == [["Peru", "-", "U.S.", "ties"]]


def test_an_apostrophe_inside_a_name_stays() -> None:
    assert words("O’Hara in N'Djamena") == [["O’Hara", "in", "N'Djamena"]]


@given(st.text())
def test_every_word_stands_in_the_text_where_it_says(text: str) -> None:
    at = 0
    for sentence in sentences(text):
        assert 0 < len(sentence.words) <= LONGEST_SENTENCE
        for word, start, end in zip(sentence.words, sentence.starts, sentence.ends, strict=True):
            assert text[start:end] == word
            assert word.strip() == word != ""
            assert start >= at
            at = end


@given(st.text(alphabet="Aa.-’'s U“”(& 1\n"))
def test_nothing_but_space_is_left_out(text: str) -> None:
    kept = "".join(word for sentence in sentences(text) for word in sentence.words)
    assert kept == "".join(text.split())
