"""The subscriptions: what each brings, how its last try went, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reader.library import Library
from reader.library.order import OrderBy, ordered_feeds
from reader.ui.clock import age
from reader.ui.key_names import shown
from reader.ui.line_format import set_line
from reader.ui.screens.ask import AskScreen
from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.box import Box, Legend
from reader.ui.widgets.lines import theme_of
from reader.ui.widgets.sidebar import FREE, Scope, entry_of, fact

if TYPE_CHECKING:
    from reader.library.feeds import FeedRow


@dataclass(frozen=True, slots=True)
class Wish:
    """What the main screen is to do: list a feed's articles, fetch, or subscribe."""

    act: Literal["list", "fetch", "subscribe"]
    scope: Scope | None = None
    feed: int | None = None
    url: str = ""


class FeedsScreen(Dialog[Wish | None]):
    """Lists the feeds; returns a wish that needs the main screen, or None."""

    window = "feeds_window"
    opened_by = "feeds"

    def __init__(self, library: Library, now: Callable[[], datetime], order: OrderBy) -> None:
        super().__init__()
        self._order = order
        self._feeds = library.feeds
        self._now = now
        self._rows: list[FeedRow] = []
        self._removing: int | None = None

    def compose(self) -> ComposeResult:
        with Box(id="feeds"):
            yield Static("Feeds", id="picker-title")
            yield OptionList(compact=True)
            yield Static(id="feed-state", markup=False)
            yield Legend(self.foot(), id="picker-keys")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self._learn()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _learn(self, change: Callable[[], object] | None = None) -> None:
        """Change a feed, if so asked, and list them as they are then."""
        if change is not None:
            change()
        rows = ordered_feeds(self._feeds.feeds(), self._order)
        self.call_later(self._list, rows)

    def _list(self, rows: list[FeedRow]) -> None:
        options = self.query_one(OptionList)
        here = options.highlighted or 0
        self._rows = rows
        options.clear_options()
        form = theme_of(self).layout.feeds_line
        cells = max(1, options.scrollable_content_region.width - 2)
        for number, row in enumerate(rows):
            value = partial(_fact, row, number)
            told = set_line(form, value, cells, "title", FREE)
            text = Text("".join(text for text, _ in told), no_wrap=True, overflow="ellipsis")
            options.add_option(Option(text))
        options.highlighted = min(here, len(rows) - 1) if rows else None
        if not rows:
            key = self.keymap.key_of("subscribe", self.window)
            how = f": {key} subscribes to one" if key else ""
            self.query_one("#feed-state", Static).update(f"No feeds yet{how}")

    @property
    def _row(self) -> FeedRow | None:
        number = self.query_one(OptionList).highlighted
        return self._rows[number] if number is not None and number < len(self._rows) else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self._removing = None
        row = self._row
        if row is not None:
            self.query_one("#feed-state", Static).update(state_of(row, self._now()))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        row = self._row
        if row is not None:
            self.dismiss(Wish("list", scope=Scope("feed", row.title, str(row.id))))

    def action_subscribe(self) -> None:
        def subscribe(url: str | None) -> None:
            if url is not None:
                self.dismiss(Wish("subscribe", url=url))

        question = AskScreen("Subscribe to a feed, or to a page's", "https://…", "subscribes")
        self.app.push_screen(question, subscribe)

    def action_fetch(self) -> None:
        row = self._row
        if row is not None:
            self.dismiss(Wish("fetch", feed=row.id))

    def action_pause(self) -> None:
        row = self._row
        if row is not None:
            self._learn(lambda: self._feeds.pause(row.id, not row.is_paused))

    def action_rename(self) -> None:
        row = self._row
        if row is None:
            return

        def rename(name: str | None) -> None:
            if name is not None:
                self._learn(lambda: self._feeds.rename(row.id, name))

        question = AskScreen(f"Call “{row.title}” something else", row.title, "renames")
        self.app.push_screen(question, rename)

    def action_tags(self) -> None:
        row = self._row
        if row is None:
            return

        def tag(words: str | None) -> None:
            if words is not None:
                wanted = {word.strip() for word in words.split(",") if word.strip()}
                self._learn(
                    lambda: self._feeds.tag(row.id, add=wanted, remove=set(row.tags) - wanted)
                )

        present = ", ".join(row.tags) or "news, work"
        question = AskScreen(f"Tags of “{row.title}”, with commas", present, "keeps")
        self.app.push_screen(question, tag)

    def action_remove(self) -> None:
        row = self._row
        if row is None:
            return
        if self._removing != row.id:
            self._removing = row.id
            self.query_one("#feed-state", Static).update(
                f"{shown(self.pressed)} once more ends the subscription to “{row.title}”;"
                " its articles stay"
            )
            return
        self._learn(lambda: self._feeds.remove(row.id))


def _fact(row: FeedRow, number: int, name: str) -> str:
    """What a field of the list's lines says of a feed: as beside the list, and of none unread 0."""
    return f"{row.unread:,}" if name == "unread" else fact(entry_of(row), number, name)


def state_of(row: FeedRow, now: datetime) -> str:
    """How a feed is doing, in words."""
    facts: Iterable[str] = (
        "paused" if row.is_paused else "",
        f"last fetched {_gone(row.last_success, now)}" if row.last_success else "never fetched",
        f"next try {when(row.next_try, now)}" if not row.is_paused else "",
        row.error,
        row.address,
    )
    return "\n".join(filter(None, facts))


def _gone(moment: datetime, now: datetime) -> str:
    """A moment gone by: `just now`, `12m ago`, else the day."""
    how_old = age(moment, now)
    if how_old == "now":
        return "just now"
    return f"{how_old} ago" if how_old[-1:] in "mhd" and how_old[:-1].isdecimal() else how_old


def when(moment: datetime, now: datetime) -> str:
    """A moment to come: `now`, `in 12m`, `in 5h`, else the day."""
    minutes = int((moment - now).total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"in {minutes}m"
    return f"in {minutes // 60}h" if minutes < 48 * 60 else f"{moment.day} {moment:%b}"
