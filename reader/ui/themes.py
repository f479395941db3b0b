"""The themes there are, as this terminal shows them with the user's own settings laid over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from reader.tables import TomlFile
from reader.ui.abilities import Abilities
from reader.ui.theme import Theme, ThemeSummary, available, load


@dataclass(frozen=True, slots=True)
class Themes:
    """Where themes are looked for, what is laid over each, and what the terminal can show.

    `over` is the user's config.toml. `kept_in` is where the work of fitting a theme to 256 colours
    is kept, None: nowhere. `is_plain` leaves out all that is not text.
    """

    folders: Sequence[Path]
    over: TomlFile | None = None
    abilities: Abilities = field(default_factory=Abilities)
    kept_in: Path | None = None
    is_plain: bool = False

    def available(self) -> list[ThemeSummary]:
        """The themes to choose from: in few colours only those made for them."""
        themes = available(self.folders)
        if self.abilities.colours in ("all", "256"):
            return themes
        return [theme for theme in themes if theme.problem or theme.is_ansi]

    def load(self, name: str) -> Theme:
        """A theme as it will be shown. Raises ThemeError as `reader.ui.theme.load` does."""
        return self.fitted(load(name, self.folders, self.over))

    def fitted(self, theme: Theme) -> Theme:
        """The theme for this terminal: in other colours, or the one that stands in for it."""
        colours = self.abilities.colours
        if colours == "none":
            theme = load("mono", self.folders, self.over)
        elif colours == "16" and not theme.terminal.ansi:
            theme = load("terminal", self.folders, self.over)
        elif colours == "256" and not theme.terminal.ansi:
            from reader.ui.refit import refit

            theme = refit(theme, self.kept_in)
        if self.is_plain:
            theme = plain(theme)
        wanted = theme.terminal.italic
        slopes = wanted == "yes" or (wanted == "auto" and self.abilities.has_italics)
        return theme if slopes else upright(theme)


def upright(theme: Theme) -> Theme:
    """A theme without sloping letters: names that sloped are reversed, with a sign before them.

    Bold and underline stay what they were, so that no two kinds come to look alike.
    """
    layers = {
        name: replace(style, italic=None, reverse=True)
        if name.startswith(("entity.", "highlight.")) and style.italic
        else style
        for name, style in theme.layers.items()
    }
    marks = "always" if theme.layout.entity_marks == "mono" else theme.layout.entity_marks
    return replace(
        theme.recoloured(theme.colours, layers),
        layout=replace(theme.layout, entity_marks=marks),
        terminal=replace(theme.terminal, italic="no"),
    )


def plain(theme: Theme) -> Theme:
    """A theme without bars, rules and signs beside the text, which then begins at the left edge.

    For those who listen to the screen, and for small ones.
    """
    layout = replace(
        theme.layout,
        align="left",
        margin=0,
        hanging_quotes=False,
        quote_gutter="none",
        rule="none",
        list_rows=1,
        progress="percent" if theme.layout.progress == "bar" else theme.layout.progress,
    )
    # An empty sign: without any, a gutter would have its own.
    layers = {n: replace(s, gutter=" ") if s.gutter else s for n, s in theme.layers.items()}
    return replace(theme.recoloured(theme.colours, layers), layout=layout)
