"""What is set for feeds: the table [feeds] of config.toml.

Subscriptions are in the library, for they change with every fetch; here is what is the same for
all of them, and what no library and no export may hold: the logins.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reader import config
from reader.library.keeping import KEEP_ALL, Keeping, read_keeping
from reader.tables import FileError, TomlFile, read_setting, read_toml

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_MOST_MINUTES = 100_000


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """The settings for feeds.

    `keep` is how long articles stay where a feed has nothing of its own set. With `at_start` the
    reader fetches when it opens, with `every` each so many minutes (0: never). `logins` are the
    tables of single feeds by address, as they stand in the file: `logins.headers_for` reads them.
    """

    keep: Keeping = KEEP_ALL
    at_start: bool = False
    every: int = 0
    logins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)


def read_feed_settings() -> FeedSettings:
    """The settings for feeds, the defaults where there are none.

    Raises SettingsError, in one line, where one cannot be used, and where others may read a file
    that holds a password.
    """
    path = config.settings_path()
    if not os.path.lexists(path):
        return FeedSettings()
    try:
        file = read_toml(path)
    except FileError as error:
        raise config.SettingsError(str(error)) from error
    table = file.tables.get("feeds", {})
    if not isinstance(table, dict):
        raise _wrong(file, "feeds", "is a table: write [feeds] above its keys")
    known = ("keep", "at_start", "every")
    logins = {name: value for name, value in table.items() if isinstance(value, dict)}
    for key in table:
        if key not in known and key not in logins:
            raise _wrong(file, key, "there is no such setting", known)
    try:
        keep = read_keeping(table.get("keep", "all"))
    except ValueError as error:
        raise _wrong(file, "keep", str(error)) from error
    settings = {}
    for key, rule in (("at_start", bool), ("every", (0, _MOST_MINUTES))):
        if key in table:
            try:
                settings[key] = read_setting(rule, table[key])
            except ValueError as error:
                raise _wrong(file, key, str(error)) from error
    _refuse_open(path, logins)
    return FeedSettings(keep=keep, logins=logins, **settings)


def keep_login(url: str, user: str, password: str) -> None:
    """Keep a feed's user name and password, in a file for nobody else. Raises SettingsError."""

    def put(document: TOMLDocument) -> TOMLDocument:
        import tomlkit

        feeds = document.setdefault("feeds", tomlkit.table())
        login = feeds.get(url, tomlkit.table())
        config.put_in(login, "user", user)
        config.put_in(login, "password", password)
        config.put_in(feeds, url, login)
        return document

    path = config.settings_path()
    try:
        if path.exists():
            path.chmod(0o600)  # Before there is a password in it.
    except OSError as error:
        raise config.SettingsError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    config.change(put)


def _refuse_open(path: Path, logins: Mapping[str, Mapping[str, Any]]) -> None:
    """A file with a password in it that others may read is not used. Raises SettingsError."""
    if os.name != "posix" or not any(_has_secret(table) for table in logins.values()):
        return
    if path.stat().st_mode & 0o077:
        raise config.SettingsError(
            f"{path} holds a password and others may read it: chmod 600 {path}"
        )


def _has_secret(table: Mapping[str, Any]) -> bool:
    """Whether a feed's table has a secret itself, rather than where to get it."""
    headers = table.get("headers", {})
    values = [table.get("password"), table.get("token")]
    values += headers.values() if isinstance(headers, dict) else []
    return any(isinstance(value, str) for value in values)


def _wrong(
    file: TomlFile, key: str, what: str, among: tuple[str, ...] = ()
) -> config.SettingsError:
    wrong = key if among else ""
    return config.SettingsError(str(file.problem(key, what, wrong, among, section="feeds")))
