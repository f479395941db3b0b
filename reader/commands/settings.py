"""`reader config …`, `reader completion`: the settings file, and the shell."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

import click

from reader import config
from reader.console import FAILED, WRONG_USE, Problem, complain, say, say_json
from reader.feed_settings import MEANINGS as FEEDS
from reader.keeping import Keeping
from reader.notify_settings import MEANINGS as NOTIFY
from reader.notify_settings import Notifications
from reader.settings import PRESETS, SETTINGS, Settings
from reader.tables import Problem as Fault
from reader.tables import TomlFile, toml

SHELLS = ("bash", "zsh", "fish")


@click.group(name="config")
def config_group() -> None:
    """Settings: where they are, what is in force, what is wrong.

    \b
    Example: reader config edit
    """


@config_group.command()
@click.option("--all", "every", is_flag=True, help="Print also the files that it includes.")
def path(every: bool) -> None:
    """Print where the settings file is, or will be.

    \b
    Example: cat "$(reader config path)"
    """
    say(str(config.settings_path()))
    for included in config.load_settings().included if every else ():
        say(str(included))


@config_group.command()
def edit() -> None:
    """Open the settings file in your editor; the first time, with every setting explained in it.

    \b
    Example: EDITOR=nano reader config edit
    """
    from reader.ui.editing import EditorError, edit_file

    file = config.settings_path()
    if file.is_dir():
        raise Problem(f"{file} is a folder; move it away, and the file can be made")
    try:
        config.write_defaults(file)
        edit_file(file, config.load_settings().settings.editor)
    except (config.SettingsError, EditorError) as problem:
        raise Problem(str(problem)) from problem
    _complain_all()


@config_group.command()
def check() -> None:
    """Say what is wrong in the settings and in what they include, with file, line and what was
    probably meant.

    Exit status: 0 all well, 1 something is wrong, 2 the file cannot be opened.

    \b
    Example: reader config check
    """
    if status := _complain_all():
        sys.exit(status)
    there = "" if config.settings_path().exists() else " (not there: the defaults hold)"
    for file in (config.settings_path(), *config.load_settings().included):
        say(f"{file}: all well{there}")


@config_group.command()
@click.option("--json", "as_json", is_flag=True, help="Print the settings as JSON.")
def show(as_json: bool) -> None:
    """Print the settings in force; a star marks those that are set, with the file and line.

    \b
    Example: reader config show
    """
    rows = list(_rows())
    if as_json:
        say_json({name: value for name, value, _, _ in rows})
        return
    from reader.ui.line_format import column

    width = min(44, max(len(f"{name} = {toml(value)}") for name, value, _, _ in rows))
    places = max(len(place) for _, _, place, _ in rows)
    for name, value, place, meaning in rows:
        setting = column(f"{name} = {toml(value)}", width)
        where = f"  {place:<{places}}" if places else ""
        say(f"{'*' if place else ' '} {setting}{where}  {meaning}".rstrip())


def _rows() -> Iterator[tuple[str, Any, str, str]]:
    """Every setting: its name, its value, where it is set if anywhere, what it means."""
    from reader.ui import meanings
    from reader.ui.layout import LAYOUT_RULES
    from reader.ui.startup import look

    loaded = config.load_settings()
    settings: Settings = loaded.settings
    file = loaded.file

    def place(key: str, section: str = "") -> str:
        return file.place(key, section) if file and file.has(key, section) else ""

    theme_now = look(loaded, os.environ, ask=lambda _: "dark")[1]
    pair = {key: getattr(settings.themes, key) for key in ("dark", "light")}
    theme = settings.theme or {key: name for key, name in pair.items() if name} or "auto"
    meaning = f"now {theme_now.title}" if settings.theme else "as the terminal is, dark or light"
    yield "theme", theme, place("theme"), meaning
    for setting in SETTINGS:
        yield setting.key, getattr(settings, setting.key), place(setting.key), setting.meaning
    for key in LAYOUT_RULES:
        value = getattr(theme_now.layout, key)
        yield f"layout.{key}", value, place(key, "layout"), meanings.LAYOUT[key]
    preset = settings.keys.get("preset", PRESETS[0])
    yield "keys.preset", preset, place("preset", "keys"), ""
    for section, meant in (("feeds", FEEDS), ("notify", NOTIFY)):
        for key, meaning in meant.items():
            value = getattr(getattr(settings, section), key)
            yield f"{section}.{key}", _told(value), place(key, section), meaning
    for query, style in settings.lines.items():
        yield f"lines.{query}", _told(style), place(query, "lines"), ""
    for name, command in settings.commands.items():
        words = shlex.join(command.words)
        yield f"commands.{name}", words, place(name, "commands"), f"gives {command.gives}"
    for name, query in settings.views.items():
        yield f"views.{name}", query, place(name, "views"), ""


def _told(value: Any) -> Any:
    """A setting as the file would have it."""
    if isinstance(value, Keeping):
        return str(value) if value.articles is None else value.articles
    if isinstance(value, Mapping):
        return {key: _told(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    # What JSON has no word for: a date, a time, what is no number.
    is_plain = isinstance(value, str | int | None) or (isinstance(value, float) and isfinite(value))
    return value if is_plain else str(value)


def _complain_all() -> int:
    """Tell all that is wrong in the settings; the exit status that makes."""
    from reader.ui.startup import problems_of

    loaded = config.load_settings()
    problems = problems_of(loaded, os.environ)
    for problem in problems:
        place = f"{problem.path}:{problem.line}" if problem.line else str(problem.path)
        complain(f"{place}: {problem.says}")
    if loaded.file is not None:
        from reader.fetching.settings import why_open

        if is_open := why_open(loaded.settings.feeds):
            complain(is_open)
            return FAILED
        unknown = _unknown_feeds(loaded.settings.notify, loaded.file)
        for fault in unknown:
            complain(f"{fault.path}:{fault.line}: {fault.says}")
        if unknown:
            return FAILED
    if loaded.file is None and problems and "cannot be read" in problems[0].what:
        return WRONG_USE
    return FAILED if problems else 0


def _unknown_feeds(settings: Notifications, file: TomlFile) -> list[Fault]:
    """What [notify] says of feeds that are not in the library, if there is one to be looked at."""
    from reader.library import Library, LibraryError
    from reader.notifying.choosing import problems

    folder = config.library_folder()
    try:
        if settings == Notifications() or not (folder / "library.db").exists():
            return []
        with Library.open(folder, readonly=True) as library:
            return problems(library, settings, file)
    except LibraryError:
        return []  # `reader doctor` says what is the matter with it.


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print what lets a shell complete commands, options, themes and views.

    \b
    bash: reader completion bash > ~/.local/share/bash-completion/completions/reader
    zsh:  reader completion zsh > "${fpath[1]}/_reader"
    fish: reader completion fish > ~/.config/fish/completions/reader.fish
    """
    # Click's own for fish will do. That for bash forgets the commands where files may stand too,
    # and both it and that for zsh take an @ or a space in a view's name for something else.
    own = Path(__file__).parent / "shells" / f"reader.{shell}"
    if own.exists():
        click.echo(own.read_text("utf-8"), nl=False)
        return
    from click.shell_completion import FishComplete

    root = click.get_current_context().find_root()
    click.echo(FishComplete(root.command, {}, "reader", "_READER_COMPLETE").source())
