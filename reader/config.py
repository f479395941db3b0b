"""Where things live, and the settings: the library, config.toml, what comes with the program."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_cache_path, user_config_path, user_data_path

from reader import settings
from reader.settings import Settings
from reader.tables import FileError, Problem, TomlFile, read_toml, toml

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


class SettingsError(Exception):
    """Settings that cannot be read or kept. Its text is one line: what, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force, the file they are from (None: there is none, or it is no TOML), and
    what is wrong in it."""

    settings: Settings
    file: TomlFile | None = None
    problems: tuple[Problem, ...] = ()


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
    if not os.path.lexists(path):
        return Loaded(Settings())
    try:
        file = read_toml(path)
    except FileError as error:
        return Loaded(Settings(), None, (error.problem,))
    read, problems = settings.read(file)
    return Loaded(read, file, tuple(problems))


def read_settings() -> Settings:
    """The settings, each that is wrong at its default.

    Raises SettingsError where the file cannot be read at all.
    """
    loaded = load_settings()
    if loaded.file is None and loaded.problems:
        problem = loaded.problems[0]
        place = f"{problem.path}:{problem.line}" if problem.line else str(problem.path)
        raise SettingsError(f"{place}: {problem.says}; mend or remove the file")
    return loaded.settings


def write_defaults(path: Path) -> None:
    """Write a settings file in which every setting stands as a comment. An old one stays.

    Raises SettingsError.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(default_text())
    except FileExistsError:
        return
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror or error}") from error


def default_text() -> str:
    """The settings file as it is written first."""
    return (Path(__file__).parent / "default.toml").read_text("utf-8")


def keep_theme(name: str, variant: str) -> None:
    """Keep a theme; of a pair for dark and light terminals only the one of its variant.

    Raises SettingsError.
    """
    choice = read_settings().themes
    if choice.dark or choice.light:
        pair = {"dark": choice.dark, "light": choice.light} | {variant: name}
        keep("theme", {key: value for key, value in pair.items() if value})
    else:
        keep("theme", name)


def keep(key: str, value: Any) -> None:
    """Write one setting into config.toml; `layout.measure` is one in a table.

    Where it stands there as a comment, the comment is put in force. Raises SettingsError.
    """
    section, _, leaf = key.rpartition(".")

    def put(document: TOMLDocument) -> TOMLDocument:
        import tomlkit

        table: Any = document
        for part in section.split(".") if section else ():
            table = table.setdefault(part, tomlkit.table())
        if leaf not in table and not isinstance(value, dict):
            text = settings.uncommented(tomlkit.dumps(document), section, leaf, toml(value))
            if text is not None:
                return tomlkit.parse(text)
        if isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update(value)
            put_in(table, leaf, inline)
        else:
            put_in(table, leaf, value)
        return document

    change(put)


def forget(key: str) -> None:
    """Take a setting out of config.toml: its default holds again. Raises SettingsError."""
    section, _, leaf = key.rpartition(".")

    def drop(document: TOMLDocument) -> TOMLDocument:
        table: Any = document
        for part in section.split(".") if section else ():
            table = table.get(part, {})
        if leaf in table:
            del table[leaf]
        return document

    change(drop)


def keep_view(name: str, query: str) -> None:
    """Keep a search under a name; one of that name is replaced. Raises SettingsError."""
    if not name or not name.isprintable():
        raise SettingsError("a view needs a name of letters and figures")

    def put(document: TOMLDocument) -> TOMLDocument:
        import tomlkit

        if "views" not in document:
            document["views"] = tomlkit.table()
        put_in(document["views"], name, query)
        return document

    change(put)


def forget_view(name: str) -> None:
    """Remove a view, if there is one of that name. Raises SettingsError."""

    def drop(document: TOMLDocument) -> TOMLDocument:
        views = document.get("views", {})
        if name in views:
            del views[name]
        return document

    change(drop)


def put_in(table: Any, key: str, value: Any) -> None:
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


def change(edit: Callable[[TOMLDocument], TOMLDocument]) -> None:
    """Change config.toml; comments and all else stay, and it is replaced whole or not at all.

    Where there is none, it is made from the one that has every setting as a comment. Raises
    SettingsError.
    """
    import tomlkit

    # What is a link to a file elsewhere stays one.
    path = settings_path().resolve()
    try:
        text = path.read_text("utf-8-sig") if path.exists() else default_text()
        changed = tomlkit.dumps(edit(tomlkit.parse(text)))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".config-", suffix=".toml")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(changed)
            if path.exists():
                shutil.copymode(path, name)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: the setting cannot be kept: {error}") from error
