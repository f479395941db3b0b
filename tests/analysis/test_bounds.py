from __future__ import annotations

import pytest

from reader.analysis.bounds import parts


def names(text: str, name: str, kind: str) -> list[tuple[str, str]]:
    """What is left of a name that stands in a text of plain words."""
    words = text.split()
    length = len(name.split())
    start = next(i for i in range(len(words)) if words[i : i + length] == name.split())
    found = parts(words, start, start + length, kind)
    return [(" ".join(words[first:last]), settled) for first, last, settled in found]


@pytest.mark.parametrize(
    ("name", "kind", "left"),
    [
        ("Gen. Ana Ruiz", "person", [("Ana Ruiz", "person")]),
        ("Prime Minister Obi", "person", [("Obi", "person")]),
        ("The Hague Times", "org", [("Hague Times", "org")]),
        ("Obi “", "person", [("Obi", "person")]),
        ("General", "org", [("General", "org")]),
        ("President", "person", []),
        ("Tan Kefei", "person", [("Tan Kefei", "person")]),
        ("Justice Ministry", "org", [("Justice Ministry", "org")]),
        ("Mr. King", "person", [("King", "person")]),
    ],
)
def test_a_title_an_article_and_a_mark_are_no_part_of_a_name(
    name: str, kind: str, left: list[tuple[str, str]]
) -> None:
    assert names(name, name, kind) == left


def test_an_office_parts_the_organisation_from_the_person() -> None:
    name = "Senate Majority Leader Ana Ruiz"
    assert names(name, name, "org") == [("Senate", "org"), ("Ana Ruiz", "person")]


def test_what_belongs_to_the_office_after_it_is_no_part_of_the_organisation() -> None:
    assert names("Harbour Press Secretary Obi", "Harbour Press", "org") == [("Harbour", "org")]


def test_a_country_before_an_office_is_a_place() -> None:
    assert names("U.S. Defense Secretary Obi", "U.S. Defense", "org") == [("U.S.", "place")]


def test_an_assembly_is_not_taken_apart() -> None:
    name = "Commissioner of Police"
    assert names(name, name, "org") == [(name, "org")]


def test_half_a_countrys_name_is_made_whole() -> None:
    assert names("in Sri Lanka today", "Lanka", "place") == [("Sri Lanka", "place")]
    assert names("in New Zealand today", "New", "place") == [("New Zealand", "place")]
