"""What is listed: the whole library, or what a search finds in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Final

from textual import work
from textual.message import Message

from reader import config
from reader.article import Article
from reader.library import Library, LibraryError
from reader.library.highlights import highlights
from reader.library.query import Query, Sort, parse
from reader.library.store import Row
from reader.ui.clock import day_and_time
from reader.ui.flags import Change, FlagKeeper
from reader.ui.history import SearchHistory
from reader.ui.keymap import Keymap
from reader.ui.screens.ask import AskScreen
from reader.ui.screens.panes import Panes
from reader.ui.screens.views import ViewsScreen
from reader.ui.widgets.article_list import ArticleList
from reader.ui.widgets.reading_pane import Hit, ReadingPane
from reader.ui.widgets.search_line import SearchLine
from reader.ui.widgets.side_panel import SidePanel
from reader.ui.widgets.sidebar import EVERYTHING, Entry, Scope, Sidebar, entries_of
from reader.ui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from reader.library.search import Completion, Facets, Results, Snippet
    from reader.progress import Progress

WATCH: Final = 1.0
"""Seconds between two looks at whether another program has changed the library."""
SNIPPET: Final = 200
"""Characters of a snippet that are looked for; the list shows what it has room for."""


@dataclass(frozen=True, eq=False)
class Asking:
    """One time something was asked of the library. An answer to any but the last is dropped."""

    query: Query
    sort: Sort
    scope: Scope


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brought: results, hits in the article that was open, what else was meant."""

    asking: Asking
    results: Results
    article: Article | None
    hits: Sequence[Hit]
    meant: str | None


@dataclass(frozen=True, slots=True)
class Held:
    """What a part of the library holds: its articles, and the sidebar's entries beside it.

    `written` is the count of flag changes that were in the library when this was read.
    """

    scope: Scope
    written: int
    ids: Sequence[int]
    unread: set[int]
    entries: Sequence[Entry]


class Listing(Panes):
    """Keeps the list true: to the library as it changes, and to the query as it is typed."""

    @dataclass
    class Indexed(Message):
        """The index has caught up so far; None: wholly."""

        progress: Progress | None

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Listing.Indexed) and self.progress is not None

    def __init__(self, library: Library, keymap: Keymap, now: Callable[[], datetime]) -> None:
        super().__init__(library, keymap, now)
        self.flags = FlagKeeper(library.store, self._refused_in_thread)
        self.leaving = Event()
        self._asking: Asking | None = None
        self._is_mending = False
        self._revision = library.store.revision()
        self.unread: set[int] = set()
        self.asked = parse("", now().date())
        self.scope = EVERYTHING
        self._visit = library.feeds.last_visit()
        self._all: Sequence[int] = library.store.ids()
        self._scoped: frozenset[int] | None = None
        self._sort: Sort = "relevance"
        self._view: str | None = None
        self._meant: str | None = None
        self._completion: Completion | None = None
        self._completed = 0
        self._history = SearchHistory(library.folder / "searches")

    @property
    def is_filling(self) -> bool:
        """Whether articles are being added."""
        return False

    # The library ---------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.show_listing(self._all)
        self.relist()
        self.set_interval(WATCH, self._watch)

    @work(thread=True, exclusive=True, group="watch", exit_on_error=False)
    def _watch(self) -> None:
        """Notice what another program has put into the library."""
        revision = self.library.store.revision()
        if revision != self._revision and not self.is_filling:
            self._revision = revision
            self.call_later(self._changed_elsewhere)

    def _changed_elsewhere(self) -> None:
        self.relist()
        self.catch_up()

    def on_unmount(self) -> None:
        self.leaving.set()
        if not self.library.store.is_readonly:
            self.library.feeds.end_visit()

    def show_listing(self, ids: Sequence[int]) -> None:
        """List these articles, or say what to do about an empty library."""
        is_empty = not self._all and self.scope == EVERYTHING and not self.is_filling
        self.set_class(is_empty, "-empty")
        self.list.show(ids, keep=self.list.current)
        self._draw_visit(ids)
        if self.has_class("-empty"):
            self.query_one(Welcome).focus()
        elif self.focused is None or isinstance(self.focused, Welcome):
            self.list.focus()
        self.tell_counts()

    def _draw_visit(self, ids: Sequence[int]) -> None:
        """Draw a line above the first article that was there when the list was last left."""
        visit = self._visit
        if visit is None or self.scope != EVERYTHING:
            self.list.set_divider(None)
            return
        new = sum(1 for number in ids if number > visit.newest)
        first = next((i for i, number in enumerate(ids) if number <= visit.newest), None)
        if new and first:
            since = day_and_time(visit.ended, self.now())
            self.list.set_divider(first, f"{new:,} new since {since}")
        else:
            self.list.set_divider(None)

    @work(thread=True, exclusive=True, group="listing", exit_on_error=False)
    def relist(self) -> None:
        """Learn what the library, or the part of it that is chosen, holds now."""
        store, feeds, scope = self.library.store, self.library.feeds, self.scope
        written = self.flags.written
        self._revision = store.revision()
        unread = set(store.unread_ids())
        ids: Sequence[int] = store.ids()
        if scope.kind == "starred":
            starred = store.starred_ids()
            ids = [number for number in ids if number in starred]
        elif scope.kind == "tag":
            ids = feeds.ids_tagged(scope.value)
        elif scope.kind == "feed":
            ids = feeds.ids_of([int(scope.value)])
        entries = entries_of(feeds.feeds(), len(unread), store.counts().starred)
        held = Held(scope, written, ids, unread, entries)
        self.call_later(self._relisted, held)

    def _relisted(self, held: Held) -> None:
        if held.scope != self.scope:
            return
        self._all, self.unread = held.ids, held.unread
        for change in self.flags.since(held.written):
            self.apply_read(change)
        self._scoped = None if held.scope == EVERYTHING else frozenset(held.ids)
        self.sidebar.show(held.entries)
        self.list.forget_rows()
        if self.asked.is_empty:
            self.show_listing(held.ids)
        else:
            self.search_again()

    def fetch_rows(self, ids: Sequence[int]) -> list[Row]:
        written = self.flags.written
        try:
            rows = {row.id: row for row in self.library.store.rows(ids)}
        except LibraryError as problem:
            # Drawing goes on without them; the screen's next look at the library tries again.
            self.tell_from_thread(str(problem))
            return []
        for change in self.flags.since(written):
            for number in rows.keys() & set(change.ids):
                rows[number] = change.applied(rows[number])
        return list(rows.values())

    def apply_read(self, change: Change) -> None:
        """Count a change of the read state."""
        if change.flag == "read":
            update = self.unread.difference_update if change.after else self.unread.update
            update(change.ids)

    def _refused_in_thread(self, problem: str, change: Change | None) -> None:
        self.tell_from_thread(problem)
        if change is not None:
            self.call_later(self.relist)

    def on_sidebar_chosen(self, message: Sidebar.Chosen) -> None:
        self.scope = message.scope
        if self.has_class("-sidebar-over"):
            self.show_sidebar(False)
        self.relist()

    def tell_counts(self) -> None:
        """Show at the top what is listed."""
        if self.asked.is_empty:
            unread = len(self.unread)
            if self._scoped is not None:
                unread = len(self.unread & self._scoped)
            self.masthead.tell(view=self.scope.title, articles=len(self._all), unread=unread)
        else:
            unread = sum(1 for number in self.list.ids if number in self.unread)
            view = f"@{self._view}" if self._view else "Found"
            self.masthead.tell(view=view, articles=len(self.list.ids), unread=unread)

    # The index -----------------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="index", exit_on_error=False)
    def catch_up(self) -> None:
        """Let the index see what it has missed; its engine is loaded for the first search too."""
        from reader import pipeline

        def tell(progress: Progress) -> None:
            if progress.total > progress.done:
                self.post_message(self.Indexed(progress))

        try:
            pipeline.catch_up(self.library, on_progress=tell, stop=self.leaving, apart=True)
        finally:
            self.post_message(self.Indexed(None))

    def on_listing_indexed(self, message: Indexed) -> None:
        progress = message.progress
        if progress is not None:
            self.masthead.tell(
                work=f"rebuilding the index  {progress.done:,} of {progress.total:,}"
            )
            return
        if not self.is_filling:
            self.masthead.tell(work="")
        if not self.asked.is_empty:
            self.search_again()

    # Search --------------------------------------------------------------------------------

    def action_search(self) -> None:
        self.search_line.edit()

    def on_search_line_changed(self, message: SearchLine.Changed) -> None:
        self.asked = self.read_query(message.text)
        self._meant = None
        if self._view is not None and message.text != self._views().get(self._view):
            self._view = None
        if self.asked.is_empty:
            self._asking = None
            self.list.show_snippets(False)
            self.page.mark(())
            self.show_listing(self._all)
            self.tell_hits()
        else:
            self.search_again()

    def search_again(self) -> None:
        """Answer the query as it stands; whatever is still being answered is dropped."""
        self._asking = Asking(self.asked, self._sort, self.scope)
        self._search(self._asking)

    @work(thread=True, exclusive=True, group="search", exit_on_error=False)
    def _search(self, asking: Asking) -> None:
        from reader.library.search import complete, did_you_mean, search

        if asking is not self._asking:
            return
        query = asking.query
        results = search(self.library, query, sort=asking.sort)
        if asking is not self._asking:
            return
        meant = None
        if not results.ids and not complete(self.library, query.text, len(query.text)).choices:
            # Typed, its last word is a beginning; what was meant is a whole word.
            meant = did_you_mean(self.library, parse(query.text, self.now().date()))
        article = self.page.article
        hits = hits_in(article, query) if article is not None else ()
        self.call_later(self._show_found, Found(asking, results, article, hits, meant))

    def _show_found(self, found: Found) -> None:
        if found.asking is not self._asking:
            return
        results, ids = found.results, found.results.ids
        if self._scoped is not None:
            ids = [number for number in ids if number in self._scoped]
        self._mend(results.is_rebuilding)
        self._meant = found.meant
        self.list.show_snippets(self.asked.tree is not None)
        self.list.set_divider(None)
        self.list.show(ids, keep=self.list.current)
        article = self.page.article
        if found.article is article:
            self.page.mark(found.hits)
        elif article is not None:
            self.page.mark(hits_in(article, self.asked))
        self.tell_counts()
        self.tell_hits()
        if self.panel.tab == "facets":
            self._count_facets(ids)

    def _mend(self, is_damaged: bool) -> None:
        """Have a damaged index rebuilt, once: where that fails, words find nothing until it can."""
        if is_damaged and not self._is_mending:
            self.catch_up()
        elif is_damaged:
            self.tell_problem(
                "The index is damaged and could not be rebuilt; `reader doctor` helps"
            )
        self._is_mending = is_damaged

    def tell_hits(self) -> None:
        """Say beside the query what came of it."""
        query, hits = self.asked, len(self.page.hits)
        if query.is_empty:
            self.search_line.tell("")
        elif query.problems:
            self.search_line.tell(query.problems[0].message, "status.warn")
        elif not self.list.ids:
            meant = f" · did you mean {self._meant}? Tab takes it" if self._meant else ""
            self.search_line.tell(f"nothing found{meant}")
        elif hits:
            self.search_line.tell(f"hit {(self.page.hit or 0) + 1} of {hits}  n next  N back")
        else:
            self.search_line.tell("")

    def action_search_keep(self) -> None:
        try:
            self._history.keep(self.search_line.text)
        except OSError as problem:
            self.tell_problem(f"The search is not remembered: {problem}")
        self.go(self.list)

    def action_search_clear(self) -> None:
        self.search_line.text = ""
        self.go(self.list)

    def action_sort(self) -> None:
        self._sort = "date" if self._sort == "relevance" else "relevance"
        if self.asked.is_empty:
            self.notify("Newest first; a search can be sorted by relevance", timeout=3)
            return
        self.notify("By date" if self._sort == "date" else "By relevance", timeout=2)
        self.search_again()

    def action_next_hit(self, step: int = 1) -> None:
        if self.page.walk_hits(step):
            self.tell_hits()
        else:
            self.notify("No hits here" if not self.asked.is_empty else "Press / to search")

    def action_previous_hit(self) -> None:
        self.action_next_hit(-1)

    # Help for who types --------------------------------------------------------------------

    def action_history_back(self) -> None:
        self.search_line.text = self._history.back(self.search_line.text)

    def action_history_on(self) -> None:
        later = self._history.on()
        if later is None:
            self.action_search_keep()
        else:
            self.search_line.text = later

    def action_complete(self) -> None:
        """Take what was meant, else go on with the word before the cursor, else try the next."""
        if self._meant:
            self.search_line.text = self._meant
        elif self._completion is not None and self._completion.choices:
            self._completed = (self._completed + 1) % len(self._completion.choices)
            self._put_completion(self._completion)
        else:
            self._complete(self.search_line.text, self.search_line.cursor)

    @work(thread=True, exclusive=True, group="completion", exit_on_error=False)
    def _complete(self, text: str, cursor: int) -> None:
        from reader.library.search import complete

        completion = complete(self.library, text, cursor)
        self.call_later(self._show_completion, text, completion)

    def _show_completion(self, text: str, completion: Completion) -> None:
        if self.search_line.text != text or not completion.choices:
            return
        self._completed = 0
        self._put_completion(completion)

    def _put_completion(self, completion: Completion) -> None:
        choice = completion.choices[self._completed]
        self.search_line.replace(completion.start, completion.end, choice)
        # The next Tab puts the next choice where this one stands.
        self._completion = type(completion)(
            completion.start, completion.start + len(choice), completion.choices
        )
        self.search_line.tell("  ".join(completion.choices))

    def on_search_line_typed(self) -> None:
        self._completion = None

    # Snippets and facets -------------------------------------------------------------------

    def on_article_list_snippets_wanted(self, message: ArticleList.SnippetsWanted) -> None:
        self._find_snippets(message.ids, self.asked)

    @work(thread=True, group="snippets", exit_on_error=False)
    def _find_snippets(self, ids: Sequence[int], query: Query) -> None:
        from reader.library.search import snippet

        found: dict[int, Snippet] = {}
        for number in ids:
            if query is not self.asked:
                return
            try:
                found[number] = snippet(self.library.store.article(number), query, SNIPPET)
            except (KeyError, LibraryError):  # removed meanwhile, or damaged: told when opened
                continue
        self.call_later(self._show_snippets, query, found)

    def _show_snippets(self, query: Query, found: dict[int, Snippet]) -> None:
        if query is self.asked:
            self.list.take_snippets(found)

    def on_side_panel_facets_wanted(self) -> None:
        self._count_facets(self.list.ids)

    @work(thread=True, exclusive=True, group="facets", exit_on_error=False)
    def _count_facets(self, ids: Sequence[int]) -> None:
        from reader.library.search import facets

        counted = facets(self.library, ids)
        self.call_later(self._show_facets, ids, counted)

    def _show_facets(self, ids: Sequence[int], counted: Facets) -> None:
        if ids is self.list.ids:
            self.panel.show_facets(counted, self.search_line.text)

    def on_side_panel_narrowed(self, message: SidePanel.Narrowed) -> None:
        """Add a filter to the query, or take it out."""
        text, added = self.search_line.text, message.query
        padded = f" {text} "
        if f" {added} " in padded:
            text = padded.replace(f" {added} ", " ", 1).strip()
        else:
            text = f"{text} {added}".strip()
        self.search_line.text = text

    # Filters -------------------------------------------------------------------------------

    def on_reading_pane_named(self, message: ReadingPane.Named) -> None:
        self._filter(message.kind, message.name)

    def on_side_panel_chosen(self, message: SidePanel.Chosen) -> None:
        self._filter(message.entity.kind, message.entity.name)

    def _filter(self, kind: str, name: str) -> None:
        """List what names this, and mark it on the page."""
        name = name.replace('"', " ")
        field = f"{kind}:" if kind in ("person", "org", "place") else ""
        self.search_line.text = f'{field}"{name}"'

    # Views ---------------------------------------------------------------------------------

    def _views(self) -> Mapping[str, str]:
        try:
            return config.read_settings().views
        except config.SettingsError as problem:
            self.tell_problem(str(problem))
            return {}

    def action_save_view(self) -> None:
        query = self.search_line.text.strip()
        if not query:
            self.notify("Search first: a view is a search with a name", severity="warning")
            return

        def keep(name: str | None) -> None:
            if name is None:
                return
            try:
                config.keep_view(name.strip().lstrip("@"), query)
            except config.SettingsError as problem:
                self.tell_problem(str(problem))
            else:
                self._view = name.strip().lstrip("@")
                self.tell_counts()

        question = AskScreen("Keep this search as a view", "a name", says="Enter keeps  Esc leaves")
        self.app.push_screen(question, keep)

    def action_views(self) -> None:
        views = self._views()
        if not views:
            self.notify("No views yet: search, then ctrl+s keeps the search under a name")
            return
        self.app.push_screen(ViewsScreen(self.library, views, self.now), self._open_view)

    def action_view(self) -> None:
        """Open the view whose number was pressed, counted from 1."""
        if not self.pressed.isdigit():
            self.action_views()
            return
        names, number = list(self._views()), int(self.pressed)
        if number <= len(names):
            self._open_view(names[number - 1])
        else:
            self.notify(f"There is no view {number}: v lists the views")

    def _open_view(self, name: str | None) -> None:
        if name is not None:
            self._view = name
            self.search_line.text = self._views()[name]
            self.go(self.list)


def hits_in(article: Article, query: Query) -> list[Hit]:
    """Where the article has what the query looks for, in reading order."""
    return [
        (number, start, end)
        for number, block in enumerate(article.blocks)
        for start, end in highlights(query, block.text)
    ]
