"""The library that a command works on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from reader import config
from reader.console import Problem

if TYPE_CHECKING:
    from reader.library import Library

library_option: Final = click.option(
    "--library",
    "folder",
    metavar="DIR",
    help="The library's folder (else READER_LIBRARY, else your data folder).",
)


@contextmanager
def opened(folder: str | None) -> Iterator[Library]:
    """The library, closed at the end; what goes wrong with it told in a line."""
    from reader.library import Library, LibraryError

    try:
        with Library.open(config.library_folder(folder)) as library:
            yield library
    except LibraryError as problem:
        raise Problem(str(problem)) from problem


def refuse_none(folder: str | None) -> None:
    """For who only looks: a library that is not there is not made. Raises Problem."""
    place = config.library_folder(folder)
    if not os.path.lexists(place / "library.db" if place.is_dir() else place):
        raise Problem(f"there is no library in {place}: add something to it first")
