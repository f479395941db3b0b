"""Who said it, under the name the article knows them by."""

from __future__ import annotations

import pytest

from reader.analysis.annotator import NOTHING_KNOWN
from reader.analysis.quotes import ANNOTATOR
from reader.article import Article, Block, Entity, Mention


def speakers(*paragraphs: str, entities: tuple[Entity, ...] = ()) -> list[str | None]:
    article = Article(blocks=tuple(map(Block, paragraphs)), entities=entities)
    return [q.speaker for q in ANNOTATOR.annotate(article, NOTHING_KNOWN).quotes]


@pytest.mark.parametrize(
    "text",
    [
        "“The tide was early,” Ines Duarte said.",
        "“The tide was early,” said Ines Duarte.",
        "“The tide was early,” says harbour pilot Ines Duarte, who was on watch.",
        "“The tide was early,” Ines Duarte, a pilot in the harbour of Lindow, told reporters.",
        "“Was the tide early?” asked Dr Ines Duarte.",
        "“The tide was early”, adds Captain Ines Duarte.",
        "Ines Duarte said: “The tide was early.”",
        "Ines Duarte, who has worked there since May, said the tide was “far too early”.",
        "According to Ines Duarte, “the tide was early” again.",
        "The tide was “far too early” for the boats, Ines Duarte said.",
        "Ines Duarte called it “a very early tide”.",
        "Ines Duarte criticised the plan, calling it “a very early tide”.",
        "As Ines Duarte put it, “the tide was early”.",
        "The report quoted Ines Duarte as saying, “The tide was early.”",
        "Asked about the plan, Ines Duarte said: “The tide was early.”",
        "Ines Duarte’s remarks that “the tide was early” were heard.",
        "The plan was described by Ines Duarte as “a very early tide”.",
        "In her letter to the mayor, Prof. Ines Duarte wrote that “the tide was early”.",
    ],
)
def test_the_speaker_is_found_wherever_the_paper_puts_the_name(text: str) -> None:
    assert speakers(text) == ["Ines Duarte"]


def test_a_surname_stands_for_the_full_name_given_before() -> None:
    assert speakers(
        "Ines Duarte, the harbour pilot, was on watch.",
        "“The tide was early,” Ms Duarte said.",
        "“Nobody was ready,” Duarte said.",
    ) == ["Ines Duarte", "Ines Duarte"]


def test_he_and_she_are_whoever_spoke_last() -> None:
    assert speakers(
        "“The tide was early,” said Ines Duarte, the pilot.",
        "“Nobody was ready,” she said.",
        "Tomas Wray, the mayor, said the road would stay closed.",
        "“We shall see in June,” he said.",
    ) == ["Ines Duarte", "Ines Duarte", "Tomas Wray"]


def test_a_title_tells_him_from_her() -> None:
    assert speakers(
        "Mr Tomas Wray said little.",
        "Ms Ines Duarte said less.",
        "“We shall see in June,” he said.",
    ) == ["Tomas Wray"]


def test_the_minister_is_the_minister_named_before() -> None:
    assert speakers(
        "Fisheries minister Ines Duarte visited Lindow on Monday.",
        "Tomas Wray drove the car.",
        "“The tide was early,” the minister said.",
    ) == ["Ines Duarte"]


def test_somebody_without_a_name_is_given_as_described() -> None:
    assert speakers("“The tide was early,” said a spokesperson for the harbour.") == [
        "spokesperson for the harbour"
    ]
    assert speakers("One witness said the water “came like a wall”.") == ["One witness"]


def test_an_organisation_speaks_too() -> None:
    assert speakers(
        "“The tide was early,” the Harbour Authority of Lindow said in a statement."
    ) == ["Harbour Authority of Lindow"]


def test_a_question_put_to_somebody_is_not_theirs() -> None:
    assert speakers("Ines Duarte was asked, “Was the tide early?” and nodded.") == [None]


def test_a_quote_nobody_is_named_for_has_no_speaker() -> None:
    assert speakers("“The tide was early and nobody was ready for it.”") == [None]


def test_words_inside_a_quote_attribute_nothing() -> None:
    assert speakers("“Tomas Wray said it was late, but it was early,” said Ines Duarte.") == [
        "Ines Duarte"
    ]


def test_a_speaker_who_is_an_entity_has_the_entitys_name() -> None:
    text = "“The tide was early,” Duarte said."
    at = text.index("Duarte")
    entity = Entity("Ines M. Duarte", "person", (Mention(0, at, at + 6, "person"),))
    assert speakers(text, entities=(entity,)) == ["Ines M. Duarte"]


def test_three_speakers_in_three_paragraphs_are_kept_apart() -> None:
    assert speakers(
        "“We begin on Monday,” said Tomas Wray.",
        "“We do not,” said Ines Duarte.",
        "Ada Poole, who runs a shop, called both “hopeless at dates”.",
    ) == ["Tomas Wray", "Ines Duarte", "Ada Poole"]


def test_youve_and_id_are_nobody() -> None:
    assert speakers("“You've a seized bearing,” he said.", "I'd said “it is the road” before.") == [
        None,
        None,
    ]


def test_a_quote_in_another_language_has_no_speaker() -> None:
    assert speakers(
        "La Biblioteca cerró el lunes y nadie supo por qué, aunque los vecinos de la calle del Mar "
        "tenían ya sus sospechas y las contaban en voz baja a quien quisiera escucharlas. Doña "
        "Carmen, que vive enfrente, dijo: «Al principio venían por el café», y cerró la puerta."
    ) == [None]


def test_a_subhead_introduces_nobody() -> None:
    assert speakers(
        "“The tide was early,” said Ines Duarte, the pilot.",
        "Harbour Nights",
        "“Nobody was ready,” she said.",
    ) == ["Ines Duarte", "Ines Duarte"]


def test_any_verb_will_do_behind_a_comma() -> None:
    assert speakers(
        "Ines Duarte opened the door.", "Ines Duarte said no.", "“Not now,” she snaps."
    ) == ["Ines Duarte"]
