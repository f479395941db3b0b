"""TOML files as people write them: read within limits, every fault with its line.

Settings and themes are such files. What their keys may be is said by rules; nothing here knows
what they mean.
"""

from __future__ import annotations

import difflib
import json
import re
import stat
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from reader.escaping import escaped, told

LARGEST_FILE: Final = 1_000_000
"""Bytes. A theme is under 2,000, settings seldom 20,000; larger is something else."""
DEEPEST: Final = 50
"""Tables and lists within each other. Nothing needs ten; what walks through them may recurse."""
_LARGEST_NUMBER: Final = 2**63 - 1
"""TOML has whole numbers of 64 bits; tomllib takes any, and Python cannot print them all."""

_KEY: Final = r"""(?:[\w\-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEYS: Final = rf"{_KEY}[ \t]*(?:\.[ \t]*{_KEY}[ \t]*)*"
_WRITTEN: Final = re.compile(rf"[ \t]*(?:({_KEYS})=|\[\[?[ \t]*({_KEYS})\]\]?[ \t]*(?:#|$))")
"""A line that sets a key, or that begins a table."""
_TOO_DEEP: Final = re.compile(rf"(?:^|[\[{{,])[ \t]*(?:{_KEY}[ \t]*\.[ \t]*){{{DEEPEST}}}")


LONGEST_NAME: Final = 80
LONGEST_TOLD: Final = 300
"""Characters of a name, and of what is said of it, that are told: longer ones lose their middle."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file; `line` counts from 1, 0 where it is not known.

    Its texts may quote the file: they are made fit to be shown here, whatever they are.
    """

    path: Path
    line: int
    key: str
    what: str
    suggestion: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", told(self.key, LONGEST_NAME))
        object.__setattr__(self, "what", told(self.what, LONGEST_TOLD))
        object.__setattr__(self, "suggestion", told(self.suggestion, LONGEST_NAME))

    def __str__(self) -> str:
        return f"{self.place}: {self.says}"

    @property
    def place(self) -> str:
        """Where it is, as people write it: `config.toml:12`."""
        return place(self.path, self.line)

    @property
    def says(self) -> str:
        """What is wrong, without the place."""
        key = f"{self.key}: " if self.key else ""
        meant = f"; did you mean “{self.suggestion}”?" if self.suggestion else ""
        return f"{key}{self.what}{meant}"


def place(path: Path, line: int) -> str:
    """A line of a file, or the file where that is 0, fit to be shown."""
    name = told(path.name, LONGEST_NAME)
    return f"{name}:{line}" if line else name


class FileError(Exception):
    """A file that cannot be read as TOML. Its text is one line: where, and what is wrong.

    `is_syntax` tells a file that can be mended in an editor from one that cannot be opened.
    """

    def __init__(self, problem: Problem, *, is_syntax: bool = False) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.is_syntax = is_syntax


@dataclass(frozen=True, slots=True)
class TomlFile:
    """One file: where, as text, and as TOML tables.

    Where it is put together from several, `parts` are these, the one that goes before all others
    first; `tables` are then of them all, and every key is told of where it stands.
    """

    path: Path
    text: str
    tables: Mapping[str, Any]
    parts: tuple[TomlFile, ...] = ()

    @property
    def files(self) -> tuple[TomlFile, ...]:
        """Its parts, or itself alone."""
        return self.parts or (self,)

    def has(self, key: str, section: str = "") -> bool:
        """Whether a key is set in it; both may be dotted."""
        return _has(self.tables, f"{section}.{key}" if section else key)

    def owner(self, key: str, section: str = "") -> TomlFile:
        """The part whose word on a key counts; itself where none sets it."""
        return next((part for part in self.parts if part.has(key, section)), self)

    def line(self, key: str, section: str = "") -> int:
        """The line a key stands on, or what has it in braces; 0 where it is not set."""
        owner, whole = self.owner(key, section), f"{section}.{key}" if section else key
        line = find_line(owner.text, "", whole)
        while not line and "." in whole and owner.has(key, section):
            whole = whole.rpartition(".")[0]
            line = find_line(owner.text, "", whole)
        return line

    def place(self, key: str, section: str = "") -> str:
        """Where a key stands, as people write it: `config.toml:12`."""
        return place(self.owner(key, section).path, self.line(key, section))

    def problem(self, key: str, what: str, wrong: str = "", among: Iterable[str] = (), *,
                section: str = "") -> Problem:  # fmt: skip
        path = self.owner(key, section).path
        return Problem(path, self.line(key, section), key, what, nearest(wrong, among))

    def refusal(self, key: str, error: ValueError, *, section: str = "") -> Problem:
        """The problem that a setting's rule has with what stands there."""
        wrong, among = (error.wrong, error.among) if isinstance(error, NotAmong) else ("", ())
        return self.problem(key, str(error), wrong, among, section=section)


def _has(table: Any, key: str) -> bool:
    if not isinstance(table, Mapping):
        return False
    return key in table or any(
        _has(inner, key[len(name) + 1 :])
        for name, inner in table.items()
        if key.startswith(f"{name}.")
    )


def nearest(word: str, among: Iterable[str]) -> str:
    """What a misspelt word was probably meant to be, or nothing."""
    words = list(among)
    close = difflib.get_close_matches(word, words, 1, 0.6) if word else []
    # Two letters of another case are not close, yet what was meant.
    close += [known for known in words if known.casefold() == word.casefold()]
    return close[0] if close else ""


def find_line(text: str, section: str, key: str) -> int:
    """The line a key stands on, from 1, or 0. Best effort: parsed TOML has no positions."""
    whole = f"{section}.{key}" if section else key
    exact, begun = _lines(text)
    return exact.get(whole) or begun.get(whole, 0)


@lru_cache(maxsize=8)
def _lines(text: str) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """The first line of every key and table that is written, and of those they begin with."""
    exact: dict[str, int] = {}
    begun: dict[str, int] = {}
    inside: tuple[str, ...] = ()
    is_text = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not is_text and line.lstrip().startswith("#"):
            continue
        written = None if is_text else _WRITTEN.match(line.rstrip("\r"))
        for quotes in ('"""', "'''"):
            if is_text in ("", quotes) and line.count(quotes) % 2:
                is_text = "" if is_text else quotes
        if written is None:
            continue
        keys = tuple(_parts(written[1] or written[2]))
        if written[1] is None:
            inside, keys = keys, ()
        whole = (*inside, *keys)
        exact.setdefault(".".join(whole), number)
        for length in range(len(inside) + 1 if keys else 1, len(whole)):
            begun.setdefault(".".join(whole[:length]), number)
    return exact, begun


def _parts(keys: str) -> Iterator[str]:
    for found in re.finditer(_KEY, keys):
        part = found[0]
        if part.startswith('"') and "\\" in part:
            try:
                yield tomllib.loads(f"key = {part}")["key"]
            except tomllib.TOMLDecodeError:
                yield part
        else:
            yield part[1:-1] if part[0] in "\"'" else part


def read_text(path: Path, sort: str = "a file of settings") -> str:
    """The text of a file, of whatever sort. Raises FileError where there is none to be read.

    Never waits for a pipe, and never reads more than `LARGEST_FILE`, however the file grows.
    """

    def refuse(what: str, *, is_syntax: bool = False) -> FileError:
        return FileError(Problem(path, 0, "", what), is_syntax=is_syntax)

    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise refuse("is a folder, not a file of text")
        if not stat.S_ISREG(mode):
            raise refuse("is a pipe or a device, not a file of text")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise refuse(f"is larger than {LARGEST_FILE:,} bytes, too large for {sort}")
        # Line ends as Python reads them from any file of text.
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise refuse("is not UTF-8 text; save it as UTF-8", is_syntax=True) from None
    except OSError as error:
        raise refuse(f"cannot be read: {(error.strerror or str(error)).lower()}") from None
    except ValueError:  # A name with the one character that no path may have.
        raise refuse("cannot be read: no file has such a name") from None


_DEEP: Final = f"goes more than {DEEPEST} tables or lists deep"
_LARGE: Final = "has more than 64 bits"
_MANY_DIGITS: Final = re.compile(r"(?<![0-9_])[0-9_]{4000}")


def read_toml(path: Path) -> TomlFile:
    """The file at a path. Raises FileError where there is none, or it is no TOML.

    Also where its numbers are larger than TOML's, or its tables deeper than anybody needs: who
    reads them may print, compare and walk through whatever is in it.
    """
    text = read_text(path)

    def refuse(what: str, line: int, key: str = "") -> FileError:
        return FileError(Problem(path, line, key, what), is_syntax=True)

    lines = text.rstrip("\n").split("\n")
    for number, line in enumerate(lines, 1):
        # Before it is parsed: the time that takes grows with the square of a key's parts.
        if line.count(".") >= DEEPEST and _TOO_DEEP.search(line):
            raise refuse(f"a key of more than {DEEPEST} parts is too deep", number)
    try:
        file = TomlFile(path, text, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        what = re.sub(r" \(at (?:line.*|end of document)\)$", "", str(error))
        number = int(found[1]) if found else len(lines)
        if what == "Cannot overwrite a value":
            name = lines[min(number, len(lines)) - 1].partition("=")[0].strip()
            what = f"{name} is there already; take one of the two away"
        raise refuse(f"not TOML: {what}", number) from None
    except ValueError:  # Of more digits than Python turns into a number.
        many = (n for n, line in enumerate(lines, 1) if _MANY_DIGITS.search(line))
        raise refuse(f"a number {_LARGE}", next(many, 0)) from None
    beyond = next(_beyond(file.tables), None)
    if beyond is not None:
        key = ".".join(beyond[0])
        raise refuse(beyond[1], file.line(key), key)
    return file


def _beyond(tables: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The keys whose values are more than can be dealt with, and what they are."""
    left: list[tuple[tuple[str, ...], int, Any]] = [((), 0, tables)]
    while left:
        keys, depth, value = left.pop()
        if depth > DEEPEST:
            yield keys, _DEEP
        elif isinstance(value, Mapping):
            inner = reversed(list(value.items()))
            left.extend(((*keys, key), depth + 1, held) for key, held in inner)
        elif isinstance(value, list):
            left.extend((keys, depth + 1, held) for held in reversed(value))
        elif isinstance(value, int) and not -_LARGEST_NUMBER - 1 <= value <= _LARGEST_NUMBER:
            yield keys, _LARGE


class NotAmong(ValueError):
    """A word that is none of those it may be: `wrong`, and `among` which it was meant to be."""

    def __init__(self, what: str, wrong: str, among: Iterable[str]) -> None:
        super().__init__(what)
        self.wrong = wrong
        self.among = tuple(among)


@dataclass(frozen=True, slots=True)
class Form:
    """Values with a form of their own: `read` gives the value as it is kept, or raises ValueError
    saying what is wrong; `spoken` says what it may be."""

    read: Callable[[Any], Any]
    spoken: str


Rule = type[bool] | type[str] | tuple[int, int] | tuple[str, ...] | Form
"""What a value may be: true or false, any text, a range of whole numbers, one of some words, or
what has a form of its own."""


def read_setting(rule: Rule, value: Any) -> Any:
    """A setting's value, checked.

    Raises ValueError saying what it may be; NotAmong where it may be one of some words.
    """
    if isinstance(rule, Form):
        return rule.read(value)
    if rule is bool:
        if not isinstance(value, bool):
            raise ValueError("must be true or false")
        return value
    if rule is str:
        if not isinstance(value, str) or escaped(value) != value:
            raise ValueError("must be text in quotes")
        return value
    assert isinstance(rule, tuple)
    if isinstance(rule[0], int):
        low, high = rule
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(f"must be a whole number from {low} to {high}")
        if not int(low) <= value <= int(high):
            raise ValueError(f"must be {low} to {high}, not {value}")
        return value
    if value not in rule:
        words = [str(word) for word in rule]
        raise NotAmong(f"must be one of {', '.join(words)}", str(value), words)
    return "centre" if value == "center" else value


def spoken(rule: Rule) -> str:
    """What a value may be, in words: `40 to 100`, `left | centre`."""
    if rule is bool:
        return "true | false"
    if rule is str:
        return "text"
    if isinstance(rule, Form):
        return rule.spoken
    assert isinstance(rule, tuple)
    if isinstance(rule[0], int):
        return f"{rule[0]} to {rule[1]}"
    return " | ".join(str(word) for word in rule if word != "center")


def toml(value: object) -> str:
    """A string, number, switch or list of them as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
