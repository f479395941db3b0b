"""Notifications while the reader is open: what its terminal is sent, and when."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from reader.library import Library
from reader.notify_settings import Notifications, read_quiet_time
from reader.settings import Settings
from reader.ui.app import ReaderApp
from reader.ui.screens.main import MainScreen
from tests.fetching.site import Site, item, rss, running, serve
from tests.ui.driving import MakeApp, press, reading, settled, text_of

HERON = item(4, "<p>A heron stood on the weir and would not be moved.</p>" * 9, title="Heron; weir")
TRAM = item(3, "<p>The tram and the mill stood still all day.</p>" * 9, title="Tram")
VIEWS = {"herons": "heron"}
OSC = "\x1b]777;notify;Reader: 1 new in herons;Heron, weir\a"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the terminal is sent besides drawings."""
    written: list[str] = []

    def write(_: HeadlessDriver, data: str) -> None:
        if "\a" in data and not data.startswith("\x1b]22;"):  # That is the pointer's shape.
            written.append(data)

    monkeypatch.setattr(HeadlessDriver, "write", write)
    for name in ("TMUX", "STY", "ZELLIJ"):
        monkeypatch.delenv(name, raising=False)
    return written


@pytest.fixture
def site(library: Library) -> Iterator[Site]:
    with running() as site:
        site.replies["/feed"] = serve(rss(TRAM))
        library.feeds.add(f"{site.url}/feed")
        yield site


def telling(app: ReaderApp, by: str = "osc777", **more: object) -> ReaderApp:
    notify = Notifications(by, ("herons",), **more)  # type: ignore[arg-type]
    app.settings = Settings(views=VIEWS, notify=notify)
    return app


async def fetched(app: ReaderApp, pilot: Pilot[None], screen: MainScreen) -> None:
    await press(app, pilot, "R")
    deadline = time.monotonic() + 30
    while screen.is_filling and time.monotonic() < deadline:
        await settled(app, pilot)
    await settled(app, pilot)


async def test_a_new_article_of_a_view_is_told_of_once_and_no_other(
    library: Library, make_app: MakeApp, site: Site, sent: list[str]
) -> None:
    app = telling(make_app(library))
    async with reading(app) as (screen, pilot):
        await fetched(app, pilot, screen)
        assert sent == []
        site.replies["/feed"] = serve(rss(HERON, TRAM))
        await fetched(app, pilot, screen)
        assert sent == [OSC]
        await fetched(app, pilot, screen)
        assert sent == [OSC]
        assert len(screen.list.ids) == 12


async def test_off_unless_it_is_asked_for(
    library: Library, make_app: MakeApp, site: Site, sent: list[str]
) -> None:
    site.replies["/feed"] = serve(rss(HERON, TRAM))
    app = make_app(library)
    async with reading(app) as (screen, pilot):
        await fetched(app, pilot, screen)
        assert len(screen.list.ids) == 12
    assert sent == []


async def test_quiet_hours_are_quiet_and_nothing_is_told_after_them(
    library: Library, make_app: MakeApp, site: Site, sent: list[str]
) -> None:
    site.replies["/feed"] = serve(rss(HERON, TRAM))
    app = telling(make_app(library), quiet_hours=(read_quiet_time("0:00-24:00"),))
    async with reading(app) as (screen, pilot):
        await fetched(app, pilot, screen)
        telling(app)
        await fetched(app, pilot, screen)
    assert sent == []


async def test_a_desktop_that_is_not_there_is_told_of_and_the_news_is_listed(
    library: Library,
    make_app: MakeApp,
    site: Site,
    sent: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    site.replies["/feed"] = serve(rss(HERON, TRAM))
    app = telling(make_app(library), "desktop")
    async with reading(app) as (screen, pilot):
        await fetched(app, pilot, screen)
        assert "no notification by the" in " ".join(text_of(app).split())
        assert len(screen.list.ids) == 12


async def test_a_test_notification_is_sent_from_the_settings_and_the_palette(
    library: Library, make_app: MakeApp, sent: list[str]
) -> None:
    app = make_app(library)
    async with reading(app, "P", "n") as (_, pilot):
        assert "Notifications are off" in text_of(app)
        telling(app, "bell")
        await press(app, pilot, "n")
        assert sent == ["\a"]
        assert "Sent by the bell" in text_of(app)
        await press(app, pilot, "escape", "ctrl+p")
        await press(app, pilot, *"notif", "enter")
        for _ in range(20):
            if len(sent) == 2:
                break
            await asyncio.sleep(0.05)
            await settled(app, pilot)
        assert sent == ["\a", "\a"]


async def test_the_way_is_chosen_on_the_settings_screen(
    library: Library, make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(library)
    async with reading(app, "P", "end") as (_, pilot):
        assert "Notifications" in text_of(app)
        assert "(n tries it" in text_of(app)
        await press(app, pilot, "right")
    assert '\nby = "desktop"' in (tmp_path / "settings" / "config.toml").read_text()
