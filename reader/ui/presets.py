"""Keys for hands that know another program. What a set leaves out stays the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KEYS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "newsboat": {
        # newsboat 2.x, doc/keycmds.dsv
        "next_unread": ("n", "full_stop"),
        "previous_unread": ("p", "comma"),
        "toggle_read": ("N",),
        "next_hit": ("ctrl+n",),
        "previous_hit": ("alt+n",),
        "open_in_browser": ("o", "O"),
        "sort": ("g",),
        "first": ("home",),
        "top": ("home",),
        "last": ("end",),
        "bottom": ("end",),
        "views": ("F", "v"),
        "facets": ("ctrl+t",),
    },
    "vim": {
        # Vim, :help index
        "first": ("g g", "home"),
        "top": ("g g", "home"),
        "next_article": ("right_square_bracket right_square_bracket", "J"),
        "previous_article": ("left_square_bracket left_square_bracket", "K"),
        "next_unread": ("right_square_bracket u", "full_stop"),
        "previous_unread": ("left_square_bracket u", "comma"),
        "next_pane": ("ctrl+w w", "ctrl+w ctrl+w", "tab"),
        "previous_pane": ("ctrl+w W", "shift+tab"),
        "copy_link": ("y y",),
        "copy_text": ("y a",),
        "open_in_browser": ("g x", "o"),
        "quit": ("Z Z", "Z Q", "Q", "ctrl+q", "ctrl+c"),
    },
    "emacs": {
        # GNU Emacs, and elfeed for what is about news
        "cursor_down": ("ctrl+n", "j", "down"),
        "cursor_up": ("ctrl+p", "k", "up"),
        "line_down": ("ctrl+n", "j", "down"),
        "line_up": ("ctrl+p", "k", "up"),
        "page_down": ("ctrl+v", "pagedown"),
        "page_up": ("alt+v", "pageup"),
        "window.page_down": ("ctrl+v", "pagedown", "space"),
        "window.page_up": ("alt+v", "pageup", "b"),
        "first": ("alt+less_than_sign", "home"),
        "top": ("alt+less_than_sign", "home"),
        "last": ("alt+greater_than_sign", "end"),
        "bottom": ("alt+greater_than_sign", "end"),
        "filter": ("ctrl+s", "slash"),
        "everywhere.save_view": ("ctrl+x ctrl+s",),
        "search.save_view": ("ctrl+x ctrl+s",),
        "search": ("ctrl+s", "slash"),
        "search_clear": ("ctrl+g", "escape"),
        "next_pane": ("ctrl+x o", "tab"),
        "back": ("ctrl+g", "escape"),
        "close": ("ctrl+x k", "q"),
        "quit": ("ctrl+x ctrl+c", "Q", "ctrl+q", "ctrl+c"),
        "palette": ("alt+x", "colon"),
        "undo": ("ctrl+x u", "ctrl+underscore", "u"),
        "copy_link": ("alt+w", "y"),
        "next_article": ("alt+n", "J"),
        "previous_article": ("alt+p", "K"),
        "help": ("ctrl+h", "question_mark", "f1"),
    },
}
"""Preset → action (or place.action) → its keys, as Textual names them."""

WITHOUT_PRESET: Final = ("quit", "help")
"""What has its keys also with the preset `none`: the ways out, and to all else. Windows keep all
that is neither letter nor sign, for the preset itself is changed in one."""
