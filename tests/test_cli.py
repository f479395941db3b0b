"""The commands over a real library: what they print, and how they end."""

from __future__ import annotations

import gzip
import json
import os
import pty
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reader.library import Library
from reader.record import read_record
from tests.commandline import BRIDGE, FERRY, PROGRAM, Command, write

COMMANDS = ("open", "add", "search", "show", "extract", "doctor")

RECORD = [
    *("path", "headline", "standfirst", "byline", "published", "source", "url", "language"),
    *("section", "words", "minutes", "blocks", "entities", "quotes", "error"),
]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with three articles: text, HTML, and HTML packed."""
    folder = tmp_path / "news"
    write(folder, "ferry.txt", FERRY)
    write(folder, "bridge.html", BRIDGE)
    packed = BRIDGE.replace("heron", "stork").replace("Amara Diallo", "Jun Watanabe")
    write(folder, "more/stork.html.gz", gzip.compress(packed.encode()))
    return folder


@pytest.fixture
def filled(reader: Command, news: Path) -> Command:
    """The command, with those articles in its library."""
    assert reader("add", news).out == "3 added\n"
    return reader


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a server that has one page."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_there = self.path == "/bridge"
            self.send_response(200 if is_there else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(BRIDGE.encode() if is_there else b"nothing")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def headlines(reader: Command) -> set[str]:
    with Library.open(reader.library) as library:
        return {row.headline for row in library.store.rows(library.store.ids())}


# add


def test_a_folder_is_added_with_all_in_it(reader: Command, news: Path) -> None:
    ended = reader("add", news)
    assert (ended.status, ended.out, ended.err) == (0, "3 added\n", "")
    assert headlines(reader) == {
        "Ferry to sail again after a winter of repairs",
        "Bridge closed for a heron",
        "Bridge closed for a stork",
    }


def test_adding_the_same_again_adds_nothing(filled: Command, news: Path) -> None:
    ended = filled("add", news / "ferry.txt", news / "ferry.txt")
    assert (ended.status, ended.out) == (0, "0 added, 1 already there\n")


def test_a_changed_file_is_updated(filled: Command, news: Path) -> None:
    write(news, "ferry.txt", FERRY + "\nThe harbour board will meet again in April.\n")
    ended = filled("add", news / "ferry.txt")
    assert (ended.status, ended.out) == (0, "0 added, 1 updated\n")


def test_standard_input_is_added(reader: Command) -> None:
    ended = reader("add", "-", stdin=FERRY)
    assert (ended.status, ended.out) == (0, "1 added\n")
    assert headlines(reader) == {"Ferry to sail again after a winter of repairs"}


def test_a_page_is_added_by_its_address(reader: Command, site: str) -> None:
    ended = reader("add", f"{site}/bridge")
    assert (ended.status, ended.out) == (0, "1 added\n")
    assert headlines(reader) == {"Bridge closed for a heron"}


def test_bad_ones_among_good_ones_get_a_line_each_and_nothing_is_lost(
    reader: Command, news: Path, site: str
) -> None:
    empty = write(news, "empty.txt", "")
    missing = news / "missing.txt"
    ended = reader("add", missing, news, f"{site}/gone", f"{site}/bridge", "gopher://x.example/1")
    assert ended.status == 1
    assert ended.out.startswith("3 added")  # The page is the file's article over again.
    assert ended.out.endswith("4 failed\n")
    lines = ended.err.splitlines()
    assert len(lines) == 4
    assert f"reader: {missing} does not exist" in lines
    assert f"reader: {empty} is empty" in lines
    assert any(f"{site}/gone" in line and "404" in line for line in lines)
    assert any("gopher://x.example/1" in line and "https://" in line for line in lines)
    assert len(headlines(reader)) == 3


def test_a_path_from_the_home_folder_is_found(
    reader: Command, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(news))
    ended = reader("add", "~/nowhere-near-home/ferry.txt")
    assert f"{reader.home}/nowhere-near-home/ferry.txt does not exist" in ended.problem


def test_ctrl_c_keeps_what_was_added_and_says_so(reader: Command, tmp_path: Path) -> None:
    many = tmp_path / "many"
    for number in range(400):
        write(many, f"{number:03}.txt", FERRY.replace("Monday", f"day {number}"))
    running = reader.start("add", "--jobs", "1", many)
    wait_until(lambda: stored(reader) > 0)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert err == "reader: stopped; what was added stays, add again to go on\n"
    kept = int(out.split()[0])
    assert 0 < kept < 400
    assert stored(reader) == kept
    ended = reader("add", "--jobs", "1", *sorted(many.glob("*.txt"))[: kept + 3])
    assert (ended.status, ended.out) == (0, f"3 added, {kept} already there\n")


def stored(reader: Command) -> int:
    if not (reader.library / "library.db").exists():
        return 0
    try:
        with Library.open(reader.library, readonly=True) as library:
            return library.store.counts().total
    except Exception:
        return 0  # It is being made.


def wait_until(is_so, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


# search


def test_search_prints_exactly_the_keys_scripts_depend_on(filled: Command) -> None:
    ended = filled("search", "heron", "--json")
    assert (ended.status, ended.err) == (0, "")
    printed = json.loads(ended.out)
    assert list(printed) == ["query", "total", "took_ms", "results"]
    assert printed["query"] == "heron"
    assert printed["total"] == 1
    assert printed["took_ms"] >= 0
    (result,) = printed["results"]
    assert list(result) == ["id", "headline", "source", "published", "score", "snippet"]
    assert result["headline"] == "Bridge closed for a heron"
    assert result["source"] == "The Meridian Dispatch"
    assert result["published"] == "2024-02-11T08:00:00+00:00"
    assert result["score"] > 0
    assert "because a heron had built its nest" in result["snippet"]


def test_search_prints_lines_for_people(filled: Command) -> None:
    ended = filled("search", "umbrella")
    assert ended.status == 0
    first, *rest = ended.out.splitlines()
    number, headline = first.split(maxsplit=1)
    assert number.isdigit()
    assert headline.startswith("Bridge closed for a ")
    assert "The Meridian Dispatch  2024-02-11" in rest[0]
    assert "umbrella" in rest[1]


def test_a_kept_search_is_asked_by_its_name(filled: Command) -> None:
    write(filled.settings, "config.toml", '[views]\n"the ferry" = "ferry"\nbudget = "budget"\n')
    found = json.loads(filled("search", "--json", "@the ferry").out)
    assert [one["headline"] for one in found["results"]]
    assert found["total"] == json.loads(filled("search", "--json", "ferry").out)["total"]
    ended = filled("search", "@budgte")
    assert ended.status == 2
    assert ended.problem.endswith("there is no view “budgte”; did you mean @budget?")
    assert not ended.out


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("before:2022-13", "“2022-13” is no date"),
        ("id:abc", "id: takes a number"),
        ("title:", "what should follow “title:”?"),
        ("-", "nothing stands after -"),
        ("the", "“the” is in nearly every article"),
        ("(" * 130_000, "too many brackets inside brackets"),
    ],
)
def test_a_search_of_which_nothing_was_understood_does_not_list_everything(
    filled: Command, query: str, told: str
) -> None:
    ended = filled("search", "--", query)
    assert (ended.status, ended.out) == (2, "")
    assert told in ended.problem


def test_of_many_problems_three_are_printed_and_the_rest_counted(filled: Command) -> None:
    ended = filled("search", " ".join(f"x{letter}:ferry" for letter in "abcdef"))
    assert ended.status == 0
    assert len(ended.err.splitlines()) == 4
    assert ended.err.endswith("and 3 more\n")


@pytest.mark.parametrize(
    ("words", "mended"),
    [
        (["ferry", "-strike"], "reader search 'ferry -strike'"),
        (["ferry", "-harbour", "--json"], "reader search 'ferry -harbour'"),
        (["--json", "-strike"], "reader search -- -strike"),
        (["-strike ferry"], "reader search -- '-strike ferry'"),
    ],
)
def test_a_word_left_out_that_looks_like_an_option_says_how_to_ask(
    filled: Command, words: list[str], mended: str
) -> None:
    ended = filled("search", *words)
    assert ended.status == 2
    assert ended.problem.endswith(f"put the search in quotes, `{mended}`")


def test_a_misspelt_option_of_search_is_told_as_one(filled: Command) -> None:
    assert "No such option" in filled("search", "ferry", "--josn").problem


def test_searching_makes_no_library(reader: Command, tmp_path: Path) -> None:
    ended = reader("search", "ferry", "--library", tmp_path / "gone")
    assert ended.status == 2
    assert ended.problem.startswith("there is no library in ")
    assert not (tmp_path / "gone").exists()


def test_on_a_terminal_a_search_that_found_more_says_so_beside_its_results(
    filled: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.cli.is_terminal", lambda stream: True)
    ended = filled("search", "bridge", "--limit", "1")
    assert ended.problem == "1 of 2; --limit N shows more"
    assert "--limit" not in ended.out


def test_words_need_no_quotes_around_them(filled: Command) -> None:
    one, several = (
        filled("search", "lock keeper", "--json"),
        filled("search", "lock", "keeper", "--json"),
    )
    assert json.loads(one.out)["results"] == json.loads(several.out)["results"]


def test_nothing_found_is_a_line_and_status_1(filled: Command) -> None:
    ended = filled("search", "zeppelin")
    assert (ended.status, ended.out) == (1, "")
    assert ended.problem.startswith("nothing found")


def test_nothing_found_suggests_a_word_that_stands_somewhere(filled: Command) -> None:
    assert filled("search", "umbrela").problem == "nothing found; did you mean umbrella?"


def test_nothing_found_is_json_too(filled: Command) -> None:
    ended = filled("search", "zeppelin", "--json")
    assert ended.status == 1
    assert json.loads(ended.out)["results"] == []


def test_limit_counts_results_and_total_counts_all(filled: Command) -> None:
    printed = json.loads(filled("search", "bridge", "--json", "--limit", "1").out)
    assert (len(printed["results"]), printed["total"]) == (1, 2)


def test_sorted_by_date_the_newest_is_first(filled: Command) -> None:
    printed = json.loads(filled("search", "said", "--json", "--sort", "date").out)
    days = [result["published"] for result in printed["results"]]
    assert len(days) == 3
    assert days == sorted(days, reverse=True)


def test_a_library_whose_index_is_gone_is_searched_all_the_same(filled: Command) -> None:
    for path in sorted((filled.library / "index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert filled("search", "ferry").status == 0


def test_a_library_whose_index_is_damaged_is_searched_all_the_same(filled: Command) -> None:
    damage_index(filled)
    ended = filled("search", "ferry", "--json")
    assert (ended.status, json.loads(ended.out)["total"]) == (0, 1)


def damage_index(reader: Command) -> None:
    for path in (reader.library / "index").rglob("*"):
        if path.is_file() and (size := path.stat().st_size) > 100:
            path.write_bytes(b"\xa5" * size)


# show


def first_id(reader: Command, query: str) -> str:
    return str(json.loads(reader("search", query, "--json").out)["results"][0]["id"])


def test_show_prints_the_article_as_a_page(filled: Command) -> None:
    ended = filled("show", first_id(filled, "ferry"))
    assert ended.status == 0
    assert "Ferry to sail again after a winter of repairs" in ended.out
    assert "said Ines Okafor, who" in " ".join(ended.out.split())
    assert max(map(len, ended.out.splitlines())) <= 80


def test_show_prints_the_article_as_markdown(filled: Command) -> None:
    ended = filled("show", first_id(filled, "umbrella"), "--markdown")
    assert ended.status == 0
    assert "# Bridge closed for a" in ended.out
    assert "“We counted four eggs and one umbrella,”" in ended.out


def test_show_prints_the_article_as_extract_does(filled: Command, news: Path) -> None:
    shown = json.loads(filled("show", first_id(filled, "ferry"), "--json").out)
    extracted = json.loads(filled("extract", "--jsonl", news / "ferry.txt").out)
    assert shown == extracted


def test_notices_are_shown_when_asked_for(reader: Command, tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", f"{FERRY}\nSign up to our free daily newsletter\n")
    reader("add", path)
    hidden, shown = reader("show", "1"), reader("show", "1", "--notices")
    assert "newsletter" not in hidden.out
    assert "--notices shows" in hidden.out
    assert "newsletter" in shown.out


@pytest.mark.parametrize("number", ["999", "0", "99999999999999999999"])
def test_an_unknown_id_is_a_line_and_status_1(filled: Command, number: str) -> None:
    ended = filled("show", number)
    assert (ended.status, ended.out) == (1, "")
    assert ended.problem == f"no article {number}; `reader search` gives ids"


# extract


def test_extract_prints_one_line_an_input_in_input_order(reader: Command, news: Path) -> None:
    missing = news / "missing.txt"
    inputs = [news / "ferry.txt", missing, news / "bridge.html"]
    ended = reader("extract", "--jsonl", *inputs)
    assert (ended.status, ended.err) == (1, "")
    records = [json.loads(line) for line in ended.out.splitlines()]
    assert [record["path"] for record in records] == [str(path) for path in inputs]
    for record in records:
        assert list(record) == RECORD
        read_record(record)
    assert [record["error"] for record in records] == [None, f"{missing} does not exist", None]
    assert records[0]["headline"] == "Ferry to sail again after a winter of repairs"
    assert records[1]["blocks"] == []


def test_extract_has_the_keys_of_every_part(reader: Command, news: Path) -> None:
    record = json.loads(reader("extract", "--jsonl", news / "ferry.txt").out)
    block = next(block for block in record["blocks"] if block["mentions"])
    assert list(block) == ["text", "role", "reason", "level", "label", "marks", "mentions"]
    assert list(block["mentions"][0]) == ["start", "end", "kind", "entity"]
    assert list(record["entities"][0]) == ["name", "kind", "count"]
    assert list(record["quotes"][0]) == ["text", "speaker", "spans"]
    assert list(record["quotes"][0]["spans"][0]) == ["block", "start", "end"]


def test_extract_keeps_the_order_with_several_processes(reader: Command, tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{n}.txt", FERRY.replace("Monday", f"day {n}")) for n in range(9)]
    paths[4].write_bytes(b"")
    ended = reader("extract", "--jsonl", "--jobs", "2", *paths)
    records = [json.loads(line) for line in ended.out.splitlines()]
    assert [record["path"] for record in records] == [str(path) for path in paths]
    assert [record["error"] is not None for record in records] == [n == 4 for n in range(9)]


def test_extract_names_a_path_as_it_was_given(
    reader: Command, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(news)
    ended = reader("extract", "--jsonl", "./ferry.txt", "more")
    paths = [json.loads(line)["path"] for line in ended.out.splitlines()]
    assert paths == ["./ferry.txt", "more/stork.html.gz"]


def test_extract_reads_standard_input(reader: Command) -> None:
    record = json.loads(reader("extract", "--jsonl", "-", stdin=FERRY).out)
    assert record["path"] == "-"
    assert record["byline"] == "Tomas Lind"


def test_extract_touches_no_library(reader: Command, news: Path) -> None:
    assert reader("extract", "--jsonl", news).status == 0
    assert reader("extract", news).status == 0
    assert not reader.library.exists()


def test_extract_prints_pages_for_people(reader: Command, news: Path) -> None:
    ended = reader("extract", news / "missing.txt", news / "ferry.txt")
    assert ended.status == 1
    assert ended.problem == f"{news / 'missing.txt'} does not exist"
    assert "Ferry to sail again" in ended.out


@pytest.mark.parametrize("given", [["--library", "{}"], ["--library={}"]])
def test_the_library_may_be_named_before_the_command(
    filled: Command, tmp_path: Path, given: list[str]
) -> None:
    words = [word.format(filled.library) for word in given]
    command = Command(tmp_path / "another")
    assert command(*words, "search", "ferry").status == 0
    assert command(*words, "feeds", "list").problem.startswith("there are no feeds")
    assert command("search", "ferry").status == 2


# doctor


def test_a_sound_library_is_told_so(filled: Command) -> None:
    ended = filled("doctor")
    assert ended.status == 0
    assert all(line.startswith("✓ ") for line in ended.out.splitlines())
    assert f"{filled.library}: 3 articles, 3 unread" in ended.out
    assert "whole and up to date" in ended.out


def test_doctor_before_anything_was_added_finds_nothing_wrong_and_makes_nothing(
    reader: Command,
) -> None:
    ended = reader("doctor")
    assert ended.status == 0
    assert "none yet" in ended.out
    assert not reader.library.exists()


def test_doctor_changes_nothing_in_a_library_of_an_older_format(reader: Command) -> None:
    reader.library.mkdir(parents=True)
    path = reader.library / "library.db"
    connection = sqlite3.connect(path)
    connection.executescript((Path(__file__).parent / "library/formats/1.sql").read_text())
    connection.close()
    before = path.read_bytes()
    line = wrong(reader("doctor"))
    assert "older format (1, this Reader writes" in line
    assert line.endswith("open the reader, which brings it up to date")
    assert path.read_bytes() == before
    assert [one.name for one in reader.library.iterdir()] == ["library.db"]


def wrong(ended) -> str:
    """The one line that tells of something wrong."""
    assert ended.status == 1, ended.out
    (line,) = (line for line in ended.out.splitlines() if line.startswith("✗ "))
    return line


def test_doctor_names_the_line_of_a_broken_theme(reader: Command) -> None:
    write(reader.settings, "themes/mine.toml", 'inherits = "evening-edition"\ncolour = "red"\n[[')
    line = wrong(reader("doctor"))
    assert "mine.toml" in line


def test_doctor_tells_of_a_theme_in_the_settings_that_is_not_there(reader: Command) -> None:
    write(reader.settings, "config.toml", 'theme = "evening-editon"\n')
    assert "did you mean “evening-edition”" in wrong(reader("doctor"))


def test_doctor_tells_of_settings_that_cannot_be_read(reader: Command) -> None:
    path = write(reader.settings, "config.toml", "theme = \n")
    line = wrong(reader("doctor"))
    assert str(path) in line
    assert "mend or remove the file" in line


def test_doctor_tells_of_a_damaged_library(filled: Command) -> None:
    path = filled.library / "library.db"
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = b"\xa5" * (len(content) - 4096 * 3)
    path.write_bytes(content)
    assert "library" in wrong(filled("doctor"))


def test_doctor_tells_of_an_index_that_is_behind_and_searching_mends_it(filled: Command) -> None:
    with Library.open(filled.library) as library:
        library.store.remove([library.store.ids()[0]])
    assert "1 change behind" in wrong(filled("doctor"))
    filled("search", "anything")
    assert filled("doctor").status == 0


def test_doctor_tells_of_a_damaged_index_and_searching_mends_it(filled: Command) -> None:
    damage_index(filled)
    assert "✗ index" in wrong(filled("doctor"))
    filled("search", "ferry")
    assert filled("doctor").status == 0


# help, and wrong use


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(reader: Command, name: str) -> None:
    ended = reader(name, "--help")
    assert ended.status == 0
    assert "Example: reader" in ended.out


def test_help_lists_every_command(reader: Command) -> None:
    ended = reader("--help")
    assert ended.status == 0
    assert all(f"  {name}" in ended.out for name in COMMANDS)


def test_the_version_is_the_installed_one(reader: Command) -> None:
    from importlib.metadata import version

    assert reader("--version").out == f"reader, version {version('reader-tui')}\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["add"], "reader add --help"),
        (["add", "--colour", "x"], "--colour"),
        (["search"], "reader search --help"),
        (["search", "x", "--sort", "size"], "relevance"),
        (["search", "x", "--limit", "0"], "--limit"),
        (["show", "twelve"], "twelve"),
        (["extract"], "reader extract --help"),
        (["doctor", "now"], "now"),
        (["--colour"], "--colour"),
    ],
)
def test_wrong_use_is_a_line_and_status_2(reader: Command, words: list[str], hint: str) -> None:
    ended = reader(*words)
    assert (ended.status, ended.out) == (2, "")
    assert hint in ended.problem
    assert "--help` shows how it is used" in ended.problem


def test_a_mistyped_command_is_recognised(reader: Command) -> None:
    ended = reader("serch", "ferry")
    assert ended.status == 2
    assert ended.problem == "serch: no such file or folder; did you mean `reader search`?"


def test_a_path_that_is_not_there_opens_nothing(reader: Command, tmp_path: Path) -> None:
    ended = reader(tmp_path / "nowhere")
    assert ended.status == 2
    assert ended.problem == f"{tmp_path / 'nowhere'}: no such file or folder"
    assert not reader.library.exists()


def test_without_a_terminal_the_reader_says_so_and_opens_nothing(filled: Command) -> None:
    ended = filled()
    assert ended.status == 2
    assert "needs a terminal" in ended.problem


def test_a_theme_that_is_not_there_is_wrong_use(reader: Command) -> None:
    ours, theirs = pty.openpty()
    try:
        ended = subprocess.run(
            [PROGRAM, "--theme", "broadshet"],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.PIPE,
            env=reader.environment,
            text=True,
            timeout=60,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert ended.returncode == 2
    assert "did you mean “broadsheet”" in ended.stderr
    assert ended.stderr.count("\n") == 1


# pipes


def test_nothing_in_a_pipe_is_an_escape_code(filled: Command) -> None:
    number = first_id(filled, "ferry")
    for words in (["search", "ferry"], ["show", number], ["doctor"], ["--help"], ["add", "gone"]):
        ended = filled.run(*words, FORCE_COLOR="1", COLORTERM="truecolor")
        assert "\x1b" not in ended.out + ended.err


def test_a_closed_pipe_is_nobodys_problem(filled: Command, tmp_path: Path) -> None:
    lines = "\n".join(f"{n} {'more and ' * 25}more was said." for n in range(1000))
    long = write(tmp_path, "long.txt", f"{FERRY}\n{lines}\n")  # More than a pipe holds.
    ended = subprocess.run(
        f"{PROGRAM} extract {long} | head -1",
        shell=True,
        capture_output=True,
        text=True,
        env=filled.environment,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") == 1


def test_ctrl_c_while_nothing_is_being_added_is_a_line(
    reader: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("reader.pipeline.obtain", interrupted)
    ended = reader("extract", "-")
    assert (ended.status, ended.err.strip()) == (1, "reader: stopped")


def test_today_is_asked_for_by_a_word(reader: Command, tmp_path: Path) -> None:
    today = FERRY.replace("3 March 2024", f"{date.today():%-d %B %Y}")
    reader("add", write(tmp_path, "today.txt", today))
    assert reader("search", "date:today").status == 0
