"""What of the index may be taken away: what it has written itself, known by name, and nothing else.

A library's folder may hold other things, and `index` in it may be a link to where others keep
theirs.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final

_FOLDER: Final = re.compile("[0-9a-f]{12}")
"""The beginning of a store's identity."""

_FILE: Final = re.compile(
    r"_f\d+[0-9A-Za-z]*_\d+\.toc(?:\.[0-9.]+)?"  # a table of contents, or half of one
    r"|f\d+[0-9A-Za-z]*(?:_WRITELOCK|\.sums|\.draft|_[0-9a-z]+\.[0-9A-Za-z_.]+)"
)


def is_index_file(path: Path) -> bool:
    """Whether a file in an index's folder is one that an index of some format wrote."""
    is_folder = path.is_dir() and not path.is_symlink()
    return _FILE.fullmatch(path.name) is not None and not is_folder


def remove_index(folder: Path) -> None:
    """Take away what an index wrote into its folder, and the folder if nothing else is in it.

    What cannot be removed stays.
    """
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if is_index_file(path):
                with suppress(OSError):
                    path.unlink()
        folder.rmdir()


def remove_strange_indexes(indexes: Path, own: Path) -> None:
    """Take away indexes of other stores than the one whose index is `own`.

    Where `indexes` is a link, those beside may belong to other libraries: they stay.
    """
    if indexes.is_symlink():
        return
    with suppress(OSError):
        for folder in list(indexes.iterdir()):
            if folder != own and _FOLDER.fullmatch(folder.name) and not folder.is_symlink():
                remove_index(folder)


def clear_way(path: Path, *, for_folder: bool = False) -> None:
    """Put aside what stands where a file (or a folder) of ours is to be, and is none.

    It gets another name beside it, and nothing is lost. Raises OSError.
    """
    # In this order: one that comes meanwhile is right.
    if not os.path.lexists(path) or path.is_dir() == for_folder:
        return
    for number in count(1):
        aside = path.with_name(f"{path.name}.aside" + (f"-{number}" if number > 1 else ""))
        if not os.path.lexists(aside):
            with suppress(FileNotFoundError):  # Another process was first.
                path.rename(aside)
            return
