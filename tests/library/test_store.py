"""What a library keeps, and what it makes of the same article coming again."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.article import Block
from reader.library.arrival import moment, pack, pack_document, seconds, unpack_document
from reader.library.questions import Questions
from reader.library.store import Added, Counts, LibraryError, Position, Store
from reader.sources.original import Original
from tests.library.articles import arrival, article

PAGE = "https://courier.test/2024/ferry"


@pytest.fixture
def store(tmp_path: Path):
    store = Store(tmp_path / "library")
    yield store
    store.close()


def put(store: Store, *arrivals) -> list[int]:
    return [added.id for added in store.add(arrivals)]


# What is kept


def test_an_article_comes_back_as_it_went_in(store: Store) -> None:
    made = article(url=PAGE)
    (id,) = put(store, arrival(made, content=b"<p>\xff\0</p>", location="/news/a.html"))
    assert store.article(id) == made
    assert store.original(id) == Original("/news/a.html", b"<p>\xff\0</p>")


def test_a_row_tells_what_the_list_shows(store: Store) -> None:
    (id,) = put(store, arrival(article(url=PAGE)))
    (row,) = store.rows([id])
    assert (row.headline, row.source, row.byline) == (
        "Ferry to sail again",
        "The Sandvik Courier",
        "By Tomas Lind",
    )
    assert row.published == datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
    assert abs(row.added - datetime.now(UTC)) < timedelta(minutes=1)
    assert (row.words, row.minutes, row.url) == (25, 1, PAGE)
    assert not row.is_read
    assert not row.is_starred


def test_rows_come_in_the_order_asked_without_those_that_are_gone(store: Store) -> None:
    a, b, c = put(store, *(arrival(article(name)) for name in "abc"))
    assert [row.id for row in store.rows([c, 999, a, b])] == [c, a, b]
    assert store.rows([]) == []


def test_what_is_not_there_is_a_key_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.article(1)
    with pytest.raises(KeyError):
        store.original(1)
    assert store.position(1) is None


def test_the_newest_come_first_by_publication_else_by_arrival(store: Store) -> None:
    day = datetime(2024, 1, 1, tzinfo=UTC)
    old, new, undated, same = put(
        store,
        arrival(article("old", published=day)),
        arrival(article("new", published=day + timedelta(days=2))),
        arrival(article("undated", published=None)),
        arrival(article("same day", published=day.astimezone(timezone(timedelta(hours=9))))),
    )
    assert list(store.ids()) == [undated, new, same, old]


def test_a_date_in_the_future_does_not_stay_on_top(store: Store) -> None:
    day = datetime.now(UTC) + timedelta(days=4000)
    future, undated = put(
        store,
        arrival(article("future", published=day)),
        arrival(article("undated", published=None)),
    )
    assert list(store.ids()) == [undated, future]
    assert store.rows([future])[0].published == day.replace(microsecond=0)


@given(st.datetimes(timezones=st.just(UTC) | st.just(timezone(timedelta(hours=-11)))))
def test_any_date_survives_to_the_second(when: datetime) -> None:
    back = moment(seconds(when))
    if datetime.min.replace(tzinfo=UTC) < back < datetime.max.replace(tzinfo=UTC):
        assert timedelta(0) <= when - back < timedelta(seconds=1)


@given(st.text(alphabet=st.characters(codec=None, categories=None), max_size=60))
def test_any_text_survives_even_half_a_surrogate_pair(text: str) -> None:
    made = replace(article(text, source=text), blocks=(Block(text),), entities=(), quotes=())
    assert unpack_document(pack_document(made)) == made


def test_text_that_utf_8_cannot_hold_still_has_a_row(store: Store) -> None:
    (id,) = put(store, arrival(article("half \ud800 pair"), content=b"x", location="/n/\udce9.txt"))
    assert store.rows([id])[0].headline == "half \\ud800 pair"
    assert store.original(id).location == "/n/\\udce9.txt"


def test_a_markup_or_sql_headline_is_only_text(store: Store) -> None:
    name = "'); DROP TABLE articles; -- [red]x[/] \0"
    (id,) = put(store, arrival(article(name, source=name)))
    assert store.rows([id])[0].headline == name
    assert store.counts().total == 1


# The same article again


def test_the_same_bytes_are_one_article_wherever_they_lie(store: Store) -> None:
    first = store.add([arrival(content=b"page", location="/a.html")])
    revision = store.revision()
    again = store.add([arrival(content=b"page", location="/copy/of a.html")])
    assert again == [Added(first[0].id, "unchanged")]
    assert store.counts().total == 1
    assert store.revision() == revision


def test_the_same_bytes_twice_in_a_batch_are_one_article(store: Store) -> None:
    assert [added.outcome for added in store.add([arrival(), arrival()])] == ["added", "unchanged"]


def test_a_page_that_changed_is_updated_and_stays_read_and_starred(store: Store) -> None:
    (id,) = put(store, arrival(article("Ferry to sail", url=PAGE), content=b"1", location=PAGE))
    store.set_read([id], True)
    store.set_starred([id], True)
    store.set_position(id, Position(1, 5))
    before = store.revision()

    changed = arrival(article("Ferry sails", url=PAGE), content=b"2", location=PAGE)
    assert store.add([changed]) == [Added(id, "updated")]
    (row,) = store.rows([id])
    assert (row.headline, row.is_read, row.is_starred) == ("Ferry sails", True, True)
    assert store.position(id) == Position(1, 5)
    assert store.original(id).content == b"2"
    assert [change.id for change in store.changes(before, 10)] == [id]


@pytest.mark.parametrize(
    ("before", "after"), [(Position(2, 50), Position(1, 0)), (Position(1, 80), Position(1, 4))]
)
def test_a_place_beyond_the_end_of_a_shortened_article_moves_into_it(
    store: Store, before: Position, after: Position
) -> None:
    (id,) = put(store, arrival(article(url=PAGE), content=b"1"))
    store.set_position(id, before)
    short = replace(
        article(url=PAGE),
        blocks=(Block("Ferry", "headline"), Block("Gone")),
        entities=(),
        quotes=(),
    )
    store.add([arrival(short, content=b"2")])
    assert store.position(id) == after


def test_a_file_that_changed_is_the_same_article(store: Store) -> None:
    (id,) = put(store, arrival(content=b"draft", location="/notes/a.txt"))
    assert store.add([arrival(content=b"final", location="/notes/a.txt")]) == [Added(id, "updated")]
    assert store.add([arrival(content=b"draft", location="/notes/a.txt")]) == [
        Added(id, "updated")
    ], "going back to what it was is a change too"


def test_another_page_saved_under_the_same_name_is_another_article(store: Store) -> None:
    first = arrival(article("One", url=PAGE + "/1"), content=b"1", location="/tmp/page.html")
    second = arrival(article("Two", url=PAGE + "/2"), content=b"2", location="/tmp/page.html")
    assert [added.outcome for added in store.add([first, second])] == ["added", "added"]


def test_two_files_of_one_page_do_not_replace_each_other_for_ever(store: Store) -> None:
    files = [
        arrival(article("Page", url=PAGE), content=b"page", location="/a.html"),
        arrival(article("Page, printed", url=PAGE), content=b"print", location="/b.html"),
    ]
    assert [added.outcome for added in store.add(files)] == ["added", "updated"]
    assert [added.outcome for added in store.add(files)] == ["unchanged", "unchanged"]
    assert store.counts().total == 1


def test_a_fragment_makes_no_other_page(store: Store) -> None:
    put(store, arrival(article(url=PAGE), content=b"1", location="/a"))
    put(store, arrival(article(url=PAGE + "#comments"), content=b"2", location="/b"))
    assert store.counts().total == 1


@pytest.mark.parametrize(
    "url", ["https://courier.test/", "https://courier.test", "ferry", "//[", ""]
)
def test_an_address_that_names_no_one_article_joins_none(store: Store, url: str) -> None:
    put(store, arrival(article("One", url=url), content=b"1", location="/a"))
    put(store, arrival(article("Two", url=url), content=b"2", location="/b"))
    assert store.counts().total == 2


def test_what_is_piped_in_is_one_article_each_time(store: Store) -> None:
    put(store, arrival(content=b"1", location="-"), arrival(content=b"2", location="-"))
    assert store.counts().total == 2


def test_known_bytes_are_told_before_they_are_parsed(store: Store) -> None:
    made = arrival(content=b"1", location="/a")
    assert store.known("/a", made.digest) is None
    (id,) = put(store, made)
    assert store.known("/elsewhere", made.digest) == id


# What the reader did


def test_read_and_starred_are_counted_and_can_be_taken_back(store: Store) -> None:
    a, b, c = put(store, *(arrival(article(name)) for name in "abc"))
    store.set_read([a, b], True)
    store.set_starred([c], True)
    assert store.counts() == Counts(total=3, unread=1, starred=1)
    assert store.unread_ids() == {c}
    assert store.starred_ids() == {c}
    store.set_read([a], False)
    store.set_starred([c, 999], False)
    assert store.counts() == Counts(total=3, unread=2, starred=0)


def test_reading_is_no_change_to_the_index(store: Store) -> None:
    (id,) = put(store, arrival())
    revision = store.revision()
    store.set_read([id], True)
    store.set_position(id, Position(0, 0))
    assert store.revision() == revision
    assert store.position(id) == Position(0, 0)


def test_all_of_it_is_there_the_next_day(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (id,) = put(store, arrival())
    store.set_read([id], True)
    identity = store.identity()
    store.close()
    store = Store(tmp_path)
    assert store.rows([id])[0].is_read
    assert store.identity() == identity
    store.close()


# What the index sees


def test_changes_come_in_order_in_portions_and_once(store: Store) -> None:
    a, b, c = put(store, *(arrival(article(name, url=f"{PAGE}/{name}")) for name in "abc"))
    put(store, arrival(article("a2", url=f"{PAGE}/a")))
    store.remove([b, 999])
    assert [(change.id, change.removed) for change in store.changes(0, 10)] == [
        (c, False),
        (a, False),
        (b, True),
    ]
    first = store.changes(0, 2)
    assert [change.id for change in first] == [c, a]
    assert [change.id for change in store.changes(first[-1].revision, 2)] == [b]
    assert store.changes(store.revision(), 2) == []


def test_a_removed_article_leaves_nothing_and_its_number_is_not_used_again(store: Store) -> None:
    (id,) = put(store, arrival())
    store.remove([id])
    assert store.counts().total == 0
    assert Questions(store).names("person", "", 9) == []
    assert Questions(store).quoting() == frozenset()
    (again,) = put(store, arrival())
    assert again > id


# Questions over the whole library


def test_who_is_named_most_follows_what_comes_changes_and_goes(store: Store) -> None:
    asked = Questions(store)

    def named() -> list[str]:
        return asked.names("person", "", 9)

    words = "“The ferry has sailed already,” Per Dahl said."
    _, other = put(store, arrival(article("a", url=f"{PAGE}/a")), arrival(article("b")))
    put(store, arrival(article("c", text=words, speaker="Per Dahl")))
    assert named() == ["Ines Okafor", "Per Dahl"]
    assert asked.names("person", "", 1) == ["Ines Okafor"]
    assert asked.names("org", "", 9) == []
    later = put(store, *(arrival(article(n, text=words, speaker="Per Dahl")) for n in "de"))
    assert named() == ["Per Dahl", "Ines Okafor"]
    store.remove(later)
    assert named() == ["Ines Okafor", "Per Dahl"]
    put(store, arrival(article("a2", url=f"{PAGE}/a", text="Nobody said anything at all today.")))
    store.remove([other])
    assert named() == ["Per Dahl"]


def test_a_line_that_a_source_prints_in_three_articles_is_repeated(store: Store) -> None:
    notice = Block("Sign up for the Harbour Letter, every Friday.")

    def page(name: str, source: str = "The Courier"):
        blocks = (Block(f"{name} is the news."), notice)
        return arrival(replace(article(name, source=source), blocks=blocks, entities=(), quotes=()))

    put(store, page("a"), page("b"), page("elsewhere", "The Mail"))
    assert store.repeated_lines("The Courier") == frozenset()
    put(store, page("c"))
    assert store.repeated_lines("The Courier") == {notice.text}
    assert store.repeated_lines("The Mail") == frozenset()


def test_an_article_that_is_often_corrected_repeats_nothing(store: Store) -> None:
    for version in range(5):
        put(store, arrival(article(url=PAGE), content=b"%d" % version))
    assert store.repeated_lines("The Sandvik Courier") == frozenset()


# Analysis done again


def test_a_new_analysis_replaces_the_old_and_nothing_else(store: Store) -> None:
    (id,) = put(store, arrival(analysed_by="quotes 1"))
    store.set_read([id], True)
    assert list(store.outdated("quotes 2")) == [id]
    store.replace([(id, arrival(article(), analysed_by="quotes 2"))])
    assert list(store.outdated("quotes 2")) == []
    assert store.rows([id])[0].is_read
    assert [change.id for change in store.changes(1, 10)] == [id]


def test_a_new_analysis_of_bytes_that_have_changed_since_is_dropped(store: Store) -> None:
    (id,) = put(store, arrival(article("Old", url=PAGE), content=b"1"))
    late = arrival(article("Old", url=PAGE), content=b"1", analysed_by="quotes 2")
    put(store, arrival(article("New", url=PAGE), content=b"2"))
    store.replace([(id, late)])
    assert store.rows([id])[0].headline == "New"


# What can go wrong with a disk


def test_nobody_else_may_look_into_a_library(tmp_path: Path) -> None:
    store = Store(tmp_path / "new" / "library")
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    store.close()


def test_an_emptied_file_beside_an_index_is_not_taken_for_a_new_library(store: Store) -> None:
    put(store, arrival())
    store.close()
    store.path.write_bytes(b"")
    (store.folder / "index" / "0123").mkdir(parents=True)
    with pytest.raises(LibraryError, match=r"library.db is empty, but .* put a copy back"):
        Store(store.folder)
    assert store.path.read_bytes() == b""


def test_an_emptied_file_beside_its_log_keeps_the_log(store: Store) -> None:
    put(store, arrival())
    log = store.path.with_name("library.db-wal")
    before = log.read_bytes()
    assert before
    copy = store.folder.parent / "copy"
    copy.mkdir()
    (copy / "library.db").write_bytes(b"")
    (copy / "library.db-wal").write_bytes(before)
    with pytest.raises(LibraryError, match="put a copy back"):
        Store(copy)
    assert (copy / "library.db-wal").read_bytes() == before


def test_a_full_disk_loses_nothing_and_stores_no_half(store: Store) -> None:
    (id,) = put(store, arrival())
    with store.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    large = [
        pack(article(f"Large {n}"), Original(f"/{n}", b"%d" % n + bytes(range(256)) * 99), "1")
        for n in range(40)
    ]
    with pytest.raises(LibraryError, match="no space left for the library"):
        store.add(large)
    assert list(store.ids()) == [id]
    assert store.revision() == 1
    with store.reading() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert len(store.add(large)) == 40


def test_a_library_opened_for_reading_refuses_to_change(store: Store) -> None:
    (id,) = put(store, arrival())
    reader = Store(store.folder, readonly=True)
    assert reader.is_readonly
    assert reader.article(id) == article()
    with pytest.raises(LibraryError, match="read-only"):
        reader.set_read([id], True)
    put(store, arrival(article("later")))
    assert reader.counts().total == 2, "and sees what others add"
    reader.close()


def test_reading_a_library_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library"):
        Store(tmp_path / "nothing", readonly=True)
    assert not (tmp_path / "nothing").exists()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="choose another folder with --library"):
        Store(tmp_path / "file" / "library")


def test_a_damaged_article_is_named(store: Store) -> None:
    (id,) = put(store, arrival())
    with store.writing() as connection:
        connection.execute("UPDATE documents SET document = x'00'")
    with pytest.raises(LibraryError, match=f"article {id} is damaged"):
        store.article(id)


def test_a_closed_library_says_so(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.close()
    store.close()
    with pytest.raises(LibraryError, match="closed"):
        store.counts()


# Several at once


def test_threads_read_and_write_side_by_side(store: Store) -> None:
    problems: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(20):
                (id,) = put(store, arrival(article(f"{name} {number}")))
                store.set_read([id], True)
                assert store.rows([id])[0].is_read
                assert len(store.ids()) >= number
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert store.counts() == Counts(total=80, unread=0, starred=0)


def test_a_thread_that_ends_lets_go_of_its_connection(store: Store) -> None:
    for _ in range(5):
        thread = threading.Thread(target=store.counts)
        thread.start()
        thread.join()
    assert len(store._held) <= 2


def test_a_new_library_may_be_opened_by_two_at_once(tmp_path: Path) -> None:
    opened: list[Store] = []
    barrier = threading.Barrier(4)

    def open_it() -> None:
        barrier.wait()
        opened.append(Store(tmp_path / "library"))

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({store.identity() for store in opened}) == 1
    assert len(opened) == 4
    for store in opened:
        store.close()


# A library of somebody else's


def as_an_ordinary_user(check: Callable[[], None]) -> None:
    """Run a check in a child process that is not root, for whom every file is writable."""
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            check()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def write_protect(library: Path) -> None:
    for path in library.iterdir():
        path.chmod(0o444)
    library.chmod(0o555)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs an ordinary user")
def test_a_write_protected_library_can_be_read(shared: Path) -> None:
    store = Store(shared / "library")
    (id,) = put(store, arrival())
    store.close()
    write_protect(shared / "library")

    def check() -> None:
        store = Store(shared / "library")
        assert store.is_readonly
        assert store.article(id) == article()
        assert list(store.ids()) == [id]
        with pytest.raises(LibraryError, match="read-only"):
            store.set_starred([id], True)
        store.close()

    as_an_ordinary_user(check)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs an ordinary user")
def test_a_library_nobody_may_look_into_is_one_line(shared: Path) -> None:
    Store(shared / "library").close()
    (shared / "library" / "library.db").chmod(0o000)
    (shared / "library").chmod(0o755)

    def check() -> None:
        with pytest.raises(LibraryError, match="cannot be opened or written") as told:
            Store(shared / "library")
        assert "\n" not in str(told.value)
        with pytest.raises(LibraryError, match="choose another folder with --library"):
            Store(shared / "new")

    as_an_ordinary_user(check)


def test_damage_is_told_where_there_is_some(store: Store) -> None:
    put(store, *(arrival(article(f"Headline {n}")) for n in range(60)))
    assert store.damage() is None
    store.close()
    content = bytearray(store.path.read_bytes())
    middle = len(content) * 3 // 4 // 4096 * 4096  # Past the tables' own description.
    content[middle : middle + 4096] = b"\xee" * 4096
    store.path.write_bytes(content)
    damaged = Store(store.folder)
    assert damaged.damage()
    damaged.close()


def test_a_thread_keeps_little_in_memory_unless_it_adds_articles(store: Store) -> None:
    sizes = []

    def look() -> None:
        with store.reading() as connection:
            sizes.append(connection.execute("PRAGMA cache_size").fetchone()[0])

    store.add([arrival(article())])
    look()

    def only_read() -> None:
        store.counts()
        store.set_read([1], True)
        look()

    thread = threading.Thread(target=only_read)
    thread.start()
    thread.join()
    assert sizes == [-8000, -1500]
