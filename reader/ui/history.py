"""The queries that were searched for, walked with up and down."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

MOST: Final = 200


class SearchHistory:
    """The last queries, oldest first, in a file with one a line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queries: list[str] | None = None
        self._at: int | None = None
        self._typed = ""

    def _known(self) -> list[str]:
        if self._queries is None:
            try:
                lines = self._path.read_text("utf-8", "replace").splitlines()
            except OSError:  # none yet, or not to be read: the history begins anew
                lines = []
            self._queries = [line for line in lines if line.strip()][-MOST:]
        return self._queries

    def back(self, typed: str) -> str:
        """The query before the one shown; `typed` is what stands in the line now."""
        queries = self._known()
        if self._at is None:
            self._at, self._typed = len(queries), typed
        self._at = max(0, self._at - 1)
        return queries[self._at] if queries else typed

    def on(self) -> str | None:
        """The query after the one shown, at last what was typed; None where nothing is shown."""
        if self._at is None:
            return None
        queries = self._known()
        self._at += 1
        if self._at < len(queries):
            return queries[self._at]
        self._at = None
        return self._typed

    def keep(self, query: str) -> None:
        """Put a query at the end. Raises OSError where the file cannot be written."""
        self._at = None
        query = " ".join(query.split())
        if not query:
            return
        queries = self._known()
        if query in queries:
            queries.remove(query)
        queries.append(query)
        del queries[:-MOST]
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".searches-")
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write("\n".join(queries) + "\n")
            draft.replace(self._path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
