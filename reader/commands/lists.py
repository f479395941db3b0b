"""`reader import` and `reader export`: in from any other reader, and out again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from reader import config
from reader.commands.completing import complete_file, complete_view
from reader.commands.feeds import clean_tags
from reader.commands.opening import library_option, opened
from reader.commands.searching import find, understood
from reader.console import FAILED, Problem, Unsuccessful, complain, say, say_json

if TYPE_CHECKING:
    from reader.library import Library
    from reader.sources.opml import Subscription

LARGEST_LIST: Final = 20_000_000
"""Bytes of a list of feeds that is read."""


@click.command(name="import")
@click.argument("file", metavar="FILE|-", shell_complete=complete_file)
@click.option("--tag", "tags", multiple=True, help="Give all feeds this tag (may be repeated).")
@library_option
def import_feeds(file: str, tags: Sequence[str], folder: str | None) -> None:
    """Take over the feeds of another reader: OPML, or newsboat's urls file.

    Folders become tags, newsboat's query feeds become views. `reader fetch` then fetches them.

    \b
    Example: reader import ~/.newsboat/urls
    """
    content = _read(file)
    with opened(folder) as library:
        subscriptions, views, problems = _taken_over(content, file)
        new = sum(_subscribe(library, one, clean_tags(tags), problems) for one in subscriptions)
    for name, query in views:
        try:
            config.keep_view(name, query)
        except config.SettingsError as problem:
            problems.append(str(problem))
    for problem_line in problems:
        complain(problem_line)
    there = len(subscriptions) - new
    parts = [f"{new:,} feed{'' if new == 1 else 's'} added"]
    parts += [f"{there:,} already there or refused"] if there else []
    parts += [f"{len(views):,} view{'' if len(views) == 1 else 's'}"] if views else []
    say(", ".join(parts) + ("; `reader fetch` fetches them" if new else ""))
    if problems or not subscriptions:
        sys.exit(FAILED)


@click.command()
@click.argument("query", nargs=-1, shell_complete=complete_view)
@click.option("--opml", is_flag=True, help="The feeds, as OPML that any reader takes.")
@click.option("--jsonl", is_flag=True, help="Articles as JSON, one a line, as `extract` has them.")
@click.option(
    "--markdown", "into", metavar="DIR", help="Articles as Markdown with front matter, a file each."
)
@library_option
def export(
    query: Sequence[str], opml: bool, jsonl: bool, into: str | None, folder: str | None
) -> None:
    """Write feeds or articles in forms that others read: all articles, or those a QUERY finds.

    \b
    Example: reader export --opml > feeds.opml
             reader export --markdown ~/starred is:starred
             reader export --jsonl @budget
    """
    if sum((opml, jsonl, into is not None)) != 1:
        raise Problem("give one of --opml, --jsonl and --markdown DIR")
    if opml and query:
        raise Problem("--opml is of all feeds: leave the query out")
    asked = understood(" ".join(query)) if query else None
    with opened(folder) as library:
        if opml:
            _export_opml(library)
            return
        ids = library.store.ids() if asked is None else find(library, asked).ids
        if into is None:
            _export_jsonl(library, ids)
        else:
            count = _export_markdown(library, ids, Path(into))
            say(f"{count:,} articles in {into}")
    if not ids:
        complain("nothing found")
        sys.exit(FAILED)


def _export_opml(library: Library) -> None:
    from email.utils import format_datetime

    from reader.fetching.subscribing import without_login
    from reader.sources.opml import Subscription, write_opml

    rows = library.feeds.feeds()
    subscriptions = [
        Subscription(without_login(row.address)[0], row.title, row.tags, row.site) for row in rows
    ]
    text = write_opml(subscriptions, made=format_datetime(datetime.now(UTC)))
    click.echo(text, nl=False)


def _export_jsonl(library: Library, ids: Sequence[int]) -> None:
    from reader.library.store import ArticleDamaged
    from reader.record import write_record

    for row in _in_portions(library, ids):
        try:
            article = library.store.article(row.id)
        except (KeyError, ArticleDamaged) as problem:
            complain(str(problem))
            continue
        state = {"id": row.id, "added": row.added.isoformat()}
        flags = {"is_read": row.is_read, "is_starred": row.is_starred}
        say_json(state | flags | write_record(article))


def _export_markdown(library: Library, ids: Sequence[int], into: Path) -> int:
    """A file an article, called by its day and headline; how many were written."""
    import re

    from reader.library.store import ArticleDamaged
    from reader.sources.markdown_writer import write_markdown

    into = into.expanduser()
    into.mkdir(parents=True, exist_ok=True)
    count = 0
    for row in _in_portions(library, ids):
        try:
            article = library.store.article(row.id)
        except (KeyError, ArticleDamaged) as problem:
            complain(str(problem))
            continue
        day = (row.published or row.added).date().isoformat()
        words = re.sub(r"[^\w]+", "-", row.headline.lower()).strip("-_")[:60].strip("-_")
        # The id makes it one of a kind, and none that could lead out of the folder.
        path = into / f"{day}-{words or 'untitled'}-{row.id}.md"
        path.write_text(write_markdown(article), "utf-8", errors="replace")
        count += 1
    return count


def _in_portions(library: Library, ids: Sequence[int]) -> Iterator[Any]:
    for start in range(0, len(ids), 200):
        yield from library.store.rows(ids[start : start + 200])


def _taken_over(
    content: bytes, file: str
) -> tuple[list[Subscription], list[tuple[str, str]], list[str]]:
    """The feeds, views and problems of a list, whichever sort it is. Raises Problem."""
    from reader.sources.decoding import decode
    from reader.sources.opml import looks_like_opml, read_opml
    from reader.sources.original import SourceError
    from reader.sources.urls_file import looks_like_urls, read_urls

    if looks_like_opml(content):
        try:
            return read_opml(content, file), [], []
        except SourceError as problem:
            raise Unsuccessful(str(problem)) from problem
    text = decode(content)
    if not looks_like_urls(text):
        raise Unsuccessful(f"{file} is neither OPML nor a newsboat urls file")
    found = read_urls(text)
    views = [(view.name, view.query) for view in found.views]
    return list(found.subscriptions), views, [f"{file}: {line}" for line in found.problems]


def _subscribe(
    library: Library, one: Subscription, tags: Sequence[str], problems: list[str]
) -> bool:
    """Subscribe without looking whether the feed is there; whether it is new."""
    from reader.fetching.settings import keep_login
    from reader.fetching.subscribing import without_login
    from reader.sources.discovery import complete_address
    from reader.sources.web import shown_address

    url, login = without_login(complete_address(one.url))
    if not url.lower().startswith(("http://", "https://")):
        problems.append(f"{shown_address(url)}: only http:// and https:// feeds can be fetched")
        return False
    if login is not None:
        try:
            keep_login(url, *login)
        except config.SettingsError as problem:
            problems.append(str(problem))
    _, is_new = library.feeds.add(url, name=one.name, tags=(*one.tags, *tags))
    return is_new


def _read(file: str) -> bytes:
    from reader.sources.files import load
    from reader.sources.original import SourceError

    if file == "-":
        content = sys.stdin.buffer.read(LARGEST_LIST + 1)
    else:
        try:
            content = load(Path(file).expanduser()).content
        except SourceError as problem:
            raise Problem(str(problem)) from problem
    if len(content) > LARGEST_LIST:
        raise Problem(f"{file} is too large to be a list of feeds")
    return content
