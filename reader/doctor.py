"""What `reader doctor` looks at, and how to mend what is wrong."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reader import config
from reader.library import Library
from reader.library.store import LibraryError
from reader.ui.theme import ThemeError, available, load


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is, whether it is wrong, and if so how to mend it."""

    subject: str
    says: str
    is_wrong: bool = False

    def __str__(self) -> str:
        return f"{'✗' if self.is_wrong else '✓'} {self.subject}: {self.says}"


def check_all(library: Path) -> Iterator[Finding]:
    """Every check, in the order in which one thing rests on another."""
    checks: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
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


def check_library(folder: Path) -> Iterator[Finding]:
    """The store of record, then the index that is derived from it."""
    library = Library.open(folder)
    try:
        store = library.store
        counts = store.counts()
        yield Finding("library", f"{folder}: {counts.total:,} articles, {counts.unread:,} unread")
        if store.is_readonly:
            yield Finding(
                "library",
                f"{folder} cannot be written: reading works, stars and adding do not;"
                " give yourself write permission",
                is_wrong=True,
            )
        problem = store.damage()
        if problem:
            yield Finding(
                "library",
                f"{problem}; copy {folder} somewhere safe, then add your folders to a new library",
                is_wrong=True,
            )
        else:
            yield Finding("library", "the database is sound")
        yield check_index(library)
    finally:
        library.close()


def check_index(library: Library) -> Finding:
    """Whether the search index has seen what the store holds."""
    behind = len(library.store.changes(library.index.seen(), 1_000_000))
    if behind:
        return Finding("index", f"{behind:,} changes behind; it catches up at the next start")
    return Finding("index", "up to date")


def check_settings() -> Iterator[Finding]:
    """config.toml, and whether the theme it names can be shown."""
    folder = config.config_folder()
    settings = config.read_settings()
    if settings.theme is not None:
        load(settings.theme, config.theme_folders())
    there = "read" if (folder / "config.toml").exists() else "not there, the defaults hold"
    yield Finding("settings", f"{folder / 'config.toml'}: {there}")


def check_themes() -> Iterator[Finding]:
    """Every theme there is, loaded."""
    themes = available(config.theme_folders())
    for theme in themes:
        if theme.problem:
            yield Finding("theme", theme.problem, is_wrong=True)
    sound = sum(1 for theme in themes if not theme.problem)
    yield Finding("themes", f"{sound} can be shown")


def check_terminal() -> Iterator[Finding]:
    """What the terminal says of itself: encoding, size, colours."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        yield Finding(
            "terminal", f"writes {sys.stdout.encoding}, not UTF-8; set LANG=C.UTF-8", is_wrong=True
        )
    if not sys.stdout.isatty():
        yield Finding("terminal", "the output is not a terminal; nothing else can be told")
        return
    columns, lines = shutil.get_terminal_size()
    term = os.environ.get("TERM", "")
    full = os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit")
    colours = "all colours" if full else "256 colours" if "256" in term else "16 colours"
    if os.environ.get("NO_COLOR"):
        colours = "no colour (NO_COLOR is set)"
    yield Finding("terminal", f"{term}, {columns} by {lines}, {colours}")
    if columns < 40 or lines < 12:
        yield Finding("terminal", "smaller than 40 by 12: the reader is cramped", is_wrong=True)
