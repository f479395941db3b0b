"""The frame of a screen over the page: its list gives way, what explains it is always there."""

from __future__ import annotations

from typing import Final

from rich.text import Text
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import OptionList

from reader.ui.flow import flowed

NARROW, LOW = 100, 32
"""Columns and rows of the screen below which the box lies at the bottom, over its whole width."""
LEAST: Final = 3
"""Lines of the list that are always shown, where the screen has them."""
MOST: Final = 20
"""Lines of the list at most."""


class Legend(Widget):
    """What the keys do, and other words on a list: no key is parted from what it does."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._text = text
        self._most: dict[int, int] = {}

    def tell(self, text: str) -> None:
        """Say this; two spaces stand between keys."""
        self._text = text
        self.refresh(layout=True)
        if isinstance(self.parent, Box):
            self.parent.fit()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        # What was high once stays so: a box that changes its size with every line is restless.
        self._most[width] = max(len(flowed(self._text, width)), self._most.get(width, 0))
        return self._most[width]

    def render(self) -> Text:
        return Text("\n".join(flowed(self._text, self.content_size.width)), no_wrap=True)


class Box(Vertical):
    """A list, with what stands above and below it.

    `shows_page`: where the screen is small it lies at the bottom and takes about half of the
    height, so that the page is seen. The list has 1/`share` of the height at most.
    """

    def __init__(self, *, id: str, shows_page: bool = False, share: int = 1) -> None:
        super().__init__(id=id)
        self._shows_page = shows_page
        self._share = share

    def on_mount(self) -> None:
        self.fit()

    def on_resize(self) -> None:
        self.fit()

    def fit(self) -> None:
        """Give the list the rows that what explains it leaves."""
        screen = self.screen.size
        is_low = self._shows_page and (screen.width < NARROW or screen.height < LOW)
        self.screen.set_class(is_low, "-low")
        inside = self.content_size.width
        if not inside:
            return
        listed = next(x for x in self.children if isinstance(x, OptionList | VerticalScroll))
        others = [child for child in self.children if child is not listed and child.display]
        frame = self.gutter.height + sum(
            child.gutter.height
            + child.styles.margin.height
            + child.get_content_height(screen, screen, inside - child.gutter.width)
            for child in others
        )
        room = screen.height // 2 if is_low else screen.height
        rows = min(screen.height - frame, max(LEAST, room - frame), screen.height // self._share)
        listed.styles.max_height = max(1, min(rows, MOST))
        if isinstance(listed, OptionList):
            self.call_after_refresh(listed.scroll_to_highlight)
