"""What is set for commands of the user's own: the table [commands] of config.toml. Pure.

    [commands]
    less = "less"                                                     # the text, in the terminal
    print = { run = "lp -t {url}", gives = "markdown", waits = false }   # behind the reader

Keys are bound to them as to all actions: `command.less = "ctrl+o"` under [keys].
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reader.tables import NotAmong, Problem, TomlFile, read_setting

SECTION: Final = "commands"
PREFIX: Final = "command."
"""Goes before the name of a command where actions are named."""
GIVES: Final = ("text", "markdown", "links", "url")
URL: Final = "{url}"
"""The argument that stands for the article's address."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, in words as the system takes them: no shell reads them.

    It gets what it `gives` on its standard input. One that `waits` has the terminal meanwhile.
    """

    name: str
    words: tuple[str, ...]
    gives: str = GIVES[0]
    waits: bool = True


def read_commands(file: TomlFile, problems: list[Problem]) -> dict[str, Command]:
    """The commands that can be run, by name; what is wrong with others is added to `problems`."""
    table = file.tables.get(SECTION, {})
    commands = {}
    for name, written in table.items() if isinstance(table, Mapping) else ():
        try:
            commands[name] = _command(name, written)
        except ValueError as error:
            problems.append(file.refusal(name, error, section=SECTION))
    return commands


def _command(name: str, written: Any) -> Command:
    """Raises ValueError."""
    if not re.fullmatch(r"[\w-]+", name):
        raise ValueError("the name of a command has letters, figures, - and _ alone")
    table = {"run": written} if isinstance(written, str) else written
    if not isinstance(table, Mapping) or not isinstance(table.get("run"), str):
        raise ValueError('is a command like "less", or { run = "less", gives = "markdown" }')
    for key in table:
        if key not in ("run", "gives", "waits"):
            raise NotAmong(f"there is no “{key}” in it", key, ("run", "gives", "waits"))
    try:
        words = tuple(shlex.split(read_setting(str, table["run"])))
    except ValueError as error:
        raise ValueError(f"“{table['run'][:40]}” is no command: {error}".lower()) from None
    if not words or words[0] == URL:
        raise ValueError("names no program to run")
    try:
        gives = read_setting(GIVES, table.get("gives", GIVES[0]))
    except NotAmong as error:
        raise NotAmong(f"gives {error}", error.wrong, error.among) from None
    try:
        waits = read_setting(bool, table.get("waits", True))
    except ValueError as error:
        raise ValueError(f"waits {error}") from None
    return Command(name, words, gives, waits)
