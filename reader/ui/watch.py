"""Noticing that files have changed, by looking at them now and then.

Editors write over a file, or beside it and then change the names; either way what stands at the
path is another thing than before, so it is the path that is looked at. Nothing is reported until
two looks in a row agree: a file in the middle of being written is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

INTERVAL: Final = 0.25
"""Seconds between two looks: a change is told within three of them."""


class Stamp(NamedTuple):
    """What tells one state of a file from another without reading it."""

    inode: int
    size: int
    changed: int


class Watcher:
    """Remembers how some files stood. Look from one thread at a time."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._told: dict[Path, Stamp | None] = {}
        self._seen: dict[Path, Stamp | None] = {}
        self._before: dict[Path, Stamp | None] = {}
        """How those stood that are not watched now: what is changed meanwhile is told later."""
        self.watch(paths)

    def watch(self, paths: Iterable[Path]) -> None:
        """Look at these from now on; those that were watched before are not looked at anew."""
        wanted = set(paths)
        self._before |= self._told
        self._told = {p: self._before[p] if p in self._before else stamp(p) for p in wanted}
        self._seen = {p: self._seen.get(p, self._told[p]) for p in wanted}

    def look(self) -> set[Path]:
        """The files that have come to be other than they were told of last; each is told once."""
        now = {path: stamp(path) for path in self._told}
        settled = {
            path
            for path, mark in now.items()
            if mark != self._told[path] and mark == self._seen[path]
        }
        self._seen = now
        self._told |= {path: now[path] for path in settled}
        return settled


def stamp(path: Path) -> Stamp | None:
    """How a file stands; None where there is none that can be seen."""
    try:
        found = path.stat()
    except (OSError, ValueError):  # The latter where no file can have such a name.
        return None
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns)
