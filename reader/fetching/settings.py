"""The logins of feeds in config.toml: kept there, and used only where nobody else can read them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reader import config

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


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


def why_open(logins: Mapping[str, Mapping[str, Any]]) -> str:
    """Why these logins are not used, in a line: there is a secret in one, and others may read the
    file they are from. Empty where all is well."""
    path = config.settings_path()
    if os.name != "posix" or not any(_has_secret(table) for table in logins.values()):
        return ""
    try:
        is_open = path.stat().st_mode & 0o077
    except OSError:
        return ""  # Gone since it was read.
    return f"{path} holds a password and others may read it: chmod 600 {path}" if is_open else ""


def _has_secret(table: Mapping[str, Any]) -> bool:
    """Whether a feed's table has a secret itself, rather than where to get it."""
    headers = table.get("headers", {})
    values = [table.get("password"), table.get("token")]
    values += headers.values() if isinstance(headers, dict) else []
    return any(isinstance(value, str) for value in values)
