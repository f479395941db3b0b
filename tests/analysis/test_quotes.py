"""Speech on the page: what counts as a quote, and what belongs to one quote."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.analysis.annotator import NOTHING_KNOWN
from reader.analysis.quotes import ANNOTATOR
from reader.article import Article, Block, Mark, Quote, Span


def read(*paragraphs: str) -> Article:
    return ANNOTATOR.annotate(Article(blocks=tuple(map(Block, paragraphs))), NOTHING_KNOWN)


def said(*paragraphs: str) -> list[tuple[str | None, str]]:
    article = read(*paragraphs)
    return [(quote.speaker, article.quoted(quote)) for quote in article.quotes]


def words(*paragraphs: str) -> list[str]:
    return [text for _, text in said(*paragraphs)]


def test_a_mismatched_closing_quote_still_ends_the_quote() -> None:
    assert words('Ms Amadi said the council backed the “two harbours" plan and left.') == [
        '“two harbours"'
    ]


def test_an_interrupted_quote_is_one_quote() -> None:
    assert said("“The tide was early,” Ines Duarte said. “Nobody was ready for it.”") == [
        ("Ines Duarte", "“The tide was early,” “Nobody was ready for it.”")
    ]
    assert said("“The tide,” Ines Duarte said, “was early.”") == [
        ("Ines Duarte", "“The tide,” “was early.”")
    ]


def test_two_quotes_of_one_sentence_stay_two() -> None:
    assert said("Ines Duarte said the tide was “far too early” and “a bad sign” for spring.") == [
        ("Ines Duarte", "“far too early”"),
        ("Ines Duarte", "“a bad sign”"),
    ]


def test_a_quote_over_several_paragraphs_is_one_quote() -> None:
    article = read(
        "Tomas Wray, the mayor, said: “We begin on Monday.",
        "“The road will be closed until June.",
        "“After that we shall see.”",
        "Nobody objected.",
    )
    (quote,) = article.quotes
    assert quote.speaker == "Tomas Wray"
    assert [span.block for span in quote.spans] == [0, 1, 2]


def test_a_paragraph_that_is_all_quote_carries_on_the_one_before() -> None:
    article = read(
        "“We begin on Monday,” said Tomas Wray, the mayor of Lindow.",
        "“The road will be closed until June.”",
        "“We have waited long enough,” said Ada Poole, who runs a shop there.",
    )
    assert [(q.speaker, len(q.spans)) for q in article.quotes] == [
        ("Tomas Wray", 2),
        ("Ada Poole", 1),
    ]


def test_a_site_notice_between_two_paragraphs_does_not_part_a_quote() -> None:
    article = Article(
        blocks=(
            Block("“We begin on Monday,” said Tomas Wray."),
            Block("“Sign up” for our newsletter, he said", role="boilerplate", reason="asks"),
            Block("“The road will be closed until June.”"),
        )
    )
    (quote,) = ANNOTATOR.annotate(article, NOTHING_KNOWN).quotes
    assert [span.block for span in quote.spans] == [0, 2]


def test_code_and_notices_hold_no_quotes() -> None:
    article = Article(
        blocks=(
            Block('print("hello there world")', role="code"),
            Block("“Join us today,” said the editor.", role="boilerplate", reason="asks"),
            Block('Type "make all tests" to begin.', marks=(Mark(5, 21, "code"),)),
        )
    )
    assert ANNOTATOR.annotate(article, NOTHING_KNOWN).quotes == ()


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “silent majority” stayed at home.",
        "The bridge, known as “the old lady of Lindow”, was closed.",
        "Her novel “A Winter of Herons” came out in May.",
        "The word “harbour” is spelled in two ways.",
        "He wore a “vintage” coat.",
        "The “Keep Lindow Dry” campaign ended in May.",
        "The river is prone to what engineers call, in their reports, “piping”.",
    ],
)
def test_terms_and_titles_are_not_speech(text: str) -> None:
    assert words(text) == []


def test_a_single_word_is_speech_when_somebody_says_it() -> None:
    assert said("“Never,” said Ada Poole.") == [("Ada Poole", "“Never,”")]


def test_a_forgotten_mark_does_not_reach_into_the_next_paragraph() -> None:
    article = read(
        "Ada Poole said the plan was “a long way from ready.",
        "The council meets on Friday, and “nothing is settled,” Tomas Wray said.",
    )
    assert [[s.block for s in q.spans] for q in article.quotes] == [[0], [1]]


def test_a_page_without_quotation_marks_has_no_quotes() -> None:
    assert read("Nobody said anything.", "").quotes == ()
    assert ANNOTATOR.annotate(Article(), NOTHING_KNOWN).quotes == ()


PIECES = [
    *(
        "“",
        "”",
        '"',
        "‘",
        "’",
        "'",
        "“Never,”",
        ", who",
        "and",
        "to",
        "by",
        "as",
        "was",
        "he",
        "she",
    ),
    *("said", "calling", "quoted", "said that", "according to", "his claim", "of the council"),
    *(
        "Ada Poole",
        "Lindow",
        "the mayor",
        "Mr",
        "Gen.",
        "U.S.",
        "(LC)",
        ",",
        ".",
        ":",
        "—",
        "?",
        "9",
    ),
]
paragraph = st.lists(
    st.sampled_from(PIECES),
    max_size=24,
).map(" ".join)


@given(st.lists(paragraph | st.text(max_size=60), max_size=5))
def test_quotes_of_any_text_lie_inside_it_apart_and_marked(paragraphs: list[str]) -> None:
    article = read(*paragraphs)
    seen: list[Span] = [span for quote in article.quotes for span in quote.spans]
    assert seen == sorted(seen, key=lambda s: (s.block, s.start))
    for span in seen:
        text = article.blocks[span.block].text
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start] in "\"“”„‟«»「」『』‘’‚‛'`＂"
    for before, after in pairwise(seen):
        assert before.block < after.block or before.end <= after.start
    for quote in article.quotes:
        assert quote.spans
        assert quote.speaker is None or quote.speaker.strip()
    assert ANNOTATOR.annotate(article, NOTHING_KNOWN) == article


@pytest.mark.parametrize(
    "text",
    [
        '"' * 100_000,
        "“a b” " * 30_000,
        "“We go,” he said. " * 15_000,
        "Ada said and said and said that she said " * 20_000 + "“so it was”",
        "Ada Poole " * 50_000 + "“so it was” said",
        "word " * 1_000_000,
        "x" * 5_000_000 + " “so it was”",
        "“" + "Long Name " * 30_000,
        ", said , who " * 20_000 + "“so it was,” said he",
    ],
    ids=lambda text: text[:12].strip(),
)
def test_a_monstrous_paragraph_is_read_in_seconds(text: str) -> None:
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 8


def test_a_quote_keeps_its_speaker_as_a_plain_value() -> None:
    article = read("“We begin on Monday,” said Tomas Wray.")
    assert article.quotes == (Quote((Span(0, 0, 21),), "Tomas Wray"),)
