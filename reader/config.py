"""Where things live, and the settings: the library, config.toml, what comes with the program."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_config_path, user_data_path

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


class SettingsError(Exception):
    """Settings that cannot be read or kept. Its text is one line: what, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has set; None where the theme or the terminal decides.

    `views` are the searches kept under a name, in the order of the file.
    """

    theme: str | None = None
    views: Mapping[str, str] = field(default_factory=dict)


def library_folder(chosen: str | os.PathLike[str] | None = None) -> Path:
    """The library: what was chosen, else READER_LIBRARY, else the user's data folder."""
    named = chosen or os.environ.get("READER_LIBRARY")
    return Path(named).expanduser() if named else user_data_path("reader", appauthor=False)


def config_folder() -> Path:
    """The user's settings: READER_CONFIG, else the user's config folder."""
    named = os.environ.get("READER_CONFIG")
    return Path(named).expanduser() if named else user_config_path("reader", appauthor=False)


def bundled_folder(name: str) -> Path:
    """`themes` or `seeds`: inside an installed package, else beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def theme_folders() -> tuple[Path, ...]:
    """Where themes are looked for: the user's own before those that come with the program."""
    return (config_folder() / "themes", bundled_folder("themes"))


def read_settings() -> Settings:
    """The settings in config.toml; the defaults where there is none.

    Raises SettingsError where the file cannot be read or a value is of the wrong kind.
    """
    tables = _read(config_folder() / "config.toml")
    theme = tables.get("theme")
    if theme is not None and not isinstance(theme, str):
        raise SettingsError(f"{_path()}: theme is a name in quotes, not {theme!r}")
    views = tables.get("views", {})
    if not isinstance(views, dict) or not all(isinstance(v, str) for v in views.values()):
        raise SettingsError(f'{_path()}: [views] holds lines like name = "query"')
    return Settings(theme=theme, views=views)


def keep(key: str, value: str) -> None:
    """Write one setting into config.toml. Raises SettingsError where that fails."""
    _change(lambda document: document.__setitem__(key, value))


def keep_view(name: str, query: str) -> None:
    """Keep a search under a name; one of that name is replaced. Raises SettingsError."""
    if not name or not name.isprintable():
        raise SettingsError("a view needs a name of letters and figures")

    def put(document: TOMLDocument) -> None:
        import tomlkit

        if "views" not in document:
            document["views"] = tomlkit.table()
        document["views"][name] = query

    _change(put)


def forget_view(name: str) -> None:
    """Remove a view, if there is one of that name. Raises SettingsError."""

    def drop(document: TOMLDocument) -> None:
        views = document.get("views", {})
        if name in views:
            del views[name]

    _change(drop)


def _change(change: Callable[[TOMLDocument], None]) -> None:
    """Change config.toml; comments and all else stay, and it is replaced whole or not at all."""
    import tomlkit

    path = _path()
    try:
        text = path.read_text("utf-8") if path.exists() else ""
        document = tomlkit.parse(text)
        change(document)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".config-", suffix=".toml")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(tomlkit.dumps(document))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: the setting cannot be kept: {error}") from error


def _path() -> Path:
    return config_folder() / "config.toml"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: {error}; mend or remove the file") from error
