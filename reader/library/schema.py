"""The tables of a library, and how an older library becomes a newer one.

`MIGRATIONS[n]` brings format n to format n + 1; SQLite's `user_version` holds the format a file is
in. What is published here never changes: a new format is a new script at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final

APPLICATION: Final = 0x52_45_41_44
"""Tells a library from any other SQLite file: "READ", as SQLite's `application_id`."""


class NewerFormat(Exception):
    """The file is in a format that was not invented yet when this program was written."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(found, known)
        self.found = found
        self.known = known


class NotALibrary(Exception):
    """A sound SQLite file that belongs to another program."""


# Times are seconds since 1970, UTC. `dated` is where an article stands in the list. What is large
# stands apart from `articles`, so that a question over all of them touches few pages.
_FIRST: Final = """
CREATE TABLE library (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    identity TEXT NOT NULL,
    revision INTEGER NOT NULL
);
INSERT INTO library VALUES (1, lower(hex(randomblob(16))), 0);

CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    identity TEXT,
    headline TEXT NOT NULL,
    source TEXT NOT NULL,
    byline TEXT NOT NULL,
    section TEXT NOT NULL,
    url TEXT NOT NULL,
    language TEXT NOT NULL,
    published INTEGER,
    added INTEGER NOT NULL,
    dated INTEGER NOT NULL,
    words INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    analysed_by TEXT NOT NULL,
    revision INTEGER NOT NULL,
    read_at INTEGER,
    starred_at INTEGER,
    position_block INTEGER,
    position_offset INTEGER
);
CREATE UNIQUE INDEX articles_by_identity ON articles (identity) WHERE identity IS NOT NULL;
CREATE INDEX articles_newest ON articles (dated);
CREATE INDEX articles_by_revision ON articles (revision);
CREATE INDEX articles_unread ON articles (id) WHERE read_at IS NULL;
CREATE INDEX articles_starred ON articles (id) WHERE starred_at IS NOT NULL;

CREATE TABLE documents (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    document BLOB NOT NULL
);

CREATE TABLE originals (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
    digest BLOB NOT NULL UNIQUE,
    location TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BLOB NOT NULL
);

CREATE TABLE locations (
    location TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    digest BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX locations_by_article ON locations (article);

CREATE TABLE names (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    articles INTEGER NOT NULL DEFAULT 0,
    mentions INTEGER NOT NULL DEFAULT 0,
    UNIQUE (name, kind)
);
CREATE INDEX names_named_most ON names (kind, articles, mentions);

CREATE TABLE named (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    name INTEGER NOT NULL REFERENCES names,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (article, name)
) WITHOUT ROWID;
CREATE INDEX named_by_name ON named (name);
CREATE TRIGGER named_more AFTER INSERT ON named BEGIN
    UPDATE names SET articles = articles + 1, mentions = mentions + new.mentions
    WHERE id = new.name;
END;
CREATE TRIGGER named_less AFTER DELETE ON named BEGIN
    UPDATE names SET articles = articles - 1, mentions = mentions - old.mentions
    WHERE id = old.name;
    DELETE FROM names WHERE id = old.name AND articles = 0;
END;

CREATE TABLE quotes (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    speaker TEXT COLLATE NOCASE,
    text TEXT NOT NULL
);
CREATE INDEX quotes_by_article ON quotes (article);
CREATE INDEX quotes_by_speaker ON quotes (speaker) WHERE speaker IS NOT NULL;

CREATE TABLE lines (
    source TEXT NOT NULL,
    hash INTEGER NOT NULL,
    text TEXT,
    articles INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (source, hash)
) WITHOUT ROWID;
CREATE INDEX lines_repeated ON lines (source, text) WHERE articles >= 3;

CREATE TABLE removed (
    revision INTEGER PRIMARY KEY,
    article INTEGER NOT NULL
);
"""

# Feeds. `url` is the address somebody subscribed to, `address` where permanent redirects have led
# since. An entry without an article had one that was removed: it is known, and not fetched again.
# `brought` tells an entry that its article came with from one that was there already. `tries` is
# when to try next, `failures` how often in a row it failed. `visits` has one row: where the list
# ended when somebody last left.
_FEEDS: Final = """
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL,
    title TEXT NOT NULL,
    name TEXT NOT NULL,
    site TEXT NOT NULL,
    subscribed INTEGER NOT NULL,
    is_paused INTEGER NOT NULL,
    full_text TEXT NOT NULL,
    keep TEXT NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    digest BLOB NOT NULL,
    tried INTEGER,
    succeeded INTEGER,
    tries INTEGER NOT NULL,
    asked_to_wait INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    problem TEXT NOT NULL
);

CREATE TABLE tags (
    feed INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (feed, tag)
) WITHOUT ROWID;
CREATE INDEX tags_by_tag ON tags (tag);

CREATE TABLE entries (
    feed INTEGER NOT NULL REFERENCES feeds ON DELETE CASCADE,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    article INTEGER REFERENCES articles ON DELETE SET NULL,
    brought INTEGER NOT NULL,
    PRIMARY KEY (feed, key)
) WITHOUT ROWID;
CREATE INDEX entries_by_article ON entries (article, feed);
CREATE INDEX entries_by_feed ON entries (feed, article);

CREATE TABLE fingerprints (
    band INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (band, article)
) WITHOUT ROWID;
CREATE INDEX fingerprints_by_article ON fingerprints (article);

CREATE TABLE visits (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    ended INTEGER NOT NULL,
    newest INTEGER NOT NULL
);
"""

# A mark drawn with every commit that changes articles: a copy put back has the marks up to where it
# was taken, and draws others from there on. What is derived from the store (the index) notes the
# mark of what it has seen, and knows by it whether that has been undone.
_LINEAGE: Final = """
CREATE TABLE lineage (
    revision INTEGER PRIMARY KEY,
    mark TEXT NOT NULL
);
INSERT INTO lineage SELECT revision, lower(hex(randomblob(8))) FROM library WHERE revision > 0;
CREATE TRIGGER revision_rises AFTER UPDATE OF revision ON library
WHEN new.revision <> old.revision BEGIN
    INSERT OR REPLACE INTO lineage VALUES (new.revision, lower(hex(randomblob(8))));
END;
"""

# Articles that a fetch has brought and that nobody has been told of. They come in with the article
# and go once somebody was: what a fetch that was killed leaves here, the next one tells of.
_UNTOLD: Final = """
CREATE TABLE untold (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE
);
"""

MIGRATIONS: Final[tuple[str, ...]] = (_FIRST, _FEEDS, _LINEAGE, _UNTOLD)


def format_of(connection: sqlite3.Connection) -> int:
    """The format a file is in; 0 for an empty one.

    Raises NotALibrary for another program's file, sqlite3.DatabaseError for no database.
    """
    # In one statement: another process may be making the library just now.
    found, application, tables = connection.execute(
        "SELECT (SELECT user_version FROM pragma_user_version),"
        " (SELECT application_id FROM pragma_application_id), count(*) FROM sqlite_master"
    ).fetchone()
    if application != APPLICATION and (found or tables):
        raise NotALibrary
    return int(found)


def migrate(connection: sqlite3.Connection, migrations: Sequence[str] = MIGRATIONS) -> None:
    """Bring a file to the newest format, one transaction a step.

    Another process may be doing the same: who comes second finds the step done. Raises
    NewerFormat, NotALibrary, or sqlite3.Error with the file as it was before the failing step.
    """
    while (found := format_of(connection)) != len(migrations):
        if found > len(migrations):
            raise NewerFormat(found, len(migrations))
        connection.execute("BEGIN IMMEDIATE")
        try:
            if format_of(connection) == found:
                for statement in _statements(migrations[found]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {found + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> Iterator[str]:
    """A script's statements one by one: `executescript` would commit before it starts."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError("a migration ends within a statement")
