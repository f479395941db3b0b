"""All keys as text: README's table, and what `reader keys` prints. Pure."""

from __future__ import annotations

from typing import Final

from reader.ui.actions import PLACES, qualified
from reader.ui.key_names import shown
from reader.ui.keymap import Keymap


def markdown_table(keymap: Keymap) -> str:
    """The README's table of keys."""
    lines = ["| where | keys | what |", "|---|---|---|"]
    for place, title in PLACES.items():
        for action in keymap.within(place):
            if not action.keys:
                continue  # The palette has it.
            keys = " ".join(f"`{shown(key)}`" for key in action.keys)
            lines.append(f"| {title} | {keys} | {action.description} |")
    return "\n".join(lines)


def text_table(keymap: Keymap, *, names: bool = False) -> str:
    """The keys as `reader keys` prints them, each with who bound it if that is not the reader.

    With `names`, each begins with what `[keys]` calls it.
    """
    rows: list[tuple[str, str, str] | str] = []
    for place, title in PLACES.items():
        rows.append(title)
        for action in keymap.within(place):
            keys = "  ".join(shown(key) for key in action.keys)
            keys = keys or ("at start" if action.at_start else "none")
            origin = f"  ({action.origin})" if action.origin else ""
            name = qualified(action, keymap.actions) if names else ""
            rows.append((name, keys, f"{action.description}{origin}"))
    cells = [row for row in rows if not isinstance(row, str)]
    widest = max((len(name) for name, _, _ in cells), default=0)
    width = min(_WIDEST_KEYS, max((len(keys) for _, keys, _ in cells), default=0))
    lines: list[str] = []
    for row in rows:
        if isinstance(row, str):
            lines += ["", row] if lines else [row]
        else:
            name, keys, what = row
            lines.append(f"  {name:<{widest}}{'  ' * names}{keys:<{width}}  {what}")
    return "\n".join(lines)


_WIDEST_KEYS: Final = 28
"""Cells after which keys no longer make room for more in all lines."""
