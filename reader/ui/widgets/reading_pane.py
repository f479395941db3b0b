"""The page: one article, typeset, scrolled, its hits walked."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from textual import events, work
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from reader.article import Article, Span
from reader.library.store import Position
from reader.ui.highlighting import Highlighter
from reader.ui.paint import paint, signs_of
from reader.ui.signs import Signs
from reader.ui.spans import Find
from reader.ui.theme import Layout
from reader.ui.typeset import Line, Page, typeset
from reader.ui.widgets.lines import settings_of, theme_of
from reader.ui.wrap import Hyphenator

LEVELS: Final = ("off", "subtle", "normal", "strong")
GLIDE: Final = 0.15
"""Seconds a page takes to glide, where the layout wants it to."""
FOCUS_LINE: Final = 0.33
"""Where the paragraph in focus stands, as a share of the pane's height from its top."""
HEADINGS: Final = ("kicker", "headline", "standfirst", "meta", "byline", "dateline", "subhead")
"""Lines that are over a paragraph, and not read in one."""

LARGE: Final = 100_000
"""Characters of an article from which its page is set beside the screen, and what was there is
shown meanwhile: some 50 ms of work, more than a frame may wait."""

Hit = tuple[int, int, int]
"""Block, start, end: what a search found in the article."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reader has come: a share of the page, and minutes for the words from here on."""

    share: float
    minutes_left: int


@dataclass(frozen=True, slots=True)
class _Before:
    """The page as it was before its links were listed, None once it fits no more; and the place."""

    page: Page | None
    top: int
    position: Position | None


class _Superseded(Exception):
    """Another page is wanted than the one that is being set."""


def _is_large(article: Article) -> bool:
    return sum(len(block.text) for block in article.blocks) >= LARGE


@contextmanager
def _uncollected() -> Iterator[None]:
    """Meanwhile no garbage is looked for, nor later among what was made.

    Going through all the lines of a large page would keep the screen for half a second.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()


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
        self._before: _Before | None = None
        self._slow: set[str] = set()
        self._told_slow: set[str] = set()
        self._is_large = False
        self._is_setting = False
        self._set_by: tuple[Layout, object, Signs | None] | None = None
        """What of the theme the page was set by."""
        self._wanted = 0
        """How often a page has been wanted: one set for an earlier time is shown no more."""

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
        self._is_large = article is not None and _is_large(article)
        self._before = self._pointed = None
        self._position = position
        self.shows_notices = settings_of(self).notices
        if self.focus_block is not None:
            self.focus_block = 0
        self._set_hits(hits)
        is_fitting = page is not None and page.width == self.size.width
        self._wanted += 1
        if is_fitting or self._is_large:
            self._set_by = self._sets_by
            self._lay_out(page)
        if not is_fitting:
            self.typeset()
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
        with _uncollected() if _is_large(article) else nullcontext():
            return typeset(
                article,
                width,
                layout,
                show_notices=shows,
                hyphenator=hyphenator,
                number_links=layout.link_numbers == "always",
                signs=signs_of(theme_of(self), self.level),
                find=self._find(),
            )

    @property
    def _numbers_links(self) -> bool:
        wanted = self.layout_in_force.link_numbers
        return wanted == "always" or (wanted == "listed" and self._before is not None)

    def _setting(self) -> Callable[..., Page] | None:
        """What sets the article for the pane as it is now."""
        if self.article is None or self.size.width == 0:
            return None
        self._set_by = self._sets_by
        return partial(
            typeset,
            self.article,
            self.size.width,
            self.layout_in_force,
            show_notices=self.shows_notices,
            hyphenator=self._hyphenator,
            number_links=self._numbers_links,
            signs=signs_of(theme_of(self), self.level),
            find=self._find(),
        )

    @property
    def _sets_by(self) -> tuple[Layout, object, Signs | None]:
        """What of the theme decides how a page is set; the rest is its colours."""
        theme = theme_of(self)
        return self.layout_in_force, theme.highlights, signs_of(theme, self.level)

    def _find(self) -> Find | None:
        """What finds the highlights in one article."""
        wanted = [one for one in theme_of(self).highlights if one.holds("page")]
        return Highlighter(wanted, self._slow).find if wanted else None

    def _tell_slow(self) -> None:
        """Name the highlights that took too long and are looked for no more."""
        for written in sorted(self._slow - self._told_slow):
            what = f"[highlight] {written}: takes too long to be looked for; it is left out"
            self.notify(what, severity="error", markup=False, timeout=20)
        self._told_slow |= self._slow

    def typeset(self) -> None:
        """Lay the article out for the pane's width; the reader stays at the same words.

        At once, unless it is large: then what is there stays until the new page is set.
        """
        self._wanted += 1
        if self._before is not None:
            self._before = replace(self._before, page=None)
        setting = self._setting()
        if setting is None or not self._is_large:
            self._lay_out(None if setting is None else setting())
        elif not self._is_setting:
            self._is_setting = True
            self._set_beside(setting, self._wanted)

    @work(thread=True, group="page")
    def _set_beside(self, setting: Callable[..., Page], number: int) -> None:
        """Set a page in a thread: one at a time, and only as long as it is wanted."""

        def between() -> None:
            if number != self._wanted:
                raise _Superseded

        page = None
        try:
            with _uncollected():
                page = setting(between=between)
        except _Superseded:
            pass
        finally:
            self.call_later(self._take, page, number)

    def _take(self, page: Page | None, number: int) -> None:
        """Show the page that was set beside, or set the one that is wanted now instead."""
        self._is_setting = False
        if number == self._wanted:
            self._lay_out(page)
            self.progress = self._progress()
        elif self._is_large and (setting := self._setting()) is not None:
            self._is_setting = True
            self._set_beside(setting, self._wanted)

    def _lay_out(self, page: Page | None) -> None:
        self._strips.clear()
        self._tell_slow()
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
        """Draw anew after the theme has changed; set anew only if it sets pages otherwise."""
        self._draw_anew()

    def _draw_anew(self) -> None:
        if self._set_by == self._sets_by:
            self._repaint()
        else:
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

    def _scroll(self, line: int, *, remember: bool = True, glides: bool = True) -> None:
        if remember and glides and theme_of(self).layout.smooth_scroll:
            self.scroll_to(y=max(0, line), duration=GLIDE, force=True, on_complete=self._remember)
            return
        self.scroll_to(y=max(0, line), animate=False, force=True, immediate=True)
        if remember:
            self._remember()

    def _first_words(self) -> Line | None:
        """The first line of the article's own text on the screen."""
        if self.page is None:
            return None
        below = islice(self.page.lines, self.scroll_offset.y, None)
        return next((drawn for drawn in below if drawn.block >= 0), None)

    def _remember(self) -> None:
        """Note the first words on the screen, and say how far the reader has come."""
        if self.page is not None:
            self._position = None
            drawn = self._first_words()
            if drawn is not None and self.scroll_offset.y > 0:
                self._position = Position(drawn.block, drawn.start)
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

    def go_to(self, block: int, offset: int, *, room: int | None = None) -> None:
        """Bring a place in the article onto the screen, folded notices opened if it is in them.

        `room` is how many of the pane's rows are free; the rest is covered by something.
        """
        if self.article is None or block >= len(self.article.blocks):
            return
        if self.article.blocks[block].role == "boilerplate" and not self.shows_notices:
            self.shows_notices = True
            self.typeset()
            if self._is_setting:
                self._position = Position(block, offset)
                return
        if self.page is None:  # It goes there when it is set.
            self._position = Position(block, offset)
            return
        number = self.page.locate(block, offset)[0]
        top = self.scroll_offset.y
        room = self.size.height if room is None else max(1, min(room, self.size.height))
        if not top <= number < top + max(1, room - 1):
            self._scroll(number - int(room * FOCUS_LINE))
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

    # Links ---------------------------------------------------------------------------------

    def list_links(self, is_listed: bool) -> None:
        """Mark the links by their numbers while they are listed; then all is as it was."""
        before = self._before
        if is_listed and before is None:
            self._number_links()
        elif not is_listed and before is not None:
            self._pointed = self._before = None
            self._position = before.position
            if before.page is None:
                self.typeset()
            else:
                self._wanted += 1
                self._lay_out(before.page)
                self._scroll(before.top, glides=False)

    def _number_links(self) -> None:
        """Set the page with numbers, the words at the top of the screen left where they are."""
        top, first = self.scroll_offset.y, self._first_words()
        self._before = before = _Before(self.page, top, self._position)
        if self.page is None or self.layout_in_force.link_numbers != "listed":
            return
        self.typeset()
        self._before = before
        # A pane that is hidden behind another has no page until it is shown.
        if first is not None and self.page is not None and not self._is_setting:
            was = before.page.locate(first.block, first.start)[0] if before.page else top
            number = self.page.locate(first.block, first.start)[0]
            self._scroll(top + number - was, glides=False)

    def first_shown(self, spans: Sequence[Span]) -> int:
        """Which of these (in reading order, at least one) stands first on the screen or below."""
        if self.page is None:
            return 0
        page, top = self.page, self.scroll_offset.y
        return next(
            (n for n, at in enumerate(spans) if page.locate(at.block, at.start)[0] >= top),
            len(spans) - 1,
        )

    def point_at(self, span: Span, room: int | None) -> None:
        """Show where something stands, as the current hit is shown.

        It is brought into the first `room` rows of the pane; None: the page stays where it is.
        """
        self._pointed = (span.block, span.start, span.end)
        if room is not None:
            self.go_to(span.block, span.start, room=room)
        self._repaint()

    # Ways of looking -----------------------------------------------------------------------

    def action_notices(self) -> None:
        self.shows_notices = not self.shows_notices
        self.typeset()

    def action_highlight_level(self) -> None:
        self.entity_level = LEVELS[(LEVELS.index(self.level) + 1) % len(LEVELS)]
        self._draw_anew()

    def set_measure(self, change: int) -> int:
        """Make the lines longer or shorter than they are; the measure that comes of it, in cells.

        From 40 to 100, and no longer than the pane.
        """
        self.measure = max(40, min(100, self._measure_now() + change))
        self.typeset()
        return self._measure_now()

    def _measure_now(self) -> int:
        if self.page is None or self._is_setting:
            return self.layout_in_force.measure
        return self.page.measure

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
        # A heading alone is nothing to read: the paragraph under it is meant.
        blocks = [line for line in self.page.lines[start:] if line.block >= 0]
        below = (line for line in blocks if line.kind not in HEADINGS)
        drawn = next(below, blocks[0] if blocks else None)
        if drawn is not None:
            self.focus_block = drawn.block
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
