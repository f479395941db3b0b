"""The side panel: who and what the article names, and who said what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reader.article import Article, Entity, Kind, Quote, Span
from reader.ui.widgets.lines import ground, ink, line, theme_of

Tab = Literal["names", "quotes"]

SECTIONS: Final[tuple[tuple[str, frozenset[Kind]], ...]] = (
    ("People", frozenset({"person"})),
    ("Places", frozenset({"place"})),
    ("Organisations", frozenset({"org"})),
    ("Dates", frozenset({"date", "time"})),
    ("Money", frozenset({"money", "percent", "quantity"})),
    ("Others", frozenset({"group", "event", "law", "work", "product", "role"})),
)
SHOWN_QUOTES: Final = 3
"""Quotes listed below the names; the other tab has them all."""
MOST_PIPS: Final = 4


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One line of the panel: pieces of styled text, and what choosing it means."""

    left: tuple[tuple[str, str], ...] = ()
    right: tuple[tuple[str, str], ...] = ()
    entity: Entity | None = None
    quote: Quote | None = None

    @property
    def can_be_chosen(self) -> bool:
        return self.entity is not None or self.quote is not None


def names_lines(article: Article) -> list[PanelLine]:
    """The names by kind, most named first, then the first of what was said."""
    lines: list[PanelLine] = []
    for title, kinds in SECTIONS:
        entities = sorted(
            (e for e in article.entities if e.kind in kinds), key=lambda e: -len(e.mentions)
        )
        if not entities:
            continue
        if lines:
            lines.append(PanelLine())
        lines.append(PanelLine(((title, "panel.title.quiet"),), ((str(len(entities)), "meta"),)))
        most = len(entities[0].mentions)
        for entity in entities:
            count = len(entity.mentions)
            pips = "▪" * max(1, round(MOST_PIPS * count / most)) if most > 1 else "▪"
            lines.append(
                PanelLine(
                    (("  ", "meta"), (entity.name, f"entity.{entity.kind}")),
                    ((f" {pips}", "meta"), (f"{count:>3}", "meta")),
                    entity=entity,
                )
            )
    said = quotes_lines(article, SHOWN_QUOTES)
    if said:
        if lines:
            lines.append(PanelLine())
        lines.append(
            PanelLine((("Said", "panel.title.quiet"),), ((str(len(article.quotes)), "meta"),))
        )
        lines.extend(said)
    return lines


def quotes_lines(article: Article, most: int | None = None) -> list[PanelLine]:
    """Speaker, then words, for each quote in reading order."""
    lines: list[PanelLine] = []
    speaker: str | None = ""
    for quote in article.quotes[:most]:
        if quote.speaker != speaker:
            speaker = quote.speaker
            who = (speaker, "quote.speaker") if speaker else ("speaker not named", "meta")
            lines.append(PanelLine((("▎", "quote.gutter"), who), quote=quote))
        words = " ".join(article.quoted(quote).split())
        lines.append(PanelLine((("▎", "quote.gutter"), (words, "quote")), quote=quote))
    return lines


class SidePanel(ScrollView, can_focus=True, inherit_bindings=False):
    """Two tabs over one article: its names and its quotes."""

    @dataclass
    class Chosen(Message):
        """An entity was chosen: list what names it."""

        entity: Entity

    @dataclass
    class Sought(Message):
        """A place in the article was asked for."""

        span: Span

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tab: Tab = "names"
        self.cursor = 0
        self._article: Article | None = None
        self._lines: list[PanelLine] = []
        self._mention: dict[str, int] = {}

    def show(self, article: Article | None) -> None:
        """Show what this article names and quotes."""
        self._article = article
        self._mention.clear()
        self._fill()

    def open_tab(self, tab: Tab) -> None:
        if tab != self.tab:
            self.tab = tab
            self._fill()

    def _fill(self) -> None:
        article = self._article
        self._lines = []
        if article is not None:
            make: Callable[[Article], list[PanelLine]] = (
                names_lines if self.tab == "names" else quotes_lines
            )
            self._lines = make(article)
        if article is not None and not self._lines:
            nothing = "No names found" if self.tab == "names" else "Nobody is quoted"
            self._lines = [PanelLine(((nothing, "meta"),))]
        self._lines = [PanelLine(), PanelLine(), *self._lines]
        self.cursor = next((i for i, one in enumerate(self._lines) if one.can_be_chosen), 0)
        self.virtual_size = Size(self.size.width, len(self._lines))
        self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self.refresh()

    @property
    def chosen(self) -> PanelLine:
        """The line under the cursor."""
        return self._lines[self.cursor] if self._lines else PanelLine()

    def chosen_text(self) -> str:
        """The name or the quote under the cursor, as text to copy."""
        if self.chosen.entity is not None:
            return self.chosen.entity.name
        if self.chosen.quote is not None and self._article is not None:
            words = self._article.quoted(self.chosen.quote)
            speaker = self.chosen.quote.speaker
            return f"{words} — {speaker}" if speaker else words
        return ""

    # What is drawn -------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        theme = theme_of(self)
        surface = ground(theme, "surface")
        width = self.size.width
        number = self.scroll_offset.y + y
        if y == 0:
            return self._draw_tabs(width, surface)
        if number >= len(self._lines):
            return Strip.blank(width, surface)
        shown = self._lines[number]
        base = surface
        if number == self.cursor and self.has_focus and shown.can_be_chosen:
            base = surface + theme.style("list.cursor")
            bare = Style(color=base.color, bgcolor=base.bgcolor, bold=True)
            left = [(text, bare) for text, _ in shown.left]
            right = [(text, bare) for text, _ in shown.right]
        else:
            left = [(text, self._style(name)) for text, name in shown.left]
            right = [(text, self._style(name)) for text, name in shown.right]
        return line([(" ", base), *left], width - 1, base, right).extend_cell_length(width, base)

    def _style(self, name: str) -> Style:
        theme = theme_of(self)
        if name == "panel.title.quiet":
            return ink(theme.style("meta")) + Style(bold=True)
        return ink(theme.style(name))

    def _draw_tabs(self, width: int, surface: Style) -> Strip:
        theme = theme_of(self)
        title, meta = self._style("panel.title"), self._style("meta")
        chosen = title + Style(underline=True)
        names = chosen if self.tab == "names" else meta
        quotes = chosen if self.tab == "quotes" else meta
        focus = ("▌", theme.style("border.focus")) if self.has_focus else (" ", surface)
        return line([focus, ("Names", names), ("  ", surface), ("Quotes", quotes)], width, surface)

    # What it can be told -------------------------------------------------------------------

    def _move(self, step: int) -> None:
        number = self.cursor + step
        while 0 <= number < len(self._lines) and not self._lines[number].can_be_chosen:
            number += 1 if step > 0 else -1
        if 0 <= number < len(self._lines):
            self._put_cursor(number)

    def _put_cursor(self, number: int) -> None:
        self.cursor = number
        # One line more above, so that the tabs never cover the cursor and titles come into view.
        region = Region(0, max(0, number - 2), 1, 4)
        self.scroll_to_region(region, animate=False, force=True, immediate=True)
        self.refresh()

    def action_cursor_down(self) -> None:
        self._move(1)

    def action_cursor_up(self) -> None:
        self._move(-1)

    def action_page_down(self) -> None:
        self._move(min(self.size.height - 2, len(self._lines) - 1 - self.cursor))

    def action_page_up(self) -> None:
        self._move(-min(self.size.height - 2, self.cursor - 2))

    def action_first(self) -> None:
        self.cursor = 0
        self._move(1)

    def action_last(self) -> None:
        self.cursor = len(self._lines)
        self._move(-1)

    def action_other_tab(self) -> None:
        self.open_tab("quotes" if self.tab == "names" else "names")

    def action_choose(self) -> None:
        if self.chosen.entity is not None:
            self.post_message(self.Chosen(self.chosen.entity))
        elif self.chosen.quote is not None:
            self.post_message(self.Sought(self.chosen.quote.spans[0]))

    def action_next_mention(self) -> None:
        if self.chosen.quote is not None:
            self.post_message(self.Sought(self.chosen.quote.spans[0]))
        entity = self.chosen.entity
        if entity is not None and entity.mentions:
            number = self._mention.get(entity.name, -1) + 1
            self._mention[entity.name] = number
            mention = entity.mentions[number % len(entity.mentions)]
            self.post_message(self.Sought(Span(mention.block, mention.start, mention.end)))

    def on_click(self, event: events.Click) -> None:
        if event.y == 0:
            self.open_tab("names" if event.x < 8 else "quotes")
            return
        number = self.scroll_offset.y + event.y
        if number < len(self._lines) and self._lines[number].can_be_chosen:
            self._put_cursor(number)
            self.action_choose()

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._lines))

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self.refresh()
