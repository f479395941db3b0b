from __future__ import annotations

from reader.analysis.annotator import NOTHING_KNOWN
from reader.analysis.entities import ANNOTATOR
from reader.analysis.german import likely_names
from reader.article import Article, Block

REPORT = (
    Block("Streit um die Brücke von Rendsburg", "headline"),
    Block(
        "Die Behauptungen über das Vertrauen der Bevölkerung weist Verkehrsminister Claus Petersen"
        " zurück. Im Gespräch mit der NATO in Brüssel sagte Petersen, Deutschland brauche Geduld"
        " und Erfahrung beim Bau von Brücken."
    ),
)


def named(language: str) -> dict[str, str]:
    article = ANNOTATOR.annotate(Article(blocks=REPORT, language=language), NOTHING_KNOWN)
    return {entity.name: entity.kind for entity in article.entities}


def test_common_nouns_of_german_are_no_names() -> None:
    names = named("de")
    assert names.keys().isdisjoint({"Behauptungen", "Vertrauen", "Bevölkerung", "Geduld", "Bau"})


def test_people_places_and_organisations_of_german_news_are_named() -> None:
    names = named("de-AT")
    assert names["Claus Petersen"] == "person"
    assert names["Deutschland"] == names["Brüssel"] == "place"
    assert names["NATO"] == "org"


def test_whoever_holds_an_office_may_be_named_by_a_word_of_no_list() -> None:
    assert likely_names(["Bundeskanzler", "Xyzmann", "sprach"]) == [1]


def test_a_german_article_without_capitals_names_nobody() -> None:
    assert likely_names(["sie", "kamen", "nicht"]) == []
