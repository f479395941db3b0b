"""`[lines]` of config.toml: lines of the list that look another way, by what a search finds.

    [lines]
    "title:ferry is:unread" = "bold underline accent"
    "@elections" = { fg = "warning", bold = true, mark = "!" }

The first rule that takes an article holds. The style of rule n is the theme's layer `list.line.n`,
so that it is fitted to the terminal as all others are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from reader.tables import Problem, TomlFile, nearest
from reader.ui.contrast import lifted, ratio
from reader.ui.styles import Style, read_style

if TYPE_CHECKING:
    from reader.library import Library
    from reader.library.query import Query
    from reader.library.store import Row

MOST: Final = 32
"""Rules that are looked for; each is a search."""


@dataclass(frozen=True, slots=True)
class LineRule:
    """What one rule has found. `ids`: None where it asks for read or starred alone.

    Read and starred are asked of the row, so that a key that changes them shows at once.
    """

    style: str
    ids: frozenset[int] | None = None
    is_read: bool | None = None
    is_starred: bool | None = None

    def takes(self, row: Row) -> bool:
        return (
            (self.ids is None or row.id in self.ids)
            and self.is_read in (None, row.is_read)
            and self.is_starred in (None, row.is_starred)
        )


def layer_of(number: int) -> str:
    """The name of a rule's style."""
    return f"list.line.{number}"


def matched(
    library: Library,
    lines: Mapping[str, Any],
    views: Mapping[str, str],
    today: date,
    is_stale: Callable[[], bool] = lambda: False,
) -> list[LineRule]:
    """What the rules find now; those that ask nothing, or are lost, find nothing.

    For a thread of its own: all articles are looked at, however long it takes. Raises SearchStale
    once nobody waits any more.
    """
    from reader.library.search import search

    rules = []
    for number, query in _queries(lines, views, today):
        if query.is_empty:
            continue
        asked = query.filters
        rest = replace(query, filters=replace(asked, is_read=None, is_starred=None))
        ids = None
        if not rest.is_empty:
            ids = frozenset(search(library, rest, budget=None, is_stale=is_stale).ids)
        rules.append(LineRule(layer_of(number), ids, asked.is_read, asked.is_starred))
    return rules


def _queries(
    lines: Mapping[str, Any], views: Mapping[str, str], today: date
) -> Iterator[tuple[int, Query]]:
    from reader.library.query import parse

    for number, text in enumerate(list(lines)[:MOST]):
        yield number, parse(text, today, views=views)


def query_problems(file: TomlFile, views: Mapping[str, str], today: date) -> list[Problem]:
    """What is wrong with the searches of the rules, and with that of `list_only`."""
    lines = file.tables.get("lines")
    lines = lines if isinstance(lines, Mapping) else {}
    problems = [
        rule_problem(
            file,
            "lines",
            query.text,
            query.problems[0].message if query.problems else "asks nothing",
        )
        for _, query in _queries(lines, views, today)
        if query.problems or query.is_empty
    ]
    only = file.tables.get("list_only")
    if isinstance(only, str) and only:
        from reader.library.query import parse

        found = parse(only, today, views=views).problems
        problems += [file.problem("list_only", problem.message) for problem in found[:1]]
    if len(lines) > MOST:
        problems.append(file.problem("lines", f"has more than {MOST} rules: the rest is left"))
    return problems


def rule_layers(
    file: TomlFile,
    colour: Callable[[object], str | None],
    known: Mapping[str, str],
    *,
    floor: float,
    is_ansi: bool,
    section: str = "lines",
    name_of: Callable[[int], str] = layer_of,
    on: str = "surface",
) -> tuple[dict[str, Style], list[Problem]]:
    """The styles of the rules, and what is wrong with them.

    `colour` finds a colour by what is written, `known` are those it knows by name, with
    `foreground` and what they are drawn `on` among them. Inks are lifted to the floor of contrast.
    Where colours are the terminal's own, others are left out, and what then has nothing left is
    underlined.
    """
    lines = file.tables.get(section)
    layers: dict[str, Style] = {}
    problems: list[Problem] = []
    for number, (query, written) in enumerate(lines.items() if isinstance(lines, Mapping) else ()):
        name = name_of(number)
        style, faults = read_style(name, written)
        for fault in faults[:1]:
            among = nearest(fault.wrong, fault.among)
            problems.append(rule_problem(file, section, query, fault.what, among))
        given = style.given()
        for ground in ("bg", "fg"):
            if ground not in given:
                continue
            found = colour(given[ground])
            if found is None and not is_ansi:
                what = f"“{given[ground]}” is neither #RRGGBB nor a colour of the theme"
                problems.append(
                    rule_problem(file, section, query, what, nearest(given[ground], known))
                )
            given[ground] = found
        style = Style(**given)
        if is_ansi:
            layers[name] = _without_colours(style) if written and not faults else style
        else:
            layers[name] = _readable(style, known[on], known["foreground"], floor)
    return layers, problems


def _readable(style: Style, ground: str, page: str, floor: float) -> Style:
    """A style whose ink, given or the page's on a ground of its own, can be read."""
    paper = style.bg or ground
    ink = style.fg or (page if style.bg else None)
    if ink is None or not (ink.startswith("#") and paper.startswith("#")):
        return style
    least = (
        page
        if ratio(page, paper) >= floor
        else max("#000000", "#ffffff", key=partial(ratio, paper))
    )
    return replace(style, fg=lifted(ink, paper, least, floor))


def _without_colours(style: Style) -> Style:
    """A style for the terminal's own colours: grounds are reversed, as they are everywhere then."""
    ink = style.fg if style.fg and style.fg.startswith("ansi_") else None
    is_reversed = True if style.bg or style.reverse else None
    left = replace(style, fg=None if ink == "ansi_default" else ink, bg=None, reverse=is_reversed)
    return (
        left if replace(left, mark=None, gutter=None) != Style() else replace(left, underline=True)
    )


def rule_problem(file: TomlFile, section: str, rule: str, what: str, meant: str = "") -> Problem:
    """What is wrong with a rule, with the line it stands on."""
    path = file.owner(rule, section).path
    return Problem(path, file.line(rule, section), rule, what, meant)
