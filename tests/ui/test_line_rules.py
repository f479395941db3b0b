"""Lines of the list that look another way, by what a search finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.style import Style

from reader import config
from reader.library import Library
from reader.library.search import search
from reader.pipeline import catch_up
from reader.ui.contrast import ratio
from reader.ui.screens.main import MainScreen
from reader.ui.startup import look
from tests.library.articles import arrival, article
from tests.ui.driving import ENVIRONMENT, press, settled

Arranged = Callable[..., Any]


@pytest.fixture(autouse=True)
def _indexed(library: Library) -> None:
    catch_up(library)


def style_of(screen: MainScreen, words: str) -> Style:
    """The style of these words where they first stand in the list."""
    for strip in screen.app.screen._compositor.render_strips():
        for segment in strip:
            if words in segment.text:
                assert segment.style is not None
                return segment.style
    raise AssertionError(f"“{words}” is not on the screen")


def line_of(screen: MainScreen, words: str) -> str:
    strips = screen.app.screen._compositor.render_strips()
    return next(strip.text for strip in strips if words in strip.text)


async def test_a_line_is_drawn_as_the_first_rule_says_that_finds_it(arranged: Arranged) -> None:
    settings = """[lines]
"title:bus" = "underline accent"
"source:courier" = { fg = "#ff8800", italic = true, mark = "!" }
"""
    async with arranged(settings) as (screen, _):
        bus, bakers = style_of(screen, "Council votes"), style_of(screen, "Bakers")
        other = style_of(screen, "Glacier")
        accent = screen.app.reader_theme.colours["accent"]
        assert (bus.underline, bus.color.name, bus.italic) == (True, accent, None)
        assert (bakers.italic, bakers.color.name) == (True, "#ff8800")
        assert bakers.bold, "an unread headline keeps its weight"
        assert not other.underline
        assert line_of(screen, "Bakers").startswith("!")
        assert not line_of(screen, "Council votes").startswith("!")


async def test_read_and_unread_change_the_line_with_the_key(arranged: Arranged) -> None:
    settings = '[lines]\n"is:unread title:bus" = "underline accent"\n'
    async with arranged(settings, "j", "m", "j") as (screen, pilot):
        assert not style_of(screen, "Council votes").underline
        await press(screen.app, pilot, "u")
        assert style_of(screen, "Council votes").underline


async def test_a_kept_search_is_a_rule_and_what_comes_is_found(
    arranged: Arranged, library: Library
) -> None:
    settings = '[views]\ntides = "title:tide"\n[lines]\n"@tides" = "underline accent"\n'
    async with arranged(settings) as (screen, pilot):
        library.store.add([arrival(article("Tide tables found"))])
        screen._changed_elsewhere()
        await settled(screen.app, pilot)
        await settled(screen.app, pilot)
        await press(screen.app, pilot, "G", "k")
        assert style_of(screen, "Tide tables").underline


async def test_a_rule_is_looked_for_in_all_articles_however_much_work_it_is(
    arranged: Arranged, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.library.evaluation.LEAST", 1)
    monkeypatch.setitem(search.__kwdefaults__, "budget", 1)
    async with arranged('[lines]\n"title:bus or title:union" = "underline accent"\n') as (
        screen,
        _,
    ):
        assert style_of(screen, "Council votes").underline
        assert style_of(screen, "Bakers’ union").underline


async def test_rules_saved_are_seen_and_taken_away_again(arranged: Arranged) -> None:
    async with arranged("") as (screen, pilot):
        for text, is_seen in (('[lines]\n"title:bus" = "underline accent"\n', True), ("", False)):
            config.settings_path().write_text(text, "utf-8")
            screen.app.follow_settings()
            await settled(screen.app, pilot)
            assert bool(style_of(screen, "Council votes").underline) == is_seen


async def test_under_the_cursor_the_weight_and_underline_of_a_rule_stay(
    arranged: Arranged,
) -> None:
    async with arranged('[lines]\n"title:ferry" = "underline accent"\n') as (screen, _):
        style = style_of(screen, "Port Sandvik ferry")
        assert style.underline
        assert style.bgcolor == screen.app.reader_theme.style("list.cursor").bgcolor


async def test_a_ground_goes_over_the_whole_line(arranged: Arranged) -> None:
    async with arranged('[lines]\n"title:bus" = "on #204060"\n') as (screen, _):
        for strip in screen.app.screen._compositor.render_strips():
            if "Council votes" in strip.text:
                grounds = {s.style.bgcolor.name for s in strip.crop(0, 35) if s.style.bgcolor}
                assert grounds == {"#204060"}


@pytest.mark.parametrize(
    "environment",
    [{"TERM": "xterm", "COLORTERM": ""}, {"NO_COLOR": "1"}, {"TERM": "linux", "COLORTERM": ""}],
)
async def test_without_colours_a_rule_of_colour_alone_is_still_seen(
    arranged: Arranged, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = '[lines]\n"title:bus" = "#ff8800"\n"title:bakers" = "on #204060"\n'
    async with arranged(settings, environment=environment) as (screen, _):
        assert screen.app.reader_theme.terminal.ansi
        assert style_of(screen, "Council votes").underline
        assert style_of(screen, "Bakers").reverse


@pytest.mark.parametrize("term", [{}, {"COLORTERM": ""}])
@pytest.mark.parametrize("theme", ["evening-edition", "broadsheet"])
def test_an_ink_is_lifted_until_it_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str, term: dict[str, str]
) -> None:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path))
    styles = ("#444444", "#dddddd", "#444444 on #333333", "on #ddddee", "on #222222")
    rules = "".join(f'"tide{n}" = "{style}"\n' for n, style in enumerate(styles))
    config.settings_path().write_text(f'theme = "{theme}"\n[lines]\n{rules}', "utf-8")
    found, shown = look(config.load_settings(), {**ENVIRONMENT, **term}, ask=lambda _: "dark")
    assert not found.problems
    for number in range(5):
        style = shown.layers[f"list.line.{number}"]
        assert ratio(style.fg or "", style.bg or shown.colours["surface"]) >= 4.5


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"titel:bus" = "bold"', "titel:bus: there is no field “titel:”"),
        ('"" = "bold"', "asks nothing"),
        ('"@none" = "bold"', "@none: "),
        ('"title:bus" = "accnt"', "nor a colour of the theme; did you mean “accent”?"),
        ('"title:bus" = 3', "3 is no style; write for example “bold blue”"),
        ('"title:bus" = { bolt = true }', "unknown attribute “bolt”; did you mean “bold”?"),
        ('"title:bus" = { bold = "yes" }', "bold is true or false"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_told_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, said: str
) -> None:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path))
    text = f'[views]\n"x:y" = "bus"\n[lines]\n"title:tide" = "bold"\n{line}\n'
    config.settings_path().write_text(text, "utf-8")
    found, theme = look(config.load_settings(), ENVIRONMENT, ask=lambda _: "dark")
    assert len(found.problems) == 1, found.problems
    told = str(found.problems[0])
    assert told.startswith("config.toml:5: ")
    assert said in told
    assert theme.name == "evening-edition"


async def test_a_rule_that_is_wrong_leaves_the_others(arranged: Arranged) -> None:
    settings = '[lines]\n"after:nonsense" = "italic"\n"title:bus" = "underline"\n'
    async with arranged(settings) as (screen, _):
        style = style_of(screen, "Council votes")
        assert (style.underline, style.italic) == (True, None)


async def test_of_a_rule_what_was_understood_holds_as_in_a_search(arranged: Arranged) -> None:
    async with arranged('[lines]\n"title:bus is:nonsense" = "underline"\n') as (screen, _):
        assert style_of(screen, "Council votes").underline
        assert not style_of(screen, "Bakers").underline


def test_lines_that_are_no_table_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path))
    config.settings_path().write_text("lines = 3\n", "utf-8")
    found, _ = look(config.load_settings(), ENVIRONMENT, ask=lambda _: "dark")
    assert "is a table: write [lines]" in str(found.problems[0])
