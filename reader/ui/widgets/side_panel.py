"""The side panel: who and what the article names, and who said what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reader.article import Article, Entity, Kind, Quote, Span
from reader.ui.widgets.lines import ink, line, theme_of

if TYPE_CHECKING:
    from reader.library.search import Facets

Tab = Literal["names", "quotes", "facets"]
TABS: Final[tuple[tuple[Tab, str], ...]] = (
    ("names", "Names"),
    ("quotes", "Quotes"),
    ("facets", "Facets"),
)

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
    facet: str = ""

    @property
    def can_be_chosen(self) -> bool:
        return self.entity is not None or self.quote is not None or self.facet != ""


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


def facets_lines(facets: Facets, query: str) -> list[PanelLine]:
    """How results divide; what the query already asks for has a tick."""
    lines: list[PanelLine] = []
    padded = f" {query} "
    for title, values in (
        ("Sources", facets.source),
        ("People", facets.person),
        ("Places", facets.place),
        ("Months", facets.month),
    ):
        if not values:
            continue
        if lines:
            lines.append(PanelLine())
        lines.append(PanelLine(((title, "panel.title.quiet"),)))
        for facet in values:
            tick = "✓ " if f" {facet.query} " in padded else "  "
            lines.append(
                PanelLine(
                    ((tick, "panel.title"), (facet.value, "body")),
                    ((f"{facet.count:>5,}", "meta"),),
                    facet=facet.query,
                )
            )
    return lines


class SidePanel(ScrollView, can_focus=True, inherit_bindings=False):
    """Two tabs over one article: its names and its quotes."""

    @dataclass
    class Chosen(Message):
        """An entity was chosen: list what names it."""

        entity: Entity

    @dataclass
    class FacetsWanted(Message):
        """The facets of what is listed are to be shown."""

    @dataclass
    class Narrowed(Message):
        """A facet was chosen: its query is to be added to the search, or taken out."""

        query: str

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
        self._facets: list[PanelLine] = []

    def show(self, article: Article | None) -> None:
        """Show what this article names and quotes."""
        self._article = article
        self._mention.clear()
        self._fill()

    def open_tab(self, tab: Tab) -> None:
        if tab != self.tab:
            self.tab = tab
            self._fill()
            if tab == "facets":
                self.post_message(self.FacetsWanted())

    def show_facets(self, facets: Facets, query: str) -> None:
        """Show how what is listed divides; the cursor stays on its line."""
        self._facets = facets_lines(facets, query)
        if self.tab == "facets":
            here = self.cursor
            self._fill()
            if here < len(self._lines) and self._lines[here].can_be_chosen:
                self._put_cursor(here)

    def _fill(self) -> None:
        article = self._article
        lines: list[PanelLine] = []
        nothing = ""
        if self.tab == "facets":
            lines, nothing = self._facets, "Nothing listed"
        elif article is not None and self.tab == "names":
            lines, nothing = names_lines(article), "No names found"
        elif article is not None:
            lines, nothing = quotes_lines(article), "Nobody is quoted"
        self._lines = list(lines or [PanelLine(((nothing, "meta"),))])
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
        surface = theme.ground("surface")
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
        title, meta = self._style("panel.title"), self._style("meta")
        chosen = title + Style(underline=True)
        pieces = [("▌" if self.has_focus else " ", self._style("border.focus"))]
        for tab, words in TABS:
            pieces += [(words, chosen if tab == self.tab else meta), ("  ", surface)]
        return line(pieces, width, surface)

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

    def action_next_tab(self, step: int = 1) -> None:
        names = [tab for tab, _ in TABS]
        self.open_tab(names[(names.index(self.tab) + step) % len(names)])

    def action_previous_tab(self) -> None:
        self.action_next_tab(-1)

    def action_choose(self) -> None:
        if self.chosen.entity is not None:
            self.post_message(self.Chosen(self.chosen.entity))
        elif self.chosen.quote is not None:
            self.post_message(self.Sought(self.chosen.quote.spans[0]))
        elif self.chosen.facet:
            self.post_message(self.Narrowed(self.chosen.facet))

    def action_next_mention(self) -> None:
        if self.chosen.facet:
            self.post_message(self.Narrowed(self.chosen.facet))
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
            left = 1
            for tab, words in TABS:
                if left <= event.x < left + len(words) + 2:
                    self.open_tab(tab)
                left += len(words) + 2
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
