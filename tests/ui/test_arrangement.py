"""Where things stand on the screen, as the settings have it: lines, status lines, panes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widget import Widget

from reader import config
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.screens.main import MainScreen
from reader.ui.startup import look
from tests.ui.driving import ENVIRONMENT, press, settled, text_of

Arranged = Callable[..., Any]


def lines(screen: MainScreen) -> list[str]:
    return text_of(screen.app).split("\n")


def at(pane: Widget) -> tuple[int, int]:
    return pane.region.x, pane.region.y


# The lines of the list


async def test_the_list_shows_what_its_line_says(arranged: Arranged) -> None:
    settings = """[layout]
list_rows = 1
list_width = 60
list_lines = "{number:>2} {mark} {headline}{fill} {source:>9.9} {date:>6}"
list_date = ["%H:%M", "%-d %b"]
"""
    async with arranged(settings) as (screen, _):
        first, second, _, fourth, fifth, *_ = lines(screen)[2:]
    assert first[:60] == "▌ 1 • Port Sandvik ferry to sail again af… The Sand…  08:50 "
    assert second[:60].endswith("07:30 ")
    assert fourth[:60].rstrip().endswith("23 Nov") or fourth[:60].rstrip().endswith("00:30")
    assert "東京の橋が再開" in fifth[:60]


async def test_columns_are_straight_with_wide_characters_in_them(arranged: Arranged) -> None:
    settings = '[layout]\nlist_rows = 1\nlist_width = 60\n' \
        'list_lines = "{mark} {headline:30}|{source:>20}|"\n'  # fmt: skip
    async with arranged(settings) as (screen, _):
        strips = screen.app.screen._compositor.render_strips()[2:12]
        for strip in strips:
            assert strip.crop(33, 34).text == "|", strip.text
            assert strip.crop(54, 55).text == "|", strip.text


async def test_in_a_narrow_list_columns_give_way_to_headlines(arranged: Arranged) -> None:
    settings = '[layout]\nlist_lines = "{number:>4} {mark} {headline}{fill} {source:20}{date:>8}"\n'
    async with arranged(settings, size=(80, 24)) as (screen, _):
        assert lines(screen)[2][:26] == "▌   1 • Port Sandvik fer… "
    async with arranged(settings, size=(60, 20)) as (screen, _):
        row = lines(screen)[2]
        assert row.startswith("▌   1 • Port Sandvik")
        assert "The Sandvik Courier" in row


async def test_the_date_of_the_page_and_of_the_top_line_have_their_patterns(
    arranged: Arranged,
) -> None:
    settings = '[layout]\npage_date = "%A %-d %B"\nclock = "%H.%M Uhr"\n'
    async with arranged(settings, "enter") as (screen, _):
        assert "Tuesday 24 November" in text_of(screen.app)
        assert lines(screen)[0].endswith("  09.30 Uhr ")


@pytest.fixture
def feed(library: Library) -> None:
    library.feeds.add("https://tides.example/feed", title="tides.example")


async def test_feeds_are_shown_as_their_lines_say(arranged: Arranged, feed: None) -> None:
    settings = (
        '[layout]\nsidebar_line = "{unread:>4}/{total:<4} {title}"\n'
        'feeds_line = "{number}) {title}{fill:.}{total}"\n'
    )
    async with arranged(settings, "ctrl+b") as (screen, pilot):
        assert lines(screen)[2].startswith("▌  10/10   All news")
        await press(screen.app, pilot, "w")
        row = next(line for line in lines(screen) if "1) " in line)
        assert "tides.example" in row
        assert "....0" in row


# Mistakes


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'list_lines = ["{mark} {headlien}"]',
            "list_lines: there is no field {headlien}; did you mean “headline”?",
        ),
        ('list_lines = "{mark"', "list_lines: “{” without its other half"),
        ("list_lines = 3", "list_lines: must be a line in quotes, or a list of at most 3"),
        ("list_lines = []", "list_lines: must be a line in quotes, or a list of at most 3"),
        ('list_date = "%w"', "“%w” stands for nothing in a date"),
        ('page_date = "aut"', "did you mean “auto”?"),
        ('sidebar_line = "{tilte}"', "did you mean “title”?"),
        (
            'top_right = ["clock", "wrok"]',
            "top_right: “clock” is none of name, view",
        ),
        ('bottom_left = ["kesy"]', "did you mean “keys”?"),
        ('top_left = "name"', "top_left: must be a list of some of name, view"),
        ('list_side = "rihgt"', "did you mean “right”?"),
        ("separator = 3", "separator: must be at most 30 characters in quotes"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path))
    config.settings_path().write_text(f"[layout]\n{line}\n", "utf-8")
    found, theme = look(config.load_settings(), ENVIRONMENT, ask=lambda _: "dark")
    told = str(found.problems[0])
    assert told.startswith("config.toml:2: ")
    assert said in told
    assert theme.name == "evening-edition"


async def test_a_line_saved_is_seen_and_a_mistake_keeps_the_last_good_one(
    arranged: Arranged,
) -> None:
    async with arranged("") as (screen, pilot):
        path = config.settings_path()

        async def saved(text: str, shows: str) -> None:
            path.write_text(text, "utf-8")
            for _ in range(150):
                await pilot.pause(0.02)
                if shows in text_of(screen.app):
                    break

        await saved('[layout]\nlist_lines = "N{number} {headline}"\n', "▌N1 Port Sandvik")
        assert "▌N1 Port Sandvik" in text_of(screen.app)
        await saved('[layout]\nlist_lines = "{numbr} {headline}"\n', "did you mean")
        assert "“number”?" in " ".join(text_of(screen.app).split())
        assert "▌N1 Port Sandvik" in text_of(screen.app)


# The status lines


async def test_the_status_lines_hold_what_is_wanted_in_its_order(arranged: Arranged) -> None:
    settings = """[layout]
separator = " │ "
top_left = ["position", "view"]
top_centre = ["name"]
top_right = ["theme"]
bottom_left = ["place", "keys"]
bottom_right = ["left", "percent"]
"""
    async with arranged(settings) as (screen, pilot):
        top, bottom = lines(screen)[0], lines(screen)[-1]
        assert top.startswith(" 1 of 10 │ All news  ")
        assert top.endswith("  Evening Edition ")
        assert top.index("◆ Reader") == (120 - len("◆ Reader")) // 2
        assert bottom.startswith(" list │ j move  Enter read")
        assert bottom.endswith("  1 min left │   0% ")
        await press(screen.app, pilot, "j", "enter")
        assert lines(screen)[0].startswith(" 2 of 10 │")
        assert lines(screen)[-1].startswith(" article │ j scroll")


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20), (30, 10)])
async def test_the_way_to_all_keys_is_never_crowded_out(
    arranged: Arranged, size: tuple[int, int]
) -> None:
    settings = '[layout]\ntop_left = ["keys"]\ntop_right = []\nbottom_left = ["place"]\n'
    async with arranged(settings, size=size) as (screen, pilot):
        top = lines(screen)[0]
        assert "? keys" in top
        assert len(top) == size[0]
        assert "? keys" not in lines(screen)[-1]
        await pilot.click(offset=(top.index("? keys") + 2, 0))
        await settled(screen.app, pilot)
        assert "Everywhere" in text_of(screen.app)


async def test_a_status_line_without_anything_is_not_there(arranged: Arranged) -> None:
    settings = "[layout]\ntop_left = []\ntop_right = []\nbottom_left = []\nbottom_right = []\n"
    async with arranged(settings) as (screen, _):
        assert "press / to search" in lines(screen)[0]
        assert at(screen.list) == (0, 1)
        assert screen.list.region.bottom == 40


# The sides of the panes


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_list_stands_where_it_is_wanted(
    arranged: Arranged, side: str, size: tuple[int, int]
) -> None:
    async with arranged(f'[layout]\nlist_side = "{side}"\n', size=size) as (screen, pilot):
        listed, page = screen.list.region, screen.page.region
        assert {
            "left": listed.right == page.x,
            "right": page.right == listed.x,
            "top": listed.bottom == page.y and listed.width == page.width,
            "bottom": page.bottom == listed.y and listed.width == page.width,
        }[side]
        assert min(listed.height, page.height) >= 5
        # The mouse still finds the lines, and the keys the panes.
        row = next(y for y, line in enumerate(lines(screen)) if "Council votes" in line)
        await pilot.click(offset=(listed.x + 4, row))
        await settled(screen.app, pilot)
        assert screen.list.cursor == 1
        assert screen.focused is screen.page
        await press(screen.app, pilot, "escape", "j")
        assert (screen.focused, screen.list.cursor) == (screen.list, 2)
        order = ["list", "page"] if side in ("left", "top") else ["page", "list"]
        assert [pane.id for pane in screen._panes() if pane.id in order] == order


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_panel_sidebar_and_search_line_change_sides(
    arranged: Arranged, size: tuple[int, int]
) -> None:
    settings = (
        '[layout]\npanel_side = "left"\nsidebar_side = "right"\n'
        'search_side = "bottom"\nlist_side = "right"\n'
    )
    async with arranged(settings, "enter", "e", size=size) as (screen, pilot):
        assert screen.panel.region.x == 0
        assert screen.focused is screen.panel
        assert lines(screen)[-2].startswith(" / ")
        await press(screen.app, pilot, "escape", "escape", "ctrl+b")
        assert screen.sidebar.region.right == size[0]
        await press(screen.app, pilot, "escape", "slash", "n", "e", "t")
        assert screen.search_line.text == "net"
        assert screen.search_line.region.y == size[1] - 2


async def test_focus_goes_from_left_to_right(arranged: Arranged) -> None:
    settings = '[layout]\npanel_side = "left"\nsidebar_side = "right"\nlist_side = "right"\n'
    async with arranged(settings, "ctrl+b", size=(160, 40)) as (screen, pilot):
        seen = [screen.focused.id]
        for _ in range(3):
            await press(screen.app, pilot, "tab")
            seen.append(screen.focused.id)
        assert seen == ["sidebar", "panel", "page", "list"]
        panes = [screen.panel, screen.page, screen.list, screen.sidebar]
        assert [at(pane)[0] for pane in panes] == sorted(at(pane)[0] for pane in panes)


async def test_the_plain_layout_has_one_pane_whatever_the_sides(arranged: Arranged) -> None:
    settings = 'plain = true\n[layout]\nlist_side = "top"\nsearch_side = "bottom"\n'
    async with arranged(settings) as (screen, pilot):
        assert screen.list.region.width == 120
        assert not screen.page.display
        assert not any("─" in line for line in lines(screen))
        await press(screen.app, pilot, "enter")
        assert screen.page.region.width == 120


async def test_sides_change_in_the_open_reader_and_back(arranged: Arranged) -> None:
    async with arranged("") as (screen, pilot):
        before = text_of(screen.app)
        for text in ('[layout]\nlist_side = "bottom"\npanel_side = "left"\n', ""):
            config.settings_path().write_text(text, "utf-8")
            screen.app.follow_settings()
            await settled(screen.app, pilot)
            if text:
                assert screen.page.region.bottom == screen.list.region.y
        assert text_of(screen.app) == before


# Scrolling, windows, the start


async def test_lines_stay_in_view_around_the_chosen_one(arranged: Arranged) -> None:
    settings = "[layout]\nlist_rows = 1\nscroll_margin = 2\n"
    async with arranged(settings, *["j"] * 4, size=(120, 9)) as (screen, pilot):
        assert screen.list.scroll_offset.y == 1, "six lines: the fifth has two below it"
        await press(screen.app, pilot, "G")
        assert screen.list.scroll_offset.y == 4


async def test_after_the_last_line_comes_the_first_where_that_is_wanted(
    arranged: Arranged,
) -> None:
    async with arranged("[layout]\nwrap_scroll = true\n", "k") as (screen, pilot):
        assert screen.list.cursor == 9
        await press(screen.app, pilot, "j")
        assert screen.list.cursor == 0
    async with arranged("", "k") as (screen, pilot):
        assert screen.list.cursor == 0


async def test_the_wheel_the_cursor_and_windows_are_as_set(arranged: Arranged) -> None:
    settings = '[layout]\nwheel_lines = 5\nblink = false\nwindows = "none"\nname = "At home"\n'
    async with arranged(settings, "question_mark") as (screen, _):
        assert screen.app.scroll_sensitivity_y == 5
        assert not screen.search_line.query_one("#query").cursor_blink
        assert not any("╭" in line for line in lines(screen))
        assert lines(screen)[0].startswith(" At home  ")


async def test_the_reader_opens_as_it_is_told_to(arranged: Arranged, feed: None) -> None:
    async with arranged('[macros]\nstart = ["sidebar", "search"]\n') as (screen, pilot):
        assert screen.sidebar.display
        await press(screen.app, pilot, "n", "e", "t")
        assert screen.search_line.text == "net"


# Keys that hold on every screen


@pytest.mark.parametrize("keys", [(), ("enter",), ("slash", "a"), ("question_mark",), ("t",)])
async def test_ctrl_c_quits_from_everywhere(arranged: Arranged, keys: tuple[str, ...]) -> None:
    async with arranged("", *keys) as (screen, pilot):
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert screen.app._exit


@pytest.mark.parametrize("keys", [(), ("slash", "a"), ("question_mark",)])
async def test_quit_and_sleep_have_the_keys_they_are_given(
    arranged: Arranged, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[bool] = []
    monkeypatch.setattr(ReaderApp, "action_suspend_process", lambda _: slept.append(True))
    settings = '[keys]\nquit = "f10"\nsuspend = "ctrl+s"\neverywhere.save_view = []\n' \
        "search.save_view = []\n"  # fmt: skip
    async with arranged(settings, *keys) as (screen, pilot):
        await press(screen.app, pilot, "ctrl+c", "ctrl+q", "ctrl+z")
        assert not screen.app._exit
        assert not slept
        await press(screen.app, pilot, "ctrl+s")
        assert slept == [True]
        await pilot.press("f10")
        await pilot.pause()
        assert screen.app._exit


async def test_a_key_of_the_emacs_set_is_not_taken_by_the_list_of_actions(
    arranged: Arranged,
) -> None:
    async with arranged('[keys]\npreset = "emacs"\n', "ctrl+n", "ctrl+n", "ctrl+p") as (screen, _):
        assert screen.list.cursor == 1
        assert len(screen.app.screen_stack) == 1
