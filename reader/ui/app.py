"""The reader on the screen: puts the library, the theme and the screens together."""

from __future__ import annotations

import gc
import signal
import sys
from asyncio import get_running_loop, to_thread
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingsMap
from textual.command import CommandPalette, Provider
from textual.driver import Driver
from textual.screen import Screen

from reader.library import Library
from reader.tables import Problem
from reader.ui.live import Live
from reader.ui.palette import Actions
from reader.ui.screens.main import MainScreen
from reader.ui.startup import Look
from reader.ui.theme import Theme
from reader.ui.themed import ThemedApp
from reader.ui.themes import Themes
from reader.ui.watch import INTERVAL

if TYPE_CHECKING:
    from reader.ui.terminal import GroundChanged

YOUNG: Final = 10_000
"""Objects made, less those gone, after which young ones are gone through. A frame makes thousands:
with Python's 700, looking for garbage is a sixth of the work of drawing."""

LEAVE_SIGNALS: Final = tuple(
    number
    for name in ("SIGTERM", "SIGHUP")
    if isinstance(number := getattr(signal, name, None), signal.Signals)
)


def local_now() -> datetime:
    return datetime.now().astimezone()


class ReaderApp(ThemedApp):
    """`locations` are added to the library once the screen stands.

    `now` tells the time that ages and the masthead are shown by. `live` says what the files of
    themes and settings say, and when they have changed; without it nothing is looked at.
    """

    CSS_PATH = "reader.tcss"
    TITLE = "Reader"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Actions}

    def __init__(
        self,
        library: Library,
        theme: Theme,
        *,
        themes: Themes | None = None,
        live: Live | None = None,
        locations: Sequence[str] = (),
        now: Callable[[], datetime] = local_now,
    ) -> None:
        super().__init__(theme)
        self.library = library
        self.themes = themes or self.themes
        self._bind_over_all()
        self._live = live
        self._times_followed = 0
        self._told: Sequence[Problem] = ()
        self._locations = locations
        self._now = now
        self._main: MainScreen | None = None
        self._missed: GroundChanged | None = None
        """What the terminal said of its ground while themes were tried."""
        if live is not None:
            self._take(live.look)

    def get_driver_class(self) -> type[Driver]:
        """Textual's own, on Linux and macOS with the terminal's dark and light followed."""
        found = super().get_driver_class()
        if sys.platform != "win32":
            from textual.drivers.linux_driver import LinuxDriver

            if found is LinuxDriver:
                from reader.ui.terminal import FollowingDriver

                return FollowingDriver
        return found

    def get_default_screen(self) -> Screen[None]:
        self._main = MainScreen(
            self.library,
            self.keymap,
            locations=self._locations,
            now=self._now,
        )
        return self._main

    def finish(self) -> None:
        """After the screen is gone: wait for what is still being written to the library."""
        if self._main is not None:
            self._main.finish()

    def on_ready(self) -> None:
        """Where starting did without it, collect garbage from now on, but not what has been loaded.

        Collecting takes a tenth of a start, and finds nothing.
        """
        if not gc.isenabled():
            gc.freeze()
            gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
            gc.enable()
        if current_thread() is main_thread():
            # A closed terminal or a shutdown ends the reader as Q does: nothing is lost.
            for number in LEAVE_SIGNALS:
                get_running_loop().add_signal_handler(number, self.exit)
            self._go_on_after_any_stop()
        if self._live is not None:
            self._tell(self._live.look.problems)
            self.set_interval(INTERVAL, self._look_at_files)

    def _go_on_after_any_stop(self) -> None:
        """Leave the terminal before it is entered again where another program stopped this one.

        Textual's driver leaves it on SIGTSTP alone. After SIGSTOP it would begin to read and write
        a second time, and never end what it began the first time.
        """
        if not hasattr(signal, "SIGCONT"):
            return
        leave, go_on = signal.getsignal(signal.SIGTSTP), signal.getsignal(signal.SIGCONT)
        if not callable(leave) or not callable(go_on):
            return
        has_left = False

        def stopped(number: int, frame: FrameType | None) -> None:
            nonlocal has_left
            has_left = True
            leave(number, frame)

        def continued(number: int, frame: FrameType | None) -> None:
            nonlocal has_left
            if not has_left and self._driver is not None:
                self._driver.suspend_application_mode()
            has_left = False
            go_on(number, frame)

        signal.signal(signal.SIGTSTP, stopped)
        signal.signal(signal.SIGCONT, continued)

    # Themes and settings as their files say ------------------------------------------------

    async def _look_at_files(self) -> None:
        assert self._live is not None
        times = self._times_followed
        look = await to_thread(self._live.changed, self.reader_theme)
        if look is not None and times == self._times_followed:
            self._show(look)
        elif look is not None:  # It may be older than what was followed meanwhile.
            self.follow_settings()

    async def on_ground_changed(self, message: GroundChanged) -> None:
        """The terminal has become dark or light."""
        if self._live is None:
            return
        if self.is_trying:
            self._missed = message
            return
        times = self._times_followed
        look = await to_thread(self._live.follow, message.ground, self.reader_theme)
        if look is not None:
            self._show(look)
            if times != self._times_followed:
                self.follow_settings()

    def end_trying(self, is_kept: bool) -> None:
        super().end_trying(is_kept)
        missed, self._missed = self._missed, None
        if missed is not None and self._live is not None:
            if is_kept:
                self._live.ground = missed.ground
            else:
                self.post_message(missed)

    def follow_settings(self) -> None:
        """Go by the settings as their file is now; the theme in use stays, if it can be shown."""
        if self._live is not None:
            self._times_followed += 1
            self._show(self._live.read(self.reader_theme))

    def _show(self, look: Look) -> None:
        self._take(look)
        if look.theme is not None:
            self.use_theme(look.theme)
        if look.problems != self._told:
            self._tell(look.problems)

    def _take(self, look: Look) -> None:
        """Go by these settings, themes and keys."""
        self.settings, self.themes = look.settings, look.themes
        self.keymap.bind(look.actions)
        self._bind_over_all()
        self.set_class(look.settings.plain, "-plain")

    def _bind_over_all(self) -> None:
        """Let the keys of what can be done on every screen go before all others."""
        self._bindings = BindingsMap()
        for key, name in self.keymap.over_all().items():
            self._bindings.bind(key, name, show=False, priority=True)

    async def action_quit(self) -> None:
        """Leave the reader, from whatever screen."""
        from reader.ui.screens.leaving import leave

        leave(self)

    def action_palette(self) -> None:
        """Find an action by its name."""
        self.action_command_palette()

    def action_command_palette(self) -> None:
        """Textual's, in the words of the table of keys."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder="Find an action by name"))

    def action_suspend(self) -> None:
        """Wait in the shell's background."""
        self.action_suspend_process()

    def _tell(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong in the files; it stays on the screen until it is mended."""
        self._told = problems
        if self._main is not None:
            self._main.tell_of_files(problems)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open a link with the browser of the settings, else the system's."""
        if not self.settings.browser:
            super().open_url(url, new_tab=new_tab)
            return
        from reader.ui.editing import open_with

        try:
            open_with(self.settings.browser, url)
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            self.notify(f"browser: {reason}", severity="error", markup=False)
