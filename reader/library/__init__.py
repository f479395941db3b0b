"""Articles that stay: the store of record and the search index derived from it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reader.library.store import LibraryError, Store

if TYPE_CHECKING:
    from reader.library.index import WhooshIndex

__all__ = ["Library", "LibraryError"]


class Library:
    """A folder with a store and, once something is searched, an index."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store

    @classmethod
    def open(cls, folder: Path, *, readonly: bool = False) -> Library:
        """Open the library in a folder; it is made if there is none.

        One that cannot be written is opened for reading (`store.is_readonly`). Raises LibraryError.
        """
        return cls(folder, Store(folder, readonly=readonly))

    @cached_property
    def index(self) -> WhooshIndex:
        """The search index, opened on first use: its engine takes 35 ms to import and open."""
        from reader.library.index import WhooshIndex

        return WhooshIndex(self.folder / "index")

    def close(self) -> None:
        """Let go of the files. Safe to call twice."""
        if "index" in self.__dict__:
            self.index.close()
            del self.index
        self.store.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
