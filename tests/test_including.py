"""Settings from several files: who goes before whom, what is told, where what is written goes."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from reader import commenting, config, pipeline
from reader.cli import main
from reader.feed_settings import FeedSettings
from reader.fetching.settings import keep_login, why_open
from reader.pipeline import _watched_names
from reader.settings import Settings
from reader.ui.startup import problems_of

TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


def write(**files: str) -> None:
    for name, text in files.items():
        path = config.config_folder() / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def holds() -> Settings:
    return config.load_settings().settings


def told() -> list[str]:
    return [str(problem) for problem in problems_of(config.load_settings(), TERMINAL)]


# Who goes before whom


def test_what_is_included_holds_and_what_includes_goes_before() -> None:
    write(
        config='include = ["a.toml", "b.toml"]\nplain = true\n',
        a='plain = false\nmark_read = "never"\nnotices = true\n',
        b='mark_read = "passed"\n',
    )
    now = holds()
    assert (now.plain, now.mark_read, now.notices) == (True, "passed", True)
    assert told() == []


def test_tables_are_put_together_key_by_key_and_lists_taken_whole() -> None:
    write(
        config='include = "a.toml"\n[views]\nmine = "ferry"\n[names]\nwatch = ["Otters Club"]\n'
        '[keys]\nlist.open = "L"\n[lines]\n"ferry" = { bold = true }\n',
        a='[views]\nits = "port"\nmine = "gone"\n[names]\nwatch = ["Kari Nygaard"]\n'
        '[keys]\nlist.first = "H"\n[lines]\n"port" = "bold"\n"ferry" = { underline = true }\n',
    )
    now = holds()
    assert dict(now.views) == {"mine": "ferry", "its": "port"}
    assert now.watched_names == ("Otters Club",)
    assert now.keys == {"list": {"open": "L", "first": "H"}}
    assert now.lines == {"ferry": {"bold": True}, "port": "bold"}
    assert list(now.lines) == ["ferry", "port"], "the first that takes an article holds"


def test_a_path_is_seen_from_the_file_that_names_it(folder: Path) -> None:
    write(**{
        "config": 'include = ["work/all.toml", "~/own.toml"]\n',
        "work/all": 'include = "more.toml"\n',
        "work/more": "notices = true\n",
        "home/own": "plain = true\n",
    })  # fmt: skip
    assert told() == []
    assert (holds().notices, holds().plain) == (True, True)


def test_themes_have_over_them_what_every_file_says(folder: Path) -> None:
    from reader.ui.startup import look

    write(
        config='include = "a.toml"\n[layout]\nmeasure = 50\n[styles]\n"entity.org" = "bold"\n',
        a='[layout]\nmeasure = 60\nmargin = 5\n[styles]\nentity.org = "strike"\n',
    )
    theme = look(config.load_settings(), TERMINAL, named="harbour")[1]
    assert (theme.layout.measure, theme.layout.margin) == (50, 5)
    assert not theme.styles["entity.org"].strike, "written in another way, yet the same part"


# What is told


@pytest.mark.parametrize(
    ("included", "said"),
    [
        ("plan = 1", "a.toml:1: plan: there is no such setting; did you mean “plain”?"),
        ("\n[keys]\nnext_artcle = 'J'", "a.toml:3: next_artcle: there is no such action"),
        ("[layout]\nmeasure = 999", "a.toml:2: measure: must be 40 to 100, not 999"),
        ("[lines]\n'ferry' = 'bolt'", "a.toml:2: ferry: “bolt” is"),
        ("[highlight]\n'/(/' = 'bold'", "a.toml:2: /(/: is no regular expression"),
        ("[commands]\nx = 3", "a.toml:2: x: is a command like"),
        ("[notify]\nby = 'desk'", "a.toml:2: by: must be one of"),
        ("[feeds]\nevery = 'x'", "a.toml:2: every: must be a whole number"),
        ("list_only = 'sauce:x'", "a.toml:1: list_only: there is no field"),
        ("theme = 'harbuor'", "a.toml:1: theme: there is no theme “harbuor”"),
        ("\nplain = ", "a.toml:2: not TOML"),
        ("#" * 5_000_000, "config.toml:2: include: “a.toml” is larger than 1,000,000 bytes"),
    ],
)
def test_what_is_wrong_is_told_of_the_file_it_stands_in(included: str, said: str) -> None:
    write(config='# mine\ninclude = ["a.toml"]\nnotices = true\n', a=included)
    assert said in " ".join(told())
    assert len(told()) == 1
    assert holds().notices, "the rest holds"


def test_what_cannot_be_read_is_told_where_it_is_included(folder: Path) -> None:
    write(config='plain = true\ninclude = [\n  "kyes.toml",\n  "b.toml",\n]\n', keys="")
    (folder / "b.toml").mkdir()
    assert told() == [
        "config.toml:4: include: “b.toml” is a folder, not a file of text",
        "config.toml:3: include: “kyes.toml” cannot be read: no such file or directory;"
        " did you mean “keys.toml”?",
    ]
    assert holds().plain


def test_a_file_of_another_name_is_not_what_was_meant() -> None:
    write(config='include = "ui.toml"', me="")
    assert told() == ["config.toml:1: include: “ui.toml” cannot be read: no such file or directory"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read_is_told_of(folder: Path) -> None:
    write(config='include = "a.toml"\nplain = true\n', a="notices = true")
    (folder / "a.toml").chmod(0)
    assert told() == ["config.toml:1: include: “a.toml” cannot be read: permission denied"]
    assert holds().plain


@pytest.mark.parametrize("value", ["3", "[3]", '""', '["a\\u0000b"]', "{ a = 1 }"])
def test_what_is_no_list_of_files_is_told(value: str) -> None:
    write(config=f"include = {value}\nplain = true\n")
    assert told() == ['config.toml:1: include: is a file, or a list of files, in quotes: '
                      '["keys.toml"]']  # fmt: skip
    assert holds().plain


def test_the_other_files_of_a_list_are_read_where_one_is_no_file() -> None:
    write(config='include = [3, "a.toml", true]', a="plain = true")
    assert len(told()) == 1
    assert holds().plain


def test_files_that_include_each_other_are_told_in_a_line() -> None:
    write(config='include = "a.toml"', a='include = "b.toml"', b='include = "a.toml"\nplain = true')
    assert told() == [
        "b.toml:1: include: “a.toml” goes round in a circle: a.toml → b.toml → a.toml"
    ]
    assert holds().plain
    write(config='include = "config.toml"')
    assert "config.toml → config.toml" in told()[0]


def test_files_that_lie_too_deep_are_told_in_a_line() -> None:
    write(config='include = "f1.toml"')
    write(**{f"f{n}": f'include = "f{n + 1}.toml"\nwords{n} = 1' for n in range(1, 12)})
    (said,) = [line for line in told() if "deep" in line]
    assert said.startswith("f8.toml:1: include: “f9.toml” is more than 8 files deep")


def test_a_file_that_two_include_is_read_once() -> None:
    write(
        config='include = ["a.toml", "b.toml"]',
        a='include = "c.toml"',
        b='include = "c.toml"',
        c="plan = 1",
    )
    assert len(told()) == 1


# What is written


def text_of(name: str) -> str:
    return (config.config_folder() / f"{name}.toml").read_text("utf-8")


def test_a_setting_is_changed_in_the_file_where_it_stands() -> None:
    write(config='include = "a.toml"\n', a="plain = false  # mine\n[views]\nold = 'x'\n")
    config.keep("plain", True)
    config.keep("notices", True)
    config.keep_view("old", "ferry")
    config.keep_view("new", "port")
    assert text_of("a") == 'plain = true  # mine\n[views]\nold = "ferry"\n'
    assert tomllib.loads(text_of("config")) == {
        "include": "a.toml",
        "notices": True,
        "views": {"new": "port"},
    }


def test_what_is_forgotten_is_forgotten_in_every_file() -> None:
    write(
        config='include = "a.toml"\nplain = true\n[views]\nx = "1"\ny = "2"  # why\n',
        a='plain = true # at night\n[views]\nx = "3"\n',
    )
    config.forget("plain")
    config.forget_view("x")
    config.forget_view("y")
    assert (holds().plain, dict(holds().views)) == (False, {})
    assert text_of("config") == 'include = "a.toml"\n# plain = true\n[views]\n# y = "2"  # why\n'
    assert text_of("a") == "# plain = true # at night\n[views]\n"


def test_a_password_in_any_of_the_files_is_for_nobody_else(folder: Path) -> None:
    url = "https://paper.example/feed.xml"
    write(
        config=f'include = "a.toml"\n[feeds."{url}"]\nuser = "ada"\n',
        a=f'[feeds."{url}"]\npassword = "hush"\n',
    )
    settings = holds().feeds
    assert settings.logins == {url: {"user": "ada", "password": "hush"}}
    (folder / "a.toml").chmod(0o644)
    assert why_open(settings, url) == why_open(settings)
    assert f"chmod 600 {folder / 'a.toml'}" in why_open(settings)
    (folder / "a.toml").chmod(0o600)
    assert why_open(settings) == "", "config.toml has no secret"
    assert why_open(FeedSettings()) == ""


def test_a_login_is_kept_in_the_file_where_its_feed_stands(folder: Path) -> None:
    url = "https://paper.example/feed.xml"
    write(config='include = "a.toml"\n', a=f'[feeds."{url}"]\nuser = "ada"\n')
    keep_login(url, "eve", "hush")
    assert 'password = "hush"' in text_of("a")
    assert (folder / "a.toml").stat().st_mode & 0o077 == 0
    assert "hush" not in text_of("config")


def test_names_to_watch_follow_the_included_files() -> None:
    write(config='include = "a.toml"\n')
    assert _watched_names() == ()
    write(a='[names]\nwatch = ["Otters Club"]\n')
    assert _watched_names() == ("Otters Club",)


def test_a_name_that_is_written_while_the_settings_are_read_is_found_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(config='include = "a.toml"\n', a="")
    load, times = config.load_settings, iter(range(1, 9))

    def slowly() -> config.Loaded:
        loaded, now = load(), next(times)
        write(a=f'[names]\nwatch = ["Otters Club {now}"]\n')
        os.utime(folder / "a.toml", (now, now))
        return loaded

    names = pipeline._WatchedNames()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(config, "load_settings", slowly)
        names()
    assert names() == (f"Otters Club {next(times) - 1}",)


# Commands


def run(*words: str) -> str:
    return CliRunner().invoke(main, ["config", *words]).output


def test_the_commands_name_the_files(folder: Path) -> None:
    write(config='include = "a.toml"\n', a="\nplain = true\n")
    assert run("path") == f"{folder / 'config.toml'}\n"
    assert run("path", "--all") == f"{folder / 'config.toml'}\n{folder / 'a.toml'}\n"
    assert run("check") == f"{folder / 'config.toml'}: all well\n{folder / 'a.toml'}: all well\n"
    assert re.search(r"^\* plain = true +a\.toml:2 +one pane", run("show"), re.MULTILINE)
    write(a="\nplain = 3\n")
    assert f"{folder / 'a.toml'}:2: plain: must be true or false" in run("check")


# Comments


def test_a_setting_put_back_leaves_the_first_file_as_it_was() -> None:
    config.write_defaults(config.settings_path())
    before = text_of("config")
    for key, value in [("plain", True), ("layout.measure", 80), ("keys.preset", "vim")]:
        config.keep(key, value)
        assert text_of("config") != before
        config.forget(key)
        assert text_of("config") == before


def test_every_line_of_a_value_becomes_a_comment() -> None:
    text = '[layout]\ntop_left = [  # these\n  "name",  # who\n\n]\nmeasure = 70\n'
    assert commenting.commented(text, "layout", "top_left") == (
        '[layout]\n# top_left = [  # these\n  # "name",  # who\n\n# ]\nmeasure = 70\n'
    )


def test_a_line_within_a_text_is_not_the_setting() -> None:
    text = 'browser = """\nplain = true\n"""\nplain = true # yes\n'
    assert commenting.commented(text, "", "plain") == text.replace(
        "plain = true # yes", "# plain = true # yes"
    )


def test_a_setting_in_braces_goes_and_the_rest_stays() -> None:
    write(config="layout = { measure = 70, margin = 3 }  # mine\n")
    config.forget("layout.measure")
    assert tomllib.loads(text_of("config")) == {"layout": {"margin": 3}}
    assert text_of("config").endswith("# mine\n")


_KEYS = st.sampled_from(["plain", "measure", "margin", "x-y", '"a b"', "list.open"])
_VALUES = st.sampled_from(
    ["1", "true", '"a # b"', "'x = 1'", "[1, # one\n  2,\n]", '"""\nplain = 1\n\n"""', "{ a = 1 }"]
)
_BESIDE = st.sampled_from(["", "  # beside", " #x = 1", "# plain = 2"])
_LINES = st.lists(st.tuples(_KEYS, _VALUES, _BESIDE), max_size=5, unique_by=lambda line: line[0])


@given(_LINES, _LINES, st.sampled_from(["\n", "\r\n"]), st.data())
def test_nothing_written_is_lost_where_a_setting_becomes_a_comment(
    top: list[tuple[str, str, str]],
    table: list[tuple[str, str, str]],
    newline: str,
    data: st.DataObject,
) -> None:
    def lines(written: list[tuple[str, str, str]]) -> str:
        return "".join(f"{key} = {value}{beside}\n# below\n" for key, value, beside in written)

    text = (f"# first\n{lines(top)}\n[layout] # set\n{lines(table)}").replace("\n", newline)
    section, written = data.draw(st.sampled_from([("", top), ("layout", table)]))
    if not written:
        return
    key = data.draw(st.sampled_from(written))[0]
    path, _, leaf = f"{section}.{key}".lstrip(".").replace('"', "").rpartition(".")
    found = commenting.commented(text, path, leaf)
    assert found is not None
    assert re.sub(r"(?m)^( *)# ", r"\1", found) == re.sub(r"(?m)^( *)# ", r"\1", text)
    left = tomllib.loads(found)
    for part in path.split(".") if path else ():
        left = left.get(part, {})
    assert leaf not in left
    assert found.count("\n") == text.count("\n")
