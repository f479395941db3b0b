"""A file in the user's own editor."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path


class EditorError(Exception):
    """No editor, or one that failed; one line says how to name another."""


def edit_file(path: Path, command: str = "") -> None:
    """Open a file in the editor and wait for it: the command, else VISUAL, EDITOR, else vi, nano.

    Raises EditorError.
    """
    words = editor(command)
    try:
        ended = subprocess.run([*words, str(path)], check=False)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EditorError(f"{words[0]}: {reason}; set EDITOR to another editor") from error
    if ended.returncode:
        raise EditorError(f"{words[0]} ended with {ended.returncode}; {path} is as it left it")


def editor(command: str = "") -> list[str]:
    """The words of the editor's command. Raises EditorError where there is none."""
    named = command or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(named)
    except ValueError:
        raise EditorError(f"“{named}” is no command; set EDITOR to your editor") from None
    if words:
        return words
    for known in ("vi", "nano", "notepad"):
        if found := shutil.which(known):
            return [found]
    raise EditorError("there is no editor; set EDITOR to yours")


def open_with(command: str, target: str) -> None:
    """Start a command on a link, where `%s` stands for it or at the end. Raises OSError."""
    try:
        words = shlex.split(command)
    except ValueError:
        raise OSError(f"“{command}” is no command") from None
    if "%s" in words:
        words = [target if word == "%s" else word for word in words]
    else:
        words.append(target)
    nothing = subprocess.DEVNULL
    subprocess.Popen(words, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
