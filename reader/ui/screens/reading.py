"""What is open: an article on the page, read or starred, left at the place reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual import work
from textual.timer import Timer

from reader.article import Article
from reader.library import Library
from reader.library.store import Position
from reader.ui.flags import Change, Flag
from reader.ui.hyphenation import hyphenator
from reader.ui.keymap import Keymap
from reader.ui.page import Page
from reader.ui.screens.listing import hits_in
from reader.ui.screens.searching import Searching
from reader.ui.widgets.article_list import ArticleList
from reader.ui.widgets.lines import settings_of
from reader.ui.widgets.reading_pane import Hit, Progress
from reader.ui.widgets.side_panel import SidePanel
from reader.ui.wrap import Hyphenator

if TYPE_CHECKING:
    from reader.library.query import Query

PREVIEW_DELAY: Final = 0.05
"""Seconds the cursor rests before the article under it is shown: held keys skip what they pass."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article as it came from the library, ready for the page."""

    id: int
    article: Article
    position: Position | None
    query: Query | None
    hits: Sequence[Hit]
    hyphenator: Hyphenator | None
    page: Page | None


class Reading(Searching):
    """Brings articles from the list to the page, and keeps what the reader does with them."""

    def __init__(self, library: Library, keymap: Keymap, now: Callable[[], datetime]) -> None:
        super().__init__(library, keymap, now)
        self._open: int | None = None
        self._shown: int | None = None
        self._preview: Timer | None = None

    def on_mount(self) -> None:
        self.watch(self.page, "progress", lambda told: self.status.tell(progress=told))
        self.watch(self.page, "progress", self._mark_finished)

    def _mark_finished(self, progress: Progress | None) -> None:
        """Mark the article read at its end, where the settings want it then."""
        is_read = progress is not None and progress.share >= 1 and self.focused is self.page
        if is_read and self._shown is not None and settings_of(self).mark_read == "finished":
            self._set_flag(self._shown, "read", True)

    def on_unmount(self) -> None:
        self._keep_position()
        self.flags.close()

    # Opening -------------------------------------------------------------------------------

    def on_article_list_moved(self, message: ArticleList.Moved) -> None:
        self.status.touch("position")
        if self._preview is not None:
            self._preview.stop()
        self._preview = self.set_timer(PREVIEW_DELAY, self._show_current)

    def _show_current(self) -> None:
        if self.list.current != self._open:
            self._load(self.list.current)

    def on_article_list_passed(self, message: ArticleList.Passed) -> None:
        if settings_of(self).mark_read == "passed":
            self._set_flag(message.id, "read", True)

    def on_article_list_opened(self, message: ArticleList.Opened) -> None:
        self.read(message.id)

    def read(self, number: int) -> None:
        """Open an article to be read: on the page, with the focus, and marked read."""
        if self._preview is not None:
            self._preview.stop()
        if number != self._open:
            self._load(number)
        if settings_of(self).mark_read in ("opened", "passed"):
            self._set_flag(number, "read", True)
        self.go(self.page)

    def _load(self, number: int | None) -> None:
        self._open = number
        if number is not None:
            self._fetch(number, self.asked)
            return
        self._keep_position()
        self._shown = None
        self.page.show(None)
        self.panel.show(None)

    @work(thread=True, exclusive=True, group="article", exit_on_error=False)
    def _fetch(self, number: int, query: Query | None) -> None:
        store = self.library.store
        try:
            article, position = store.article(number), store.position(number)
        except KeyError:  # removed by another reader; the next listing leaves it out
            return
        divide = hyphenator(article.language)
        page = self.page.set_article(article, divide)
        loaded = Loaded(number, article, position, query, hits_in(article, query), divide, page)
        self.call_later(self._show, loaded)

    def _show(self, loaded: Loaded) -> None:
        if loaded.id != self._open:
            return
        self._keep_position()
        self._shown = loaded.id
        article, hits = loaded.article, loaded.hits
        if loaded.query is not self.asked:
            hits = hits_in(article, self.asked)
        self.page.show(article, loaded.position, hits, loaded.hyphenator, loaded.page)
        self.panel.show(article)
        if hits and loaded.position is None:
            self.page.show_current_hit()
        self.tell_hits()

    def _keep_position(self) -> None:
        """Remember the place in the article that is on the page, where it has been laid out."""
        if self._shown is not None and self.page.page is not None:
            position = None if self.page.is_at_end else self.page.position
            self.flags.keep_position(self._shown, position)

    # Going on ------------------------------------------------------------------------------

    def on_reading_pane_finished(self) -> None:
        # Not while the article that was opened is still on its way to the page.
        if self._shown == self._open:
            self.action_next_unread()

    def _step(self, step: int) -> None:
        index = self.list.cursor + step
        if 0 <= index < len(self.list.ids):
            self.list.move_to(index)
            self.read(self.list.ids[index])
        else:
            self.notify("That is the last article" if step > 0 else "That is the first article")

    def action_next_article(self) -> None:
        self._step(1)

    def action_previous_article(self) -> None:
        self._step(-1)

    def action_next_unread(self, step: int = 1) -> None:
        ids, here = self.list.ids, self.list.cursor
        for distance in range(1, len(ids) + 1):
            index = (here + step * distance) % len(ids)
            if ids[index] in self.unread:
                self.list.move_to(index)
                self.read(ids[index])
                return
        if not (step > 0 and settings_of(self).next_feed and self.go_on()):
            self.notify("Everything here is read")

    def gone_on(self) -> None:
        if self.list.current in self.unread:
            self.read(self.list.current)
        else:
            self.notify("Everything here is read")

    def action_previous_unread(self) -> None:
        self.action_next_unread(-1)

    def on_side_panel_sought(self, message: SidePanel.Sought) -> None:
        self.page.go_to(message.span.block, message.span.start)
        if self.has_class("-one"):
            self.go(self.page)

    # Read and starred ----------------------------------------------------------------------

    def _set_flag(self, number: int, flag: Flag, value: bool) -> None:
        row = self.list.row_of(number)
        change = self.flags.set(row, flag, value) if row is not None else None
        if change is not None:
            self._show_change(change)

    def _show_change(self, change: Change) -> None:
        for number in change.ids:
            self.list.change_row(number, change.applied)
        self.apply_read(change)
        self.tell_counts()
        if self.has_class("-sidebar"):
            self.count_anew()

    @property
    def subject(self) -> int | None:
        """The article that read and starred are said of: the open one, else that in the list."""
        return self._open if self.focused is self.page else self.list.current

    def action_toggle_read(self) -> None:
        row = self.list.row_of(self.subject)
        if row is not None:
            self._set_flag(row.id, "read", not row.is_read)

    def action_toggle_star(self) -> None:
        row = self.list.row_of(self.subject)
        if row is not None:
            self._set_flag(row.id, "starred", not row.is_starred)

    def action_mark_all_read(self) -> None:
        """Mark all that is listed read; `u` takes it back."""
        unread = [number for number in self.list.ids if number in self.unread]
        if not unread:
            self.notify("Everything here is read")
            return
        self._show_change(self.flags.mark_read(unread))
        self.notify(f"{len(unread):,} marked read; u takes it back")

    def action_undo(self) -> None:
        change = self.flags.undo()
        if change is None:
            self.notify("Nothing to undo")
        else:
            self._show_change(change)
