"""Choosing a theme with the real page behind it, restyled at every move."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reader.ui.theme import ThemeError, ThemeSummary, load
from reader.ui.themed import ThemedApp


class ThemePicker(ModalScreen[str | None]):
    """Returns the name of the theme that is kept, or None with everything as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,t", "leave", "As it was"),
        ("j", "move(1)", "Next"),
        ("k", "move(-1)", "Previous"),
    ]

    def __init__(self, themes: Sequence[ThemeSummary], folders: Sequence[Path]) -> None:
        super().__init__()
        self._themes = themes
        self._folders = folders

    def compose(self) -> ComposeResult:
        with Vertical(id="picker"):
            yield Static("Themes", id="picker-title")
            yield OptionList(*(self._option(theme) for theme in self._themes), compact=True)
            yield Static("Enter keeps  Esc as it was", id="picker-keys")

    def _option(self, theme: ThemeSummary) -> Option:
        if theme.problem:
            return Option(Text(f"{theme.name}  cannot be read", no_wrap=True), theme.name, True)
        badges: list[str] = [theme.variant]
        if theme.contrast == "AAA":
            badges.append("high contrast")
        if theme.colour_blind:
            badges.append("colour-blind safe")
        # No colour of its own: the list is drawn in every theme in turn.
        return Option(Text(f"{theme.title:<18} {', '.join(badges)}", no_wrap=True), theme.name)

    def on_mount(self) -> None:
        assert isinstance(self.app, ThemedApp)
        self._before = self.app.reader_theme
        names = [theme.name for theme in self._themes]
        options = self.query_one(OptionList)
        options.highlighted = names.index(self._before.name) if self._before.name in names else 0
        options.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        assert isinstance(self.app, ThemedApp)
        assert event.option_id is not None
        if event.option_id == self.app.reader_theme.name:
            return
        try:
            self.app.use_theme(load(event.option_id, self._folders))
        except ThemeError as problem:
            self.notify(str(problem), severity="error", markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_move(self, step: int) -> None:
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_leave(self) -> None:
        assert isinstance(self.app, ThemedApp)
        if self.app.reader_theme is not self._before:
            self.app.use_theme(self._before)
        self.dismiss(None)
