"""Where things live, and the settings: the library, config.toml, what comes with the program."""

from __future__ import annotations

import os
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path


class SettingsError(Exception):
    """Settings that cannot be read or kept. Its text is one line: what, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has set; None where the theme or the terminal decides."""

    theme: str | None = None


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
    return Settings(theme=theme)


def keep(key: str, value: str) -> None:
    """Write one setting into config.toml, comments and all else left as they are.

    The file is replaced whole or not at all. Raises SettingsError where that fails.
    """
    import tomlkit

    path = _path()
    try:
        text = path.read_text("utf-8") if path.exists() else ""
        document = tomlkit.parse(text)
        document[key] = value
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
