"""The list of articles: drawn line by line on demand, so that 100,000 are as quick as ten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reader.library.store import Row
from reader.ui.clock import AGE, list_date
from reader.ui.line_format import set_line
from reader.ui.widgets.lines import Lit, ink, line, theme_of

if TYPE_CHECKING:
    from reader.library.search import Snippet
    from reader.ui.line_rules import LineRule

FREE: Final = ("source", "byline", "site")
"""What is shortened before the headline is."""
STYLES: Final = {
    "dot": "list.unread_dot",
    "star": "list.starred",
    "date": "list.age",
    "age": "list.age",
}
OTHERS: Final = "list.source"
"""The style of all else in the list's lines."""

_BOLD, _LIGHT = Style(bold=True), Style(bold=False)

CHUNK = 64
"""Rows fetched at once: two screens of the tallest terminals people use."""


class ArticleList(ScrollView, can_focus=True, inherit_bindings=False):
    """Headlines with source, age and minutes; unread, starred and the cursor marked by shape.

    `ids` is the order; the rows themselves are fetched as they come into view.
    """

    @dataclass
    class Moved(Message):
        """The cursor stands on another article, or on none."""

        id: int | None

    @dataclass
    class Passed(Message):
        """The cursor was moved away from an article."""

        id: int

    @dataclass
    class Opened(Message):
        """The article under the cursor is to be read."""

        id: int

    @dataclass
    class SnippetsWanted(Message):
        """Articles have come into view whose snippets are not known."""

        ids: Sequence[int]

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Sequence[Row]],
        now: Callable[[], datetime],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._fetch = fetch
        self._now = now
        self.ids: Sequence[int] = ()
        self.cursor = 0
        self.rows_each = 2
        self._rows: dict[int, Row] = {}
        self._base_rows = 2
        self._divider: int | None = None
        self._divider_text = ""
        self._snippets: dict[int, Snippet | None] | None = None
        self._wanted: list[int] = []
        self.rules: Sequence[LineRule] = ()
        self._lit = Lit(self, "list")

    @property
    def current(self) -> int | None:
        """The id under the cursor."""
        return self.ids[self.cursor] if self.cursor < len(self.ids) else None

    def show(self, ids: Sequence[int], keep: int | None = None) -> None:
        """Show these articles; the cursor stays on `keep` if it is among them.

        Otherwise the cursor stays at its height, so that a list that shrinks under it does not
        throw it to the top.
        """
        before = self.current
        self.ids = ids
        if keep is not None and keep in ids:
            self.cursor = ids.index(keep)
        else:
            self.cursor = max(0, min(self.cursor, len(ids) - 1))
        self.lay_out()
        if self.current != before:
            self.post_message(self.Moved(self.current))

    def forget_rows(self, ids: Sequence[int] | None = None) -> None:
        """Fetch these rows anew (all of them without `ids`) when they are next drawn."""
        if ids is None:
            self._rows.clear()
        else:
            for number in ids:
                self._rows.pop(number, None)
        self.refresh()

    def change_row(self, number: int, change: Callable[[Row], Row]) -> None:
        """Show a row as it is after a change; one not fetched yet comes changed anyway."""
        if number in self._rows:
            self._rows[number] = change(self._rows[number])
            self.refresh()

    def set_divider(self, index: int | None, text: str = "") -> None:
        """Put a line of text above the article at an index, or take it away."""
        self._divider = index
        self._divider_text = text
        self.lay_out()

    def _top_of(self, index: int) -> int:
        """The line where an article begins."""
        return index * self.rows_each + (self._divider is not None and index >= self._divider)

    def _at(self, line: int) -> tuple[int, int]:
        """The article on a line and which of its lines it is; -1 on the divider."""
        if self._divider is not None:
            divider = self._divider * self.rows_each
            if line == divider:
                return -1, 0
            line -= line > divider
        return divmod(line, self.rows_each)

    def row(self, index: int) -> Row | None:
        """The row at a place in the list, fetched with its neighbours; None if it is gone."""
        number = self.ids[index]
        if number not in self._rows:
            start = max(0, index - CHUNK // 4)
            wanted = [i for i in self.ids[start : start + CHUNK] if i not in self._rows]
            if len(self._rows) > 50 * CHUNK:
                self._rows.clear()
                wanted = list(self.ids[start : start + CHUNK])
            self._rows.update((row.id, row) for row in self._fetch(wanted))
        return self._rows.get(number)

    def row_of(self, number: int | None) -> Row | None:
        """The row of an article, wherever it stands; None if there is none."""
        if number is None:
            return None
        if number not in self._rows:
            self._rows.update((row.id, row) for row in self._fetch([number]))
        return self._rows.get(number)

    def move_to(self, index: int) -> None:
        """Put the cursor on a place in the list and bring it into view."""
        if not self.ids:
            return
        index = max(0, min(index, len(self.ids) - 1))
        if index != self.cursor:
            if self.current is not None:
                self.post_message(self.Passed(self.current))
            self.cursor = index
            self.refresh()
            self.post_message(self.Moved(self.current))
        self._scroll_to_cursor()

    def set_rules(self, rules: Sequence[LineRule]) -> None:
        """Draw lines as the first rule says that takes their article."""
        self.rules = rules
        self.refresh()

    def set_rows(self, rows: int) -> None:
        """So many lines for each article, and one more for its snippet while there are any."""
        self._base_rows = rows
        self.rows_each = rows + (self._snippets is not None)
        self.lay_out()

    def show_snippets(self, wanted: bool) -> None:
        """Begin anew with snippets below the headlines, or show none."""
        self._snippets = {} if wanted else None
        self._wanted.clear()
        self.set_rows(self._base_rows)

    def take_snippets(self, found: Mapping[int, Snippet]) -> None:
        """Show these snippets."""
        if self._snippets is not None:
            self._snippets.update(found)
            self.refresh()

    def _snippet(self, number: int) -> Snippet | None:
        if self._snippets is None:
            return None
        if number not in self._snippets:
            self._snippets[number] = None
            if not self._wanted:
                self.call_later(self._ask_for_snippets)
            self._wanted.append(number)
        return self._snippets[number]

    def _ask_for_snippets(self) -> None:
        wanted, self._wanted = self._wanted, []
        if wanted:
            self.post_message(self.SnippetsWanted(wanted))

    def lay_out(self) -> None:
        """Fit the list to its rows and its height."""
        lines = len(self.ids) * self.rows_each + (self._divider is not None)
        self.virtual_size = Size(self.size.width, lines)
        self._scroll_to_cursor()
        self.refresh()

    def _scroll_to_cursor(self) -> None:
        margin = min(theme_of(self).layout.scroll_margin, max(0, self.size.height - 1) // 2)
        top = max(0, self._top_of(self.cursor) - margin)
        bottom = self._top_of(self.cursor) + self.rows_each + margin
        region = Region(0, top, 1, min(bottom, self.virtual_size.height) - top)
        self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def on_resize(self) -> None:
        self.lay_out()

    # What is drawn -------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        index, part = self._at(self.scroll_offset.y + y)
        width = self.size.width
        surface = theme_of(self).ground("surface")
        if index < 0:
            rule = ink(theme_of(self).style("panel.title"))
            return line(
                [("── ", rule), (f"{self._divider_text} ", rule), ("─" * width, rule)],
                width,
                surface,
            )
        row = self.row(index) if index < len(self.ids) else None
        if row is None:
            return Strip.blank(width, surface)
        return self._draw(row, index, part, width, surface)

    def _draw(self, row: Row, index: int, part: int, width: int, base: Style) -> Strip:
        theme = theme_of(self)
        under_cursor = index == self.cursor
        rule = next((rule.style for rule in self.rules if rule.takes(row)), "")
        over = theme.layer(rule) if rule else Style.null()
        sign = theme.styles[rule].mark or theme.styles[rule].gutter if rule in theme.styles else ""
        if over.bgcolor and not under_cursor:
            base = base + Style(bgcolor=over.bgcolor)
        bar: tuple[str, Style] = (sign, ink(over)) if sign and not part else (" ", base)
        if under_cursor:
            base = base + theme.style("list.cursor")
            bar = ("▌", ink(theme.style("border.focus" if self.has_focus else "list.age")))

        def style(name: str) -> Style:
            # The cursor's ink holds for its whole row; only the weight comes from below.
            named = theme.style(name)
            if not under_cursor:
                return ink(named) + ink(over) if rule else ink(named)
            weight = _BOLD if named.bold or over.bold else _LIGHT
            return weight + Style(italic=over.italic, underline=over.underline) if rule else weight

        lines = theme.layout.list_lines
        pieces: list[tuple[str, Style]] = []
        if part < self._base_rows and part < len(lines):
            state = "list.starred" if row.is_starred else "list.read" if row.is_read else ""
            styles = {"headline": state or "list.unread", "mark": state or "list.unread_dot"}
            told = set_line(
                lines[part], partial(self._fact, row, index), width - 2, "headline", FREE
            )
            for text, name in told:
                if name or not text.isspace():
                    ink_of = style(styles.get(name) or STYLES.get(name, OTHERS))
                else:  # A blank goes with what stands before it.
                    ink_of = pieces[-1][1] if pieces and len(text) > 1 else base
                lit = self._lit.pieces(text, ink_of, is_chosen=under_cursor) if name else None
                for piece, inked in lit or [(text, ink_of)]:
                    if pieces and pieces[-1][1] == inked:
                        pieces[-1] = (pieces[-1][0] + piece, inked)
                    else:
                        pieces.append((piece, inked))
        elif part == self.rows_each - 1 and self._snippets is not None:
            pieces = [("  ", base), *self._snippet_pieces(row.id, width - 4, under_cursor)]
        return line([bar, *pieces], width, base, [(" ", Style.null())])

    def _fact(self, row: Row, index: int, name: str) -> str:
        """What a field of the list's lines says of an article."""
        match name:
            case "headline":
                return row.headline or row.url or "Untitled"
            case "source":
                return row.source
            case "mark":
                return "★" if row.is_starred else " " if row.is_read else "•"
            case "date" | "age":
                if row.published is None:
                    return "undated"
                patterns = theme_of(self).layout.list_date if name == "date" else (AGE,)
                return list_date(row.published, self._now(), patterns)
            case "minutes" | "words":
                return f"{row.minutes if name == 'minutes' else row.words:,}"
            case "dot":
                return " " if row.is_read else "•"
            case "star":
                return "★" if row.is_starred else " "
            case "number":
                return f"{index + 1:,}"
            case "byline":
                return row.byline
            case "site":
                return site_of(row.url)
        raise KeyError(name)

    def _snippet_pieces(
        self, number: int, cells: int, under_cursor: bool
    ) -> list[tuple[str, Style]]:
        """The snippet around its first hit, the hits marked."""
        snippet = self._snippet(number)
        if snippet is None:
            return []
        theme = theme_of(self)
        plain = Style(bold=False) if under_cursor else ink(theme.style("list.source"))
        marked = Style(underline=True, bold=True) if under_cursor else theme.style("search.hit")
        text, hits = snippet
        first = hits[0][0] if hits else 0
        # The first hit stands a third from the left where the text before it allows.
        start = max(0, min(first - cells // 3, len(text) - cells)) if first > cells // 2 else 0
        pieces: list[tuple[str, Style]] = [("…", plain)] if start else []
        at = start + (1 if start else 0)
        for low, high in hits:
            if low >= at:
                pieces += [(text[at:low], plain), (text[low:high], marked)]
                at = high
        pieces.append((text[at:], plain))
        return pieces

    # What it can be told -------------------------------------------------------------------

    @property
    def _screenful(self) -> int:
        return max(1, self.size.height // self.rows_each - 1)

    def _step(self, step: int) -> None:
        to = self.cursor + step
        if self.ids and theme_of(self).layout.wrap_scroll:
            to %= len(self.ids)
        self.move_to(to)

    def action_cursor_down(self) -> None:
        self._step(1)

    def action_cursor_up(self) -> None:
        self._step(-1)

    def action_page_down(self) -> None:
        self.move_to(self.cursor + self._screenful)

    def action_page_up(self) -> None:
        self.move_to(self.cursor - self._screenful)

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(len(self.ids) - 1)

    def action_open(self) -> None:
        if self.current is not None:
            self.post_message(self.Opened(self.current))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index, _ = self._at(self.scroll_offset.y + offset.y)
        if 0 <= index < len(self.ids):
            self.move_to(index)
            self.action_open()

    def watch_has_focus(self, value: bool) -> None:
        super().watch_has_focus(value)
        self.refresh()


def site_of(url: str) -> str:
    """The site a page is on, without the www."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
