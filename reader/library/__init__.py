"""Articles that stay: the store of record and the search index derived from it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reader.library.store import LibraryError, Store

if TYPE_CHECKING:
    from reader.library.feeds import Feeds
    from reader.library.index import Index
    from reader.library.order import Order
    from reader.library.questions import Questions

__all__ = ["Library", "LibraryError"]


class Library:
    """A folder with a store and, once something is searched, an index."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store
        self._opening = threading.RLock()
        self._index: Index | None = None
        self._feeds: Feeds | None = None
        self._order: Order | None = None

    @classmethod
    def open(cls, folder: Path, *, readonly: bool = False) -> Library:
        """Open the library in a folder; it is made if there is none.

        One that cannot be written is opened for reading (`store.is_readonly`). Raises LibraryError.
        """
        return cls(folder, Store(folder, readonly=readonly))

    @property
    def index(self) -> Index:
        """The search index, opened on first use: its engine takes 35 ms to import and open.

        One for all threads, whichever of them asks first.

        It stands under the store's identity, so that what was derived from another store (one
        put back from a copy, or begun anew) is never searched.
        """
        with self._opening:
            if self._index is None:
                from reader.library.whoosh_index import WhooshIndex

                self._index = WhooshIndex(self._index_folder)
            return self._index

    def index_belongs(self) -> bool:
        """Whether the index is derived from the store as it is; one that has seen nothing is.

        It is not after an older copy of the store was put back: what it has seen was undone.
        """
        seen, mark = self.index.state()
        return not seen or mark == self.store.lineage(seen)

    @property
    def feeds(self) -> Feeds:
        """The subscriptions."""
        with self._opening:
            if self._feeds is None:
                from reader.library.feeds import Feeds

                self._feeds = Feeds(self.store)
            return self._feeds

    @property
    def questions(self) -> Questions:
        """What searching asks of the store."""
        from reader.library.questions import Questions

        return Questions(self.store)

    def order(self) -> Order:
        """All articles, newest first; read again only when articles have come or gone."""
        from reader.library.order import Order

        revision = self.store.revision()
        order = self._order
        if order is None or order.revision != revision:
            order = self._order = Order(revision, self.store.ids())
        return order

    @contextmanager
    def fetching(self) -> Iterator[bool]:
        """Whether this process may fetch meanwhile: one does, whoever comes first."""
        from reader.library.clearing import clear_way
        from reader.lock import lock

        with ExitStack() as held:
            try:
                clear_way(path := self.folder / "fetch.lock")
                is_ours = held.enter_context(lock(path))
            except OSError as error:
                raise LibraryError(
                    f"cannot write in the library {self.folder} ({error.strerror}): allow it, "
                    "or choose another with --library"
                ) from error
            yield is_ours

    @contextmanager
    def indexing(self) -> Iterator[bool]:
        """Whether this process may write the index meanwhile: one does, whoever comes first."""
        from reader.library.clearing import clear_way
        from reader.lock import lock

        with ExitStack() as held:
            try:
                clear_way(path := self.folder / "index.lock")
                is_ours = held.enter_context(lock(path))
                if is_ours:
                    self._clear_way()
            except OSError as error:
                raise LibraryError(
                    f"cannot write in the library {self.folder} ({error.strerror}): "
                    "searching goes on with what is indexed"
                ) from error
            yield is_ours

    def discard_index(self) -> None:
        """Throw the index away, to be derived again. Only while `indexing`.

        It is not closed: a search may be running in another thread.
        """
        with self._opening:
            self._index = None
        from reader.library.clearing import remove_index

        remove_index(self._index_folder)

    def close(self) -> None:
        """Let go of the files. Safe to call twice."""
        with self._opening:
            index, self._index = self._index, None
        if index is not None:
            index.close()
        self.store.close()

    @cached_property
    def _index_folder(self) -> Path:
        return self.folder / "index" / self.store.identity()[:12]

    def _clear_way(self) -> None:
        """Put aside what stands where the index is to be, and take other stores' indexes away."""
        from reader.library.clearing import clear_way, remove_strange_indexes

        clear_way(self._index_folder.parent, for_folder=True)
        clear_way(self._index_folder, for_folder=True)
        remove_strange_indexes(self._index_folder.parent, self._index_folder)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
