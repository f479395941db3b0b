"""The common settings, each changed where it stands; the whole file is a key away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reader import config
from reader.notify_settings import KINDS
from reader.notify_settings import MEANINGS as NOTIFY
from reader.settings import PRESETS, SETTINGS, stepped
from reader.tables import Rule
from reader.ui import meanings
from reader.ui.layout import LAYOUT_RULES
from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.box import Box, Legend


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the screen: a setting by its dotted name, its title, and what it may be."""

    key: str
    title: str
    rule: Rule
    meaning: str


_TITLES: Final = {
    "plain": "Plain",
    "colours": "Colours",
    "mark_read": "An article is read when",
    "confirm_exit": "Ask before leaving",
    "notices": "Site notices",
    "panel": "Side panel",
    "mouse": "Mouse",
}
_LAYOUT: Final = {
    "measure": "Characters a line",
    "line_spacing": "Line spacing",
    "paragraph": "Paragraphs",
    "justify": "Both edges straight",
    "headline_case": "Headlines",
    "entity_level": "Names",
    "entity_repeat": "Names marked",
    "quote_gutter": "Bar beside speech",
    "list_rows": "Lines in the list",
    "list_width": "Width of the list",
    "list_side": "The list stands",
    "panel_side": "The side panel stands",
    "search_side": "The search line stands",
    "progress": "Progress",
    "words_per_minute": "Words a minute",
}
_KNOWN: Final = {setting.key: setting for setting in SETTINGS}

LINES: Final = (
    *(Line(k, title, _KNOWN[k].rule, _KNOWN[k].meaning) for k, title in _TITLES.items()),
    Line("keys.preset", "Keys of", PRESETS, "the program whose keys your hands know"),
    *(
        Line(f"layout.{key}", title, LAYOUT_RULES[key], meanings.LAYOUT[key])
        for key, title in _LAYOUT.items()
    ),
    Line("notify.by", "Notifications", KINDS, NOTIFY["by"]),
)

_AT_START: Final = {"colours", "mouse", "panel"}
"""What holds from the next start."""


class SettingsScreen(Dialog[None]):
    """Changes a setting in its file at every key; comments and order there stay as they are."""

    window = "settings_window"
    opened_by = "settings"

    def compose(self) -> ComposeResult:
        with Box(id="picker", shows_page=True):
            yield Static("Settings", id="picker-title")
            yield OptionList(compact=True)
            yield Legend(id="picker-keys")

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.add_options([Option(self._text(line), line.key) for line in LINES])
        options.highlighted = 0
        options.focus()

    def value(self, line: Line) -> Any:
        """What holds now."""
        section, _, key = line.key.rpartition(".")
        if section == "layout":
            return getattr(self.reader.reader_theme.layout, key)
        settings = self.reader.settings
        if section == "notify":
            return getattr(settings.notify, key)
        return settings.keys.get(key, PRESETS[0]) if section else getattr(settings, key)

    def _text(self, line: Line) -> Text:
        value = self.value(line)
        shown = ("yes" if value else "no") if isinstance(value, bool) else str(value)
        return Text(f"{line.title:<28} {shown}", no_wrap=True)

    def _line(self) -> Line:
        return LINES[self.query_one(OptionList).highlighted or 0]

    def on_option_list_option_highlighted(self) -> None:
        line = self._line()
        later = "  (from the next start)" if line.key in _AT_START else ""
        if line.key == "notify.by":
            key = self.keymap.key_of("test_notification", self.window)
            tries = f"{key} tries it; " if key else ""
            later = f"  ({tries}of what, the file says)"
        file = self.reader.themes.over
        if file is not None and file.parts:
            later += f"  in {file.owner(line.key).path.name}"
        self.query_one(Legend).tell(f"{line.meaning}{later}\n{self.foot()}")

    def on_option_list_option_selected(self) -> None:
        self.action_change()

    def action_change_back(self) -> None:
        self.action_change(-1)

    def action_change(self, step: int = 1) -> None:
        line = self._line()
        before = self.value(line)
        value = stepped(line.rule, before, step)
        if value != before:
            self._write(lambda: config.keep(line.key, value))

    def action_forget(self) -> None:
        line = self._line()
        self._write(lambda: config.forget(line.key))

    def action_test_notification(self) -> None:
        self.reader.test_notification()

    def action_edit(self) -> None:
        path = config.settings_path()
        self._write(lambda: config.write_defaults(path))
        self.reader.edit(path)
        self._follow()

    def _write(self, change: Callable[[], None]) -> None:
        try:
            change()
        except config.SettingsError as problem:
            self.notify(str(problem), severity="error", markup=False)
        self._follow()

    def _follow(self) -> None:
        self.reader.follow_settings()
        self.on_theme_changed()

    def on_theme_changed(self) -> None:
        """Show what holds now: another reader, or an editor, may have changed the file."""
        options = self.query_one(OptionList)
        for line in LINES:
            options.replace_option_prompt(line.key, self._text(line))
        self.on_option_list_option_highlighted()
