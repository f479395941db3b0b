"""The links of an article, by number, with the page behind showing which is which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from reader.ui.links import Link
from reader.ui.screens.dialog import Dialog
from reader.ui.widgets.box import Box, Legend


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be done with a link."""

    link: Link
    act: Literal["browse", "copy", "read"]


class LinksScreen(Dialog[Choice | None]):
    """Returns the link that was chosen and what to do with it, or None.

    The cursor begins at the link of index `first`. `point` is called with each link as the cursor
    comes to it, and the rows of the screen above the list; None while it has not been moved.
    """

    window = "links_window"
    opened_by = "links"

    def __init__(
        self, links: Sequence[Link], first: int, point: Callable[[Link, int | None], None]
    ) -> None:
        super().__init__()
        self._links = links
        self._first = first
        self._point = point
        self._typed = ""

    def compose(self) -> ComposeResult:
        with Box(id="picker", share=4):
            yield Static("Links", id="picker-title")
            yield OptionList(*map(self._option, range(len(self._links))), compact=True)
            yield Legend(self.foot(), id="picker-keys")

    def foot(self) -> str:
        """The keys, numbers before them if they open links."""
        if not self.keymap.key_of("number", self.window):
            return super().foot()
        has_other = self.keymap.key_of("choose", self.window)
        return f"Number{' or ' if has_other else ' opens  '}{super().foot()}"

    def _option(self, number: int) -> Option:
        link = self._links[number]
        text = f"{number + 1:>3} {link.words}{'  ' * bool(link.words)}{_place(link.target)}"
        return Option(Text(text, no_wrap=True, overflow="ellipsis"))

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = self._first
        options.focus()

    async def perform(self, name: str) -> None:
        if name != "number":
            self._typed = ""
        await super().perform(name)

    def action_number(self) -> None:
        """Go to the link whose number is typed; where no longer one begins so, open it."""
        if not self.pressed.isdecimal():
            return
        self._typed += self.pressed
        number = int(self._typed)
        if not 1 <= number <= len(self._links):
            self._typed = ""
            return
        self.query_one(OptionList).highlighted = number - 1
        if number * 10 > len(self._links):
            self._do("browse")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index != event.option_list.highlighted:
            return  # The cursor has moved on since.
        is_moved = event.option_index != self._first
        free = self.query_one("#picker").region.y
        self._point(self._links[event.option_index], free if is_moved else None)
        self._first = -1

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._do("browse")

    def action_open_in_browser(self) -> None:
        self._do("browse")

    def action_copy_link(self) -> None:
        self._do("copy")

    def action_read_here(self) -> None:
        self._do("read")

    def _do(self, act: Literal["browse", "copy", "read"]) -> None:
        number = self.query_one(OptionList).highlighted
        self.dismiss(None if number is None else Choice(self._links[number], act))


def _place(target: str) -> str:
    """Where a link leads, without what all addresses have in common."""
    parts = urlsplit(target)
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.rstrip("/")
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"
