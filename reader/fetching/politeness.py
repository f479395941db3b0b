"""Good manners: so many requests at once, so few of them to one host, and where robots may go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from reader.sources.original import SourceError
from reader.sources.web import Client, get

AT_ONCE: Final = 16
AT_ONE_HOST: Final = 2

AGENT: Final = "reader-tui"
"""The name by which a robots.txt may call this program."""

_LONGEST_ROBOTS: Final = 500_000
"""Bytes of a robots.txt that are heeded (RFC 9309, 2.5)."""


class Turns:
    """Requests take turns: sixteen at once, two of them to one host."""

    def __init__(self) -> None:
        self._all = asyncio.Semaphore(AT_ONCE)
        self._hosts: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def at(self, url: str) -> AsyncIterator[None]:
        """Wait for a turn at an address's host, and hold it meanwhile."""
        host = host_of(url)
        turns = self._hosts.setdefault(host, asyncio.Semaphore(AT_ONE_HOST))
        # The host's first: who waits for a slow one must not keep others from theirs.
        async with turns, self._all:
            yield


class Robots:
    """What sites allow readers that are no browsers, asked once a run (RFC 9309)."""

    def __init__(self, client: Client, turns: Turns) -> None:
        self._client = client
        self._turns = turns
        self._found: dict[str, asyncio.Task[RobotFileParser | None]] = {}

    async def allow(self, url: str, *, is_from_public: bool) -> bool:
        """Whether a page may be fetched. A site without rules allows all; one that has a problem
        of its own, or answers nothing, is left alone."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._found:
            self._found[site] = asyncio.create_task(self._ask(site, is_from_public))
        rules = await asyncio.shield(self._found[site])
        return rules is not None and rules.can_fetch(AGENT, url)

    async def _ask(self, site: str, is_from_public: bool) -> RobotFileParser | None:
        rules = RobotFileParser()
        try:
            async with self._turns.at(site):
                answer = await get(
                    self._client, f"{site}/robots.txt", is_from_public=is_from_public
                )
        except SourceError:
            return None
        if answer.status >= 500:
            return None
        text = answer.content[:_LONGEST_ROBOTS] if answer.status < 400 else b""
        rules.parse(text.decode("utf-8", "replace").splitlines())
        return rules


def host_of(url: str) -> str:
    """The host and port of an address."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
