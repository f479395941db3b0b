"""Every action of the reader in one table: what it is called, its keys, what it does, and where.

The bindings, the footer, the help screen, the command palette and the README's table of keys are
all made from `ACTIONS`, so they cannot disagree. An action `x` is the method `action_x` of the
focused widget, else of the screen around it.

Keys have Textual's names (`question_mark`, `ctrl+p`); a space between two makes a sequence
(`g g`), of which any number may be pending at once.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from reader.command_settings import PREFIX, Command

Place = Literal["everywhere", "list", "article", "panel", "sidebar", "search"]
"""Where an action applies: the pane that has the focus. `everywhere` leaves out the search line,
where printable keys are text."""

PLACES: Final[dict[Place, str]] = {
    "everywhere": "Everywhere",
    "list": "In the list",
    "article": "In an article",
    "panel": "In the side panel",
    "sidebar": "In the sidebar",
    "search": "In the search line",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the reader can be told to do.

    `label` is the word the footer shows beside the first key; without one it is not in the footer.
    `origin` says who bound the keys, where that is not the reader itself. What is `at_start` is
    done when the reader opens.
    """

    name: str
    keys: tuple[str, ...]
    description: str
    place: Place = "everywhere"
    label: str = ""
    origin: str = ""
    at_start: bool = False


ACTIONS: Final[tuple[Action, ...]] = (
    # The order is the order of the help screen, and within a place that of the footer.
    Action("cursor_down", ("j", "down"), "Next line of the list", "list", "move"),
    Action("cursor_up", ("k", "up"), "Previous line of the list", "list"),
    Action("page_down", ("pagedown", "ctrl+f", "ctrl+d"), "A screen down", "list"),
    Action("page_up", ("pageup", "ctrl+u"), "A screen up", "list"),
    Action("first", ("g", "home"), "First article", "list"),
    Action("last", ("G", "end"), "Last article", "list"),
    Action("open", ("enter", "space", "right"), "Read the article", "list", "read"),
    Action("line_down", ("j", "down"), "A line down", "article", "scroll"),
    Action("line_up", ("k", "up"), "A line up", "article"),
    Action("read_on", ("space",), "A page down; at the end the next unread article", "article"),
    Action("page_down", ("pagedown", "ctrl+f", "ctrl+d"), "A page down", "article"),
    Action("page_up", ("pageup", "ctrl+u", "B"), "A page up", "article"),
    Action("top", ("g", "home"), "To the headline", "article"),
    Action("bottom", ("G", "end"), "To the end", "article"),
    Action("cursor_down", ("j", "down"), "Next line of the panel", "panel", "move"),
    Action("cursor_up", ("k", "up"), "Previous line of the panel", "panel"),
    Action("page_down", ("pagedown", "ctrl+f", "ctrl+d"), "A screen down", "panel"),
    Action("page_up", ("pageup", "ctrl+u"), "A screen up", "panel"),
    Action("first", ("g", "home"), "First line", "panel"),
    Action("last", ("G", "end"), "Last line", "panel"),
    Action(
        "choose",
        ("enter",),
        "List the articles that name it; go to the words said; add or remove a filter",
        "panel",
        "choose",
    ),
    Action("next_mention", ("space",), "Where it stands next; add or remove a filter", "panel"),
    Action("next_tab", ("right",), "Names, quotes, facets", "panel", "tabs"),
    Action("previous_tab", ("left",), "Facets, quotes, names", "panel"),
    Action("cursor_down", ("j", "down"), "Next feed or tag", "sidebar", "move"),
    Action("cursor_up", ("k", "up"), "Previous feed or tag", "sidebar"),
    Action("page_down", ("pagedown", "ctrl+f", "ctrl+d"), "A screen down", "sidebar"),
    Action("page_up", ("pageup", "ctrl+u"), "A screen up", "sidebar"),
    Action("first", ("g", "home"), "All news", "sidebar"),
    Action("last", ("G", "end"), "Last feed", "sidebar"),
    Action("choose", ("enter", "space", "right"), "List its articles", "sidebar", "list"),
    Action("search_keep", ("enter",), "To the results", "search", "results"),
    Action(
        "complete",
        ("tab",),
        "Complete a field, source or name; again: the next",
        "search",
        "complete",
    ),
    Action("history_back", ("up",), "An earlier search", "search", "earlier"),
    Action("history_on", ("down",), "A later search, at last the results", "search"),
    Action("save_view", ("ctrl+s",), "Keep this search as a view", "search", "keep"),
    Action("search_clear", ("escape",), "Clear the search and leave", "search", "clear"),
    Action("next_article", ("J",), "Next article", label="next"),
    Action("previous_article", ("K",), "Previous article"),
    Action("next_unread", ("full_stop",), "Next unread article", label="unread"),
    Action("previous_unread", ("comma",), "Previous unread article"),
    Action("search", ("slash",), "Search", label="search"),
    Action("next_hit", ("n",), "Next hit in the article"),
    Action("previous_hit", ("N",), "Previous hit in the article"),
    Action("sort", ("S",), "Results by relevance or by date; without a search the next order"),
    Action("list_order", (), "The list in its next order"),
    Action("feeds_order", (), "The feeds in their next order"),
    Action("facets", ("F",), "How the results divide: sources, people, places, months"),
    Action("views", ("v",), "The kept searches"),
    Action("save_view", ("ctrl+s",), "Keep this search as a view"),
    Action("view", tuple("123456789"), "Open a kept search by its number"),
    Action("toggle_read", ("m",), "Read or unread"),
    Action("toggle_star", ("s",), "Star or unstar", label="star"),
    Action("mark_all_read", ("A",), "Mark all that is listed read"),
    Action("undo", ("u",), "Undo the last change of read or star"),
    Action("entities", ("e",), "The names in the article", label="names"),
    Action("quotes", ("quotation_mark",), "Who said what in the article", label="quotes"),
    Action("notices", ("b",), "Show or hide the site notices"),
    Action("highlight_level", ("h",), "Names quieter or stronger: off, subtle, normal, strong"),
    Action("focus_mode", ("f",), "Only the current paragraph at full strength"),
    Action("wider", ("plus", "equals_sign"), "Longer lines"),
    Action("narrower", ("minus",), "Shorter lines"),
    Action("theme", ("t",), "Choose a theme", label="theme"),
    Action("settings", ("P",), "The settings: the common ones, or the whole file"),
    Action("open_in_browser", ("o",), "Open in the browser"),
    Action("bookmark", (), "Keep the link with the command of the settings"),
    Action("links", ("l",), "The article's links: open, copy, or read one here"),
    Action("copy_link", ("y",), "Copy the link, or the line chosen in the panel"),
    Action("copy_text", ("Y",), "Copy the article's text"),
    Action("sidebar", ("ctrl+b",), "Feeds and tags: show, go there, hide"),
    Action("add", ("a",), "Add a file, a folder or a page"),
    Action("fetch", ("r",), "Fetch what is new: the feeds that are due, or the one listed"),
    Action("fetch_all", ("R",), "Fetch every feed"),
    Action("feeds", ("w",), "The feeds: how each is doing; subscribe, tag, pause"),
    Action("test_notification", (), "Try whether notifications arrive"),
    Action("stop", ("x",), "Stop adding or fetching"),
    Action("next_pane", ("tab",), "Next pane"),
    Action("previous_pane", ("shift+tab",), "Previous pane"),
    Action("help", ("question_mark", "f1"), "All keys", label="keys"),
    Action("palette", ("ctrl+p", "colon"), "Find an action by name"),
    Action("back", ("escape",), "Back: to the list, then out of a search"),
    Action("close", ("q",), "Back likewise, and from the list of all news quit"),
    Action("quit", ("Q", "ctrl+q", "ctrl+c"), "Quit"),
    Action("suspend", ("ctrl+z",), "Let the reader sleep; `fg` in the shell wakes it"),
)


def command_actions(commands: Iterable[Command]) -> tuple[Action, ...]:
    """The actions that run these commands; keys are bound to them by the settings alone."""
    return tuple(
        Action(
            f"{PREFIX}{command.name}", (), f"{command.name}: {shlex.join(command.words)}"[:LONGEST]
        )
        for command in commands
    )


LONGEST: Final = 60
"""Characters of what a command is described by."""

OVER_ALL: Final = ("quit", "suspend", "palette")
"""Actions whose keys hold over windows and in the search line too, where they are no text."""

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


_COMBINED: Final = re.compile(r"f\d+\Z|(?:ctrl|alt|super|hyper|meta)\+")


def shown(key: str) -> str:
    """A key or sequence as people write it: `question_mark` is `?`, `g g` is `gg`."""
    parts = []
    for part in key.split():
        modifiers, plus, last = part.rpartition("+")
        parts.append(SHOWN.get(part) or f"{modifiers}{plus}{SHOWN.get(last, last)}")
    return "".join(parts) if all(len(part) == 1 for part in parts) else " ".join(parts)


class Keymap:
    """Which action a key means in which place, sequences included."""

    def __init__(self, actions: Iterable[Action] = ACTIONS) -> None:
        self.bind(actions)

    def bind(self, actions: Iterable[Action]) -> None:
        """Let keys mean these actions from now on."""
        self.actions = tuple(actions)
        self._bound: dict[tuple[Place, tuple[str, ...]], Action] = {}
        self._prefixes: set[tuple[Place, tuple[str, ...]]] = set()
        for action in self.actions:
            for key in action.keys:
                strokes = tuple(key.split())
                self._bound.setdefault((action.place, strokes), action)
                self._prefixes.update((action.place, strokes[:n]) for n in range(1, len(strokes)))

    def find(self, place: Place, strokes: Sequence[str]) -> Action | Literal["pending"] | None:
        """The action of these strokes, `pending` if they begin a longer sequence, else None.

        What is bound in the place goes before what is bound everywhere. The search line has only
        its own keys: there a printable key is text.
        """
        pressed = tuple(strokes)
        places: tuple[Place, ...] = (place,) if place == "search" else (place, "everywhere")
        for where in places:
            if action := self._bound.get((where, pressed)):
                return action
        if any((where, pressed) in self._prefixes for where in places):
            return "pending"
        return None

    @property
    def start(self) -> str:
        """The actions to begin with, spaces between; or nothing."""
        return next((action.name for action in self.actions if action.at_start), "")

    def over_all(self) -> dict[str, str]:
        """The keys that hold on every screen, with what they do there.

        Those are combinations and function keys alone: others are text somewhere. What one place
        has for itself does not hold on every screen.
        """
        elsewhere = {strokes[0] for place, strokes in self._bound if place != "everywhere"}
        return {
            key: action.name
            for (place, (key, *more)), action in self._bound.items()
            if place == "everywhere" and action.name in OVER_ALL
            if not more and _COMBINED.match(key) and key not in elsewhere
        }

    def within(self, place: Place) -> tuple[Action, ...]:
        """The actions of one place, in the table's order."""
        return tuple(action for action in self.actions if action.place == place)

    def footer(self, place: Place) -> tuple[Action, ...]:
        """What the footer names while a place has the focus, most useful first."""
        places = (place,) if place == "search" else (place, "everywhere")
        return tuple(
            action
            for where in places
            for action in self.actions
            if action.place == where and action.label and action.keys
        )


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


def qualified(action: Action, actions: Iterable[Action]) -> str:
    """What `[keys]` calls just this action: `list.first`; `quit`, which there is only once.

    Several actions in a row are a macro's, and not bound there.
    """
    if " " in action.name:
        return "[macros]"
    alike = sum(other.name == action.name for other in actions)
    return (
        action.name
        if action.place == "everywhere" and alike == 1
        else (f"{action.place}.{action.name}")
    )
