"""What is done of a fetch in processes beside: feeds are read, entries made articles.

A task is a word and the name of a file in the library's folder for it, for a pipe between two
processes that both have much to say would stand still.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reader.library.arrival import pack
from reader.library.feeds import Brought, Feeds
from reader.library.store import Store
from reader.pipeline import make, problem_of, warm
from reader.sources.original import Original, SourceError


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that the library has not, or has otherwise. `has_page`: it stands for one, and
    `is_teaser`: that has more."""

    key: str
    digest: bytes
    original: Original
    has_page: bool
    is_teaser: bool


@dataclass(frozen=True, slots=True)
class FeedRead:
    """A feed that was read: what it says of itself, and which of its entries are new. `left_out`
    counts those that it has past the most that are looked at."""

    title: str
    site: str
    minutes: int
    entries: int
    new: tuple[NewEntry, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class EntriesMade:
    """Entries that are articles now. `empty` counts those with nothing in them, `problems` are of
    those that the reader could not cope with."""

    brought: tuple[Brought, ...]
    empty: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotDone:
    """Why a task could not be done, in a line. `is_at_fault`: because of the task itself."""

    problem: str
    is_at_fault: bool = True


Result = FeedRead | EntriesMade | NotDone


def write_feed(path: Path, feed: int, original: Original) -> str:
    """Lay a feed's bytes aside; the task that reads them."""
    head = json.dumps([feed, original.location, original.content_type])
    path.write_bytes(head.encode() + b"\n" + original.content)
    return f"read {path.name}"


def read_back(path: Path) -> tuple[int, Original]:
    """The feed's id and bytes that were laid aside."""
    head, _, content = path.read_bytes().partition(b"\n")
    id, location, content_type = json.loads(head)
    return id, Original(location, content, content_type)


def write_entries(path: Path, entries: Sequence[NewEntry]) -> str:
    """Lay entries aside; the task that makes articles of them."""
    kept = [
        [
            entry.key,
            b64encode(entry.digest).decode(),
            entry.original.location,
            entry.original.content.decode("utf-8"),
            entry.original.content_type,
        ]
        for entry in entries
    ]
    path.write_text(json.dumps(kept), "utf-8")
    return f"make {path.name}"


def prepare(folder: Path, spool: Path) -> Callable[[str], tuple[str, Result]]:
    """What a process does with each task; it never raises."""
    store = Store(folder, readonly=True)
    feeds = Feeds(store)
    analysed_by = ""

    def work(task: str) -> tuple[str, Result]:
        nonlocal analysed_by
        word, _, name = task.partition(" ")
        path = spool / name
        try:
            if word == "read":
                return task, read(path, feeds)
            analysed_by = analysed_by or warm()
            return task, make_all(path, store, analysed_by)
        except Exception as error:
            return task, NotDone(problem_of("the feed", error))

    return work


def read(path: Path, feeds: Feeds) -> FeedRead:
    """Read a feed; which of its entries are new or say something new. Raises SourceError."""
    from reader.sources.entry import entry_digest, is_teaser, write_entry
    from reader.sources.feed import read_feed

    id, original = read_back(path)
    feed = read_feed(original)
    known = feeds.known(id)
    new = []
    for entry in feed.entries:
        digest = entry_digest(entry)
        if known.get(entry.key) != digest:
            original = write_entry(entry, feed, original.location)
            new.append(NewEntry(entry.key, digest, original, bool(entry.url), is_teaser(entry)))
    return FeedRead(
        feed.title, feed.site, feed.minutes, len(feed.entries), tuple(new), feed.left_out
    )


def make_all(path: Path, store: Store, analysed_by: str) -> EntriesMade:
    """Make articles of entries. One that is none does not keep the others from it."""
    brought = []
    problems = []
    empty = 0
    for key, digest, location, content, content_type in json.loads(path.read_text("utf-8")):
        original = Original(location, content.encode("utf-8"), content_type)
        try:
            article = make(original, store.repeated_lines)
            brought.append(Brought(key, b64decode(digest), pack(article, original, analysed_by)))
        except SourceError:
            empty += 1
        except Exception as error:
            problems.append(problem_of(location, error))
    return EntriesMade(tuple(brought), empty, tuple(problems))
