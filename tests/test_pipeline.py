"""News is added: from files to what is found in the library."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from reader import indexing, pipeline
from reader.article import Article
from reader.library import Library, LibraryError
from reader.library.query import parse
from reader.library.search import search
from reader.library.store import Position
from reader.pipeline import Failure, Report
from reader.progress import Progress
from reader.sources.original import Original, SourceError

TEXT = """Lantern festival returns to Marvik number {n}

By Anna Holm

MARVIK, 4 May 2023 - The lantern festival returns to the old harbour, the mayor, Eskil Brandt, said.

“We have waited three years for lantern {n},” Brandt told the Marvik Post.

The first boats leave at dusk, and the last ones are back before the market opens.
"""


def write_news(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        (folder / f"{n:04}.txt").write_text(TEXT.format(n=n))
    return folder


@pytest.fixture
def library(tmp_path: Path):
    with Library.open(tmp_path / "library") as library:
        yield library


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write_news(tmp_path / "news", 4)


def found(library: Library, text: str) -> set[int]:
    return set(search(library, parse(text, date(2024, 1, 1)), limit=1000).ids)


def test_a_folder_becomes_articles_that_are_found(library: Library, news: Path) -> None:
    report = pipeline.add([str(news)], library)
    assert (report.added, report.updated, report.unchanged) == (4, 0, 0)
    assert report.failures == ()
    assert not report.stopped
    assert found(library, "lantern") == set(report.ids) == set(library.store.ids())
    assert len(found(library, '"lantern 3"')) == 1
    first = library.store.article(report.ids[0])
    assert first.headline == "Lantern festival returns to Marvik number 0"
    assert first.quotes


def test_processes_make_the_same_of_it_in_the_same_order(tmp_path: Path, news: Path) -> None:
    articles = []
    for jobs in (1, 2):
        with Library.open(tmp_path / f"library {jobs}") as library:
            report = pipeline.add([str(news)], library, jobs=jobs)
            articles.append([library.store.article(id) for id in report.ids])
            assert [library.store.original(id).location for id in report.ids] == [
                str(path) for path in sorted(news.iterdir())
            ]
    assert articles[0] == articles[1]


def test_adding_again_changes_nothing(library: Library, news: Path) -> None:
    first = pipeline.add([str(news)], library)
    revision = library.store.revision()
    again = pipeline.add([str(news), str(news / "0000.txt")], library)
    assert again == Report(unchanged=4, ids=first.ids)
    assert library.store.revision() == revision


def test_a_changed_file_is_updated_and_stays_read(library: Library, news: Path) -> None:
    id = pipeline.add([str(news)], library).ids[2]
    library.store.set_read([id], True)
    library.store.set_position(id, Position(2, 3))
    (news / "0002.txt").write_text(TEXT.format(n=2).replace("dusk", "midnight"))
    report = pipeline.add([str(news)], library)
    assert (report.updated, report.unchanged) == (1, 3)
    assert found(library, "midnight") == {id}
    assert id not in found(library, "dusk")
    assert library.store.rows([id])[0].is_read
    assert library.store.position(id) == Position(2, 3)


def test_a_bad_file_among_good_ones_is_named_and_the_others_are_added(
    library: Library, news: Path
) -> None:
    (news / "0001b.txt").write_bytes(b"%PDF-1.4 " + bytes(range(256)) * 20)
    (news / "0002b.txt").write_bytes(b"")
    missing = news / "nothing.txt"
    report = pipeline.add([str(missing), str(news)], library)
    assert report.added == 4
    assert [failure.location for failure in report.failures] == [
        str(missing),
        str(news / "0001b.txt"),
        str(news / "0002b.txt"),
    ]
    assert all(failure.problem and "\n" not in failure.problem for failure in report.failures)


def test_what_nobody_foresaw_is_named_too(
    library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader import sources

    whole = sources.parse

    def parse(original: Original) -> Article:
        if original.location.endswith("0001.txt"):
            raise ZeroDivisionError("a\nbug")
        return whole(original)

    monkeypatch.setattr(sources, "parse", parse)
    report = pipeline.add([str(news)], library, jobs=1)
    assert report.added == 3
    (failure,) = report.failures
    assert failure.problem.endswith("cannot be read (ZeroDivisionError: a bug)")


def test_a_reader_that_is_not_whole_says_so_once(
    library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise OSError("the weights are missing")

    monkeypatch.setattr(pipeline, "warm", broken)
    with pytest.raises(pipeline.PipelineError, match="the weights are missing"):
        pipeline.add([str(news)], library, jobs=1)
    assert library.store.counts().total == 0


def test_what_is_piped_in_is_added(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    piped = SimpleNamespace(buffer=io.BytesIO(TEXT.format(n=7).encode()))
    monkeypatch.setattr("sys.stdin", piped)
    report = pipeline.add(["-"], library, jobs=2)
    assert report.added == 1
    assert library.store.original(report.ids[0]).location == "-"


def test_progress_is_told_to_the_end(library: Library, news: Path) -> None:
    (news / "empty.txt").write_bytes(b"")
    told: list[Progress] = []
    pipeline.add([str(news)], library, on_progress=told.append)
    adding = [progress for progress in told if progress.label != "indexing"]
    assert [progress.done for progress in adding] == sorted(progress.done for progress in adding)
    assert (adding[-1].done, adding[-1].total, adding[-1].failed) == (5, 5, 1)
    assert adding[-1].seconds_left == 0
    assert adding[-1].rate > 0
    assert told[-1].label == "indexing"
    assert told[-1].done == told[-1].total


def test_stopping_keeps_what_is_done_and_adding_again_goes_on(
    library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()
    parsed = []

    def parse(original: Original) -> Article:
        parsed.append(original.location)
        if len(parsed) == 2:
            stop.set()
        return whole(original)

    from reader import sources

    whole = sources.parse
    monkeypatch.setattr(sources, "parse", parse)
    report = pipeline.add([str(news)], library, jobs=1, stop=stop)
    assert report.stopped
    assert report.added == len(parsed) == 2
    assert library.store.counts().total == 2

    report = pipeline.add([str(news)], library, jobs=1)
    assert (report.added, report.unchanged) == (2, 2)
    assert len(parsed) == 4, "what is there is not parsed again"
    assert len(found(library, "lantern")) == 4


def test_a_library_that_cannot_be_written_refuses_before_any_work(
    library: Library, news: Path
) -> None:
    with (
        Library.open(library.folder, readonly=True) as reader,
        pytest.raises(LibraryError, match="read-only"),
    ):
        pipeline.add([str(news)], reader)


# The index meets the store


def test_an_index_that_is_gone_is_made_again(library: Library, news: Path) -> None:
    ids = set(pipeline.add([str(news)], library).ids)
    with library.indexing():
        library.discard_index()
    assert found(library, "lantern") == set()
    pipeline.catch_up(library)
    assert found(library, "lantern") == ids


def test_what_was_removed_is_not_found(library: Library, news: Path) -> None:
    ids = pipeline.add([str(news)], library).ids
    library.store.remove(ids[:2])
    pipeline.catch_up(library)
    assert found(library, "lantern") == set(ids[2:])
    assert library.index.seen() == library.store.revision()


def test_a_library_begun_anew_does_not_find_the_old_ones_articles(
    library: Library, news: Path
) -> None:
    pipeline.add([str(news)], library)
    library.close()
    for file in library.folder.glob("library.db*"):
        file.unlink()
    (news / "0003.txt").unlink()
    with Library.open(library.folder) as anew:
        ids = set(pipeline.add([str(news)], anew).ids)
        assert len(ids) == 3
        assert found(anew, "lantern") == ids
        assert len(list((anew.folder / "index").iterdir())) == 1


def test_an_older_copy_put_back_is_indexed_anew(library: Library, tmp_path: Path) -> None:
    pipeline.add([str(write_news(tmp_path / "news", 2))], library)
    library.close()
    copy = (library.folder / "library.db").read_bytes()
    with Library.open(library.folder) as later:
        pipeline.add([str(write_news(tmp_path / "news", 4))], later)
    (library.folder / "library.db").write_bytes(copy)
    with Library.open(library.folder) as back:
        pipeline.catch_up(back)
        assert found(back, "lantern") == set(back.store.ids())
        assert len(back.store.ids()) == 2


@pytest.mark.parametrize("apart", [False, True])
def test_who_comes_second_waits_for_the_one_who_indexes(
    library: Library, news: Path, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "FEW", 0)
    ids = set(pipeline.add([str(news)], library).ids)
    with Library.open(library.folder) as other, other.indexing() as is_theirs:
        assert is_theirs
        with library.indexing() as is_ours:
            assert not is_ours
        other.discard_index()
        waiting = threading.Thread(
            target=pipeline.catch_up, args=(library,), kwargs={"apart": apart}
        )
        waiting.start()
        waiting.join(0.4)
        assert waiting.is_alive()
    waiting.join(20)
    assert not waiting.is_alive()
    assert found(library, "lantern") == ids


@pytest.mark.parametrize("jobs", [None, 2])
def test_an_article_is_found_two_seconds_after_it_came_though_another_is_awaited(
    library: Library, news: Path, jobs: int | None
) -> None:
    stop = threading.Event()
    with silent_server() as (address, asked):
        adding = threading.Thread(
            target=pipeline.add,
            args=([str(news / "0000.txt"), address], library),
            kwargs={"jobs": jobs, "stop": stop},
        )
        adding.start()
        assert asked.wait(20)
        wait_until(lambda: library.store.counts().total == 1)
        began = time.monotonic()
        wait_until(lambda: found(library, "lantern") != set())
        assert time.monotonic() - began < 4  # 1.5 on an idle machine
        assert adding.is_alive()
        stop.set()
        adding.join()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_long_run_is_found_before_its_end(
    library: Library, tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "FOLLOWED_EVERY", 0.05)
    news = write_news(tmp_path / "news", 100)
    early: list[int] = []

    def look(progress: Progress) -> None:
        deadline = time.monotonic() + 20
        while 30 < progress.done < 100 and not early and time.monotonic() < deadline:
            early.extend(found(library, "lantern"))
            time.sleep(0.05)

    report = pipeline.add([str(news)], library, jobs=jobs, on_progress=look)
    assert 0 < len(early) < 100
    assert found(library, "lantern") == set(report.ids)


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# Names to watch


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_name_to_watch_is_found_wherever_it_stands(
    library: Library, news: Path, tmp_path: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path / "config"))
    settings = tmp_path / "config/config.toml"
    settings.parent.mkdir()

    def named() -> list[bool]:
        articles = [library.store.article(id) for id in library.store.ids()]
        return [any(e.name == "lantern festival" for e in one.entities) for one in articles]

    pipeline.add([str(news)], library, jobs=jobs)
    assert named() == [False] * 4
    settings.write_text('[names]\nwatch = ["lantern festival"]\n')
    pipeline.reanalyse(library, everything=True, jobs=jobs)
    assert named() == [True] * 4
    settings.unlink()
    pipeline.reanalyse(library, everything=True, jobs=jobs)
    assert named() == [False] * 4


# Analysis done again


def test_older_analysis_is_done_anew_and_reading_is_kept(library: Library, news: Path) -> None:
    ids = pipeline.add([str(news)], library).ids
    library.store.set_read([ids[0]], True)
    with library.store.writing() as connection:
        connection.execute("UPDATE articles SET analysed_by = 'quotes 0' WHERE id <> ?", (ids[3],))
        connection.execute("UPDATE articles SET headline = ''")
        connection.execute("UPDATE originals SET content = x'00' WHERE article = ?", (ids[1],))
    report = pipeline.reanalyse(library)
    assert report.updated == 2
    (failure,) = report.failures
    assert failure.location == f"article {ids[1]}"
    rows = library.store.rows(ids)
    assert [bool(row.headline) for row in rows] == [True, False, True, False]
    assert rows[0].is_read
    assert pipeline.reanalyse(library).updated == 0


def test_a_better_parser_makes_articles_anew(
    library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader import sources

    pipeline.add([str(news)], library)
    assert pipeline.reanalyse(library).updated == 0
    monkeypatch.setattr(sources, "VERSION", sources.VERSION + 1)
    assert pipeline.reanalyse(library).updated == 4
    assert pipeline.reanalyse(library).updated == 0
    assert pipeline.reanalyse(library, everything=True).updated == 4


def test_what_a_source_repeats_is_known_to_its_next_article(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import reader.analysis as analysis

    seen: list[frozenset[str]] = []
    whole = analysis.annotate

    def annotate(article: Article, background=analysis.NOTHING_KNOWN) -> Article:
        seen.append(background.repeated_lines)
        return whole(article, background)

    monkeypatch.setattr(analysis, "annotate", annotate)
    page = (
        '<html><head><meta property="og:site_name" content="The Marvik Post">'
        "<title>Story {n}</title></head><body><article><h1>Story {n} from the harbour</h1>"
        "<p>The lanterns of year {n} were lit in the evening, and the boats went out.</p>"
        "<p>Nobody in the town of Marvik had seen as many of them as in year {n}.</p>"
        "<p>Write to the harbour desk with what you have seen.</p></article></body></html>"
    )
    for n in range(4):
        path = tmp_path / f"{n}.html"
        path.write_text(page.replace("{n}", str(n)))
        pipeline.add([str(path)], library)
    assert "Write to the harbour desk with what you have seen." in seen[-1]
    assert not seen[0]


# Extracting


@pytest.mark.parametrize("jobs", [1, 2])
def test_extracting_answers_every_input_in_order(jobs: int, news: Path) -> None:
    missing = str(news / "missing.txt")
    inputs = [str(news / "0003.txt"), missing, str(news / "0001.txt"), str(news / "0003.txt")]
    made = list(pipeline.extract_all(inputs, jobs=jobs))
    assert [location for location, _ in made] == inputs
    assert [
        result.headline[-8:] if isinstance(result, Article) else result for _, result in made
    ] == ["number 3", f"{missing} does not exist", "number 1", "number 3"]


def test_extracting_one_says_why_not() -> None:
    with pytest.raises(SourceError):
        pipeline.extract(Original("/a.txt", b""))
    assert Failure("/a.txt", "is empty")


@contextmanager
def silent_server() -> Iterator[tuple[str, threading.Event]]:
    """An address where nobody ever answers, and when it is asked."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        asked = threading.Event()
        caller: list[socket.socket] = []

        def accept() -> None:
            with suppress(OSError):
                caller.append(server.accept()[0])
                asked.set()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/story", asked
        for one in caller:
            one.close()


def test_stopping_does_not_wait_for_a_page_that_does_not_come(library: Library, news: Path) -> None:
    stop = threading.Event()
    with silent_server() as (address, asked):

        def stop_then() -> None:
            asked.wait()
            stop.set()

        threading.Thread(target=stop_then, daemon=True).start()
        began = time.monotonic()
        report = pipeline.add([str(news / "0000.txt"), address], library, stop=stop)
    assert time.monotonic() - began < 5
    assert report.stopped
    assert (report.added, report.failures) == (1, ())


def test_a_single_page_that_does_not_come_is_given_up_apart_too(library: Library) -> None:
    stop = threading.Event()
    with silent_server() as (address, asked):
        threading.Thread(target=lambda: (asked.wait(), stop.set()), daemon=True).start()
        began = time.monotonic()
        report = pipeline.add([address], library, apart=True, stop=stop)
    assert time.monotonic() - began < 10
    assert report.stopped


def test_one_input_alone_holds_nothing_up_where_others_work_at_it(
    library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(*_: object) -> None:
        raise AssertionError("it was done by this process")

    monkeypatch.setattr("reader.pool.here", here)
    one = str(news / "0000.txt")
    assert pipeline.add([one], library, apart=True).added == 1
    ((_, article),) = pipeline.extract_all([one], apart=True)
    assert isinstance(article, Article)
