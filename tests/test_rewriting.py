"""Settings written by the reader: nothing of anybody's is lost, whoever writes at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

from reader import config, rewriting
from reader.config import SettingsError
from reader.fetching.settings import keep_login
from reader.lock import lock


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path))
    return tmp_path


def written(text: str) -> None:
    config.settings_path().write_bytes(text.encode())


def text() -> str:
    return config.settings_path().read_bytes().decode()


def tables() -> dict[str, object]:
    return tomllib.loads(text())


# Several writers

_WRITER = """
import sys
from reader import config
for number in range(8):
    config.keep_view(f"{sys.argv[1]}{number}", "x")
"""


def test_what_two_readers_keep_at_once_is_all_kept(folder: Path) -> None:
    written("# mine\n")
    started = [
        subprocess.Popen([sys.executable, "-c", _WRITER, name], env=os.environ) for name in "ab"
    ]
    threads = [
        threading.Thread(target=config.keep_view, args=(f"c{number}", "x")) for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait() for process in started] == [0, 0]
    names = {f"{name}{number}" for name in "ab" for number in range(8)}
    assert set(config.load_settings().settings.views) == names | {f"c{n}" for n in range(4)}
    assert [path.name for path in folder.iterdir()] == ["config.toml"]


def test_who_waits_too_long_is_told_so_and_the_file_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written("plain = false\n")
    monkeypatch.setattr(rewriting, "PATIENCE", 0)
    with (
        lock(folder / ".config.toml.lock"),
        pytest.raises(SettingsError, match=r"config\.toml: cannot be written: .*; try again"),
    ):
        config.keep("plain", True)
    assert text() == "plain = false\n"
    config.keep("plain", True)


def test_a_writer_that_was_killed_is_in_nobodys_way(folder: Path) -> None:
    written("plain = false\n")
    dies = """
import os, signal
from pathlib import Path
from reader import config
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
config.keep("plain", True)
"""
    ended = subprocess.run([sys.executable, "-c", dies], env=os.environ, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert text() == "plain = false\n"
    assert len(list(folder.iterdir())) == 3, "the lock and the half-done file are left"
    config.keep("plain", True)
    assert text() == "plain = true\n"
    assert [path.name for path in folder.iterdir()] == ["config.toml"]


def test_what_an_editor_saves_meanwhile_is_not_lost() -> None:
    written("plain = false\n")
    saves = iter(["plain = false\nmouse = false\n"])

    def edit(before: str) -> str:
        if saved := next(saves, ""):
            written(saved)
        return before.replace("plain = false", "plain = true")

    config.rewrite(edit, config.settings_path())
    assert text() == "plain = true\nmouse = false\n"


# What stays as it was


@pytest.mark.parametrize("begins", ["", "\ufeff"])
def test_line_ends_and_what_a_file_begins_with_stay_at_every_change(begins: str) -> None:
    before = begins + '# mine\r\nplain = false\r\n[views]\r\nold = "x"  # why\r\n'
    written(before)
    config.keep("plain", True)
    config.keep("layout.measure", 70)
    config.keep("keys.preset", "vim")
    config.keep_theme("harbour", "dark")
    config.keep_view("new", "ferry")
    config.forget("plain")
    config.forget_view("old")
    assert text().startswith(begins + "# mine\r\n")
    assert text().count("\n") == text().count("\r\n") == text().count("\r")
    assert text().count("\ufeff") == len(begins)
    assert config.load_settings().problems == ()


def test_in_a_file_with_ends_of_both_kinds_no_line_changes_but_the_one() -> None:
    written("# a\r\nplain = false\n# b\r\n")
    config.keep("plain", True)
    assert text() == "# a\r\nplain = true\n# b\r\n"


_PAIR = """# top
[layout]
measure = 70

[theme] # my pair
# night: easy on the eyes
dark = "harbour"  # d
# day
light = "broadsheet"
# end
"""


@pytest.mark.parametrize(
    "before",
    [
        _PAIR,
        '# top\ntheme.dark = "harbour" # d\ntheme.light = "broadsheet" # l\nplain = true\n',
        'theme = { dark = "harbour", light = "broadsheet" }  # both\n',
    ],
)
def test_a_theme_kept_of_a_pair_changes_its_name_alone(before: str) -> None:
    written(before)
    config.keep_theme("mono", "dark")
    assert text() == before.replace("harbour", "mono")
    config.keep_theme("harbour", "dark")
    assert text() == before


def test_the_other_half_of_a_pair_is_added() -> None:
    written('[theme]\n# night\ndark = "harbour"\n')
    config.keep_theme("broadsheet", "light")
    assert text() == '[theme]\n# night\ndark = "harbour"\nlight = "broadsheet"\n'


@pytest.mark.parametrize(
    "before",
    [
        'list_only = """\n# plain = false\n"""\n',
        "list_only = '''\n[layout]\n# plain = false\n'''\n",
        '[feeds."https://x.example/y"]\n# plain = false\n',
        "[[strange]]\n# plain = false\n",
        "numbers = [\n# plain = false\n1]\nnothing = nan\n",
    ],
)
def test_a_comment_is_put_in_force_only_where_it_is_the_setting(before: str) -> None:
    written(before)
    was = {key: value for key, value in tables().items() if key != "nothing"}
    config.keep("plain", True)
    assert {k: v for k, v in tables().items() if k != "nothing"} == {**was, "plain": True}
    assert "# plain = false" in text()


def test_of_several_comments_the_one_in_its_table_is_put_in_force() -> None:
    written('# measure = 50\n[feeds."https://x.example/y"]\n# measure = 60\n[layout]\n# measure=70')
    config.keep("layout.measure", 80)
    assert text().endswith("# measure = 60\n[layout]\nmeasure = 80")


# What cannot be


@pytest.mark.parametrize(
    ("before", "keeping", "said"),
    [
        ("\nlayout = 3\n", "layout.measure", ":2: layout: is a table: write [layout] above"),
        ("keys = 'x'\n", "keys.preset", ":1: keys: is a table: write [keys] above"),
        ("# a\n[[keys]]\nq = 1\n", "keys.preset", ":2: keys: is a table: write [keys] above"),
        ("notify = []\n", "notify.by", ":1: notify: is a table: write [notify] above"),
        ("plain = false\nx\n", "plain", ":2: not TOML: "),
    ],
)
def test_what_is_in_the_way_of_a_setting_is_told_with_its_line(
    before: str, keeping: str, said: str
) -> None:
    written(before)
    value = {"layout.measure": 70, "plain": True}.get(keeping, "vim")
    with pytest.raises(SettingsError) as told:
        config.keep(keeping, value)
    assert f"the setting cannot be kept: {config.settings_path()}{said}" in str(told.value)
    assert "\n" not in str(told.value)
    assert text() == before
    config.forget(keeping) if "table" in said else None
    assert text() == before


@pytest.mark.parametrize("before", ["[[views]]\n", "views = []\n", "views = 'x'\n"])
def test_a_view_is_not_kept_where_views_are_no_table(before: str) -> None:
    written(before)
    with pytest.raises(SettingsError, match=r"config.toml:1: views: is a table: write \[views\]"):
        config.keep_view("new", "ferry")
    config.forget_view("new")
    assert text() == before


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("feeds = 3\n", "write [feeds] above"),
        ('[feeds]\n"https://x.example/y" = 1\n', 'write [feeds."https://x.example/y"] above'),
    ],
)
def test_a_login_is_not_kept_where_feeds_are_no_table(before: str, said: str) -> None:
    written(before)
    with pytest.raises(SettingsError) as told:
        keep_login("https://x.example/y", "ada", "hush")
    assert said in str(told.value)
    assert text() == before


@pytest.mark.skipif(os.name != "posix", reason="pipes are POSIX's")
def test_a_pipe_in_the_place_of_the_settings_is_not_waited_for() -> None:
    os.mkfifo(config.settings_path())
    with pytest.raises(SettingsError, match="is a pipe or a device"):
        config.keep("plain", True)


def test_a_link_to_itself_in_the_place_of_the_settings_is_told() -> None:
    config.settings_path().symlink_to(config.settings_path())
    with pytest.raises(SettingsError, match=r"config\.toml: "):
        config.keep("plain", True)
    assert config.settings_path().is_symlink()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[layout]\n  measure = 70 # a\n", "[layout]\n  measure = 80 # a\n"),
        ("measure = 1\n[layout]\nmeasure=70", "measure = 1\n[layout]\nmeasure=80"),
        ("x = '''\nmeasure = 1\n'''\n[layout]\nmeasure = '''\n70\n'''", "measure = 80"),
        ("[layout]\nmeasure = [70, # a\n 71]\nmargin = 3\n", "measure = 80\nmargin = 3\n"),
        ('[layout]\n"measure" = 70 # a\n', '[layout]\n"measure" = 80 # a\n'),
        ("layout.measure = 70 # a\n", "layout.measure = 80 # a\n"),
        ("layout = { measure = 70, margin = 3 } # a\n", "{ measure = 80, margin = 3 } # a\n"),
    ],
)
def test_a_value_is_changed_where_it_stands_however_it_is_written(before: str, after: str) -> None:
    written(before)
    config.keep("layout.measure", 80)
    assert text().endswith(after)
    assert tables()["layout"]["measure"] == 80  # type: ignore[index]


@pytest.mark.parametrize("value", ['a "b" \\ c', "#x", "", "é\u200d", "a\\"])
def test_text_with_signs_of_toml_is_kept_and_kept_again(value: str) -> None:
    written('browser = "x # y"  # mine\n')
    for kept in (value, "other", value):
        config.keep("browser", kept)
        assert tables() == {"browser": kept}
        assert text().endswith("  # mine\n")
