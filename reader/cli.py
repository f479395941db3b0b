"""The command line. Thin: it reads words, calls what does the work, prints, and exits.

Exit status: 0 done, 1 nothing found or some inputs failed, 2 wrong use or a library that cannot
be used. Problems go to standard error, one line each, saying what to do.
"""

from __future__ import annotations

import gc
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NoReturn

import click

from reader import config
from reader.commands import DEFERRED
from reader.commands.completing import complete_file, complete_theme, complete_view
from reader.commands.opening import library_option, opened, refuse_none
from reader.commands.searching import find, understood
from reader.console import (
    FAILED,
    Commands,
    Problem,
    Unsuccessful,
    as_text,
    complain,
    is_terminal,
    named,
    progress_bar,
    say,
    say_json,
)
from reader.escaping import escaped

if TYPE_CHECKING:
    from reader.article import Article
    from reader.library import Library
    from reader.library.query import Query, Sort
    from reader.library.search import Results
    from reader.pipeline import Report
    from reader.ui.live import Live
    from reader.ui.theme import Theme

SNIPPET = 160
"""Characters of text around the hits that a result shows."""


@click.group(
    cls=Commands,
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

    In the reader, ? shows the keys.
    """


for _command in DEFERRED:
    main.add_command(_command)


@main.command(name="open", short_help="Add what is named, then open the reader.")
@click.argument("locations", metavar="[PATH|URL|-]...", nargs=-1, shell_complete=complete_file)
@click.option("--theme", metavar="NAME", help="Open in this theme.", shell_complete=complete_theme)
@library_option
def open_reader(locations: Sequence[str], theme: str | None, folder: str | None) -> None:
    """Add what is named, then open the reader; with nothing named, open the library.

    \b
    Example: reader ~/Downloads/saved-pages
    """
    _refuse_missing(locations)
    if not (is_terminal(sys.stdout) and (is_terminal(sys.stdin) or "-" in locations)):
        raise Problem(
            "the reader needs a terminal; `reader add`, `search`, `show` and `extract` do not"
        )
    gc.disable()  # All that is made until the screen stands is kept; the screen collects again.
    live, shown = _look(theme)
    with opened(folder) as library:
        if "-" in locations:
            # The keyboard cannot be standard input too: take that in first, then the terminal.
            _add_from_stdin(library)
            locations = [location for location in locations if location != "-"]
        from reader.ui.app import ReaderApp

        app = ReaderApp(
            library, shown, themes=live.look.themes, live=live, locations=_absolute(locations)
        )
        app.run(mouse=live.look.settings.mouse)
        app.finish()
    if app.return_code:
        sys.exit(app.return_code)


@main.command()
@click.argument(
    "locations",
    metavar="PATH|URL|-...",
    nargs=-1,
    required=True,
    shell_complete=complete_file,
)
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use (default: the cores).")
@library_option
def add(locations: Sequence[str], jobs: int | None, folder: str | None) -> None:
    """Add files, folders (with all in them), pages or - (standard input) to the library.

    \b
    Example: reader add ~/saved-pages https://example.org/story.html
    """
    from reader import pipeline

    with opened(folder) as library, _pipeline_problems():
        with progress_bar() as tell:
            report = pipeline.add(
                _absolute(locations), library, jobs=jobs, apart=jobs is None, on_progress=tell
            )
        _report(report)


class SearchCommand(click.Command):
    """Says how to ask for articles without a word where `-word` was taken for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption:
            word = next((a for a in given if a[:1] == "-" and a[1:2] not in ("", "-")), None)
            if word is None:
                raise
            words = list(takewhile(lambda one: not one.startswith("--"), given))
            query = " ".join(words if word in words else [word])
            dashes = "-- " if query.startswith("-") else ""
            raise Problem(
                f"{word} is taken for an option: put the search in quotes, "
                f"`reader search {dashes}{shlex.quote(query)}`"
            ) from None


@main.command(cls=SearchCommand)
@click.argument("query", nargs=-1, required=True, shell_complete=complete_view)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=20, show_default=True)
@click.option(
    "--sort", type=click.Choice(["relevance", "date"]), default="relevance", show_default=True
)
@library_option
def search(query: Sequence[str], as_json: bool, limit: int, sort: Sort, folder: str | None) -> None:
    """Search the library, best first.

    \b
    Example: reader search 'person:"Wei Fenghe" after:2022-11 -editorial' --json
             reader search 'ferry -strike'
             reader search @budget
    """
    text = " ".join(query)
    asked = understood(text)
    refuse_none(folder)
    with opened(folder) as library:
        found = find(library, asked, limit=limit, sort=sort)
        results = list(_results(library, found))
        meant = "" if results else _meant(library, asked)
    if as_json:
        took = round(found.took_ms, 2)
        say_json({"query": text, "total": found.total, "took_ms": took, "results": results})
    for result in [] if as_json else results:
        facts = (result["source"], (result["published"] or "")[:10])
        say(f"{result['id']:>7}  {result['headline'] or 'Untitled'}")
        for line in filter(None, ("  ".join(filter(None, facts)), result["snippet"])):
            say(f"         {line}")
    if not results:
        complain(f"nothing found{meant}")
        sys.exit(FAILED)
    if is_terminal(sys.stdout) and found.total > len(results):
        complain(f"{len(results):,} of {found.total:,}; --limit N shows more")


@main.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print the article as `extract` does.")
@click.option("--markdown", is_flag=True, help="Print the article as Markdown.")
@click.option("--notices", is_flag=True, help="Show the site notices that are hidden.")
@library_option
def show(number: int, as_json: bool, markdown: bool, notices: bool, folder: str | None) -> None:
    """Print one article; `reader search` gives the ids.

    \b
    Example: reader show 12 --markdown > article.md
    """
    with opened(folder) as library:
        try:
            article = library.store.article(number)
            location = library.store.original(number).location
        except (KeyError, OverflowError):
            raise Unsuccessful(f"no article {number}; `reader search` gives ids") from None
    if as_json:
        say_json(_record(location, article))
    elif markdown:
        from reader.sources.markdown_writer import write_markdown

        say(write_markdown(article).rstrip("\n"))
    else:
        say(as_text(article, show_notices=notices))


@main.command()
@click.argument(
    "locations",
    metavar="PATH|URL|-...",
    nargs=-1,
    required=True,
    shell_complete=complete_file,
)
@click.option("--jsonl", is_flag=True, help="One line of JSON an input, in input order.")
@click.option("--notices", is_flag=True, help="Show the site notices that are hidden.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use (default: the cores).")
def extract(locations: Sequence[str], jsonl: bool, notices: bool, jobs: int | None) -> None:
    """Print what the reader makes of files and pages; no library is touched.

    \b
    Example: reader extract --jsonl saved/*.html | jq .headline
    """
    from reader import pipeline
    from reader.article import Article

    failed = False
    printed = 0
    with _pipeline_problems():
        for location, made in pipeline.extract_all(locations, jobs=jobs, apart=jobs is None):
            problem = made if isinstance(made, str) else None
            article = Article() if isinstance(made, str) else made
            failed = failed or problem is not None
            if jsonl:
                say_json(_record(location, article, problem))
            elif problem is not None:
                complain(named(location, problem))
            else:
                say("\n" * bool(printed) + as_text(article, show_notices=notices))
                printed += 1
    if failed:
        sys.exit(FAILED)


@main.command()
@click.option("--all", "everything", is_flag=True, help="Every article, not only older ones.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes to use (default: the cores).")
@library_option
def reanalyse(everything: bool, jobs: int | None, folder: str | None) -> None:
    """Look anew at every article that an older Reader looked at; what you did with it stays.

    --all, after the names to watch have changed, looks at the others too.

    \b
    Example: reader reanalyse
    """
    from reader import pipeline

    with opened(folder) as library, _pipeline_problems():
        with progress_bar() as tell:
            report = pipeline.reanalyse(library, everything=everything, jobs=jobs, on_progress=tell)
        _report(report)


@main.command()
@click.option("--names", is_flag=True, help="With what [keys] of the settings calls each action.")
@click.option("--markdown", is_flag=True, help="Print the table of README.md.")
def keys(names: bool, markdown: bool) -> None:
    """Print every key, what it does, and who bound it if it is not the reader's own.

    ? shows the same in the reader.

    \b
    Example: reader keys | less
    """
    from reader.ui.key_tables import markdown_table, text_table
    from reader.ui.keymap import Keymap
    from reader.ui.startup import actions_of

    if markdown:
        say(markdown_table(Keymap()))
        return
    loaded = config.load_settings()
    actions, problems = actions_of(loaded)
    say(text_table(Keymap(actions), names=names))
    for problem in (*loaded.problems, *problems):
        complain(str(problem))
    if problems:
        sys.exit(FAILED)


@main.command()
@library_option
def doctor(folder: str | None) -> None:
    """Check library, index, themes, settings and terminal; say how to mend what is wrong.

    \b
    Example: reader doctor
    """
    from reader.doctor import check_all

    worst = 0
    for finding in check_all(config.library_folder(folder)):
        say(escaped(str(finding)))
        worst = max(worst, FAILED if finding.is_wrong else 0)
    sys.exit(worst)


def _record(location: str, article: Article, problem: str | None = None) -> dict[str, Any]:
    """What `extract --jsonl` prints of an input."""
    from reader.record import write_record

    return {"path": location, **write_record(article), "error": problem}


def _results(library: Library, found: Results) -> Iterator[dict[str, Any]]:
    """The results as `search --json` prints them."""
    from reader.library.search import snippet
    from reader.library.store import ArticleDamaged

    rows = {row.id: row for row in library.store.rows(found.ids)}
    for number, score in zip(found.ids, found.scores, strict=True):
        if number not in rows:
            continue
        row = rows[number]
        try:
            text = snippet(library.store.article(number), found.query, SNIPPET).text
        except (KeyError, ArticleDamaged):
            text = ""  # It is found all the same, and `show` says what is wrong with it.
        yield {
            "id": number,
            "headline": row.headline,
            "source": row.source,
            "published": row.published.isoformat() if row.published is not None else None,
            "score": score,
            "snippet": text,
        }


def _meant(library: Library, asked: Query) -> str:
    from reader.library.search import did_you_mean

    meant = did_you_mean(library, asked)
    return f"; did you mean {meant}?" if meant else ""


@contextmanager
def _pipeline_problems() -> Iterator[None]:
    """What keeps the pipeline from working at all, told in a line."""
    from reader.pipeline import PipelineError

    try:
        yield
    except PipelineError as problem:
        raise Problem(str(problem)) from problem


def _look(named: str | None) -> tuple[Live, Theme]:
    """Theme, keys and settings, asked of their files and of the terminal.

    A theme asked for must be there; what is wrong in the settings gives way, and is told of on
    the screen.
    """
    from reader.ui.abilities import tell_textual
    from reader.ui.startup import look
    from reader.ui.theme import ThemeError

    loaded = config.load_settings()
    found, theme = look(loaded, os.environ, named=named)
    if named is not None:
        try:
            found.themes.load(named)
        except ThemeError as problem:
            raise Problem(str(problem)) from problem
    tell_textual(found.themes.abilities.colours, os.environ)
    from reader.ui.live import Live

    is_pinned = bool(named or os.environ.get("READER_THEME"))
    return Live(found, loaded, theme, is_pinned=is_pinned), theme


def _absolute(locations: Sequence[str]) -> list[str]:
    """Paths as seen from anywhere; URLs and - as they are."""
    from reader.pipeline import is_url

    return [
        location
        if location == "-" or is_url(location)
        else os.path.abspath(os.path.expanduser(location))  # noqa: PTH100, PTH111 - never raises
        for location in locations
    ]


def _refuse_missing(locations: Sequence[str]) -> None:
    """What a mistyped command looks like is told before a screen is opened."""
    from reader.pipeline import is_url

    for location, path in zip(locations, _absolute(locations), strict=True):
        if location == "-" or is_url(location) or os.path.lexists(path):
            continue
        from difflib import get_close_matches

        close = get_close_matches(location, list(main.commands), 1, 0.7)
        meant = f"; did you mean `reader {close[0]}`?" if close else ""
        raise Problem(f"{location}: no such file or folder{meant}")


def _report(report: Report) -> NoReturn:
    for failure in report.failures:
        complain(named(failure.location, failure.problem))
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
    say(", ".join(counts))
    if report.stopped:
        complain("stopped; what was added stays, add again to go on")
    sys.exit(FAILED if report.failures or report.stopped else 0)


def _add_from_stdin(library: Library) -> None:
    """Take in standard input, and put the terminal in its place."""
    from reader import pipeline

    with _pipeline_problems():
        report = pipeline.add(["-"], library, jobs=1)
    if report.failures:
        raise Unsuccessful(f"standard input: {report.failures[0].problem}")
    terminal = os.open("/dev/tty", os.O_RDONLY)
    os.dup2(terminal, 0)
    os.close(terminal)
