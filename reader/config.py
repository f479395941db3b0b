"""Where things live: the library, the settings, and what comes with the program."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_config_path, user_data_path


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
