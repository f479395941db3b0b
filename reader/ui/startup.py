"""What the reader shows: theme, keys and settings, by files, environment and terminal.

Whatever is wrong in a file, something can be shown: the parent of a broken theme, else the
default one, and what is to be mended is told.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reader import config
from reader.config import Loaded
from reader.settings import Settings, ThemeChoice
from reader.tables import LARGEST_FILE, Problem
from reader.ui.abilities import abilities
from reader.ui.actions import ACTIONS, Action, command_actions
from reader.ui.background import Ground, background
from reader.ui.bindings import bound
from reader.ui.line_rules import query_problems
from reader.ui.theme import DEFAULT_DARK, DEFAULT_LIGHT, Theme, ThemeError, available
from reader.ui.theme_files import find, folder_problems
from reader.ui.themes import Themes


@dataclass(frozen=True, slots=True)
class Look:
    """All that files say of how the reader looks and what its keys do.

    `theme` is None where none of what was asked for can be shown; `problems` say why. `name` is
    the theme that was asked for at the start. `ground` is
    what the terminal is, None where that was not asked.
    """

    settings: Settings
    themes: Themes
    actions: Sequence[Action]
    theme: Theme | None = None
    problems: tuple[Problem, ...] = ()
    ground: Ground | None = None
    name: str = ""


def look(
    loaded: Loaded,
    environment: Mapping[str, str],
    *,
    named: str | None = None,
    ask: Callable[[Mapping[str, str]], Ground] = background,
) -> tuple[Look, Theme]:
    """What to start with, and a theme that can be shown.

    The theme is the one `named`, else READER_THEME's, else the settings', else the one of the pair
    for dark and light that fits the terminal, which is `ask`ed only then.
    """
    before = _without_theme(loaded, environment)
    themes, choice = before.themes, loaded.settings.themes
    name = named or environment.get("READER_THEME") or choice.name
    default, ground = DEFAULT_DARK, None
    if name is None:
        ground = ask(environment) if themes.abilities.has_grounds else "dark"
        default, name = default_for(ground), name_for(ground, choice)
    seen = with_theme(before, name, loaded)
    theme, themes = seen.theme, seen.themes
    for fallback in (*parents(name, themes.folders), default):
        if theme is None:
            theme = with_theme(before, fallback, loaded).theme
    if theme is None:  # What is laid over every theme is what is broken.
        themes = replace(themes, over=None)
        for fallback in (name, *parents(name, themes.folders), default):
            theme = theme or with_theme(replace(before, themes=themes), fallback, loaded).theme
    if theme is None:  # A theme of the user's own under the name of the default one is, too.
        bundled = (config.bundled_folder("themes"),)
        theme = replace(themes, folders=bundled).load(default)
    return replace(seen, theme=theme, themes=themes, ground=ground, name=name), theme


def default_for(ground: Ground) -> str:
    """The theme where nobody chose one."""
    return DEFAULT_LIGHT if ground == "light" else DEFAULT_DARK


def name_for(ground: Ground, choice: ThemeChoice) -> str:
    """The theme of a pair for a dark or light terminal."""
    return (choice.light if ground == "light" else choice.dark) or default_for(ground)


def relook(name: str, loaded: Loaded, environment: Mapping[str, str]) -> Look:
    """What holds after a file has changed; without a theme where it cannot be shown now."""
    return with_theme(_without_theme(loaded, environment), name, loaded)


def problems_of(loaded: Loaded, environment: Mapping[str, str]) -> tuple[Problem, ...]:
    """All that is wrong in the settings file, with the theme it names and its keys."""
    return look(loaded, environment, ask=lambda _: "dark")[0].problems


def actions_of(loaded: Loaded) -> tuple[Sequence[Action], list[Problem]]:
    """All actions with their keys, the user's commands among them, and what is wrong with those."""
    settings = loaded.settings
    actions = (*ACTIONS, *command_actions(settings.commands.values()))
    return bound(settings.keys, loaded.file, actions, settings.macros)


def _without_theme(loaded: Loaded, environment: Mapping[str, str]) -> Look:
    settings = loaded.settings
    actions, wrong = actions_of(loaded)
    if (settings.lines or settings.list_only) and loaded.file is not None:
        wrong = [*wrong, *query_problems(loaded.file, settings.views, date.today())]
    themes = Themes(
        config.theme_folders(),
        loaded.file,
        abilities(environment, settings.colours),
        config.cache_folder() / "themes",
        settings.plain,
    )
    unseen = folder_problems(themes.folders)
    return Look(settings, themes, actions, problems=(*loaded.problems, *unseen, *wrong))


def with_theme(before: Look, name: str, loaded: Loaded) -> Look:
    """The look with a theme, or with what is wrong with that."""
    try:
        theme = before.themes.load(name)
    except ThemeError as error:
        wrong = error.problems
        if not wrong[0].path.is_absolute() and loaded.file is not None:
            wrong = (_no_such_theme(name, before.themes, loaded) or wrong[0],)
        return replace(before, problems=_each_once(before.problems, wrong))
    return replace(before, theme=theme, problems=_each_once(before.problems, theme.warnings))


def _each_once(one: Sequence[Problem], other: Sequence[Problem]) -> tuple[Problem, ...]:
    """Both; what is wrong in the settings may be found again where a theme is laid under them."""
    return tuple(dict.fromkeys((*one, *other)))


def _no_such_theme(name: str, themes: Themes, loaded: Loaded) -> Problem | None:
    """The line of the settings that names a theme there is not."""
    assert loaded.file is not None
    choice = loaded.settings.themes
    if name not in (choice.name, choice.dark, choice.light):
        return None
    known = [theme.name for theme in available(themes.folders)]
    return loaded.file.problem("theme", f"there is no theme “{name}”", name, known)


def parents(name: str, folders: Sequence[Path]) -> list[str]:
    """The names a theme's file says it inherits from, nearest first, even of a broken file."""
    found: list[str] = []
    while len(found) < 9:
        path = find(name, folders)
        if path is None or not os.path.isfile(path):  # noqa: PTH113  As in `find`.
            break
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                text = file.read(LARGEST_FILE)
        except OSError:
            break
        written = re.search(r"^inherits\s*=\s*[\"']([\w.-]+)", text, re.MULTILINE)
        if written is None or written[1] in (name, *found):
            break
        name = written[1]
        if not name.startswith("_"):
            found.append(name)
    return found
