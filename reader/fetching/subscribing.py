"""Subscribing: from the address somebody has to the feed that is there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import unquote, urlsplit, urlunsplit

from reader import config
from reader.fetching.logins import headers_for
from reader.fetching.report import FetchError
from reader.fetching.settings import keep_login, why_open
from reader.fetching.work import read_back, write_feed
from reader.library import Library
from reader.pipeline import problem_of
from reader.pool import Lost, PoolError, spread
from reader.sources.decoding import decode
from reader.sources.discovery import (
    Candidate,
    complete_address,
    known_feeds,
    named_feeds,
    usual_feeds,
)
from reader.sources.feed import read_feed
from reader.sources.original import Original, SourceError
from reader.sources.web import Answer, Client, get, new_client, run, shown_address, until

LARGE: Final = 200_000
"""Bytes from which a feed is read in a process beside, which takes half a second to start."""

LONGEST_READ: Final = 20.0
"""Seconds for it."""


class _Unreadable(SourceError):
    """What is there may be a feed, but nobody can read it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that was looked at. `others` are further feeds that the page names."""

    url: str
    title: str
    entries: int
    others: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription; `is_new` is false where it was there already."""

    id: int
    url: str
    title: str
    is_new: bool
    others: tuple[Candidate, ...] = ()


def subscribe(
    library: Library,
    address: str,
    *,
    name: str = "",
    tags: Iterable[str] = (),
    stop: threading.Event | None = None,
) -> Subscribed:
    """Subscribe to the feed at an address, or to that of the page there.

    A user name and password in the address are kept in the settings and nowhere else. Blocks until
    the feed is found or `stop` is set; run it in a thread. Raises FetchError where no feed is found
    or it was stopped, LibraryError.
    """
    url, login = without_login(complete_address(address))
    try:
        settings = config.read_settings().feeds
        logins = dict(settings.logins)
        if login is not None:
            logins[url] = {"user": login[0], "password": login[1]}
        elif problem := why_open(settings, url):
            raise FetchError(problem)
        looking = _find(url, logins)
        found = run(looking if stop is None else until(stop, looking, url))
        if login is not None:
            keep_login(found.url, *login)
    except (SourceError, config.SettingsError) as problem:
        raise FetchError(str(problem)) from problem
    id, is_new = library.feeds.add(found.url, title=found.title, name=name, tags=tags)
    return Subscribed(id, found.url, name or found.title or found.url, is_new, found.others)


def without_login(url: str) -> tuple[str, tuple[str, str] | None]:
    """An address without user name and password, and those."""
    try:
        parts = urlsplit(url)
        netloc = parts.netloc.rpartition("@")[2]
        if netloc == parts.netloc or parts.scheme not in ("http", "https"):
            return url, None
        login = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        return url, None
    return urlunsplit(parts._replace(netloc=netloc)), login


async def _find(url: str, logins: Mapping[str, Mapping[str, Any]]) -> Found:
    """The feed at an address: the feed itself, what the site is known for, what the page names,
    what is in the usual places. Raises SourceError where there is none."""
    secrets = await headers_for(url, logins)
    async with new_client() as client:
        for candidate in known_feeds(url):
            if (found := await _look(client, candidate, is_public=False)) is not None:
                return found
        answer = await get(client, url, secrets)
        if answer.status >= 400:
            raise SourceError(_refusal(answer))
        original = _original(answer)
        try:
            title, entries = await asyncio.to_thread(_read, original)
        except _Unreadable:
            raise
        except SourceError:
            pass
        else:
            return Found(answer.moved or url, title, entries)
        is_public = not answer.is_private
        named = named_feeds(decode(original.content, original.content_type), answer.url)
        for place, candidate in enumerate(named):
            if (found := await _look(client, candidate, is_public)) is not None:
                others = tuple(named[:place] + named[place + 1 :])
                return Found(found.url, found.title or candidate.title, found.entries, others)
        for candidate in usual_feeds(answer.url):
            if (found := await _look(client, candidate, is_public)) is not None:
                return found
    raise SourceError(
        f"{shown_address(url)} is no feed, and none is found on the page or where feeds usually "
        "are: look for its RSS or Atom address, or add the page itself with `reader add`"
    )


async def _look(client: Client, candidate: Candidate, is_public: bool) -> Found | None:
    """The feed at an address if there is one."""
    try:
        answer = await get(client, candidate.url, is_from_public=is_public)
        if answer.status >= 400:
            return None
        title, entries = await asyncio.to_thread(_read, _original(answer))
    except SourceError:
        return None
    return Found(answer.moved or candidate.url, title, entries)


def _read(original: Original) -> tuple[str, int]:
    """The title of a feed and how many entries it has. Raises SourceError for what is none.

    What is large may be meant to take for ever: a process beside reads it, for a while.
    """
    if len(original.content) < LARGE:
        feed = read_feed(original)
        return feed.title, len(feed.entries)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "feed"
        write_feed(path, 0, original)
        try:
            with closing(spread(_prepare, [str(path)], 1, time_limit=LONGEST_READ)) as running:
                found = next(result for result in running if result is not None)
        except PoolError as problem:
            raise _Unreadable(str(problem)) from problem
    if isinstance(found, Lost):
        shown = shown_address(original.location)
        raise _Unreadable(f"{shown} cannot be read: {found.problem}")
    if isinstance(found, str):
        raise SourceError(found)
    return found


def _prepare() -> Callable[[str], tuple[str, int] | str]:
    """For a process: title and entries of a feed laid aside, or what is wrong with it."""
    return _read_aside


def _read_aside(path: str) -> tuple[str, int] | str:
    try:
        feed = read_feed(read_back(Path(path))[1])
    except Exception as problem:  # Whatever it was, it is no feed to subscribe to.
        return problem_of(path, problem)
    return feed.title, len(feed.entries)


def _original(answer: Answer) -> Original:
    return Original(answer.url, answer.content, answer.headers.get("content-type", ""))


def _refusal(answer: Answer) -> str:
    shown = shown_address(answer.url)
    if answer.status == 401:
        return f"{shown} wants a login (401): give it as https://user:password@host/…"
    return f"{shown} cannot be had ({answer.status}): look whether the address is right"
