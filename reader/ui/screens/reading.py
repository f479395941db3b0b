"""What is open: an article on the page, read or starred, left at the place reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from textual import work
from textual.message import Message
from textual.timer import Timer

from reader.article import Article
from reader.library import Library
from reader.library.query import Query
from reader.library.store import Position
from reader.ui.flags import Change, Flag, FlagKeeper
from reader.ui.hyphenation import hyphenator
from reader.ui.keymap import Keymap
from reader.ui.screens.listing import Listing, hits_in
from reader.ui.widgets.article_list import ArticleList
from reader.ui.widgets.reading_pane import Hit
from reader.ui.widgets.side_panel import SidePanel
from reader.ui.wrap import Hyphenator

PREVIEW_DELAY: Final = 0.05
"""Seconds the cursor rests before the article under it is shown: held keys skip what they pass."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article as it came from the library, ready for the page."""

    id: int
    article: Article
    position: Position | None
    hits: Sequence[Hit]
    hyphenator: Hyphenator | None


class Reading(Listing):
    """Brings articles from the list to the page, and keeps what the reader does with them."""

    @dataclass
    class Written(Message):
        """A change of many articles is in the library."""

        ids: Sequence[int]

    def __init__(self, library: Library, keymap: Keymap, now: Callable[[], datetime]) -> None:
        super().__init__(library, keymap, now)
        self._flags = FlagKeeper(library.store, self.tell_from_thread, self._written_in_thread)
        self._open: int | None = None
        self._shown: int | None = None
        self._preview: Timer | None = None

    def on_mount(self) -> None:
        self.watch(self.page, "progress", self.footer.tell_progress)

    def on_unmount(self) -> None:
        self._keep_position()
        self._flags.close()

    # Opening -------------------------------------------------------------------------------

    def on_article_list_moved(self, message: ArticleList.Moved) -> None:
        if self._preview is not None:
            self._preview.stop()
        self._preview = self.set_timer(PREVIEW_DELAY, self._show_current)

    def _show_current(self) -> None:
        if self.list.current != self._open:
            self._load(self.list.current)

    def on_article_list_opened(self, message: ArticleList.Opened) -> None:
        self.read(message.id)

    def read(self, number: int) -> None:
        """Open an article to be read: on the page, with the focus, and marked read."""
        if self._preview is not None:
            self._preview.stop()
        if number != self._open:
            self._load(number)
        self._set_flag(number, "read", True)
        self.go(self.page)

    def _load(self, number: int | None) -> None:
        self._keep_position()
        self._open = number
        if number is None:
            self.page.show(None)
            self.panel.show(None)
        else:
            self._fetch(number, self.asked)

    @work(thread=True, exclusive=True, group="article", exit_on_error=False)
    def _fetch(self, number: int, query: Query) -> None:
        store = self.library.store
        try:
            article, position = store.article(number), store.position(number)
        except KeyError:  # removed by another reader; the next listing leaves it out
            return
        hits, divide = hits_in(article, query), hyphenator(article.language)
        loaded = Loaded(number, article, position, hits, divide)
        self.app.call_from_thread(self._show, loaded)

    def _show(self, loaded: Loaded) -> None:
        if loaded.id != self._open:
            return
        self._shown = loaded.id
        self.page.show(loaded.article, loaded.position, loaded.hits, loaded.hyphenator)
        self.panel.show(loaded.article)
        if loaded.hits and loaded.position is None:
            self.page.show_current_hit()
        self.tell_hits()

    def _keep_position(self) -> None:
        if self._open is not None and self.page.article is not None:
            position = None if self.page.is_at_end else self.page.position
            self._flags.keep_position(self._open, position)

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
        change = self._flags.set(row, flag, value) if row is not None else None
        if change is not None:
            self._show_change(change)

    def _show_change(self, change: Change) -> None:
        for number in change.ids:
            self.list.change_row(number, change.applied)
        if change.flag == "read":
            update = self.unread.difference_update if change.after else self.unread.update
            update(change.ids)
        self.tell_counts()

    def _written_in_thread(self, change: Change) -> None:
        if len(change.ids) > 1:
            self.post_message(self.Written(change.ids))

    def on_reading_written(self, message: Written) -> None:
        # Rows fetched while many were being written may show what was.
        self.list.forget_rows(message.ids)

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
        self._show_change(self._flags.mark_read(unread))
        self.notify(f"{len(unread):,} marked read; u takes it back")

    def action_undo(self) -> None:
        change = self._flags.undo()
        if change is None:
            self.notify("Nothing to undo")
        else:
            self._show_change(change)
