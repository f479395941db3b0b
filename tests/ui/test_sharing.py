"""What is opened beside list and page covers whole panes or none, never half a line."""

from __future__ import annotations

import pytest

from tests.ui.driving import press, text_of

SIDES = (
    "",
    '[layout]\nsidebar_side = "right"\npanel_side = "left"\n',
    '[layout]\nlist_side = "top"\n',
)


def shown(screen) -> list:
    """The panes that are on the screen."""
    panes = (screen.sidebar, screen.list, screen.page, screen.panel)
    return [pane for pane in panes if pane.display and pane.region.area]


def assert_apart(screen) -> None:
    panes = shown(screen)
    for pane in panes:
        for other in panes:
            assert pane is other or not pane.region.overlaps(other.region)


@pytest.mark.parametrize("settings", SIDES)
@pytest.mark.parametrize("size", [(160, 40), (120, 40), (100, 30), (80, 24)])
async def test_no_pane_lies_over_another(arranged, settings, size) -> None:
    async with arranged(settings, size=size) as (screen, pilot):
        for key in ("ctrl+b", "j", "e", "escape", "ctrl+b", "tab", "e", "tab", "escape", "escape"):
            await press(screen.app, pilot, key)
            assert_apart(screen)
            assert screen.focused in shown(screen), key


async def test_the_sidebar_stands_beside_list_and_page_at_120_columns(arranged) -> None:
    async with arranged("", "ctrl+b") as (screen, pilot):
        assert shown(screen) == [screen.sidebar, screen.list, screen.page]
        await press(screen.app, pilot, "j", "enter")
        assert screen.sidebar in shown(screen), "choosing leaves it there, as on wider screens"
        await press(screen.app, pilot, "e")
        assert shown(screen) == [screen.list, screen.page, screen.panel]
    async with arranged("", "ctrl+b", size=(160, 40)) as (screen, _):
        assert len(shown(screen)) == 4


@pytest.mark.parametrize("settings", ["plain = true\n", ""])
async def test_a_panel_is_all_there_is_to_read_where_there_is_one_pane(arranged, settings) -> None:
    async with arranged(settings, "enter", "e", size=(60, 20)) as (screen, pilot):
        assert screen.panel.region == screen.desk.region
        assert "Names" in text_of(screen.app)
        await press(screen.app, pilot, "escape")
        assert screen.focused is screen.page
        assert "Names" not in text_of(screen.app)
        await press(screen.app, pilot, "ctrl+b")
        assert screen.sidebar.region == screen.desk.region
        await press(screen.app, pilot, "enter")
        assert screen.focused is screen.list
        assert "All news" not in "\n".join(text_of(screen.app).splitlines()[1:])
