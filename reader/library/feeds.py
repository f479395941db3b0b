"""Subscriptions: the feeds, which articles are theirs, and how long those are kept."""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from reader.keeping import KEEP_ALL, Keeping
from reader.library.arrival import identity_of, moment, printable
from reader.library.database import Database, LibraryError
from reader.library.entries import (
    Brought,
    Put,
    expired,
    listed,
    only_in,
    put_entry,
    remove_articles,
)

FullText = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A subscription as the list of feeds shows it. Times are aware, in UTC.

    `url` is what was subscribed to, `address` where it has moved. `title` is the user's name for
    it, else the feed's own, else its address. `total` and `unread` count articles. `next_try` is
    when the feed may be asked again, and `wait` says that it asked for this itself. `error` says
    in a line why the last try failed; without `failures` it says what else is to be known of the
    feed, if anything is. `keep` is empty where the settings decide.
    """

    id: int
    url: str
    address: str
    title: str
    site: str
    tags: tuple[str, ...]
    total: int
    unread: int
    subscribed: datetime
    last_success: datetime | None
    next_try: datetime
    wait: bool
    failures: int
    error: str
    is_paused: bool
    full_text: FullText
    keep: str
    etag: str
    last_modified: str
    digest: bytes

    @property
    def problem(self) -> str:
        """Why the last try failed; empty where it did not."""
        return self.error if self.failures else ""

    @property
    def note(self) -> str:
        """What is to be known of a feed that is well, if anything is."""
        return "" if self.failures else self.error


@dataclass(frozen=True, slots=True)
class Visit:
    """When the list was last left, and the newest article (by arrival) that was in it then."""

    ended: datetime
    newest: int


@dataclass(frozen=True, slots=True)
class Tried:
    """How a try went, as it is kept. `next_try` is in seconds since 1970.

    None leaves a value as it was: a feed that could not be reached still has its title.
    """

    next_try: int
    error: str = ""
    waits: bool = False
    succeeded: bool = True
    is_gone: bool = False
    address: str | None = None
    title: str | None = None
    site: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: bytes | None = None


class Feeds:
    """The library's subscriptions. Every method may raise LibraryError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # What there is

    def feeds(self, ids: Iterable[int] | None = None) -> list[FeedRow]:
        """The subscriptions, or those of these ids, by title."""
        chosen = None if ids is None else set(ids)
        with self._database.reading() as connection:
            tags: dict[int, list[str]] = {}
            for feed, tag in connection.execute("SELECT feed, tag FROM tags ORDER BY tag"):
                tags.setdefault(feed, []).append(tag)
            total = dict(
                connection.execute(
                    "SELECT feed, count(DISTINCT article) FROM entries GROUP BY feed"
                ).fetchall()
            )
            unread = dict(
                connection.execute(
                    "SELECT feed, count(DISTINCT article) FROM articles JOIN entries"
                    " ON article = articles.id WHERE read_at IS NULL GROUP BY feed"
                ).fetchall()
            )
            rows = connection.execute(
                "SELECT id, url, address, title, name, site, subscribed, is_paused, full_text,"
                " keep, etag, last_modified, digest, succeeded, tries, asked_to_wait,"
                " failures, problem FROM feeds"
            ).fetchall()
        found = [
            FeedRow(
                id=id,
                url=url,
                address=address,
                title=name or title or url,
                site=site,
                tags=tuple(tags.get(id, ())),
                total=total.get(id, 0),
                unread=unread.get(id, 0),
                subscribed=moment(subscribed),
                last_success=None if succeeded is None else moment(succeeded),
                next_try=moment(tries),
                wait=bool(asked_to_wait),
                failures=failures,
                error=problem,
                is_paused=bool(is_paused),
                full_text=full_text,
                keep=keep,
                etag=etag,
                last_modified=last_modified,
                digest=digest,
            )
            for (
                id,
                url,
                address,
                title,
                name,
                site,
                subscribed,
                is_paused,
                full_text,
                keep,
                etag,
                last_modified,
                digest,
                succeeded,
                tries,
                asked_to_wait,
                failures,
                problem,
            ) in rows
            if chosen is None or id in chosen
        ]
        return sorted(found, key=lambda row: (row.title.casefold(), row.id))

    def find(self, named: str) -> list[FeedRow]:
        """The feeds somebody means: by id, address or title, else by a part of the title."""
        word = named.strip()
        if not word:
            return []
        rows = self.feeds()
        exact = [
            row
            for row in rows
            if word in (str(row.id), row.url, row.address, row.site)
            or word.casefold() == row.title.casefold()
        ]
        return exact or [row for row in rows if word.casefold() in row.title.casefold()]

    def tags(self) -> list[str]:
        """Every tag that a feed has, in order."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT DISTINCT tag FROM tags ORDER BY tag")
            return [tag for (tag,) in found]

    def ids_of(self, feeds: Iterable[int]) -> array[int]:
        """The articles of these feeds, each once, newest first."""
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT id FROM articles WHERE id IN (SELECT article FROM entries"
                " WHERE feed IN (SELECT value FROM json_each(?))) ORDER BY dated DESC, id DESC",
                (listed(feeds),),
            )
            return array("q", [id for (id,) in found])

    def ids_tagged(self, tag: str) -> array[int]:
        """The articles of every feed with a tag, each once, newest first."""
        with self._database.reading() as connection:
            feeds = [
                id for (id,) in connection.execute("SELECT feed FROM tags WHERE tag=?", (tag,))
            ]
        return self.ids_of(feeds)

    def articles_of(self, field: str, value: str) -> frozenset[int]:
        """The articles of feeds with a tag (`field` is "tag"), or with such words in their name
        or address ("feed"); case does not matter."""
        words = value.casefold()
        with self._database.reading() as connection:
            if field == "tag":
                rows = connection.execute("SELECT feed, tag FROM tags").fetchall()
                feeds = [feed for feed, tag in rows if tag.casefold() == words]
            else:
                rows = connection.execute("SELECT id, name, title, url FROM feeds").fetchall()
                feeds = [id for id, *names in rows if words in " ".join(names).casefold()]
            found = connection.execute(
                "SELECT article FROM entries WHERE article IS NOT NULL"
                " AND feed IN (SELECT value FROM json_each(?))",
                (listed(feeds),),
            )
            return frozenset(article for (article,) in found)

    def unread_ids(
        self, feeds: Iterable[int] | None = None, *, before: datetime | None = None
    ) -> array[int]:
        """The unread articles of these feeds (None: of all and of none), of a day before a moment.

        For marking them read by `Store.set_read`, which the same ids undo.
        """
        asked = "SELECT id FROM articles WHERE read_at IS NULL"
        values: list[Any] = []
        if feeds is not None:
            asked += (
                " AND id IN (SELECT article FROM entries"
                " WHERE feed IN (SELECT value FROM json_each(?)))"
            )
            values.append(listed(feeds))
        if before is not None:
            asked += " AND dated < ?"
            values.append(int(before.timestamp()))
        with self._database.reading() as connection:
            found = connection.execute(f"{asked} ORDER BY dated DESC, id DESC", values)
            return array("q", [id for (id,) in found])

    # Subscribing

    def add(
        self, url: str, *, title: str = "", name: str = "", tags: Iterable[str] = ()
    ) -> tuple[int, bool]:
        """Subscribe; the feed's id, and whether it is new. One that is there gains the tags."""
        with self._database.writing() as connection:
            found = connection.execute(
                "SELECT id FROM feeds WHERE url = :url OR address = :url", {"url": url}
            ).fetchone()
            if found is not None:
                id = int(found[0])
                if name:
                    connection.execute(
                        "UPDATE feeds SET name = ? WHERE id = ? AND name = ''", (name, id)
                    )
            else:
                row = connection.execute(
                    "INSERT INTO feeds (url, address, title, name, site, subscribed, is_paused,"
                    " full_text, keep, etag, last_modified, digest, tries, asked_to_wait,"
                    " failures, problem) VALUES (:url, :url, :title, :name, '', :now, 0, 'auto',"
                    " '', '', '', x'', 0, 0, 0, '')",
                    {
                        "url": printable(url),
                        "title": printable(title),
                        "name": printable(name),
                        "now": int(time.time()),
                    },
                ).lastrowid
                assert row is not None
                id = row
            connection.executemany(
                "INSERT OR IGNORE INTO tags VALUES (?, ?)", [(id, printable(tag)) for tag in tags]
            )
        return id, found is None

    def remove(self, id: int, *, with_articles: bool = False) -> list[int]:
        """End a subscription; the articles removed with it.

        They stay unless `with_articles`; those with a star, or that are in another feed, always.
        """
        with self._database.writing() as connection:
            going = []
            if with_articles:
                going = only_in(connection, id)
                remove_articles(connection, going)
            connection.execute("DELETE FROM feeds WHERE id = ?", (id,))
        return going

    def rename(self, id: int, name: str) -> None:
        """Call a feed something else; empty: what it calls itself."""
        self._set(id, "name", printable(name))

    def tag(self, id: int, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Give a feed tags and take others away."""
        with self._database.writing() as connection:
            connection.executemany(
                "DELETE FROM tags WHERE feed = ? AND tag = ?", [(id, tag) for tag in remove]
            )
            connection.executemany(
                "INSERT OR IGNORE INTO tags VALUES (?, ?)", [(id, printable(tag)) for tag in add]
            )

    def pause(self, id: int, is_paused: bool) -> None:
        """Fetch a feed no more, or again; then at once, whatever went wrong before."""
        with self._database.writing() as connection:
            connection.execute("UPDATE feeds SET is_paused = ? WHERE id = ?", (is_paused, id))
            if not is_paused:
                connection.execute(
                    "UPDATE feeds SET tries = 0, asked_to_wait = 0, failures = 0, problem = ''"
                    " WHERE id = ?",
                    (id,),
                )

    def set_full_text(self, id: int, full_text: FullText) -> None:
        """Whether a feed's pages are fetched: always, never, or where an entry is a teaser."""
        self._set(id, "full_text", full_text)

    def set_keep(self, id: int, keep: str) -> None:
        """How long a feed's articles are kept (`read_keeping`); empty: as the settings say."""
        self._set(id, "keep", keep)

    # Fetching

    def known(self, feed: int) -> dict[str, bytes]:
        """The entries there are or were, each by its key, with the digest of what it said."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT key, digest FROM entries WHERE feed = ?", (feed,))
            return dict(found.fetchall())

    def link(self, feed: int, entries: Sequence[tuple[str, bytes, str]]) -> list[Put]:
        """Link entries (key, digest, address) that are new and whose address is an article's.

        Those need not be made articles to find that out; the others are not in what comes back. An
        article that is in this feed already is left out: whether another entry with its address is
        the same story, its words must tell.
        """
        known = self.known(feed)
        identities = {
            key: identity
            for key, _, address in entries
            if printable(key) not in known and (identity := identity_of(address)) is not None
        }
        with self._database.reading() as connection:
            found = connection.execute(
                "SELECT identity, id FROM articles"
                " WHERE identity IN (SELECT value FROM json_each(?)) AND NOT EXISTS"
                " (SELECT 1 FROM entries WHERE feed = ? AND article = articles.id)",
                (json.dumps(list(identities.values())), feed),
            )
            articles: dict[str, int] = dict(found.fetchall())
        linked = []
        for key, digest, _ in entries:
            # Each article once: two entries with one address may be two stories.
            article = articles.pop(identities.get(key, ""), None)
            if article is not None:
                linked.append((printable(key), digest, article))
        if linked:
            with self._database.writing() as connection:
                # Either may have been removed since.
                connection.executemany(
                    "INSERT OR IGNORE INTO entries SELECT feeds.id, ?, ?, articles.id, 0"
                    " FROM feeds, articles WHERE feeds.id = ? AND articles.id = ?",
                    [(key, digest, feed, article) for key, digest, article in linked],
                )
        return [Put(key, article, "linked") for key, _, article in linked]

    def put(self, feed: int, batch: Sequence[Brought], to_tell: bool = False) -> list[Put]:
        """Store entries and their articles, all in one transaction.

        With `to_tell` articles that are added are `untold` from then on.

        An entry that is known is a new version of its article. One that is the same story as an
        article that is there, by its address or in the same words, is linked to that. Of a feed
        that has been removed meanwhile nothing is stored.
        """
        now = int(time.time())
        outcomes: list[Put] = []
        with self._database.writing() as connection:
            if not connection.execute("SELECT 1 FROM feeds WHERE id = ?", (feed,)).fetchone():
                return []
            (revision,) = connection.execute("SELECT revision FROM library").fetchone()
            for entry in batch:
                key = printable(entry.key)
                put, changed = put_entry(connection, feed, key, entry, now, revision + 1)
                revision += changed
                outcomes.append(put)
                if to_tell and put.outcome == "added":
                    connection.execute("INSERT OR IGNORE INTO untold VALUES (?)", (put.article,))
            connection.execute("UPDATE library SET revision = ?", (revision,))
        return outcomes

    def tried(self, feed: int, tried: Tried) -> None:
        """Keep how a try went. Only once all that it brought is stored: what is kept here decides
        whether the feed is read again."""
        now = int(time.time())
        columns: dict[str, Any] = {
            "tried": now,
            "tries": tried.next_try,
            "problem": printable(tried.error),
            "asked_to_wait": int(tried.waits),
        }
        if tried.succeeded:
            columns["succeeded"] = now
        if tried.is_gone:
            columns["is_paused"] = 1
        for column in ("address", "title", "site", "etag", "last_modified", "digest"):
            value = getattr(tried, column)
            if value is not None:
                columns[column] = printable(value) if isinstance(value, str) else value
        assigned = ", ".join(f"{column} = :{column}" for column in columns)
        failures = "0" if tried.succeeded else "failures + 1"
        with self._database.writing() as connection:
            connection.execute(
                f"UPDATE feeds SET {assigned}, failures = {failures} WHERE id = :id",
                columns | {"id": feed},
            )

    def keep(self, default: Keeping = KEEP_ALL) -> list[int]:
        """Remove what is kept no longer; the articles removed.

        An article goes when none of its feeds keeps it. Those with a star stay, and those that no
        feed brought: somebody added them. What is removed is not fetched again.
        """
        now = int(time.time())
        with self._database.reading() as connection:
            if not expired(connection, default, now):
                return []
        with self._database.writing() as connection:
            going = expired(connection, default, now)
            remove_articles(connection, going)
        return going

    # Telling

    def untold(self) -> list[int]:
        """The articles that somebody is still to be told of, in the order they came."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT article FROM untold ORDER BY article")
            return [article for (article,) in found]

    def told(self, articles: Iterable[int]) -> None:
        """Nobody is to be told of these any more."""
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM untold WHERE article IN (SELECT value FROM json_each(?))",
                (listed(articles),),
            )

    # Coming back

    def last_visit(self) -> Visit | None:
        """Where the list ended when it was last left, if it ever was."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT ended, newest FROM visits").fetchone()
        return None if found is None else Visit(moment(found[0]), found[1])

    def end_visit(self) -> None:
        """The list is left now: what comes from here on is new."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO visits SELECT 1, ?, coalesce(max(id), 0) FROM articles",
                (int(time.time()),),
            )

    def new_since(self, visit: Visit) -> int:
        """How many articles came after a visit and are unread."""
        with self._database.reading() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM articles WHERE id > ? AND read_at IS NULL", (visit.newest,)
            ).fetchone()
            return int(count)

    def _set(self, id: int, column: Literal["name", "full_text", "keep"], value: str) -> None:
        with self._database.writing() as connection:
            connection.execute(f"UPDATE feeds SET {column} = ? WHERE id = ?", (value, id))


__all__ = [
    "Brought",
    "FeedRow",
    "Feeds",
    "FullText",
    "LibraryError",
    "Put",
    "Tried",
    "Visit",
]
