"""Settings that are put in force and taken back by the # before their lines. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_LONGEST: Final = 300
"""Lines that one value may have."""

_VALUE: Final = r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[\w.+\-:]+'
"""A value that is in one line and no list."""

_COMMENTED: Final = re.compile(r"#\s?([\w.\-\"]+)\s*=(?:[^#\"]|\"[^\"]*\")*(#.*?)?\s*\Z", re.DOTALL)


def replaced(text: str, section: str, key: str, value: str) -> str | None:
    """The file with another value on the line of a setting, else None: it stands in no such line.

    `value` is written as TOML. Raises ValueError for what is no TOML, NoTable where the section is
    none.
    """
    wanted = including(_loads(text), path_of(section, key), _loads(f"value = {value}")["value"])
    written = rf"(?m)^([ \t]*{re.escape(key)}[ \t]*=[ \t]*)(?:{_VALUE})(?=[ \t]*(?:#.*)?\r?$)"
    for found in re.finditer(written, text):
        left = f"{text[: found.start()]}{found[1]}{value}{text[found.end() :]}"
        if _read(left) == wanted:
            return left
    return None


def uncommented(text: str, section: str, key: str, value: str) -> str | None:
    """The file with a setting that stands in it as a comment put in force, else None.

    `value` is written as TOML. Only a `# key = …` of the section counts, and that with it alone
    changed. Raises ValueError for what is no TOML, NoTable where the section is none.
    """
    wanted = including(_loads(text), path_of(section, key), _loads(f"value = {value}")["value"])
    lines = text.split("\n")
    for number, found in _comments(lines, section, key):
        rest = f"  {found[2]}" if found[2] else ""
        end = "\r" if lines[number].endswith("\r") else ""
        line = f"{key} = {value}{rest}{end}"
        left = "\n".join([*lines[:number], line, *lines[number + 1 :]])
        if _read(left) == wanted:
            return left
    return None


class NoTable(ValueError):
    """Something has keys in it by its name, yet is no table: `path` leads to it."""

    def __init__(self, path: tuple[str, ...]) -> None:
        name = ".".join(
            part if re.fullmatch(r"[\w-]+", part, re.A) else f'"{part}"' for part in path
        )
        super().__init__(f"is a table: write [{name}] above its keys")
        self.path = path


def path_of(section: str, key: str) -> tuple[str, ...]:
    """The names of the tables that lead to a key, and its own."""
    return (*section.split("."), key) if section else (key,)


def changes_only(before: str, after: str, path: tuple[str, ...], value: Any) -> bool:
    """Whether a change of a file gave a key its value, and nothing else another.

    Raises ValueError for what was no TOML before, NoTable where the key could be in none.
    """
    return _read(after) == including(_loads(before), path, value)


def including(table: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Tables with a value at a path. Raises NoTable."""
    first, *rest = path
    if not rest:
        return {**table, first: value}
    inner = table.get(first, {})
    if not isinstance(inner, Mapping):
        raise NoTable((first,))
    try:
        return {**table, first: including(inner, tuple(rest), value)}
    except NoTable as error:
        raise NoTable((first, *error.path)) from None


def commented(text: str, section: str, key: str, first: str = "") -> str | None:
    """The file with a setting made a comment, and what is said beside it with it, else None: it
    does not stand in lines of its own.

    `first` is a file in which settings stand as comments. Where a line says the same as there of
    its setting, it becomes the one that stands there. Raises ValueError for what is no TOML.
    """
    path = path_of(section, key)
    lines = text.split("\n")
    for span in _spans(lines, text, path):
        for number in span:
            line = lines[number]
            bare = line.lstrip()
            indent = line[: len(line) - len(bare)]
            lines[number] = f"{indent}# {bare}" if bare else line
        if len(span) == 1:
            own = _COMMENTED.match(lines[span[0]].lstrip())
            for at, known in _comments(standing := first.split("\n"), section, key):
                if own is not None and own[2] and own[2] == known[2]:
                    end = "\r" if lines[span[0]].endswith("\r") else ""
                    lines[span[0]] = standing[at] + end
                break
        return "\n".join(lines)
    return None


def without(text: str, section: str, key: str) -> str | None:
    """The file without a setting: its lines are gone, or a comment where one stands beside it."""
    path = path_of(section, key)
    lines = text.split("\n")
    for span in _spans(lines, text, path):
        if any("#" in lines[number] for number in span):
            return commented(text, section, key)
        del lines[span.start : span.stop]
        return "\n".join(lines)
    return None


def _comments(lines: Sequence[str], section: str, key: str) -> Iterator[tuple[int, re.Match[str]]]:
    """The lines in which a setting of a section stands as a comment."""
    inside = ""
    for number, line in enumerate(lines):
        if line.lstrip().startswith("["):
            inside = _headed(line) or inside
        elif inside == section and (found := _COMMENTED.match(line)) and found[1] == key:
            yield number, found


def _headed(line: str) -> str:
    """The table that begins on a line; what only looks so is told apart by what comes of it."""
    table: Any = _read(line)
    names = []
    while isinstance(table, dict) and table:
        ((name, table),) = table.items()
        names.append(name)
    return ".".join(names)


def _spans(lines: Sequence[str], text: str, path: tuple[str, ...]) -> Iterator[range]:
    """The lines of a setting and of no other, counted from 0: without them, it alone is gone."""
    wanted = _lacking(_loads(text), path)
    start = 0
    while start < len(lines):
        end, tables = _statement(lines, start)
        if any(_reaches(tables, path[at:]) for at in range(len(path))):
            left = _read("\n".join([*lines[:start], *lines[end:]]))
            if left is not None and _lacking(left, path) == wanted:
                yield range(start, end)
        start = end


def _statement(lines: Sequence[str], start: int) -> tuple[int, dict[str, Any]]:
    """What begins on a line: the line after its last, and what it says alone."""
    for end in range(start + 1, min(len(lines), start + _LONGEST) + 1):
        tables = _read("\n".join([*lines[start:end], ""]))
        if tables is not None:
            return end, tables
    return start + 1, {}


def _reaches(table: Any, path: Sequence[str]) -> bool:
    for key in path:
        if not isinstance(table, dict) or key not in table:
            return False
        table = table[key]
    return True


def _loads(text: str) -> dict[str, Any]:
    """Numbers as they are written: else what is no number would not be as it was before."""
    return tomllib.loads(text, parse_float=str)


def _read(text: str) -> dict[str, Any] | None:
    try:
        return _loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _lacking(table: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """Tables without what is at a path, nor what is empty without it."""
    first, *rest = path
    inner = table.get(first)
    if rest and isinstance(inner, dict):
        left = _lacking(inner, tuple(rest))
        return {**table, first: left} if left else _lacking(table, (first,))
    return {key: value for key, value in table.items() if key != first}
