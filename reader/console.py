"""How the commands speak: safe text, one line a problem, JSON, a bar while it takes long."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, NoReturn, TextIO

import click

from reader.escaping import ACTING, escaped

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from reader.article import Article
    from reader.progress import Progress

    class DefaultGroup(click.Group):  # click-default-group is not typed.
        default_cmd_name: str

else:
    from click_default_group import DefaultGroup

FAILED, WRONG_USE = 1, 2

_QUIET: Final = 0.5
"""Seconds of work before a bar is shown: what is over sooner needs none."""


class Problem(click.ClickException):
    """Wrong use, or something that cannot be used; told in one line on standard error."""

    exit_code = WRONG_USE

    def show(self, file: Any = None) -> None:
        complain(self.message)


class Unsuccessful(Problem):
    """Nothing found, or an input that could not be read."""

    exit_code = FAILED


class Group(click.Group):
    """A group whose commands take `--library DIR`, which may also stand before their names."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        taken = 2 if args[:1] == ["--library"] else 1
        if args and args[0].startswith("--library") and args[taken : taken + 1]:
            name, *rest = args[taken:]
            if name in self.commands:
                args = [name, *args[:taken], *rest]
        return super().parse_args(ctx, args)


class Commands(Group, DefaultGroup):
    """A group of commands that end in one line, never in a traceback, whatever is in their way.

    Only a fault of the reader's own leaves its traceback: it is what a report of it needs.
    """

    def main(self, *args: Any, **more: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # An encoding without “ must not end what is printed in it.
                stream.reconfigure(errors="backslashreplace")
        try:
            sys.exit(super().main(*args, **(more | {"standalone_mode": False})))
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else "reader"
            message = error.format_message().rstrip(".")
            _end(f"{message}; `{path} --help` shows how it is used", error.exit_code)
        except click.ClickException as error:
            _end(error.format_message(), error.exit_code)
        except click.Abort:
            _end("stopped", FAILED)
        except OSError as error:
            with suppress(OSError):
                sys.stdout.close()  # Else what it cannot write would be tried again at the end.
            named = f"{error.filename}: " if error.filename else ""
            _end(f"{named}{(error.strerror or str(error)).lower()}", WRONG_USE)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if ctx.resilient_parsing and not args:
            # A shell that completes the first word wants commands, not the default one's words.
            return click.Group.parse_args(self, ctx, args)
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands and options, and what may stand in their place: the default one's, files."""
        from click.shell_completion import CompletionItem

        default = self.commands[self.default_cmd_name]
        its_own = default.shell_complete(click.Context(default, parent=ctx), incomplete)
        items = [*super().shell_complete(ctx, incomplete), *its_own]
        named = list({item.value: item for item in reversed(items)}.values())
        return [*reversed(named), CompletionItem(incomplete, type="file")]


def say(text: str) -> None:
    """Print text on standard output; what could act on a terminal is spelt out."""
    click.echo("\n".join(escaped(line) for line in text.split("\n")))


def complain(text: str) -> None:
    """Print a problem on standard error, in one line."""
    click.echo(f"reader: {escaped(text)}", err=True)


def say_json(value: object) -> None:
    """Print a value as one line of JSON. Escaped is what could act on a terminal, no more."""
    is_unicode = _encoding(sys.stdout) == "utf8"
    text = json.dumps(value, ensure_ascii=not is_unicode)
    click.echo(ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def named(location: str, problem: str) -> str:
    """A problem with the input it belongs to, named once and in full."""
    if location in problem:
        return problem
    short = os.path.basename(location)  # noqa: PTH119 - a location need not be a path
    if short and problem.startswith(f"{short} "):
        return f"{location}{problem.removeprefix(short)}"
    return f"{location}: {problem}"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody sits at the other end; a closed stream has none."""
    return stream is not None and not stream.closed and stream.isatty()


def as_text(article: Article, *, show_notices: bool = False) -> str:
    """The article as a page of plain text, as wide as the terminal up to its measure."""
    import shutil
    import textwrap

    from reader.ui.layout import Layout
    from reader.ui.typeset import typeset

    width = min(shutil.get_terminal_size().columns, 72)
    layout = Layout(margin=0, align="left")
    page = typeset(article, width, layout, show_notices=show_notices, notices_key="--notices")
    lines = [f"{' ' * line.indent}{line.text}".rstrip() for line in page.lines]
    return textwrap.dedent("\n".join(lines)).strip("\n")


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """On a terminal a bar with rate and time left, once work takes a while; else nothing."""
    if not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        yield lambda progress: None
        return
    began = time.monotonic()
    is_shown = False

    def tell(progress: Progress) -> None:
        nonlocal is_shown
        if is_shown or time.monotonic() - began > _QUIET:
            is_shown = True
            sys.stderr.write(f"\r{bar(progress, _columns(sys.stderr) - 1)}\x1b[K")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def bar(progress: Progress, columns: int) -> str:
    """How far work is, in one line of at most `columns` cells."""
    total = max(1, progress.total)
    facts = [f"{progress.done:,} of {progress.total:,}", f"{progress.rate:.0f} a second"]
    if progress.seconds_left is not None:
        facts.append(f"{_duration(progress.seconds_left)} left")
    if progress.failed:
        facts.append(f"{progress.failed:,} failed")
    text = "  ".join(facts)
    width = max(0, min(24, columns - len(text) - 2))
    filled = width * min(progress.done, total) // total
    return f"{'━' * filled}{'─' * (width - filled)}  {text}".strip()[: max(0, columns)]


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def _encoding(stream: TextIO | None) -> str:
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "")


def _end(problem: str, status: int) -> NoReturn:
    complain(problem)
    sys.exit(status)
