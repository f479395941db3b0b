"""Entries of feeds as rows: which article each is, and which articles a feed keeps no longer.

Functions over an open transaction; `feeds.py` opens and ends it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from reader.article import Article
from reader.keeping import KEEP_ALL, Keeping, read_keeping
from reader.library import placing
from reader.library.arrival import Arrival, unpack_document
from reader.library.likeness import is_same_story
from reader.sources.original import ENTRY_TYPE

_BROUGHT_ONLY: Final = (
    "brought AND starred_at IS NULL AND (SELECT content_type FROM originals"
    f" WHERE originals.article = articles.id) = '{ENTRY_TYPE}'"
)
"""Of an entry and its article: a feed brought it, it has no star, and nobody has added its page."""

_MOST_ALIKE: Final = 8
"""Articles that share a part of their fingerprint with an arrival and are compared with it."""

_MOST_LOOKED_AT: Final = 2_000
"""Shared parts of fingerprints among which those are chosen."""


@dataclass(frozen=True, slots=True)
class Brought:
    """An entry on its way into the library: what tells it again, and the article it is."""

    key: str
    digest: bytes
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class Put:
    """What became of an entry: `linked` is one whose article was there already."""

    key: str
    article: int
    outcome: Literal["added", "updated", "unchanged", "linked"]


def put_entry(
    connection: sqlite3.Connection, feed: int, key: str, entry: Brought, now: int, revision: int
) -> tuple[Put, bool]:
    """Put an entry in; what became of it, and whether an article changed by it."""
    arrival = entry.arrival
    found = connection.execute(
        "SELECT digest, article FROM entries WHERE feed = ? AND key = ?", (feed, key)
    ).fetchone()
    if found is not None:
        digest, article = found
        connection.execute(
            "UPDATE entries SET digest = ? WHERE feed = ? AND key = ?", (entry.digest, feed, key)
        )
        # What somebody has added meanwhile, from the page itself, is not replaced by the feed's.
        if (
            article is None
            or digest == entry.digest
            or not _is_entrys(connection, article, arrival)
        ):
            return Put(key, article or 0, "unchanged"), False
        placing.replace(connection, article, arrival, revision)
        return Put(key, article, "updated"), True

    article, is_elsewhere = _same_story(connection, feed, arrival)
    if is_elsewhere:
        arrival = replace(arrival, identity=None, location=f"{arrival.location}#{key}")
    outcome: Literal["added", "linked"] = "linked"
    changed = False
    if article is None:
        article, placed = placing.place(connection, arrival, now, revision)
        outcome = "added" if placed == "added" else "linked"
        changed = placed != "unchanged"
    connection.execute(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?)",
        (feed, key, entry.digest, article, outcome == "added"),
    )
    return Put(key, article, outcome), changed


def _is_entrys(connection: sqlite3.Connection, article: int, arrival: Arrival) -> bool:
    found = connection.execute(
        "SELECT content_type FROM originals WHERE article = ?", (article,)
    ).fetchone()
    return found is not None and found[0] == arrival.content_type


def _same_story(
    connection: sqlite3.Connection, feed: int, arrival: Arrival
) -> tuple[int | None, bool]:
    """The article that an arrival is already, by its address or in the same words; and whether its
    address is another story's.

    Changelogs and tickers give many entries of a feed one address. So within a feed it is the
    words that tell, those of the headline above all.
    """
    found = connection.execute(
        "SELECT id, EXISTS (SELECT 1 FROM entries WHERE feed = ? AND article = articles.id)"
        " FROM articles WHERE identity = ?",
        (feed, arrival.identity),
    ).fetchone()

    @cache
    def ours() -> Article:
        # Most arrivals are like nothing that is there, and need not be unpacked to tell.
        return unpack_document(arrival.document)

    if found is not None:
        article, is_in_feed = found
        if not is_in_feed:
            return int(article), False
        theirs = _article(connection, article)
        if theirs is not None and (
            _texts(ours()) == _texts(theirs) or is_same_story(ours(), theirs, is_one_feed=True)
        ):
            return int(article), False
    # Whatever is made by a form is alike: those called the same are compared before others.
    alike = connection.execute(
        "SELECT articles.id, EXISTS (SELECT 1 FROM entries WHERE feed = ? AND"
        " article = articles.id) FROM (SELECT article FROM fingerprints"
        " WHERE band IN (SELECT value FROM json_each(?)) LIMIT ?) JOIN articles ON id = article"
        " GROUP BY articles.id ORDER BY headline = ? DESC, count(*) DESC, articles.id LIMIT ?",
        (
            feed,
            listed(arrival.fingerprint),
            _MOST_LOOKED_AT,
            arrival.headline,
            _MOST_ALIKE,
        ),
    ).fetchall()
    for article, is_in_feed in alike:
        theirs = _article(connection, article)
        if theirs is not None and is_same_story(ours(), theirs, is_one_feed=bool(is_in_feed)):
            return int(article), False
    return None, found is not None


def _article(connection: sqlite3.Connection, id: int) -> Article | None:
    """An article as it is stored; a damaged one is like nothing."""
    (document,) = connection.execute(
        "SELECT document FROM documents WHERE article = ?", (id,)
    ).fetchone()
    try:
        return unpack_document(document)
    except (ValueError, KeyError, TypeError, zlib.error):
        return None


def _texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


def only_in(connection: sqlite3.Connection, feed: int) -> list[int]:
    """The articles that a feed brought, without a star and in no other feed."""
    found = connection.execute(
        "SELECT DISTINCT article FROM entries JOIN articles ON articles.id = article"
        f" WHERE feed = :feed AND {_BROUGHT_ONLY} AND NOT EXISTS"
        " (SELECT 1 FROM entries AS other WHERE other.article = articles.id AND feed <> :feed)",
        {"feed": feed},
    )
    return [article for (article,) in found]


def expired(connection: sqlite3.Connection, default: Keeping, now: int) -> list[int]:
    """The articles that none of their feeds keeps."""
    expired: set[int] = set()
    kept: set[int] = set()
    all_of = []
    for feed, keep in connection.execute("SELECT id, keep FROM feeds").fetchall():
        keeping = read_keeping(keep) if keep else default
        if keeping == KEEP_ALL:
            all_of.append(feed)
            continue
        articles = connection.execute(
            "SELECT DISTINCT articles.id, added FROM entries JOIN articles ON articles.id = article"
            " WHERE feed = ? ORDER BY dated DESC, articles.id DESC",
            (feed,),
        ).fetchall()
        for place, (article, added) in enumerate(articles):
            is_late = keeping.articles is not None and place >= keeping.articles
            is_old = keeping.days is not None and added < now - keeping.days * 86_400
            (expired if is_late or is_old else kept).add(article)
    if not expired - kept:
        return []
    found = connection.execute(
        "SELECT DISTINCT article FROM entries JOIN articles ON articles.id = article"
        f" WHERE {_BROUGHT_ONLY}"
        " AND article IN (SELECT value FROM json_each(:expired)) AND article NOT IN"
        " (SELECT article FROM entries WHERE article IS NOT NULL"
        " AND feed IN (SELECT value FROM json_each(:all_of))) ORDER BY article",
        {"expired": listed(expired - kept), "all_of": listed(all_of)},
    )
    return [article for (article,) in found]


def remove_articles(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Take articles out, as `Store.remove` does, within a transaction."""
    (revision,) = connection.execute("SELECT revision FROM library").fetchone()
    for id in ids:
        revision += 1
        connection.execute("DELETE FROM articles WHERE id = ?", (id,))
        connection.execute("INSERT INTO removed VALUES (?, ?)", (revision, id))
    connection.execute("UPDATE library SET revision = ?", (revision,))


def listed(ids: Iterable[int]) -> str:
    """Ids as SQLite's json_each takes them: any number of them in one parameter."""
    return json.dumps(list(ids))
