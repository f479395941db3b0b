"""The search line: what is typed, coloured as it is understood, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from reader.ui.line_format import shorten
from reader.ui.widgets.lines import ink, theme_of

if TYPE_CHECKING:
    from reader.library.query import Query

TOKEN_STYLES = {
    "field": "meta",
    "operator": "meta",
    "value": "entity.person",
    "date": "entity.date",
    "flag": "entity.other",
    "phrase": "quote",
    "error": "status.error",
    "text": "list.unread",
}
"""The style of each kind of token the query language knows."""


Press = Callable[[events.Key], Awaitable[bool]]
"""Does what a key means in the reader; whether it meant anything there."""

EDGES = 5
"""Cells of the line that are neither query nor what came of it."""


class QueryColours(Highlighter):
    """Colours a query as the query language understands it."""

    def __init__(self, line: SearchLine, read: Callable[[str], Query]) -> None:
        self._line = line
        self._read = read

    def highlight(self, text: Text) -> None:
        if not text.plain or self._line.is_selected:
            return  # What is selected has the colours of a selection.
        theme = theme_of(self._line)
        for token in self._read(text.plain).tokens:
            text.stylize(ink(theme.style(TOKEN_STYLES[token.kind])), token.start, token.end)


class QueryInput(Input):
    """The query. Keys that do something in the reader are done at once, before the next one comes:
    a letter typed right behind Enter is for the results."""

    def __init__(self, press: Press, **settings: Any) -> None:
        super().__init__(**settings)
        self._press = press

    async def on_key(self, event: events.Key) -> None:
        if await self._press(event):
            event.stop()
            event.prevent_default()  # Else Input would take it as well.


class SearchLine(Horizontal):
    """A slash, the query, and at the right what it found or did not understand."""

    @dataclass
    class Changed(Message):
        """The query is another one."""

        text: str

    @dataclass
    class Typed(Message):
        """A key changed the query, rather than something put there."""

    def __init__(
        self, read: Callable[[str], Query], press: Press, *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._read = read
        self._press = press
        self._told: tuple[tuple[str, ...], str] = (("",), "meta")
        self._put: str | None = None

    def compose(self) -> ComposeResult:
        yield Static("/", id="slash")
        yield QueryInput(
            self._press,
            placeholder="press / to search",
            highlighter=QueryColours(self, self._read),
            select_on_focus=False,
            compact=True,
            id="query",
        )
        yield Static(id="told")

    @property
    def text(self) -> str:
        return self.query_one(Input).value

    @text.setter
    def text(self, value: str) -> None:
        self.replace(0, len(self.text), value)

    @property
    def cursor(self) -> int:
        """Characters before the cursor."""
        return self.query_one(Input).cursor_position

    def replace(self, start: int, end: int, words: str) -> None:
        """Put other words in place of some of the query's characters, the cursor behind them."""
        line = self.query_one(Input)
        self._put = line.value[:start] + words + line.value[end:]
        line.value = self._put
        line.cursor_position = start + len(words)

    @property
    def is_edited(self) -> bool:
        """Whether keys go here."""
        return self.screen.focused is self.query_one(Input)

    @property
    def is_selected(self) -> bool:
        """Whether some of the query is selected: the next key replaces it."""
        return not self.query_one(Input).selection.is_empty

    def edit(self) -> None:
        """Take the focus. What stands here is selected: typing begins anew, an arrow goes on."""
        line = self.query_one(Input)
        if not self.is_edited:
            line.select_all()
        self.screen.set_focus(line)

    def type(self, character: str) -> None:
        """Put a character in at the cursor, as if it had been typed here."""
        line = self.query_one(Input)
        line.replace(character, *sorted(line.selection))

    def tell(self, *texts: str, style: str = "meta") -> None:
        """Say at the right what came of the query: the first of the texts that there is room for.

        The query has the first claim on the line, up to half of it.
        """
        self._told = (texts, style)
        self._show_told()

    def _show_told(self) -> None:
        texts, style = self._told
        width = self.size.width - EDGES
        room = max(0, width - min(cell_len(self.text) + 1, width // 2))
        text = next((text for text in texts if cell_len(text) <= room), texts[-1])
        shown = Text(shorten(text, room), ink(theme_of(self).style(style)))
        told = self.query_one("#told", Static)
        # In another theme the words are the same, and take the same room.
        told.update(shown, layout=str(told.content) != shown.plain)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value != self._put:
            self.post_message(self.Typed())
        self._show_told()
        self.post_message(self.Changed(event.value))

    def on_theme_changed(self) -> None:
        self._show_told()
        self.refresh()
