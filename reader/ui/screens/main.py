"""The one screen people live in: list, page, panel, search line, and what the keys do to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from reader import config
from reader.article import Article
from reader.library import Library
from reader.library.highlights import highlights
from reader.library.query import Query, parse
from reader.library.store import LibraryError, Position
from reader.ui.adding import Adder, AddingEnded, AddingProgressed
from reader.ui.flags import Change, Flag, FlagKeeper
from reader.ui.keymap import Action, Keymap, Place, shown
from reader.ui.screens.ask import AskScreen
from reader.ui.screens.help import HelpScreen
from reader.ui.screens.theme_picker import ThemePicker
from reader.ui.theme import available
from reader.ui.widgets.article_list import ArticleList
from reader.ui.widgets.footer import Footer
from reader.ui.widgets.lines import theme_of
from reader.ui.widgets.masthead import Masthead
from reader.ui.widgets.reading_pane import Hit, ReadingPane
from reader.ui.widgets.search_line import SearchLine
from reader.ui.widgets.side_panel import SidePanel, Tab
from reader.ui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from reader.progress import Progress

WIDE, ONE_PANE = 100, 72
"""Columns: from WIDE the side panel stands beside the page, below ONE_PANE there is one pane."""
NARROW_LIST = 26
"""Cells of the list between the two widths."""
RELIST = 1.0
"""Seconds between two looks at what adding has brought."""
PREVIEW_DELAY = 0.05
"""Seconds the cursor rests before the article under it is shown: held keys skip what they pass."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article as it came from the library, ready for the page."""

    id: int
    article: Article
    position: Position | None
    hits: Sequence[Hit]


class MainScreen(Screen[None]):
    """Keeps what is listed and what is open; the widgets keep how it looks."""

    AUTO_FOCUS = ""

    @dataclass
    class Indexed(Message):
        """The index has caught up so far; None: wholly."""

        progress: Progress | None

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, MainScreen.Indexed) and self.progress is not None

    @dataclass
    class Troubled(Message):
        """Something went wrong beside the screen; one line says what."""

        problem: str

    def __init__(
        self,
        library: Library,
        keymap: Keymap,
        *,
        theme_folders: Sequence[Path],
        locations: Sequence[str],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self.library = library
        self.keymap = keymap
        self._theme_folders = theme_folders
        self._locations = locations
        self._now = now
        self._strokes: list[str] = []
        self._flags = FlagKeeper(library.store, self._tell_from_thread)
        self._unread: set[int] = set()
        self._query = parse("", now().date())
        self._open: int | None = None
        self._adder = Adder(library, self)
        self._leaving = Event()
        self._listed = 0.0
        self._panel_wanted = True
        self._panel_hidden = False
        self._preview: Timer | None = None
        self._all: Sequence[int] = library.store.ids()
        self.list = ArticleList(library.store.rows, now, id="list")
        self.page = ReadingPane(id="page")
        self.panel = SidePanel(id="panel")
        self.masthead = Masthead(now)
        self.search_line = SearchLine(self._read_query)
        self.footer = Footer(keymap)

    def compose(self) -> ComposeResult:
        yield self.masthead
        yield self.search_line
        with Horizontal(id="desk"):
            yield self.list
            yield self.page
            yield self.panel
        yield Welcome()
        yield self.footer

    # Coming and going ----------------------------------------------------------------------

    def on_mount(self) -> None:
        self.watch(self.page, "progress", self.footer.tell_progress)
        self._fit()
        self._show_listing(self._all)
        self._relist()
        if self._locations:
            self._begin_adding(self._locations)
        else:
            self.call_after_refresh(self._catch_up)

    @work(thread=True, group="index", exit_on_error=False)
    def _catch_up(self) -> None:
        """Let the index see what it has missed; its engine is loaded for the first search too."""
        from reader import pipeline

        def tell(progress: Progress) -> None:
            if progress.total > progress.done:
                self.post_message(self.Indexed(progress))

        try:
            pipeline.catch_up(self.library, on_progress=tell, stop=self._leaving)
        finally:
            self.post_message(self.Indexed(None))

    def on_main_screen_indexed(self, message: Indexed) -> None:
        if message.progress is not None:
            self.masthead.tell(
                work=f"indexing {message.progress.done:,} of {message.progress.total:,}"
            )
            return
        self.masthead.tell(work="")
        if not self._query.is_empty:
            self._search(self._query)

    def on_unmount(self) -> None:
        self._leaving.set()
        self._adder.close()
        self._keep_position()
        self._flags.close()

    def _show_listing(self, ids: Sequence[int]) -> None:
        """List these articles, or say what to do about an empty library."""
        self.set_class(not self._all and not self._adder.is_running, "-empty")
        self.list.show(ids, keep=self._open if self._open is not None else self.list.current)
        if self.has_class("-empty"):
            self.query_one(Welcome).focus()
        elif self.focused is None or isinstance(self.focused, Welcome):
            self.list.focus()
        self._tell_counts()

    @work(thread=True, exclusive=True, group="listing", exit_on_error=False)
    def _relist(self) -> None:
        """Learn what the library holds now."""
        ids, unread = self.library.store.ids(), set(self.library.store.unread_ids())
        self.app.call_from_thread(self._relisted, ids, unread)

    def _relisted(self, ids: Sequence[int], unread: set[int]) -> None:
        self._all, self._unread = ids, unread
        self.list.forget_rows()
        if self._query.is_empty:
            self._show_listing(ids)
        else:
            self._search(self._query)

    def _tell_counts(self) -> None:
        if self._query.is_empty:
            self.masthead.tell(view="All news", articles=len(self._all), unread=len(self._unread))
        else:
            unread = sum(1 for number in self.list.ids if number in self._unread)
            self.masthead.tell(view="Found", articles=len(self.list.ids), unread=unread)

    def _tell_from_thread(self, problem: str) -> None:
        self.post_message(self.Troubled(problem))

    def on_main_screen_troubled(self, message: Troubled) -> None:
        self._tell_problem(message.problem)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Work beside the screen that fails is told of, and the reader goes on."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            known = isinstance(error, LibraryError)
            self._tell_problem(str(error) if known else f"{event.worker.name}: {error!r}")

    def _tell_problem(self, problem: str) -> None:
        self.notify(problem, severity="error", markup=False, timeout=8)

    # Sizes ---------------------------------------------------------------------------------

    def on_resize(self) -> None:
        self._fit()

    def on_theme_changed(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Arrange the panes for the width there is."""
        width, layout = self.app.size.width, theme_of(self).layout
        wide, one = width >= WIDE, width < ONE_PANE
        self.set_class(not wide, "-overlay")
        self.set_class(one, "-one")
        if not (self.has_class("-listing") or self.has_class("-reading")):
            self.add_class("-listing")
        if not wide and self.focused is not self.panel:
            self._panel_wanted = False
        elif wide and not self._panel_hidden:
            self._panel_wanted = True
        self.set_class(not self._panel_wanted, "-no-panel")
        self.list.styles.width = "1fr" if one else (layout.list_width if wide else NARROW_LIST)
        self.panel.styles.width = min(layout.panel_width, max(1, width))
        self.list.rows_each = layout.list_rows if wide else (2 if one else 1)
        self.list.lay_out()

    # Keys ----------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """Where a key would be pressed now."""
        focused = self.focused
        if focused is self.page:
            return "article"
        if focused is self.panel:
            return "panel"
        return "search" if isinstance(focused, Input) else "list"

    async def on_key(self, event: events.Key) -> None:
        self._strokes.append(event.key)
        found = self.keymap.find(self.place, self._strokes)
        if found == "pending":
            event.stop()
            self.footer.tell(self.place, shown(" ".join(self._strokes)))
            return
        was_pending = len(self._strokes) > 1
        self._strokes.clear()
        if was_pending:
            self.footer.tell(self.place)
        if found is not None:
            event.stop()
            event.prevent_default()
            await self.perform(found.name)

    async def perform(self, name: str) -> None:
        """Do what an action says: the focused widget if it can, else this screen."""
        focused = self.focused
        if focused is not None and hasattr(focused, f"action_{name}"):
            await focused.run_action(name)
        else:
            await self.run_action(name)

    async def perform_in(self, action: Action) -> None:
        """Do what an action says in the place it belongs to."""
        places: dict[Place, Widget] = {
            "list": self.list,
            "article": self.page,
            "panel": self.panel,
        }
        if action.place in places:
            places[action.place].focus()
            await places[action.place].run_action(action.name)
        else:
            await self.perform(action.name)

    async def on_footer_pressed(self, message: Footer.Pressed) -> None:
        await self.perform(message.action)

    def on_descendant_focus(self) -> None:
        self.footer.tell(self.place)
        self.set_class(self.place == "article", "-in-article")

    def on_descendant_blur(self) -> None:
        self._strokes.clear()

    # Panes ---------------------------------------------------------------------------------

    def _go(self, pane: Widget) -> None:
        """Give a pane the focus, and the screen where there is room for one only."""
        if pane is not self.panel:
            self.set_class(pane is self.page, "-reading")
            self.set_class(pane is self.list, "-listing")
        pane.focus()

    def _panes(self) -> list[Widget]:
        panes: list[Widget] = [self.list, self.page]
        if self._panel_wanted:
            panes.append(self.panel)
        return panes

    def action_next_pane(self, step: int = 1) -> None:
        panes = self._panes()
        here = panes.index(self.focused) if self.focused in panes else -step
        self._go(panes[(here + step) % len(panes)])

    def action_previous_pane(self) -> None:
        self.action_next_pane(-1)

    def action_back(self) -> bool:
        """One step back; False where there is none to take."""
        if self.focused is self.panel:
            if self.has_class("-overlay"):
                self._show_panel(False)
            self._go(self.page)
        elif self.focused is self.page:
            self._go(self.list)
        elif not self._query.is_empty or self.search_line.text:
            self.search_line.text = ""
            self._go(self.list)
        else:
            return False
        return True

    def action_close(self) -> None:
        if not self.action_back():
            self.app.exit()

    def action_quit(self) -> None:
        self.app.exit()

    def action_entities(self) -> None:
        self._turn_panel("names")

    def action_quotes(self) -> None:
        self._turn_panel("quotes")

    def _turn_panel(self, tab: Tab) -> None:
        """Open the panel on a tab; close it where that tab has the focus already."""
        if self.focused is self.panel and self.panel.tab == tab:
            self._show_panel(False)
            self._go(self.page)
        else:
            self._show_panel(True)
            self.panel.open_tab(tab)
            self._go(self.panel)

    def _show_panel(self, wanted: bool) -> None:
        self._panel_wanted = wanted
        self._panel_hidden = not wanted and not self.has_class("-overlay")
        self.set_class(not wanted, "-no-panel")

    # Articles ------------------------------------------------------------------------------

    def on_article_list_moved(self, message: ArticleList.Moved) -> None:
        if self._preview is not None:
            self._preview.stop()
        self._preview = self.set_timer(PREVIEW_DELAY, self._show_current)

    def _show_current(self) -> None:
        if self.list.current != self._open:
            self._load(self.list.current)

    def on_article_list_opened(self, message: ArticleList.Opened) -> None:
        self._read(message.id)

    def _read(self, number: int) -> None:
        """Open an article to be read: on the page, with the focus, and marked read."""
        if self._preview is not None:
            self._preview.stop()
        if number != self._open:
            self._load(number)
        self._set_flag(number, "read", True)
        self._go(self.page)

    def _load(self, number: int | None) -> None:
        self._keep_position()
        self._open = number
        if number is None:
            self.page.show(None)
            self.panel.show(None)
        else:
            self._fetch(number, self._query)

    @work(thread=True, exclusive=True, group="article", exit_on_error=False)
    def _fetch(self, number: int, query: Query) -> None:
        store = self.library.store
        try:
            article, position = store.article(number), store.position(number)
        except KeyError:  # removed by another reader; the next listing leaves it out
            return
        loaded = Loaded(number, article, position, hits_in(article, query))
        self.app.call_from_thread(self._show, loaded)

    def _show(self, loaded: Loaded) -> None:
        if loaded.id != self._open:
            return
        self.page.show(loaded.article, loaded.position, loaded.hits)
        self.panel.show(loaded.article)
        if loaded.hits and loaded.position is None:
            self.page.show_current_hit()
        self._tell_hits()

    def _keep_position(self) -> None:
        if self._open is not None and self.page.article is not None:
            at_end = self.page.is_at_end
            position = None if at_end else self.page.position
            self._flags.keep_position(self._open, position)

    def on_reading_pane_finished(self) -> None:
        self.action_next_unread()

    def _step(self, step: int) -> None:
        index = self.list.cursor + step
        if 0 <= index < len(self.list.ids):
            self.list.move_to(index)
            self._read(self.list.ids[index])
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
            if ids[index] in self._unread:
                self.list.move_to(index)
                self._read(ids[index])
                return
        self.notify("Everything here is read")

    def action_previous_unread(self) -> None:
        self.action_next_unread(-1)

    # Read and starred ----------------------------------------------------------------------

    def _set_flag(self, number: int, flag: Flag, value: bool) -> None:
        row = self.list.row_of(number)
        change = self._flags.set(row, flag, value) if row is not None else None
        if change is not None:
            self._show_change(change)

    def _show_change(self, change: Change) -> None:
        row = self.list.row_of(change.id)
        if row is not None:
            self.list.replace_row(change.applied(row))
        if change.flag == "read":
            (self._unread.discard if change.after else self._unread.add)(change.id)
        self._tell_counts()

    def action_toggle_read(self) -> None:
        row = self.list.row_of(self.list.current)
        if row is not None:
            self._set_flag(row.id, "read", not row.is_read)

    def action_toggle_star(self) -> None:
        row = self.list.row_of(self.list.current)
        if row is not None:
            self._set_flag(row.id, "starred", not row.is_starred)

    def action_undo(self) -> None:
        change = self._flags.undo()
        if change is None:
            self.notify("Nothing to undo")
        else:
            self._show_change(change)

    # Search --------------------------------------------------------------------------------

    def _read_query(self, text: str) -> Query:
        return parse(text, self._now().date(), typing=True)

    def action_search(self) -> None:
        self.search_line.edit()

    def on_search_line_changed(self, message: SearchLine.Changed) -> None:
        self._query = self._read_query(message.text)
        self.page.mark(())
        if self._query.is_empty:
            self.workers.cancel_group(self, "search")
            self.search_line.tell("")
            self._show_listing(self._all)
            self._tell_hits()
        else:
            self._search(self._query)

    @work(thread=True, exclusive=True, group="search", exit_on_error=False)
    def _search(self, query: Query) -> None:
        from reader.library.search import search

        found = search(self.library, query)
        article = self.page.article
        hits = hits_in(article, query) if article is not None else ()
        self.app.call_from_thread(self._show_found, query, found.ids, hits)

    def _show_found(self, query: Query, ids: Sequence[int], hits: Sequence[Hit]) -> None:
        if query is not self._query:
            return
        self.list.show(ids, keep=self.list.current)
        self.page.mark(hits)
        self._tell_counts()
        self._tell_hits()

    def _tell_hits(self) -> None:
        query, hits = self._query, len(self.page.hits)
        if query.is_empty:
            self.search_line.tell("")
        elif query.problems:
            self.search_line.tell(query.problems[0].message, "status.warn")
        elif not self.list.ids:
            self.search_line.tell("nothing found")
        elif hits:
            self.search_line.tell(f"hit {(self.page.hit or 0) + 1} of {hits}  n next  N back")
        else:
            self.search_line.tell("")

    def action_search_keep(self) -> None:
        self._go(self.list)

    def action_search_clear(self) -> None:
        self.search_line.text = ""
        self._go(self.list)

    def action_next_hit(self, step: int = 1) -> None:
        if self.page.walk_hits(step):
            self._tell_hits()
        else:
            self.notify("No hits here" if not self._query.is_empty else "Press / to search")

    def action_previous_hit(self) -> None:
        self.action_next_hit(-1)

    def on_reading_pane_named(self, message: ReadingPane.Named) -> None:
        self._filter(message.kind, message.name)

    def on_side_panel_chosen(self, message: SidePanel.Chosen) -> None:
        self._filter(message.entity.kind, message.entity.name)

    def _filter(self, kind: str, name: str) -> None:
        """List what names this, and mark it on the page."""
        name = name.replace('"', " ")
        field = f"{kind}:" if kind in ("person", "org", "place") else ""
        self.search_line.text = f'{field}"{name}"'

    def on_side_panel_sought(self, message: SidePanel.Sought) -> None:
        self.page.go_to(message.span.block, message.span.start)
        if self.has_class("-one"):
            self._go(self.page)

    # The page ------------------------------------------------------------------------------

    def action_notices(self) -> None:
        self.page.action_notices()

    def action_highlight_level(self) -> None:
        self.page.action_highlight_level()
        self.notify(f"Names: {self.page.level}", timeout=2)

    def action_focus_mode(self) -> None:
        self.page.action_focus_mode()

    def action_wider(self) -> None:
        self.notify(f"Lines of {self.page.set_measure(4)} characters", timeout=2)

    def action_narrower(self) -> None:
        self.notify(f"Lines of {self.page.set_measure(-4)} characters", timeout=2)

    def on_reading_pane_followed(self, message: ReadingPane.Followed) -> None:
        self._browse(message.target)

    def action_open_in_browser(self) -> None:
        article = self.page.article
        self._browse(article.url if article is not None else "")

    def _browse(self, url: str) -> None:
        if url.startswith(("https://", "http://")):
            self.app.open_url(url)
            self.notify(f"Opened {url}", markup=False, timeout=3)
        else:
            self.notify("This article has no web address", severity="warning")

    def action_copy_link(self) -> None:
        article = self.page.article
        if self.focused is self.panel:
            self._copy(self.panel.chosen_text(), "the line")
        elif article is not None:
            self._copy(
                article.url or article.headline, "the link" if article.url else "the headline"
            )

    def action_copy_text(self) -> None:
        article = self.page.article
        if article is not None:
            shown_blocks = (b.text for b in article.blocks if b.role != "boilerplate")
            self._copy("\n\n".join(shown_blocks), "the article")

    def _copy(self, text: str, what: str) -> None:
        if text:
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied {what}", timeout=2)

    # Screens above this one ----------------------------------------------------------------

    def action_theme(self) -> None:
        self.app.push_screen(
            ThemePicker(available(self._theme_folders), self._theme_folders), self._keep_theme
        )

    def _keep_theme(self, name: str | None) -> None:
        if name is not None:
            try:
                config.keep("theme", name)
            except config.SettingsError as problem:
                self._tell_problem(str(problem))

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self.keymap))

    def action_palette(self) -> None:
        self.app.action_command_palette()

    # Adding --------------------------------------------------------------------------------

    def on_welcome_chosen(self, message: Welcome.Chosen) -> None:
        if message.choice == "samples":
            self._begin_adding([str(config.bundled_folder("seeds"))])
        else:
            self.action_add()

    def action_add(self) -> None:
        self.app.push_screen(
            AskScreen("Add a file, a folder or a page", "~/news  or  https://…"), self._add_answer
        )

    def _add_answer(self, answer: str | None) -> None:
        if answer is not None:
            self._begin_adding([answer if "://" in answer else str(Path(answer).expanduser())])

    def action_stop(self) -> None:
        self._adder.stop()

    def _begin_adding(self, locations: Sequence[str]) -> None:
        if self._adder.is_running:
            self.notify("Still adding; x stops it", severity="warning")
            return
        self.masthead.tell(work="adding …")
        self._adder.start(locations)
        self._show_listing(self.list.ids)

    def on_adding_progressed(self, message: AddingProgressed) -> None:
        progress = message.progress
        work = f"adding {progress.done:,} of {progress.total:,}  {progress.rate:.0f} a second"
        if progress.seconds_left is not None:
            work += f"  {progress.seconds_left:.0f} s left"
        self.masthead.tell(work=f"{work}  x stops")
        if monotonic() - self._listed > RELIST:
            self._listed = monotonic()
            self._relist()

    def on_adding_ended(self, message: AddingEnded) -> None:
        self.masthead.tell(work="")
        self._relist()
        report = message.report
        if report is None:
            self._tell_problem(message.problem)
            return
        for failure in report.failures[:3]:
            self._tell_problem(f"{failure.location}: {failure.problem}")
        more = len(report.failures) - 3
        if more > 0:
            self._tell_problem(f"and {more:,} more could not be read; `reader add` lists them")
        if report.stopped:
            self.notify("Stopped; what was added stays. Adding it again goes on from here.")


def hits_in(article: Article, query: Query) -> list[Hit]:
    """Where the article has what the query looks for, in reading order."""
    return [
        (number, start, end)
        for number, block in enumerate(article.blocks)
        for start, end in highlights(query, block.text)
    ]
