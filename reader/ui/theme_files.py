"""Theme files as they lie on disk: found, read, put in the order they inherit, faults placed."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

BASE: Final = "_base"
LARGEST_FILE: Final = 1_000_000
"""Bytes. The bundled themes are under 2,000; whatever is larger than this is no theme."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a theme file; `line` counts from 1, 0 where it is not known."""

    path: Path
    line: int
    key: str
    what: str
    suggestion: str = ""

    def __str__(self) -> str:
        place = f"{self.path.name}:{self.line}" if self.line else self.path.name
        key = f"{self.key}: " if self.key else ""
        meant = f"; did you mean “{self.suggestion}”?" if self.suggestion else ""
        return f"{place}: {key}{self.what}{meant}"


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


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """One theme file: where, as text, and as TOML tables."""

    path: Path
    text: str
    tables: Mapping[str, Any]

    def line(self, key: str, section: str = "") -> int:
        return find_line(self.text, section, key)

    def problem(self, key: str, what: str, wrong: str = "", among: Iterable[str] = (), *,
                section: str = "") -> Problem:  # fmt: skip
        return Problem(self.path, self.line(key, section), key, what, nearest(wrong, among))


def nearest(word: str, among: Iterable[str]) -> str:
    """What a misspelt word was probably meant to be, or nothing."""
    close = difflib.get_close_matches(word, list(among), 1, 0.6) if word else []
    return close[0] if close else ""


def find_line(text: str, section: str, key: str) -> int:
    """The line a key stands on, from 1, or 0. Best effort: parsed TOML has no positions."""
    inside, leaf = "", key.rsplit(".", 1)[-1]
    parent = f"{section}.{key}".rsplit(".", 1)[0]
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("["):
            inside = re.sub(r"[\[\]\"' ]", "", line.split("#", 1)[0])
            if inside in (key, f"{section}.{key}"):
                return number
            continue
        written = re.match(r"([\w.\-\"' ]+?)\s*=", line)
        if written is None:
            continue
        name = re.sub(r"[\"' ]", "", written[1])
        if (inside == section and (name == key or name.startswith(f"{key}."))) or (
            inside == parent and name == leaf
        ):
            return number
    return 0


def inherited(name: str, folders: Sequence[Path]) -> list[ThemeFile]:
    """The file of a theme and those it inherits from, the theme's own first."""
    files: list[ThemeFile] = []
    wanted: str | None = name
    look_in: Sequence[Path] = folders
    while wanted is not None:
        path = next((p for f in look_in if (p := f / f"{wanted}.toml").exists()), None)
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
        if parent is None and wanted != BASE and any((f / "_base.toml").exists() for f in folders):
            parent = BASE
        # A theme may inherit from the one of its own name in a later folder.
        later = [f for n, f in enumerate(folders) if path.parent in folders[:n]]
        look_in = later if parent == wanted else folders
        wanted = parent
    return files


def _missing(wanted: str, name: str, files: list[ThemeFile], folders: Sequence[Path]) -> Problem:
    known = [path.stem for folder in folders for path in theme_files(folder)]
    if files and wanted == files[-1].path.stem:
        return files[-1].problem("inherits", "a theme cannot inherit from itself")
    if files:
        return files[-1].problem("inherits", f"there is no theme “{wanted}”", wanted, known)
    where = Path(f"{wanted}.toml")
    what = "there is no such theme; `reader theme list` shows those there are"
    return Problem(where, 0, "", what, nearest(wanted, known))


def read(path: Path) -> ThemeFile:
    def refuse(what: str, line: int = 0) -> ThemeError:
        return ThemeError(Problem(path, line, "", what))

    try:
        if not path.is_file():
            raise refuse("is a folder; a theme is a file of text")
        if path.stat().st_size > LARGEST_FILE:
            raise refuse(f"is larger than {LARGEST_FILE:,} bytes; that is no theme")
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("is not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror or error}") from None
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        what = re.sub(r" \(at (?:line.*|end of document)\)$", "", str(error))
        last = len(text.splitlines()) or 1
        raise refuse(f"not TOML: {what}", int(found[1]) if found else last) from None
    if not tables:
        raise refuse("is empty; `reader theme new` writes a file to start from")
    return ThemeFile(path, text, tables)
