"""Choosing a theme with the real page behind it, restyled at every move."""

from __future__ import annotations

from typing import Final, Literal

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from reader import config
from reader.escaping import escaped
from reader.ui.line_format import column
from reader.ui.recolour import seen_by
from reader.ui.screens.dialog import Dialog
from reader.ui.theme import Theme, ThemeError, ThemeSummary
from reader.ui.widgets.box import Box, Legend

VISIONS: Final = ("normal", "protanopia", "deuteranopia", "tritanopia")
"""How the screen can be seen, in the order of the key."""


class ThemePicker(Dialog[str | None]):
    """Returns the name of the theme that is kept, or None with everything as it was."""

    window = "themes_window"
    opened_by = "theme"

    def __init__(self) -> None:
        super().__init__()
        self._themes: list[ThemeSummary] = []
        self._variant: Literal["", "dark", "light"] = ""
        self._vision = VISIONS[0]
        self._badges: dict[str, tuple[str, ...]] = {}
        self._trying: Theme | None = None
        self._chosen = ""

    def compose(self) -> ComposeResult:
        with Box(id="picker", shows_page=True):
            yield Static("Themes", id="picker-title")
            yield Input(placeholder="a part of its name", id="picker-filter", compact=True)
            yield OptionList(compact=True)
            yield Legend(id="picker-keys")

    def on_mount(self) -> None:
        self.reader.is_trying = True
        self._before = self.reader.reader_theme
        self._themes = self.reader.themes.available()
        self.query_one(Input).display = False
        self._list(self._before.name)
        self._tell_keys()
        self.query_one(OptionList).focus()
        self._measure()

    # The list ------------------------------------------------------------------------------

    def _list(self, chosen: str | None = None) -> None:
        options = self.query_one(OptionList)
        if chosen is None and options.highlighted is not None:
            chosen = options.get_option_at_index(options.highlighted).id
        part = self.query_one(Input).value.casefold()
        listed = [
            theme
            for theme in self._themes
            if self._variant in ("", theme.variant)
            and part in f"{theme.name} {theme.title}".casefold()
        ]
        options.clear_options()
        options.add_options([self._option(theme) for theme in listed])
        if not listed:
            options.add_option(Option("no theme has that in its name", disabled=True))
        names = [theme.name for theme in listed]
        options.highlighted = names.index(chosen) if chosen in names else (0 if names else None)

    def _option(self, theme: ThemeSummary) -> Option:
        if theme.problem:
            said = f"{escaped(theme.name)}  cannot be read"
            return Option(Text(said, no_wrap=True), theme.name)
        badges = " ".join(self._badges.get(theme.name, ()))
        # No colour of its own: the list is drawn in every theme in turn.
        said = f"{column(theme.title, 22)} {theme.variant:<6} {badges}"
        return Option(Text(said, no_wrap=True), theme.name)

    @work(thread=True, exit_on_error=False)
    def _measure(self) -> None:
        """Find out which contrast the themes keep and whom they serve: the badges."""
        from reader.ui.theme_check import measure

        badges: dict[str, tuple[str, ...]] = {}
        for theme in self._themes:
            if not theme.problem:
                try:
                    badges[theme.name] = measure(self.reader.themes.load(theme.name)).badges
                except ThemeError:
                    continue
        self.app.call_from_thread(self._show_badges, badges)

    def _show_badges(self, badges: dict[str, tuple[str, ...]]) -> None:
        if self.is_attached:
            self._badges = badges
            options = self.query_one(OptionList)
            known = {theme.name: theme for theme in self._themes}
            for option in options.options:
                if option.id in badges:
                    options.replace_option_prompt(option.id, self._option(known[option.id]).prompt)

    def _tell_keys(self) -> None:
        seen = "" if self._vision == "normal" else f"as {self._vision} sees it\n"
        only = f"only {self._variant} ones  " if self._variant else ""
        self.query_one(Legend).tell(
            f"{seen}{only}{self.foot()}\nAA, AAA contrast  CVD for colour-blind eyes"
        )

    # Trying one ----------------------------------------------------------------------------

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        assert event.option_id is not None
        self._chosen = event.option_id
        if event.option_id != self._tried.name:
            self._load(event.option_id)

    @work(thread=True, exit_on_error=False)
    def _load(self, name: str) -> None:
        """Load a theme beside the screen: fitting one to 256 colours takes a while, once."""
        try:
            found: Theme | ThemeError = self.reader.themes.load(name)
        except ThemeError as problem:
            found = problem
        self.call_later(self._try, name, found)

    def _try(self, name: str, found: Theme | ThemeError) -> None:
        if name != self._chosen or self._is_answered:
            return  # The reader has gone on meanwhile.
        if isinstance(found, ThemeError):
            self.notify(str(found), severity="error", markup=False)
            return
        self._trying = found
        self._show()

    @property
    def _tried(self) -> Theme:
        return self._trying or self._before

    def _show(self) -> None:
        self.reader.use_theme(seen_by(self._tried, self._vision))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id != self._tried.name:  # Not loaded yet; or it cannot be.
            assert event.option_id is not None
            try:
                self._trying = self.reader.themes.load(event.option_id)
            except ThemeError:
                return  # One that cannot be read cannot be kept.
        self._vision = VISIONS[0]
        self._show()
        self.reader.end_trying(is_kept=True)
        self.dismiss(self._tried.name)

    def action_dark(self) -> None:
        self._only("dark")

    def action_light(self) -> None:
        self._only("light")

    def _only(self, variant: Literal["dark", "light"]) -> None:
        self._variant = "" if self._variant == variant else variant
        self._list()
        self._tell_keys()

    def action_vision(self) -> None:
        self._vision = VISIONS[(VISIONS.index(self._vision) + 1) % len(VISIONS)]
        self._show()
        self._tell_keys()

    def action_edit(self) -> None:
        """Open the file of the theme; one that came with the reader is not to be changed."""
        summary = next((theme for theme in self._themes if theme.name == self._chosen), None)
        if summary is None:
            return
        if summary.path.parent == config.bundled_folder("themes"):
            self.notify(
                f"{summary.title} came with the reader: `reader theme new mine --from"
                f" {summary.name}` makes one of your own",
                severity="warning",
                markup=False,
            )
            return
        self.reader.edit(summary.path)
        try:
            self._trying = self.reader.themes.load(summary.name)
        except ThemeError as problem:
            self.notify(str(problem), severity="error", markup=False)
            return
        self._show()
        self._themes = self.reader.themes.available()
        self._list()

    def _as_it_is_now(self, theme: Theme) -> Theme:
        """A theme as its file has it, if that has changed meanwhile and can be shown."""
        try:
            now = self.reader.themes.load(theme.name)
        except ThemeError:
            return theme
        return theme if now == theme else now

    # Filtering -----------------------------------------------------------------------------

    def action_filter(self) -> None:
        field = self.query_one(Input)
        field.display = True
        self.query_one(Box).fit()
        field.focus()

    def on_input_changed(self) -> None:
        self._list()

    def action_accept(self) -> None:
        self.query_one(OptionList).focus()

    def action_back(self) -> None:
        """Leave the filter first, then all as it was."""
        field = self.query_one(Input)
        if field.has_focus or field.value:
            field.value = ""
            field.display = False
            self.query_one(Box).fit()
            self.query_one(OptionList).focus()
            return
        before = self._as_it_is_now(self._before)
        if self.reader.reader_theme is not before:
            self.reader.use_theme(before)
        self.reader.end_trying(is_kept=False)
        self.dismiss(None)
