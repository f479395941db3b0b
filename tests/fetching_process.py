"""Fetches a library's feeds and says what is stored once it is: run by the tests, and killed.

It says what it tells of too, and takes that for told once its standard input ends.

python tests/fetching_process.py LIBRARY JOBS
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from reader.fetching import fetch
from reader.library import Library
from reader.library.feeds import Brought, Feeds, Put


class TellingFeeds(Feeds):
    """Names what has been committed, a line each."""

    def put(self, feed: int, batch: Sequence[Brought], to_tell: bool = False) -> list[Put]:
        outcomes = super().put(feed, batch, to_tell)
        for put in outcomes:
            print("stored", put.article, feed, put.key, flush=True)
        return outcomes


def tell(articles: Sequence[int]) -> str:
    print("told", *articles, flush=True)
    sys.stdin.read()
    return ""


def main() -> None:
    folder, jobs = sys.argv[1:]
    with Library.open(Path(folder)) as library:
        library._feeds = TellingFeeds(library.store)
        report = fetch(library, force=True, jobs=int(jobs), tell=tell)
        print("report", len(report.new), len(report.failures), report.stopped)


if __name__ == "__main__":
    main()
