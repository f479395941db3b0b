"""Choosing a theme with the page behind it, and the settings screen."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import OptionList

from reader import config
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.live import Live
from reader.ui.startup import look
from tests.ui.driving import MakeApp, press, reading, settled, text_of
from tests.ui.news import NOW


def listed(app: ReaderApp) -> list[str]:
    return [option.id or "" for option in app.screen.query_one(OptionList).options]


def told(app: ReaderApp) -> str:
    """What the reader says in passing."""
    return " ".join(notification.message for notification in app._notifications)


async def test_every_move_restyles_the_page_and_escape_takes_it_back(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library, "harbour")
    async with reading(app, "t") as (screen, pilot):
        before = app.reader_theme
        ground = screen.page.render_line(0)._segments[0].style.bgcolor
        await press(app, pilot, "j")
        assert app.reader_theme is not before
        assert screen.page.render_line(0)._segments[0].style.bgcolor != ground
        await press(app, pilot, "escape")
        assert app.reader_theme is before
        assert not config.settings_path().exists()


async def test_enter_keeps_the_theme_in_the_settings(library: Library, make_app: MakeApp) -> None:
    app = make_app(library, "harbour")
    async with reading(app, "t", "k", "enter"):
        assert app.reader_theme.name == "everforest-dark"
        assert config.read_settings().theme == "everforest-dark"


async def test_enter_right_after_a_move_keeps_what_the_move_came_to(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library, "harbour")
    async with reading(app, "t") as (_, pilot):
        await pilot.press("k", "enter")
        await settled(app, pilot)
        assert app.reader_theme.name == "everforest-dark"
        assert config.read_settings().theme == "everforest-dark"


async def test_a_theme_that_is_ready_after_escape_is_not_shown(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library, "harbour")
    async with reading(app, "t") as (_, pilot):
        await pilot.press("j", "escape")
        await settled(app, pilot)
        assert app.reader_theme.name == "harbour"


async def test_themes_are_filtered_by_name_and_by_ground(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "t") as (_, pilot):
        await press(app, pilot, "l")
        assert listed(app) == ["broadsheet", "compass-light", "reading-lamp", "whiteout"]
        await press(app, pilot, "d")
        assert "harbour" in listed(app)
        assert "broadsheet" not in listed(app)
        await press(app, pilot, "d", "slash", *"comp")
        assert listed(app) == ["compass", "compass-light"]
        assert app.reader_theme.name == "compass"
        await press(app, pilot, "enter", "j", "enter")
        assert app.reader_theme.name == "compass-light"


async def test_the_name_of_a_themes_file_never_acts_on_the_terminal(own: ReaderApp) -> None:
    name = "aa\x1b]0;taken\x07\n"
    (config.config_folder() / "themes" / f"{name}.toml").write_text("x")
    async with reading(own) as (_, pilot):
        await press(own, pilot, "t")
        assert r"aa\x1b]0;taken\x07\n  cannot be read" in text_of(own)
        own.notify(f"{name} cannot be kept", markup=False)
        await pilot.pause()
        assert told(own) == r"aa\x1b]0;taken\x07\n cannot be kept"


async def test_escape_leaves_the_filter_first(library: Library, make_app: MakeApp) -> None:
    app = make_app(library, "harbour")
    async with reading(app, "t", "slash", "x", "escape") as (_, pilot):
        assert len(listed(app)) == 12
        await press(app, pilot, "escape")
        assert app.reader_theme.name == "harbour"


async def test_badges_tell_contrast_and_whom_a_theme_serves(
    library: Library, make_app: MakeApp
) -> None:
    async with reading(make_app(library), "t") as (screen, _):
        lines = text_of(screen.app).splitlines()
        assert any("Compass Light" in line and "AA CVD" in line for line in lines)
        assert any("Blackout" in line and "AAA" in line for line in lines)


async def test_the_screen_is_seen_as_others_see_it_and_kept_as_it_is(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library, "harbour")
    async with reading(app, "t") as (_, pilot):
        normal = app.reader_theme.styles["entity.place"].fg
        await press(app, pilot, "c")
        assert "as protanopia sees it" in text_of(app)
        seen = app.reader_theme.styles["entity.place"].fg
        await press(app, pilot, "c", "c")
        assert app.reader_theme.styles["entity.place"].fg not in (normal, seen)
        await press(app, pilot, "enter")
        assert app.reader_theme.styles["entity.place"].fg == normal


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: Library) -> ReaderApp:
    """A reader whose theme is the user's own, edited by a script."""
    folder = tmp_path / "settings" / "themes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('inherits = "harbour"\n[palette]\nbg = "#000000"\n')
    config.settings_path().write_text('theme = "mine"\n')
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("READER_THEME", raising=False)
    loaded = config.load_settings()
    found, theme = look(loaded, {"COLORTERM": "truecolor"})
    return ReaderApp(library, theme, live=Live(found, loaded, theme), now=lambda: NOW)


def editing(
    monkeypatch: pytest.MonkeyPatch, app: ReaderApp, change: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(app, "edit", change)


async def test_a_theme_of_ones_own_is_edited_and_shown(
    own: ReaderApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(path: Path) -> None:
        path.write_text('inherits = "harbour"\n[palette]\nbg = "#010203"\n')

    editing(monkeypatch, own, change)
    async with reading(own, "t", "e"):
        assert own.reader_theme.colours["background"] == "#010203"


async def test_escape_after_editing_leaves_the_theme_as_its_file_is_now(
    own: ReaderApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(path: Path) -> None:
        path.write_text('inherits = "harbour"\n[palette]\nbg = "#010203"\n')

    editing(monkeypatch, own, change)
    async with reading(own, "t", "e", "escape"):
        assert own.reader_theme.colours["background"] == "#010203"


async def test_one_that_was_broken_meanwhile_is_told_of_and_the_last_good_one_stays(
    own: ReaderApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing(monkeypatch, own, lambda path: path.write_text("[[") and None)
    async with reading(own, "t", "e"):
        assert own.reader_theme.colours["background"] == "#000000"
        assert "mine.toml:1: not TOML" in told(own)


async def test_one_that_came_with_the_reader_is_not_edited(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library, "harbour")
    async with reading(app, "t", "e"):
        assert "reader theme new mine --from harbour" in told(app)


# The settings


async def test_a_setting_is_changed_in_the_file_and_holds_at_once(own: ReaderApp) -> None:
    async with reading(own, "P") as (screen, pilot):
        assert "Characters a line" in text_of(own)
        options = own.screen.query_one(OptionList)
        options.highlighted = [option.id for option in options.options].index("layout.measure")
        await press(own, pilot, "right", "right", "left", "right")
        assert own.reader_theme.layout.measure == 70
        text = config.settings_path().read_text()
        assert text.startswith('theme = "mine"\n')
        assert tomllib.loads(text)["layout"]["measure"] == 70
        assert screen.page.layout_in_force.measure == 70
        await press(own, pilot, "d")
        assert own.reader_theme.layout.measure == 66


async def test_keys_of_another_program_hold_at_once(own: ReaderApp) -> None:
    async with reading(own, "P") as (screen, pilot):
        options = own.screen.query_one(OptionList)
        options.highlighted = [option.id for option in options.options].index("keys.preset")
        await press(own, pilot, "space", "space", "escape", "G")
        last = screen.list.cursor
        await press(own, pilot, "g")
        assert screen.list.cursor == last
        await press(own, pilot, "g", "g")
        assert screen.list.cursor == 0


async def test_settings_that_cannot_be_kept_are_told_of(own: ReaderApp) -> None:
    async with reading(own, "P") as (_, pilot):
        config.settings_path().write_text("[[")
        await press(own, pilot, "right")
        assert "the setting cannot be kept" in told(own)


async def test_plain_is_one_pane_without_lines(own: ReaderApp) -> None:
    async with reading(own, "P") as (screen, pilot):
        await press(own, pilot, "right", "escape", "enter")
        assert not screen.list.display
        assert screen.page.size.width == 120
        drawn = text_of(own)
        assert not set("│┃─━▎┊╭╮╰╯") & set(drawn)
        await press(own, pilot, "P")
        assert not set("│╭╮╰╯") & set(text_of(own))


async def test_an_article_is_read_when_the_settings_say_so(own: ReaderApp) -> None:
    config.settings_path().write_text('theme = "mine"\nmark_read = "finished"\nnotices = true\n')
    own.follow_settings()
    async with reading(own, "enter") as (screen, pilot):
        assert screen.page.shows_notices
        number = screen.list.current
        assert number in screen.unread
        await press(own, pilot, "G")
        await settled(own, pilot)
        assert number not in screen.unread


async def test_one_key_stars_an_article_and_goes_on(own: ReaderApp) -> None:
    config.settings_path().write_text('[macros]\n"f5" = ["toggle_star", "next_unread"]\n')
    own.follow_settings()
    async with reading(own, "f5") as (screen, _):
        assert screen.list.cursor == 1
        row = screen.list.row_of(screen.list.ids[0])
        assert row is not None
        assert row.is_starred
