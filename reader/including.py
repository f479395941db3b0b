"""Settings from several files: `include` of config.toml.

    include = ["keys.toml", "~/dotfiles/news.toml"]

A path is seen from the folder of the file that names it. That file goes before what it includes,
of its includes the later before the earlier, and each may include further ones. Tables are put
together key by key; every other value, a list or what stands in braces too, is taken whole.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reader.tables import FileError, Problem, TomlFile, nearest, read_toml

KEY: Final = "include"
DEEPEST: Final = 8
"""Files that may be included one by the other."""

_LEVELS: Final = {"theme": 0, "keys": 2, "feeds": 2}
"""Tables in which other than one level of keys is put together: a theme for dark and one for light
are one choice; the keys of a place, and the login of a feed, are tables of their own."""


@dataclass(frozen=True, slots=True)
class Included:
    """A file with what it includes as one, the paths of that, there or not, and what is wrong.

    `is_torn`: one that it includes is no TOML.
    """

    file: TomlFile
    paths: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_torn: bool = False


def read_including(path: Path) -> Included:
    """A file with all it includes. What cannot be read of that is told, and the rest holds.

    Raises FileError where the file itself cannot be read.
    """
    file = read_toml(path)
    if KEY not in file.tables:
        return Included(file)
    reading = _Reading()
    reading.take(file, (os.path.realpath(path),))
    tables: Mapping[str, Any] = {}
    for part in reading.parts:
        tables = _over(tables, part.tables)
    whole = TomlFile(file.path, file.text, tables, tuple(reading.parts))
    return Included(whole, tuple(reading.paths), tuple(reading.problems), reading.is_torn)


class _Reading:
    """What was met on the way through the files, the one that goes before all others first."""

    def __init__(self) -> None:
        self.parts: list[TomlFile] = []
        self.paths: list[Path] = []
        self.problems: list[Problem] = []
        self.is_torn = False
        self._known: set[str] = set()

    def take(self, file: TomlFile, chain: tuple[str, ...]) -> None:
        """A file and all it includes; `chain` are the real paths that lead to it, with its own."""
        self.parts.append(file)
        self._known.add(chain[-1])
        for name in reversed(self._names(file)):
            try:
                path = file.path.parent / Path(name).expanduser()
            except RuntimeError:
                self._refuse(file, name, "there is nobody of that name")
                continue
            real = os.path.realpath(path)
            if real in chain:
                ring = [*chain[chain.index(real) :], real]
                names = " → ".join(os.path.basename(one) for one in ring)  # noqa: PTH119
                self._refuse(file, name, f"goes round in a circle: {names}")
            elif len(chain) > DEEPEST:
                self._refuse(file, name, f"is more than {DEEPEST} files deep: name it further up")
            elif real not in self._known:  # A second time it has nothing to add.
                self._read(file, name, path, (*chain, real))

    def _read(self, file: TomlFile, name: str, path: Path, chain: tuple[str, ...]) -> None:
        self.paths.append(path)
        try:
            found = read_toml(path)
        except FileError as error:
            if error.is_syntax:
                self.is_torn = True
                self.problems.append(error.problem)
            else:
                meant = "" if os.path.lexists(path) else _nearest_to(path)
                self._refuse(file, name, error.problem.what, meant)
        else:
            self.take(found, chain)

    def _names(self, file: TomlFile) -> list[str]:
        written = file.tables.get(KEY, [])
        each = written if isinstance(written, list) else [written]
        names = [
            name for name in each if isinstance(name, str) and name.strip() and name.isprintable()
        ]
        if len(names) < len(each):
            what = 'is a file, or a list of files, in quotes: ["keys.toml"]'
            self.problems.append(file.problem(KEY, what))
        return names

    def _refuse(self, file: TomlFile, name: str, what: str, meant: str = "") -> None:
        line = _line_of(name, file)
        self.problems.append(Problem(file.path, line, KEY, f"“{name}” {what}", meant))


def _line_of(name: str, file: TomlFile) -> int:
    """The line on which a file is included: the list may have several."""
    start = file.line(KEY)
    lines = file.text.split("\n")[start - 1 :] if start else []
    return next((n for n, line in enumerate(lines, start) if name in line), start)


def _nearest_to(path: Path) -> str:
    """The file beside a path that was probably meant, or nothing."""
    try:
        beside = sorted(found.stem for found in path.parent.glob("*.toml"))
    except OSError:
        return ""
    # All end alike: what comes before must be.
    meant = nearest(path.stem, beside)
    return f"{meant}.toml" if meant else ""


def _over(over: Mapping[str, Any], under: Mapping[str, Any]) -> dict[str, Any]:
    """Tables with those of another file laid under them."""
    return {key: _value(over, under, key, _LEVELS.get(key, 1)) for key in {**over, **under}}


def _value(over: Mapping[str, Any], under: Mapping[str, Any], key: str, levels: int) -> Any:
    if key not in over or key not in under:
        return over[key] if key in over else under[key]
    mine, its = over[key], under[key]
    if not levels or not isinstance(mine, Mapping) or not isinstance(its, Mapping):
        return mine
    return {inner: _value(mine, its, inner, levels - 1) for inner in {**mine, **its}}
