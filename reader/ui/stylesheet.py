"""The screen's style sheet, quick to go from one theme to another and back."""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

KEPT = 16
"""Themes whose rules are kept at most: a few more than come with the reader."""


class ThemedStylesheet(Stylesheet):
    """Reads its sources once for every theme's variables, not at every change of the theme.

    Textual reads all anew then, a third of the work of a change, and once more when a dialog
    brings a source of its own.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._sheets: LRUCache[frozenset[tuple[str, str]], Stylesheet] = LRUCache(KEPT)

    def parse(self) -> None:
        """Take the rules that the sources have with the variables there are.

        Raises StylesheetParseError, as Textual does.
        """
        key = frozenset(self._variables.items())
        sheet = self._sheets.get(key)
        if sheet is None:
            sheet = self._sheets[key] = Stylesheet(variables=self._variables)
        for read_from, (css, is_default, tie_breaker, scope) in self.source.items():
            sheet.add_source(css, read_from, is_default, tie_breaker, scope)
        sheet.parse()
        self._rules, self._rules_map, self._require_parse = sheet.rules, sheet.rules_map, False

    def reparse(self) -> None:
        self.parse()
