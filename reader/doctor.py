"""What `reader doctor` looks at, and how to mend what is wrong."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader import config
from reader.console import is_terminal
from reader.library import Library, LibraryError
from reader.library.database import is_writable
from reader.library.feeds import FeedRow
from reader.ui.theme import ThemeError, available

FEWEST_COLUMNS, FEWEST_LINES = 40, 12
"""The smallest terminal that is comfortable to read in."""

LITTLE_SPACE = 10_000_000
"""Free bytes below which little more than a hundred articles can be added."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, whether it is wrong, and if so how to mend it."""

    subject: str
    says: str
    is_wrong: bool = False

    def __str__(self) -> str:
        return f"{'✗' if self.is_wrong else '✓'} {self.subject}: {self.says}"


def check_all(library: Path) -> Iterator[Finding]:
    """Every check, in the order in which one thing rests on another.

    None keeps the others from being made, and none changes anything.
    """
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        ("reader", check_versions),
        ("library", lambda: check_library(library)),
        ("settings", check_settings),
        ("themes", check_themes),
        ("terminal", check_terminal),
    )
    for subject, check in checks:
        try:
            yield from check()
        except (LibraryError, config.SettingsError, ThemeError, OSError) as problem:
            yield Finding(subject, str(problem), is_wrong=True)


def check_versions() -> Iterator[Finding]:
    """What is installed, for whoever reads a report."""
    import sqlite3
    from importlib.metadata import version

    yield Finding(
        "reader",
        f"{version('reader-tui')}, Python {platform.python_version()},"
        f" Textual {version('textual')}, SQLite {sqlite3.sqlite_version}",
    )


def check_library(folder: Path) -> Iterator[Finding]:
    """The store of record, then the index that is derived from it.

    Only looked at: a library of an older format raises LibraryError, and stays what it is.
    """
    if not (folder / "library.db").exists():
        yield _check_room(folder)
        return
    with Library.open(folder, readonly=True) as library:
        counts = library.store.counts()
        articles = "1 article" if counts.total == 1 else f"{counts.total:,} articles"
        yield Finding("library", f"{folder}: {articles}, {counts.unread:,} unread")
        if not is_writable(library.store.path):
            yield Finding(
                "library",
                f"{folder} cannot be written: reading works, stars and adding do not;"
                " give yourself write permission",
                is_wrong=True,
            )
        if (free := shutil.disk_usage(folder).free) < LITTLE_SPACE:
            yield Finding(
                "library",
                f"no space left for {folder} ({free / 1e6:.1f} MB): free some, or nothing new is"
                " kept",
                is_wrong=True,
            )
        if problem := library.store.damage():
            yield Finding(
                "library",
                f"{problem}; copy {folder} somewhere safe, then add your folders to a new library",
                is_wrong=True,
            )
            return
        yield Finding("library", "the database is sound")
        yield check_index(library)
        yield from check_feeds(library)


def check_index(library: Library) -> Finding:
    """Whether the search index is whole and has seen what the store holds."""
    from reader.library.index import IndexUnreadable

    try:
        problem = library.index.check()
    except IndexUnreadable as error:
        return Finding("index", str(error), is_wrong=True)
    if problem:
        return Finding(
            "index", f"{problem}; open the reader or search once: it is made anew", is_wrong=True
        )
    if not library.index_belongs():
        return Finding(
            "index",
            "of another state of the library, before a copy was put back; open the reader or search"
            " once: it is made anew",
            is_wrong=True,
        )
    behind = len(library.store.changes(library.index.seen(), 1_000_000))
    if behind:
        changes = "1 change" if behind == 1 else f"{behind:,} changes"
        return Finding(
            "index",
            f"{changes} behind the library; open the reader or search once: it catches up",
            is_wrong=True,
        )
    return Finding("index", "whole and up to date")


def check_settings() -> Iterator[Finding]:
    """config.toml, its keys, and whether the theme it names can be shown."""
    from reader.fetching.settings import why_open
    from reader.ui.startup import problems_of

    path = config.settings_path()
    config.read_settings()
    loaded = config.load_settings()
    problems = problems_of(loaded, os.environ)
    for wrong in problems:
        place = f"{wrong.path}:{wrong.line}" if wrong.line else f"{wrong.path}"
        yield Finding("settings", f"{place}: {wrong.says}", is_wrong=True)
    if problem := why_open(loaded.settings.feeds):
        yield Finding("settings", problem, is_wrong=True)
    elif not problems:
        there = "read" if loaded.file else "not there, the defaults hold"
        more = f", with {', '.join(map(str, loaded.included))}" if loaded.included else ""
        yield Finding("settings", f"{path}: {there}{more}")


def check_feeds(library: Library) -> Iterator[Finding]:
    """Which feeds failed when last fetched, and whether those to notify of are there."""
    from reader.notifying.choosing import problems

    rows = [row for row in library.feeds.feeds() if not row.is_paused]
    if rows:
        yield _feeds_as_last_fetched(rows)
    if noted := [row for row in rows if row.note]:
        more = f" (and {len(noted) - 1:,} more: `reader feeds list`)" if len(noted) > 1 else ""
        yield Finding("feeds", f"note on {noted[0].title}: {noted[0].note}{more}")
    loaded = config.load_settings()
    for wrong in problems(library, loaded.settings.notify, loaded.file) if loaded.file else ():
        place = f"{wrong.path}:{wrong.line}"
        yield Finding("notifications", f"{place}: {wrong.says}", is_wrong=True)


def _feeds_as_last_fetched(rows: Sequence[FeedRow]) -> Finding:
    """How many failed, and which of them for longest."""
    failing = [row for row in rows if row.failures]
    feeds = "1 feed" if len(rows) == 1 else f"{len(rows):,} feeds"
    if not failing:
        return Finding("feeds", f"{feeds}, none failed when last fetched")
    worst = max(failing, key=lambda row: row.failures)
    times = "once" if worst.failures == 1 else f"{worst.failures:,} times in a row"
    which = f"{worst.title}, {times}" if len(failing) == 1 else f"worst {worst.title}, {times}"
    return Finding(
        "feeds",
        f"{len(failing):,} of {feeds} failed when last fetched, {which}: {worst.problem};"
        " `reader feeds list` shows all, `reader feeds pause` leaves one alone",
        is_wrong=True,
    )


def check_themes() -> Iterator[Finding]:
    """Every theme there is, loaded."""
    themes = available(config.theme_folders())
    for theme in themes:
        if theme.problem:
            yield Finding("theme", f"{theme.path}: {theme.problem}", is_wrong=True)
    sound = sum(1 for theme in themes if not theme.problem)
    if sound:
        yield Finding("themes", f"{sound} can be shown")
    else:
        yield Finding("themes", "none can be shown; install the reader again", is_wrong=True)


def check_terminal() -> Iterator[Finding]:
    """What the terminal says of itself: encoding, size, colours."""
    stream = sys.stdout
    if (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8":
        yield Finding(
            "terminal", f"writes {stream.encoding}, not UTF-8; set LANG=C.UTF-8", is_wrong=True
        )
    if not is_terminal(stream):
        yield Finding("terminal", "the output is not a terminal; nothing else can be told")
        return
    columns, lines = shutil.get_terminal_size()
    term = os.environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        yield Finding("terminal", f"TERM is {term or 'not set'}; try TERM=xterm", is_wrong=True)
    full = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    colours = "all colours" if full else "256 colours" if "256" in term else "16 colours"
    if os.environ.get("NO_COLOR"):
        colours = "no colour (NO_COLOR is set)"
    yield Finding("terminal", f"{term}, {columns} by {lines}, {colours}")
    if columns < FEWEST_COLUMNS or lines < FEWEST_LINES:
        yield Finding(
            "terminal",
            f"smaller than {FEWEST_COLUMNS} by {FEWEST_LINES}, which is cramped; make it larger",
            is_wrong=True,
        )


def _check_room(folder: Path) -> Finding:
    """Whether a library can be made where there is none yet."""
    if folder.exists() and not folder.is_dir():
        return Finding(
            "library",
            f"{folder} is a file; choose another folder with --library",
            is_wrong=True,
        )
    parent = next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
    if not os.access(parent, os.W_OK | os.X_OK):
        return Finding(
            "library",
            f"{folder} cannot be made: {parent} cannot be written;"
            " choose another folder with --library",
            is_wrong=True,
        )
    return Finding("library", f"{folder}: none yet, the first article added makes it")
