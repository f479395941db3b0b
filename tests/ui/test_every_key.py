"""Every action of the table, called by its key where there is room for one pane only."""

from __future__ import annotations

from reader.library import Library
from reader.ui.actions import ACTIONS
from reader.ui.keymap import Keymap
from tests.ui.driving import MakeApp, press, reading
from tests.ui.news import fill

LEADING_OUT = {"quit", "close", "suspend", "open_in_browser"}
"""What ends the reader, or leads to other programs."""


async def test_every_key_may_be_pressed_in_the_list_that_hides_the_page(
    library: Library, make_app: MakeApp
) -> None:
    fill(library)
    app = make_app(library)
    async with reading(app, "enter", "pagedown", "escape", size=(60, 20)) as (screen, pilot):
        for action in Keymap(ACTIONS).in_force("list"):
            if action.name not in LEADING_OUT:
                await press(app, pilot, action.keys[0])
                while not screen.is_current:
                    await press(app, pilot, "escape")
                screen.go(screen.list)
    assert app._exception is None
