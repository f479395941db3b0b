"""Driving the real app by keys, and reading what is on its screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from reader.ui.app import ReaderApp
from reader.ui.screens.main import MainScreen
from tests.ui import rest

MakeApp = Callable[..., ReaderApp]

ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""A terminal that can do all."""


@asynccontextmanager
async def reading(
    app: ReaderApp, *keys: str, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[MainScreen, Pilot[None]]]:
    """The screen after these keys, everything they set off done."""
    async with app.run_test(size=size, notifications=True) as pilot:
        await settled(app, pilot)
        await press(app, pilot, *keys)
        assert isinstance(app.screen_stack[0], MainScreen)
        yield app.screen_stack[0], pilot


async def settled(app: ReaderApp, pilot: Pilot[None]) -> None:
    """Wait until all that was asked is done and drawn."""
    await rest.settled(app)
    await pilot.pause(0)


async def press(app: ReaderApp, pilot: Pilot[None], *keys: str) -> None:
    """Press these keys, each when what the one before set off is done; without any, wait so."""
    for key in keys:
        await pilot.press(key)
        await settled(app, pilot)
    if not keys:
        await settled(app, pilot)


def text_of(app: ReaderApp) -> str:
    """All text on the screen."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)
