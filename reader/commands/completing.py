"""What a shell offers to complete beside commands and options: themes and kept searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader import config

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def complete_theme(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The names of themes."""
    from click.shell_completion import CompletionItem

    from reader.ui.theme import available

    return [
        CompletionItem(theme.name, help=theme.title)
        for theme in available(config.theme_folders())
        if theme.name.startswith(incomplete)
    ]


def complete_view(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The kept searches, as `@name`."""
    from click.shell_completion import CompletionItem

    views = config.load_settings().settings.views
    return [
        CompletionItem(f"@{name}", help=query)
        for name, query in views.items()
        if f"@{name}".startswith(incomplete)
    ]
