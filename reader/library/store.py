"""The articles of record: what is kept, what was read, what was starred.

The store is the truth; the search index is derived from it by `revision` and `changes`.
"""

from __future__ import annotations

import json
import sqlite3
import time
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from reader.article import Article
from reader.library import placing
from reader.library.arrival import Arrival, moment, printable, unpack_document
from reader.library.database import ArticleDamaged, Database, LibraryError
from reader.library.order import OrderBy, order_sql, sorted_as
from reader.sources.original import Original

__all__ = [
    "Added",
    "Arrival",
    "ArticleDamaged",
    "Change",
    "Counts",
    "LibraryError",
    "Position",
    "Row",
    "Store",
]


@dataclass(frozen=True, slots=True)
class Row:
    """An article as the list shows it. Times are aware, in UTC."""

    id: int
    headline: str
    source: str
    byline: str
    url: str
    published: datetime | None
    added: datetime
    words: int
    minutes: int
    is_read: bool
    is_starred: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles there are."""

    total: int
    unread: int
    starred: int


@dataclass(frozen=True, slots=True)
class Position:
    """The place reached in an article: a character of a block, both from 0."""

    block: int
    offset: int


@dataclass(frozen=True, slots=True)
class Added:
    """What became of an arrival, and the article it is now."""

    id: int
    outcome: placing.Outcome


class Change(NamedTuple):
    """An article that came, changed or went, at a revision of the store."""

    id: int
    revision: int
    removed: bool


class Store(Database):
    """The library's articles. Every method may raise LibraryError."""

    # What there is

    def counts(self) -> Counts:
        """All articles, the unread and the starred ones."""
        with self.reading() as connection:
            return Counts(
                *connection.execute(
                    "SELECT (SELECT count(*) FROM articles),"
                    " (SELECT count(*) FROM articles WHERE read_at IS NULL),"
                    " (SELECT count(*) FROM articles WHERE starred_at IS NOT NULL)"
                ).fetchone()
            )

    def ids(self) -> array[int]:
        """Every article, newest first by the day it was published, else added."""
        with self.reading() as connection:
            found = connection.execute("SELECT id FROM articles ORDER BY dated DESC, id DESC")
            return array("q", [id for (id,) in found])

    def ids_by(
        self, order: OrderBy, *, unread: Iterable[int] = (), starred: Iterable[int] = ()
    ) -> array[int]:
        """Every article in an order; `unread` and `starred` count as such whatever they are now.

        SQLite sorts, so that other threads go on meanwhile.
        """
        given = {"unread": _listed(unread), "starred": _listed(starred)}
        with self.reading() as connection:
            connection.create_function("sorted_as", 1, sorted_as, deterministic=True)
            found = connection.execute(
                f"SELECT id FROM articles ORDER BY {order_sql(order)}", given
            )
            return array("q", [id for (id,) in found])

    def unread_ids(self) -> frozenset[int]:
        """The articles not read yet."""
        with self.reading() as connection:
            found = connection.execute("SELECT id FROM articles WHERE read_at IS NULL")
            return frozenset(id for (id,) in found)

    def starred_ids(self) -> frozenset[int]:
        """The articles with a star."""
        with self.reading() as connection:
            found = connection.execute("SELECT id FROM articles WHERE starred_at IS NOT NULL")
            return frozenset(id for (id,) in found)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """The articles' rows in the order asked for; what is not there is left out."""
        with self.reading() as connection:
            found = connection.execute(
                "SELECT articles.id, headline, source, byline, url, published, added, words,"
                " minutes, read_at IS NOT NULL, starred_at IS NOT NULL FROM json_each(?) AS asked"
                " JOIN articles ON articles.id = asked.value ORDER BY asked.key",
                (_listed(ids),),
            ).fetchall()
        return [
            Row(
                id,
                headline,
                source,
                byline,
                url,
                None if published is None else moment(published),
                moment(added),
                words,
                minutes,
                bool(is_read),
                bool(is_starred),
            )
            for (
                id,
                headline,
                source,
                byline,
                url,
                published,
                added,
                words,
                minutes,
                is_read,
                is_starred,
            ) in found
        ]

    def article(self, id: int) -> Article:
        """The whole article. Raises KeyError if there is none."""
        (document,) = self._one("SELECT document FROM documents WHERE article = ?", id)
        try:
            return unpack_document(document)
        except (ValueError, KeyError, TypeError, zlib.error) as error:
            raise ArticleDamaged(id) from error

    def original(self, id: int) -> Original:
        """The bytes an article came from. Raises KeyError if there is none."""
        location, content, content_type = self._one(
            "SELECT location, content, content_type FROM originals WHERE article = ?", id
        )
        try:
            return Original(location, zlib.decompress(content), content_type)
        except zlib.error as error:
            raise ArticleDamaged(id) from error

    # What the reader did

    def position(self, id: int) -> Position | None:
        """The place reached in an article, if it was left somewhere."""
        with self.reading() as connection:
            found = connection.execute(
                "SELECT position_block, position_offset FROM articles WHERE id = ?", (id,)
            ).fetchone()
        return Position(*found) if found and found[0] is not None else None

    def set_position(self, id: int, position: Position | None) -> None:
        """Remember the place reached; None: the beginning."""
        block, offset = (position.block, position.offset) if position else (None, None)
        with self.writing() as connection:
            connection.execute(
                "UPDATE articles SET position_block = ?, position_offset = ? WHERE id = ?",
                (block, offset, id),
            )

    def set_read(self, ids: Iterable[int], is_read: bool) -> None:
        """Mark articles read or unread."""
        self._set_flag("read_at", ids, is_read)

    def set_starred(self, ids: Iterable[int], is_starred: bool) -> None:
        """Give articles a star or take it away."""
        self._set_flag("starred_at", ids, is_starred)

    # What comes and goes

    def known(self, location: str, digest: bytes) -> int | None:
        """The article these bytes are already, if it need not be looked at again."""
        with self.reading() as connection:
            return placing.known(connection, printable(location), digest)

    def add(self, batch: Sequence[Arrival]) -> list[Added]:
        """Store a batch in one transaction: all of it, or nothing and LibraryError.

        The same bytes are the same article and change nothing. Other bytes for a URL, or for a
        file that names none, are a new version: read state, star and place reached stay.
        """
        now = int(time.time())
        with self.writing(is_large=True) as connection:
            revision = _revision(connection)
            outcomes = []
            for arrival in batch:
                id, outcome = placing.place(connection, arrival, now, revision + 1)
                revision += outcome != "unchanged"
                outcomes.append(Added(id, outcome))
            connection.execute("UPDATE library SET revision = ?", (revision,))
        return outcomes

    def remove(self, ids: Iterable[int]) -> None:
        """Take articles out, with all that is known of them."""
        with self.writing() as connection:
            revision = _revision(connection)
            for id in ids:
                if connection.execute("DELETE FROM articles WHERE id = ?", (id,)).rowcount:
                    revision += 1
                    connection.execute("INSERT INTO removed VALUES (?, ?)", (revision, id))
            connection.execute("UPDATE library SET revision = ?", (revision,))

    def outdated(self, analysed_by: str) -> array[int]:
        """Articles that were analysed by anything else."""
        with self.reading() as connection:
            found = connection.execute(
                "SELECT id FROM articles WHERE analysed_by <> ?", (analysed_by,)
            )
            return array("q", [id for (id,) in found])

    def replace(self, batch: Sequence[tuple[int, Arrival]]) -> None:
        """Put a new analysis of the same bytes in place of the old, in one transaction.

        An article that has been removed or has changed meanwhile is left alone.
        """
        with self.writing(is_large=True) as connection:
            revision = _revision(connection)
            for id, arrival in batch:
                if placing.known(connection, "", arrival.digest) == id:
                    revision += 1
                    placing.replace(connection, id, arrival, revision)
            connection.execute("UPDATE library SET revision = ?", (revision,))

    # What the index is derived from

    def identity(self) -> str:
        """Drawn once when the library is made: an index of another library has another one."""
        with self.reading() as connection:
            (identity,) = connection.execute("SELECT identity FROM library").fetchone()
            return str(identity)

    def revision(self) -> int:
        """Rises by one with every article added, changed or removed; read state is no change."""
        with self.reading() as connection:
            return _revision(connection)

    def lineage(self, revision: int) -> str:
        """The mark drawn when a revision was written, the same for all of one commit.

        Empty where the store has not got so far. After a copy was put back, what is written is
        marked otherwise than what was written first under the same numbers.
        """
        with self.reading() as connection:
            found = connection.execute(
                "SELECT mark FROM lineage WHERE revision >= ? ORDER BY revision LIMIT 1",
                (revision,),
            ).fetchone()
            return str(found[0]) if found else ""

    def changes(self, since: int, limit: int) -> list[Change]:
        """What came, changed or went after a revision, oldest change first."""
        with self.reading() as connection:
            found = connection.execute(
                "SELECT id, revision, 0 FROM articles WHERE revision > :since"
                " UNION ALL SELECT article, revision, 1 FROM removed WHERE revision > :since"
                " ORDER BY revision LIMIT :limit",
                {"since": since, "limit": limit},
            )
            return [Change(id, revision, bool(removed)) for id, revision, removed in found]

    # Questions over the whole library

    def repeated_lines(self, source: str) -> frozenset[str]:
        """Lines that a source has printed in at least three articles, near either end."""
        with self.reading() as connection:
            found = connection.execute(
                "SELECT text FROM lines WHERE source = ? AND articles >= 3", (source,)
            )
            return frozenset(text for (text,) in found)

    def damage(self) -> str | None:
        """What is wrong with the database file, in SQLite's words; None where it is sound."""
        with self.reading() as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            return None if found == "ok" else str(found)

    def _one(self, query: str, id: int) -> tuple[Any, ...]:
        with self.reading() as connection:
            found: tuple[Any, ...] | None = connection.execute(query, (id,)).fetchone()
        if found is None:
            raise KeyError(id)
        return found

    def _set_flag(
        self, column: Literal["read_at", "starred_at"], ids: Iterable[int], is_set: bool
    ) -> None:
        value, standing = (int(time.time()), "NULL") if is_set else (None, "NOT NULL")
        with self.writing() as connection:
            connection.execute(
                f"UPDATE articles SET {column} = ?"
                f" WHERE id IN (SELECT value FROM json_each(?)) AND {column} IS {standing}",
                (value, _listed(ids)),
            )


def _listed(ids: Iterable[int]) -> str:
    """Ids as SQLite's json_each takes them: any number of them in one parameter."""
    return json.dumps(list(ids))


def _revision(connection: sqlite3.Connection) -> int:
    (revision,) = connection.execute("SELECT revision FROM library").fetchone()
    return int(revision)
