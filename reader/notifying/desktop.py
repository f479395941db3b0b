"""Notifications by the desktop: D-Bus on Linux, the notification centres of macOS and Windows.

desktop-notifier does it, imported only when something is sent. It never says that something went
wrong but in its log, so that is listened to; and it waits as long as the desktop does, so it works
in a thread that nobody waits for longer than PATIENCE.
"""

from __future__ import annotations

import asyncio
import html
import logging
import os
import stat
import sys
import threading
from pathlib import Path
from typing import Final

from reader.notifying.text import Notification, plain

PATIENCE: Final = 2.0
"""Seconds in which the desktop must answer."""

_SERVICE: Final = "org.freedesktop.Notifications"


class NotSent(Exception):
    """A notification that could not be sent. Its text is one line: why, and what to do."""


class _Log(logging.Handler):
    """Keeps the last that went wrong, and prints nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.problem = ""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.problem = _words(error) if error is not None else record.getMessage()


def send_to_desktop(notification: Notification) -> None:
    """Show a notification on the desktop. Blocks for PATIENCE at most. Raises NotSent."""
    import desktop_notifier  # noqa: F401 - what it takes to load is not the desktop's delay

    problem = ["the desktop does not answer"]

    def run() -> None:
        try:
            asyncio.run(asyncio.wait_for(_send(notification), PATIENCE))
            problem[0] = ""
        except TimeoutError:
            pass
        except Exception as error:  # Whatever the desktop's side raises, it is told of in a line.
            problem[0] = _words(error)

    thread = threading.Thread(target=run, name="notifying", daemon=True)
    thread.start()
    thread.join(PATIENCE + 0.2)
    if problem[0]:
        raise NotSent(
            f"no notification by the desktop: {problem[0]}; "
            '`reader notify` tries it, by = "terminal" under [notify] is another way'
        )


async def _send(notification: Notification) -> None:
    from desktop_notifier import DesktopNotifier

    heard = _Log()
    log = logging.getLogger("desktop_notifier")
    log.handlers, log.propagate = [heard], False
    body = "\n".join(notification.lines)
    if sys.platform == "linux":
        _find_bus()
        if await _takes_markup():
            body = html.escape(body, quote=False)
    notifier = DesktopNotifier("Reader", app_icon=None)
    if not await notifier.get_capabilities():
        raise NotSent(
            heard.problem or "this Python has no way to it (on macOS it must be an app bundle)"
        )
    is_sent = False

    def sent() -> None:
        nonlocal is_sent
        is_sent = True

    await notifier.send(notification.title, body, on_dispatched=sent)
    if not is_sent:
        raise NotSent(heard.problem or "it was not taken")


def _find_bus() -> None:
    """Under cron nothing says where the session's bus is, but it has its place."""
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return
    folder = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    path = Path(folder) / "bus"
    try:
        if stat.S_ISSOCK(path.stat().st_mode):
            os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={path}"
    except OSError:
        return


async def _takes_markup() -> bool:
    """Whether the body of a notification is markup, in which & and < must be spelt out; by the
    freedesktop specification a server without the capability shows it as it is."""
    from dbus_fast import Message, MessageType
    from dbus_fast.aio import MessageBus

    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        raise NotSent("no desktop session is running (DBUS_SESSION_BUS_ADDRESS is not set)")
    bus = await MessageBus().connect()
    try:
        reply = await bus.call(
            Message(
                destination=_SERVICE,
                path="/org/freedesktop/Notifications",
                interface=_SERVICE,
                member="GetCapabilities",
            )
        )
    finally:
        bus.disconnect()
    if reply is None or reply.message_type is MessageType.ERROR:
        said = reply.body[0] if reply is not None and reply.body else "no answer"
        raise NotSent(f"no program shows notifications here ({plain(str(said))})")
    return "body-markup" in reply.body[0]


def _words(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return plain(str(error) or type(error).__name__)
