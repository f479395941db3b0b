"""The reader on the screen: puts the library, the theme and the screens together."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen

from reader import config
from reader.library import Library
from reader.ui.keymap import Keymap
from reader.ui.palette import Actions
from reader.ui.screens.main import MainScreen
from reader.ui.theme import Theme
from reader.ui.themed import ThemedApp


def local_now() -> datetime:
    return datetime.now().astimezone()


class ReaderApp(ThemedApp):
    """`locations` are added to the library once the screen stands.

    `now` tells the time that ages and the masthead are shown by.
    """

    CSS_PATH = "reader.tcss"
    TITLE = "Reader"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Actions}
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "quit", show=False, priority=True)]

    def __init__(
        self,
        library: Library,
        theme: Theme,
        *,
        theme_folders: Sequence[Path] = (),
        locations: Sequence[str] = (),
        now: Callable[[], datetime] = local_now,
    ) -> None:
        super().__init__(theme)
        self.library = library
        self.theme_folders = tuple(theme_folders) or (config.bundled_folder("themes"),)
        self._locations = locations
        self._now = now

    def get_default_screen(self) -> Screen[None]:
        return MainScreen(
            self.library,
            Keymap(),
            theme_folders=self.theme_folders,
            locations=self._locations,
            now=self._now,
        )

    def on_ready(self) -> None:
        """Where starting did without it, collect garbage from now on, but not what has been loaded.

        Collecting takes a tenth of a start, and finds nothing.
        """
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
