"""The panes of the screen: where they stand, which has the focus, and which key means what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from reader.command_settings import PREFIX
from reader.library import Library, LibraryError
from reader.tables import Problem
from reader.ui.actions import Action, Place
from reader.ui.keymap import Keymap, Strokes
from reader.ui.layout import Layout
from reader.ui.themed import ThemedApp
from reader.ui.widgets.article_list import ArticleList
from reader.ui.widgets.lines import settings_of, theme_of
from reader.ui.widgets.notice import Notice
from reader.ui.widgets.reading_pane import ReadingPane
from reader.ui.widgets.search_line import SearchLine
from reader.ui.widgets.side_panel import SidePanel, Tab
from reader.ui.widgets.sidebar import Sidebar
from reader.ui.widgets.status import Footer, Masthead, Status, StatusLine
from reader.ui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from reader.library.query import Query
    from reader.library.store import Row

WIDE, ONE_PANE = 100, 72
"""Columns: from WIDE the side panel stands beside list and page; below, in the place of the list.
Below ONE_PANE there is one pane, and what is opened covers it."""
ROOMY = 140
"""Columns from which sidebar and side panel stand beside the page at once."""
NARROW_LIST = 26
"""Cells of the list between the two widths."""


class Panes(Screen[None]):
    """List, page, panel, search line and footer; what they show is the business of others."""

    AUTO_FOCUS = ""

    @dataclass
    class Troubled(Message):
        """Something went wrong beside the screen; one line says what."""

        problem: str

    def __init__(self, library: Library, keymap: Keymap, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.library = library
        self.keymap = keymap
        self.now = now
        self.pressed = ""
        self.views: Mapping[str, str] = {}
        self._strokes = Strokes(keymap)
        self._panel_wanted = True
        self._panel_hidden = False
        self.sidebar = Sidebar(id="sidebar")
        self.list = ArticleList(self.fetch_rows, now, id="list")
        self.page = ReadingPane(id="page")
        self.panel = SidePanel(id="panel")
        self.spread = Horizontal(id="spread")
        self.desk = Horizontal(id="desk")
        self.search_line = SearchLine(self.read_query, self.press)
        self.status = Status(keymap, now, lambda: (self.list.cursor + 1, len(self.list.ids)))
        self.masthead, self.footer = Masthead(self.status), Footer(self.status)
        self.notice = Notice()

    def compose(self) -> ComposeResult:
        yield self.masthead
        yield self.search_line
        with self.desk:
            yield self.sidebar
            with self.spread:
                yield self.list
                yield self.page
            yield self.panel
        yield Welcome()
        yield self.notice
        yield self.footer

    def fetch_rows(self, ids: Sequence[int]) -> list[Row]:
        """The list's rows as the reader has left them."""
        return self.library.store.rows(ids)

    def read_query(self, text: str, *, typing: bool = True) -> Query:
        """A query as it stands while it is typed, or once it is."""
        from reader.library.query import parse

        return parse(text, self.now().date(), typing=typing, views=self.views)

    # Problems ------------------------------------------------------------------------------

    def tell_from_thread(self, problem: str) -> None:
        """Tell of a problem from a thread beside the screen."""
        self.post_message(self.Troubled(problem))

    def on_panes_troubled(self, message: Troubled) -> None:
        self.tell_problem(message.problem)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Work beside the screen that fails is told of, and the reader goes on."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            known = isinstance(error, LibraryError)
            self.tell_problem(str(error) if known else f"{event.worker.name}: {error!r}")

    def tell_of_files(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong in the files of themes and settings, until it is mended."""
        self.notice.show(problems, self.keymap.key_of("settings"))

    def tell_problem(self, problem: str) -> None:
        self.notify(problem, severity="error", markup=False, timeout=8)

    # Sizes ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._panel_hidden = not settings_of(self).panel
        self._panel_wanted = not self._panel_hidden

    def on_resize(self) -> None:
        self._fit()

    def on_theme_changed(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Arrange the panes for the width there is."""
        width, layout = self.app.size.width, theme_of(self).layout
        wide, one = width >= WIDE, width < ONE_PANE
        if settings_of(self).plain:
            wide, one = False, True
        self.set_class(not wide, "-overlay")
        self.set_class(one, "-one")
        self.set_class(one, "-sidebar-over")
        if not (self.has_class("-listing") or self.has_class("-reading")):
            self.add_class("-listing")
        if not wide and self.focused is not self.panel:
            self._panel_wanted = False
        elif wide and not self._panel_hidden:
            self._panel_wanted = True
        is_stacked = not one and layout.list_side in ("top", "bottom")
        if is_stacked:
            self.list.styles.width, lines = "1fr", max(3, (self.app.size.height - 3) // 2)
            self.list.styles.height = min(layout.list_height, lines) + 1  # The line between.
        else:
            self.list.styles.width = "1fr" if one else layout.list_width if wide else NARROW_LIST
            self.list.styles.height = "1fr"
        self.panel.styles.width = "100%" if one else min(layout.panel_width, max(1, width))
        rows = min(2, layout.list_rows) if one else 1
        self.list.set_rows(layout.list_rows if wide or is_stacked else rows)
        self._take_sides(layout, is_stacked)
        if not wide and self.focused is self.page:
            self.remove_class("-sidebar")
        self._share()
        self.query_one("#query", Input).cursor_blink = layout.blink

    def _share(self) -> None:
        """Let the sidebar and the side panel have their room, whole panes giving way to them."""
        is_narrow = self.has_class("-overlay") and not self.has_class("-one")
        has_sidebar = self.has_class("-sidebar")
        is_too_much = has_sidebar and self.app.size.width < ROOMY
        self.set_class(not self._panel_wanted or is_too_much, "-no-panel")
        if is_narrow:
            is_stacked = self.has_class("-stacked")
            self.set_class(has_sidebar and not is_stacked, "-no-page")
            self.set_class(self._panel_wanted and not has_sidebar, "-no-list")
            if not is_stacked:
                self.list.styles.width = "1fr" if has_sidebar else NARROW_LIST
        else:
            self.remove_class("-no-page", "-no-list")

    def _take_sides(self, layout: Layout, is_stacked: bool) -> None:
        """Put each pane on the side where it is wanted."""
        self.set_class(is_stacked, "-stacked")
        self.set_class(layout.list_side == "bottom", "-list-bottom")
        self.set_class(layout.panel_side == "left", "-panel-left")
        self.set_class(layout.sidebar_side == "right", "-sidebar-right")
        is_after = layout.list_side in ("right", "bottom")
        _order(self.spread, [self.page, self.list] if is_after else [self.list, self.page])
        desk: list[Widget] = [self.spread]
        desk.insert(layout.panel_side == "right", self.panel)
        # Outermost, where both are on one side.
        desk.insert(3 * (layout.sidebar_side == "right"), self.sidebar)
        _order(self.desk, desk)
        welcome = self.query_one(Welcome)
        middle: list[Widget] = [self.desk, welcome]
        middle.insert(2 * (layout.search_side == "bottom"), self.search_line)
        _order(self, [self.masthead, *middle, self.notice, self.footer])
        self.masthead.display = any(self.masthead.parts(layout))
        self.footer.display = any(self.footer.parts(layout))

    # Keys ----------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """Where a key would be pressed now."""
        focused = self.focused
        if focused is self.page:
            return "article"
        if focused is self.panel:
            return "panel"
        if focused is self.sidebar:
            return "sidebar"
        return "search" if isinstance(focused, Input) else "list"

    async def on_key(self, event: events.Key) -> None:
        self.pressed = event.key
        if self.place == "search" and event.is_printable and event.character:
            # Typed faster than the search line took the focus: it was meant for it.
            self.search_line.type(event.character)
            event.stop()
            return
        found = self._strokes.press(self.place, event.key)
        if self._strokes.pending != self.status.pending:
            self.status.tell(place=self.place, pending=self._strokes.pending)
        if found == "pending":
            event.stop()
        elif found is not None:
            event.stop()
            event.prevent_default()
            await self.perform(found.name)

    async def press(self, event: events.Key) -> bool:
        """A key that came to the search line: do what it means, or say that the line is to take it.

        One that came while the focus was leaving is not the line's any more.
        """
        if self.place == "search" and not self.keymap.find("search", [event.key]):
            return False
        await self.on_key(event)
        return True

    async def perform(self, name: str) -> None:
        """Do what an action says: the focused widget if it can, else this screen.

        Several names with spaces between are several actions, one after the other.
        """
        for part in name.split():
            focused = self.focused
            if part.startswith(PREFIX):
                await self.run_action(f"command({part.removeprefix(PREFIX)!r})")
            elif focused is not None and hasattr(focused, f"action_{part}"):
                await focused.run_action(part)
            else:
                await self.run_action(part)

    async def perform_in(self, action: Action) -> None:
        """Do what an action says in the place it belongs to."""
        places: dict[Place, Widget] = {
            "list": self.list,
            "article": self.page,
            "panel": self.panel,
            "sidebar": self.sidebar,
        }
        if action.place in places:
            places[action.place].focus()
            await places[action.place].run_action(action.name)
        else:
            await self.perform(action.name)

    async def on_status_line_pressed(self, message: StatusLine.Pressed) -> None:
        await self.perform(message.action)

    def on_descendant_focus(self) -> None:
        self.status.tell(place=self.place, pending="")
        self.set_class(self.place == "article", "-in-article")

    def on_descendant_blur(self) -> None:
        self._strokes.forget()

    # Panes ---------------------------------------------------------------------------------

    def go(self, pane: Widget) -> None:
        """Give a pane the focus, and the screen where there is room for one only."""
        if pane is self.list or pane is self.page:
            self.set_class(pane is self.page, "-reading")
            self.set_class(pane is self.list, "-listing")
        if self.has_class("-overlay"):
            # What has the place of this pane closes.
            is_one = self.has_class("-one")
            if pane is self.page or (is_one and pane is self.list):
                self.remove_class("-sidebar")
            if pane is self.list or (is_one and pane is self.page):
                self._panel_wanted = False
            self._share()
        self.set_focus(pane)  # At once: the next key may be there already.

    def _panes(self) -> list[Widget]:
        """The panes that can be gone to, from left to right or from above."""
        panes: list[Widget] = []
        for pane in self.desk.children:
            panes += pane.children if pane is self.spread else [pane]
        hidden: list[Widget] = [self.panel] if self.has_class("-no-panel") else []
        if not self.has_class("-sidebar"):
            hidden.append(self.sidebar)
        return [pane for pane in panes if pane not in hidden]

    def action_next_pane(self, step: int = 1) -> None:
        panes = self._panes()
        here = panes.index(self.focused) if self.focused in panes else -step
        self.go(panes[(here + step) % len(panes)])

    def action_previous_pane(self) -> None:
        self.action_next_pane(-1)

    def action_back(self) -> None:
        """Hide what is told, else go one step back."""
        self.app.clear_notifications()
        if not self.notice.hide():
            self._step_back()

    def _step_back(self) -> bool:
        """One step back; False where there is none to take."""
        if self.focused is self.panel:
            if self.has_class("-overlay"):
                self.show_panel(False)
            self.go(self.page)
        elif self.focused is self.page:
            self.go(self.list)
        elif self.focused is self.sidebar:
            self.show_sidebar(False)
        elif self.search_line.text:
            self.search_line.text = ""
            self.go(self.list)
        else:
            return False
        return True

    def action_close(self) -> None:
        if not self._step_back():
            self.action_quit()

    def action_quit(self) -> None:
        from reader.ui.screens.leaving import leave

        assert isinstance(self.app, ThemedApp)
        leave(self.app)

    def action_suspend(self) -> None:
        self.app.action_suspend_process()

    def action_entities(self) -> None:
        self._turn_panel("names")

    def action_quotes(self) -> None:
        self._turn_panel("quotes")

    def action_facets(self) -> None:
        self._turn_panel("facets")

    def _turn_panel(self, tab: Tab) -> None:
        """Open the panel on a tab; close it where that tab has the focus already."""
        if self.focused is self.panel and self.panel.tab == tab:
            self.show_panel(False)
            self.go(self.page)
        else:
            self.show_panel(True)
            self.panel.open_tab(tab)
            self.go(self.panel)

    def action_sidebar(self) -> None:
        """Show the sidebar and go there; from there, hide it."""
        self.show_sidebar(self.focused is not self.sidebar)

    def show_sidebar(self, wanted: bool) -> None:
        self.set_class(wanted, "-sidebar")
        if wanted and self.has_class("-overlay"):
            self._panel_wanted = False
        self._share()
        self.go(self.sidebar if wanted else self.list)

    def show_panel(self, wanted: bool) -> None:
        self._panel_wanted = wanted
        self._panel_hidden = not wanted and not self.has_class("-overlay")
        if wanted and self.app.size.width < ROOMY:
            self.remove_class("-sidebar")
        self._share()


def _order(parent: Widget, wanted: Sequence[Widget]) -> None:
    """Put these children of a widget in this order, if they are in another; others come last."""
    present = [child for child in parent.children if child in wanted]
    if present != list(wanted):
        places = {child: number for number, child in enumerate(wanted)}
        parent.sort_children(key=lambda child: places.get(child, len(places)))
