"""Names in languages the tagger has not learnt, written for the project."""

from __future__ import annotations

from reader.analysis.foreign import without_common_words
from reader.analysis.tagger import Name

SENTENCES = [
    ["Questa", "era", "la", "promessa", "di", "Ilaria", "Conte", "."],
    ["Inoltre", "Conte", "e", "il", "porto", "aspettano", "."],
    ["Conte", "non", "risponde", "."],
]


def kept(*names: tuple[int, int, int]) -> list[str]:
    found: list[list[Name]] = [[] for _ in SENTENCES]
    for sentence, start, end in names:
        found[sentence].append(Name(start, end, "person", 0.9))
    settled = without_common_words(SENTENCES, found, "it")
    return [
        " ".join(words[n.start : n.end])
        for words, named in zip(SENTENCES, settled, strict=True)
        for n in named
    ]


def test_a_languages_commonest_words_name_nobody() -> None:
    assert kept((0, 0, 1)) == []


def test_a_little_word_behind_a_name_is_not_of_it() -> None:
    assert kept((1, 1, 3)) == ["Conte"]


def test_a_word_with_a_capital_only_where_a_sentence_begins_is_no_name() -> None:
    assert kept((1, 0, 1)) == []


def test_somebody_named_elsewhere_is_named_at_the_start_of_a_sentence_too() -> None:
    assert kept((0, 5, 7), (2, 0, 1)) == ["Ilaria Conte", "Conte"]
