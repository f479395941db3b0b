"""What a feed needs to be let in: from the settings, the environment, or a command.

    [feeds."https://paper.example/feed.xml"]
    user = "ada"
    password = { command = "pass show paper" }      # or { variable = "PAPER_PASSWORD" }, or "…"

    [feeds."https://other.example/feed.xml"]
    token = { variable = "OTHER_TOKEN" }            # Authorization: Bearer …
    headers = { X-Key = { command = "pass show other" } }

Secrets are read when they are sent and are in no message. They stand under the address that was
subscribed to, and go to its host alone.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Final

from reader.sources.original import SourceError
from reader.sources.web import shown_address

COMMAND_SECONDS: Final = 30.0
"""How long a command may take: somebody may be asked to unlock a key."""

_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\Z")


def headers_for(url: str, logins: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The headers that let somebody in at a feed; empty for one that needs none.

    Raises SourceError, with the feed and never the secret, where one cannot be had.
    """
    table = logins.get(url)
    if table is None:
        return {}
    headers: dict[str, str] = {}
    own = table.get("headers", {})
    if not isinstance(own, dict):
        raise _wrong(url, "headers is a table, { Name = … }")
    for name, value in own.items():
        if not _HEADER.match(name):
            raise _wrong(url, f"{name!r} is no name of a header")
        headers[name] = _secret(url, f"the header {name}", value)
    if "token" in table:
        headers["Authorization"] = f"Bearer {_secret(url, 'the token', table['token'])}"
    elif "user" in table or "password" in table:
        user = _secret(url, "the user name", table.get("user", ""))
        password = _secret(url, "the password", table.get("password", ""))
        pair = b64encode(f"{user}:{password}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    return headers


def _secret(url: str, what: str, value: Any) -> str:
    if isinstance(value, str):
        found = value
    elif isinstance(value, dict) and isinstance(variable := value.get("variable"), str):
        found = os.environ.get(variable, "")
        if not found:
            raise _wrong(url, f"{what} is to be in the variable {variable}, which is not set")
    elif isinstance(value, dict) and isinstance(command := value.get("command"), str):
        found = _printed(url, what, command)
    else:
        raise _wrong(url, f'{what} is "…", {{ variable = "NAME" }} or {{ command = "…" }}')
    if any(ord(character) < 32 or ord(character) == 127 for character in found):
        raise _wrong(url, f"{what} has characters that cannot be sent")
    return found


def _printed(url: str, what: str, command: str) -> str:
    """The first line that a command prints. It is run without a shell."""
    try:
        ended = subprocess.run(
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as problem:
        why = "took too long" if isinstance(problem, subprocess.TimeoutExpired) else "does not run"
        raise _wrong(url, f"the command for {what} {why}") from problem
    if ended.returncode:
        raise _wrong(url, f"the command for {what} failed (exit status {ended.returncode})")
    lines = ended.stdout.decode("utf-8", "replace").splitlines()
    if not lines or not lines[0]:
        raise _wrong(url, f"the command for {what} printed nothing")
    return lines[0]


def _wrong(url: str, words: str) -> SourceError:
    return SourceError(f"{shown_address(url)}: its login cannot be had: {words}; see config.toml")
