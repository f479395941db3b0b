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
        "list.first": ("home",),
        "article.top": ("home",),
        "panel.first": ("home",),
        "sidebar.first": ("home",),
        "list.last": ("end",),
        "article.bottom": ("end",),
        "panel.last": ("end",),
        "sidebar.last": ("end",),
        "views": ("F", "v"),
        "facets": ("ctrl+t",),
    },
    "vim": {
        # Vim, :help index
        "list.first": ("g g", "home"),
        "article.top": ("g g", "home"),
        "panel.first": ("g g", "home"),
        "sidebar.first": ("g g", "home"),
        "list.page_up": ("ctrl+u", "pageup"),
        "article.page_up": ("ctrl+u", "pageup", "B"),
        "panel.page_up": ("ctrl+u", "pageup"),
        "sidebar.page_up": ("ctrl+u", "pageup"),
        "list.open": ("enter", "space", "right"),
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
        "list.first": ("alt+less_than_sign", "home"),
        "panel.first": ("alt+less_than_sign", "home"),
        "sidebar.first": ("alt+less_than_sign", "home"),
        "article.top": ("alt+less_than_sign", "home"),
        "list.last": ("alt+greater_than_sign", "end"),
        "panel.last": ("alt+greater_than_sign", "end"),
        "sidebar.last": ("alt+greater_than_sign", "end"),
        "article.bottom": ("alt+greater_than_sign", "end"),
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
"""What has its keys also with the preset `none`: the ways out, and to all else."""
