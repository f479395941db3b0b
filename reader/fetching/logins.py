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

import asyncio
import os
import re
import shlex
import subprocess
import threading
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from reader.sources.original import SourceError
from reader.sources.web import shown_address

COMMAND_SECONDS: Final = 10.0
"""How long a command may take: somebody may be asked to unlock a key."""

COMMANDS_AT_ONCE: Final = 4
"""Commands that a fetch runs at a time: each may ask for the same key."""

_LONGEST_OUTPUT: Final = 100_000
"""Bytes of a command's output that are read."""

_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\Z")


async def headers_for(url: str, logins: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The headers that let somebody in at a feed; empty for one that needs none.

    Raises SourceError, with the feed and never the secret, where one cannot be had. A command that
    is not waited for any more, because it is slow or all is to stop, is ended.
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
        headers[name] = await _secret(url, f"the header {name}", value)
    if "token" in table:
        token = await _secret(url, "the token", table["token"])
        headers["Authorization"] = f"Bearer {token}"
    elif "user" in table or "password" in table:
        user = await _secret(url, "the user name", table.get("user", ""))
        password = await _secret(url, "the password", table.get("password", ""))
        pair = b64encode(f"{user}:{password}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    return headers


async def _secret(url: str, what: str, value: Any) -> str:
    if isinstance(value, str):
        found = value
    elif isinstance(value, dict) and isinstance(variable := value.get("variable"), str):
        found = os.environ.get(variable, "")
        if not found:
            raise _wrong(url, f"{what} is to be in the variable {variable}, which is not set")
    elif isinstance(value, dict) and isinstance(command := value.get("command"), str):
        found = await _printed(url, what, command)
    else:
        raise _wrong(url, f'{what} is "…", {{ variable = "NAME" }} or {{ command = "…" }}')
    if any(ord(character) < 32 or ord(character) == 127 for character in found):
        raise _wrong(url, f"{what} has characters that cannot be sent")
    return found


async def _printed(url: str, what: str, command: str) -> str:
    """The first line that a command prints. It is run without a shell."""
    try:
        running = subprocess.Popen(
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, ValueError, IndexError) as problem:
        raise _wrong(url, f"the command for {what} does not run") from problem
    try:
        async with asyncio.timeout(COMMAND_SECONDS):
            output = await _output(running)
    except TimeoutError as problem:
        raise _wrong(
            url,
            f"the command for {what} took longer than {COMMAND_SECONDS:.0f} seconds;"
            " run it once by hand if it asks for something",
        ) from problem
    finally:
        running.kill()
        running.wait()
    if running.returncode:
        raise _wrong(url, f"the command for {what} failed (exit status {running.returncode})")
    lines = output.decode("utf-8", "replace").splitlines()
    if not lines or not lines[0]:
        raise _wrong(url, f"the command for {what} printed nothing")
    return lines[0]


async def _output(running: subprocess.Popen[bytes]) -> bytes:
    """What a command prints until it ends. A thread of its own waits for that, which may be left
    behind: those of the loop are few, and are needed by feeds without a command."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[bytes] = loop.create_future()

    def tell(output: bytes) -> None:
        if not ended.done():
            ended.set_result(output)

    def wait() -> None:
        assert running.stdout is not None
        with running.stdout:
            output = running.stdout.read(_LONGEST_OUTPUT)
        running.wait()
        with suppress(RuntimeError):  # The loop is closed: nobody wants to know.
            loop.call_soon_threadsafe(tell, output)

    threading.Thread(target=wait, name="password command", daemon=True).start()
    return await ended


def _wrong(url: str, words: str) -> SourceError:
    return SourceError(f"{shown_address(url)}: its login cannot be had: {words}; see config.toml")
