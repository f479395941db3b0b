"""What helps whoever searches: completion, history, snippets, facets, filters and kept searches."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from textual import work

from reader import config
from reader.library import Library, LibraryError
from reader.ui.history import SearchHistory
from reader.ui.keymap import Keymap
from reader.ui.screens.listing import Listing
from reader.ui.widgets.article_list import ArticleList
from reader.ui.widgets.lines import settings_of
from reader.ui.widgets.reading_pane import ReadingPane
from reader.ui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from reader.library.query import Query
    from reader.library.search import Completion, Facets, Snippet

SNIPPET: Final = 200
"""Characters of a snippet that are looked for; the list shows what it has room for."""


class Searching(Listing):
    """Everything around the query but its answer."""

    def __init__(self, library: Library, keymap: Keymap, now: Callable[[], datetime]) -> None:
        super().__init__(library, keymap, now)
        self._completion: Completion | None = None
        self._completed = 0
        self._history = SearchHistory(library.folder / "searches")

    def on_mount(self) -> None:
        self.views = settings_of(self).views

    # Keeping and sorting ----------------------------------------------------------------------

    def action_search_keep(self) -> None:
        """Go to the results."""
        try:
            self._history.keep(self.search_line.text)
        except OSError as problem:
            self.tell_problem(f"The search is not remembered: {problem}")
        self.go(self.list)
        self.end_typing()
        self.tell_hits()

    def action_search_clear(self) -> None:
        self.search_line.text = ""
        self.go(self.list)

    def action_sort(self) -> None:
        """The other order of what was found; without a search the list's next one."""
        if self.asked is None or self.asked.is_empty:
            self.action_list_order()
            return
        self._sort = "date" if self._sort == "relevance" else "relevance"
        others = "By relevance" if self.asked.tree is not None else "As the list stands"
        self.notify("By date" if self._sort == "date" else others, timeout=2)
        self.search_again()

    def action_list_order(self) -> None:
        """The list in its next order, until the reader is left."""
        self.notify(f"The list: {self.arrangement.step('list')}", timeout=3)
        self.relist()

    def action_feeds_order(self) -> None:
        """The feeds in their next order, until the reader is left."""
        self.notify(f"The feeds: {self.arrangement.step('feeds')}", timeout=3)
        self.relist()

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

        completion = complete(self.library, text, cursor, views=self.views)
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
        several = completion.choices
        shown = ("  ".join(several[:count]) for count in range(len(several), 0, -1))
        self.search_line.tell(*shown)

    def on_search_line_typed(self) -> None:
        self._completion = None

    # Snippets and facets -------------------------------------------------------------------

    def on_article_list_snippets_wanted(self, message: ArticleList.SnippetsWanted) -> None:
        if self.asked is not None:
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

    def listed(self, ids: Sequence[int]) -> None:
        if self.panel.tab == "facets":
            self._count_facets(ids)

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
        return config.load_settings().settings.views  # What is wrong with the file is told already.

    def action_save_view(self) -> None:
        from reader.ui.screens.ask import AskScreen

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
                self.views = self._views()
                self.view, self.view_query = name.strip().lstrip("@"), query
                self.tell_counts()

        question = AskScreen("Keep this search as a view", "a name", "keeps")
        self.app.push_screen(question, keep)

    def action_views(self) -> None:
        from reader.ui.screens.views import ViewsScreen

        views = self.views = self._views()
        if not views:
            key = self.keymap.key_of("save_view", "search")
            how = f", then {key} keeps the search under a name" if key else " and keep it"
            self.notify(f"No views yet: search{how}")
            return
        self.app.push_screen(ViewsScreen(self.library, views, self.now), self._open_view)

    def action_view(self) -> None:
        """Open the view whose number was pressed, counted from 1."""
        if not self.pressed.isdigit():
            self.action_views()
            return
        self.views = self._views()
        names, number = list(self.views), int(self.pressed)
        if number <= len(names):
            self._open_view(names[number - 1])
        else:
            key = self.keymap.key_of("views")
            self.notify(f"There is no view {number}{f': {key} lists the views' if key else ''}")

    def _open_view(self, name: str | None) -> None:
        if name is None:
            return
        self.views = self._views()
        query = self.views.get(name)
        if query is None:
            self.notify(f"The view {name} is gone from the settings", markup=False)
            return
        self.view, self.view_query = name, query
        self.search_line.text = query
        self.go(self.list)
