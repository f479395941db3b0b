"""Every action of the reader in one table: what it is called, its keys, what it does, and where.

The bindings, the footer, the help screen, the command palette and the README's table of keys are
all made from `ACTIONS`, so they cannot disagree. An action `x` is the method `action_x` of the
focused widget, else of the screen around it; of a window, else of the app.

Keys have Textual's names (`question_mark`, `ctrl+p`); a space between two makes a sequence
(`g g`), of which any number may be pending at once.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from reader.command_settings import PREFIX, Command

# fmt: off
Place = Literal[
    "everywhere", "list", "article", "panel", "sidebar", "search",
    "window", "text_window", "feeds_window", "views_window", "links_window", "themes_window",
    "settings_window", "answer", "leaving",
]
# fmt: on
"""Where an action applies: the pane that has the focus, or the window over the panes. `everywhere`
is every pane; it leaves out the search line and the answer, where printable keys are text."""

PLACES: Final[dict[Place, str]] = {
    "everywhere": "Everywhere",
    "list": "In the list",
    "article": "In an article",
    "panel": "In the side panel",
    "sidebar": "In the sidebar",
    "search": "In the search line",
    "window": "In every window",
    "text_window": "In a window of text",
    "feeds_window": "In the window of feeds",
    "views_window": "In the window of views",
    "links_window": "In the window of links",
    "themes_window": "In the window of themes",
    "settings_window": "In the window of settings",
    "answer": "Where an answer is typed",
    "leaving": "Asked whether to leave",
}
PANES: Final[tuple[Place, ...]] = ("list", "article", "panel", "sidebar")
WINDOWS: Final[tuple[Place, ...]] = tuple(place for place in PLACES if place.endswith("window"))
DIALOGS: Final[tuple[Place, ...]] = (*WINDOWS, "answer", "leaving")
"""All that opens over the panes: Esc and Ctrl+C leave it, whatever else does."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the reader can be told to do.

    `label` is the word the footer, or the foot of a window, shows beside the first key; without one
    it is not there.
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
    Action("cursor_down", ("j", "down"), "Next line", "window"),
    Action("cursor_up", ("k", "up"), "Previous line", "window"),
    Action("page_down", ("pagedown", "ctrl+f", "ctrl+d", "space"), "A screen down", "window"),
    Action("page_up", ("pageup", "ctrl+u", "b"), "A screen up", "window"),
    Action("first", ("g", "home"), "First line", "window"),
    Action("last", ("G", "end"), "Last line", "window"),
    Action(
        "back",
        ("escape",),
        "Leave it; the key that opened it does too",
        "window",
        "leaves",
    ),
    Action("close", ("q",), "Leave it likewise", "window"),
    Action("choose", ("enter",), "Leave it", "text_window"),
    Action("choose", ("enter",), "List the feed's articles", "feeds_window", "lists"),
    Action("subscribe", ("a",), "Subscribe to another", "feeds_window", "subscribes"),
    Action("fetch", ("r",), "Fetch it", "feeds_window", "fetches"),
    Action("pause", ("p",), "Pause it, or go on", "feeds_window", "pauses"),
    Action("rename", ("n",), "Call it something else", "feeds_window", "renames"),
    Action("tags", ("T",), "Its tags", "feeds_window", "tags"),
    Action(
        "remove", ("d", "delete"), "End the subscription, pressed twice", "feeds_window", "removes"
    ),
    Action("choose", ("enter",), "Open it", "views_window", "opens"),
    Action("forget", ("d", "delete"), "Remove it", "views_window", "removes"),
    Action("choose", ("enter",), "Open it in the browser", "links_window", "opens"),
    Action("open_in_browser", ("o",), "Open it in the browser", "links_window"),
    Action("copy_link", ("y",), "Copy it", "links_window", "copies"),
    Action("read_here", ("a",), "Add it, and read it here", "links_window", "reads it here"),
    Action("number", tuple("1234567890"), "Open a link by its number", "links_window"),
    Action("choose", ("enter",), "Keep it", "themes_window", "keeps"),
    Action(
        "back", ("escape",), "Leave the filter, then all as it was", "themes_window", "as it was"
    ),
    Action("filter", ("slash",), "Those with this in their names", "themes_window", "filter"),
    Action("dark", ("d",), "Only dark ones, or all", "themes_window", "dark"),
    Action("light", ("l",), "Only light ones, or all", "themes_window", "light"),
    Action("vision", ("c",), "The screen as others see it", "themes_window", "as others see"),
    Action("edit", ("e",), "Edit its file", "themes_window", "edit"),
    Action(
        "change",
        ("right", "l", "plus", "space", "enter"),
        "The value after this one",
        "settings_window",
        "next",
    ),
    Action(
        "change_back", ("left", "h", "minus"), "The value before it", "settings_window", "before"
    ),
    Action(
        "forget",
        ("d", "delete"),
        "As it is without a setting",
        "settings_window",
        "as without it",
    ),
    Action("edit", ("e",), "Edit the whole file", "settings_window", "the whole file"),
    Action("test_notification", ("n",), "Try whether notifications arrive", "settings_window"),
    Action("accept", ("enter",), "Take what is typed", "answer"),
    Action("back", ("escape",), "Leave it", "answer", "leaves"),
    Action("choose", ("y", "enter", "q"), "Leave the reader", "leaving", "leaves"),
    Action("back", ("n", "escape"), "Stay", "leaving", "stays"),
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


LONGEST: Final = 60
"""Characters of what a command is described by."""


def command_actions(commands: Iterable[Command]) -> tuple[Action, ...]:
    """The actions that run these commands; keys are bound to them by the settings alone."""
    return tuple(
        Action(
            f"{PREFIX}{command.name}", (), f"{command.name}: {shlex.join(command.words)}"[:LONGEST]
        )
        for command in commands
    )


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
