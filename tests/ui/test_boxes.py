"""Lists over the page: on a small screen they scroll, and what explains them is always there."""

from __future__ import annotations

import re

import pytest
from textual.widgets import OptionList

from reader import config
from reader.ui.widgets.box import Box, Legend
from tests.ui.driving import press, text_of

SMALL = [(80, 24), (60, 20), (44, 14)]


def many_themes() -> None:
    folder = config.config_folder() / "themes"
    folder.mkdir(parents=True)
    for number in range(10):
        (folder / f"mine-{number}.toml").write_text('inherits = "harbour"\n')


def assert_all_is_seen(screen, size) -> None:
    """The chosen line and the whole legend are inside the frame, and the frame on the screen."""
    box, options = screen.query_one(Box), screen.query_one(OptionList)
    legend = screen.query_one(Legend)
    assert box.region.y >= 0
    assert box.region.bottom <= size[1]
    assert legend.region.bottom < box.region.bottom
    assert options.region.bottom <= legend.region.y
    line = options.highlighted - options.scroll_offset.y
    assert 0 <= line < options.size.height


@pytest.mark.parametrize("size", SMALL)
@pytest.mark.parametrize("keys", [("t", "end"), ("t", "G", "g"), ("P", "G"), ("P", "end")])
async def test_the_chosen_line_and_the_keys_are_seen_on_a_small_screen(
    arranged, size, keys
) -> None:
    many_themes()
    async with arranged("", "enter", *keys, size=size) as (screen, _):
        app = screen.app
        assert_all_is_seen(app.screen, size)
        last = app.screen.query_one(OptionList).option_count - 1
        assert app.screen.query_one(OptionList).highlighted == (0 if "g" in keys else last)
        words = " ".join(re.sub(r"[│╭╮╰╯─]", " ", text_of(app)).split())
        assert ("Esc as it was" if keys[0] == "t" else "Esc leaves") in words
        assert "CVD for colour-blind eyes" in words or keys[0] == "P"


async def test_half_of_a_small_screen_is_left_to_the_page(arranged) -> None:
    for key in ("t", "P"):
        async with arranged("", "enter", key, size=(80, 24)) as (screen, _):
            assert screen.app.screen.query_one(Box).region.y >= 11


async def test_no_key_is_parted_from_what_it_does(arranged) -> None:
    async with arranged("", "t", size=(80, 24)) as (screen, _):
        lines = [line.strip("│ ") for line in text_of(screen.app).splitlines()]
        assert any(line.endswith("c as others see") for line in lines)
        assert "e edit  ? keys" in lines


async def test_a_filter_without_a_hit_says_so(arranged) -> None:
    async with arranged("", "t", "slash", *"zzz") as (screen, pilot):
        assert "no theme has that in its name" in text_of(screen.app)
        before = screen.app.reader_theme.name
        await press(screen.app, pilot, "enter", "enter", "e")
        assert screen.app.reader_theme.name == before


async def test_many_faults_scroll_on_a_small_screen(arranged) -> None:
    faults = "".join(f"nothing_{number} = 1\n" for number in range(30))
    async with arranged(faults, "escape", "P", "space", "space", size=(60, 20)) as (screen, _):
        text = text_of(screen.app)
        assert "Esc leaves" in text
        assert screen.app.screen.query_one(Box).region.bottom <= 20
        assert "nothing_29" in text
