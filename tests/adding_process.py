"""Adds a folder to a library and says what is stored once it is: run by the tests, and killed.

python tests/adding_process.py LIBRARY FOLDER JOBS
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from reader import pipeline
from reader.library import Library
from reader.library.store import Added, Arrival, Store


class TellingStore(Store):
    """Names what has been committed, a line each."""

    def add(self, batch: Sequence[Arrival]) -> list[Added]:
        added = super().add(batch)
        for arrival, result in zip(batch, added, strict=True):
            print("stored", result.id, arrival.location, flush=True)
        return added


def main() -> None:
    folder, news, jobs = sys.argv[1:]
    library = Library(Path(folder), TellingStore(Path(folder)))
    report = pipeline.add([news], library, jobs=int(jobs))
    print("report", report.added, report.unchanged, len(report.failures), report.stopped)
    library.close()


if __name__ == "__main__":
    main()
