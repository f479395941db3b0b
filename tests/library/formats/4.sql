-- Format 4, as it was published: never changed, migrated from in test_schema.py.
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

CREATE TABLE lineage (
    revision INTEGER PRIMARY KEY,
    mark TEXT NOT NULL
);
INSERT INTO lineage SELECT revision, lower(hex(randomblob(8))) FROM library WHERE revision > 0;
CREATE TRIGGER revision_rises AFTER UPDATE OF revision ON library
WHEN new.revision <> old.revision BEGIN
    INSERT OR REPLACE INTO lineage VALUES (new.revision, lower(hex(randomblob(8))));
END;

CREATE TABLE untold (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE
);

PRAGMA application_id = 1380270404;
PRAGMA user_version = 4;
