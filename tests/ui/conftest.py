"""The real app over a real library, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import LoadingIndicator

from reader import config
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.live import Live
from reader.ui.screens.main import MainScreen
from reader.ui.startup import look
from reader.ui.theme import load
from reader.ui.themes import Themes
from tests.ui.driving import ENVIRONMENT, reading
from tests.ui.news import NOW, fill
from tests.ui.rest import at_rest


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path / "settings"))
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture(autouse=True)
def _no_longer_than_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Textual's Pilot wait as `at_rest` does, and nothing move that nobody sees: the palette's
    dots do so sixteen times a second."""

    def stand_still(dots: LoadingIndicator) -> None:
        dots._start_time = 0.0

    monkeypatch.setattr("textual.app.wait_for_idle", at_rest)
    monkeypatch.setattr("textual.pilot.wait_for_idle", at_rest)
    monkeypatch.setattr(LoadingIndicator, "_on_mount", stand_still)


@pytest.fixture
def empty_library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        yield library


@pytest.fixture
def library(empty_library: Library) -> Library:
    fill(empty_library)
    return empty_library


@pytest.fixture
def make_app() -> Callable[..., ReaderApp]:
    def make(library: Library, theme: str = "evening-edition", **more: object) -> ReaderApp:
        folders = (config.bundled_folder("themes"),)
        return ReaderApp(
            library, load(theme, folders), themes=Themes(folders), now=lambda: NOW, **more
        )

    return make


@pytest.fixture
def arranged(library: Library, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The reader with these settings, after these keys."""
    for name in ("READER_THEME", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)

    @asynccontextmanager
    async def run(
        settings: str,
        *keys: str,
        size: tuple[int, int] = (120, 40),
        environment: Mapping[str, str] = ENVIRONMENT,
    ) -> AsyncIterator[tuple[MainScreen, Pilot[None]]]:
        path = config.settings_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(settings, "utf-8")
        loaded = config.load_settings()
        found, theme = look(loaded, {**ENVIRONMENT, **environment}, ask=lambda _: "dark")
        app = ReaderApp(library, theme, live=Live(found, loaded, theme), now=lambda: NOW)
        async with reading(app, *keys, size=size) as (screen, pilot):
            yield screen, pilot

    return run
