from __future__ import annotations

from reader.analysis.agreement import agreed
from reader.analysis.tagger import Name, NameKind

Found = list[tuple[str, NameKind, float]]


def settled(*sentences: tuple[str, Found]) -> list[list[tuple[str, str]]]:
    """The names of sentences of plain words, after those of each sentence alone."""
    words = [text.split() for text, _ in sentences]
    names = [
        [_name(w, name, kind, sure) for name, kind, sure in found]
        for w, (_, found) in zip(words, sentences, strict=True)
    ]
    return [
        [(" ".join(w[n.start : n.end]), n.kind) for n in found]
        for w, found in zip(words, agreed(words, names), strict=True)
    ]


def _name(words: list[str], name: str, kind: NameKind, sure: float) -> Name:
    length = len(name.split())
    start = next(i for i in range(len(words)) if words[i : i + length] == name.split())
    return Name(start, start + length, kind, sure)


def test_a_name_has_one_kind_throughout_an_article() -> None:
    result = settled(
        ("Lusk fell", [("Lusk", "place", 0.9)]),
        ("in Lusk", [("Lusk", "place", 0.9)]),
        ("by Lusk", [("Lusk", "org", 0.5)]),
    )
    assert result == [[("Lusk", "place")]] * 3


def test_a_full_name_is_found_again_wherever_it_stands() -> None:
    result = settled(("Ana Ruiz spoke", [("Ana Ruiz", "person", 0.9)]), ("they heard Ana Ruiz", []))
    assert result[1] == [("Ana Ruiz", "person")]


def test_a_surname_is_the_person_named_in_full() -> None:
    result = settled(
        ("Ana Ruiz Jr. spoke", [("Ana Ruiz Jr.", "person", 0.9)]),
        ("Ruiz left", []),
        ("in Ruiz", [("Ruiz", "place", 0.6)]),
    )
    assert result[1:] == [[("Ruiz", "person")], [("Ruiz", "person")]]


def test_a_word_in_small_letters_is_not_the_name() -> None:
    result = settled(("Ana Rose came", [("Ana Rose", "person", 0.9)]), ("prices rose again", []))
    assert result[1] == []


def test_two_people_joined_are_two_where_each_is_named_alone() -> None:
    result = settled(
        ("Ana Ruiz met Li Obi", [("Ana Ruiz", "person", 0.9), ("Li Obi", "person", 0.9)]),
        ("Ruiz and Obi left", [("Ruiz and Obi", "org", 0.7)]),
    )
    assert result[1] == [("Ruiz", "person"), ("Obi", "person")]


def test_a_name_with_and_in_it_stays_whole() -> None:
    result = settled(("Trade and Growth Board", [("Trade and Growth Board", "org", 0.9)]))
    assert result == [[("Trade and Growth Board", "org")]]
