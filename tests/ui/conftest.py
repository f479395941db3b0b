"""The real app over a real library, driven by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reader import config
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.theme import load
from reader.ui.themes import Themes
from tests.ui.news import NOW, fill


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READER_CONFIG", str(tmp_path / "settings"))
    monkeypatch.setenv("TZ", "UTC")


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
