"""Where an arrival goes: which article it is a version of, and the rows it becomes.

Functions over an open transaction; `store.py` opens and ends it.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final, Literal

from reader.library.arrival import Arrival

ONCE_SEEN: Final = 20_000
"""Articles for which a line seen once is remembered, in case it comes again."""

Outcome = Literal["added", "updated", "unchanged"]


def place(
    connection: sqlite3.Connection, arrival: Arrival, now: int, revision: int
) -> tuple[int, Outcome]:
    """Put an arrival in; the article it is now, and what became of it.

    `now` is in seconds since 1970; `revision` is the change's, if it is one.
    """
    id = known(connection, arrival.location, arrival.digest)
    if id is not None:
        return id, "unchanged"
    outcome: Outcome = "updated"
    id = _earlier_version(connection, arrival)
    if id is None:
        outcome = "added"
        id = _insert(connection, arrival, now, revision)
        _put_parts(connection, id, arrival)
    else:
        replace(connection, id, arrival, revision)
    _count_lines(connection, id, arrival)
    _put_location(connection, id, arrival)
    return id, outcome


def replace(connection: sqlite3.Connection, id: int, arrival: Arrival, revision: int) -> None:
    """Put an arrival in place of what an article was; what the reader did with it stays."""
    _update(connection, id, arrival, revision)
    _put_parts(connection, id, arrival)


def known(connection: sqlite3.Connection, location: str, digest: bytes) -> int | None:
    """By the bytes, or by what was last seen at this very place.

    The second matters when two files are versions of one page: each is seen once, and neither
    replaces the other whenever the folder is added again.
    """
    found = connection.execute(
        "SELECT article FROM originals WHERE digest = :digest UNION ALL"
        " SELECT article FROM locations WHERE location = :location AND digest = :digest LIMIT 1",
        {"digest": digest, "location": location},
    ).fetchone()
    return int(found[0]) if found else None


def _earlier_version(connection: sqlite3.Connection, arrival: Arrival) -> int | None:
    """The article of the same URL, else of the same file unless both name a URL, and another."""
    found = (
        connection.execute(
            "SELECT id FROM articles WHERE identity = ?", (arrival.identity,)
        ).fetchone()
        or connection.execute(
            "SELECT id FROM locations JOIN articles ON id = article"
            " WHERE location = ? AND (identity IS NULL OR ? IS NULL)",
            (arrival.location, arrival.identity),
        ).fetchone()
    )
    return int(found[0]) if found else None


def _columns(arrival: Arrival) -> dict[str, Any]:
    return {
        "identity": arrival.identity,
        "headline": arrival.headline,
        "source": arrival.source,
        "byline": arrival.byline,
        "section": arrival.section,
        "url": arrival.url,
        "language": arrival.language,
        "published": arrival.published,
        "words": arrival.words,
        "minutes": arrival.minutes,
        "analysed_by": arrival.analysed_by,
    }


def _insert(connection: sqlite3.Connection, arrival: Arrival, now: int, revision: int) -> int:
    # Nothing is published after it came: a date in the future must not stay on top for years.
    dated = now if arrival.published is None else min(arrival.published, now)
    row = connection.execute(
        "INSERT INTO articles (identity, headline, source, byline, section, url, language,"
        " published, added, dated, words, minutes, analysed_by, revision) VALUES (:identity,"
        " :headline, :source, :byline, :section, :url, :language, :published, :now, :dated,"
        " :words, :minutes, :analysed_by, :revision)",
        _columns(arrival) | {"now": now, "dated": dated, "revision": revision},
    ).lastrowid
    assert row is not None
    return row


def _update(connection: sqlite3.Connection, id: int, arrival: Arrival, revision: int) -> None:
    block, offset = connection.execute(
        "SELECT position_block, position_offset FROM articles WHERE id = ?", (id,)
    ).fetchone()
    if block is not None:
        if block >= len(arrival.lengths):
            block, offset = max(0, len(arrival.lengths) - 1), 0
        offset = min(offset, arrival.lengths[block]) if arrival.lengths else 0
    connection.execute(
        # Of two stories at one address one has its name, the other none.
        "UPDATE articles SET identity = coalesce((SELECT :identity WHERE NOT EXISTS (SELECT 1"
        " FROM articles WHERE identity = :identity AND id <> :id)), identity),"
        " headline = :headline, source = :source, byline = :byline, section = :section, url = :url,"
        " language = :language, published = :published,"
        " dated = min(coalesce(:published, added), added), words = :words, minutes = :minutes,"
        " analysed_by = :analysed_by, revision = :revision,"
        " position_block = :block, position_offset = :offset WHERE id = :id",
        _columns(arrival) | {"id": id, "revision": revision, "block": block, "offset": offset},
    )


def _put_parts(connection: sqlite3.Connection, id: int, arrival: Arrival) -> None:
    """What stands beside the article's row, in place of an earlier version's."""
    connection.execute("DELETE FROM named WHERE article = ?", (id,))
    connection.execute("DELETE FROM quotes WHERE article = ?", (id,))
    connection.execute("DELETE FROM fingerprints WHERE article = ?", (id,))
    connection.execute("INSERT OR REPLACE INTO documents VALUES (?, ?)", (id, arrival.document))
    connection.execute(
        "INSERT OR REPLACE INTO originals VALUES (?, ?, ?, ?, ?)",
        (id, arrival.digest, arrival.location, arrival.content_type, arrival.content),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO names (name, kind) VALUES (?, ?)",
        [(name, kind) for name, kind, _ in arrival.names],
    )
    connection.executemany(
        "INSERT INTO named SELECT ?, id, ? FROM names WHERE name = ? AND kind = ?",
        [(id, mentions, name, kind) for name, kind, mentions in arrival.names],
    )
    connection.executemany(
        "INSERT INTO quotes (article, speaker, text) VALUES (?, ?, ?)",
        [(id, speaker, text) for speaker, text in arrival.quotes],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO fingerprints VALUES (?, ?)",
        [(band, id) for band in arrival.fingerprint],
    )


def _put_location(connection: sqlite3.Connection, id: int, arrival: Arrival) -> None:
    """Remember what was last seen at a place; standard input is none."""
    if arrival.location != "-":
        connection.execute(
            "INSERT OR REPLACE INTO locations VALUES (?, ?, ?)",
            (arrival.location, id, arrival.digest),
        )


def _count_lines(connection: sqlite3.Connection, id: int, arrival: Arrival) -> None:
    """Count an article's lines for its source, if that has a name.

    Once for an article: a new version of it, right after it, does not repeat anything. A line's
    text is kept from its second article on, and what stays single is forgotten in time.
    """
    if not arrival.source:
        return
    connection.executemany(
        "INSERT INTO lines VALUES (:source, :hash, NULL, 1, :id) ON CONFLICT DO UPDATE"
        " SET articles = articles + 1, last = :id, text = :text WHERE last <> :id",
        [
            {"source": arrival.source, "hash": hash, "text": text, "id": id}
            for hash, text in arrival.lines
        ],
    )
    if id % 1000 == 0:
        connection.execute("DELETE FROM lines WHERE articles = 1 AND last < ?", (id - ONCE_SEEN,))
