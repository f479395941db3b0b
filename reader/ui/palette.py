"""The command palette: every action by its description, found by typing a part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from reader.ui.actions import DIALOGS, PANES, Action
from reader.ui.key_names import shown


class Actions(Provider):
    """Offers the actions of the screen it was opened on."""

    def _entries(self) -> Iterator[tuple[Action, Callable[[], object]]]:
        from reader.ui.screens.dialog import Dialog
        from reader.ui.screens.main import MainScreen

        screen = self.screen
        if isinstance(screen, Dialog):
            for action in screen.keymap.in_force(screen.window):
                yield action, partial(screen.perform, action.name)
        elif isinstance(screen, MainScreen):
            seen: set[tuple[str, str]] = set()
            for action in screen.keymap.actions:
                place = action.place
                if place not in ("search", *DIALOGS) and (action.name, place) not in seen:
                    seen.add((action.name, place))
                    yield action, partial(screen.perform_in, action)

    async def discover(self) -> Hits:
        for action, run in self._entries():
            if action.place not in PANES:
                yield DiscoveryHit(action.description, run, help=_help(action))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action, run in self._entries():
            score = matcher.match(action.description)
            if score > 0:
                yield Hit(score, matcher.highlight(action.description), run, help=_help(action))


def _help(action: Action) -> str:
    return "  ".join(shown(key) for key in action.keys)
