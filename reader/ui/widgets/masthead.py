"""The top line: what is listed, how much of it, and what is going on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from reader.ui.clock import masthead_time
from reader.ui.widgets.lines import ink, line, theme_of


class Masthead(Widget):
    """`◆ Reader  All news  1,284 articles  37 unread`, the time at the right."""

    def __init__(self, now: Callable[[], datetime], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._now = now
        self.view = "All news"
        self.articles: int | None = None
        self.unread: int | None = None
        self.work = ""

    def on_mount(self) -> None:
        self.set_interval(20, self.refresh)

    def tell(
        self,
        *,
        view: str | None = None,
        articles: int | None = None,
        unread: int | None = None,
        work: str | None = None,
    ) -> None:
        """Show what has changed; what is not named stays. `work` is what goes on meanwhile."""
        self.view = self.view if view is None else view
        self.articles = self.articles if articles is None else articles
        self.unread = self.unread if unread is None else unread
        self.work = self.work if work is None else work
        self.refresh()

    def render_line(self, y: int) -> Strip:
        theme = theme_of(self)
        base = theme.ground("panel") + theme.style("header")
        key, meta = ink(theme.style("footer.key")), ink(theme.style("meta"))
        left = [("◆ Reader  ", key), (self.view, Style(bold=True))]
        if self.articles is not None:
            plural = "article" if self.articles == 1 else "articles"
            left.append((f"  {self.articles:,} {plural}", meta))
        if self.unread is not None:
            left.append((f"  {self.unread:,} unread", meta))
        right = (
            [(f"  {self.work} ", theme.style("status.warn"))]
            if self.work
            else [(f"  {masthead_time(self._now())} ", meta)]
        )
        width = self.size.width
        if width < 72 and not self.work:
            right = []
        return line([(" ", base), *left], width, base, right)
