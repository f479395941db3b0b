"""What a search gives back: index and store joined, in the right order, with snippets and help."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.article import Article, Block, Entity, Mention
from reader.library import Library, evaluation
from reader.library.index import entry_of
from reader.library.query import parse
from reader.library.search import (
    Completion,
    SearchStale,
    complete,
    did_you_mean,
    facets,
    search,
    snippet,
)
from tests.library.articles import arrival, article

TODAY = date(2024, 3, 10)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        yield library


def put(library: Library, *articles: Article) -> list[int]:
    ids = [added.id for added in library.store.add([arrival(made) for made in articles])]
    index_everything(library)
    return ids


def index_everything(library: Library) -> None:
    seen = library.index.seen()
    changes = library.store.changes(seen, 1000)
    if changes:
        entries = [entry_of(c.id, library.store.article(c.id)) for c in changes if not c.removed]
        removed = [c.id for c in changes if c.removed]
        revision = changes[-1].revision
        mark = library.store.lineage(revision)
        library.index.update(entries, removed, revision, since=seen, mark=mark)


def dated(headline: str, day: int, **parts: str) -> Article:
    return article(headline, published=datetime(2024, 3, day, 12, tzinfo=UTC), **parts)


def found(library: Library, query: str, **how: object) -> list[int]:
    return list(search(library, parse(query, TODAY), **how).ids)  # type: ignore[arg-type]


# What is found, and in which order


def test_no_query_gives_every_article_newest_first(library: Library) -> None:
    a, b, c = put(library, dated("A", 2), dated("B", 3), dated("C", 1))
    results = search(library, parse("", TODAY))
    assert list(results.ids) == [b, a, c]
    assert results.total == 3
    assert set(results.scores) == {0.0}
    assert results.took_ms > 0


def test_the_better_match_comes_first_and_among_equals_the_newer(library: Library) -> None:
    first, better, second = put(
        library, dated("Calm one", 1), dated("Storm two", 2), dated("Calm three", 3)
    )
    assert found(library, "storm")[0] == better
    assert found(library, "storm") == [better, second, first]


def test_sorted_by_date_the_newest_comes_first_whatever_it_scores(library: Library) -> None:
    a, b, c = put(library, dated("Calm", 1), dated("Storm", 2), dated("Calmer", 3))
    assert found(library, "storm sort:date") == [c, b, a]
    assert found(library, "storm", sort="date") == [c, b, a]
    assert found(library, "storm sort:relevance", sort="date")[0] == b


def test_a_limit_keeps_the_best_and_still_counts_the_rest(library: Library) -> None:
    ids = put(library, *(dated(f"Storm {n}", n % 28 + 1) for n in range(1, 41)))
    results = search(library, parse("storm", TODAY), limit=3)
    assert results.total == len(ids) == 40
    assert list(results.ids) == found(library, "storm")[:3]
    assert len(results.scores) == 3


def test_flags_are_the_store_s_at_the_moment_of_the_search(library: Library) -> None:
    a, b = put(library, dated("Storm A", 1), dated("Storm B", 2))
    assert found(library, "storm is:unread") == [b, a]
    library.store.set_read([b], True)
    library.store.set_starred([a], True)
    assert found(library, "storm is:unread") == [a]
    assert found(library, "storm is:read") == [b]
    assert found(library, "storm is:starred") == [a]
    assert found(library, "storm -is:starred") == [b]
    assert found(library, "is:unread is:starred") == [a]
    assert found(library, "is:read is:starred") == []


def test_dates_are_days_where_the_reader_is(library: Library) -> None:
    a, b, c = put(library, dated("A", 2), dated("B", 9), dated("C", 10))
    assert found(library, "today") == [c]
    assert found(library, "yesterday") == [b]
    assert found(library, "since:2024-03-09") == [c, b]
    assert found(library, "before:2024-03-09") == [a]
    assert found(library, "2024-03") == [c, b, a]
    assert found(library, "2024-02") == []
    assert found(library, "-today") == [b, a]


def test_an_article_without_a_date_counts_from_when_it_came(library: Library) -> None:
    (a,) = put(library, article(published=None))
    today = datetime.now().date()
    assert list(search(library, parse("today", today)).ids) == [a]


def test_quotes_can_be_asked_for(library: Library) -> None:
    a, b = put(library, dated("With", 1), replace(dated("Without", 2), quotes=()))
    assert found(library, "has:quotes") == [a]
    assert found(library, "-has:quotes") == [b]


def test_filters_alone_do_not_wake_the_index(library: Library) -> None:
    library.store.add([arrival(article())])
    assert found(library, "is:unread") != []
    assert library._index is None


def test_threads_that_search_at_once_share_one_index(library: Library) -> None:
    put(library, dated("Storm A", 1))
    library.index.close()
    library._index = None
    together = threading.Barrier(8)

    def look() -> None:
        together.wait()
        opened.append(library.index)

    opened: list[object] = []
    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    assert len(set(map(id, opened))) == 1


def test_an_article_that_went_is_not_found_before_the_index_knows(library: Library) -> None:
    a, b = put(library, dated("Storm A", 1), dated("Storm B", 2))
    library.store.remove([a])
    results = search(library, parse("storm", TODAY))
    assert list(results.ids) == [b]
    assert results.total == 1


def test_a_new_article_is_found_once_it_is_indexed(library: Library) -> None:
    put(library, dated("Storm A", 1))
    (b,) = put(library, dated("Storm B", 2))
    assert found(library, "title:b") == [b]


def test_with_a_damaged_index_the_list_stays_and_words_wait(library: Library) -> None:
    (a,) = put(library, dated("Storm A", 1))
    library.index.close()
    for path in (library.folder / "index").rglob("*.lists"):
        path.write_bytes(b"")
    results = search(library, parse("storm", TODAY))
    assert results.is_rebuilding
    assert results.total == 0
    assert found(library, "is:unread") == [a]
    assert library.index.seen() == 0
    index_everything(library)
    assert found(library, "storm") == [a]


def test_a_read_only_library_says_that_its_damaged_index_stays_so(library: Library) -> None:
    (a,) = put(library, dated("Storm A", 1))
    library.index.close()
    with Library.open(library.folder, readonly=True) as readonly:
        assert search(readonly, parse("storm", TODAY)).problem == ""
        assert search(readonly, parse("nowhere", TODAY)).problem == ""
    for path in (library.folder / "index").rglob("*.lists"):
        path.write_bytes(b"")
    with Library.open(library.folder, readonly=True) as readonly:
        results = search(readonly, parse("storm", TODAY))
        assert not results.is_rebuilding
        assert results.problem == (
            f"the search index is damaged, and the library {library.folder} is read-only: "
            "allow writing, or choose another with --library"
        )
        assert search(readonly, parse("is:unread", TODAY)).problem == ""
        assert found(readonly, "is:unread") == [a]


def test_a_read_only_library_without_an_index_says_so(library: Library) -> None:
    library.store.add([arrival(article())])
    with Library.open(library.folder, readonly=True) as readonly:
        results = search(readonly, parse("storm", TODAY))
    assert results.problem.startswith("there is no search index")
    assert search(library, parse("storm", TODAY)).problem == ""


def test_a_search_that_nobody_waits_for_any_more_ends_at_the_next_word(library: Library) -> None:
    put(library, dated("Storm A", 1))
    query = parse("storm or ferry or harbour or (title:boat -rain)", TODAY)
    asked = 0

    def is_stale() -> bool:
        nonlocal asked
        asked += 1
        return asked > 6

    with pytest.raises(SearchStale):
        search(library, query, is_stale=is_stale)
    assert asked == 7
    assert len(search(library, query).ids) == 1


def test_a_search_need_not_wait_for_one_that_is_stale(library: Library) -> None:
    put(library, dated("Storm A", 1))
    is_running, is_stale = threading.Event(), threading.Event()
    ended: list[str] = []

    def look() -> bool:
        # Before each of many words: together they would take a minute.
        is_running.set()
        return is_stale.wait(1)

    def search_long() -> None:
        try:
            search(library, parse(" or ".join(f"w{n}" for n in range(60)), TODAY), is_stale=look)
        except SearchStale:
            ended.append("stale")

    thread = threading.Thread(target=search_long)
    thread.start()
    assert is_running.wait(5)
    is_stale.set()
    began = time.monotonic()
    assert len(found(library, "storm")) == 1
    assert time.monotonic() - began < 3
    thread.join()
    assert ended == ["stale"]


def test_the_name_of_a_view_is_completed(library: Library) -> None:
    views = {"budget": "x", "World News": "y"}
    assert complete(library, "ferry @bu", 9, views=views) == Completion(6, 9, ("@budget",))
    assert complete(library, "@wo", 3, views=views).choices == ('@"World News"',)


@given(st.text(max_size=40))
def test_nothing_typed_makes_a_search_fail(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    with Library.open(shared(tmp_path_factory)) as library:
        search(library, parse(text, TODAY, typing=True), limit=5)
        search(library, parse(text, TODAY))
        did_you_mean(library, parse(text, TODAY))
        completion = complete(library, text, len(text))
        assert 0 <= completion.start <= completion.end == len(text)


_SHARED: list[Path] = []


def shared(factory: pytest.TempPathFactory) -> Path:
    if not _SHARED:
        folder = factory.mktemp("shared") / "library"
        with Library.open(folder) as library:
            put(library, dated("Storm A", 1), dated("Ferry (B)", 2))
        _SHARED.append(folder)
    return _SHARED[0]


# Snippets


def shown(made: Article, query: str, width: int = 60) -> tuple[str, list[str]]:
    text, hits = snippet(made, parse(query, TODAY), width)
    return text, [text[a:b] for a, b in hits]


LONG = Article(
    headline="Storm",
    blocks=(
        Block("Storm", "headline"),
        Block("A day like any other began in the town, quiet and grey and rather cold for March."),
        Block("Then, long after noon, a storm came up from the sea and the ferry turned back."),
        Block("Subscribe to storm news", "boilerplate", "newsletter"),
    ),
)


def test_a_snippet_shows_where_most_of_the_query_stands() -> None:
    text, hits = shown(LONG, "storm ferry")
    assert text == "…a storm came up from the sea and the ferry turned back."
    assert hits == ["storm", "ferry"]


def test_a_snippet_without_hits_is_the_beginning() -> None:
    assert shown(LONG, "xylophone", 30) == ("A day like any other began…", [])


@pytest.mark.parametrize("query", ["zebra", '"zebra lion"', 'near:"zebra lion"', "zebra lion lio*"])
def test_a_snippet_of_an_article_that_says_one_thing_over_and_over_is_made_at_once(
    query: str,
) -> None:
    made = article(text="zebra lion " * 100_000)
    began = time.process_time()
    text, hits = shown(made, query)
    assert time.process_time() - began < 1  # 0.1 on an idle machine
    assert len(text) <= 60
    assert len(hits) > 2


def test_a_snippet_is_one_line_and_never_too_wide() -> None:
    made = replace(LONG, blocks=(Block("one\ttwo\n three   storm\x0bfour"),))
    assert shown(made, "storm", 80) == ("one two three storm four", ["storm"])


@given(
    st.lists(st.sampled_from(("storm", "ferry", "x", "incomprehensibilities", "—")), max_size=60),
    st.integers(4, 50),
    st.sampled_from(("storm", "ferry storm", '"storm ferry"', "nothing", "incompre*")),
)
def test_a_snippet_fits_and_its_hits_are_hits(words: list[str], width: int, query: str) -> None:
    made = Article(blocks=(Block(" ".join(words)),))
    text, hits = snippet(made, parse(query, TODAY), width)
    assert len(text) <= width
    end = 0
    for start, stop in hits:
        assert end <= start < stop <= len(text)
        end = stop
        assert "…" not in text[start:stop]


# What is too much


@pytest.fixture
def scrimped(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Eight articles, the first the newest, looked at one at a time where work is to be saved."""
    monkeypatch.setattr(evaluation, "LEAST", 1)
    put(library, *(dated(f"Storm {n}", 20 - n, text=f"calm sea number{n}") for n in range(8)))
    return library


@pytest.mark.parametrize(
    "query",
    [
        "storm sea",
        "storm or calm",
        '"calm sea"',
        '"storm sea"~99 or calm',
        'near:"sea calm"',
        "stom~ or sto*",
        "storm -(calm ferry)",
        "-(storm ferry)",
        '-near:"calm ferry"',
    ],
)
def test_a_search_that_is_too_much_finds_what_is_true_of_the_newest_and_says_so(
    scrimped: Library, query: str
) -> None:
    whole = search(scrimped, parse(query, TODAY), sort="date")
    assert whole.problems == ()
    reached = set()
    assert search(scrimped, parse(query, TODAY), sort="date", budget=None).ids == whole.ids
    for budget in (1, 700, 3000, 10_000, 1_000_000):
        results = search(scrimped, parse(query, TODAY), sort="date", budget=budget)
        assert results.ids == whole.ids[: results.total]
        assert results.total >= 1
        reached.add(results.total)
        if results.total < whole.total:
            (problem,) = results.problems
            assert problem.message == (
                f"only the newest {results.total} of 8 articles were looked at:"
                " add a rarer word or a date"
            )
    assert {1, 8} <= reached


def test_what_was_too_much_is_named_where_it_stands(scrimped: Library) -> None:
    text = 'number1 or "calm sea"~9 or number2'
    (problem,) = search(scrimped, parse(text, TODAY), budget=1).problems
    assert text[problem.start : problem.end] == '"calm sea"~9'
    text = "number1 @quiet"
    asked = parse(text, TODAY, views={"quiet": 'storm near:"calm sea"'})
    (problem,) = search(scrimped, asked, budget=1).problems
    assert text[problem.start : problem.end] == "@quiet"


def test_a_date_or_a_flag_narrows_what_is_too_much(scrimped: Library) -> None:
    oldest = search(scrimped, parse("storm", TODAY), sort="date").ids[-1]
    results = search(scrimped, parse("storm 2024-03-13", TODAY), budget=1)
    assert list(results.ids) == [oldest]
    assert results.problems == ()
    scrimped.store.set_starred([oldest], True)
    assert list(search(scrimped, parse("storm is:starred", TODAY), budget=1).ids) == [oldest]


def test_within_a_part_of_the_library_what_is_too_much_is_looked_for_there_alone(
    scrimped: Library,
) -> None:
    *_, older, oldest = search(scrimped, parse("storm", TODAY), sort="date").ids
    results = search(scrimped, parse("storm", TODAY), budget=1, within={oldest})
    assert (list(results.ids), results.problems) == ([oldest], ())
    results = search(scrimped, parse("storm", TODAY), budget=1, within={older, oldest})
    assert list(results.ids) == [older]
    assert results.problems[0].message.startswith("only the newest 1 of 2 articles")
    assert list(search(scrimped, parse("is:unread", TODAY), within={oldest}).ids) == [oldest]
    assert search(scrimped, parse("is:starred", TODAY), within={oldest}).ids == []


def test_the_same_search_of_the_same_library_ends_at_the_same_place(scrimped: Library) -> None:
    asked = parse('storm "calm sea"~9 -near:"sea ferry"', TODAY)
    first, second = (search(scrimped, asked, budget=2000) for _ in range(2))
    assert first == replace(second, took_ms=first.took_ms)


# Help


def test_a_misspelt_word_is_answered_with_a_likelier_query(library: Library) -> None:
    put(library, dated("Storm over Sandvik", 1))
    assert did_you_mean(library, parse("strom  is:unread", TODAY)) == "storm  is:unread"
    assert did_you_mean(library, parse('"storm ovre"', TODAY)) == '"storm over"'
    assert did_you_mean(library, parse("storm", TODAY)) is None
    assert did_you_mean(library, parse("", TODAY)) is None


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("title:ferryy", "title:ferry"),
        ("place:nigera", "place:nigeria"),
        ('source:harbor -title:"storm"', 'source:harbour -title:"storm"'),
        ('person:"okzana demchuk"', 'person:"oksana demchuk"'),
        ("source:sourse", None),
        ("strike source:harbor", None),  # each is somewhere, but not together
        ("harbor title:zzzyx", None),
    ],
)
def test_a_misspelt_word_of_a_field_is_one_of_that_field_and_what_is_proposed_is_found(
    library: Library, asked: str, meant: str | None
) -> None:
    names = (
        Entity("Nigeria", "place", (Mention(1, 0, 3, "place"),)),
        Entity("Oksana Demchuk", "person", (Mention(1, 0, 3, "person"),)),
    )
    put(
        library,
        replace(dated("Ferry to sail", 1, source="Harbour Times"), entities=names),
        dated("Strike ends", 2),
    )
    assert did_you_mean(library, parse(asked, TODAY)) == meant


def test_a_person_is_found_without_the_initials_but_never_across_two_names(
    library: Library,
) -> None:
    def naming(headline: str, *names: str) -> Article:
        mention = (Mention(1, 0, 3, "person"),)
        return replace(
            article(headline), entities=tuple(Entity(name, "person", mention) for name in names)
        )

    one, _, three = put(
        library,
        naming("One", "Oksana H. Demchuk"),
        naming("Two", "Oksana Lind", "Peter Demchuk"),
        naming("Three", "Oksana Demchuk"),
    )
    assert sorted(found(library, 'person:"Oksana Demchuk"')) == [one, three]
    assert found(library, 'person:"Oksana Demchuk"~0') == [three]
    assert found(library, 'person:"Demchuk Oksana"') == []


def test_tab_completes_fields_flags_sources_names_and_words(library: Library) -> None:
    put(library, dated("Storm over Sandvik", 1))

    def choices(text: str) -> tuple[str, ...]:
        return complete(library, text, len(text)).choices

    assert choices("ti") == ("title:",)
    assert choices("storm is:un") == ("is:unread", "is:unstarred")
    assert choices('source:"the s') == ('source:"The Sandvik Courier"',)
    assert choices("source:The") == ('source:"The Sandvik Courier"',)
    assert choices("person:oka") == ('person:"Ines Okafor"',)
    assert choices("person:in") == ('person:"Ines Okafor"',)
    assert choices("sand") == ("sandvik",)
    assert choices("title:sto") == ("title:storm",)
    assert choices("before:y") == ("before:yesterday",)
    assert choices("unknown:x") == ()
    assert choices("") == ()


def test_tab_completes_feeds_and_tags(library: Library) -> None:
    library.feeds.add("https://tides.test/feed", title="Tide Times", tags=["Sea", "far away"])
    library.feeds.add("https://moss.test/feed", title="The Moss", name="Moss", tags=["sea bed"])
    library.feeds.add("https://nameless.test/feed")

    def choices(text: str) -> tuple[str, ...]:
        return complete(library, text, len(text)).choices

    assert choices("fee") == ("feed:",)
    assert choices("tag") == ("tag:",)
    assert choices("feed:ti") == ('feed:"Tide Times"',)
    assert choices('feed:"tide t') == ('feed:"Tide Times"',)
    assert choices("feed:mos") == ("feed:Moss",)
    assert choices("feed:https://name") == ('feed:"https://nameless.test/feed"',)
    assert choices("tag:se") == ("tag:Sea", 'tag:"sea bed"')
    assert choices("tag:AWAY") == ('tag:"far away"',)
    assert choices("tag:%") == choices("feed:the") == ()


def test_a_query_of_which_nothing_was_understood_finds_nothing(library: Library) -> None:
    put(library, dated("Storm over Sandvik", 1))
    assert found(library, "after:nonsense") == found(library, "is:") == []
    assert len(found(library, "")) == len(found(library, "storm after:nonsense")) == 1


@pytest.mark.parametrize(
    "form", ["{}", "a{}b", '"x {}"', "source:{}", 'person:"{}', "id:{}", "@{}"]
)
def test_bytes_that_are_no_utf_8_are_searched_around(library: Library, form: str) -> None:
    put(library, article())
    text = form.format("\udce9\ud800")
    query = parse(f"{text} ferry", TODAY, views={"one": "\ud800"})
    assert not search(library, query).is_rebuilding
    complete(library, text, len(text), views=["one"])
    did_you_mean(library, query)
    assert found(library, f"{text}:x or ferry") is not None


def test_a_completion_says_what_it_replaces(library: Library) -> None:
    assert complete(library, "storm -is:un x", 12) == Completion(
        7, 12, ("is:unread", "is:unstarred")
    )


def test_like_s_wildcards_in_a_name_are_letters(library: Library) -> None:
    put(library, dated("Storm", 1))
    assert complete(library, "source:%", 8).choices == ()
    assert complete(library, "person:_", 8).choices == ()


def test_facets_count_what_results_share(library: Library) -> None:
    a = dated("A", 1, source="Courier")
    b = replace(
        dated("B", 2, source="Courier"),
        published=datetime(2024, 2, 2, tzinfo=UTC),
        entities=(
            Entity("Ines Okafor", "person", (Mention(1, 0, 4, "person"),)),
            Entity("Sandvik", "place", (Mention(1, 0, 4, "place"),)),
        ),
    )
    c = replace(dated("C", 3, source="Ledger"), entities=())
    ids = put(library, a, b, c)
    counted = facets(library, ids)
    assert [(f.value, f.count, f.query) for f in counted.source] == [
        ("Courier", 2, "source:Courier"),
        ("Ledger", 1, "source:Ledger"),
    ]
    assert [(f.value, f.count, f.query) for f in counted.person] == [
        ("Ines Okafor", 2, 'person:"Ines Okafor"')
    ]
    assert [(f.value, f.count) for f in counted.place] == [("Sandvik", 1)]
    assert [(f.value, f.count) for f in counted.month] == [("2024-03", 2), ("2024-02", 1)]
    for facet in (*counted.source, *counted.person, *counted.month):
        assert len(found(library, facet.query)) == facet.count


def test_the_newest_order_follows_what_comes_and_goes(library: Library) -> None:
    base = datetime(2024, 1, 1, tzinfo=UTC)
    ids: list[int] = []
    for day in range(5):
        ids += put(library, article(f"N{day}", published=base + timedelta(days=day)))
        assert found(library, "") == ids[::-1]
    library.store.remove(ids[:2])
    assert found(library, "") == ids[:1:-1]
