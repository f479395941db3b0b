"""The settings: each with what it may be, what it is unless set, and what it means. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from reader.command_settings import Command, read_commands
from reader.escaping import escaped
from reader.feed_settings import FeedSettings, read_feed_settings
from reader.notify_settings import Notifications, read_notifications
from reader.tables import Problem, Rule, TomlFile, read_setting


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of config.toml; `key` is dotted where it stands in a table."""

    key: str
    rule: Rule
    default: Any
    meaning: str


SETTINGS: Final = (
    Setting(
        "colours",
        ("auto", "all", "256", "16", "none"),
        "auto",
        "how many colours your terminal has; auto asks it",
    ),
    Setting("plain", bool, False, "one pane, no lines, no signs in the margin: for screen readers"),
    Setting("mouse", bool, True, "false: the mouse is the terminal's own"),
    Setting("browser", str, "", "a command to open links with, %s the link; empty: the system's"),
    Setting("bookmark", str, "", "a command to keep links with, %s the link (action bookmark)"),
    Setting("editor", str, "", "a command to edit files with; empty: VISUAL, EDITOR, else vi"),
    Setting(
        "mark_read",
        ("opened", "finished", "passed", "never"),
        "opened",
        "when an article counts as read by itself; passed: also when the list's cursor leaves it",
    ),
    Setting(
        "list_only",
        str,
        "",
        "a search: without another one only what it finds is listed, like “is:unread -football”",
    ),
    Setting(
        "next_feed",
        bool,
        False,
        "where a feed or tag has nothing unread left, the next unread is in the next that has",
    ),
    Setting("confirm_exit", bool, False, "ask before leaving the reader"),
    Setting("notices", bool, False, "show the site notices at first (`b` changes it)"),
    Setting("panel", bool, True, "show the side panel at first, where there is room"),
)

PRESETS: Final = ("reader", "newsboat", "vim", "emacs", "none")
"""The first is the reader's own keys, the last hardly any."""

SECTIONS: Final = (
    "views", "names", "highlight", "lines", "commands", "keys", "macros", "layout", "styles",
    "palette", "terminal", "feeds", "notify",
)  # fmt: skip
"""Tables that are read by those they concern."""


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """Which theme: `name`, else `dark` or `light` as the terminal is."""

    name: str | None = None
    dark: str | None = None
    light: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user has set, else the defaults.

    `theme` is the one theme that is named, None where the terminal decides; `views` are the
    searches kept under a name, in the order of the file; `watched_names` are found in every article
    that has them; `lines`, `keys` and `macros` are the tables as they are written.
    """

    theme: str | None = None
    themes: ThemeChoice = field(default_factory=ThemeChoice)
    colours: str = "auto"
    plain: bool = False
    mouse: bool = True
    browser: str = ""
    bookmark: str = ""
    editor: str = ""
    mark_read: str = "opened"
    list_only: str = ""
    next_feed: bool = False
    confirm_exit: bool = False
    notices: bool = False
    panel: bool = True
    views: Mapping[str, str] = field(default_factory=dict)
    watched_names: tuple[str, ...] = ()
    lines: Mapping[str, Any] = field(default_factory=dict)
    commands: Mapping[str, Command] = field(default_factory=dict)
    keys: Mapping[str, Any] = field(default_factory=dict)
    macros: Mapping[str, Any] = field(default_factory=dict)
    feeds: FeedSettings = field(default_factory=FeedSettings)
    notify: Notifications = field(default_factory=Notifications)


def read(file: TomlFile) -> tuple[Settings, list[Problem]]:
    """The settings of a file, and what is wrong in it. What is wrong stays at its default."""
    problems: list[Problem] = []
    given: dict[str, Any] = {}
    known = {setting.key: setting for setting in SETTINGS}
    for key, value in file.tables.items():
        if key in known:
            try:
                given[key] = read_setting(known[key].rule, value)
            except ValueError as error:
                problems.append(file.refusal(key, error))
        elif key in SECTIONS and not isinstance(value, Mapping):
            problems.append(file.problem(key, f"is a table: write [{key}] above its keys"))
        elif key not in (named := ("theme", "include", *SECTIONS)):
            among = (*named, *known)
            problems.append(file.problem(key, "there is no such setting", key, among))
    choice = _theme_choice(file, problems)
    tables = {key: file.tables.get(key, {}) for key in ("views", "lines", "keys", "macros")}
    tables = {key: value if isinstance(value, Mapping) else {} for key, value in tables.items()}
    views: dict[str, str] = {}
    for name, query in tables["views"].items():
        line = " ".join(query.split()) if isinstance(query, str) else "\n"
        if escaped(name) == name and escaped(line) == line:
            views[name] = line
        else:
            what = 'a view is a line like name = "query"'
            problems.append(file.problem(name, what, section="views"))
    settings = Settings(
        theme=choice.name,
        themes=choice,
        views=views,
        watched_names=_watched_names(file, problems),
        lines=tables["lines"],
        commands=read_commands(file, problems),
        keys=tables["keys"],
        macros=tables["macros"],
        feeds=read_feed_settings(file, problems),
        notify=read_notifications(file, views, problems),
        **given,
    )
    return settings, problems


def _watched_names(file: TomlFile, problems: list[Problem]) -> tuple[str, ...]:
    table = file.tables.get("names", {})
    if not isinstance(table, Mapping):
        return ()  # That it is a table is said already.
    for key in table:
        if key != "watch":
            what = "there is no such setting"
            problems.append(file.problem(key, what, key, ("watch",), section="names"))
    names = table.get("watch", [])
    if isinstance(names, list) and all(isinstance(n, str) and n.strip() for n in names):
        return tuple(dict.fromkeys(" ".join(name.split()) for name in names))
    what = 'is a list of names like ["Otters Club", "Kari Nygaard"]'
    problems.append(file.problem("watch", what, section="names"))
    return ()


def _theme_choice(file: TomlFile, problems: list[Problem]) -> ThemeChoice:
    value = file.tables.get("theme", "auto")
    if value == "auto":
        return ThemeChoice()
    if isinstance(value, str) and value:
        return ThemeChoice(name=value)
    pair = dict(value) if isinstance(value, Mapping) else {}
    if not pair or not all(isinstance(name, str) and name for name in pair.values()):
        what = (
            f"is a name in quotes, “auto”, or {{ dark = “…”, light = “…” }}, not {str(value)[:40]}"
        )
        problems.append(file.problem("theme", what))
        return ThemeChoice()
    for key in [key for key in pair if key not in ("dark", "light")]:
        problems.append(
            file.problem("theme", f"“{key}” is neither dark nor light", key, ("dark", "light"))
        )
        del pair[key]
    return ThemeChoice(**pair)


def stepped(rule: Rule, value: Any, step: int) -> Any:
    """The value a step on or back among those it may be; words and switches go round."""
    if rule is bool:
        return not value
    if not isinstance(rule, tuple):
        return value
    low, high = rule[0], rule[-1]
    if isinstance(low, int) and isinstance(high, int):
        stride = 2 if high - low > 40 else 1
        return min(high, max(low, value + step * stride))
    words = [word for word in rule if word != "center"]
    at = words.index(value) if value in words else 0
    return words[(at + step) % len(words)]
