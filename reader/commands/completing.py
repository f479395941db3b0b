"""What a shell offers beside commands and options: files, themes and kept searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader import config
from reader.escaping import escaped

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def complete_theme(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The names of themes."""
    from click.shell_completion import CompletionItem

    from reader.ui.theme import available

    return [
        CompletionItem(theme.name, help=escaped(theme.title))
        for theme in available(config.theme_folders())
        # One that would act on the terminal is offered to nobody.
        if theme.name.startswith(incomplete) and escaped(theme.name) == theme.name
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


def complete_file(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Files and folders, which the shell knows itself."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def complete_theme_file(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The names of themes, and files."""
    return [
        *complete_theme(context, parameter, incomplete),
        *complete_file(context, parameter, incomplete),
    ]
