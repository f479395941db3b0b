"""The page: one article, typeset, scrolled, its hits walked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reader.article import Article, Span
from reader.library.store import Position
from reader.ui.paint import paint
from reader.ui.theme import Layout
from reader.ui.typeset import Line, Page, typeset
from reader.ui.widgets.lines import settings_of, theme_of
from reader.ui.wrap import Hyphenator

LEVELS: Final = ("off", "subtle", "normal", "strong")
GLIDE: Final = 0.15
"""Seconds a page takes to glide, where the layout wants it to."""
FOCUS_LINE: Final = 0.33
"""Where the paragraph in focus stands, as a share of the pane's height from its top."""

Hit = tuple[int, int, int]
"""Block, start, end: what a search found in the article."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reader has come: a share of the page, and minutes for the words from here on."""

    share: float
    minutes_left: int


class ReadingPane(ScrollView, can_focus=True, inherit_bindings=False):
    """An article as a page of lines; knows where the reader is in it."""

    progress: reactive[Progress | None] = reactive(None, repaint=False)
    """How far the last line on the screen is through the article; watched by what shows it, so
    that it is drawn in the same frame."""

    @dataclass
    class Finished(Message):
        """The reader wants more than the article has."""

    @dataclass
    class Named(Message):
        """An entity on the page was clicked."""

        name: str
        kind: str

    @dataclass
    class Followed(Message):
        """A link on the page was clicked."""

        target: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.article: Article | None = None
        self.page: Page | None = None
        self.hits: Sequence[Hit] = ()
        self.hit: int | None = None
        self.shows_notices = False
        self.focus_block: int | None = None
        self.entity_level: str | None = None
        self.measure: int | None = None
        self._position: Position | None = None
        self._pointed: Hit | None = None
        self._hyphenator: Hyphenator | None = None
        self._strips: dict[int, Strip] = {}
        self._hits_in: dict[int, list[tuple[int, int]]] = {}

    # What is shown -------------------------------------------------------------------------

    def show(
        self,
        article: Article | None,
        position: Position | None = None,
        hits: Sequence[Hit] = (),
        hyphenator: Hyphenator | None = None,
        page: Page | None = None,
    ) -> None:
        """Show an article at a place in it (None: the top), with these hits marked.

        `page` is the article as `set_article` set it, taken if the pane still is as it was then.
        """
        self._hyphenator = hyphenator
        self.article = article
        self._position = position
        self.shows_notices = settings_of(self).notices
        if self.focus_block is not None:
            self.focus_block = 0
        self._set_hits(hits)
        is_fitting = page is not None and page.width == self.size.width
        self._lay_out(page if is_fitting else self._typeset())
        self.progress = self._progress()

    def mark(self, hits: Sequence[Hit]) -> None:
        """Mark these hits in the article that is shown."""
        self._set_hits(hits)
        self._repaint()

    def _set_hits(self, hits: Sequence[Hit]) -> None:
        self.hits = hits
        self.hit = 0 if hits else None
        self._hits_in = {}
        for block, start, end in hits:
            self._hits_in.setdefault(block, []).append((start, end))

    @property
    def layout_in_force(self) -> Layout:
        """The theme's layout, with the measure the reader has set by key."""
        layout = theme_of(self).layout
        return replace(layout, measure=self.measure) if self.measure else layout

    @property
    def level(self) -> str:
        """How strongly names are shown: the theme's way until a key changes it."""
        return self.entity_level or theme_of(self).layout.entity_level

    def set_article(self, article: Article, hyphenator: Hyphenator | None) -> Page | None:
        """An article set for the pane as it is now: pure, to be done beside the screen."""
        width = self.size.width
        if width == 0:
            return None
        shows = settings_of(self).notices
        layout = self.layout_in_force
        return typeset(article, width, layout, show_notices=shows, hyphenator=hyphenator)

    def _typeset(self) -> Page | None:
        if self.article is None or self.size.width == 0:
            return None
        return typeset(
            self.article,
            self.size.width,
            self.layout_in_force,
            show_notices=self.shows_notices,
            hyphenator=self._hyphenator,
        )

    def typeset(self) -> None:
        """Lay the article out for the pane's width; the reader stays at the same words."""
        self._lay_out(self._typeset())

    def _lay_out(self, page: Page | None) -> None:
        self._strips.clear()
        self.page = page
        height = 0 if page is None else len(page.lines)
        self.virtual_size = Size(self.size.width, height)
        if page is not None:
            self._scroll(self._line_of(self._position), remember=False)
        self.refresh()

    def _line_of(self, position: Position | None) -> int:
        if position is None or self.page is None:
            return 0
        return self.page.locate(position.block, position.offset)[0]

    @property
    def position(self) -> Position | None:
        """The first words on the screen; None at the top of the article and without one."""
        return self._position

    @property
    def is_at_end(self) -> bool:
        """Whether the last line is on the screen."""
        return self.page is not None and self.scroll_offset.y >= self.max_scroll_y

    def _progress(self) -> Progress | None:
        if self.page is None or self.article is None:
            return None
        top = self.scroll_offset.y
        share = 1.0 if self.is_at_end else top / max(1, self.max_scroll_y)
        left = self.article.words - self.page.words_before(top)
        return Progress(share, round(left / self.layout_in_force.words_per_minute))

    def _repaint(self) -> None:
        self._strips.clear()
        self.refresh()

    def on_theme_changed(self) -> None:
        """Draw anew after the theme has changed."""
        self.typeset()

    def on_resize(self) -> None:
        self.typeset()
        self.progress = self._progress()

    # What is drawn -------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        number = self.scroll_offset.y + y
        strip = self._strips.get(number)
        if strip is None:
            theme = theme_of(self)
            if self.page is None or number >= len(self.page.lines):
                return Strip.blank(self.size.width, theme.ground("background"))
            strip = self._paint(self.page.lines[number])
            if len(self._strips) > 2000:
                self._strips.clear()
            self._strips[number] = strip
        return strip

    def _paint(self, drawn: Line) -> Strip:
        current = None
        here = self._pointed or (self.hits[self.hit] if self.hit is not None else None)
        if here is not None and here[0] == drawn.block:
            current = here[1:]
        return paint(
            drawn,
            theme_of(self),
            self.size.width,
            hits=self._hits_in.get(drawn.block, ()),
            current=current,
            dim=self.focus_block is not None and drawn.block != self.focus_block,
            entity_level=self.level,
        )

    # Moving --------------------------------------------------------------------------------

    def _scroll(self, line: int, *, remember: bool = True) -> None:
        if remember and theme_of(self).layout.smooth_scroll:
            self.scroll_to(y=max(0, line), duration=GLIDE, force=True, on_complete=self._remember)
            return
        self.scroll_to(y=max(0, line), animate=False, force=True, immediate=True)
        if remember:
            self._remember()

    def _remember(self) -> None:
        """Note the first words on the screen, and say how far the reader has come."""
        self._position = None
        if self.page is not None and self.scroll_offset.y > 0:
            for drawn in self.page.lines[self.scroll_offset.y :]:
                if drawn.block >= 0:
                    self._position = Position(drawn.block, drawn.start)
                    break
        self.progress = self._progress()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._remember()

    def action_line_down(self) -> None:
        if self.focus_block is None:
            self._scroll(self.scroll_offset.y + 1)
        else:
            self._move_focus(1)

    def action_line_up(self) -> None:
        if self.focus_block is None:
            self._scroll(self.scroll_offset.y - 1)
        else:
            self._move_focus(-1)

    @property
    def _step(self) -> int:
        return max(1, self.size.height - self.layout_in_force.scroll_overlap)

    def action_page_down(self) -> None:
        self._scroll(self.scroll_offset.y + self._step)
        self._focus_where_we_are()

    def action_page_up(self) -> None:
        self._scroll(self.scroll_offset.y - self._step)
        self._focus_where_we_are()

    def action_top(self) -> None:
        self._scroll(0)
        self._focus_where_we_are()

    def action_bottom(self) -> None:
        self._scroll(int(self.max_scroll_y))
        self._focus_where_we_are()

    def action_read_on(self) -> None:
        if self.is_at_end:
            self.post_message(self.Finished())
        else:
            self.action_page_down()

    def go_to(self, block: int, offset: int) -> None:
        """Bring a place in the article onto the screen, folded notices opened if it is in them."""
        if self.article is None or self.page is None or block >= len(self.article.blocks):
            return
        if self.article.blocks[block].role == "boilerplate" and not self.shows_notices:
            self.shows_notices = True
            self.typeset()
        number = self.page.locate(block, offset)[0]
        top = self.scroll_offset.y
        if not top <= number < top + self.size.height - 1:
            self._scroll(number - int(self.size.height * FOCUS_LINE))
        if self.focus_block is not None:
            self.focus_block = block
        self._repaint()

    # Hits ----------------------------------------------------------------------------------

    def walk_hits(self, step: int) -> bool:
        """Go to the next (1) or previous (-1) hit, round the ends; False if there is none."""
        if not self.hits:
            return False
        here = self.hit if self.hit is not None else -step
        self.hit = (here + step) % len(self.hits)
        block, start, _ = self.hits[self.hit]
        self.go_to(block, start)
        return True

    def show_current_hit(self) -> None:
        """Bring the current hit onto the screen."""
        if self.hit is not None:
            block, start, _ = self.hits[self.hit]
            self.go_to(block, start)

    def point_at(self, span: Span | None) -> None:
        """Show where something stands, as the current hit is shown; None: no more."""
        self._pointed = None if span is None else (span.block, span.start, span.end)
        if span is not None:
            self.go_to(span.block, span.start)
        self._repaint()

    # Ways of looking -----------------------------------------------------------------------

    def action_notices(self) -> None:
        self.shows_notices = not self.shows_notices
        self.typeset()

    def action_highlight_level(self) -> None:
        self.entity_level = LEVELS[(LEVELS.index(self.level) + 1) % len(LEVELS)]
        self._repaint()

    def set_measure(self, change: int) -> int:
        """Make the lines longer or shorter than they are; the measure that comes of it, in cells.

        From 40 to 100, and no longer than the pane.
        """
        now = self.page.measure if self.page is not None else self.layout_in_force.measure
        self.measure = max(40, min(100, now + change))
        self.typeset()
        return self.page.measure if self.page is not None else self.measure

    def action_focus_mode(self) -> None:
        if self.focus_block is not None:
            self.focus_block = None
        else:
            self.focus_block = 0
            self._focus_where_we_are()
        self._repaint()

    def _readable_blocks(self) -> list[int]:
        """The blocks on the page that focus can stand on, in order."""
        if self.page is None:
            return []
        seen: dict[int, None] = {}
        for drawn in self.page.lines:
            if drawn.block >= 0:
                seen.setdefault(drawn.block)
        return list(seen)

    def _focus_where_we_are(self) -> None:
        if self.focus_block is None or self.page is None:
            return
        top = self.scroll_offset.y
        start = top + int(self.size.height * FOCUS_LINE) if top > 0 else 0
        for drawn in self.page.lines[start:]:
            if drawn.block >= 0:
                self.focus_block = drawn.block
                break
        self._repaint()

    def _move_focus(self, step: int) -> None:
        blocks = self._readable_blocks()
        if not blocks or self.page is None:
            return
        here = blocks.index(self.focus_block) if self.focus_block in blocks else 0
        self.focus_block = blocks[max(0, min(len(blocks) - 1, here + step))]
        number = self.page.line_of_block(self.focus_block)
        self._scroll(number - int(self.size.height * FOCUS_LINE))
        self._repaint()

    # The mouse -----------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        meta = event.style.meta
        if "entity" in meta:
            self.post_message(self.Named(meta["entity"], meta["kind"]))
        elif "link" in meta:
            self.post_message(self.Followed(meta["link"]))
        elif meta.get("action") == "notices":
            self.action_notices()
