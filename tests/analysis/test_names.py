from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.analysis.names import group
from reader.article import Article, Block, Entity, Kind, Mention
from reader.record import read_record, write_record


def entities(text: str, *names: tuple[str, Kind]) -> tuple[Entity, ...]:
    """The entities of a text in which the names stand in the order given."""
    mentions = []
    at = 0
    for name, kind in names:
        start = text.index(name, at)
        at = start + len(name)
        mentions.append(Mention(0, start, at, kind))
    return group(mentions, [text])


def people(text: str, *names: str) -> list[tuple[str, int]]:
    found = entities(text, *((name, "person") for name in names))
    return [(entity.name, len(entity.mentions)) for entity in found]


def test_a_surname_a_given_name_and_a_full_name_are_one_person() -> None:
    text = "Ngozi J. Adeyemi II spoke. Adeyemi left. Gen. Adeyemi and Ngozi returned."
    assert people(text, "Ngozi J. Adeyemi II", "Adeyemi", "Gen. Adeyemi", "Ngozi") == [
        ("Ngozi J. Adeyemi II", 4)
    ]


def test_a_middle_name_left_out_is_the_same_person() -> None:
    assert people("Ana Maria Ruiz; Ana Ruiz; A. Ruiz", "Ana Maria Ruiz", "Ana Ruiz", "A. Ruiz") == [
        ("Ana Maria Ruiz", 3)
    ]


def test_two_people_of_one_surname_stay_apart_and_a_bare_surname_is_the_one_named_last() -> None:
    text = "John Smith came. Smith sat. Mary Smith came. Smith spoke."
    assert people(text, "John Smith", "Smith", "Mary Smith", "Smith") == [
        ("John Smith", 2),
        ("Mary Smith", 2),
    ]


def test_a_surname_that_two_people_share_before_either_is_named_stays_alone() -> None:
    text = "Smith won. John Smith beat Mary Smith."
    assert people(text, "Smith", "John Smith", "Mary Smith") == [
        ("Smith", 1),
        ("John Smith", 1),
        ("Mary Smith", 1),
    ]


def test_a_country_by_any_of_its_names_is_one_place() -> None:
    text = "U.S. and United States and US and the United States"
    found = entities(
        text,
        ("U.S.", "place"),
        ("United States", "place"),
        ("US", "place"),
        ("the United States", "place"),
    )
    assert len(found) == 1
    assert found[0].name in ("United States", "the United States")


def test_an_acronym_in_brackets_is_what_stands_before_it() -> None:
    text = "The Alliance of Southern Fishing Nations (ASFIN) met. ASFIN agreed."
    found = entities(
        text, ("Alliance of Southern Fishing Nations", "org"), ("ASFIN", "org"), ("ASFIN", "org")
    )
    assert [(e.name, len(e.mentions)) for e in found] == [
        ("Alliance of Southern Fishing Nations", 3)
    ]


def test_initials_are_an_organisations_short_name() -> None:
    text = "BoW warned. The Bank of Westland said so."
    found = entities(text, ("BoW", "org"), ("Bank of Westland", "org"))
    assert [e.name for e in found] == ["Bank of Westland"]


def test_a_place_and_a_person_of_one_name_stay_apart() -> None:
    text = "Florence and Florence"
    assert len(entities(text, ("Florence", "person"), ("Florence", "place"))) == 2


def test_entities_come_in_the_order_they_are_first_named() -> None:
    text = "Obi met Ruiz and Amina Obi"
    assert [name for name, _ in people(text, "Obi", "Ruiz", "Amina Obi")] == ["Amina Obi", "Ruiz"]


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("person", "Gen. Wei", "Wei Fenghe"),
        ("place", "US", "United States"),
        ("org", "WHO", "World Health Organization"),
        ("person", "O’Hara", "Jane O'Hara"),
        ("person", "José Núñez", "Jose Nunez"),
        ("org", "Acme Inc.", "Acme"),
    ],
)
def test_two_ways_to_write_one_name(kind: Kind, first: str, second: str) -> None:
    assert len(entities(f"{first}; {second}", (first, kind), (second, kind))) == 1
    assert len(entities(f"{second}; {first}", (second, kind), (first, kind))) == 1


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("person", "John Smith", "Mary Smith"),
        ("person", "Obi", "Obinna Eze"),
        ("place", "Peru", "Chad"),
    ],
)
def test_two_names(kind: Kind, first: str, second: str) -> None:
    assert len(entities(f"{first}; {second}", (first, kind), (second, kind))) == 2
    assert len(entities(f"{second}; {first}", (second, kind), (first, kind))) == 2


KINDS: list[Kind] = ["person", "org", "place", "date", "money"]


@given(
    st.lists(
        st.tuples(st.text(alphabet="ABab. (U.S)’s-", min_size=1), st.sampled_from(KINDS)),
        max_size=12,
    )
)
def test_every_mention_is_in_exactly_one_entity_of_its_kind(names: list[tuple[str, Kind]]) -> None:
    text = ""
    mentions = []
    for name, kind in names:
        mentions.append(Mention(0, len(text), len(text) + len(name), kind))
        text += name + " "
    found = group(mentions, [text])
    assert sorted((m for e in found for m in e.mentions), key=lambda m: m.start) == mentions
    assert all(m.kind == e.kind for e in found for m in e.mentions)
    assert [e.mentions[0].start for e in found] == sorted(e.mentions[0].start for e in found)
    assert group(list(reversed(mentions)), [text]) == found


WORDS = (
    "Ana",
    "Ruiz",
    "Ruiz’s",
    "A.",
    "Dr.",
    "RUIZ",
    "WHO",
    "World",
    "Health",
    "(WHO)",
    "7 May",
    "–",
)


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
            st.sampled_from(KINDS),
        ),
        max_size=14,
    )
)
def test_no_two_entities_have_name_and_kind_in_common_and_a_record_loses_nothing(
    named: list[tuple[str, Kind]],
) -> None:
    half = len(named) // 2
    texts, mentions = [], []
    for block, part in enumerate((named[:half], named[half:])):
        text = ""
        for name, kind in part:
            mentions.append(Mention(block, len(text), len(text) + len(name), kind))
            text += f"{name}, "
        texts.append(text)
    found = group(mentions, texts)
    assert len({(e.name, e.kind) for e in found}) == len(found)
    assert all(m.kind == e.kind for e in found for m in e.mentions)
    article = Article(blocks=tuple(map(Block, texts)), entities=found)
    assert read_record(json.loads(json.dumps(write_record(article)))) == article
