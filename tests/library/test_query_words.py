"""How text becomes words: the same in the index, in a query, and in what is highlighted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library.words import fold, stem, tokens, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("China’s Élysée", ["china", "elysee"]),
        ("U.S. troops, the U.N", ["us", "troops", "the", "un"]),
        ("3.5m, 1,000 and 2022-11-05", ["3.5", "m", "1,000", "and", "2022", "11", "05"]),
        ("so-called end.Next O’Brien", ["so", "called", "end", "next", "o", "brien"]),
        ("ﬁnance Straße Łódź Ørsted", ["finance", "strasse", "lodz", "orsted"]),
        ("习近平 said", ["习", "近", "平", "said"]),
        ("snake_case _x_", ["snake", "case", "x"]),
        ("e\u0301te\u0301", ["ete"]),
        ("हिन्दी", ["हिनदी"]),
        ("한국 경제", [fold("한국"), fold("경제")]),
        ("", []),
        ("— … “”", []),
    ],
)
def test_words_are_what_a_searcher_would_type(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_inflections_share_a_stem_and_other_scripts_are_left_alone() -> None:
    assert stem("ministers") == stem("minister")
    assert stem("governing") == stem("governs")
    assert stem("us") == "us"
    assert stem("москва") == "москва"
    assert stem("3.5") == "3.5"


@given(st.text(max_size=100))
def test_every_word_stands_where_its_token_says(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert fold(text[token.start : token.end]) == token.word != ""
        end = token.end
    assert [token.word for token in tokens(text)] == words(text)


@given(st.text(max_size=40))
def test_a_folded_word_is_one_word_and_stays_as_it_is(text: str) -> None:
    for word in words(text):
        assert fold(word) == word
        assert word.encode()
