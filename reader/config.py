"""Where things live, and the settings: the library, config.toml, what comes with the program."""

from __future__ import annotations

import errno
import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path, user_config_path, user_data_path

from reader import commenting, settings
from reader.escaping import escaped
from reader.including import read_including
from reader.settings import Settings
from reader.tables import FileError, Problem, TomlFile, find_line, toml


class SettingsError(Exception):
    """Settings that cannot be read or kept. Its text is one line: what, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force, the file they are from (None: there is none, or it is no TOML), what
    is wrong in it, and the paths of what it includes, there or not.

    `is_torn`: it, or one that it includes, cannot be read as it is, as while it is being written.
    """

    settings: Settings
    file: TomlFile | None = None
    problems: tuple[Problem, ...] = ()
    included: tuple[Path, ...] = ()
    is_torn: bool = False


def library_folder(chosen: str | os.PathLike[str] | None = None) -> Path:
    """The library: what was chosen, else READER_LIBRARY, else the user's data folder."""
    named = chosen or os.environ.get("READER_LIBRARY")
    return _at_home(named) if named else user_data_path("reader", appauthor=False)


def _at_home(path: str | os.PathLike[str]) -> Path:
    """The path, ~ at its beginning worked in. Raises FileNotFoundError for nobody's home."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise FileNotFoundError(errno.ENOENT, "no such user", os.fspath(path)) from None


def config_folder() -> Path:
    """The user's settings: READER_CONFIG, else the user's config folder."""
    named = os.environ.get("READER_CONFIG")
    return _at_home(named) if named else user_config_path("reader", appauthor=False)


def bundled_folder(name: str) -> Path:
    """`themes` or `seeds`: inside an installed package, else beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def theme_folders() -> tuple[Path, ...]:
    """Where themes are looked for: the user's own before those that come with the program."""
    return (config_folder() / "themes", bundled_folder("themes"))


def cache_folder() -> Path:
    """Where work is kept that can be done again."""
    return user_cache_path("reader", appauthor=False)


def settings_path() -> Path:
    """The settings file, there or not."""
    return config_folder() / "config.toml"


def load_settings() -> Loaded:
    """The settings, each that is wrong at its default, and all that is wrong. Never raises."""
    path = settings_path()
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return Loaded(Settings())
    except OSError:
        pass  # It may be there: that it cannot be read is told below.
    try:
        found = read_including(path)
    except FileError as error:
        return Loaded(Settings(), None, (error.problem,), is_torn=True)
    read, problems = settings.read(found.file)
    return Loaded(read, found.file, (*found.problems, *problems), found.paths, found.is_torn)


def read_settings() -> Settings:
    """The settings, each that is wrong at its default.

    Raises SettingsError where the file cannot be read at all.
    """
    loaded = load_settings()
    if loaded.file is None and loaded.problems:
        raise SettingsError(f"{_placed(loaded.problems[0])}; mend or remove the file")
    return loaded.settings


def write_defaults(path: Path) -> None:
    """Write a settings file in which every setting stands as a comment. An old one stays.

    Raises SettingsError.
    """
    if not os.path.exists(path):  # noqa: PTH110  Path's own raises where it may not look.
        rewrite(lambda text: text, path)


def default_text() -> str:
    """The settings file as it is written first."""
    return (Path(__file__).parent / "default.toml").read_text("utf-8")


def keep_theme(name: str, variant: str) -> None:
    """Keep a theme; of a pair for dark and light terminals only the one of its variant.

    Raises SettingsError.
    """

    def put(text: str) -> str:
        chosen = tomllib.loads(text).get("theme")
        return _kept(text, f"theme.{variant}" if isinstance(chosen, dict) else "theme", name)

    rewrite(put, home("theme"))


def home(key: str, section: str = "") -> Path:
    """The file in which a setting stands, or is to be written: config.toml, or one it includes."""
    file = load_settings().file
    return file.owner(key, section).path if file else settings_path()


def keep(key: str, value: str | int) -> None:
    """Write one setting into the file in which it stands, else into config.toml; `layout.measure`
    is one in a table.

    Where it stands there as a comment, the comment is put in force. Raises SettingsError.
    """
    rewrite(lambda text: _kept(text, key, value), home(key))


def _kept(text: str, key: str, value: str | int) -> str:
    section, _, leaf = key.rpartition(".")
    # tomlkit takes some 20 ms for the file with every setting, and the screen would wait for it.
    for way in (commenting.replaced, commenting.uncommented):
        found = way(text, section, leaf, toml(value))
        if found is not None:
            return found
    return put(text, commenting.path_of(section, leaf), value)


def put(text: str, path: tuple[str, ...], value: str | int) -> str:
    """A file's text with a value at a path; comments and all else stay. To be given to `rewrite`.

    Raises ValueError where that cannot be.
    """
    import tomlkit

    document = tomlkit.parse(text)
    table: Any = document
    *sections, leaf = path
    try:
        for section in sections:
            if section not in table:
                _put_in(table, section, tomlkit.table())
            table = table[section]
        _put_in(table, leaf, value)
        changed = tomlkit.dumps(document)
    except (AttributeError, IndexError, KeyError, TypeError):
        changed = ""  # What is in its way is said below.
    if not commenting.changes_only(text, changed, path, value):
        raise ValueError(f"{toml(leaf)} finds no place there; write it into the file yourself")
    return changed


def forget(key: str) -> None:
    """Make a setting a comment wherever it stands: its default holds again, and all that was
    written beside it is still there. Raises SettingsError."""
    section, _, leaf = key.rpartition(".")

    def drop(text: str) -> str | None:
        return commenting.commented(text, section, leaf, default_text())

    _take_out(drop, section, leaf)


def keep_view(name: str, query: str) -> None:
    """Keep a search under a name; one of that name is replaced. Raises SettingsError."""
    if not name or escaped(name) != name:
        raise SettingsError("a view needs a name of letters and figures")
    rewrite(lambda text: put(text, ("views", name), query), home(name, "views"))


def forget_view(name: str) -> None:
    """Remove a view, wherever one of that name stands; what is written beside it stays.

    Raises SettingsError.
    """
    _take_out(lambda text: commenting.without(text, "views", name), "views", name)


def _take_out(drop: Callable[[str], str | None], section: str, key: str) -> None:
    """Change every file in which a setting stands. Raises SettingsError."""
    file = load_settings().file
    for part in file.files if file else ():
        if part.has(key, section):
            rewrite(lambda text: drop(text) or _without_inline(text, section, key), part.path)


def _without_inline(text: str, section: str, key: str) -> str:
    """The file without a setting that stands in braces with others, where no comments are.

    Raises ValueError where it does not.
    """
    import tomlkit
    from tomlkit.items import InlineTable

    document = tomlkit.parse(text)
    table: Any = document
    for part in section.split(".") if section else ():
        table = table.get(part, {})
    if not isinstance(table, InlineTable) or key not in table:
        raise ValueError(f"{key} stands there in lines that also say something else")
    del table[key]
    return tomlkit.dumps(document)


def _put_in(table: Any, key: str, value: Any) -> None:
    """Set a key in one of tomlkit's tables; a new one comes before the comment that stands after
    an empty line at the table's end, for that is about the table below."""
    from tomlkit.items import Comment, Table, Whitespace

    def end() -> list[Any]:
        body: list[Any] = table.value.body
        while body and isinstance(body[-1][1], Table):
            body = body[-1][1].value.body
        return body

    comments: list[Any] = []
    if isinstance(table, Table) and key not in table:
        body = end()
        start = len(body)
        while start and isinstance(body[start - 1][1], Comment):
            start -= 1
        if 0 < start < len(body) and isinstance(body[start - 1][1], Whitespace):
            comments = body[start - 1 :]
            del body[start - 1 :]
    table[key] = value
    if comments:
        end().extend(comments)


def rewrite(edit: Callable[[str], str], path: Path) -> None:
    """Change a file of settings, whole or not at all, while nobody else does.

    Where there is none, it is made from the one that has every setting as a comment. Raises
    SettingsError, also for a ValueError of `edit`.
    """
    from reader import rewriting

    def told(text: str) -> str:
        try:
            return edit(text)
        except commenting.NoTable as error:
            *section, key = error.path
            line = find_line(text, ".".join(section), key)
            raise FileError(Problem(path, line, ".".join(error.path), str(error))) from error

    try:
        rewriting.rewrite(path, told, default_text)
    except FileError as error:
        raise SettingsError(f"the setting cannot be kept: {_placed(error.problem)}") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(f"{path}: cannot be written: {reason.lower()}") from error
    except ValueError as error:
        raise SettingsError(f"the setting cannot be kept: {path}: {error}") from error


def _placed(problem: Problem) -> str:
    """A problem with the whole path of its file."""
    place = f"{problem.path}:{problem.line}" if problem.line else str(problem.path)
    return f"{place}: {problem.says}"
