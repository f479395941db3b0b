"""config.toml: what may stand in it, what is said when it is wrong, and whose it stays."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from reader import config
from reader.settings import SETTINGS, Settings, stepped
from reader.tables import FileError, read_toml
from reader.ui.settings_writer import default_text


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path))
    return tmp_path


def written(text: str) -> list[str]:
    """What is wrong with settings like these."""
    config.settings_path().write_text(text, "utf-8")
    return [str(problem) for problem in config.load_settings().problems]


def test_without_a_file_the_defaults_hold() -> None:
    assert config.load_settings().settings == Settings()


def test_every_default_is_the_one_that_is_told() -> None:
    for setting in SETTINGS:
        assert getattr(Settings(), setting.key) == setting.default


def test_settings_are_read() -> None:
    assert not written('theme = "harbour"\nplain = true\nmark_read = "never"\nbrowser = "w3m %s"')
    settings = config.read_settings()
    assert (settings.theme, settings.plain, settings.mark_read) == ("harbour", True, "never")


def test_a_pair_of_themes_serves_dark_and_light_terminals() -> None:
    assert not written('theme = { dark = "harbour", light = "reading-lamp" }')
    settings = config.read_settings()
    assert settings.theme is None
    assert (settings.themes.dark, settings.themes.light) == ("harbour", "reading-lamp")


def test_names_to_watch_are_a_list() -> None:
    assert not written('[names]\nwatch = ["Otters  Club", "Kari Nygaard"]')
    assert config.read_settings().watched_names == ("Otters Club", "Kari Nygaard")
    (problem,) = written('[names]\nwatch = "Otters Club"')
    assert "2: watch: is a list of names like" in str(problem)
    (problem,) = written("[names]\nwach = []")
    assert "did you mean “watch”?" in str(problem)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("thme = 'x'", "config.toml:1: thme: there is no such setting; did you mean “theme”?"),
        ("\nplain = 1", "config.toml:2: plain: must be true or false"),
        (
            'colours = "265"',
            "config.toml:1: colours: must be one of auto, all, 256, 16, none; did you mean “256”?",
        ),
        ("browser = 3", "config.toml:1: browser: must be text in quotes"),
        ("keys = 3", "config.toml:1: keys: is a table: write [keys] above its keys"),
        ("[views]\nx = 3", 'config.toml:2: x: a view is a line like name = "query"'),
        ("theme = 3", "config.toml:1: theme: is a name in quotes, “auto”"),
        ('[views]\nx = "a \\u001b]0;b"', "config.toml:2: x: a view is a line"),
        ('[views]\n"x\\u001b" = "a"', r"x\x1b: a view is a line"),
        ('theme = { drak = "x" }', "did you mean “dark”?"),
        ("plain = ", "config.toml:1: not TOML: Invalid value"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_what_was_meant(text: str, said: str) -> None:
    (problem,) = written(text)
    assert said in problem


def test_signs_that_join_letters_may_stand_in_any_text() -> None:
    said = "\u0645\u06cc\u200c\u0634\u0648\u062f \U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert written(f'list_only = "{said}"\n[views]\n"{said}" = "{said}"\n') == []
    config.keep_view(f"{said} 2", said)
    assert dict(config.read_settings().views) == {said: said, f"{said} 2": said}


def test_a_long_view_may_stand_in_several_lines() -> None:
    assert written('[views]\nx = """\n  port\n  -ferry\n"""') == []
    assert dict(config.read_settings().views) == {"x": "port -ferry"}


def test_what_is_wrong_stays_at_its_default_and_the_rest_holds() -> None:
    assert written('plain = "yes"\nnotices = true')
    settings = config.read_settings()
    assert (settings.plain, settings.notices) == (False, True)


def test_odd_files_are_told_of_in_a_line(folder: Path) -> None:
    path = config.settings_path()
    path.mkdir()
    assert "is a folder" in str(config.load_settings().problems[0])
    path.rmdir()
    path.write_bytes(b"#" * 5_000_000)
    assert "is larger than 1,000,000 bytes" in str(config.load_settings().problems[0])
    path.write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8" in str(config.load_settings().problems[0])
    path.write_text("")
    assert config.load_settings().problems == ()
    path.write_text("a = " + "[" * 5000)
    assert "not TOML" in str(config.load_settings().problems[0])
    with pytest.raises(config.SettingsError, match="mend or remove the file"):
        config.read_settings()


# Written


def test_the_file_written_first_is_the_one_made_from_the_tables() -> None:
    assert config.default_text() == default_text(), (
        "run: python -m reader.ui.settings_writer > reader/default.toml"
    )


def test_the_file_written_first_changes_nothing() -> None:
    config.write_defaults(config.settings_path())
    loaded = config.load_settings()
    assert (loaded.settings, loaded.problems) == (Settings(), ())


def test_every_line_of_the_first_file_can_be_put_in_force() -> None:
    from reader.ui.bindings import bound

    lines = [
        line.removeprefix("# ")
        if line.startswith("# ") and " = " in line.split("  #")[0] and "," not in line[:8]
        else line
        for line in default_text().splitlines()
    ]
    config.settings_path().write_text("\n".join(lines), "utf-8")
    loaded = config.load_settings()
    assert loaded.problems == ()
    actions, problems = bound(loaded.settings.keys, loaded.file)
    assert problems == []
    from reader.ui.actions import ACTIONS

    assert [a.keys for a in actions] == [a.keys for a in ACTIONS]


def test_keeping_a_setting_writes_the_whole_file_with_that_one_in_force() -> None:
    config.keep("plain", True)
    text = config.settings_path().read_text("utf-8")
    assert tomllib.loads(text)["plain"] is True
    assert text.count("\n") == default_text().count("\n")
    assert "for screen readers" in next(x for x in text.splitlines() if x.startswith("plain"))


def test_keeping_a_setting_keeps_comments_order_and_all_else() -> None:
    before = '# mine\ntheme = "harbour"  # at night\n\n[layout]\nmeasure = 70 # wide\n# end\n'
    config.settings_path().write_text(before, "utf-8")
    config.keep("theme", "broadsheet")
    config.keep("layout.measure", 72)
    assert config.settings_path().read_text("utf-8") == before.replace(
        "harbour", "broadsheet"
    ).replace("70", "72")


def test_a_setting_in_a_table_is_put_there() -> None:
    config.keep("layout.justify", True)
    config.keep("keys.preset", "vim")
    tables = tomllib.loads(config.settings_path().read_text("utf-8"))
    assert tables["layout"] == {"justify": True}
    assert tables["keys"] == {"preset": "vim"}


def test_forgetting_a_setting_brings_its_default_back() -> None:
    config.keep("plain", True)
    config.forget("plain")
    config.forget("layout.measure")
    assert not config.read_settings().plain


def test_a_theme_kept_where_there_is_a_pair_replaces_the_one_of_its_kind() -> None:
    written('theme = { dark = "harbour", light = "broadsheet" }')
    config.keep_theme("blackout", "dark")
    choice = config.read_settings().themes
    assert (choice.dark, choice.light) == ("blackout", "broadsheet")
    written('theme = "harbour"')
    config.keep_theme("broadsheet", "light")
    assert config.read_settings().theme == "broadsheet"


def test_settings_that_are_a_link_stay_a_link(folder: Path) -> None:
    real = folder / "dotfiles" / "reader.toml"
    real.parent.mkdir()
    real.write_text("plain = false\n")
    config.settings_path().symlink_to(real)
    config.keep("plain", True)
    assert config.settings_path().is_symlink()
    assert "plain = true" in real.read_text()


@pytest.mark.parametrize(
    ("rule", "value", "step", "then"),
    [
        (bool, True, 1, False),
        (("a", "b"), "b", 1, "a"),
        (("left", "centre", "center"), "left", -1, "centre"),
        ((1, 3), 3, 1, 3),
        ((40, 100), 66, 1, 68),
        ((40, 100), 41, -1, 40),
        (str, "x", 1, "x"),
    ],
)
def test_a_step_goes_on_among_what_a_setting_may_be(rule, value, step, then) -> None:
    assert stepped(rule, value, step) == then


def test_a_pipe_in_place_of_a_file_is_refused_and_waited_for_by_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "theme.toml")
    with pytest.raises(FileError, match="is a pipe or a device"):
        read_toml(tmp_path / "theme.toml")
