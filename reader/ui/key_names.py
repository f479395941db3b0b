"""Keys as people write them: `question_mark` is `?`, `pagedown` is `PgDn`."""

from __future__ import annotations

from typing import Final

SHOWN: Final = {
    "question_mark": "?",
    "quotation_mark": '"',
    "slash": "/",
    "comma": ",",
    "full_stop": ".",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "colon": ":",
    "semicolon": ";",
    "exclamation_mark": "!",
    "apostrophe": "'",
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "ampersand": "&",
    "asterisk": "*",
    "at": "@",
    "backslash": "\\",
    "circumflex_accent": "^",
    "underscore": "_",
    "grave_accent": "`",
    "vertical_line": "|",
    "tilde": "~",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "f1": "F1",
}


def shown(key: str) -> str:
    """A key or sequence as people write it: `question_mark` is `?`, `g g` is `gg`."""
    parts = []
    for part in key.split():
        modifiers, plus, last = part.rpartition("+")
        parts.append(SHOWN.get(part) or f"{modifiers}{plus}{SHOWN.get(last, last)}")
    return "".join(parts) if all(len(part) == 1 for part in parts) else " ".join(parts)
