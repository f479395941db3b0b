"""Keys in the windows over the page: of the one table, bound by `[keys]` like all others."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from reader import config
from reader.settings import PRESETS
from reader.tables import TomlFile
from reader.ui.actions import ACTIONS, DIALOGS, PANES, PLACES, WINDOWS
from reader.ui.bindings import bound
from reader.ui.key_tables import text_table
from reader.ui.keymap import Keymap, holds
from reader.ui.screens.ask import AskScreen
from reader.ui.screens.dialog import Dialog
from reader.ui.screens.feeds import FeedsScreen
from reader.ui.screens.help import HelpScreen
from reader.ui.screens.leaving import LeavingScreen
from reader.ui.screens.links import LinksScreen
from reader.ui.screens.main import MainScreen
from reader.ui.screens.problems import ProblemsScreen
from reader.ui.screens.settings import SettingsScreen
from reader.ui.screens.theme_picker import ThemePicker
from reader.ui.screens.views import ViewsScreen
from tests.ui.driving import press, text_of

ALL: tuple[type[Dialog], ...] = (
    *(AskScreen, FeedsScreen, HelpScreen, LeavingScreen, LinksScreen, ProblemsScreen),
    *(SettingsScreen, ThemePicker, ViewsScreen),
)


def made(text: str) -> tuple[Keymap, list[str]]:
    text = f"[keys]\n{text}\n"
    file = TomlFile(Path("/somewhere/config.toml"), text, tomllib.loads(text))
    actions, problems = bound(file.tables["keys"], file)
    return Keymap(actions), [str(problem) for problem in problems]


def highlighted(screen: MainScreen) -> int | None:
    return screen.app.screen.query_one(OptionList).highlighted


def foot(screen: MainScreen) -> str:
    assert isinstance(screen.app.screen, Dialog)
    return screen.app.screen.foot()


# The table ---------------------------------------------------------------------------------


def test_every_action_of_a_window_can_be_done_there() -> None:
    for action in ACTIONS:
        for window in ALL if action.place in DIALOGS else ():
            if holds(action, window.window) and action.place != "answer":
                assert hasattr(window, f"action_{action.name}"), (window, action)


def test_no_window_has_bindings_beside_the_table() -> None:
    assert [window for window in (Dialog, *ALL) if "BINDINGS" in vars(window)] == []


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("place", DIALOGS)
def test_every_window_can_be_left_and_walked_by_arrows_with_every_preset(preset, place) -> None:
    keymap, problems = made(f'preset = "{preset}"')
    assert problems == []
    left = keymap.find(place, ["escape"])
    assert getattr(left, "name", "") == "back"
    if place in WINDOWS:
        moves = [getattr(keymap.find(place, [key]), "name", "") for key in ("up", "down", "end")]
        assert moves == ["cursor_up", "cursor_down", "last"]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("place", [place for place in WINDOWS if place != "settings_window"])
def test_a_window_hides_no_key_that_goes_through_it(preset, place) -> None:
    keymap, _ = made(f'preset = "{preset}"')
    here = {action.name: action.keys for action in keymap.in_force(place)}
    for action in keymap.within("window"):
        if action.name != "back" and action.keys:
            assert here[action.name] == action.keys, action


def test_what_is_bound_everywhere_means_nothing_in_a_window_but_the_ways_out_and_the_help() -> None:
    keymap = Keymap()
    for place in WINDOWS:
        everywhere = {a.name for a in keymap.in_force(place) if a.place == "everywhere"}
        assert everywhere == {"help", "palette", "quit", "suspend"}


def test_a_key_of_a_pane_and_of_a_window_do_not_meet() -> None:
    keymap, problems = made('feeds_window.pause = "s"\ntoggle_star = "s"')
    assert problems == []
    assert [getattr(keymap.find(p, ["s"]), "name", "") for p in ("list", "feeds_window")] == [
        "toggle_star",
        "pause",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'feeds_window.pause = "r"\nfeeds_window.tags = "r"',
            "config.toml:3: feeds_window.tags: “r” is bound to pause already; choose another key",
        ),
        (
            'window.cursor_down = "n"',
            "config.toml:2: window.cursor_down: “n” was the only key of rename;"
            " give that another, or none: rename = []",
        ),
        (
            'feeds_window.tags = "g t"',
            "config.toml:2: feeds_window.tags: “gt” cannot be pressed: “g” is bound to first;"
            " give that another key",
        ),
        (
            'pause = "escape"',
            "config.toml:2: pause: “Esc” leaves a window, there and always; choose another key",
        ),
        (
            'feeds_window.tags = ["ctrl+c", "t"]',
            "config.toml:2: feeds_window.tags: “ctrl+c” leaves a window, there and always;"
            " choose another key",
        ),
        (
            'feed_window.pause = "x"',
            "there is no place “feed_window”; did you mean “feeds_window”?",
        ),
    ],
)
def test_what_cannot_be_in_a_window_is_told_with_its_line(text: str, said: str) -> None:
    assert any(said in problem for problem in made(text)[1]), made(text)[1]


def test_escape_leaves_a_window_whatever_the_settings_say() -> None:
    keymap, _ = made('back = "ctrl+g"\nfeeds_window.pause = "escape"\nclose = []')
    for place in DIALOGS:
        assert getattr(keymap.find(place, ["escape"]), "name", "") == "back"
        assert getattr(keymap.find(place, ["ctrl+g"]), "name", "") == "back"
    assert any(a.place == "feeds_window" and a.keys == ("p",) for a in keymap.actions)


def test_a_key_in_the_panes_may_be_one_that_leaves_windows() -> None:
    keymap, problems = made('copy_text = "ctrl+c"')
    assert problems == []
    assert getattr(keymap.find("list", ["ctrl+c"]), "name", "") == "copy_text"
    assert "ctrl+c" not in keymap.over_all()


def test_a_macro_cannot_do_what_only_a_window_can() -> None:
    file = TomlFile(Path("c.toml"), "", {})
    _, problems = bound({}, file, macros={"f5": ["pause"]})
    assert "there is no action “pause”" in str(problems[0])


def test_the_keys_of_windows_are_printed_with_who_bound_them() -> None:
    keymap, _ = made('preset = "vim"\nfeeds_window.pause = "z"')
    table = text_table(keymap, names=True)
    assert "In the window of feeds" in table
    pause = next(line for line in table.splitlines() if "Pause it" in line)
    assert pause.split()[:2] == ["feeds_window.pause", "z"]
    assert pause.endswith("(config.toml:3)")
    assert set(PLACES) == {"everywhere", "search", *PANES, *DIALOGS}


# In the reader -----------------------------------------------------------------------------


async def test_a_key_of_ones_own_works_in_a_window_and_stands_at_its_foot(arranged) -> None:
    async with arranged('[keys]\nthemes_window.dark = "x"', "t") as (screen, pilot):
        assert "x dark" in foot(screen)
        await press(screen.app, pilot, "d")
        assert "only dark ones" not in text_of(screen.app)
        await press(screen.app, pilot, "x")
        assert "only dark ones" in text_of(screen.app)


async def test_an_arrow_that_was_given_away_moves_no_more(arranged) -> None:
    async with arranged('[keys]\nwindow.cursor_down = "z"', "P", "down") as (screen, pilot):
        assert highlighted(screen) == 0
        await press(screen.app, pilot, "z")
        assert highlighted(screen) == 1


async def test_a_sequence_goes_to_the_first_line_and_shows_that_it_waits(arranged) -> None:
    async with arranged('[keys]\npreset = "vim"', "P", "G", "g") as (screen, pilot):
        assert highlighted(screen) not in (0, None)
        assert "g …" in text_of(screen.app)
        await press(screen.app, pilot, "g")
        assert highlighted(screen) == 0
        assert "g …" not in text_of(screen.app)


async def test_emacs_keys_move_and_leave(arranged) -> None:
    async with arranged('[keys]\npreset = "emacs"', "P", "ctrl+n", "ctrl+n", "ctrl+p") as (
        screen,
        pilot,
    ):
        assert highlighted(screen) == 1
        await press(screen.app, pilot, "ctrl+g")
        assert screen.app.screen is screen


async def test_the_preset_without_keys_can_be_taken_back_where_it_was_chosen(arranged) -> None:
    async with arranged('[keys]\npreset = "emacs"', "P", *["down"] * 7) as (screen, pilot):
        await press(screen.app, pilot, "right")
        assert config.read_settings().keys["preset"] == "none"
        await press(screen.app, pilot, "left")
        assert config.read_settings().keys["preset"] == "emacs"


@pytest.mark.parametrize("key", ["t", "P", "w", "a", "question_mark"])
@pytest.mark.parametrize("way_out", ["escape", "ctrl+c"])
async def test_nobody_is_locked_in(arranged, key: str, way_out: str) -> None:
    text = 'quit = "f10"\nback = []\nclose = []\nwindow.cursor_down = ["escape", "ctrl+c", "j"]'
    async with arranged(f"[keys]\n{text}", "escape", key) as (screen, pilot):
        assert isinstance(screen.app.screen, Dialog)
        opened = len(screen.app.screen_stack) - 1  # What is wrong is over the settings.
        await press(screen.app, pilot, *[way_out] * opened)
        assert screen.app.screen is screen


async def test_the_key_that_opened_a_window_leaves_it_wherever_it_is(arranged) -> None:
    async with arranged('[keys]\nfeeds = "f7"\nsettings = "; s"', "f7") as (screen, pilot):
        assert isinstance(screen.app.screen, FeedsScreen)
        await press(screen.app, pilot, "w")
        assert isinstance(screen.app.screen, FeedsScreen)
        await press(screen.app, pilot, "f7")
        assert screen.app.screen is screen
        await press(screen.app, pilot, "semicolon", "s")
        assert isinstance(screen.app.screen, SettingsScreen)
        await press(screen.app, pilot, "semicolon", "s")
        assert screen.app.screen is screen


async def test_letters_are_typed_where_an_answer_is_asked_for(arranged) -> None:
    async with arranged("", "a", *"jqgG?d") as (screen, pilot):
        assert screen.app.screen.query_one(Input).value == "jqgG?d"
        await press(screen.app, pilot, "home", "x", "end", "backspace")
        assert screen.app.screen.query_one(Input).value == "xjqgG?"
        await press(screen.app, pilot, "escape")
        assert screen.app.screen is screen


async def test_an_answer_is_taken_by_another_key(arranged) -> None:
    async with arranged('[keys]\naccept = "ctrl+j"', "t", "slash", *"mono") as (screen, pilot):
        field = screen.app.screen.query_one(Input)
        await press(screen.app, pilot, "enter")
        assert field.has_focus
        await press(screen.app, pilot, "ctrl+j")
        assert not field.has_focus


async def test_the_help_over_a_window_begins_with_its_keys(arranged) -> None:
    async with arranged('[keys]\nfeeds_window.pause = "z"', "w", "question_mark") as (
        screen,
        pilot,
    ):
        lines = [line.strip(" │") for line in text_of(screen.app).splitlines()]
        told = " ".join(lines)
        assert "Here: in the window of feeds" in told
        assert "Pause it, or go on  config.toml:2" in told
        await press(screen.app, pilot, "question_mark")
        assert isinstance(screen.app.screen, FeedsScreen)


async def test_on_a_small_screen_the_help_leaves_room_for_what_keys_do(arranged) -> None:
    async with arranged("", "P", "question_mark", size=(60, 20)) as (screen, pilot):
        lines = text_of(screen.app).splitlines()
        assert "    PgDn  ctrl+f  ctrl+d  A screen down" in "\n".join(lines)
        frames = [line for line in lines if line.startswith("╰")]
        assert len(frames) == 1, "nothing of the window below is seen around it"
        await press(screen.app, pilot, "escape", "escape", "question_mark")
        told = text_of(screen.app)
        await press(screen.app, pilot, "pagedown")
        told += text_of(screen.app)
        assert "1  2  3  4  5  6  7 " in told
        assert "Open a kept search by its" in told


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)], ids=str)
@pytest.mark.parametrize("key", ["P", "t", "w"])
async def test_a_window_is_not_seen_under_the_help_and_is_there_again_after_it(
    arranged, key: str, size: tuple[int, int]
) -> None:
    async with arranged("", key, "question_mark", size=size) as (screen, pilot):
        assert text_of(screen.app).count("╰") == 1
        await press(screen.app, pilot, "escape")
        assert "? keys" in text_of(screen.app)
        assert "Here: in the window" not in text_of(screen.app)
        assert text_of(screen.app).count("╰") == 1


async def test_problems_are_told_over_the_settings_that_hold_again_after_them(arranged) -> None:
    async with arranged('[keys]\nsearch = "x d"', "P", size=(80, 24)) as (screen, pilot):
        assert "What is to be mended" in text_of(screen.app)
        assert text_of(screen.app).count("╰") == 1
        await press(screen.app, pilot, "escape")
        assert "An article is read when" in text_of(screen.app)


async def test_the_palette_calls_what_it_finds_as_the_table_of_keys_does(arranged) -> None:
    async with arranged("", "ctrl+p") as (screen, _):
        assert "Find an action by name" in text_of(screen.app)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)], ids=str)
async def test_what_is_said_in_passing_covers_no_foot_of_a_window(
    arranged, size: tuple[int, int]
) -> None:
    async with arranged("", "v", "P", size=size) as (screen, _):
        told = text_of(screen.app)
        assert "No views yet" in told
        assert "? keys" in told
        assert "d as without it" in told


async def test_the_help_has_the_keys_of_all_windows(arranged) -> None:
    async with arranged("", "question_mark", "G") as (screen, _):
        told = text_of(screen.app)
        assert "Asked whether to leave" in told
        assert "In the window of settings" in told


async def test_the_palette_over_a_window_offers_what_can_be_done_there(arranged) -> None:
    async with arranged("", "t", "ctrl+p", *"only light", "enter") as (screen, _):
        assert isinstance(screen.app.screen, ThemePicker)
        assert "only light ones" in text_of(screen.app)


async def test_asked_whether_to_leave_the_keys_are_those_of_the_settings(arranged) -> None:
    text = 'confirm_exit = true\n[keys]\nleaving.choose = "z"'
    async with arranged(text, "Q") as (screen, pilot):
        assert foot(screen) == "z leaves  n stays  ? keys"
        await press(screen.app, pilot, "y", "enter")
        assert isinstance(screen.app.screen, LeavingScreen)
        await press(screen.app, pilot, "z")
        assert screen.app._exit
