"""A saved theme or settings file is seen in the open reader; a broken one is told of."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from reader import config
from reader.library import Library
from reader.ui.app import ReaderApp
from reader.ui.live import Live
from reader.ui.screens.main import MainScreen
from reader.ui.startup import look
from reader.ui.terminal import GroundChanged
from reader.ui.watch import INTERVAL, Watcher
from tests.commandline import permissions_obeyed
from tests.ui.driving import press, reading, settled, text_of
from tests.ui.news import NOW

ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "settings"
    (folder / "themes").mkdir(parents=True)
    monkeypatch.setenv("READER_CONFIG", str(folder))
    for name in ("READER_THEME", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return folder


def start(**more: object) -> tuple[Live, object]:
    loaded = config.load_settings()
    found, theme = look(loaded, {**ENVIRONMENT, **more.pop("environment", {})}, **more)
    return Live(found, loaded, theme), theme


# Noticing


def settle(watcher: Watcher) -> set[Path]:
    watcher.look()
    return watcher.look()


def test_a_file_written_over_is_noticed_once(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("one")
    watcher = Watcher([path])
    assert settle(watcher) == set()
    path.write_text("two!")
    assert settle(watcher) == {path}
    assert settle(watcher) == set()


def test_a_file_put_in_the_place_of_another_is_noticed(tmp_path: Path) -> None:
    path, beside = tmp_path / "a.toml", tmp_path / ".a.swp"
    path.write_text("one")
    watcher = Watcher([path])
    beside.write_text("two")
    stamp = path.stat()
    os.utime(beside, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    beside.replace(path)
    assert settle(watcher) == {path}, "same size, same time, another file"


def test_what_changes_while_another_theme_is_tried_is_noticed_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("one")
    watcher = Watcher([path])
    watcher.watch([tmp_path / "b.toml"])
    path.write_text("two!")
    watcher.watch([path])
    assert settle(watcher) == {path}


def test_files_that_come_and_go_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    watcher = Watcher([path])
    path.write_text("one")
    assert settle(watcher) == {path}
    path.unlink()
    assert settle(watcher) == {path}


def test_a_file_in_the_middle_of_being_written_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("one")
    watcher = Watcher([path])
    path.write_text("")
    assert watcher.look() == set()
    path.write_text("the whole of it")
    assert watcher.look() == set()
    assert watcher.look() == {path}


def test_what_is_watched_anew_was_not_changed_before(tmp_path: Path) -> None:
    one, other = tmp_path / "a", tmp_path / "b"
    one.write_text("1")
    watcher = Watcher([one])
    one.write_text("22")
    other.write_text("1")
    watcher.watch([one, other])
    assert settle(watcher) == {one}


# What to start with


def said(live: Live) -> list[str]:
    return [str(problem) for problem in live.look.problems]


def test_the_terminals_ground_chooses_where_nothing_else_does(settings: Path) -> None:
    assert start(ask=lambda _: "light")[1].name == "broadsheet"
    assert start(ask=lambda _: "dark")[1].name == "evening-edition"
    config.settings_path().write_text('theme = { light = "reading-lamp" }')
    assert start(ask=lambda _: "light")[1].name == "reading-lamp"
    assert start(ask=lambda _: "dark")[1].name == "evening-edition"


def test_a_theme_that_is_named_is_taken_without_asking(settings: Path) -> None:
    def ask(_: object) -> str:
        raise AssertionError("asked")

    config.settings_path().write_text('theme = "harbour"')
    assert start(ask=ask)[1].name == "harbour"
    assert start(ask=ask, environment={"READER_THEME": "blackout"})[1].name == "blackout"
    environment = {"READER_THEME": "blackout"}
    assert start(ask=ask, environment=environment, named="compass")[1].name == "compass"
    assert start(ask=ask, environment={"NO_COLOR": "1"})[1].name == "mono"


def test_the_users_own_goes_before_every_theme(settings: Path) -> None:
    config.settings_path().write_text(
        '[layout]\nmeasure = 50\n[palette]\nperson = "#abcdef"\n'
        '[styles]\n"entity.org" = "strike person"\n'
    )
    for name in ("harbour", "broadsheet"):
        live, theme = start(named=name)
        assert live.look.problems == ()
        assert theme.layout.measure == 50
        assert theme.styles["entity.person"].fg == "#abcdef"
        assert theme.styles["entity.org"].fg == "#abcdef"
        assert theme.styles["entity.org"].strike


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('inherits = "broadsheet"\n[[', "mine.toml:2: not TOML"),
        (
            'inherits = "broadsheet"\n[palette]\nink = "blue"',
            "mine.toml:3: ink: 'blue' is not #RGB",
        ),
        (
            'inherits = "broadsheet"\n[styles]\nbody = "plcae"',
            "mine.toml:3: body: “plcae” is neither #RRGGBB nor a palette name;"
            " did you mean “place”?",
        ),
        (
            'inherits = "broadsheet"\n[layout]\nmeasure = 999',
            "mine.toml:3: measure: must be 40 to 100, not 999",
        ),
        ('inherits = "mine"', "mine.toml:1: inherits: a theme cannot inherit from itself"),
        ('inherits = "brodsheet"', "did you mean “broadsheet”?"),
        ("", "mine.toml: is empty"),
        ("#" * 5_000_000, "mine.toml: is larger than 1,000,000 bytes"),
    ],
)
def test_a_broken_theme_gives_way_to_its_parent_or_the_default(
    settings: Path, text: str, what: str
) -> None:
    (settings / "themes" / "mine.toml").write_text(text)
    config.settings_path().write_text('theme = "mine"')
    live, theme = start(ask=lambda _: "dark")
    inherits = 'inherits = "broadsheet"' in text
    assert theme.name == ("broadsheet" if inherits else "evening-edition")
    assert what in said(live)[0]


def test_themes_that_inherit_in_a_circle_give_way(settings: Path) -> None:
    (settings / "themes" / "one.toml").write_text('inherits = "two"')
    (settings / "themes" / "two.toml").write_text('inherits = "one"')
    live, theme = start(named="one")
    assert theme.name == "evening-edition"
    assert "goes round in a circle: one → two → one" in said(live)[0]


def test_a_folder_where_a_theme_should_be_gives_way(settings: Path) -> None:
    (settings / "themes" / "harbour.toml").mkdir()
    live, theme = start(named="harbour")
    assert theme.name == "evening-edition"
    assert "harbour.toml: is a folder" in said(live)[0]


def test_a_broken_theme_under_the_default_ones_name_gives_way_to_ours(settings: Path) -> None:
    (settings / "themes" / "evening-edition.toml").write_text("[[")
    live, theme = start(ask=lambda _: "dark")
    assert theme.path.parent == config.bundled_folder("themes")
    assert "evening-edition.toml:1: not TOML" in said(live)[0]


def test_what_is_broken_in_the_settings_is_left_out_of_every_theme(settings: Path) -> None:
    config.settings_path().write_text('[layout]\nmeasure = "wide"\n')
    live, theme = start(named="harbour")
    assert (theme.name, theme.layout.measure) == ("harbour", 66)
    assert said(live)[0] == "config.toml:2: measure: must be a whole number from 40 to 100"


def test_a_theme_of_the_settings_that_is_not_there_is_told_with_its_line(settings: Path) -> None:
    config.settings_path().write_text('\ntheme = "harbuor"')
    live, theme = start(ask=lambda _: "dark")
    assert theme.name == "evening-edition"
    assert said(live) == [
        "config.toml:2: theme: there is no theme “harbuor”; did you mean “harbour”?"
    ]


@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_themes_nobody_may_look_at_leave_those_that_came_with_the_reader(
    settings: Path, mode: int
) -> None:
    (settings / "themes" / "mine.toml").write_text('inherits = "harbour"')
    (settings / "themes").chmod(mode)
    with permissions_obeyed():
        live, theme = start(named="harbour")
    (settings / "themes").chmod(0o700)
    assert theme.name == "harbour"
    assert said(live) == ["themes: no theme in it can be read: permission denied"]


def test_settings_nobody_may_look_at_are_told_and_the_defaults_hold(settings: Path) -> None:
    config.settings_path().write_text('theme = "harbour"')
    settings.chmod(0)
    with permissions_obeyed():
        live, theme = start(ask=lambda _: "dark")
    settings.chmod(0o700)
    assert theme.name == "evening-edition"
    assert said(live) == [
        "config.toml: cannot be read: permission denied",
        "themes: no theme in it can be read: permission denied",
    ]


def test_a_theme_of_a_name_that_no_file_can_have_is_not_there(settings: Path) -> None:
    (settings / "themes" / "long.toml").write_text(f'inherits = "{"x" * 30_000}"')
    config.settings_path().write_text(f'theme = "{"a" * 300}"')
    live, theme = start(ask=lambda _: "dark")
    assert theme.name == "evening-edition"
    (problem,) = said(live)
    assert problem.startswith("config.toml:1: theme: there is no theme “aaa")
    assert len(problem) < 350
    (listed,) = [one for one in live.look.themes.available() if one.problem]
    assert listed.name == "long"
    assert listed.problem.startswith("long.toml:1: inherits: there is no theme “xxx")


# In the open reader


@pytest.fixture
def make_live(settings: Path) -> Callable[[Library], ReaderApp]:
    def make(library: Library) -> ReaderApp:
        live, theme = start(ask=lambda _: "dark")
        return ReaderApp(library, theme, live=live, now=lambda: NOW)

    return make


async def until(pilot, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        await pilot.pause(0.02)


async def test_a_saved_theme_is_seen_in_the_open_reader(settings, library, make_live) -> None:
    path = settings / "themes" / "mine.toml"
    path.write_text('inherits = "harbour"\n')
    config.settings_path().write_text('theme = "mine"')
    app = make_live(library)
    async with reading(app) as (screen, pilot):
        beside = path.with_name("mine.toml~")
        beside.write_text('inherits = "harbour"\n[palette]\nbg = "#010203"\n[layout]\nmeasure = 44')
        beside.replace(path)
        await until(pilot, lambda: app.reader_theme.layout.measure == 44)
        await settled(app, pilot)
        assert app.reader_theme.colours["background"] == "#010203"
        assert screen.page.page.measure == 44


@pytest.mark.parametrize("which", ["themes", "."])
async def test_a_folder_that_is_closed_and_opened_again_ends_nothing(
    settings, library, make_live, which
) -> None:
    path = settings / "themes" / "mine.toml"
    path.write_text('inherits = "harbour"\n')
    config.settings_path().write_text('theme = "mine"')
    with permissions_obeyed():
        app = make_live(library)
        async with reading(app) as (_, pilot):
            (settings / which).chmod(0)
            await until(pilot, lambda: "permission denied" in text_of(app))
            assert "permission denied" in text_of(app)
            await press(app, pilot, "t", "j", "escape")
            (settings / which).chmod(0o700)
            path.write_text('inherits = "harbour"\n[layout]\nmeasure = 44')
            await until(pilot, lambda: app.reader_theme.layout.measure == 44)
            assert app.reader_theme.layout.measure == 44


async def test_a_mistake_is_told_while_the_last_good_theme_stays(
    settings, library, make_live
) -> None:
    path = settings / "themes" / "mine.toml"
    path.write_text('inherits = "harbour"\n')
    config.settings_path().write_text('theme = "mine"')
    app = make_live(library)
    async with reading(app) as (_, pilot):
        before = app.reader_theme
        path.write_text('inherits = "harbour"\n[styles]\nbody = "inck"\n')
        await until(pilot, lambda: "mine.toml:3" in text_of(app))
        assert "did you mean “ink”?" in " ".join(text_of(app).split())
        assert app.reader_theme is before
        path.write_text('inherits = "harbour"\n[styles]\nbody = "muted"\n')
        await until(pilot, lambda: app.reader_theme is not before)
        await pilot.pause(0.3)
        assert "mine.toml" not in text_of(app)


async def test_saved_settings_bind_keys_and_choose_a_theme(settings, library, make_live) -> None:
    app = make_live(library)
    async with reading(app) as (screen, pilot):
        config.settings_path().write_text('theme = "broadsheet"\n[keys]\nnotices = "f9"\n')
        await until(pilot, lambda: app.reader_theme.name == "broadsheet")
        assert app.reader_theme.name == "broadsheet"
        await pilot.press("enter", "f9")
        await settled(app, pilot)
        assert screen.page.shows_notices


async def test_a_saved_included_file_is_followed_and_so_are_those_that_come_later(
    settings, library, make_live
) -> None:
    config.settings_path().write_text('include = "a.toml"\n')
    app = make_live(library)

    def save(name: str, text: str) -> None:
        beside = settings / f"{name}~"
        beside.write_text(text)
        beside.replace(settings / name)

    async with reading(app) as (_, pilot):
        assert "“a.toml” cannot be read" in " ".join(text_of(app).split())
        save("a.toml", "[layout]\nmeasure = 44\n")
        await until(pilot, lambda: app.reader_theme.layout.measure == 44)
        save("a.toml", 'include = "b.toml"\n[layout]\nmeasure = 46\n')
        await until(pilot, lambda: app.reader_theme.layout.measure == 46)
        save("b.toml", "confirm_exit = true\n")
        await until(pilot, lambda: app.settings.confirm_exit)
        config.settings_path().write_text("")
        await until(pilot, lambda: not app.settings.confirm_exit)
        assert app.reader_theme.layout.measure == 66


async def test_the_settings_screen_changes_the_file_in_which_a_setting_stands(
    settings, library, make_live
) -> None:
    config.settings_path().write_text('include = "a.toml"\n')
    (settings / "a.toml").write_text("plain = false  # mine\n")
    app = make_live(library)
    async with reading(app) as (_, pilot):
        await press(app, pilot, "P")
        assert "in a.toml" in text_of(app)
        await press(app, pilot, "right")
        assert (settings / "a.toml").read_text() == "plain = true  # mine\n"
        await press(app, pilot, "d")
        assert (settings / "a.toml").read_text() == "# plain = true  # mine\n"
        assert "in config.toml" in text_of(app)


async def test_the_settings_screen_shows_what_another_reader_has_set(
    settings, library, make_live
) -> None:
    app = make_live(library)
    async with reading(app) as (_, pilot):
        await press(app, pilot, "P")
        assert re.search("Plain +no", text_of(app))
        config.keep("plain", True)
        await until(pilot, lambda: bool(re.search("Plain +yes", text_of(app))))
        assert re.search("Plain +yes", text_of(app))


async def test_the_settings_screen_says_what_is_in_the_way_of_a_setting(
    settings, library, make_live
) -> None:
    config.settings_path().write_text("notify = 3\n")
    app = make_live(library)
    async with reading(app) as (_, pilot):
        await press(app, pilot, "P", "escape", "G", "right")
        told = " ".join(note.message for note in app._notifications)
        assert "config.toml:1: notify: is a table: write [notify] above" in told
        assert config.settings_path().read_text() == "notify = 3\n"


async def test_a_look_at_the_files_that_was_overtaken_takes_nothing_back(
    settings, library, make_live, monkeypatch
) -> None:
    app = make_live(library)
    async with reading(app) as (_, pilot):
        config.keep("layout.measure", 70)
        has_read, may_go_on = Event(), Event()

        def changed(shown: object) -> object:
            found = None if has_read.is_set() else app._live.read(shown)
            has_read.set()
            may_go_on.wait(5)
            return found

        monkeypatch.setattr(app._live, "changed", changed)
        await until(pilot, has_read.is_set)
        config.keep("layout.measure", 72)
        app.follow_settings()
        may_go_on.set()
        await press(app, pilot, "P")
        assert app.reader_theme.layout.measure == 72


async def test_settings_stay_as_they_were_while_their_file_is_half_written(
    settings, library, make_live
) -> None:
    whole = 'theme = "broadsheet"\nconfirm_exit = true\n[keys]\nnotices = "f9"\n'
    config.settings_path().write_text(whole)
    app = make_live(library)
    async with reading(app) as (_, pilot):
        assert app.reader_theme.name == "broadsheet"
        for end in (1, 9, 30, len(whole) - 4):
            config.settings_path().write_text(whole[:end])
            await until(pilot, lambda: "not TOML" in text_of(app))
            assert app.reader_theme.name == "broadsheet"
            assert app.settings.confirm_exit
            assert app.keymap.key_of("notices", "page") == "f9"
            config.settings_path().write_text(whole)
            await until(pilot, lambda: "not TOML" not in text_of(app))


async def test_settings_stay_while_an_included_file_is_half_written(
    settings, library, make_live
) -> None:
    config.settings_path().write_text('include = "a.toml"\n')
    (settings / "a.toml").write_text("confirm_exit = true\n")
    app = make_live(library)
    async with reading(app) as (_, pilot):
        (settings / "a.toml").write_text("confirm_exit = tr")
        await until(pilot, lambda: "a.toml:1: not TOML" in text_of(app))
        assert app.settings.confirm_exit
        (settings / "a.toml").write_text("confirm_exit = false")
        await until(pilot, lambda: "not TOML" not in text_of(app))
        assert not app.settings.confirm_exit


async def test_a_mistake_in_the_keys_is_told_with_its_line(settings, library, make_live) -> None:
    config.settings_path().write_text('[keys]\nnotice = "f9"\n')
    async with reading(make_live(library)) as (screen, _):
        assert "config.toml:2: notice: there is no such action" in " ".join(
            text_of(screen.app).split()
        )


def test_looking_is_often_enough_to_be_within_a_second() -> None:
    assert 3 * INTERVAL < 1


# Dark and light, as the terminal is


async def test_the_terminals_change_waits_while_themes_are_tried(library, make_live) -> None:
    app = make_live(library)
    async with reading(app) as (_, pilot):
        await press(app, pilot, "t", "j")
        tried = app.reader_theme
        app.post_message(GroundChanged("light"))
        await settled(app, pilot)
        assert app.reader_theme is tried
        await press(app, pilot, "escape")
        await until(pilot, lambda: app.reader_theme.name == "broadsheet")
        assert app.reader_theme.name == "broadsheet"


async def test_a_theme_chosen_by_hand_stays_until_the_terminal_changes(library, make_live) -> None:
    config.settings_path().write_text('theme = { dark = "harbour", light = "reading-lamp" }')
    app = make_live(library)
    async with reading(app) as (_, pilot):
        app.use_theme(app.themes.load("whiteout"))
        app.post_message(GroundChanged("dark"))
        await settled(app, pilot)
        assert app.reader_theme.name == "whiteout"
        app.post_message(GroundChanged("light"))
        await until(pilot, lambda: app.reader_theme.name == "reading-lamp")
        app.post_message(GroundChanged("dark"))
        await until(pilot, lambda: app.reader_theme.name == "harbour")
        assert app.reader_theme.name == "harbour"


async def test_a_theme_kept_under_its_name_is_followed_no_more(library, make_live) -> None:
    app = make_live(library)
    async with reading(app) as (_, pilot):
        await press(app, pilot, "t", "j", "enter")
        kept = app.reader_theme.name
        await until(pilot, lambda: app.settings.theme == kept)
        app.post_message(GroundChanged("light"))
        await settled(app, pilot)
        assert app.reader_theme.name == kept


async def test_a_broken_theme_for_light_is_told_and_the_dark_one_stays(
    settings, library, make_live
) -> None:
    (settings / "themes" / "mine.toml").write_text("[[")
    config.settings_path().write_text('theme = { light = "mine" }')
    app = make_live(library)
    async with reading(app) as (_, pilot):
        app.post_message(GroundChanged("light"))
        await until(pilot, lambda: "mine.toml:1" in text_of(app))
        assert app.reader_theme.name == "evening-edition"


async def test_settings_that_cannot_be_read_are_told_of_once(settings, library, make_live) -> None:
    config.settings_path().write_text("[keys]\n[keys]\n")
    async with reading(make_live(library)) as (screen, pilot):
        await pilot.pause(0.2)
        said = "".join(text_of(screen.app).split())
        toasts = [note.message for note in screen.app._notifications]
    assert toasts == []
    assert "config.toml:2:notTOML" in said


async def test_how_often_the_reader_fetches_by_itself_follows_the_settings(
    settings, library, make_live, monkeypatch
) -> None:
    fetched = []
    monkeypatch.setattr(MainScreen, "_fetch_quietly", lambda screen: fetched.append(screen))
    (settings / "config.toml").write_text("[feeds]\nevery = 0\n")
    app = make_live(library)
    async with reading(app) as (_, pilot):
        spans = []
        real = MainScreen.set_interval

        def set_interval(screen, seconds, *more):
            spans.append(seconds)
            return real(screen, 0.01, *more)

        monkeypatch.setattr(MainScreen, "set_interval", set_interval)
        (settings / "config.toml").write_text("[feeds]\nevery = 30\n")
        await until(pilot, lambda: bool(fetched))
        assert spans == [1800]
        (settings / "config.toml").write_text("[feeds]\n# every = 30\n")
        await until(pilot, lambda: app.settings.feeds.every == 0)
        await settled(app, pilot)
        count = len(fetched)
        await pilot.pause(0.1)
        assert (len(fetched), spans) == (count, [1800])
