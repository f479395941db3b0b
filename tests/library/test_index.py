"""What any index of the library must do, whatever engine is behind it.

An engine is put to the whole suite by adding it to ENGINES.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.article import Block
from reader.library.index import Index, IndexBusy, IndexEntry, entry_of
from reader.library.query import parse
from reader.library.tree import And, Not, Or, Phrase, Prefix, Term, Tree
from reader.library.whoosh_index import WhooshIndex
from reader.library.words import COMMON, stem, words
from tests.library.articles import article

Engine = Callable[[Path], Index]
ENGINES: list[Engine] = [WhooshIndex]


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param


@pytest.fixture
def index(engine: Engine, tmp_path: Path) -> Iterator[Index]:
    index = engine(tmp_path / "index")
    yield index
    index.close()


def put(index: Index, *entries: IndexEntry, removed: tuple[int, ...] = ()) -> None:
    seen = index.seen()
    index.update(entries, removed, seen + len(entries) + len(removed), since=seen)


def found(index: Index, query: str, *, typing: bool = False) -> list[int]:
    """The articles a query finds, the best first."""
    tree = parse(query, date(2026, 11, 24), typing=typing).tree
    assert tree is not None
    scores = index.search(tree).scores
    return sorted(scores, key=lambda id: (-scores[id], id))


FERRY = IndexEntry(
    1,
    headline="Ferry to sail again",
    standfirst="The harbour at Sandvik opens on Monday",
    body="The ferry will sail on Monday, the harbour master said. Trade talks go on elsewhere.",
    source="The Sandvik Courier",
    byline="By Tomas Lind",
    url="https://courier.test/2024/ferry-sails",
    persons=("Ines Okafor",),
    orgs=("Harbour Authority",),
    places=("Sandvik",),
    said=("Ines Okafor: the ferry will sail",),
)
TALKS = IndexEntry(
    2,
    headline="Trade ministers meet",
    body="The ministers of six governments held talks about trade. A ferry took them home. "
    "Élodie Mbeki governs the bank.",
    source="Morning Ledger",
    persons=("Élodie Mbeki", "Tomas Ferry"),
    said=("the talks were long",),
)


# Words


def test_an_empty_index_finds_nothing_and_has_seen_nothing(index: Index) -> None:
    assert index.seen() == 0
    assert found(index, "ferry") == []
    assert found(index, "-ferry") == []
    assert index.complete("", "fe") == []
    assert index.suggest("fery") == []
    assert index.check() is None


def test_words_are_found_in_headline_standfirst_body_byline_and_source(index: Index) -> None:
    put(index, FERRY, TALKS)
    for word in ("again", "opens", "elsewhere", "tomas", "courier"):
        assert found(index, word) == [1], word


def test_words_are_found_however_inflected_and_accented(index: Index) -> None:
    put(index, FERRY, TALKS)
    assert found(index, "FERRIES") == [1, 2]
    assert found(index, "elodie") == [2]
    assert found(index, "governing") == [2]


def test_all_words_are_wanted_and_or_not_and_brackets_hold(index: Index) -> None:
    put(index, FERRY, TALKS)
    assert found(index, "harbour bank") == []
    assert found(index, "harbour or bank") == [1, 2]
    assert found(index, "ferry -bank") == [1]
    assert found(index, "-bank") == [1]
    assert found(index, "(harbour monday) or bank") == [1, 2]
    assert found(index, "ferry -(bank or harbour)") == []


def test_a_phrase_wants_its_words_in_order(index: Index) -> None:
    put(index, FERRY, TALKS)
    assert found(index, '"trade talks"') == [1]
    assert found(index, '"talks about trade"') == [2]
    assert found(index, '"talks trade"') == []
    assert found(index, '"talks trade"~1') == [2]
    assert found(index, '"will sail on monday"') == [1]


def test_a_phrase_may_begin_and_end_with_common_words(index: Index) -> None:
    put(index, IndexEntry(1, "Calm"), IndexEntry(2, "Storm harbour"), IndexEntry(3, "Harbour"))
    assert found(index, '"of the storm harbour"') == [2]
    assert found(index, '"storm harbour of the"') == [2]


def test_a_phrase_does_not_run_from_the_headline_into_the_text(index: Index) -> None:
    put(index, IndexEntry(1, "Storm over", "", "harbour shut"))
    assert found(index, '"over harbour"') == []
    assert found(index, '"storm over"') == [1]


def test_near_wants_its_words_close_in_any_order(index: Index) -> None:
    put(index, FERRY, IndexEntry(3, "", "", "trade " + "x " * 30 + "talks"))
    assert found(index, 'near:"talks trade"') == [1]


def test_fields_look_in_their_part_only(index: Index) -> None:
    put(index, FERRY, TALKS)
    assert found(index, "title:trade") == [2]
    assert found(index, "person:okafor") == [1]
    assert found(index, "person:ferry") == [2]
    assert found(index, 'person:"ines okafor"') == [1]
    assert found(index, "org:authority") == [1]
    assert found(index, "place:sandvik") == [1]
    assert found(index, 'source:"morning ledger"') == [2]
    assert found(index, "by:lind") == [1]
    assert found(index, "url:courier.test") == [1]
    assert found(index, "said:ferry") == [1]
    assert found(index, "said:okafor") == [1]
    assert found(index, "id:2") == [2]
    assert found(index, "id:3") == []


def test_a_name_is_not_stemmed(index: Index) -> None:
    put(index, IndexEntry(1, persons=("Lord Rings",)), IndexEntry(2, persons=("A Ring",)))
    assert found(index, "person:ring") == [2]


# Beginnings, and words nearly right


def test_every_beginning_of_a_word_finds_it_also_past_its_stem(index: Index) -> None:
    put(index, FERRY, TALKS)
    for word, id in (("governments", 2), ("elsewhere", 1), ("harbour", 1), ("élodie", 2)):
        for length in range(1, len(word) + 1):
            assert id in found(index, word[:length], typing=True), word[:length]


def test_a_beginning_is_looked_for_in_its_field(index: Index) -> None:
    put(index, FERRY, TALKS)
    assert found(index, "person:ok", typing=True) == [1]
    assert found(index, "title:minis", typing=True) == [2]
    assert found(index, '"trade tal', typing=True) == [1]


def test_a_beginning_no_word_has_finds_nothing(index: Index) -> None:
    put(index, FERRY)
    for beginning in ("q", "qz", "qzx", "person:q", "ferryx"):
        assert found(index, beginning, typing=True) == []


def test_a_word_nearly_right_finds_what_was_meant(index: Index) -> None:
    put(index, FERRY, TALKS)
    assert found(index, "habour~") == [1]
    assert found(index, "person:okafro~") == [1]


def test_the_likeliest_word_is_suggested_for_one_that_is_nowhere(index: Index) -> None:
    put(index, FERRY, TALKS)
    assert index.suggest("harbuor") == ["harbour"]
    assert index.suggest("harbour") == []
    assert index.suggest("xylophone") == []


def test_words_are_completed_the_commonest_first(index: Index) -> None:
    put(index, FERRY, TALKS, IndexEntry(3, "Trader", "", "trade traders"))
    assert index.complete("", "tra") == ["trade", "trader", "traders"]
    assert index.complete("person", "o") == ["okafor"]
    assert index.complete("", "") == []


# Which comes first


def test_headline_comes_before_standfirst_before_body(index: Index) -> None:
    filler = "Nothing else happened in the town that day. " * 5
    put(
        index,
        IndexEntry(1, "A quiet day", "All was calm", filler + "A storm came."),
        IndexEntry(2, "A quiet day", "A storm was near", filler),
        IndexEntry(3, "A storm today", "All was calm", filler),
    )
    assert found(index, "storm") == [3, 2, 1]


def test_words_side_by_side_come_before_words_apart(index: Index) -> None:
    put(
        index,
        IndexEntry(1, "", "", "The talks were long. Nobody mentioned any trade at all, they say."),
        IndexEntry(2, "", "", "They were long. Nobody mentioned any trade talks at all, they say."),
    )
    assert found(index, "trade talks") == [2, 1]
    assert found(index, "trade tal", typing=True) == [2, 1]


def test_more_of_a_word_in_less_text_comes_first(index: Index) -> None:
    put(
        index,
        IndexEntry(1, "", "", "storm " + "calm " * 400),
        IndexEntry(2, "", "", "storm storm storm " + "calm " * 100),
    )
    assert found(index, "storm") == [2, 1]


# Coming and going


def test_an_article_put_in_again_replaces_the_first(index: Index) -> None:
    put(index, FERRY, TALKS)
    put(index, IndexEntry(1, "Ferry sunk", "", "It lies off the cape."))
    assert found(index, "harbour") == []
    assert found(index, "cape") == [1]
    assert found(index, "ferry") == [1, 2]


def test_a_removed_article_is_found_no_more(index: Index) -> None:
    put(index, FERRY, TALKS)
    put(index, removed=(1,))
    assert found(index, "ferry") == [2]
    assert found(index, "-bank") == []
    put(index, removed=(2, 77))
    assert found(index, "ferry") == []


def test_what_has_been_seen_is_noted_also_when_nothing_is_left(index: Index) -> None:
    index.update([], [], 3, since=0)
    assert index.seen() == 3
    index.update([FERRY], [], 8, since=3)
    index.update([], [1], 9, since=8)
    assert index.seen() == 9


def test_an_update_from_another_state_than_the_index_is_in_changes_nothing(index: Index) -> None:
    put(index, FERRY)
    with pytest.raises(IndexBusy):
        index.update([TALKS], [], 9, since=7)
    assert index.seen() == 1
    assert found(index, "trade") == [1]


def test_an_index_begun_anew_forgets_what_it_held(engine: Engine, tmp_path: Path) -> None:
    index = engine(tmp_path / "index")
    index.update([FERRY], [], 0, since=0)
    index.update([TALKS], [], 5, since=0)
    assert found(index, "ferry") == [2]
    index.close()


def test_everything_is_there_after_closing_and_opening_again(
    engine: Engine, tmp_path: Path
) -> None:
    first = engine(tmp_path / "index")
    put(first, FERRY, TALKS)
    first.close()
    second = engine(tmp_path / "index")
    assert second.seen() == 2
    assert found(second, "ferry") == [1, 2]
    second.close()


def test_another_reader_of_the_folder_sees_what_is_committed(
    engine: Engine, tmp_path: Path
) -> None:
    one, other = engine(tmp_path / "index"), engine(tmp_path / "index")
    assert found(other, "ferry") == []
    put(one, FERRY)
    assert found(other, "ferry") == [1]
    put(one, removed=(1,))
    assert found(other, "ferry") == []
    one.close()
    other.close()


def test_many_small_updates_and_tidying_lose_nothing(index: Index) -> None:
    for number in range(1, 31):
        put(index, IndexEntry(number, f"Storm {number}", "", "calm after the storm"))
        if number % 7 == 0:
            put(index, removed=(number - 3,))
    while index.tidy():
        pass
    gone = {4, 11, 18, 25}
    assert set(found(index, "storm")) == set(range(1, 31)) - gone
    assert set(found(index, '"calm after the storm"')) == set(range(1, 31)) - gone
    assert found(index, "title:17") == [17]
    assert index.check() is None


def test_a_very_long_article_is_found_to_its_end(index: Index) -> None:
    put(index, IndexEntry(1, "", "", "calm " * 70_000 + "storm at last"))
    assert found(index, "storm") == [1]


# What is searched of an article


def test_hidden_notices_are_not_searched() -> None:
    made = article()
    with_notice = Block("Sign up for our newsletter", "boilerplate", "newsletter")
    entry = entry_of(7, type(made)(**{**vars(made), "blocks": (*made.blocks, with_notice)}))
    assert "newsletter" not in entry.body
    assert entry.id == 7
    assert entry.persons == ("Ines Okafor",)
    assert entry.said[0].startswith("Ines Okafor: ")
    assert made.headline not in entry.body


# Against a search that reads every article

VOCABULARY = ("storm", "storms", "calm", "ferry", "the", "harbour", "harbours", "élan", "x", "習")
text = st.lists(st.sampled_from(VOCABULARY), max_size=8).map(" ".join)
entries = st.lists(st.tuples(text, text), min_size=1, max_size=6).map(
    lambda texts: [IndexEntry(n + 1, h, "", b) for n, (h, b) in enumerate(texts)]
)
leaf = st.one_of(
    st.builds(Term, st.sampled_from(("storm", "calm", "ferry", "elan", "x", "習"))),
    st.builds(Prefix, st.sampled_from(("s", "st", "har", "f", "e", "q"))),
    st.builds(
        Phrase,
        st.lists(st.sampled_from(("storm", "calm", "the", "ferry")), min_size=2, max_size=3)
        .map(tuple)
        .filter(lambda ws: ws[0] != "the" and ws[-1] != "the"),
    ),
)
tree = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)


def matches(tree: Tree, entry: IndexEntry) -> bool:
    match tree:
        case And(parts):
            return all(matches(part, entry) for part in parts)
        case Or(parts):
            return any(matches(part, entry) for part in parts)
        case Not(part):
            return not matches(part, entry)
    for text in (entry.headline, entry.body):
        written = ["*" if word in COMMON else word for word in words(text)]
        match tree:
            case Term(word):
                if stem(word) in map(stem, written):
                    return True
            case Prefix(word):
                begun = {stem(w) for w in written if w.startswith(word)}
                if begun:
                    return True
            case Phrase(wanted):
                pattern = " ".join(r"\S+" if w in COMMON else re.escape(stem(w)) for w in wanted)
                if re.search(rf"(?<!\S){pattern}(?!\S)", " ".join(map(stem, written))):
                    return True
    return False


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entries, st.lists(tree, min_size=1, max_size=6), st.sets(st.integers(1, 6)))
def test_it_finds_what_reading_every_article_finds(
    tmp_path_factory: pytest.TempPathFactory,
    entries: list[IndexEntry],
    trees: list[Tree],
    removed: set[int],
) -> None:
    for make in ENGINES:
        index = make(tmp_path_factory.mktemp("index"))
        for entry in entries:
            put(index, entry)
        put(index, removed=tuple(removed))
        for tree in trees:
            expected = {e.id for e in entries if e.id not in removed and matches(tree, e)}
            assert index.search(tree).scores.keys() == expected
        index.close()
