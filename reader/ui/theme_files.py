"""Theme files as they lie on disk: found, read, put in the order they inherit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from reader.tables import FileError, Problem, TomlFile, nearest, read_toml

BASE: Final = "_base"


class ThemeError(Exception):
    """A theme that cannot be shown. Its text is one line; `problems` has all that was found."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(str(problems[0]))
        self.problems = problems


def theme_files(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.glob("*.toml") if not p.name.startswith(("_", ".")))
    except OSError:
        return []


def find(name: str, folders: Sequence[Path]) -> Path | None:
    """The file of a theme in the first folder that has it.

    Where it may not be looked, and of a name that no file can have, there is none.
    """
    paths = (folder / f"{name}.toml" for folder in folders)
    # Path's own `exists` raises for both, and nobody need have chosen that theme.
    return next((path for path in paths if os.path.exists(path)), None)  # noqa: PTH110


def folder_problems(folders: Sequence[Path]) -> Iterator[Problem]:
    """The folders that are there, but whose themes nobody can see."""
    for folder in folders:
        try:
            with os.scandir(folder):
                # Its names can be seen; can what is in it? A Path would leave the dot out.
                os.stat(os.path.join(folder, "."))  # noqa: PTH116, PTH118
        except FileNotFoundError:
            continue
        except OSError as error:
            what = f"no theme in it can be read: {(error.strerror or str(error)).lower()}"
            yield Problem(folder, 0, "", what)


def inherited(name: str, folders: Sequence[Path]) -> list[TomlFile]:
    """The file of a theme and those it inherits from, the theme's own first."""
    files: list[TomlFile] = []
    wanted: str | None = name
    look_in: Sequence[Path] = folders
    while wanted is not None:
        path = find(wanted, look_in)
        if path is None:
            raise ThemeError(_missing(wanted, name, files, folders))
        if any(path == file.path for file in files):
            ring = " → ".join([*(file.path.stem for file in files), wanted])
            raise ThemeError(files[-1].problem("inherits", f"goes round in a circle: {ring}"))
        file = read(path)
        files.append(file)
        parent = file.tables.get("inherits")
        if parent is not None and not isinstance(parent, str):
            raise ThemeError(file.problem("inherits", "is the name of one theme, in quotes"))
        if parent is None and wanted != BASE and find(BASE, folders) is not None:
            parent = BASE
        # A theme may inherit from the one of its own name in a later folder.
        later = [f for n, f in enumerate(folders) if path.parent in folders[:n]]
        look_in = later if parent == wanted else folders
        wanted = parent
    return files


def _missing(wanted: str, name: str, files: list[TomlFile], folders: Sequence[Path]) -> Problem:
    known = [path.stem for folder in folders for path in theme_files(folder)]
    if files and wanted == files[-1].path.stem:
        return files[-1].problem("inherits", "a theme cannot inherit from itself")
    if files:
        return files[-1].problem("inherits", f"there is no theme “{wanted}”", wanted, known)
    where = Path(f"{wanted}.toml")
    what = "there is no such theme; `reader theme list` shows those there are"
    return Problem(where, 0, "", what, nearest(wanted, known))


def read(path: Path) -> TomlFile:
    """A theme file. Raises ThemeError where it cannot be read, or says nothing."""
    try:
        file = read_toml(path)
    except FileError as error:
        raise ThemeError(error.problem) from error
    if not file.tables:
        what = "is empty; `reader theme new` writes a file to start from"
        raise ThemeError(Problem(path, 0, "", what))
    return file
