"""What is set for feeds: the table [feeds] of config.toml. Pure.

Subscriptions are in the library, for they change with every fetch; here is what is the same for
all of them, and what no library and no export may hold: the logins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from reader.keeping import KEEP_ALL, Keeping, read_keeping
from reader.tables import Form, Problem, Rule, TomlFile, read_setting

MEANINGS: Final = {
    "keep": 'how long articles stay ("90 days" | 1000 | all)',
    "at_start": "fetch when the reader opens (true | false)",
    "every": "fetch every so many minutes while it is open (0: never)",
}

_RULES: Final[Mapping[str, Rule]] = {
    "keep": Form(read_keeping, '"90 days" | 1000 | all'),
    "at_start": bool,
    "every": (0, 100_000),
}


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """The settings for feeds.

    `keep` is how long articles stay where a feed has nothing of its own set. With `at_start` the
    reader fetches when it opens, with `every` each so many minutes (0: never). `logins` are the
    tables of single feeds by address, as they stand in the file: what is wrong in one is told when
    its feed is fetched, and keeps no other from being so. `secrets` are the files in which a feed's
    table has a secret itself, rather than where to get it.
    """

    keep: Keeping = KEEP_ALL
    at_start: bool = False
    every: int = 0
    logins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    secrets: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)


def read_feed_settings(file: TomlFile, problems: list[Problem]) -> FeedSettings:
    """What a file sets; what is wrong in it is added to `problems` and stays at its default."""
    table = file.tables.get("feeds", {})
    if not isinstance(table, Mapping):
        return FeedSettings()  # That it is a table is said already.
    given: dict[str, Any] = {}
    logins: dict[str, Mapping[str, Any]] = {}
    for key, value in table.items():
        if key in _RULES:
            try:
                given[key] = read_setting(_RULES[key], value)
            except ValueError as error:
                problems.append(file.refusal(key, error, section="feeds"))
        elif isinstance(value, Mapping):
            logins[key] = value
        else:
            what = "there is no such setting"
            problems.append(file.problem(key, what, key, MEANINGS, section="feeds"))
    secrets = {url: files for url in logins if (files := tuple(_with_secret(file, url)))}
    return FeedSettings(logins=logins, secrets=secrets, **given)


def _with_secret(file: TomlFile, url: str) -> Iterator[Path]:
    for part in file.files:
        feeds = part.tables.get("feeds")
        table = feeds.get(url) if isinstance(feeds, Mapping) else None
        if isinstance(table, Mapping):
            headers = table.get("headers", {})
            values = [table.get("password"), table.get("token")]
            values += headers.values() if isinstance(headers, Mapping) else []
            if any(isinstance(value, str) for value in values):
                yield part.path
