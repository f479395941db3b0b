"""The screen as pictures: the real app on a library annotated by hand, driven by keys.

    pytest tests/ui/test_snapshots.py --snapshot-update

takes new ones; look at the report of a failing run before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from reader.config import bundled_folder
from reader.library import Library
from reader.library.arrival import pack
from reader.sources.original import Original
from reader.ui.abilities import Abilities
from reader.ui.app import ReaderApp
from reader.ui.theme import available
from reader.ui.themes import Themes
from tests.ui.driving import MakeApp, press, settled
from tests.ui.news import NOW
from tests.ui.test_links import paper

WIDE, NARROW, SMALL = (120, 40), (80, 24), (60, 20)
THEMES = [summary.name for summary in available([bundled_folder("themes")])]

Compare = Callable[..., bool]


@pytest.fixture
def pictured(snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> Compare:
    """Whether the app looks as it did after these keys."""
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)

    def compare(app: ReaderApp, *keys: str, size: tuple[int, int] = WIDE) -> bool:
        async def drive(pilot: Pilot[None]) -> None:
            await settled(app, pilot)
            await press(app, pilot, *keys)
            for screen in app.screen_stack:
                for field in screen.query("Input"):
                    field.cursor_blink = False  # type: ignore[attr-defined]
            await pilot.pause()

        before: Callable[[Pilot[None]], Awaitable[None]] = drive
        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


# One page in every theme


@pytest.mark.parametrize("name", THEMES)
def test_a_page_in_every_theme(
    pictured: Compare, library: Library, make_app: MakeApp, name: str
) -> None:
    assert pictured(make_app(library, name), "enter")


def test_a_page_in_a_small_terminal(pictured: Compare, library: Library, make_app: MakeApp) -> None:
    assert pictured(make_app(library, "broadsheet"), "enter", size=NARROW)


def test_a_page_in_256_colours(pictured: Compare, library: Library) -> None:
    themes = Themes((bundled_folder("themes"),), abilities=Abilities("256"))
    app = ReaderApp(library, themes.load("broadsheet"), themes=themes, now=lambda: NOW)
    assert pictured(app, "enter")


def test_a_plain_page(pictured: Compare, library: Library, make_app: MakeApp) -> None:
    app = make_app(library, "mono")
    themes = Themes((bundled_folder("themes"),), is_plain=True)
    app = ReaderApp(library, themes.load("mono"), themes=themes, now=lambda: NOW)
    app.settings = app.settings.__class__(plain=True)
    assert pictured(app, "enter", size=NARROW)


def test_a_page_with_its_links_listed(
    pictured: Compare, library: Library, make_app: MakeApp
) -> None:
    library.store.add([pack(paper(), Original("/news/tides", b"tides"), "by hand")])
    assert pictured(make_app(library, "broadsheet"), "enter", "l", "j", size=NARROW)


# What people see


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL], ids=["120x40", "80x24", "60x20"])
def test_the_list(
    pictured: Compare, library: Library, make_app: MakeApp, size: tuple[int, int]
) -> None:
    assert pictured(make_app(library), size=size)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "60x20"])
def test_an_article(
    pictured: Compare, library: Library, make_app: MakeApp, size: tuple[int, int]
) -> None:
    assert pictured(make_app(library), "enter", "space", size=size)


SCREENS: dict[str, tuple[str, ...]] = {
    "search_with_hits": ("slash", *"nwosu", "enter", "enter", "n"),
    "search_that_finds_nothing": ("slash", *"nwosuu"),
    "notices_shown": ("enter", "b"),
    "focus_mode": ("enter", "f", "j", "j"),
    "quotes": ("enter", "quotation_mark"),
    "names_strong": ("enter", "h"),
    "help": ("question_mark",),
    "theme_picker": ("t",),
    "settings": ("P",),
    "starred_and_read": ("s", "j", "m", "j", "s"),
    "wide_lines": ("enter", "plus", "plus"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_after_keys(
    pictured: Compare, library: Library, make_app: MakeApp, name: str
) -> None:
    assert pictured(make_app(library), *SCREENS[name])


def test_the_names_over_the_page_where_there_is_no_room_beside_it(
    pictured: Compare, library: Library, make_app: MakeApp
) -> None:
    assert pictured(make_app(library, "harbour"), "enter", "e", size=NARROW)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "60x20"])
def test_an_empty_library_says_how_to_begin(
    pictured: Compare, empty_library: Library, make_app: MakeApp, size: tuple[int, int]
) -> None:
    assert pictured(make_app(empty_library, "broadsheet"), size=size)


def test_a_problem_of_a_file_stands_on_the_screen(
    pictured: Compare, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reader import config
    from reader.ui.live import Live
    from reader.ui.startup import look

    config.settings_path().parent.mkdir(parents=True)
    config.settings_path().write_text('theme = "harbuor"\n[keys]\ntoggle_star = "J"\n')
    loaded = config.load_settings()
    found, theme = look(loaded, {"COLORTERM": "truecolor"}, ask=lambda _: "dark")
    app = ReaderApp(library, theme, live=Live(found, loaded, theme), now=lambda: NOW)
    assert pictured(app)
