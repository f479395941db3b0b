"""Telling of what a fetch has brought, by the desktop, the terminal or a program."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping

from reader.notifying.desktop import NotSent, send_to_desktop
from reader.notifying.text import TEST, Notification

__all__ = ["TEST", "NotSent", "Notification", "send"]


def send(
    notification: Notification,
    by: str,
    environment: Mapping[str, str],
    write: Callable[[str], None] | None,
    program: str = "",
) -> str:
    """Send a notification; how, in words.

    `by` is one of `notify_settings.KINDS`, without off; `program` is the command where it is that.
    `write` writes to the terminal, None: there is none. Blocks for two seconds at most. Raises
    NotSent.
    """
    if by == "desktop":
        send_to_desktop(notification)
        return "the desktop"
    if by == "program":
        from reader.notifying.program import send_by_program

        send_by_program(notification, program)
        return shlex.split(program)[0]
    if write is None:
        raise NotSent("no notification by the terminal: the output is not one")
    from reader.notifying.terminal import ask_tmux, sequence_for

    sequence = sequence_for(notification, by, environment, ask_tmux(environment))
    write(sequence.text)
    return sequence.spoken
