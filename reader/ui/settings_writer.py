"""The settings file as it is written first: every setting as a comment, with what it means.

`reader/default.toml` is what this makes, a file so that what writes settings need not know of keys
and themes; a test holds the two together:

    python -m reader.ui.settings_writer > reader/default.toml
"""

from __future__ import annotations

from collections.abc import Iterator

from reader.feed_settings import MEANINGS as FEEDS
from reader.notify_settings import KINDS
from reader.notify_settings import MEANINGS as NOTIFY
from reader.settings import PRESETS, SETTINGS
from reader.tables import spoken, toml
from reader.ui import meanings
from reader.ui.actions import ACTIONS, PLACES
from reader.ui.key_names import SHOWN
from reader.ui.layout import LAYOUT_RULES, TERMINAL_RULES, Layout, Terminal
from reader.ui.theme import DEFAULT_DARK, DEFAULT_LIGHT

_WIDTH = 38


def default_text() -> str:
    """The whole file."""
    return "\n".join([*_lines(), ""])


def _lines() -> Iterator[str]:
    yield "# Settings of Reader. Every setting is here as a comment, at what holds without it: take"
    yield "# the # away and change it. Save, and an open reader follows. `reader config check` says"
    yield "# what is wrong in this file, `reader config show` what is in force."
    yield ""
    yield "# More files of settings, seen from this one's folder. What stands here goes before what"
    yield "# stands there, a later file before an earlier; tables are put together key by key."
    yield _line("include", "[]", 'for example ["keys.toml", "~/dotfiles/news.toml"]')
    yield ""
    yield "# A theme by its name, or one for dark and one for light terminals."
    pair = f"{{ dark = {toml(DEFAULT_DARK)}, light = {toml(DEFAULT_LIGHT)} }}"
    yield f"# theme = {pair}"
    for setting in SETTINGS:
        meaning = f"{setting.meaning} ({spoken(setting.rule)})"
        yield _line(setting.key, toml(setting.default), meaning)
    yield ""
    yield "# Searches kept under a name; ctrl+s in a search adds one, 1 to 9 open the first nine."
    yield "[views]"
    yield '# budget = "budget is:unread"'
    yield ""
    yield "# Names to find wherever they stand, as written here; `reader reanalyse --all` looks for"
    yield "# them in what was added before."
    yield "[names]"
    yield _line("watch", "[]", 'for example ["Otters Club", "Kari Nygaard"]')
    yield ""
    yield "# Words that look another way on the page: as written, or what a regular expression"
    yield "# between strokes finds. They lie over names and quotes, under the hits of a search."
    yield "# With `where` they are in the lines of the list or of the feeds, or in all of these."
    yield "[highlight]"
    yield '# "Otters Club" = "bold accent"  # for example'
    yield "# '/(?i)ferr(y|ies)/' = { bg = \"panel\", underline = true }  # for example"
    yield '# "Live" = { bold = true, where = "list" }  # or page, feeds, all; for example'
    yield ""
    yield "# Lines of the list that look another way, by what a search or a view finds. The first"
    yield "# that takes an article holds. Give more than a colour: a weight, an underline, a sign."
    yield "[lines]"
    yield '# "title:ferry is:unread" = "bold underline accent"  # for example'
    yield '# "@budget" = { fg = "warning", bold = true, mark = "!" }  # for example'
    yield ""
    yield "# Commands of yours, with the open article on their standard input; the word {url} is"
    yield "# its address, and no shell reads the line. gives: text, markdown, links or url;"
    yield "# one that does not wait has no terminal. In the palette; command.less under [keys]."
    yield "[commands]"
    yield '# less = "less"  # for example'
    yield '# keep = { run = "tee -a kept.md", gives = "markdown", waits = false }  # for example'
    yield ""
    yield "# How the page is set, whatever the theme says."
    yield "[layout]"
    for key, rule in LAYOUT_RULES.items():
        meaning = f"{meanings.LAYOUT[key]} ({spoken(rule)})"
        yield _line(key, toml(getattr(Layout(), key)), meaning)
    yield ""
    yield "# Parts of the page, whatever the theme says; `reader theme new` names every part."
    yield "[styles]"
    yield _line('"entity.person"', '{ fg = "person", underline = true }', "for example")
    yield ""
    yield "# Colours by their names in the theme, changed in every theme."
    yield "[palette]"
    yield _line("person", '"#4060c0"', "for example")
    yield ""
    yield "[terminal]"
    for key, rule in TERMINAL_RULES.items():
        if key != "ansi":
            meaning = f"{meanings.TERMINAL[key]} ({spoken(rule)})"
            yield _line(key, toml(getattr(Terminal(), key)), meaning)
    yield ""
    yield "# Feeds; `reader feeds` subscribes and lists them."
    yield "[feeds]"
    for key, default in (("keep", toml("all")), ("at_start", "false"), ("every", "0")):
        yield _line(key, default, FEEDS[key])
    yield ""
    yield "# Telling of what a fetch brought; `reader notify` tries it."
    yield "[notify]"
    yield _line("by", toml(KINDS[0]), f"{NOTIFY['by']} ({' | '.join(KINDS)})")
    yield _line("views", "[]", f'{NOTIFY["views"]}, for example ["budget"]')
    yield _line("feeds", "[]", f"{NOTIFY['feeds']}")
    for key in ("program", "title", "line"):
        yield _line(key, '""', NOTIFY[key])
    yield _line("quiet_hours", "[]", f'{NOTIFY["quiet_hours"]}, for example ["22:00-07:00"]')
    yield ""
    yield '# Keys: one, several ["/", "f3"], one after the other "g g", or none []. An action is'
    yield "# meant in all its places, list.open only in that one. Keys without a sign are called"
    yield "# enter space tab escape up down left right home end pageup pagedown f1 ctrl+x alt+x"
    yield "[keys]"
    yield _line("preset", toml(PRESETS[0]), f"whose keys to begin with ({' | '.join(PRESETS)})")
    names = [action.name for action in ACTIONS]
    for place, title in PLACES.items():
        yield f"# {title}"
        for action in ACTIONS:
            if action.place != place:
                continue
            name = action.name
            if names.count(name) > 1 or name in PLACES:
                name = f"{place}.{name}"
            keys = [written(key) for key in action.keys]
            yield _line(name, toml(keys[0] if len(keys) == 1 else keys), action.description)
    yield ""
    yield "# Several actions on one key; those of start are done when the reader opens."
    yield "[macros]"
    yield _line('"f5"', '["toggle_star", "next_unread"]', "for example")
    yield _line("start", '["sidebar", "fetch"]', "for example")


def written(key: str) -> str:
    """A key as people write it who must not think of its name: `?`, `g g`, `ctrl+p`."""
    return " ".join(
        sign if len(sign := SHOWN.get(part, part)) == 1 and sign.isascii() else part
        for part in key.split()
    )


def _line(key: str, value: str, meaning: str) -> str:
    return f"{f'# {key} = {value}':<{_WIDTH}}  # {meaning}"


if __name__ == "__main__":
    print(default_text(), end="")
