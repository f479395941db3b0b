"""Asking before the reader is left, and articles that are read once the cursor has left them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reader.library import Library
from tests.ui.driving import press, settled, text_of

Arranged = Callable[..., Any]


@pytest.mark.parametrize("key", ["q", "Q", "ctrl+c"])
@pytest.mark.parametrize("answer", ["y", "enter", "ctrl+c"])
async def test_leaving_is_asked_about_where_that_is_wanted(
    arranged: Arranged, key: str, answer: str
) -> None:
    async with arranged("confirm_exit = true\n", key) as (screen, pilot):
        assert "Leave the reader?" in text_of(screen.app)
        assert not screen.app._exit
        await press(screen.app, pilot, "escape", "j")
        assert screen.list.cursor == 1
        await press(screen.app, pilot, key)
        await pilot.press(answer)
        await pilot.pause()
        assert screen.app._exit


async def test_leaving_is_not_asked_about_by_itself(arranged: Arranged) -> None:
    async with arranged("") as (screen, pilot):
        await pilot.press("q")
        await pilot.pause()
        assert screen.app._exit


async def test_what_the_cursor_has_left_is_read_and_u_takes_it_back(
    arranged: Arranged, library: Library
) -> None:
    async with arranged('mark_read = "passed"\n', "j", "j") as (screen, pilot):
        first, second, third, *_ = screen.list.ids
        assert screen.unread.isdisjoint({first, second})
        assert third in screen.unread
        await press(screen.app, pilot, "u")
        assert second in screen.unread
        await press(screen.app, pilot, "u", "enter")
        await settled(screen.app, pilot)
        assert first in screen.unread
        assert third not in screen.unread, "what is opened is read"
    assert library.store.unread_ids() == frozenset(screen.list.ids) - {third}


async def test_what_moves_the_cursor_but_no_key_marks_nothing(
    arranged: Arranged, library: Library
) -> None:
    async with arranged('mark_read = "passed"\n', "slash", *"net", "escape") as (screen, _):
        assert len(screen.unread) == 10
    assert len(library.store.unread_ids()) == 10


async def test_moving_over_the_list_marks_nothing_by_itself(arranged: Arranged) -> None:
    async with arranged("", "j", "j") as (screen, _):
        assert len(screen.unread) == 10


async def test_a_link_is_handed_to_the_command_that_keeps_links(
    arranged: Arranged, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    script = tmp_path / "keep"
    script.write_text(f'#!/bin/sh\necho "$2 $1" > {kept}\n')
    script.chmod(0o755)
    settings = f"bookmark = \"{script} %s later\"\n[keys]\nbookmark = 'f8'\n"
    async with arranged(settings, "f8") as (screen, pilot):
        for _ in range(50):
            if kept.exists() and kept.read_text():
                break
            await pilot.pause(0.05)
        assert kept.read_text() == "later https://courier.example/ferry\n"
        assert "Link kept" in text_of(screen.app)
    async with arranged("bookmark = \"/none/such\"\n[keys]\nbookmark = 'f8'\n", "f8") as (
        screen,
        _,
    ):
        assert "bookmark: no such file" in text_of(screen.app)
