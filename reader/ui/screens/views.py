"""The saved searches, with how much of each is unread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from reader import config
from reader.escaping import escaped
from reader.library import Library
from reader.library.query import parse
from reader.ui.line_format import column
from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.box import Box, Legend


class ViewsScreen(Dialog[str | None]):
    """Returns the name of the view to open, or None."""

    window = "views_window"
    opened_by = "views"

    def __init__(
        self, library: Library, views: Mapping[str, str], now: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._library = library
        self._views = dict(views)
        self._now = now

    def compose(self) -> ComposeResult:
        with Box(id="picker"):
            yield Static("Views", id="picker-title")
            yield OptionList(compact=True)
            yield Legend(self.foot(), id="picker-keys")

    def on_mount(self) -> None:
        self._list({})
        self.query_one(OptionList).focus()
        self._count()

    def _list(self, unread: Mapping[str, int]) -> None:
        options = self.query_one(OptionList)
        here = options.highlighted or 0
        options.clear_options()
        for number, (name, query) in enumerate(self._views.items(), 1):
            key = str(number) if number <= 9 else " "
            count = f"{unread[name]:,} unread" if name in unread else ""
            said = f"{key} {column(name, 16)} {count:<12} {escaped(query)}"
            options.add_option(Option(Text(said, no_wrap=True, overflow="ellipsis"), name))
        options.highlighted = min(here, len(self._views) - 1) if self._views else None

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _count(self) -> None:
        from reader.library.search import SearchStale, search

        worker = get_current_worker()
        unread = self._library.store.unread_ids()
        counts: dict[str, int] = {}
        for name, text in list(self._views.items()):
            query = parse(text, self._now().date(), views=self._views)
            try:  # All are counted, however long it takes.
                found = search(
                    self._library, query, budget=None, is_stale=lambda: worker.is_cancelled
                )
            except SearchStale:
                return
            counts[name] = sum(1 for number in found.ids if number in unread)
        self.call_later(self._list, counts)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_forget(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is None:
            return
        name = list(self._views)[options.highlighted]
        try:
            config.forget_view(name)
        except config.SettingsError as problem:
            self.notify(str(problem), severity="error", markup=False)
            return
        del self._views[name]
        self._list({})
        self._count()
