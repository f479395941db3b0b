"""Notifications by the terminal: OSC 777 (rxvt's), OSC 9 (iTerm2's), or the bell.

No terminal can be asked which it has, so it is known by its name; one that is not known gets the
bell, which every terminal has. Inside tmux the sequence must be handed through, which tmux allows
where `allow-passthrough` is on, and then only from a window that is seen; else the bell, by which
tmux marks the window.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from reader.notifying.text import Notification

Form = Literal["osc9", "osc777", "bell"]

SPOKEN: Final[dict[Form, str]] = {"osc9": "OSC 9", "osc777": "OSC 777", "bell": "the bell"}

_KNOWN: Final[tuple[tuple[str, Form], ...]] = (
    ("iterm", "osc9"),
    ("kitty", "osc9"),  # OSC 777 too, but only newer ones.
    ("wezterm", "osc777"),
    ("ghostty", "osc777"),
    ("foot", "osc777"),
    ("rxvt", "osc777"),
    ("contour", "osc777"),
    ("warp", "osc777"),
)
"""By how a terminal's name begins. GNOME's and others on VTE have OSC 777 only where their
distribution has added it, and Windows Terminal has neither: they get the bell."""

_PATIENCE: Final = 1.0
"""Seconds for tmux to answer; it takes a few milliseconds."""

_ASKED: Final = "#{client_termtype}\t#{client_termname}\t#{allow-passthrough}\t#{window_active}"


@dataclass(frozen=True, slots=True)
class Sequence:
    """What to write to the terminal, and in words what that is."""

    text: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Tmux:
    """What tmux says: the terminal it is shown in, and whether it hands sequences on now."""

    names: tuple[str, ...] = ()
    hands_on: bool = False


def sequence_for(
    notification: Notification, by: str, environment: Mapping[str, str], tmux: Tmux | None = None
) -> Sequence:
    """What tells of it in a terminal of this environment. `tmux` is what that says, inside one.

    `by` is `terminal`, or the form itself.
    """
    names = tmux.names if tmux is not None else names_of(environment)
    form = form_of(names) if by == "terminal" else cast(Form, by)
    if form == "bell":
        unknown = by == "terminal" and "; this terminal is not known to have more"
        return Sequence("\a", f"{SPOKEN[form]}{unknown or ''}")
    if tmux is not None:
        if not tmux.hands_on:
            why = "tmux hands nothing on (set -g allow-passthrough on), or its window is not seen"
            return Sequence("\a", f"the bell; {why}")
        return Sequence(through_tmux(written(notification, form)), f"{SPOKEN[form]} through tmux")
    if "STY" in environment or "ZELLIJ" in environment:
        within = "screen" if "STY" in environment else "zellij"
        return Sequence("\a", f"the bell; {within} hands nothing on")
    return Sequence(written(notification, form), SPOKEN[form])


def written(notification: Notification, form: Form) -> str:
    """The sequence itself. A semicolon would end the title of OSC 777, and becomes a comma."""
    title, body = notification.title, " · ".join(notification.lines)
    if form == "bell":
        return "\a"
    if form == "osc777":
        return f"\x1b]777;notify;{_parted(title)};{_parted(body)}\a"
    # A number and a semicolon at its beginning would be another command (ConEmu's): no title is so.
    return f"\x1b]9;{title}{f' — {body}' if body else ''}\a"


def _parted(text: str) -> str:
    return text.replace(";", ",")


def through_tmux(sequence: str) -> str:
    """The sequence as tmux hands it on to the terminal it is shown in."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def form_of(names: tuple[str, ...]) -> Form:
    """Which form a terminal has, by the names it goes by."""
    for name in names:
        for beginning, form in _KNOWN:
            if name.startswith(beginning):
                return form
    return "bell"


def names_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What a terminal calls itself, the surest first.

    `LC_TERMINAL` is iTerm2's, which ssh hands on where TERM_PROGRAM stays behind.
    """
    values = [environment.get(key, "") for key in ("TERM_PROGRAM", "LC_TERMINAL", "TERM")]
    return _names(*values)


def _names(*values: str) -> tuple[str, ...]:
    return tuple(re.sub(r"^xterm-", "", value.lower()) for value in values if value)


def ask_tmux(environment: Mapping[str, str]) -> Tmux | None:
    """What tmux says of where it is shown; None outside of one."""
    if not environment.get("TMUX"):
        return None
    pane = environment.get("TMUX_PANE", "")
    try:
        ended = subprocess.run(
            ["tmux", "display-message", "-p", *(("-t", pane) if pane else ()), _ASKED],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return Tmux()
    return read_tmux(ended.stdout)


def read_tmux(answer: str) -> Tmux:
    """What tmux has answered. Before 3.3 it had no such option, and handed all on."""
    parts = answer.rstrip("\n").split("\t")
    if len(parts) != 4:
        return Tmux()
    termtype, termname, allows, is_active = parts
    seen = is_active == "1" and bool(termname)  # No name: nobody looks at it.
    # Choices are told by number or by name.
    hands_on = allows in ("all", "2") or (allows not in ("off", "0") and seen)
    return Tmux(_names(termtype, termname), hands_on)
