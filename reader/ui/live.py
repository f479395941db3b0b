"""Themes and settings that follow their files while the reader is open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import RLock

from reader import config
from reader.config import Loaded
from reader.ui.background import Ground
from reader.ui.startup import Look, name_for, parents, relook
from reader.ui.theme import Theme
from reader.ui.watch import Watcher


class Live:
    """What the files say now. `changed`, `read` and `follow` may be called from any thread.

    `is_pinned`: the theme is the one the command or the environment named, whatever the terminal.
    """

    def __init__(
        self, look: Look, loaded: Loaded, theme: Theme, *, is_pinned: bool = False
    ) -> None:
        self.look = look
        self._loaded = loaded
        self.ground = look.ground
        """What the terminal said last that it is."""
        self._is_pinned = is_pinned
        self._lacking = (look.name or theme.name, theme.name)
        """A theme asked for, and the one shown in its place while it cannot be."""
        self._watcher = Watcher(self._files(theme))
        self._one_at_a_time = RLock()

    def changed(self, shown: Theme) -> Look | None:
        """What holds now, if a file has changed since last time; `shown` is the theme in use."""
        with self._one_at_a_time:
            self._watcher.watch(self._files(shown))
            if not self._watcher.look():
                return None
            look = self.read(shown)
            self._watcher.watch(self._files(look.theme or shown))  # What is included now, at once.
            return look

    def read(self, shown: Theme) -> Look:
        """What holds now, whether or not a file has changed.

        A theme named by the settings is taken when that is what has changed; else the one in use
        stays, as its file is now. The look has no theme where that cannot be shown. Of files that
        are half written, what is wrong is told, and the settings stay as they were.
        """
        with self._one_at_a_time:
            before, self._loaded = self._loaded, config.load_settings()
            if self._loaded.is_torn and not before.is_torn:
                included = tuple(dict.fromkeys((*before.included, *self._loaded.included)))
                self._loaded = replace(before, problems=self._loaded.problems, included=included)
            choice, name = self._loaded.settings.themes, self._asked(shown)
            if choice != before.settings.themes:
                self._is_pinned = False
                was_named = before.settings.themes.name is not None
                if choice.name is None and was_named and self.ground is not None:
                    name = name_for(self.ground, choice)
                else:
                    name = choice.name or (choice.dark if shown.is_dark else choice.light) or name
            return self._relook(name, shown)

    def _files(self, shown: Theme) -> Iterator[Path]:
        """The settings and what they include, the theme's files, and where one of the user's own
        may come to be."""
        yield config.settings_path()
        yield from self._loaded.included
        yield from shown.files
        folders = config.theme_folders()
        name = self._asked(shown)
        for known in (name, *parents(name, folders)):
            yield from (folder / f"{known}.toml" for folder in folders)

    def _asked(self, shown: Theme) -> str:
        """The theme that is to be shown, though another may have to stand in for it."""
        asked, stand_in = self._lacking
        return asked if shown.name == stand_in else shown.name

    def _relook(self, name: str, shown: Theme) -> Look:
        self.look = relook(name, self._loaded, os.environ)
        self._lacking = (name, shown.name if self.look.theme is None else name)
        return self.look

    def follow(self, ground: Ground, shown: Theme) -> Look | None:
        """What holds now that the terminal is dark or light; None: what is shown.

        A theme chosen by its name stays, and so does one chosen from a pair by hand until the
        terminal is another than before.
        """
        with self._one_at_a_time:
            before, self.ground = self.ground, ground
            choice = self._loaded.settings.themes
            is_free = not self._is_pinned and choice.name is None
            if ground == before or not is_free or not self.look.themes.abilities.has_grounds:
                return None
            name = name_for(ground, choice)
            if name == shown.name:
                return None
            return self._relook(name, shown)
