"""`reader theme`, `reader config`, `reader completion` as somebody at a shell uses them."""

from __future__ import annotations

import json
import os
import stat
import tomllib
from pathlib import Path

import pytest
from rich.cells import cell_len

from reader.config import bundled_folder
from reader.ui.theme import load
from reader.ui.theme_check import measure
from tests.commandline import Command, permissions_obeyed, write

BUNDLED = bundled_folder("themes")

SCHEME = """\
# A scheme of muddy colours, in the old layout
scheme: "Mud \\x1b[31m"  # as written
author: 'Nobody (https://example.org)'
base00: "2b2622"
base01: "322c28"
base02: "4a423c"
base03: "5c544d"
base04: "877c72"
base05: "b8aca0"
base06: "d0c6bc"
base07: "ece4dc"
base08: "9a4a3a"
base09: "a0703a"
base0A: "a8923a"
base0B: "6a8a3a"
base0C: "4a8a80"
base0D: "4a6a9a"
base0E: "7a5a8a"
base0F: "7a4a3a"
"""


# list, preview


def test_themes_are_listed_with_what_they_are(reader: Command) -> None:
    ended = reader("theme", "list")
    assert ended.status == 0
    line = next(line for line in ended.out.splitlines() if line.startswith("compass-light"))
    assert "light" in line
    assert "AA CVD" in line
    assert "CC0-1.0" in line


def test_a_folder_of_themes_nobody_may_look_into_is_told_and_the_others_work(
    reader: Command,
) -> None:
    write(reader.settings, "themes/mine.toml", 'inherits = "harbour"')
    (reader.settings / "themes").chmod(0)
    told = "themes: no theme in it can be read: permission denied"
    try:
        with permissions_obeyed():
            listed = reader("theme", "list", "--plain")
            checked = reader("config", "check")
            shown = reader("theme", "preview", "harbour")
            measured = reader("theme", "check", "harbour")
            examined = reader("doctor")
    finally:
        (reader.settings / "themes").chmod(0o700)
    assert listed.problem == told
    assert "harbour" in listed.out.splitlines()
    assert checked.status == 1
    assert told in checked.out + checked.err
    assert (shown.status, measured.status) == (0, 0)
    assert told in examined.out.replace(f"{reader.settings}/", "")


def test_names_that_no_file_can_have_end_nothing(reader: Command) -> None:
    name = "x" * 300
    write(reader.settings, "themes/mine.toml", f'inherits = "{name}"')
    ended = reader("theme", "list")
    assert "there is no theme “xxx" in ended.problem
    assert "harbour" in ended.out
    assert "there is no such theme" in reader("theme", "preview", name).problem
    assert reader("theme", "check", name).status == 2


def test_the_list_can_be_had_for_scripts(reader: Command) -> None:
    assert "harbour" in reader("theme", "list", "--plain").out.splitlines()
    listed = json.loads(reader("theme", "list", "--json").out)
    (blackout,) = [theme for theme in listed if theme["name"] == "blackout"]
    assert blackout["badges"] == ["AAA"]
    assert blackout["problem"] is None


def test_a_theme_that_cannot_be_read_is_listed_with_the_reason(reader: Command) -> None:
    write(reader.settings, "themes/mine.toml", "[[")
    ended = reader("theme", "list")
    assert "mine.toml:1: not TOML" in ended.problem
    assert ended.status == 0


def test_a_preview_shows_an_article_and_every_style(reader: Command) -> None:
    ended = reader("theme", "preview", "broadsheet")
    assert ended.status == 0
    assert "A bridge for otters opens at Kettle Lock" in ended.out
    assert "list.unread_dot" in ended.out
    assert "\x1b" not in ended.out, "no colours where nobody sees them"
    assert reader("theme", "preview", "brodsheet").problem.endswith("did you mean “broadsheet”?")


# new


def test_a_new_theme_has_every_key_and_changes_nothing_yet(reader: Command) -> None:
    path = Path(reader("theme", "new", "mine", "--from", "harbour").out.strip())
    assert path == reader.settings / "themes" / "mine.toml"
    folders = [path.parent, BUNDLED]
    mine, parent = load("mine", folders), load("harbour", folders)
    assert mine.warnings == ()
    assert (mine.styles, mine.layout) == (parent.styles, parent.layout)
    assert reader("theme", "check", path).status == 0


def test_every_key_of_a_new_theme_can_be_put_in_force(reader: Command) -> None:
    path = Path(reader("theme", "new", "mine", "--from", "harbour").out.strip())
    text = path.read_text("utf-8")
    lines = [
        line.removeprefix("# ") if " = " in line.split("  #")[0] else line
        for line in text.splitlines()
        if not line.startswith("# boost")
    ]
    head = lines.index("[palette]")
    lines[:head] = [line for line in lines[:head] if "counterpart" not in line]
    path.write_text("\n".join(lines), "utf-8")
    from reader.ui import meanings
    from reader.ui.styles import STYLE_NAMES

    tables = tomllib.loads(path.read_text("utf-8"))
    assert set(meanings.STYLES) == STYLE_NAMES
    assert len(tables["layout"]) == len(meanings.LAYOUT)
    folders = [path.parent, BUNDLED]
    mine, parent = load("mine", folders), load("harbour", folders)
    assert mine.warnings == ()
    assert (mine.colours, mine.layout) == (parent.colours, parent.layout)
    different = {n for n in STYLE_NAMES if mine.styles[n] != parent.styles[n]}
    assert different == set()


@pytest.mark.parametrize("name", ["_base", "a/b", "../up", ".hidden", "", "mine.toml", "a b"])
def test_a_name_that_no_file_should_have_is_refused(reader: Command, name: str) -> None:
    ended = reader("theme", "new", name)
    assert ended.status == 2
    assert "cannot name a theme" in ended.problem


def test_a_theme_that_is_there_is_not_written_over(reader: Command) -> None:
    path = write(reader.settings, "themes/mine.toml", "# mine\n")
    ended = reader("theme", "new", "mine")
    assert ended.status == 2
    assert "is there already" in ended.problem
    assert path.read_text() == "# mine\n"


def test_a_theme_may_be_made_under_a_bundled_name(reader: Command) -> None:
    path = Path(reader("theme", "new", "harbour", "--from", "harbour").out.strip())
    assert reader("theme", "check", path).status == 0


# check


def test_the_bundled_themes_pass(reader: Command) -> None:
    for more in ([], ["--colours", "256"]):
        ended = reader("theme", "check", *sorted(BUNDLED.glob("*.toml")), *more)
        assert (ended.status, ended.err) == (0, "")
        assert "error" not in ended.out
        assert "590 styles on their grounds measured" in ended.out


def test_a_fault_is_told_with_file_and_line_and_is_taste_for_who_says_so(reader: Command) -> None:
    path = write(
        reader.settings, "themes/mine.toml", 'inherits = "broadsheet"\n[palette]\nfaint = "#aaa"\n'
    )
    ended = reader("theme", "check", "mine")
    assert ended.status == 1
    assert f"{path}:3: error: boilerplate: contrast 2.19:1 on background" in ended.out
    ended = reader("theme", "check", "mine", "--user")
    assert ended.status == 0
    assert f"{path}:3: warning: boilerplate: contrast" in ended.out


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("[[", 1, "mine.toml:1: error: not TOML"),
        ('inherits = "broadsheet"\ncolor = "x"', 1, "mine.toml:2: error: color: unknown key"),
        ('inherits = "broadsheet"\n[styles]\nbdy = "ink"', 1, "mine.toml:3: error: bdy: no such"),
        ('inherits = "nothing"', 1, "mine.toml:1: error: inherits: there is no theme “nothing”"),
        ("", 1, "mine.toml:1: error: is empty"),
    ],
)
def test_what_is_wrong_in_a_file_fails_the_check(
    reader: Command, text: str, status: int, said: str
) -> None:
    path = write(reader.settings, "themes/mine.toml", text)
    ended = reader("theme", "check", path)
    assert ended.status == status
    assert said in ended.out
    assert ended.out.count("error:") == 1


def test_a_file_that_cannot_be_opened_is_another_matter(reader: Command, tmp_path: Path) -> None:
    assert reader("theme", "check", tmp_path / "none.toml").status == 2
    assert reader("theme", "check", tmp_path).status == 2


def test_figures_come_as_a_table_too(reader: Command) -> None:
    table = reader("theme", "check", "harbour", "--table").out
    assert "entity.person" in table
    markdown = reader("theme", "check", "harbour", "--markdown").out.splitlines()
    assert markdown[2].startswith("| harbour | dark | 12.75 | 5.58 | 6.51 | 15.8 (place/money)")


def test_a_file_that_is_no_theme_by_its_name_does_not_have_another_measured(
    reader: Command, tmp_path: Path
) -> None:
    write(tmp_path, "harbour.toml", 'inherits = "harbour"')
    ended = reader("theme", "check", write(tmp_path, "harbour.txt", "format = 1\n"))
    assert ended.status == 1
    assert "harbour.txt:1: error: a theme is found by its name alone: call the file" in ended.out
    assert "0 styles" in ended.out


@pytest.mark.parametrize("colours", [(), ("--colours", "256")])
def test_variables_and_terminal_colours_are_checked(
    reader: Command, colours: tuple[str, ...]
) -> None:
    text = (
        'inherits = "harbour"\n[palette]\nbg = "ansi_red"\n'
        '[ui.variables]\nscrollbar = "nonsense {}"\n'
    )
    path = write(reader.settings, "themes/mine.toml", text)
    ended = reader("theme", "check", "mine", *colours)
    assert ended.status == 1
    assert f"{path}:3: error: bg: “ansi_red” is the terminal's own" in ended.out
    assert f"{path}:5: error: scrollbar: “nonsense {{}}” is neither" in ended.out


def test_a_table_that_is_none_is_told_once(reader: Command) -> None:
    write(reader.settings, "config.toml", 'palette = 3\ntheme = "harbour"\n')
    assert "palette: is a table" in reader("config", "check").problem


# import-base16


def test_a_scheme_becomes_a_theme_that_can_be_read(reader: Command, tmp_path: Path) -> None:
    ended = reader("theme", "import-base16", write(tmp_path, "mud.yaml", SCHEME), "--as", "mud")
    assert ended.status == 0
    assert "person     #4a6a9a → #" in ended.out
    assert "hardly be told apart" in ended.err
    path = Path(ended.out.splitlines()[-1])
    theme = load("mud", [path.parent, BUNDLED])
    assert theme.title == "Mud \\x1b[31m"
    assert theme.is_dark
    assert [f for f in measure(theme).faults if "contrast" in f.what] == []
    assert reader("theme", "check", "mud", "--user").status == 0


def test_a_theme_that_hides_a_bundled_one_says_so(reader: Command, tmp_path: Path) -> None:
    scheme = write(tmp_path, "mud.yaml", SCHEME)
    hiding = reader("theme", "import-base16", scheme, "--as", "broadsheet")
    assert hiding.status == 0
    assert "broadsheet is now yours, and hides the one that comes with the reader" in hiding.err
    assert "hides" in reader("theme", "new", "harbour", "--from", "harbour").err
    assert "hides" not in reader("theme", "import-base16", scheme, "--as", "mud").err


def test_after_an_import_the_check_is_named_that_takes_taste_for_taste(
    reader: Command, tmp_path: Path
) -> None:
    ended = reader("theme", "import-base16", write(tmp_path, "mud.yaml", SCHEME), "--as", "mud")
    assert "`reader theme check mud --user`" in ended.err
    strict = reader("theme", "check", "mud")
    assert strict.status == 1
    assert "--user" in strict.err
    assert "--user" not in reader("theme", "check", "mud", "--user").err


def test_in_16_colours_the_theme_that_stands_in_is_checked(reader: Command) -> None:
    ended = reader("theme", "check", "broadsheet", "--colours", "16")
    assert ended.status == 0
    assert "“terminal” stands in" in ended.out


def test_settings_that_are_a_folder_are_not_opened_in_the_editor(reader: Command) -> None:
    (reader.settings / "config.toml").mkdir(parents=True)
    ended = reader.run("config", "edit", EDITOR="touch opened;")
    assert ended.status == 2
    assert "is a folder" in ended.problem


def test_a_setting_written_twice_is_named(reader: Command) -> None:
    path = write(reader.settings, "config.toml", "plain = true\nplain = false\n")
    said = reader("config", "check").problem
    assert said == f"{path}:2: not TOML: plain is there already; take one of the two away"


def test_a_scheme_in_the_new_layout_is_the_same(reader: Command, tmp_path: Path) -> None:
    slots = "\n".join(
        f"  {line.split('#')[0]}".replace(': "', ': "#')
        for line in SCHEME.splitlines()
        if line.startswith("base")
    )
    new = f'system: "base16"\nname: "Mud"\nvariant: "dark"\npalette:\n{slots}\n'
    first = reader("theme", "import-base16", write(tmp_path, "a.yaml", SCHEME))
    second = reader("theme", "import-base16", write(tmp_path, "b.yaml", new))
    palettes = [
        tomllib.loads(Path(ended.out.splitlines()[-1]).read_text())["palette"]
        for ended in (first, second)
    ]
    assert palettes[0] == palettes[1]


def test_colours_can_be_kept_as_they_are(reader: Command, tmp_path: Path) -> None:
    ended = reader("theme", "import-base16", write(tmp_path, "m.yaml", SCHEME), "--no-lift")
    palette = tomllib.loads(Path(ended.out.splitlines()[-1]).read_text())["palette"]
    assert palette["person"] == "#4a6a9a"
    assert "below the contrast floors" in ended.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "this is no Base16 scheme"),
        (SCHEME.replace("base0F", "base0G"), "base0F is missing"),
        (SCHEME.replace("7a4a3a", "red"), "base0F is “red”, not six hex digits"),
        ("", "this is no Base16 scheme"),
        (b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_what_is_no_scheme_is_refused(
    reader: Command, tmp_path: Path, text: str | bytes, said: str
) -> None:
    ended = reader("theme", "import-base16", write(tmp_path, "x.yaml", text))
    assert ended.status == 2
    assert said in ended.problem
    assert not (reader.settings / "themes").exists()


def test_a_scheme_that_is_not_there_or_too_large_is_refused(
    reader: Command, tmp_path: Path
) -> None:
    assert "no such file" in reader("theme", "import-base16", tmp_path / "none.yaml").problem
    big = write(tmp_path, "big.yaml", b"x" * 5_000_000)
    assert "is larger than" in reader("theme", "import-base16", big).problem


# config, keys, completion


def test_the_settings_are_edited_in_the_users_editor(reader: Command, tmp_path: Path) -> None:
    editor = write(tmp_path, "ed", '#!/bin/sh\nsed -i "s/^# plain = false/plain = true/" "$1"\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    ended = reader.run("config", "edit", EDITOR=str(editor))
    assert (ended.status, ended.err) == (0, "")
    path = Path(reader("config", "path").out.strip())
    assert tomllib.loads(path.read_text("utf-8"))["plain"] is True
    assert "* plain = true" in reader("config", "show").out
    assert json.loads(reader("config", "show", "--json").out)["plain"] is True


@pytest.mark.parametrize("section", ["feeds", "layout", "notify", "keys", "views", "lines"])
def test_settings_are_shown_whatever_stands_in_the_place_of_a_table(
    reader: Command, section: str
) -> None:
    write(reader.settings, "config.toml", f"{section} = 3\n")
    assert reader("config", "show").status == 0


def test_a_date_or_no_number_among_the_settings_is_shown_as_text(reader: Command) -> None:
    write(reader.settings, "config.toml", '[lines]\n"x" = { fg = 2020-01-01, bg = [nan, inf] }\n')
    assert '"fg": "2020-01-01"' in reader("config", "show").out
    shown = json.loads(reader("config", "show", "--json").out, parse_constant=pytest.fail)
    assert shown["lines.x"] == {"fg": "2020-01-01", "bg": ["nan", "inf"]}


def test_wide_names_keep_the_columns_of_the_settings_straight(reader: Command) -> None:
    write(reader.settings, "config.toml", '[views]\nports = "ferry"\n"新聞" = "ferry"\n')
    lines = [line for line in reader("config", "show").out.splitlines() if "views." in line]
    assert len({cell_len(line.partition("config.toml")[0]) for line in lines}) == 1


@pytest.mark.parametrize(
    ("editor", "said"), [("/no/such/editor", "set EDITOR"), ("false", "ended with 1")]
)
def test_an_editor_that_fails_is_told_of(reader: Command, editor: str, said: str) -> None:
    ended = reader.run("config", "edit", EDITOR=editor)
    assert ended.status == 2
    assert said in ended.problem


def test_checking_the_settings_tells_all_that_is_wrong(reader: Command) -> None:
    assert reader("config", "check").status == 0
    path = write(
        reader.settings,
        "config.toml",
        'theme = "harbuor"\nplian = true\n[keys]\nquti = "x"\n[styles]\nbdy = "ink"\n'
        '[feeds]\nkeep = "ten"\n',
    )
    ended = reader("config", "check")
    assert ended.status == 1
    lines = ended.err.splitlines()
    assert f"reader: {path}:1: theme: there is no theme “harbuor”; did you mean “harbour”?" in lines
    assert f"reader: {path}:2: plian: there is no such setting; did you mean “plain”?" in lines
    assert f"reader: {path}:4: quti: there is no such action; did you mean “quit”?" in lines
    assert any("keep" in line for line in lines)


def test_keys_are_printed_with_who_bound_them(reader: Command) -> None:
    write(reader.settings, "config.toml", '[keys]\npreset = "vim"\nundo = "U"\n')
    ended = reader("keys")
    assert ended.status == 0
    assert "(config.toml:3)" in next(x for x in ended.out.splitlines() if "Undo" in x)
    assert "(preset vim)" in ended.out
    assert "vim" not in reader("keys", "--markdown").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_its_completion(reader: Command, shell: str) -> None:
    ended = reader("completion", shell)
    assert ended.status == 0
    assert f"_READER_COMPLETE={shell}_complete" in ended.out


def complete(reader: Command, words: str) -> list[str]:
    count = len(words.split()) - (not words.endswith(" "))
    ended = reader.run(_READER_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(count))
    return [line.partition(",")[2] for line in ended.out.splitlines()]


def test_commands_themes_and_views_are_completed(reader: Command) -> None:
    write(reader.settings, "config.toml", '[views]\nbudget = "budget is:unread"\n')
    assert "theme" in complete(reader, "reader th")
    assert "preview" in complete(reader, "reader theme pre")
    assert "harbour" in complete(reader, "reader theme preview har")
    assert "compass" in complete(reader, "reader open --theme com")
    assert complete(reader, "reader search @") == ["@budget"]


def test_a_scheme_that_is_a_pipe_is_not_waited_for(reader: Command, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in (tmp_path / "pipe.yaml", Path("/dev/zero")):
        assert f"{path} is a pipe or a device" in reader("theme", "import-base16", path).problem
    assert "is a folder" in reader("theme", "import-base16", tmp_path).problem


def test_a_scheme_with_endless_spaces_is_read_at_once(reader: Command, tmp_path: Path) -> None:
    path = write(tmp_path, "mud.yaml", f"{SCHEME}system: b{' ' * 400_000}b\n")
    assert reader("theme", "import-base16", path).status == 0


def test_a_scheme_in_one_line_is_told_so(reader: Command, tmp_path: Path) -> None:
    colours = ", ".join(f'"base{number:02X}": "#112233"' for number in range(16))
    path = write(tmp_path, "one.json", f"{{{colours}}}")
    assert "its colours stand in one line" in reader("theme", "import-base16", path).problem
