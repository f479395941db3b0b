"""The logins of feeds in the settings: kept there, used only where nobody else can read them."""

from __future__ import annotations

import os
from itertools import chain

from reader import config
from reader.feed_settings import FeedSettings


def keep_login(url: str, user: str, password: str) -> None:
    """Keep a feed's user name and password, in a file for nobody else. Raises SettingsError."""

    def put(text: str) -> str:
        text = config.put(text, ("feeds", url, "user"), user)
        return config.put(text, ("feeds", url, "password"), password)

    path = config.home(url, "feeds")
    try:
        if path.exists():
            path.chmod(0o600)  # Before there is a password in it.
    except OSError as error:
        raise config.SettingsError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    config.rewrite(put, path)


def why_open(settings: FeedSettings, url: str | None = None) -> str:
    """Why the login of a feed, None: of any, is not used, in a line: there is a secret in it, and
    others may read the file that is in. Empty where all is well."""
    if os.name != "posix":
        return ""
    secrets = settings.secrets
    for path in chain(*secrets.values()) if url is None else secrets.get(url, ()):
        try:
            is_open = path.stat().st_mode & 0o077
        except OSError:
            continue  # Gone since it was read.
        if is_open:
            return f"{path} holds a password and others may read it: chmod 600 {path}"
    return ""
