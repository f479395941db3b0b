"""The command line. Thin: it reads words, calls what does the work, prints, and exits.

Exit status: 0 done, 1 nothing found or some inputs failed, 2 wrong use or a library that cannot
be used. Problems go to standard error, one line each, saying what to do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import click
from click_default_group import DefaultGroup

from reader import config

if TYPE_CHECKING:
    from reader.library import Library
    from reader.pipeline import Progress, Report
    from reader.ui.theme import Theme

FAILED, WRONG_USE = 1, 2
SNIPPET = 160
"""Characters of text around the hits that a result shows."""


class Problem(click.ClickException):
    """Wrong use, or something that cannot be used; told in one line on standard error."""

    exit_code = WRONG_USE

    def show(self, file: Any = None) -> None:
        click.echo(f"reader: {self.message}", err=True)


class Unsuccessful(Problem):
    """Nothing found, or an input that could not be read."""

    exit_code = FAILED


_library_option = click.option(
    "--library",
    "folder",
    metavar="DIR",
    help="The library's folder (else READER_LIBRARY, else your data folder).",
)


@click.group(
    cls=cast("type[click.Group]", DefaultGroup),
    default="open",
    default_if_no_args=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="reader-tui", prog_name="reader")
def main() -> None:
    """Read the news in the terminal.

    \b
    reader                    open the library
    reader seeds/             add a folder, then read
    reader https://…          add a page, then read
    reader add ~/saved        only add
    reader search "hotline"   search from the shell

    In the reader, ? shows every key.
    """


@main.command(name="open", short_help="Add what is named, then open the reader.")
@click.argument("locations", metavar="[PATH|URL|-]...", nargs=-1)
@click.option("--theme", metavar="NAME", help="Open in this theme.")
@_library_option
def open_reader(locations: Sequence[str], theme: str | None, folder: str | None) -> None:
    """Add what is named, then open the reader; with nothing named, open the library.

    \b
    Example: reader ~/Downloads/saved-pages
    """
    if not (sys.stdout.isatty() and (sys.stdin.isatty() or "-" in locations)):
        raise Problem(
            "the reader needs a terminal; `reader add`, `search`, `show` and `extract` do not"
        )
    _refuse_missing(locations)
    chosen = _theme(theme)
    with _library(folder) as library:
        if "-" in locations:
            # The keyboard cannot be standard input too: take that in first, then the terminal.
            _add_from_stdin(library)
            locations = [location for location in locations if location != "-"]
        from reader.ui.app import ReaderApp

        app = ReaderApp(
            library, chosen, theme_folders=config.theme_folders(), locations=_absolute(locations)
        )
        app.run()
    if app.return_code:
        sys.exit(app.return_code)


@main.command()
@click.argument("locations", metavar="PATH|URL|-...", nargs=-1, required=True)
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use (default: the cores).")
@_library_option
def add(locations: Sequence[str], jobs: int | None, folder: str | None) -> None:
    """Add files, folders (with all in them), pages or - (standard input) to the library.

    \b
    Example: reader add ~/saved-pages https://example.org/story.html
    """
    from reader import pipeline

    with _library(folder) as library:
        with _progress() as tell:
            report = pipeline.add(_absolute(locations), library, jobs=jobs, on_progress=tell)
        _report(report)


@main.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option(
    "--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True
)
@_library_option
def search(query: Sequence[str], as_json: bool, limit: int, sort: str, folder: str | None) -> None:
    """Search the library, best first.

    \b
    Example: reader search 'person:"Wei Fenghe" after:2022-11 -editorial' --json
    """
    from reader import pipeline
    from reader.library.query import parse
    from reader.library.search import search as find
    from reader.library.search import snippet

    text = " ".join(query)
    asked = parse(text, date.today())
    for problem in asked.problems:
        click.echo(f"reader: {problem.message}", err=True)
    with _library(folder) as library:
        with _progress() as tell:
            pipeline.catch_up(library, on_progress=tell)
        found = find(library, asked, limit=limit, sort=sort)
        rows = {row.id: row for row in library.store.rows(found.ids)}
        results = [
            {
                "id": number,
                "headline": rows[number].headline,
                "source": rows[number].source,
                "published": _iso(rows[number].published),
                "score": score,
                "snippet": snippet(library.store.article(number), asked, SNIPPET)[0],
            }
            for number, score in zip(found.ids, found.scores, strict=True)
            if number in rows
        ]
    if as_json:
        printed = {
            "query": text,
            "total": found.total,
            "took_ms": found.took_ms,
            "results": results,
        }
        click.echo(json.dumps(printed, ensure_ascii=False))
    else:
        for result in results:
            facts = "  ".join(filter(None, (result["source"], (result["published"] or "")[:10])))
            click.echo(f"{result['id']:>7}  {result['headline']}  ({facts})")
            if result["snippet"]:
                click.echo(f"         {result['snippet']}")
    if not results:
        if not as_json:
            click.echo("reader: nothing found", err=True)
        sys.exit(FAILED)


@main.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print the article as `extract` does.")
@click.option("--markdown", is_flag=True, help="Print the article as Markdown.")
@_library_option
def show(number: int, as_json: bool, markdown: bool, folder: str | None) -> None:
    """Print one article; `reader search` gives the ids.

    \b
    Example: reader show 12 --markdown > article.md
    """
    with _library(folder) as library:
        try:
            article = library.store.article(number)
            location = library.store.original(number).location
        except KeyError:
            raise Unsuccessful(f"no article {number}; `reader search` gives ids") from None
    if as_json:
        from reader.record import write_record

        record = {"path": location, **write_record(article), "error": None}
        click.echo(json.dumps(record, ensure_ascii=False))
    elif markdown:
        from reader.sources.markdown import write_markdown

        click.echo(write_markdown(article), nl=False)
    else:
        click.echo(_as_text(article))


@main.command()
@click.argument("locations", metavar="PATH|URL|-...", nargs=-1, required=True)
@click.option("--jsonl", is_flag=True, help="One line of JSON an input, in input order.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use (default: the cores).")
def extract(locations: Sequence[str], jsonl: bool, jobs: int | None) -> None:
    """Print what the reader makes of files and pages; no library is touched.

    \b
    Example: reader extract --jsonl saved/*.html | jq .headline
    """
    from reader import pipeline
    from reader.article import Article
    from reader.record import write_record

    failed = False
    for location, made in pipeline.extract_all(_absolute(locations), jobs=jobs):
        if isinstance(made, Article):
            article, error = made, None
        else:
            article, error, failed = Article(), str(made), True
        if jsonl:
            record = {"path": location, **write_record(article), "error": error}
            click.echo(json.dumps(record, ensure_ascii=False))
        elif error is not None:
            click.echo(f"reader: {location}: {error}", err=True)
        else:
            click.echo(_as_text(article))
    if failed:
        sys.exit(FAILED)


@main.command()
@_library_option
def doctor(folder: str | None) -> None:
    """Check library, index, themes, settings and terminal; say how to mend what is wrong.

    \b
    Example: reader doctor
    """
    from reader.doctor import check_all

    worst = 0
    for finding in check_all(config.library_folder(folder)):
        click.echo(str(finding))
        worst = max(worst, FAILED if finding.is_wrong else 0)
    if worst:
        sys.exit(worst)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


@contextmanager
def _library(folder: str | None) -> Iterator[Library]:
    """The library, closed at the end; what goes wrong with it told in a line."""
    from reader.library import Library
    from reader.library.store import LibraryError

    try:
        library = Library.open(config.library_folder(folder))
        try:
            yield library
        finally:
            library.close()
    except LibraryError as problem:
        raise Problem(str(problem)) from problem


def _theme(named: str | None) -> Theme:
    """The theme asked for, else that of the settings, else the default.

    A theme asked for must be there; a broken one in the settings gives way, and says so.
    """
    from reader.ui.theme import DEFAULT_DARK, ThemeError, load

    folders = config.theme_folders()
    if named is not None:
        try:
            return load(named, folders)
        except ThemeError as problem:
            raise Problem(str(problem)) from problem
    try:
        return load(config.read_settings().theme or DEFAULT_DARK, folders)
    except (ThemeError, config.SettingsError) as problem:
        click.echo(f"reader: {problem}", err=True)
        return load(DEFAULT_DARK, (config.bundled_folder("themes"),))


def _absolute(locations: Sequence[str]) -> list[str]:
    """Paths as seen from anywhere; URLs and - as they are."""
    return [
        location
        if location == "-" or "://" in location
        else str(Path(location).expanduser().absolute())
        for location in locations
    ]


def _refuse_missing(locations: Sequence[str]) -> None:
    for location in locations:
        if location == "-" or "://" in location or Path(location).expanduser().exists():
            continue
        close = get_close_matches(location, list(main.commands), 1, 0.7)
        meant = f"; did you mean `reader {close[0]}`?" if close else ""
        raise Problem(f"{location}: no such file or folder{meant}")


@contextmanager
def _progress() -> Iterator[Any]:
    """A bar with rate and time left on a terminal; elsewhere nothing."""
    if not sys.stderr.isatty():
        yield lambda progress: None
        return

    def tell(progress: Progress) -> None:
        width = 24
        filled = width * progress.done // max(1, progress.total)
        left = "" if progress.seconds_left is None else f"  {progress.seconds_left:.0f} s left"
        failed = f"  {progress.failed} failed" if progress.failed else ""
        bar = "━" * filled + "─" * (width - filled)
        text = f"{bar} {progress.done:,} of {progress.total:,}  {progress.rate:.0f} a second"
        sys.stderr.write(f"\r\x1b[K{text}{left}{failed}")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\x1b[K")


def _report(report: Report) -> NoReturn:
    for failure in report.failures:
        click.echo(f"reader: {failure.location}: {failure.problem}", err=True)
    counts = [
        f"{number:,} {word}"
        for number, word in (
            (report.added, "added"),
            (report.updated, "updated"),
            (report.unchanged, "already there"),
            (len(report.failures), "failed"),
        )
        if number or word == "added"
    ]
    click.echo(", ".join(counts))
    if report.stopped:
        click.echo("reader: stopped; what was added stays, add again to go on", err=True)
    sys.exit(FAILED if report.failures or report.stopped else 0)


def _add_from_stdin(library: Library) -> None:
    from reader import pipeline

    report = pipeline.add(["-"], library, jobs=1, on_progress=lambda progress: None)
    if report.failures:
        raise Unsuccessful(f"standard input: {report.failures[0].problem}")
    import os

    terminal = os.open("/dev/tty", os.O_RDONLY)
    os.dup2(terminal, 0)
    os.close(terminal)


def _as_text(article: Any) -> str:
    """The article as a page of plain text, as wide as the terminal up to its measure."""
    import shutil

    from reader.ui.theme import Layout
    from reader.ui.typeset import typeset

    width = min(shutil.get_terminal_size().columns, 72)
    page = typeset(article, width, Layout(margin=0, align="left"))
    return "\n".join((" " * line.indent + line.text).rstrip() for line in page.lines)
