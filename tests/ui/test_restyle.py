"""A change of theme draws the screen before anything else is done."""

from __future__ import annotations

import gc
from dataclasses import replace

from textual.css.stylesheet import Stylesheet

from reader.config import bundled_folder
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.theme import load
from reader.ui.themed import DRAWN, MOST_PUT_OFF, NEVER
from tests.ui.driving import MakeApp, press, reading

FOLDERS = (bundled_folder("themes"),)


async def test_old_garbage_is_collected_after_the_screen_is_drawn(
    library: Library, make_app: MakeApp
) -> None:
    app, before = make_app(library), gc.get_threshold()
    async with reading(app) as (_, pilot):
        for name in ("harbour", "broadsheet"):
            ran = gc.get_stats()[2]["collections"]
            app.use_theme(load(name, FOLDERS))
            assert gc.get_threshold()[2] == NEVER
        while gc.get_threshold() != before:
            await pilot.pause(DRAWN / 10)
        assert gc.get_stats()[2]["collections"] > ran


async def test_many_themes_in_a_row_do_not_put_it_off_without_end(
    library: Library, make_app: MakeApp
) -> None:
    app, before = make_app(library), gc.get_threshold()
    async with reading(app) as (_, pilot):
        ran = gc.get_stats()[2]["collections"]
        while gc.get_stats()[2]["collections"] == ran:
            app.use_theme(load("harbour", FOLDERS))
            await pilot.pause(DRAWN / 10)
            assert app._put_off <= MOST_PUT_OFF
    assert gc.get_threshold() == before


async def test_leaving_at_once_leaves_nothing_changed(library: Library, make_app: MakeApp) -> None:
    app, before = make_app(library), gc.get_threshold()
    async with reading(app):
        app.use_theme(load("harbour", FOLDERS))
    assert gc.get_threshold() == before


async def test_there_and_back_again_a_theme_looks_as_it_did(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "enter") as (_, pilot):
        await press(app, pilot, "question_mark", "escape")  # A screen with a sheet of its own.
        before = app.screen._compositor.render_strips()
        for name in ("broadsheet", "terminal", app.reader_theme.name):
            app.use_theme(load(name, FOLDERS))
            await press(app, pilot)
            assert rules(app.stylesheet) == rules(read_anew(app)), name
        assert app.screen._compositor.render_strips() == before


def rules(sheet: Stylesheet) -> list[object]:
    return [(rule.selectors, str(rule.styles.get_rules())) for rule in sheet.rules]


def read_anew(app: ReaderApp) -> Stylesheet:
    """The rules as Textual reads them when it keeps none."""
    sheet = Stylesheet(variables=app.get_css_variables())
    for read_from, (css, is_default, tie_breaker, scope) in app.stylesheet.source.items():
        sheet.add_source(css, read_from, is_default, tie_breaker, scope)
    return sheet


async def test_a_theme_that_only_has_other_colours_leaves_the_page_as_it_is_set(
    library: Library, make_app: MakeApp
) -> None:
    app = make_app(library)
    async with reading(app, "enter") as (screen, pilot):
        page, theme = screen.page.page, load("harbour", FOLDERS)
        same = replace(theme, layout=app.reader_theme.layout)
        app.use_theme(same)
        await press(app, pilot)
        assert screen.page.page is page
        app.use_theme(replace(same, layout=replace(same.layout, paragraph="indent")))
        await press(app, pilot)
        assert screen.page.page != page
