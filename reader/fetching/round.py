"""One round over the feeds: asked with good manners, read, and what is new in them stored."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any, Final

from reader.feed_settings import FeedSettings
from reader.fetching import schedule
from reader.fetching.crew import Crew
from reader.fetching.logins import COMMANDS_AT_ONCE, headers_for
from reader.fetching.politeness import Robots, Turns, host_of
from reader.fetching.report import FeedResult, FetchProgress
from reader.fetching.settings import why_open
from reader.fetching.work import EntriesMade, FeedRead, NewEntry, NotDone, write_entries, write_feed
from reader.library import Library, LibraryError
from reader.library.feeds import FeedRow, Put, Tried
from reader.sources.decoding import decode
from reader.sources.original import Original, SourceError
from reader.sources.web import Answer, get, may_have_secrets, new_client

CHUNK: Final = 12
"""Entries made articles, and stored, at a time."""

LARGE: Final = 500_000
"""Bytes from which a feed is read in a process beside: it may take long, and may be meant to."""

LONGEST_PAGE: Final = 5_000_000
"""Characters of an entry's page that are kept."""

_LOOK: Final = 0.1
"""Seconds between looks at whether to stop."""

_ACCEPTED: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)


@dataclass
class _Account:
    """What a feed has brought so far. `empty` counts entries with nothing in them, `problems` are
    of those that a better reader may cope with. `note` is of a feed that was read."""

    put: list[Put] = field(default_factory=list)
    empty: int = 0
    problems: list[str] = field(default_factory=list)
    note: str = ""


class Round:
    """A fetch of some feeds. `run` it once, within an event loop."""

    def __init__(
        self,
        library: Library,
        settings: FeedSettings,
        spool: Path,
        on_progress: Callable[[FetchProgress], None],
        stop: Event,
        jobs: int | None,
        spare: int,
        to_tell: bool,
    ) -> None:
        self._library = library
        self._settings = settings
        self._spool = spool
        self._on_progress = on_progress
        self._stop = stop
        self._jobs = jobs
        self._spare = spare
        self._to_tell = to_tell
        self._results: list[FeedResult] = []
        self._new = 0
        self._tasks = 0
        self._total = 0
        self._began = time.monotonic()
        self._turns = Turns()
        self._commands = asyncio.Semaphore(COMMANDS_AT_ONCE)

    async def run(self, feeds: Sequence[FeedRow]) -> list[FeedResult]:
        """How each feed went, in the order given; those stopped in mid-course among them."""
        self._total = len(feeds)
        self._crew = Crew(self._library.folder, self._spool, self._jobs, spare=self._spare)
        self._writer = ThreadPoolExecutor(1, "storing")
        try:
            async with new_client() as client:
                self._client = client
                self._robots = Robots(client, self._turns)
                await self._all(feeds)
        finally:
            await asyncio.to_thread(self._crew.close)
            self._writer.shutdown()
        order = {row.id: place for place, row in enumerate(feeds)}
        ended = {result.id for result in self._results}
        self._results += [_result(row, "stopped") for row in feeds if row.id not in ended]
        return sorted(self._results, key=lambda result: order[result.id])

    async def _all(self, feeds: Sequence[FeedRow]) -> None:
        running = [asyncio.create_task(self._one(row)) for row in feeds]
        whole = asyncio.gather(*running)
        try:
            while not whole.done() and not self._stop.is_set():
                await asyncio.wait([whole], timeout=_LOOK)
            if whole.done():
                whole.result()  # Only the library's own errors come this far.
        finally:
            whole.cancel()
            for task in running:
                task.cancel()
            await asyncio.gather(whole, *running, return_exceptions=True)

    async def _one(self, row: FeedRow) -> None:
        """One feed, from the request to the last article; nothing about it stops the others."""
        account = _Account()
        answer: Answer | None = None
        try:
            answer = await self._ask(row)
            if answer.status >= 400:
                raise SourceError(_refusal(answer, row))
            tried = await self._take(row, answer, account)
        except SourceError as problem:
            tried = self._failed(row, answer, str(problem))
        except LibraryError:
            raise
        except Exception as fault:
            # Of ours or of a library's: this feed's all the same, and no other's.
            what = " ".join(f"the reader failed on it ({type(fault).__name__}: {fault})".split())
            tried = self._failed(row, answer, what)
        await self._write(self._library.feeds.tried, row.id, tried)
        self._end(
            replace(row, title=row.title if row.title != row.url else tried.title or row.title),
            account,
            "" if tried.succeeded else tried.error,
        )

    async def _ask(self, row: FeedRow) -> Answer:
        conditions = {"Accept": _ACCEPTED}
        if row.etag:
            conditions["If-None-Match"] = row.etag
        if row.last_modified:
            conditions["If-Modified-Since"] = row.last_modified
        secrets: dict[str, str] = {}
        if row.url in self._settings.logins:
            import httpx2

            if may_have_secrets(httpx2.URL(row.url), httpx2.URL(row.address)):
                if problem := why_open(self._settings, row.url):
                    raise SourceError(problem)
                async with self._commands:
                    secrets = await headers_for(row.url, self._settings.logins)
        async with self._turns.at(row.address):
            return await get(self._client, row.address, secrets, shared=conditions)

    async def _take(self, row: FeedRow, answer: Answer, account: _Account) -> Tried:
        """Store what a feed's answer brings; what is then to be kept of the feed."""
        now = int(time.time())
        tried = Tried(
            schedule.after_success(now, answer.headers),
            address=answer.moved or None,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )
        digest = sha256(answer.content).digest()
        if answer.status == 304 or digest == row.digest:
            # What was to be known of it is so still.
            return tried if row.failures else replace(tried, error=row.error)
        original = Original(answer.url, answer.content, answer.headers.get("content-type", ""))
        path = self._next_file()
        task = await asyncio.to_thread(write_feed, path, row.id, original)
        result = await self._crew.do(task, 1 if len(answer.content) < LARGE else 100)
        path.unlink(missing_ok=True)
        if not isinstance(result, FeedRead):
            raise SourceError(result.problem if isinstance(result, NotDone) else "not read")
        await self._bring(row, answer, result.new, account)
        account.note = _note(result, account.problems)
        remembered = not account.problems  # Else the feed is read again the next time.
        return replace(
            tried,
            next_try=schedule.after_success(now, answer.headers, result.minutes),
            error=account.note,
            title=result.title,
            site=result.site,
            etag=answer.headers.get("etag", "") if remembered else "",
            last_modified=answer.headers.get("last-modified", "") if remembered else "",
            digest=digest if remembered else b"",
        )

    async def _bring(
        self, row: FeedRow, answer: Answer, new: Sequence[NewEntry], account: _Account
    ) -> None:
        """Make articles of the new entries and store them, those with their pages as they come."""
        entries = [(entry.key, entry.digest, entry.original.location) for entry in new]
        linked = await self._write(self._library.feeds.link, row.id, entries) if new else []
        account.put += linked
        there = {put.key for put in linked}
        new = [entry for entry in new if entry.key not in there]
        if not new:
            return
        is_public = not answer.is_private
        with_page = [e for e in new if _wants_page(row, e)]
        waiting = {id(entry) for entry in with_page}
        plain = [entry for entry in new if id(entry) not in waiting]
        try:
            async with asyncio.TaskGroup() as group:
                for start in range(0, len(plain), CHUNK):
                    group.create_task(self._make(row, plain[start : start + CHUNK], account))
                for entry in with_page:
                    group.create_task(self._make_with_page(row, entry, account, is_public))
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from several

    async def _make_with_page(
        self, row: FeedRow, entry: NewEntry, account: _Account, is_public: bool
    ) -> None:
        original = await self._with_page(entry.original, is_public)
        await self._make(row, [replace(entry, original=original)], account)

    async def _with_page(self, original: Original, is_public: bool) -> Original:
        """The entry with the page it stands for, or without where that cannot be had."""
        from reader.sources.entry import Page, add_page

        url = original.location
        try:
            if not await self._robots.allow(url, is_from_public=is_public):
                return original
            async with self._turns.at(url):
                answer = await get(self._client, url, is_from_public=is_public)
        except SourceError:
            return original
        kind = answer.headers.get("content-type", "")
        if answer.status != 200 or (kind and "html" not in kind):
            return original
        html = await asyncio.to_thread(decode, answer.content, kind)
        return original if len(html) > LONGEST_PAGE else add_page(original, Page(answer.url, html))

    async def _make(self, row: FeedRow, entries: Sequence[NewEntry], account: _Account) -> None:
        path = self._next_file()
        task = await asyncio.to_thread(write_entries, path, entries)
        result = await self._crew.do(task)
        path.unlink(missing_ok=True)
        if isinstance(result, NotDone) and result.is_at_fault:
            # One of them has ended a process, and the others are not to be lost with it.
            if len(entries) == 1:
                account.problems.append(f"{entries[0].original.location}: {result.problem}")
            for entry in entries if len(entries) > 1 else ():
                await self._make(row, [entry], account)
            return
        if not isinstance(result, EntriesMade):
            raise SourceError(result.problem if isinstance(result, NotDone) else "not made")
        put = await self._write(self._library.feeds.put, row.id, result.brought, self._to_tell)
        account.put += put
        account.empty += result.empty
        account.problems += result.problems
        self._new += sum(1 for one in put if one.outcome == "added")
        self._tell(None)

    def _failed(self, row: FeedRow, answer: Answer | None, problem: str) -> Tried:
        now = int(time.time())
        headers = answer.headers if answer is not None else {}
        next_try = schedule.after_failure(now, row.failures + 1, headers, random.random())
        is_gone = answer is not None and answer.status == 410
        tried = Tried(
            next_try,
            error=problem,
            waits=schedule.asked_to_wait(now, headers) is not None,
            succeeded=False,
            is_gone=is_gone,
        )
        if row.note:
            # The problem takes its place: only a feed that is read anew says again what it was.
            tried = replace(tried, etag="", last_modified="", digest=b"")
        return tried

    async def _write(self, write: Callable[..., Any], *values: Any) -> Any:
        """Have the one thread that writes do so. A stop waits for what has been begun."""
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._writer, write, *values))

    def _next_file(self) -> Path:
        self._tasks += 1
        return self._spool / str(self._tasks)

    def _end(self, row: FeedRow, account: _Account, problem: str) -> None:
        new = tuple(put.article for put in account.put if put.outcome == "added")
        result = _result(
            row,
            "failed" if problem else "new" if new else "unchanged",
            new=new,
            updated=sum(1 for put in account.put if put.outcome == "updated"),
            linked=sum(1 for put in account.put if put.outcome == "linked"),
            passed_over=account.empty + len(account.problems),
            problem=problem,
            note=account.note,
        )
        self._results.append(result)
        self._tell(result)

    def _tell(self, ended: FeedResult | None) -> None:
        done = len(self._results)
        took = time.monotonic() - self._began
        rate = done / took if took else 0.0
        self._on_progress(
            FetchProgress(
                done=done,
                total=self._total,
                failed=sum(1 for result in self._results if result.outcome == "failed"),
                new=self._new,
                label=ended.title if ended is not None else "",
                rate=rate,
                seconds_left=(self._total - done) / rate if rate else None,
                ended=ended,
            )
        )


def _result(row: FeedRow, outcome: Any, **more: Any) -> FeedResult:
    return FeedResult(row.id, row.title, row.url, outcome, **more)


def _note(feed: FeedRead, problems: Sequence[str]) -> str:
    """What is to be known of a feed that was read, in a line; empty if nothing is."""
    notes = []
    if feed.left_out:
        whole = feed.entries + feed.left_out
        notes.append(f"only the newest {feed.entries:,} of {whole:,} entries are taken")
    if problems:
        entries = "1 entry" if len(problems) == 1 else f"{len(problems):,} entries"
        which = "is left out" if len(problems) == 1 else "are left out, the first"
        notes.append(f"{entries} {which}: {problems[0]}")
    return "; ".join(notes)


def _wants_page(row: FeedRow, entry: NewEntry) -> bool:
    if not entry.has_page or row.full_text == "never":
        return False
    return row.full_text == "always" or entry.is_teaser


def _refusal(answer: Answer, row: FeedRow) -> str:
    host = host_of(answer.url)
    words = {
        401: "wants a login: see “Feeds that need a login” in the README",
        403: "refuses: its feed may need a login",
        404: "has no such feed (any more): look for its new address",
        410: "has taken this feed away for good: it is paused",
        429: "asks for fewer requests",
    }.get(answer.status, "has a problem of its own" if answer.status >= 500 else "does not answer")
    return f"{host} {words} ({answer.status})"


__all__ = ["Round"]
