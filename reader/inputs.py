"""What is asked to be read: files, folders, addresses, standard input."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reader.sources.original import Original, SourceError

_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
"""How an address begins. Those that are not http are refused where they are fetched."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that became no article, and why, in one line."""

    location: str
    problem: str


def obtain(location: str, stop: threading.Event | None = None) -> Original:
    """The bytes at a path, a URL, or `-` for standard input. Raises SourceError.

    A page that is being fetched is given up when `stop` is set: FetchStopped of `sources.web`.
    """
    if location == "-":
        from reader.sources.files import MOST_READ

        return Original("-", sys.stdin.buffer.read(MOST_READ + 1))
    if is_url(location):
        from reader.sources.web import fetch

        return fetch(location, stop)
    from reader.sources.files import load

    return load(Path(location))


def is_url(location: str) -> bool:
    """Whether an input is fetched, not read."""
    return _ADDRESS.match(location) is not None


def named(locations: Sequence[str]) -> Iterator[str | Failure]:
    """The inputs named, folders walked, in order; and what there is nothing at."""
    from reader.sources.files import find

    for location in locations:
        if location == "-" or is_url(location):
            yield location
            continue
        found: list[str | Failure] = []

        def report(path: str, error: SourceError, found: list[str | Failure] = found) -> None:
            found.append(Failure(path, str(error)))

        top = Path(location)
        for path in find([top], report):
            found.append(location if path == top else str(path))
            yield from found
            found.clear()
        yield from found


def expand(locations: Sequence[str]) -> tuple[list[str], list[Failure]]:
    """The inputs named, each once, and the failures among them."""
    inputs: dict[str, None] = {}
    failures = []
    for found in named(locations):
        if isinstance(found, str):
            inputs[found] = None
        else:
            failures.append(found)
    return list(inputs), failures
