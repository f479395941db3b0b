"""`reader notify`, and what `reader fetch` tells the desktop or the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from datetime import datetime

import click

from reader import config
from reader.console import Unsuccessful, complain, is_terminal, say
from reader.library import Library
from reader.notify_settings import KINDS
from reader.settings import Settings


@click.command()
@click.option("--by", type=click.Choice(KINDS[1:]), help="Try this one, whatever the settings say.")
def notify(by: str | None) -> None:
    """Send a test notification as the settings say, and say what was sent.

    \b
    Example: reader notify --by desktop
    """
    from reader.notifying import TEST, NotSent, send

    settings = config.read_settings().notify
    chosen = by or settings.by
    if chosen == "off":
        raise Unsuccessful('notifications are off: set by = "desktop" or "terminal" under [notify]')
    try:
        said = send(TEST, chosen, os.environ, _terminal(), settings.program)
    except NotSent as problem:
        raise Unsuccessful(str(problem)) from problem
    say(f"sent by {said}")
    if not settings.views and not settings.feeds:
        complain("no views or feeds are chosen under [notify]: nothing else will be told of")
    elif settings.is_quiet(datetime.now()):
        complain("these are quiet hours: nothing else is told of now")


def announce(library: Library, new: Iterable[int]) -> str:
    """Tell of what a fetch has brought, where the settings ask for it; why that failed, in a line.

    What is for a terminal is left out where there is none, as under cron.
    """
    loaded = config.load_settings().settings
    write = _terminal()
    by = loaded.notify.by
    if by == "off" or (by not in ("desktop", "program") and write is None):
        return ""
    return _announce(library, new, loaded, write)


def _announce(
    library: Library, new: Iterable[int], loaded: Settings, write: Callable[[str], None] | None
) -> str:
    from reader.library import LibraryError
    from reader.notifying import NotSent, send
    from reader.notifying.choosing import wanted

    try:
        found = wanted(library, new, loaded.notify, loaded.views, datetime.now().astimezone())
        if found is not None:
            send(found, loaded.notify.by, os.environ, write, loaded.notify.program)
    except (LibraryError, NotSent) as problem:
        return str(problem)
    return ""


def _terminal() -> Callable[[str], None] | None:
    """Writes to the terminal, if somebody sits at one."""
    if not is_terminal(sys.stdout):
        return None

    def write(sequence: str) -> None:
        sys.stdout.write(sequence)
        sys.stdout.flush()

    return write
