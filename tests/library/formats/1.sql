-- Format 1, as it was published: never changed, migrated from in test_schema.py.
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
PRAGMA application_id = 1380270404;
PRAGMA user_version = 1;
