"""Commands beside the main ones, each group in a module of its own, loaded when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import click


class Deferred(click.Command):
    """Stands in for a command until it is called: naming it costs nothing.

    `where` is the module and the command in it, `reader.commands.themes:theme`.
    """

    def __init__(self, name: str, where: str, short_help: str) -> None:
        super().__init__(name, short_help=short_help)
        self.where = where

    def load(self) -> click.Command:
        """The command itself."""
        module, _, name = self.where.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        return self.load().make_context(*args, **more)


DEFERRED: Final = (
    Deferred("fetch", "reader.commands.feeds:fetch", "Fetch what is new in the feeds."),
    Deferred("feeds", "reader.commands.feeds:feeds", "Feeds: add, list, remove, tag, pause."),
    Deferred("notify", "reader.commands.notifying:notify", "Try whether notifications arrive."),
    Deferred("import", "reader.commands.lists:import_feeds", "Take over another reader's feeds."),
    Deferred("export", "reader.commands.lists:export", "Write feeds or articles for others."),
    Deferred("theme", "reader.commands.themes:theme", "Themes: list, new, check, preview, import."),
    Deferred("config", "reader.commands.settings:config_group", "Settings: show, edit, check."),
    Deferred("completion", "reader.commands.settings:completion", "Complete commands in a shell."),
)
