"""The language of a text is told by its little words, or not at all."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.analysis import NOTHING_KNOWN, structure
from reader.analysis.language import find_language, settled_language
from reader.article import Article, Block


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The harbour board of Port Ellis voted on Monday to rebuild the northern mole, "
               "which a winter storm broke in two places."),
        ("de", "Der Hafenrat hat am Montag beschlossen, die Nordmole wieder aufzubauen, die ein "
               "Sturm im Winter an zwei Stellen zerbrochen hat."),
        ("fr", "Le conseil du port a décidé lundi de reconstruire la digue du nord, que la tempête "
               "avait brisée en deux endroits pendant l'hiver."),
        ("es", "La junta del puerto decidió el lunes reconstruir el dique del norte, que una "
               "tormenta rompió en dos puntos durante el invierno."),
        ("it", "Il consiglio del porto ha deciso lunedì di ricostruire il molo del nord, che una "
               "tempesta aveva rotto in due punti durante l'inverno."),
        ("pt", "O conselho do porto decidiu na segunda-feira que não vai reconstruir o molhe do "
               "norte, que uma tempestade partiu em dois pontos."),
        ("nl", "Het havenbestuur heeft maandag besloten om de noordelijke pier weer op te bouwen, "
               "die door een storm op twee plaatsen was gebroken."),
        ("sv", "Hamnens styrelse beslutade på måndagen att bygga upp den norra piren, som en storm "
               "hade brutit av på två ställen, och det ska ta ett år."),
        ("da", "Havnens bestyrelse har besluttet at genopbygge den nordlige mole, som blev brudt "
               "af en storm to steder i vinter, og det tager kun et år, siger de."),
        ("no", "Havnestyret har bestemt å bygge opp den nordlige moloen, som ble brutt av en storm "
               "to steder i vinter, og det tar bare et år, sier de til avisen."),
        ("pl", "Zarząd portu zdecydował w poniedziałek, że odbuduje północne molo, które sztorm "
               "złamał w dwóch miejscach, i że prace nie potrwają dłużej niż rok."),
        ("tr", "Liman kurulu pazartesi günü kuzey mendireğini yeniden yapmaya karar verdi ve bu iş "
               "için büyük bir bütçe ayırdı, ancak çok zaman var."),
        ("ru", "Совет порта в понедельник решил, что северный мол, который сломал шторм, будет "
               "построен снова, но на это не хватит и года."),
        ("uk", "Рада порту в понеділок вирішила, що північний мол, який зламав шторм, буде "
               "збудований знову, але це триватиме більше року."),
        ("ja", "港湾委員会は月曜日、冬の嵐で壊れた北の防波堤を再建することを決めた。"),
        ("zh", "港务委员会周一决定重建被冬季风暴冲毁的北防波堤,工程将于四月开始。"),
        ("ko", "항만위원회는 월요일 겨울 폭풍으로 부서진 북쪽 방파제를 다시 짓기로 결정했다."),
    ],
)  # fmt: skip
def test_a_sentence_tells_its_language(language: str, text: str) -> None:
    assert find_language([text]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Port Ellis 3 : 2 Marnholm",
        "Okafor, Reyes, Achterberg, Quist, Lund, Brandt, Prado, Wilk, Menon, Kale, Stern, Haddad",
        "Umbhoshongo ophukile uzokwakhiwa kabusha ngonyaka ozayo kusho umphathi wechweba "
        "ebikezela ukuthi kuzothatha isikhathi eside kakhulu ukuqeda",
    ],
)
def test_of_what_is_short_or_strange_nothing_is_said(text: str) -> None:
    assert find_language([text]) == ""


def test_a_foreign_quote_does_not_change_the_articles_language() -> None:
    english = "The harbour board of Port Ellis voted on Monday to rebuild the northern mole. " * 3
    assert find_language([english, "«La junta del puerto decidió el lunes»"]) == "en"


def test_what_a_page_says_of_its_language_stays() -> None:
    text = Block("Der Hafenrat hat am Montag beschlossen, die Nordmole wieder aufzubauen, und so.")
    told = Article(headline="Mole", language="nds", blocks=(text,))
    assert structure.ANNOTATOR.annotate(told, NOTHING_KNOWN).language == "nds"
    untold = Article(headline="Mole", blocks=(text,))
    assert structure.ANNOTATOR.annotate(untold, NOTHING_KNOWN).language == "de"


@pytest.mark.parametrize(
    ("declared", "settled"),
    [("en-US", "de"), ("nl", "de"), ("de-AT", "de-AT"), ("ca", "ca"), ("", "de")],
)
def test_a_page_whose_template_declares_another_language_is_read_in_its_own(
    declared: str, settled: str
) -> None:
    text = "Der Hafenrat hat am Montag beschlossen, die Nordmole wieder aufzubauen, und so."
    assert settled_language(declared, [text]) == settled


def test_norwegian_by_either_of_its_names_is_believed() -> None:
    text = "Havnestyret har bestemt å bygge opp moloen, som ble brutt av en storm, og det tar tid."
    assert settled_language("nb-NO", [text]) == "nb-NO"
    assert settled_language("nn", [text]) == "nn"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_has_a_language_or_none(texts: list[str]) -> None:
    assert len(find_language(texts)) in (0, 2)


def test_a_long_text_takes_no_longer() -> None:
    started = time.perf_counter()
    find_language(["and so on " * 500_000])
    assert time.perf_counter() - started < 0.5
