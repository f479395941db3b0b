"""Notifications while the reader is open: sent from a thread, by the app's own terminal."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime

from reader.library import Library, LibraryError
from reader.ui.themed import ThemedApp


def announce(app: ThemedApp, library: Library, new: Iterable[int], now: datetime) -> str:
    """Tell of what a fetch has brought, where the settings ask for it; why that failed, in a line.

    Blocks while it looks and sends: for the thread of the fetch.
    """
    settings = app.settings
    if settings.notify.by == "off":
        return ""
    from reader.notifying import NotSent, send
    from reader.notifying.choosing import wanted

    def write(sequence: str) -> None:
        app.call_later(app.write_to_terminal, sequence)

    try:
        found = wanted(library, new, settings.notify, settings.views, now)
        if found is not None:
            send(found, settings.notify.by, os.environ, write, settings.notify.program)
    except (LibraryError, NotSent) as problem:
        return str(problem)
    return ""


def try_out(app: ThemedApp, now: datetime) -> tuple[str, bool]:
    """Send a test notification; what to say of it, and whether it was sent. Blocks likewise."""
    from reader.notifying import TEST, NotSent, send

    settings = app.settings.notify
    if settings.by == "off":
        return 'Notifications are off: by = "desktop" or "terminal" under [notify]', False

    def write(sequence: str) -> None:
        app.call_later(app.write_to_terminal, sequence)

    try:
        said = f"Sent by {send(TEST, settings.by, os.environ, write, settings.program)}"
    except NotSent as problem:
        return str(problem), False
    if not settings.views and not settings.feeds:
        said += ". No views or feeds are chosen under [notify] yet"
    elif settings.is_quiet(now):
        said += ". These are quiet hours: nothing else is told of now"
    return said, True
