"""A change of theme draws the screen before anything else is done."""

from __future__ import annotations

import gc

from reader.config import bundled_folder
from reader.library import Library
from reader.ui.theme import load
from reader.ui.themed import DRAWN, MOST_PUT_OFF, NEVER
from tests.ui.driving import MakeApp, reading

FOLDERS = (bundled_folder("themes"),)


async def test_old_garbage_is_collected_after_the_screen_is_drawn(
    library: Library, make_app: MakeApp
) -> None:
    app, before = make_app(library), gc.get_threshold()
    async with reading(app) as (_, pilot):
        for name in ("harbour", "broadsheet"):
            app.use_theme(load(name, FOLDERS))
            await pilot.pause()
            assert gc.get_threshold()[2] == NEVER
        ran = gc.get_stats()[2]["collections"]
        await pilot.pause(2 * DRAWN)
        assert gc.get_stats()[2]["collections"] > ran
        assert gc.get_threshold() == before


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
