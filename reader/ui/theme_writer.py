"""Writing theme files: a new one to start from, with every key and its meaning in it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from reader.tables import TomlFile, spoken, toml
from reader.ui import meanings
from reader.ui.layout import LAYOUT_RULES, TERMINAL_RULES, Terminal
from reader.ui.styles import Style, read_styles
from reader.ui.theme import Theme, load
from reader.ui.theme_files import inherited

_NAME: Final = re.compile(r"[^\W_][\w.-]{0,63}\Z")
_WIDTH: Final = 34
"""Cells of a key and its value before its meaning, so that meanings stand under each other."""


class ThemeNameError(ValueError):
    """A name that no theme file can have, or that is taken; one line says which."""


def new_path(name: str, folder: Path) -> Path:
    """Where a new theme of this name goes. Raises ThemeNameError."""
    if not _NAME.match(name) or name.endswith(".toml"):
        raise ThemeNameError(
            f"“{name}” cannot name a theme: letters, figures and - _ . with a letter or figure"
            " first, without .toml"
        )
    path = folder / f"{name}.toml"
    if os.path.lexists(path):
        raise ThemeNameError(f"{path} is there already; choose another name, or edit it")
    return path


def new_theme(name: str, parent: str, folders: Sequence[Path]) -> str:
    """The text of a new theme that looks like its parent until a key is uncommented.

    Raises ThemeError where the parent cannot be loaded.
    """
    theme = load(parent, folders)
    return "\n".join([*_head(name, theme), *_sections(theme, inherited(parent, folders)), ""])


def _head(name: str, theme: Theme) -> Iterator[str]:
    yield f"# {name}: a theme for Reader. Lines that begin with # do nothing: take the # away and"
    yield "# change the value. Save, and an open reader shows it; `reader theme check` measures it."
    yield "format = 1"
    yield f"name = {toml(name)}"
    yield f"inherits = {toml(theme.name)}"
    values: Mapping[str, Any] = {
        "title": name.replace("-", " ").title(),
        "variant": theme.variant,
        "counterpart": theme.counterpart,
        "contrast": theme.contrast,
        "colour_blind": theme.colour_blind,
    }
    for key, meaning in meanings.TOP.items():
        yield _line(key, toml(values.get(key, "")), meaning)


def _sections(theme: Theme, files: Sequence[TomlFile]) -> Iterator[str]:
    yield from ("", "# Colours by a name of your choice: #RRGGBB or #RGB.", "[palette]")
    for key, value in theme.palette.items():
        yield _line(key, toml(value), "")
    yield from ("", "# The grounds and what the windows are drawn with: names of the palette.")
    yield "[ui]"
    ui = _merged(files, "ui")
    for key, meaning in meanings.UI.items():
        yield _line(key, toml(ui.get(key, "accent")), meaning)
    yield from (
        "",
        "# Every part of the page. A style has fg and bg (a palette name or #RRGGBB), bold,",
        '# italic, underline (true or "double"), reverse, strike, and gutter (one character).',
        "# What it leaves out comes from the part above it (entity.person from entity) or the",
        '# text under it. Short form: "bold person on panel".',
        "[styles]",
    )
    written = written_styles(files)
    for key, meaning in meanings.STYLES.items():
        key = key if "." not in key else toml(key)
        yield _line(key, _style(written.get(key.strip('"'), Style())), meaning)
    yield from ("", "# How the page is set.", "[layout]")
    for key, rule in LAYOUT_RULES.items():
        value = getattr(theme.layout, key)
        yield _line(key, toml(value), f"{meanings.LAYOUT[key]} ({spoken(rule)})")
    yield from ("", "[terminal]")
    for key, rule in TERMINAL_RULES.items():
        value = getattr(Terminal(), key)
        yield _line(key, toml(value), f"{meanings.TERMINAL[key]} ({spoken(rule)})")


def written_styles(files: Sequence[TomlFile]) -> dict[str, Style]:
    """The styles of a theme as its files write them, colours by their names."""
    written: dict[str, Style] = {}
    for file in reversed(files):
        table = file.tables.get("styles", {})
        written.update(read_styles(table)[0] if isinstance(table, Mapping) else {})
    return written


def _merged(files: Sequence[TomlFile], section: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for file in reversed(files):
        merged.update(file.tables.get(section, {}))
    return merged


def _line(key: str, value: str, meaning: str) -> str:
    setting = f"# {key} = {value}"
    return f"{setting:<{_WIDTH}}  # {meaning}" if meaning else setting


def _style(style: Style) -> str:
    given = ", ".join(f"{key} = {toml(value)}" for key, value in style.given().items())
    return f"{{ {given} }}" if given else "{ }"
