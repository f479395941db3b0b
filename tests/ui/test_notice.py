"""What is wrong in the files is told in two lines at most, until it is mended or sent off."""

from __future__ import annotations

import pytest

from reader import config
from reader.ui.flow import flowed
from tests.ui.driving import press, settled, text_of

FAULTS = 'plan = true\n[layout]\nmeasure = 500\nlist_rows = 9\nmarign = 3\n[keys]\nnotice = "f9"\n'


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_all_faults_are_told_in_lines_of_their_own_over_nothing(arranged, size) -> None:
    async with arranged("") as (screen, _):
        assert not screen.notice.display
    async with arranged(FAULTS, size=size) as (screen, _):
        assert screen.notice.region.bottom == size[1] - 1, "above the bottom line"
        assert 1 <= screen.notice.region.height <= 2
        assert screen.desk.region.bottom == screen.notice.region.y, "it covers nothing"
        said = " ".join(text_of(screen.app).split())
        assert "config.toml:1: plan: there is no such setting" in said
        assert "more: P shows them, Esc hides this" in said
        assert not screen.app._notifications


async def test_esc_sends_a_fault_off_and_the_next_esc_goes_back(arranged) -> None:
    async with arranged("plan = true\n", "enter", "escape") as (screen, pilot):
        assert not screen.notice.display
        assert screen.focused is screen.page
        await press(screen.app, pilot, "escape")
        assert screen.focused is screen.list


async def test_the_settings_list_every_fault_first(arranged) -> None:
    async with arranged(FAULTS, "escape", "P") as (screen, _):
        said = text_of(screen.app)
        assert len(screen.notice.problems) >= 4
        for problem in screen.notice.problems:
            assert f"config.toml:{problem.line}: " in said


async def test_a_fault_longer_than_its_lines_is_cut_before_the_key(arranged) -> None:
    fault = f'{90 * "x"} = "top"\n'
    async with arranged(fault, size=(60, 20)) as (screen, _):
        lines = screen.notice.said(58)
        assert len(lines) == 2
        assert "…" in " ".join(lines)
        assert lines[-1].endswith("P shows all of it, Esc hides this)")


async def test_a_theme_broken_at_the_start_is_shown_once_it_is_mended(arranged) -> None:
    path = config.config_folder() / "themes" / "mine.toml"
    path.parent.mkdir(parents=True)
    path.write_text('inherits = "harbour"\n[styles]\nbody = "inck"\n')
    async with arranged('theme = "mine"') as (screen, pilot):
        app = screen.app
        assert app.reader_theme.name == "harbour"
        assert "mine.toml:3" in text_of(app)
        path.write_text('inherits = "harbour"\n[styles]\nbody = "muted"\n')
        for _ in range(60):
            await pilot.pause(0.05)
            if not screen.notice.display:
                break
        await settled(app, pilot)
        assert "mine.toml" not in text_of(app)
        assert app.reader_theme.name == "mine"


def test_lines_break_between_phrases_and_only_then_between_words() -> None:
    assert flowed("Enter keeps  Esc as it was", 26) == ["Enter keeps  Esc as it was"]
    assert flowed("Enter keeps  Esc as it was", 25) == ["Enter keeps", "Esc as it was"]
    assert flowed("how wide the page is\n\nEsc leaves", 9) == [
        "how wide",
        "the page",
        "is",
        "",
        "Esc",
        "leaves",
    ]
