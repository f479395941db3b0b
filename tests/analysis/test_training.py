from __future__ import annotations

from pathlib import Path

from reader.analysis.recognition import Recogniser
from reader.analysis.tokens import sentences
from reader.analysis.training import Document, by_line, clean, labelled, spans, train


def document(text: str, *names: tuple[str, str]) -> Document:
    mentions = tuple((text.index(n), text.index(n) + len(n), kind) for n, kind in names)
    return Document("news", text, mentions)


def marked(found: Document) -> list[tuple[str, str]]:
    return [(found.text[start:end], kind) for start, end, kind in found.mentions]


def test_labels_mark_the_words_of_each_name() -> None:
    text = "Ana Ruiz met\nObi’s aides in Peru."
    found = document(text, ("Ana Ruiz", "person"), ("Obi", "person"), ("Peru", "place"))
    pairs = list(labelled(found))
    assert [labels for _, labels in pairs] == [
        ["B-person", "I-person", "O"],
        ["B-person", "O", "O", "O", "B-place", "O"],
    ]
    assert list(spans(pairs[0][1])) == [(0, 2, "person")]


def test_offsets_of_lines_count_from_the_start_of_the_document() -> None:
    text = "One line.\n\nTwo lines here"
    for sentence in by_line(text):
        for word, start, end in zip(sentence.words, sentence.starts, sentence.ends, strict=True):
            assert text[start:end] == word


def test_cleaning_mends_titles_countries_and_joined_names() -> None:
    spoilt = [
        document("General Ana Ruiz spoke", ("General Ana Ruiz", "org")),
        document("in Peru today", ("Peru", "org")),
        document("between Peru and Chile", ("Peru and Chile", "org")),
        document("a Peruvian ship", ("Peruvian", "group")),
    ]
    assert [marked(found) for found in clean(spoilt)] == [
        [("Ana Ruiz", "person")],
        [("Peru", "place")],
        [("Peru", "place"), ("Chile", "place")],
        [],
    ]


def test_a_tagger_learns_names_from_a_handful_of_documents(tmp_path: Path) -> None:
    people = ["Obi", "Ruiz", "Sato", "Diallo"] * 6
    documents = [
        document(f"Then {name} said it rained in Peru .", (name, "person"), ("Peru", "place"))
        for name in people
    ]
    train(documents, [], tmp_path)
    words = next(sentences("Then Ruiz said it rained in Peru .")).words
    found = Recogniser(tmp_path).names([words])[0]
    assert [(words[n.start], n.kind) for n in found] == [("Ruiz", "person"), ("Peru", "place")]
