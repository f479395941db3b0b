"""`reader fetch` and `reader feeds`: the news comes by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from reader.commands.opening import library_option, opened
from reader.console import (
    FAILED,
    Group,
    Problem,
    Unsuccessful,
    complain,
    progress_bar,
    say,
    say_json,
)

if TYPE_CHECKING:
    from reader.fetching import FetchProgress, FetchReport
    from reader.library import Library
    from reader.library.feeds import FeedRow

_LONGEST_TITLE = 100
"""Characters of a feed's title, which may be its address, in a list."""


@click.command()
@click.argument("named", metavar="[FEED]...", nargs=-1)
@click.option("--force", is_flag=True, help="Ask those too whose time has not come yet.")
@click.option("--tag", "tags", multiple=True, help="Only feeds with this tag (may be repeated).")
@click.option("--json", "as_json", is_flag=True, help="Print what came as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but problems.")
@library_option
def fetch(
    named: Sequence[str],
    force: bool,
    tags: Sequence[str],
    as_json: bool,
    quiet: bool,
    folder: str | None,
) -> None:
    """Fetch what is new in all feeds, or in those named by id, address or title.

    Exit status 1 where a feed failed. A feed is left alone while its last answer is fresh, and for
    a while after it failed; FEED and --force ask it all the same, unless it asked to wait. While
    another fetch is running --quiet leaves all to that.

    \b
    Example: reader fetch --quiet       (every half hour, from cron)
    """
    from reader.commands.notifying import announce
    from reader.fetching import FetchError, FetchRunning
    from reader.fetching import fetch as fetch_feeds

    with opened(folder) as library:
        chosen = _chosen(library, named, tags)
        try:
            with progress_bar() as tell:

                def on_progress(progress: FetchProgress) -> None:
                    tell(progress.progress)

                report = fetch_feeds(
                    library,
                    chosen,
                    force=force,
                    on_progress=on_progress,
                    tell=partial(announce, library),
                )
        except FetchRunning as problem:
            if quiet:
                return  # Cron is not to tell of a long fetch every half hour.
            raise Unsuccessful(str(problem)) from problem
        except FetchError as problem:
            raise Unsuccessful(str(problem)) from problem
        since = _since(library)
    if as_json:
        say_json(_report(report))
    for failed in report.failures:
        complain(f"{_short(failed.title)}: {failed.problem}")
    for noted in () if quiet else report.noted:
        complain(f"{_short(noted.title)}: {noted.note}")
    if report.problem:
        complain(report.problem)
    if report.untold:
        complain(report.untold)
    if not quiet and not as_json:
        say(report.summary)
        if since:
            say(since)
    if report.failures or report.stopped or report.problem:
        sys.exit(FAILED)


@click.group(cls=Group)
def feeds() -> None:
    """Subscribe to feeds, and look after them.

    \b
    Example: reader feeds add https://example.org
    """


@feeds.command(name="list")
@click.option("--tag", help="Only feeds with this tag.")
@click.option("--json", "as_json", is_flag=True, help="Print the feeds as JSON.")
@library_option
def list_feeds(tag: str | None, as_json: bool, folder: str | None) -> None:
    """List the feeds: unread, all, title, tags, and what is wrong.

    \b
    Example: reader feeds list --tag world
    """
    with opened(folder) as library:
        rows = [row for row in library.feeds.feeds() if tag is None or tag in row.tags]
    if as_json:
        say_json([_feed(row) for row in rows])
    else:
        for row in rows:
            say(_line(row))
    if not rows:
        if not as_json:
            complain("there are no feeds" + (f" with the tag {tag}" if tag else " yet"))
        sys.exit(FAILED)


@feeds.command()
@click.argument("addresses", metavar="URL...", nargs=-1, required=True)
@click.option("--name", default="", help="Call it this.")
@click.option("--tag", "tags", multiple=True, help="Give it this tag (may be repeated).")
@click.option("--no-fetch", is_flag=True, help="Only subscribe; fetch later.")
@library_option
def add(
    addresses: Sequence[str], name: str, tags: Sequence[str], no_fetch: bool, folder: str | None
) -> None:
    """Subscribe to a feed, or to the feed of a page: a paper's front page, a channel, a project.

    \b
    Example: reader feeds add https://example.org --tag world
    """
    from reader.fetching import FetchError
    from reader.fetching import fetch as fetch_feeds
    from reader.fetching.subscribing import subscribe

    status = 0
    with opened(folder) as library:
        added = []
        for address in addresses:
            try:
                found = subscribe(library, address, name=name, tags=clean_tags(tags))
            except FetchError as problem:
                complain(str(problem))
                status = FAILED
                continue
            added.append(found.id)
            there = "" if found.is_new else " (it was there already)"
            say(f"subscribed to {found.title}: {found.url}{there}")
            if found.others:
                others = ", ".join(other.url for other in found.others[:4])
                say(f"the page has other feeds too: {others}")
        if added and not no_fetch:
            try:
                report = fetch_feeds(library, added)
            except FetchError as problem:
                complain(f"{problem}; what is there comes with the next fetch")
            else:
                say(report.summary)
                for failed in report.failures:
                    complain(f"{_short(failed.title)}: {failed.problem}")
                for noted in report.noted:
                    complain(f"{_short(noted.title)}: {noted.note}")
                status = FAILED if report.failures else status
    sys.exit(status)


@feeds.command()
@click.argument("named", metavar="FEED...", nargs=-1, required=True)
@click.option("--articles", is_flag=True, help="Its articles too, those with a star excepted.")
@library_option
def remove(named: Sequence[str], articles: bool, folder: str | None) -> None:
    """End a subscription. The articles stay unless --articles is given.

    \b
    Example: reader feeds remove "Meridian Dispatch"
    """
    with opened(folder) as library:
        for row in _rows(library, named):
            gone = library.feeds.remove(row.id, with_articles=articles)
            with_them = f", and {len(gone):,} of its articles" if gone else ""
            say(f"removed {row.title}{with_them}")


@feeds.command()
@click.argument("named", metavar="FEED")
@click.argument("name")
@library_option
def rename(named: str, name: str, folder: str | None) -> None:
    """Call a feed something else; "" is its own title again.

    \b
    Example: reader feeds rename 3 "The Dispatch"
    """
    with opened(folder) as library:
        (row,) = _rows(library, [named], one=True)
        library.feeds.rename(row.id, _line_of(name))
        say(f"{row.title} is now {library.feeds.feeds([row.id])[0].title}")


@feeds.command()
@click.argument("named", metavar="FEED")
@click.argument("tags", metavar="TAG|-TAG...", nargs=-1, required=True)
@library_option
def tag(named: str, tags: Sequence[str], folder: str | None) -> None:
    """Give a feed tags, and take away those with a minus before them.

    \b
    Example: reader feeds tag 3 world -- -local
    """
    gone = [tag[1:] for tag in tags if tag.startswith("-")]
    with opened(folder) as library:
        for row in _rows(library, [named]):
            library.feeds.tag(
                row.id,
                add=clean_tags(tag for tag in tags if tag[:1] != "-"),
                remove=clean_tags(gone),
            )
            (changed,) = library.feeds.feeds([row.id])
            say(f"{row.title}: {', '.join(changed.tags) or 'no tags'}")


@feeds.command()
@click.argument("named", metavar="FEED...", nargs=-1, required=True)
@library_option
def pause(named: Sequence[str], folder: str | None) -> None:
    """Fetch a feed no more, until `reader feeds resume`.

    \b
    Example: reader feeds pause 3
    """
    with opened(folder) as library:
        for row in _rows(library, named):
            library.feeds.pause(row.id, True)
            say(f"{row.title} is paused")


@feeds.command()
@click.argument("named", metavar="FEED...", nargs=-1, required=True)
@library_option
def resume(named: Sequence[str], folder: str | None) -> None:
    """Fetch a feed again that was paused, or that keeps failing.

    \b
    Example: reader feeds resume 3
    """
    with opened(folder) as library:
        for row in _rows(library, named):
            library.feeds.pause(row.id, False)
            say(f"{row.title} is fetched again")


@feeds.command(name="set")
@click.argument("named", metavar="FEED...", nargs=-1, required=True)
@click.option(
    "--full-text",
    type=click.Choice(["auto", "always", "never"]),
    help="Fetch entries' pages: where the feed has only a teaser, always, or never.",
)
@click.option("--keep", help='"90 days", a number of articles, all, or "" as the settings say.')
@library_option
def set_feed(
    named: Sequence[str], full_text: Any | None, keep: str | None, folder: str | None
) -> None:
    """Set whether a feed's pages are fetched, and how long its articles are kept.

    \b
    Example: reader feeds set 3 --full-text always --keep "90 days"
    """
    from reader.keeping import read_keeping

    if full_text is None and keep is None:
        raise Problem("nothing to set: give --full-text or --keep")
    try:
        kept = str(read_keeping(keep)) if keep else keep
    except ValueError as problem:
        raise Problem(str(problem)) from problem
    with opened(folder) as library:
        for row in _rows(library, named):
            if full_text is not None:
                library.feeds.set_full_text(row.id, full_text)
            if kept is not None:
                library.feeds.set_keep(row.id, kept)
            (changed,) = library.feeds.feeds([row.id])
            say(
                f"{row.title}: full text {changed.full_text},"
                f" keep {changed.keep or 'as the settings say'}"
            )


@feeds.command(name="read")
@click.argument("named", metavar="[FEED]...", nargs=-1)
@click.option("--older-than", metavar="AGE", help='Only older ones: "3 days", "2 weeks".')
@library_option
def mark_read(named: Sequence[str], older_than: str | None, folder: str | None) -> None:
    """Mark all articles of feeds read, or those of a certain age; without FEED, of the library.

    \b
    Example: reader feeds read --older-than "2 weeks"
    """
    from datetime import timedelta

    from reader.keeping import read_keeping

    if not named and older_than is None:
        raise Problem(
            "name feeds, or give --older-than; `.` in the reader walks through the unread"
        )
    before = None
    if older_than is not None:
        try:
            days = read_keeping(older_than).days
        except ValueError:
            days = None
        if days is None:
            raise Problem(f'--older-than is an age like "3 days" or "2 weeks", not {older_than!r}')
        before = datetime.now(UTC) - timedelta(days=days)
    with opened(folder) as library:
        chosen = [row.id for row in _rows(library, named)] if named else None
        ids = library.feeds.unread_ids(chosen, before=before)
        library.store.set_read(ids, True)
    say(f"{len(ids):,} marked read")


def _chosen(library: Library, named: Sequence[str], tags: Sequence[str]) -> list[int] | None:
    """The feeds named, and those with a tag; None: all that are due."""
    if tags:
        with_tag = [row.id for row in library.feeds.feeds() if set(tags) & set(row.tags)]
        if not with_tag:
            raise Unsuccessful(f"there is no feed with the tag {' or '.join(tags)}")
        return [*with_tag, *(row.id for row in _rows(library, named))]
    return [row.id for row in _rows(library, named)] if named else None


def _rows(library: Library, named: Sequence[str], *, one: bool = False) -> list[FeedRow]:
    """The feeds that are meant, each once. Raises Problem where there is none, or two."""
    found: dict[int, FeedRow] = {}
    for word in named:
        rows = library.feeds.find(word)
        if not rows:
            raise Unsuccessful(f"there is no feed {word!r}; `reader feeds list` lists them")
        if len(rows) > 1:
            names = ", ".join(f"{row.id} {row.title}" for row in rows[:4])
            raise Problem(f"{word!r} may be {names}: name it by its number")
        found[rows[0].id] = rows[0]
    return list(found.values())


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _line(row: FeedRow) -> str:
    marks = [f"#{tag}" for tag in row.tags]
    if row.is_paused:
        marks.append("paused")
    if row.problem:
        marks.append(f"— {row.problem}")
    if row.note:
        marks.append(f"(note: {row.note})")
    counts = f"{row.id:>4} {row.unread:>6,} {row.total:>7,}"
    return f"{counts}  {_short(row.title)}  {'  '.join(marks)}".rstrip()


def _feed(row: FeedRow) -> dict[str, Any]:
    def moment(value: datetime | None) -> str | None:
        return value.isoformat() if value is not None else None

    return {
        "id": row.id,
        "title": row.title,
        "url": row.address,
        "site": row.site,
        "tags": list(row.tags),
        "unread": row.unread,
        "total": row.total,
        "last_success": moment(row.last_success),
        "next_try": moment(row.next_try),
        "error": row.problem or None,
        "failures": row.failures,
        "note": row.note or None,
        "paused": row.is_paused,
        "full_text": row.full_text,
        "keep": row.keep or None,
    }


def _report(report: FetchReport) -> dict[str, Any]:
    return {
        "new": len(report.new),
        "ids": list(report.new),
        "not_due": report.not_due,
        "paused": report.paused,
        "kept_no_longer": report.kept_no_longer,
        "stopped": report.stopped,
        "feeds": [
            {
                "id": result.id,
                "title": result.title,
                "url": result.url,
                "outcome": result.outcome,
                "new": len(result.new),
                "updated": result.updated,
                "linked": result.linked,
                "passed_over": result.passed_over,
                "problem": result.problem or None,
                "note": result.note or None,
            }
            for result in report.results
        ],
    }


def _since(library: Library) -> str:
    """`31 new since yesterday 18:40`, if the list was ever left and anything came."""
    visit = library.feeds.last_visit()
    count = library.feeds.new_since(visit) if visit is not None else 0
    if visit is None or not count:
        return ""
    from reader.fetching.report import said

    return f"{count:,} new since {said(visit.ended, datetime.now(UTC))}"


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Tags on one line each, without those that have nothing in them."""
    return [name for name in map(_line_of, tags) if name]


def _line_of(text: str) -> str:
    from reader.sources.characters import clean_line

    return clean_line(text)[:100]
