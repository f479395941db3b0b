"""Which of the articles that a fetch brought somebody wants to be told of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from reader.library import Library, LibraryError
from reader.notify_settings import Notifications
from reader.notifying.text import Notification, compose
from reader.tables import Problem, TomlFile


def wanted(
    library: Library,
    new: Iterable[int],
    settings: Notifications,
    views: Mapping[str, str],
    now: datetime,
) -> Notification | None:
    """What to tell of the articles that a fetch has brought; None where there is nothing.

    `views` are the kept searches, `now` is local time. Raises LibraryError;
    where only views cannot be searched, what was found without them is told of first.
    """
    brought = frozenset(new)
    if settings.by == "off" or not brought or settings.is_quiet(now):
        return None
    names: list[str] = []
    chosen: set[int] = set()
    try:
        for name, found in _each(library, settings, views, now):
            if here := brought & found:
                chosen |= here
                if name:
                    names.append(name)
    except LibraryError:
        if not chosen:
            raise
    headlines = [row.headline for row in library.store.rows(sorted(chosen, reverse=True))]
    return compose(names, headlines, settings.title, settings.line) if headlines else None


def _each(
    library: Library, settings: Notifications, views: Mapping[str, str], now: datetime
) -> Iterable[tuple[str, frozenset[int]]]:
    """The articles of every view and feed that is chosen, with its name; all: no name.

    Views are searched once the index has what came. Raises LibraryError, after all else is given,
    where that cannot be.
    """
    from reader.indexing import search_all
    from reader.library.query import parse

    unsearched: LibraryError | None = None
    for name in settings.views:
        if name not in views:
            continue
        query = parse(views[name], now.date(), views=views)
        try:
            results, _ = search_all(library, query, sort="date", apart=True)
        except LibraryError as problem:
            unsearched = problem
        else:
            yield name, frozenset(results.ids)
    for word in settings.feeds:
        if word == "*":
            yield "", frozenset(library.store.ids())
            continue
        ids, name = _feeds_named(library, word)
        if ids:
            yield name, frozenset(library.feeds.ids_of(ids))
    if unsearched is not None:
        raise unsearched


def _feeds_named(library: Library, word: str) -> tuple[list[int], str]:
    """The feeds meant by a word of the settings, and what to call them."""
    if word.startswith("#"):
        tag = word[1:].casefold()
        tagged = [
            row.id for row in library.feeds.feeds() if tag in (one.casefold() for one in row.tags)
        ]
        return tagged, word
    rows = library.feeds.find(word)
    return [row.id for row in rows], rows[0].title if len(rows) == 1 else word


def problems(library: Library, settings: Notifications, file: TomlFile) -> list[Problem]:
    """What is wrong with the choice in the light of a library: feeds that it has not, or nothing
    chosen at all. Raises LibraryError."""
    found = []
    if settings.by != "off" and not settings.views and not settings.feeds:
        what = 'nothing is chosen: name views or feeds, feeds = ["*"] is all'
        found.append(file.problem("by", what, section="notify"))
    for word in settings.feeds:
        if word != "*" and not _feeds_named(library, word)[0]:
            known = [name for row in library.feeds.feeds() for name in (row.title, row.url)]
            known += [f"#{tag}" for tag in library.feeds.tags()]
            what = f"there is no feed {'with the tag ' if word[:1] == '#' else ''}“{word}”"
            found.append(file.problem("feeds", what, word, known, section="notify"))
    return found
