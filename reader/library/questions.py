"""What searching asks of the store: which articles pass a filter, and what the articles share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from datetime import time as clock

from reader.library.database import Database
from reader.library.periods import Days


class Questions:
    """Questions over rows. Every method may raise LibraryError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Filters

    def quoting(self) -> frozenset[int]:
        """The articles in which somebody is quoted."""
        return self._ids("SELECT DISTINCT article FROM quotes")

    def dated(self, days: Days) -> frozenset[int]:
        """The articles of some days, where the reader is."""
        return self._ids(
            "SELECT id FROM articles WHERE dated >= ? AND dated < ?",
            _midnight(days.start) if days.start else -(1 << 62),
            _midnight(days.end) if days.end else 1 << 62,
        )

    # What names begin so

    def sources(self, beginning: str, limit: int) -> list[str]:
        """Sources with a word that begins so, those of most articles first."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT source FROM articles WHERE (source LIKE ?1 ESCAPE '\\'"
                " OR source LIKE '% ' || ?1 ESCAPE '\\') AND source <> ''"
                " GROUP BY source ORDER BY count(*) DESC, source LIMIT ?2",
                (_like(beginning), limit),
            )
            return [source for (source,) in found]

    def names(self, kind: str, beginning: str, limit: int) -> list[str]:
        """Names of a kind with a word that begins so, those in most articles first."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT name FROM names WHERE kind = ?1 AND (name LIKE ?2 ESCAPE '\\'"
                " OR name LIKE '% ' || ?2 ESCAPE '\\')"
                " ORDER BY articles DESC, mentions DESC LIMIT ?3",
                (kind, _like(beginning), limit),
            )
            return [name for (name,) in found]

    def feeds(self, beginning: str, limit: int) -> list[str]:
        """What feeds are called that have a word that begins so, in order."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT DISTINCT coalesce(nullif(name, ''), nullif(title, ''), url) FROM feeds"
            )
            return _beginning(beginning, (title for (title,) in found), limit)

    def tags(self, beginning: str, limit: int) -> list[str]:
        """Tags of feeds with a word that begins so, in order."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT DISTINCT tag FROM tags")
            return _beginning(beginning, (tag for (tag,) in found), limit)

    # What some articles share, and in how many of them

    def count_sources(self, ids: Iterable[int], limit: int) -> list[tuple[str, int]]:
        """Their sources, the commonest first."""
        return self._counted(
            "SELECT source, count(*) AS n FROM json_each(:ids) JOIN articles"
            " ON articles.id = value WHERE source <> '' GROUP BY source"
            " ORDER BY n DESC, source LIMIT :limit",
            ids,
            limit,
        )

    def count_months(self, ids: Iterable[int], limit: int) -> list[tuple[str, int]]:
        """Their months as `2024-03`, the newest first."""
        months = self._counted(
            "SELECT strftime('%Y-%m', dated, 'unixepoch', 'localtime') AS month, count(*)"
            " FROM json_each(:ids) JOIN articles ON articles.id = value"
            " GROUP BY month ORDER BY month DESC LIMIT :limit",
            ids,
            limit,
        )
        return [(month, n) for month, n in months if month]

    def count_names(self, ids: Iterable[int], kind: str, limit: int) -> list[tuple[str, int]]:
        """Who or what of a kind is named in them, the commonest first."""
        return self._counted(
            "SELECT names.name, count(*) AS n FROM json_each(:ids) JOIN named"
            " ON named.article = value JOIN names ON names.id = named.name"
            " WHERE kind = :kind GROUP BY names.id ORDER BY n DESC, names.name LIMIT :limit",
            ids,
            limit,
            kind=kind,
        )

    def _ids(self, question: str, *values: object) -> frozenset[int]:
        with self._database.reading() as connection:
            return frozenset(id for (id,) in connection.execute(question, values))

    def _counted(
        self, question: str, ids: Iterable[int], limit: int, **values: str
    ) -> list[tuple[str, int]]:
        named = {"ids": json.dumps(list(ids)), "limit": limit, **values}
        with self._database.reading() as connection:
            return connection.execute(question, named).fetchall()


def _midnight(day: date, zone: tzinfo | None = None) -> int:
    """The day's first second where the reader is, in seconds since 1970."""
    try:
        return int(datetime.combine(day, clock(), zone).timestamp())
    except (OverflowError, ValueError, OSError):
        return int(datetime.combine(day, clock(), UTC).timestamp())


def _beginning(beginning: str, names: Iterable[str], limit: int) -> list[str]:
    """The names with a word that begins so, as long as the list of feeds: case does not matter."""
    wanted = f" {beginning.casefold()}"
    return sorted((name for name in names if wanted in f" {name.casefold()}"), key=str.casefold)[
        :limit
    ]


def _like(beginning: str) -> str:
    escaped = beginning.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"
