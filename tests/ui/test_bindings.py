"""`[keys]`: other keys for the same actions, and what is said when that cannot be."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import keys as textual_keys

from reader.settings import PRESETS
from reader.tables import TomlFile
from reader.ui.actions import ACTIONS, PLACES, Action
from reader.ui.bindings import bound, read_keys
from reader.ui.key_names import shown
from reader.ui.key_tables import text_table
from reader.ui.keymap import Keymap


def made(text: str) -> tuple[Keymap, list[str]]:
    text = f"[keys]\n{text}\n"
    file = TomlFile(Path("/somewhere/config.toml"), text, tomllib.loads(text))
    actions, problems = bound(file.tables["keys"], file, macros=file.tables.get("macros"))
    return Keymap(actions), [str(problem) for problem in problems]


def does(keymap: Keymap, place: str, *strokes: str) -> str | None:
    found = keymap.find(place, strokes)
    return found.name if isinstance(found, Action) else found


def test_an_action_is_bound_to_other_keys() -> None:
    keymap, problems = made('search = ["f3", "ctrl+f"]\ntoggle_star = "*"')
    assert problems == []
    assert does(keymap, "article", "f3") == "search"
    assert does(keymap, "list", "asterisk") == "toggle_star"
    assert does(keymap, "list", "slash") is None


def test_a_sequence_waits_for_its_end() -> None:
    keymap, problems = made('top = "g g"')
    assert problems == []
    assert does(keymap, "article", "g") == "pending"
    assert does(keymap, "article", "g", "g") == "top"
    assert does(keymap, "list", "g") == "first", "there g is another action's"


def test_a_key_may_mean_something_in_one_place_only() -> None:
    keymap, problems = made('list.open = ["l", "enter"]')
    assert problems == []
    assert does(keymap, "list", "l") == "open"
    assert does(keymap, "article", "l") == "links"
    assert made('[keys.list]\nopen = "l"')[1] == []


def test_one_name_in_several_places_is_bound_in_all() -> None:
    keymap, _ = made('page_down = "f"')
    assert {does(keymap, place, "f") for place in ("list", "article", "panel")} == {"page_down"}


def test_an_action_may_have_no_key() -> None:
    keymap, problems = made("quit = []")
    assert problems == []
    assert does(keymap, "list", "Q") is None


def test_a_key_of_the_readers_own_is_given_up_to_the_users() -> None:
    keymap, problems = made('toggle_star = "plus"')
    assert problems == []
    assert does(keymap, "list", "plus") == "toggle_star"
    assert does(keymap, "list", "equals_sign") == "wider"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'next_artcle = "x"',
            "config.toml:2: next_artcle: there is no such action; did you mean “next_article”?",
        ),
        (
            'toggle_star = "J"',
            "config.toml:2: toggle_star: “J” was the only key of next_article;"
            " give that another, or none: next_article = []",
        ),
        (
            'sort = "f3"\nviews = "f3"',
            "config.toml:3: views: “f3” is bound to sort already; choose another key",
        ),
        (
            'theme = "g g"',
            "config.toml:2: theme: “gg” cannot be pressed: “g” is bound to first;"
            " give that another key",
        ),
        ('quit = "gg"', "config.toml:2: quit: “gg” is no key; for one after the other: “g g”"),
        ('quit = "f99"', "config.toml:2: quit: “f99” is no key: write for example “f5”"),
        ('quit = "contrl+x"', "config.toml:2: quit: “contrl+x” is no key: write for example"),
        ("quit = 3", "config.toml:2: quit: is a key in quotes, or a list of them"),
        ("quit = [3]", "config.toml:2: quit: is a key in quotes, or a list of them"),
        ('panl.choose = "x"', "panl.choose: there is no place “panl”; did you mean “panel”?"),
        ('preset = "vi"', "config.toml:2: preset: must be one of reader, newsboat, vim, emacs"),
    ],
)
def test_what_cannot_be_is_told_with_its_line_and_a_way_out(text: str, said: str) -> None:
    assert any(problem.startswith(said) or said in problem for problem in made(text)[1])


def test_of_two_wishes_for_a_key_the_first_is_granted() -> None:
    keymap, _ = made('sort = "f3"\nviews = "f3"')
    assert does(keymap, "list", "f3") == "sort"


WITHOUT_KEYS = {(action.place, action.name) for action in ACTIONS if not action.keys}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_contradicts_itself_nowhere(preset: str) -> None:
    keymap, problems = made(f'preset = "{preset}"')
    assert problems == []
    for place in PLACES:
        for action in keymap.within(place):
            assert action.keys or preset == "none" or (place, action.name) in WITHOUT_KEYS, action
            for key in action.keys:
                assert does(keymap, place, *key.split()) == action.name, (action, key)


@pytest.mark.parametrize(
    ("preset", "place", "keys", "name"),
    [
        ("newsboat", "article", "n", "next_unread"),
        ("newsboat", "list", "N", "toggle_read"),
        ("vim", "article", "g g", "top"),
        ("vim", "list", "Z Z", "quit"),
        ("emacs", "article", "ctrl+v", "page_down"),
        ("emacs", "list", "ctrl+x ctrl+c", "quit"),
        ("emacs", "list", "ctrl+s", "search"),
    ],
)
def test_hands_that_know_another_program_find_its_keys(preset, place, keys, name) -> None:
    keymap, _ = made(f'preset = "{preset}"')
    assert does(keymap, place, *keys.split()) == name


def test_what_the_user_binds_goes_before_the_preset_and_says_where_it_is_from() -> None:
    keymap, _ = made('preset = "vim"\nquit = "f10"')
    assert does(keymap, "list", "f10") == "quit"
    assert does(keymap, "list", "Z", "Z") is None
    table = text_table(keymap)
    assert "(config.toml:3)" in next(line for line in table.splitlines() if "f10" in line)
    assert "(preset vim)" in next(line for line in table.splitlines() if "gg" in line)
    assert "(" not in next(line for line in table.splitlines() if line.endswith("Search"))


def test_one_key_does_several_things_one_after_the_other() -> None:
    keymap, problems = made('[macros]\n"f5" = ["toggle_star", "next_unread"]')
    assert problems == []
    assert does(keymap, "list", "f5") == "toggle_star next_unread"
    assert "Star or unstar; Next unread article  (config.toml:3)" in text_table(keymap)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"f5" = ["toggel_star"]', "there is no action “toggel_star”; did you mean “toggle_star”?"),
        ('"f5" = "toggle_star"', "config.toml:3: f5: is a list of actions in quotes"),
        ('"gg" = ["toggle_star"]', "config.toml:3: gg: “gg” is no key"),
        ('"J" = ["toggle_star"]', "config.toml:3: J: “J” was the only key of next_article"),
    ],
)
def test_what_is_wrong_with_several_is_told_too(text: str, said: str) -> None:
    assert any(said in problem for problem in made(f"[macros]\n{text}")[1])


def test_an_action_without_keys_is_not_in_the_footer() -> None:
    keymap, _ = made("theme = []")
    assert "theme" not in [action.name for action in keymap.footer("list")]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("?", "question_mark"),
        ("Ctrl+X", "ctrl+x"),
        ("ctrl+x ctrl+s", "ctrl+x ctrl+s"),
        ("Esc", "escape"),
        ("PgDn", "pagedown"),
        ("Shift+Tab", "shift+tab"),
        ("F5", "f5"),
        ("alt+<", "alt+less_than_sign"),
        ("ctrl++", "ctrl+plus"),
        ("G", "G"),
        ("é", "é"),
        ("↑", "up"),
        ("question_mark", "question_mark"),
    ],
)
def test_keys_are_written_as_people_write_them(written: str, key: str) -> None:
    assert read_keys(written) == key


@given(st.characters(min_codepoint=33, max_codepoint=126))
def test_every_character_of_a_keyboard_is_the_key_textual_makes_of_it(character: str) -> None:
    assert read_keys(character) == textual_keys._character_to_key(character)


@given(st.text(max_size=12))
def test_whatever_is_written_is_a_key_or_refused_in_a_line(text: str) -> None:
    try:
        key = read_keys(text)
    except ValueError as error:
        said = str(error)
        assert len(said.splitlines()) == 1
    else:
        assert key


@given(st.characters(min_codepoint=33, max_codepoint=126))
def test_every_character_of_a_keyboard_is_shown_as_itself(character: str) -> None:
    assert shown(read_keys(character)) == character


def test_keys_are_shown_as_they_are_written() -> None:
    assert shown("right_square_bracket right_square_bracket") == "]]"
    assert shown("alt+less_than_sign") == "alt+<"
    assert shown("ctrl+x ctrl+s") == "ctrl+x ctrl+s"


def test_without_a_preset_the_way_out_and_the_help_stay() -> None:
    keymap, problems = made('preset = "none"\nline_down = "e"')
    assert problems == []
    assert does(keymap, "article", "e") == "line_down"
    assert does(keymap, "list", "j") is None
    assert does(keymap, "list", "Q") == "quit"
    assert does(keymap, "list", "question_mark") == "help"


def test_what_is_done_at_the_start_stands_among_the_keys() -> None:
    keymap, problems = made('[macros]\nstart = ["sidebar", "fetch"]')
    assert problems == []
    assert keymap.start == "sidebar fetch"
    assert "at start" in text_table(keymap)
    _, problems = made('[macros]\nstart = ["sidbar"]')
    assert "did you mean “sidebar”?" in problems[0]


def test_a_mistyped_key_leaves_the_action_its_own() -> None:
    keymap, problems = made('next_article = "ctrl+zz"\ntoggle_star = ["ctrl+zz", "*"]')
    assert len(problems) == 2
    assert does(keymap, "article", "J") == "next_article"
    assert does(keymap, "list", "asterisk") == "toggle_star"
    assert does(keymap, "list", "s") is None


def test_a_sequence_that_cannot_be_pressed_is_not_in_force() -> None:
    keymap, problems = made('open_in_browser = "g b"\nundo = ["g u", "U"]')
    assert sorted(problem.partition(" cannot")[0] for problem in problems) == [
        "config.toml:2: open_in_browser: “gb”",
        "config.toml:3: undo: “gu”",
    ]
    keys = {action.name: action.keys for action in keymap.actions}
    assert keys["open_in_browser"] == ("o",)
    assert keys["undo"] == ("U",)


def test_long_keys_stay_apart_from_what_they_do() -> None:
    keymap, _ = made('next_pane = ["ctrl+w ctrl+w", "ctrl+w w", "ctrl+n", "tab"]')
    assert "ctrl+w ctrl+w  ctrl+w w  ctrl+n  Tab  Next pane" in text_table(keymap)


def test_the_names_to_bind_actions_by_are_printed_and_bind_them() -> None:
    lines = text_table(Keymap(), names=True).splitlines()
    names = [line.split()[0] for line in lines if line.startswith("  ")]
    assert len(names) == len(set(names)) == len(ACTIONS)
    assert {"list.first", "quit", "top"} <= {n.removeprefix("article.") for n in names} | {*names}
    for action, name in zip(
        (a for place in PLACES for a in ACTIONS if a.place == place), names, strict=True
    ):
        keymap, problems = made(f'{name} = "f12"')
        assert [p for p in problems if "no such" in p or "no place" in p] == []
        assert [a for a in keymap.actions if "f12" in a.keys] == [
            next(a for a in keymap.actions if (a.place, a.name) == (action.place, action.name))
        ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("quit = []\nclose = []", "ctrl+c"),
        ('quit = []\nclose = []\nsuspend = "ctrl+c"', "ctrl+q"),
        ('preset = "none"\nquit = []', "ctrl+c"),
    ],
)
def test_a_key_leaves_the_reader_though_none_is_bound_to_that(text: str, key: str) -> None:
    keymap, problems = made(text)
    assert does(keymap, "list", key) == "quit"
    (problem,) = problems
    assert problem.endswith(f": quit: no key would leave the reader: {key} does")


@pytest.mark.parametrize("text", ["quit = []", "close = []", 'quit = []\nclose = "ctrl+k x"'])
def test_who_can_leave_in_one_way_is_told_nothing(text: str) -> None:
    assert made(text)[1] == []


def test_a_macro_that_leaves_is_a_way_too() -> None:
    assert made('quit = []\nclose = []\n[macros]\nf4 = ["mark_all_read", "quit"]')[1] == []
