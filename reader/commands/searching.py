"""A search as a command's words ask for it: what is wrong with it told, what it finds found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from reader import config
from reader.console import Problem, complain, progress_bar

if TYPE_CHECKING:
    from reader.library import Library
    from reader.library.query import Query, Sort
    from reader.library.search import Results

PROBLEMS: Final = 3
"""Problems of a search that are printed; of the others only how many there are."""


def understood(text: str) -> Query:
    """What a search asks for today, by the views of the settings; what is not understood is told.

    Raises Problem where nothing was.
    """
    from reader.library.query import parse

    asked = parse(text, date.today(), views=config.load_settings().settings.views)
    if asked.is_lost:
        raise Problem(asked.problems[0].message)
    for problem in asked.problems[:PROBLEMS]:
        complain(problem.message)
    if more := len(asked.problems[PROBLEMS:]):
        complain(f"and {more} more")
    return asked


def find(
    library: Library, asked: Query, *, limit: int | None = None, sort: Sort = "relevance"
) -> Results:
    """What a search finds once the index has seen all there is; why it has not is told.

    Raises LibraryError if nothing can be found.
    """
    from reader.indexing import search_all

    with progress_bar() as tell:
        found, behind = search_all(library, asked, limit=limit, sort=sort, on_progress=tell)
    if behind:
        complain(behind)  # What is indexed can be searched all the same.
    return found
