"""An app that shows a reader theme, and changes it in one step."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from textual import work
from textual.app import App, SuspendNotSupported
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.timer import Timer

from reader import config
from reader.escaping import escaped
from reader.settings import Settings
from reader.ui.keymap import Keymap
from reader.ui.stylesheet import ThemedStylesheet
from reader.ui.theme import Theme
from reader.ui.themes import Themes

DRAWN: Final = 0.15
"""Seconds by which a screen is drawn in another theme, or the next one chosen."""
MOST_PUT_OFF: Final = 8
"""Themes in a row for which it is put off: the more there is to collect, the longer it takes."""
NEVER: Final = 1_000_000


class ThemeChanged(Message, bubble=False):
    """Everything is to be drawn in another theme: sent to every widget that is on a screen."""


class ThemedApp(App[None]):
    """Holds the theme that every widget draws with, the others there are, settings and keys.

    Textual takes a theme by name and ignores one it already shows, so each change is registered
    under the other of two names and the one before is dropped.
    """

    def __init__(self, theme: Theme) -> None:
        # Textual chooses what takes colours away before it knows the theme: where a theme has none
        # but the terminal's, they are left out, not turned to greys.
        is_bare = "NO_COLOR" in os.environ and theme.terminal.ansi
        super().__init__(ansi_color=True if is_bare else None)
        self.stylesheet = ThemedStylesheet(variables=self.get_css_variables())
        self.settings = Settings()
        self.keymap = Keymap()
        self.themes = Themes((config.bundled_folder("themes"),))
        self.reader_theme = theme
        self.is_trying = False
        """Whether themes are tried on the page: no other comes between."""
        self._slot = 0
        self._collecting: Timer | None = None
        self._put_off = 0
        self._thresholds = gc.get_threshold()
        self.use_theme(theme)

    def use_theme(self, theme: Theme) -> None:
        """Draw everything in this theme from now on."""
        self.reader_theme = theme
        before = f"{self._slot}"
        self.scroll_sensitivity_y = float(theme.layout.wheel_lines)
        for border in ("square", "none"):
            self.set_class(theme.layout.windows == border, f"-windows-{border}")
        self._slot = 1 - self._slot
        slot = f"{self._slot}"
        self.register_theme(theme.textual(slot))
        self.theme = slot
        if before in self.available_themes:
            self.unregister_theme(before)
        if self.is_running:
            self._put_off_collecting()
            # Once the style sheet is followed: so that the first frame has all of the theme.
            self.call_next(self._draw_anew)

    def _draw_anew(self) -> None:
        for screen in self.screen_stack:
            for widget in screen.walk_children(with_self=True):
                widget.refresh()
                widget.post_message(ThemeChanged())

    def end_trying(self, is_kept: bool) -> None:
        """Themes are tried no more; one of them is kept, or all is as it was."""
        self.is_trying = False

    def write_to_terminal(self, sequence: str) -> None:
        """Hand the terminal a sequence that draws nothing, between two frames."""
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    @work(thread=True, exit_on_error=False, group="notifying")
    def test_notification(self) -> None:
        """Send a notification as the settings say, and tell how it went."""
        from reader.ui.announcing import try_out

        said, is_sent = try_out(self, datetime.now())
        severity: SeverityLevel = "information" if is_sent else "error"
        self.call_later(self.notify, said, severity=severity, markup=False, timeout=8)

    def _put_off_collecting(self) -> None:
        """Go through old objects for garbage when the screen is drawn, not while it is.

        It takes half as long as drawing. Where one theme follows the other it is put off further,
        but not without end; young objects are gone through as ever.
        """
        if self._collecting is None:
            self._thresholds = gc.get_threshold()
            gc.set_threshold(*self._thresholds[:2], NEVER)
        elif self._put_off >= MOST_PUT_OFF:
            return
        else:
            self._collecting.stop()
        self._put_off += 1
        self._collecting = self.set_timer(DRAWN, self._collect)

    def _collect(self) -> None:
        if self._collecting is not None:
            self._collecting.stop()
            self._collecting, self._put_off = None, 0
            gc.set_threshold(*self._thresholds)
            gc.collect()

    def on_unmount(self) -> None:
        self._collect()

    def follow_settings(self) -> None:
        """Go by the settings as their file is now."""

    def notify(self, message: str, *, title: str = "", severity: SeverityLevel = "information",
               timeout: float | None = None, markup: bool = True) -> None:  # fmt: skip
        """Say something in passing. It may name what is from outside: nothing in it acts."""
        super().notify(
            escaped(message), title=title, severity=severity, timeout=timeout, markup=markup
        )

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Leave the terminal to another program for a while, as Textual does; it is entered again
        also where that fails, and the error is raised then."""
        failure: Exception | None = None
        with super().suspend():
            try:
                yield
            except Exception as problem:
                failure = problem
        if failure is not None:
            raise failure

    def edit(self, path: Path) -> None:
        """Open a file in the user's editor, the reader waiting behind it."""
        from reader.ui.editing import EditorError, edit_file

        try:
            with self.suspend():
                edit_file(path, self.settings.editor)
        except (EditorError, SuspendNotSupported) as problem:
            what = str(problem) or "this terminal cannot wait behind an editor"
            self.notify(what, severity="error", markup=False)
