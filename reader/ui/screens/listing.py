"""What is listed: the whole library, or what a search finds in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from reader.article import Article
from reader.library import Library, LibraryError
from reader.library.order import ordered_feeds
from reader.ui.arranging import Arrangement
from reader.ui.beside import let_processes_start
from reader.ui.clock import day_and_time
from reader.ui.flags import Change, FlagKeeper
from reader.ui.keymap import Keymap
from reader.ui.screens.panes import Panes
from reader.ui.widgets.lines import settings_of, theme_of
from reader.ui.widgets.reading_pane import Hit
from reader.ui.widgets.search_line import SearchLine
from reader.ui.widgets.sidebar import EVERYTHING, Entry, Scope, Sidebar, entries_of
from reader.ui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from reader.library.feeds import Visit
    from reader.library.query import Problem, Query, Sort
    from reader.library.search import Results
    from reader.library.store import Row
    from reader.progress import Progress

WATCH: Final = 1.0
"""Seconds between two looks at whether another program has changed the library."""


@dataclass(frozen=True, eq=False)
class Asking:
    """One time something was asked of the library. An answer to any but the last is dropped."""

    query: Query
    sort: Sort
    scope: Scope

    def is_like(self, other: Asking) -> bool:
        """Whether the same was asked."""
        same = self.query.text == other.query.text
        return same and (self.sort, self.scope) == (other.sort, other.scope)


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
    """What a part of the library holds: those of its articles that are listed, all of them (None:
    of the whole library), and the sidebar's entries beside it.

    `written` is the count of flag changes that were in the library when this was read.
    """

    scope: Scope
    written: int
    visit: Visit | None
    ids: Sequence[int]
    part: frozenset[int] | None
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
        self.arrangement = Arrangement(library)
        self.leaving = Event()
        self._asking: Asking | None = None
        self._is_mending = False
        self._trouble = ""
        self._revision = library.store.revision()
        self.unread: set[int] = set()
        self.asked: Query | None = None
        self.scope = EVERYTHING
        self._visit: Visit | None = None
        self._goes_on = False
        self._rules: object = None
        self._only = ""
        self._is_begun = False
        self._all: Sequence[int] = library.order().newest
        self._scoped: frozenset[int] | None = None
        self._sort: Sort = "relevance"
        self.view = ""
        self.view_query = ""
        self._meant: str | None = None
        self._too_much: Sequence[Problem] = ()
        self._answered: Asking | None = None
        self._best: int | None = None

    @property
    def is_searching(self) -> bool:
        """Whether a search, not the whole library or a part of it, is listed.

        What nobody understands finds nothing; while it is typed it may yet become something.
        """
        asked = self.asked
        if asked is None or (asked.is_lost and self.search_line.is_edited):
            return False
        return not asked.is_empty or asked.is_lost

    @property
    def is_filling(self) -> bool:
        """Whether articles are being added."""
        return False

    # The library ---------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.arrangement.follow(theme_of(self).layout)
        self._all = self._wanted(self.arrangement.arrange(), at_once=True)
        self.show_listing(self._all)
        self.relist()
        if problem := self.library.store.why_readonly:
            self.tell_problem(problem)
        self.set_interval(WATCH, self._watch)

    @work(thread=True, exclusive=True, group="watch", exit_on_error=False)
    def _watch(self) -> None:
        """Notice what another program has put into the library."""
        revision = self.library.store.revision()
        if revision != self._revision and not self.is_filling:
            self._revision = revision
            self.call_later(self._changed_elsewhere)
        self.call_later(self._match_anew)

    def _changed_elsewhere(self) -> None:
        self.relist()
        self.catch_up()

    def on_theme_changed(self) -> None:
        is_other = self.arrangement.follow(theme_of(self).layout)
        if is_other or self._only != settings_of(self).list_only:
            self.arrangement.begin_anew()
            self.relist()
        self._match_anew()

    def _wanted(
        self,
        ids: Sequence[int],
        *,
        at_once: bool = False,
        is_stale: Callable[[], bool] = lambda: False,
    ) -> Sequence[int]:
        """Those of the articles that are listed without a search. See `Arrangement.only`."""
        only = self._only = settings_of(self).list_only
        if not only:
            return ids
        from reader.library.query import parse

        query = parse(only, self.now().date(), views=settings_of(self).views)
        return self.arrangement.only(ids, query, at_once=at_once, is_stale=is_stale)

    def _first_unread(self, ids: Sequence[int]) -> int | None:
        """Where the cursor begins in a part that is listed first now, if the settings say so."""
        is_wanted = self._goes_on or theme_of(self).layout.list_start == "unread"
        if not self._is_begun and is_wanted:
            return next((number for number in ids if number in self.unread), None)
        return None

    def on_unmount(self) -> None:
        self.leaving.set()
        if not self.library.store.is_readonly:
            # Refused (no space, kept busy), the next visit's line stands where this one's did.
            with suppress(LibraryError):
                self.library.feeds.end_visit()

    def show_listing(self, ids: Sequence[int]) -> None:
        """List these articles, or say what to do about an empty library."""
        self.listed(ids)
        is_empty = not self.arrangement.ids and self.scope == EVERYTHING and not self.is_filling
        self.set_class(is_empty, "-empty")
        # Until a key is pressed the cursor stays on top, whatever newer comes in.
        is_untouched = not self.pressed and self.list.cursor == 0
        start = self._first_unread(ids)
        self.list.show(ids, keep=start or (None if is_untouched else self.list.current))
        self._draw_visit(ids)
        if self.has_class("-empty"):
            self.query_one(Welcome).focus()
        elif self.focused is None or isinstance(self.focused, Welcome):
            self.list.focus()
        self.tell_counts()

    def _draw_visit(self, ids: Sequence[int]) -> None:
        """Draw a line above the first article that was there when the list was last left."""
        visit = self._visit
        is_by_arrival = self.arrangement.is_by_arrival
        if visit is None or self.scope != EVERYTHING or not is_by_arrival:
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
        from reader.library.index import SearchStale

        worker = get_current_worker()
        store, feeds, scope = self.library.store, self.library.feeds, self.scope
        written = self.flags.written
        self._revision = store.revision()
        unread = set(store.unread_ids())
        ids = self.arrangement.arrange()
        if scope.kind == "starred":
            starred = store.starred_ids()
            ids = [number for number in ids if number in starred]
        elif scope.kind == "tag":
            ids = self.arrangement.in_order(feeds.ids_tagged(scope.value))
        elif scope.kind == "feed":
            ids = self.arrangement.in_order(feeds.ids_of([int(scope.value)]))
        entries = self._entries(scope)
        visit = self._visit or feeds.last_visit()
        part = None if scope == EVERYTHING else frozenset(ids)
        try:
            wanted = self._wanted(ids, is_stale=lambda: worker.is_cancelled)
        except SearchStale:
            return  # Another look at the library is on its way.
        held = Held(scope, written, visit, wanted, part, unread, entries)
        self.call_later(self._relisted, held)

    def _entries(self, scope: Scope) -> list[Entry]:
        """What the sidebar lists, with its counts."""
        in_order = ordered_feeds(self.library.feeds.feeds(), self.arrangement.feeds_order)
        if not theme_of(self).layout.read_feeds:
            in_order = [row for row in in_order if row.unread or str(row.id) == scope.value]
        return entries_of(in_order, self.library.store.counts())

    @work(thread=True, exclusive=True, group="counts", exit_on_error=False)
    def count_anew(self) -> None:
        """Bring the sidebar's counts up to what has been read and starred since."""
        self.flags.wait()
        self.call_later(self.sidebar.show, self._entries(self.scope))

    def show_sidebar(self, wanted: bool) -> None:
        super().show_sidebar(wanted)
        if wanted:
            self.count_anew()

    def _relisted(self, held: Held) -> None:
        if held.scope != self.scope:
            return
        self._all, self.unread, self._visit = held.ids, held.unread, held.visit
        for change in self.flags.since(held.written):
            self.apply_read(change)
        self._scoped = held.part
        self.sidebar.show(held.entries)
        self.list.forget_rows()
        self.match_lines()
        if not self.is_searching:
            self.show_listing(held.ids)
            self._is_begun = True
            if self._goes_on:
                self._goes_on = False
                self.gone_on()
        else:
            self.search_again()

    # Lines that look another way ------------------------------------------------------------

    def _match_anew(self) -> None:
        """Look again where the rules have changed, or the day that they may speak of."""
        settings = settings_of(self)
        if self._rules != (settings.lines, settings.views, self.now().date()):
            self.match_lines()

    def match_lines(self) -> None:
        """Learn which lines of the list the settings' rules take."""
        settings, today = settings_of(self), self.now().date()
        self._rules = (settings.lines, settings.views, today)
        if settings.lines or self.list.rules:
            self._match(settings.lines, settings.views, today)

    @work(thread=True, exclusive=True, group="lines", exit_on_error=False)
    def _match(self, lines: Mapping[str, Any], views: Mapping[str, str], today: date) -> None:
        from reader.library.index import SearchStale
        from reader.ui.line_rules import matched

        worker = get_current_worker()
        try:
            rules = matched(self.library, lines, views, today, lambda: worker.is_cancelled)
        except SearchStale:
            return
        self.call_later(self.list.set_rules, rules)

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
        if self.has_class("-sidebar-over"):
            self.show_sidebar(False)
        else:
            self.go(self.list)
        self.choose_scope(message.scope)

    def choose_scope(self, scope: Scope, *, goes_on: bool = False) -> None:
        """List this part of the library anew, the sidebar showing which it is."""
        self.scope, self._goes_on = scope, goes_on
        self.sidebar.scope = scope
        self.arrangement.begin_anew()
        self._is_begun = False
        self.relist()

    def go_on(self) -> bool:
        """List the next feed that has unread articles, after a feed, or tag, after a tag; False
        where none has any, or another part of the library is listed."""
        kind, entries = self.scope.kind, self.sidebar.entries
        alike = [entry for entry in entries if entry.scope.kind == kind]
        here = next((n for n, entry in enumerate(alike) if entry.scope == self.scope), None)
        if kind not in ("feed", "tag") or here is None or self.is_searching:
            return False
        for entry in (*alike[here + 1 :], *alike[:here]):
            if entry.unread and entry.scope != self.scope:
                self.sidebar.go_to(entry.scope)
                self.choose_scope(entry.scope, goes_on=True)
                return True
        return False

    def gone_on(self) -> None:
        """Called when the part that was gone on to is listed, the cursor on its first unread."""

    def tell_counts(self) -> None:
        """Show at the top what is listed."""
        if not self.is_searching:
            unread = len(self.unread)
            if self._scoped is not None:
                unread = len(self.unread & self._scoped)
            self.status.tell(view=self.scope.title, articles=len(self._all), unread=unread)
        else:
            unread = sum(1 for number in self.list.ids if number in self.unread)
            view = f"@{self.view}" if self.view else "Found"
            self.status.tell(view=view, articles=len(self.list.ids), unread=unread)

    # The index -----------------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="index", exit_on_error=False)
    def catch_up(self) -> None:
        """Let the index see what it has missed; its engine is loaded for the first search too."""
        from reader import pipeline

        let_processes_start()

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
            self.status.tell(work=f"rebuilding the index  {progress.done:,} of {progress.total:,}")
            return
        if not self.is_filling:
            self.status.tell(work="")
        self.match_lines()
        if self.is_searching:
            self.search_again()
        elif settings_of(self).list_only:
            self.relist()

    # Search --------------------------------------------------------------------------------

    def action_search(self) -> None:
        self.search_line.edit()

    def on_search_line_changed(self, message: SearchLine.Changed) -> None:
        self.asked = self.read_query(message.text)
        self._meant, self._too_much = None, ()
        if message.text != self.view_query:
            self.view = ""
        if not self.is_searching:
            self._asking = self._answered = None
            self.list.show_snippets(False)
            self.page.mark(())
            self.show_listing(self._all)
            self.tell_hits()
        else:
            self.search_again()

    def end_typing(self) -> None:
        """Take the query as it stands for whole: of what nobody understands nothing is listed."""
        if self.asked is not None and self.asked.is_empty:
            whole = self.read_query(self.asked.text, typing=False)
            if whole.is_lost:
                self.asked = whole
                self.search_again()

    def search_again(self) -> None:
        """Answer the query as it stands; whatever is still being answered is dropped."""
        if self.asked is None:
            return
        self._asking = Asking(self.asked, self._sort, self.scope)
        self._search(self._asking, self._scoped)

    @work(thread=True, exclusive=True, group="search", exit_on_error=False)
    def _search(self, asking: Asking, within: frozenset[int] | None) -> None:
        from reader.library.query import parse
        from reader.library.search import SearchStale, complete, did_you_mean, search

        query = asking.query
        try:
            results = search(
                self.library,
                query,
                sort=asking.sort,
                within=within,
                is_stale=lambda: asking is not self._asking,
            )
        except SearchStale:
            return
        if query.tree is None and (query.sort or asking.sort) != "date":
            # Where no words are asked for there is no relevance: they stand as in the list.
            results = replace(results, ids=self.arrangement.in_order(results.ids))
        meant = None
        views, text = self.views, query.text
        if not results.ids and not complete(self.library, text, len(text), views=views).choices:
            # Typed, its last word is a beginning; what was meant is a whole word.
            meant = did_you_mean(self.library, parse(text, self.now().date(), views=views))
        article = self.page.article
        hits = hits_in(article, query) if article is not None else ()
        self.call_later(self._show_found, Found(asking, results, article, hits, meant))

    def _show_found(self, found: Found) -> None:
        if found.asking is not self._asking:
            return
        results, ids = found.results, found.results.ids
        self._mend(results)
        self._meant = found.meant
        self._too_much = results.problems[len(results.query.problems) :]
        self.list.show_snippets(found.asking.query.tree is not None)
        self.list.set_divider(None)
        self.list.show(ids, keep=self._kept(found.asking, ids))
        article = self.page.article
        if found.article is article:
            self.page.mark(found.hits)
        elif article is not None:
            self.page.mark(hits_in(article, self.asked))
        self.tell_counts()
        self.tell_hits()
        self.listed(ids)

    def _kept(self, asking: Asking, ids: Sequence[int]) -> int | None:
        """The article to stay on: one somebody went to among the results, else the best of them.

        The same search answered again, because something has changed, moves nothing.
        """
        before, self._answered = self._answered, asking
        is_chosen = before is not None and self.list.current != self._best
        if before is not None and (is_chosen or before.is_like(asking)):
            return self.list.current
        self._best = ids[0] if ids else None
        return self._best

    def listed(self, ids: Sequence[int]) -> None:
        """Called when these are listed: for what follows from it."""

    def _mend(self, results: Results) -> None:
        """Have a damaged index rebuilt, once; where it cannot be, say so once."""
        if results.problem and results.problem != self._trouble:
            self.tell_problem(results.problem)
        self._trouble = results.problem
        is_at_it = any(w.group == "index" and not w.is_finished for w in self.workers)
        if results.is_rebuilding and not self._is_mending and not is_at_it:
            self.catch_up()
        self._is_mending = results.is_rebuilding

    def tell_hits(self, round_an_end: str = "") -> None:
        """Say beside the query what came of it, and where a walk through the hits went on."""
        query, hits = self.asked, len(self.page.hits)
        order = "by date" if self._sort == "date" and self.is_searching else ""
        if problems := self._problems():
            told = problems[0].message
            if query is not None and query.is_lost and self.is_searching:
                self.search_line.tell(f"nothing found: {told}", told, style="status.warn")
            else:
                self.search_line.tell(told, style="status.warn")
        elif query is None or query.is_empty:
            self.search_line.tell("")
        elif not self.list.ids and self._meant:
            meant = f"{self._meant}? Tab takes it"
            self.search_line.tell(f"nothing found · did you mean {meant}", f"nothing: {meant}")
        elif not self.list.ids:
            self.search_line.tell("nothing found")
        elif hits:
            hit = f"hit {(self.page.hit or 0) + 1} of {hits}"
            also = f"{order} · " if order else ""
            if round_an_end:
                self.search_line.tell(f"{hit} · {round_an_end}", hit)
                return
            ways = (("next_hit", "next"), ("previous_hit", "back"))
            keys = "".join(
                f"  {key} {way}" for name, way in ways if (key := self.keymap.key_of(name))
            )
            self.search_line.tell(f"{also}{hit}{keys}", f"{also}{hit}", hit)
        else:
            self.search_line.tell(order)

    def _problems(self) -> Sequence[Problem]:
        """What was too much, and what was not understood; of what ends the query only once nobody
        types it any more."""
        if self.asked is None:
            return ()
        if self._too_much or self.asked.problems or self.search_line.is_edited:
            return (*self._too_much, *self.asked.problems)
        return self.read_query(self.asked.text, typing=False).problems

    def action_next_hit(self, step: int = 1) -> None:
        before = self.page.hit
        if self.page.walk_hits(step):
            is_round = before is not None and ((self.page.hit or 0) - before) * step <= 0
            went_on = "from the top again" if step > 0 else "from the end again"
            self.tell_hits(went_on if is_round else "")
        else:
            self.notify("No hits here" if self.is_searching else "Press / to search")

    def action_previous_hit(self) -> None:
        self.action_next_hit(-1)


def hits_in(article: Article, query: Query | None) -> list[Hit]:
    """Where the article has what the query looks for, in reading order."""
    if query is None or query.is_empty:
        return []
    from reader.library.highlights import highlights

    return [
        (number, start, end)
        for number, block in enumerate(article.blocks)
        for start, end in highlights(query, block.text)
    ]
