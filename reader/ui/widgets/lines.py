"""What every widget that draws its own lines shares: a theme, and cells counted right."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from reader.settings import Settings
from reader.ui.highlighting import LineHighlighter, line_layer_of
from reader.ui.line_format import shorten
from reader.ui.theme import Theme
from reader.ui.themed import ThemedApp


def theme_of(widget: Widget) -> Theme:
    """The theme the reader is showing now."""
    app = widget.app
    assert isinstance(app, ThemedApp)
    return app.reader_theme


def settings_of(widget: Widget) -> Settings:
    """The settings the reader goes by now."""
    app = widget.app
    assert isinstance(app, ThemedApp)
    return app.settings


class Lit:
    """The highlights of the user's in a widget's lines."""

    def __init__(self, widget: Widget, place: str) -> None:
        self._widget = widget
        self._place = place
        self._finder = LineHighlighter((), place)

    def pieces(
        self, text: str, style: Style, *, is_chosen: bool = False
    ) -> list[tuple[str, Style]]:
        """The text in pieces, highlights over its style; under the cursor they keep its colours."""
        theme = theme_of(self._widget)
        if self._finder.of is not theme.highlights:
            self._finder = LineHighlighter(theme.highlights, self._place)
        slow = len(self._finder.slow)
        parts = self._finder.parts(text)
        if len(self._finder.slow) > slow:
            what = f"[highlight] takes too long in the {self._place}: what is slow is left out"
            self._widget.call_later(self._widget.notify, what, severity="error", timeout=20)
        pieces: list[tuple[str, Style]] = []
        for part, numbers in parts:
            over = style
            for layer in (theme.layer(line_layer_of(number)) for number in numbers):
                over += _shape(layer) if is_chosen else layer
            pieces.append((part, over))
        return pieces


def _shape(style: Style) -> Style:
    return Style(
        bold=style.bold, italic=style.italic, underline=style.underline, strike=style.strike
    )


@lru_cache(maxsize=512)
def ink(style: Style) -> Style:
    """A style without its ground, to be laid over another."""
    return Style(
        color=style.color,
        bold=style.bold,
        italic=style.italic,
        underline=style.underline,
        reverse=style.reverse,
        strike=style.strike,
    )


def line(
    left: Iterable[tuple[str, Style]],
    width: int,
    base: Style,
    right: Iterable[tuple[str, Style]] = (),
) -> Strip:
    """One line of exactly `width` cells: what stands left, what stands right, ground between.

    The left gives way where both do not fit.
    """
    tail = [Segment(text, base + style) for text, style in right]
    room = max(0, width - sum(segment.cell_length for segment in tail))
    segments: list[Segment] = []
    used = 0
    for text, style in left:
        if used >= room:
            break
        kept = shorten(text, room - used)
        segments.append(Segment(kept, base + style))
        used += cell_len(kept)
        if kept is not text:
            break
    segments.append(Segment(" " * (room - used), base))
    if room:
        return Strip([*segments, *tail], width)
    return Strip([*segments, *tail]).adjust_cell_length(width, base)
