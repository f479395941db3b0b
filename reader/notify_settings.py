"""What is set for notifications: the table [notify] of config.toml. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from reader.tables import NotAmong, Problem, TomlFile, read_setting

KINDS: Final = ("off", "desktop", "terminal", "osc9", "osc777", "bell", "program")
"""`terminal` is whichever of the next three the terminal is known to have."""

MEANINGS: Final = {
    "by": "what tells of new articles; terminal: in the way it is known to have",
    "views": "kept searches to tell of, by name",
    "feeds": "feeds to tell of, by title or address; #tag for a tag's, * for all",
    "program": 'a command for by = "program": title and body are its last words',
    "title": "the words of the title: {count} new, {view} they are in, {headline} of the first",
    "line": "those of each line below it, for the first three; the same fields",
    "quiet_hours": "when nothing is told, nor later: from when to when, one or several",
}

_TIMES: Final = re.compile(r"\s*(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?\s*")
_DAY: Final = 24 * 60

FIELDS: Final = ("count", "view", "headline")


@dataclass(frozen=True, slots=True)
class QuietTime:
    """A part of every day by the clock on the wall, in minutes from midnight; `end` is after it.

    One that ends before it begins goes on after midnight.
    """

    start: int
    end: int

    def __str__(self) -> str:
        return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (self.start, self.end))

    def holds(self, minute: int) -> bool:
        """Whether a minute of the day is in it."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class Notifications:
    """What to tell of, how, in which words (empty: the reader's own), and when not."""

    by: str = "off"
    views: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    quiet_hours: tuple[QuietTime, ...] = ()
    program: str = ""
    title: str = ""
    line: str = ""

    def is_quiet(self, now: datetime) -> bool:
        """Whether nothing is to be told at a moment, given in local time."""
        return any(time.holds(now.hour * 60 + now.minute) for time in self.quiet_hours)


def read_quiet_time(text: str) -> QuietTime:
    """A time such as `22:00-07:00`. Raises ValueError saying how it is written."""
    found = _TIMES.fullmatch(text)
    if found is None:
        raise ValueError(f'is from when to when, like "22:00-07:00", not “{text[:40]}”')
    start = _minute(found[1], found[2])
    end = _minute(found[3], found[4])
    if start == end:
        raise ValueError(f'“{text[:40]}” ends as it begins; the whole day is "0:00-24:00"')
    return QuietTime(start, end)


def _minute(hour: str, minute: str | None) -> int:
    at = int(hour) * 60 + int(minute or 0)
    if at > _DAY or int(minute or 0) > 59:
        raise ValueError(f"there is no {hour}:{minute or '00'}; the day goes from 0:00 to 24:00")
    return at


def read_notifications(
    file: TomlFile, views: Iterable[str], problems: list[Problem]
) -> Notifications:
    """What a file sets; what is wrong in it is added to `problems` and stays at its default.

    `views` are the names of the searches that are kept.
    """
    table = file.tables.get("notify", {})
    if not isinstance(table, Mapping):
        return Notifications()  # That it is a table is said already.

    def wrong(key: str, what: str, word: str = "", among: Iterable[str] = ()) -> None:
        problems.append(file.problem(key, what, word, among, section="notify"))

    for key in table:
        if key not in MEANINGS:
            wrong(key, "there is no such setting", key, MEANINGS)
    by = KINDS[0]
    try:
        by = read_setting(KINDS, table.get("by", by))
    except ValueError as error:
        wrong("by", str(error), str(table["by"]), KINDS)
    named = {}
    for key in ("views", "feeds"):
        names = table.get(key, [])
        if not isinstance(names, list) or not all(isinstance(n, str) and n.strip() for n in names):
            wrong(key, f'is a list of names like ["{"budget" if key == "views" else "#world"}"]')
            names = []
        named[key] = tuple(dict.fromkeys(name.strip() for name in names))
    known = tuple(views)
    for name in named["views"]:
        if name.removeprefix("@") not in known:
            wrong("views", f"there is no view “{name}”", name, known)
    return Notifications(
        by=by,
        views=tuple(n for v in named["views"] if (n := v.removeprefix("@")) in known),
        feeds=named["feeds"],
        **_words(file, table, by, problems),
        quiet_hours=tuple(_quiet_times(table.get("quiet_hours", []), wrong)),
    )


def _words(
    file: TomlFile, table: Mapping[str, Any], by: str, problems: list[Problem]
) -> dict[str, str]:
    """The program, and the words of what is told, where they are set."""
    found: dict[str, str] = {}
    for key in ("program", "title", "line"):
        if key not in table:
            continue
        try:
            text = read_setting(str, table[key])
            for field in re.findall(r"\{([^{}]*)\}", text) if key != "program" else ():
                if field not in FIELDS:
                    raise NotAmong(f"there is no field {{{field}}}", field, FIELDS)
            if key == "program":
                shlex.split(text)
        except ValueError as error:
            problems.append(file.refusal(key, error, section="notify"))
        else:
            found[key] = text
    if by == "program" and not str(table.get("program", "")).strip():
        what = 'needs the name of one: program = "notify-send"'
        problems.append(file.problem("by", what, section="notify"))
    return found


def _quiet_times(value: Any, wrong: Any) -> Iterable[QuietTime]:
    written = [value] if isinstance(value, str) else value
    if not isinstance(written, list) or not all(isinstance(text, str) for text in written):
        wrong("quiet_hours", 'is from when to when, like "22:00-07:00", or a list of such')
        return
    for text in written:
        if text.strip():
            try:
                yield read_quiet_time(text)
            except ValueError as error:
                wrong("quiet_hours", str(error))
