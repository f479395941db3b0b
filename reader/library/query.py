"""The query language: text → what it asks for, how to colour it, and what was not understood.

    trade talks             both words, however inflected, accents or not
    "trade talks"           in this order      "trade talks"~3  at most three words between
    -talks                  without            talks or summit  either      ( )  together
    minist*                 beginning with     zelensky~        spelt nearly so (~2: less nearly)
    title: source: person: org: place: said: by: url: id:       in that part, e.g. said:"trade war"
    person:"ines okafor"    Ines M. Okafor too; person:"ines okafor"~0 is not
    near:"trade china"      within ten words of each other, in any order
    is:unread is:read is:starred has:quotes
    feed:dispatch tag:world                                     of these feeds
    today  yesterday  last week  2022-11  2022-11-05            when it was published
    date:monday before:2022-11 after:3d since:"2 weeks ago"
    sort:date sort:relevance
    @budget  @"world news"                                      what the kept search asks for

`or` joins its two neighbours: `a b or c` is a and (b or c). Nothing here raises: what cannot be
understood is named in `problems`, and the rest is searched all the same. Where no rest is left the
query is lost, and finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Final, TypeVar

from reader.library.asked import (
    ALL_FIELDS,
    CHOICES,
    DATE_FIELDS,
    FEED_FIELDS,
    NO_FILTERS,
    Filters,
    Problem,
    Query,
    Sort,
    Token,
    TokenKind,
)
from reader.library.limits import (
    INITIALS,
    MOST_BEGINNINGS,
    MOST_BRACKETS,
    MOST_FILTERS,
    MOST_NEAR,
    MOST_PROBLEMS,
    MOST_VIEWS,
    MOST_WORDS,
    MOST_WORK,
    cost,
)
from reader.library.periods import BARE, Days, days
from reader.library.tree import (
    FIELDS,
    STEMMED,
    And,
    Fuzzy,
    Leaf,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    Tree,
)
from reader.library.wording import expected, listed, shown
from reader.library.words import COMMON, words

__all__ = [
    "ALL_FIELDS",
    "CHOICES",
    "DATE_FIELDS",
    "Filters",
    "Problem",
    "Query",
    "Sort",
    "Token",
    "clean",
    "parse",
    "view_query",
]

_Asked = TypeVar("_Asked")


def parse(
    text: str, today: date, *, typing: bool = False, views: Mapping[str, str] | None = None
) -> Query:
    """What a query's text asks for on a day. Never raises.

    With `typing`, a word that ends the text is a prefix: more letters may come. `views` are the
    kept searches, name → query: `@name` asks for what that query asks for, and capitals do not
    matter. Tokens and problems stand where they do in `text`, whatever a view's own text is.
    Without `views`, `@name` is a word like others.
    """
    return replace(_Parser(clean(text), today, typing, views).parsed(), text=text)


def clean(text: str) -> str:
    """The text with a � for every byte that was no UTF-8 when it was handed to the program.

    Python keeps such a byte as half of a pair (a surrogate), which no term can be made of.
    """
    return _UNDECODED.sub("\ufffd", text)


_UNDECODED: Final = re.compile("[\ud800-\udfff]")
_OPENING = '"“”„«'
_CLOSING = re.compile('["“”»]')
_WORD = re.compile(r'[^\s()"“”„«»]+')
_FIELD = re.compile(r"([A-Za-z_]+):(?!//)")
_SUFFIX = re.compile(r"(?:~(\d?)|\*+)$")
_SLOP = re.compile(r"~(\d{1,2})")
_OR: Final = frozenset({"or", "OR", "Or", "|", "||"})
_AND: Final = frozenset({"AND", "&", "&&", "+"})


@dataclass
class _Group:
    """An open bracket (or the whole query) and what stands in it so far."""

    start: int
    parts: list[Tree]
    field: str = ""
    is_negated: bool = False
    or_at: int = -1  # where an `or` stands that still wants its right side
    is_begun: bool = False  # something stands here that an `or` may follow
    is_flat: bool = False  # too deep: its parts go to the group around it


class _Parser:
    def __init__(
        self, text: str, today: date, typing: bool, views: Mapping[str, str] | None
    ) -> None:
        self.text = text
        self.today = today
        self.typing = typing
        self.views = views
        self.named_views = 0
        self.within: tuple[str, ...] = ()  # the views whose text is being read, the outermost first
        self.at = 0
        self.filters = NO_FILTERS
        self.sort: Sort | None = None
        self.tokens: list[Token] = []
        self.problems: dict[str, Problem] = {}
        self.work = 0
        self.negations = 0
        self.beginnings = 0
        self.common: list[tuple[int, int]] = []
        self.places: list[tuple[Leaf, int, int]] = []
        self.groups = [_Group(0, [])]
        self.outermost = 1  # the groups that a bracket in the text being read cannot close

    def parsed(self) -> Query:
        self._items()
        root = self.groups[0]
        self._end_or(root)
        tree = _joined(root.parts)
        if tree is None and self.filters == NO_FILTERS and self.common:
            start, end = self.common[0]
            word = shown(self.text[start:end])
            self._problem(start, end, f"“{word}” is in nearly every article: add another word")
        return Query(
            self.text,
            tree,
            self.filters,
            self.sort,
            tuple(self.tokens),
            tuple(sorted(self.problems.values(), key=lambda p: (p.start, p.end))),
            tuple(self.places),
        )

    def _items(self) -> None:
        """The text from its beginning to its end, and brackets left open."""
        self.at = 0
        while self.at < len(self.text):
            if self.text[self.at].isspace():
                self.at += 1
            else:
                self._item()
        while len(self.groups) > self.outermost:
            if not self.typing:
                self._problem(self.groups[-1].start, self.groups[-1].start + 1, "( is not closed")
            self._close()

    # What stands at self.at

    def _item(self) -> None:
        start = self.at
        is_negated = False
        while self.at < len(self.text) and self.text[self.at] in "-−–":
            is_negated = not is_negated
            self.at += 1
        if self.at > start:
            if self.at == len(self.text) or self.text[self.at].isspace():
                self._token(start, self.at, "error")
                self._problem(start, self.at, "nothing stands after -")
                return
            self._token(start, self.at, "operator")
        self._operand(is_negated)

    def _operand(self, is_negated: bool) -> None:
        """What may stand after a `-` or a `NOT`."""
        character = self.text[self.at]
        if character == "(":
            self._open(self.at, is_negated, "")
        elif character == ")":
            self._bracket_closes()
        elif character in _OPENING or character == "»":
            self._phrase(self.at, is_negated, "")
        elif match := BARE.match(self.text, self.at):
            self._dated(match[0], match.start(), match.end(), "date", is_negated)
            self.at = match.end()
        elif character == "@" and self.views is not None:
            self._view(is_negated)
        else:
            self._wordlike(is_negated)

    def _wordlike(self, is_negated: bool) -> None:
        start = self.at
        raw = self._raw(start)
        end = start + len(raw)
        if raw in _OR and not is_negated:
            self._or(start, end)
        elif raw in _AND and not is_negated:
            self._token(start, end, "operator")
            self.at = end
        elif raw == "NOT" and not is_negated and self.text[end:].strip():
            self._token(start, end, "operator")
            self.at = end
            while self.text[self.at].isspace():
                self.at += 1
            if self.text[self.at] not in ")-−–":
                self._operand(True)
        elif named := _FIELD.match(raw):
            self._field(named[1], start, start + named.end(), is_negated)
        else:
            self.at = end
            self._word(raw, start, is_negated, "")

    def _raw(self, start: int) -> str:
        """The characters up to a blank, a bracket or a quotation mark; at least one."""
        match = _WORD.match(self.text, start)
        return match[0] if match else self.text[start]

    def _field(self, name: str, start: int, end: int, is_negated: bool) -> None:
        """A field's name and what follows its colon."""
        known = name.lower()
        self.at = end
        if known not in ALL_FIELDS:
            self._no_field(name, start, end)
            known = ""
        else:
            kind: TokenKind = "date" if known in DATE_FIELDS else "field"
            self._token(start, end, "flag" if known in CHOICES else kind)
        if end < len(self.text) and self.text[end] in "-−–" and known in FIELDS:
            self._token(end, end + 1, "operator")
            is_negated = not is_negated
            self.at = end = end + 1
        following = self.text[end : end + 1]
        if not following or following.isspace() or following == ")":
            if known:
                self._problem(start, end, f"what should follow “{known}:”? {expected(known)}")
            self.groups[-1].is_begun = True
        elif known in CHOICES or known in DATE_FIELDS or known in FEED_FIELDS:
            value, value_end = self._value(end)
            self.at = value_end
            if known in CHOICES:
                self._flag(known, value, end, value_end, is_negated)
            elif known in FEED_FIELDS:
                self._of_feeds(known, value, end, value_end, is_negated)
            else:
                self._dated(value, end, value_end, known, is_negated)
        elif following == "(":
            self._open(end, is_negated, known)
        elif following in _OPENING or following == "»":
            self._phrase(end, is_negated, known)
        else:
            raw = self._raw(end)
            self.at = end + len(raw)
            self._word(raw, end, is_negated, known)

    def _no_field(self, name: str, start: int, end: int) -> None:
        self._token(start, end, "error")
        near = get_close_matches(name[:30].lower(), ALL_FIELDS, 1)
        further = f"did you mean “{near[0]}:”?" if near else f"there are {listed(ALL_FIELDS)}"
        self._problem(start, end, f"there is no field “{shown(name)}:”; {further}")

    def _value(self, start: int) -> tuple[str, int]:
        """What follows a colon as plain text: a word, or what stands in quotation marks."""
        if self.text[start] in _OPENING:
            closing = _CLOSING.search(self.text, start + 1)
            end = closing.start() if closing else len(self.text)
            return self.text[start + 1 : end], closing.end() if closing else end
        end = start + len(self._raw(start))
        # `since:last week`, as it is said
        if self.text[start:end].lower() in ("last", "this") and (
            two := re.compile(r"\w+ (?:week|month|year)(?![^\s()])").match(self.text, start)
        ):
            end = two.end()
        return self.text[start:end], end

    def _open(self, start: int, is_negated: bool, name: str) -> None:
        self._token(start, start + 1, "operator")
        self.at = start + 1
        is_flat = len(self.groups) > MOST_BRACKETS
        if is_flat and not self.groups[-1].is_flat:
            self._problem(start, start + 1, "too many brackets inside brackets")
        inherited = name or self.groups[-1].field
        self._enter(_Group(start, [], inherited, is_negated, is_flat=is_flat))

    def _enter(self, group: _Group) -> None:
        self.groups.append(group)
        self.negations += group.is_negated

    def _bracket_closes(self) -> None:
        if len(self.groups) > self.outermost:
            self._token(self.at, self.at + 1, "operator")
            self._close()
        else:
            self._token(self.at, self.at + 1, "error")
            self._problem(self.at, self.at + 1, "there is no ( before this )")
        self.at += 1

    def _close(self) -> None:
        group = self.groups.pop()
        self.negations -= group.is_negated
        self._end_or(group)
        if group.is_flat and not group.is_negated:
            self.groups[-1].parts.extend(group.parts)
        elif tree := _joined(group.parts):
            self._add(tree, group.is_negated)
        self.groups[-1].is_begun = True

    def _or(self, start: int, end: int) -> None:
        group = self.groups[-1]
        self.at = end
        if group.or_at >= 0 or not group.is_begun:
            self._token(start, end, "error")
            self._problem(start, end, "nothing stands before “or”")
        else:
            self._token(start, end, "operator")
            group.or_at = start

    def _end_or(self, group: _Group) -> None:
        if group.or_at >= 0 and not self.typing:
            self._problem(group.or_at, group.or_at + 2, "nothing stands after “or”")

    # Kept searches

    def _view(self, is_negated: bool) -> None:
        """`@name`: what the search kept under that name asks for, as if it stood in brackets."""
        start = self.at
        self.named_views += 1
        is_beyond = self.named_views > MOST_VIEWS
        name, end = ("", start + len(self._raw(start))) if is_beyond else self._view_name(start)
        self.at = end
        if is_beyond:
            self._token(start, end, "error")
            self._problem(start, end, f"a search may name {MOST_VIEWS} views at most")
        elif name not in (self.views or {}):
            self._no_view(name, start, end)
        elif name in self.within:
            self._token(start, end, "error")
            self._problem(start, end, f"the view “{shown(name)}” asks for itself")
        else:
            self._token(start, end, "flag")
            self._read_view(name, start, end, is_negated)
        self.groups[-1].is_begun = True

    def _view_name(self, start: int) -> tuple[str, int]:
        """The name after an `@`, as the views have it if they do, and where it ends.

        A name of several words needs no quotation marks if there is such a view.
        """
        rest = self.text[start + 1 :]
        by_folded = self._views_by_folded
        if rest[:1] and rest[0] in _OPENING:
            typed, end = self._value(start + 1)
            return by_folded.get(typed.casefold(), typed), end
        for name in self._longest_views:
            after = rest[len(name) : len(name) + 1]
            is_whole = not after or after.isspace() or after in "()"
            if name and is_whole and rest[: len(name)].casefold() == name.casefold():
                return name, start + 1 + len(name)
        typed = self._raw(start)[1:]
        return by_folded.get(typed.casefold(), typed), start + 1 + len(typed)

    @cached_property
    def _views_by_folded(self) -> dict[str, str]:
        return {name.casefold(): name for name in self.views or {}}

    @cached_property
    def _longest_views(self) -> list[str]:
        return sorted(self.views or {}, key=len, reverse=True)

    def _no_view(self, name: str, start: int, end: int) -> None:
        names = list(self.views or {})
        is_begun = any(n.casefold().startswith(name.casefold()) for n in names)
        if self.typing and end == len(self.text) and (is_begun or not name):
            self._token(start, end, "flag")
            return
        self._token(start, end, "error")
        if len(self.problems) >= MOST_PROBLEMS:
            return  # Looking for a name like it takes a while.
        near = get_close_matches(name.casefold(), [n.casefold() for n in names], 1)
        meant = next((n for n in names if near and n.casefold() == near[0]), None)
        if meant is not None:
            further = f"did you mean {view_query(meant)}?"
        elif names:
            further = f"there {'is' if len(names) == 1 else 'are'} " + listed(
                tuple(shown(view_query(n)) for n in names[:6])
            )
        else:
            further = "none is kept yet"
        self._problem(start, end, f"there is no view “{shown(name)}”; {further}")

    def _read_view(self, name: str, start: int, end: int, is_negated: bool) -> None:
        """Read a view's text in the place of its name; what is wrong in it is wrong there."""
        outer = (self.text, self.typing, self.tokens, self.problems, self.common)
        floor, sort, placed = self.outermost, self.sort, len(self.places)
        self.text, self.typing = clean((self.views or {})[name]), False
        self.tokens, self.problems, self.common = [], {}, []
        self.within = (*self.within, name)
        self._enter(_Group(0, [], self.groups[-1].field, is_negated))
        self.outermost = len(self.groups)
        self._items()
        self._close()
        inner, common = self.problems, self.common
        self.text, self.typing, self.tokens, self.problems, self.common = outer
        self.outermost, self.at = floor, end
        self.sort = sort or self.sort
        self.within = self.within[:-1]
        self.places[placed:] = [(leaf, start, end) for leaf, *_ in self.places[placed:]]
        for message in inner:
            self._problem(start, end, f"in @{shown(name)}: {message}")
        if common:
            self.common.append((start, end))

    # Words and phrases

    def _phrase(self, start: int, is_negated: bool, name: str) -> None:
        closing = _CLOSING.search(self.text, start + 1)
        inner_end = closing.start() if closing else len(self.text)
        end = closing.end() if closing else inner_end
        found = tuple(words(self.text[start + 1 : inner_end]))
        slop = None
        if closing and (match := _SLOP.match(self.text, end)):
            slop, end = int(match[1]), match.end()
        self.at = end
        if closing is None and not self.typing:
            self._problem(start, start + 1, "the quotation mark is not closed")
        if not found:
            self._token(start, end, "phrase" if closing is None else "error")
            if closing is not None:
                self._problem(start, end, "nothing stands between the quotation marks")
            return
        self._token(start, end, "phrase")
        if self._named(name)[0] == "id":
            self._id(self.text[start + 1 : inner_end].strip(), start, end, is_negated)
            return
        goes_on = closing is None and self.typing and self.text[-1:].isalnum()
        if self._named(name)[1] and len(set(found)) > MOST_NEAR:
            self._problem(start, end, f"near: looks for {MOST_NEAR} words at most")
        self._leaf(self._of_words(found, name, slop, goes_on), start, end, is_negated)

    def _of_words(self, found: tuple[str, ...], name: str, slop: int | None, is_open: bool) -> Leaf:
        name, is_near = self._named(name)
        if slop is None:
            slop = INITIALS if name == "person" else 0
        found = found[:MOST_WORDS]
        if is_near:
            found = tuple(dict.fromkeys(found))[:MOST_NEAR]
            if len(found) > 1:
                return Near(found, name)
        if len(found) > 1:
            return Phrase(found, name, slop, is_open)
        return Prefix(found[0], name) if is_open else Term(found[0], name)

    def _named(self, name: str) -> tuple[str, bool]:
        """The field that holds here, and whether `near:` was said."""
        around = self.groups[-1].field
        return ("" if around == "near" else around) if name in ("", "near") else name, (
            name == "near" or (not name and around == "near")
        )

    def _word(self, raw: str, start: int, is_negated: bool, name: str) -> None:
        end = start + len(raw)
        suffix = _SUFFIX.search(raw)
        bare = raw[: suffix.start()] if suffix else raw
        found = tuple(words(bare))
        kind: TokenKind = "value" if name else "text"
        if not found:
            self._token(start, end, "error")
            self._problem(start, end, f"there is nothing to search for in “{shown(raw)}”")
            return
        self._token(start, start + len(bare), kind)
        if suffix:
            self._token(start + len(bare), end, "operator")
        if self._named(name)[0] == "id":
            self._id(bare, start, end, is_negated)
            return
        if "*" in bare:
            at = start + bare.index("*")
            self._problem(at, at + 1, "* stands only at the end of a word")
        is_last = self.typing and end == len(self.text) and raw[-1].isalnum()
        if suffix and suffix[0][0] == "~":
            edits = min(2, int(suffix[1] or 1))
            if len(found) == 1 and len(found[0]) > 2 and edits:
                leaf: Leaf = Fuzzy(found[0], edits, self._named(name)[0])
            else:
                leaf = self._of_words(found, name, 0, False)
        else:
            leaf = self._of_words(found, name, 0, bool(suffix) or is_last)
        self._leaf(leaf, start, end, is_negated)

    def _id(self, value: str, start: int, end: int, is_negated: bool) -> None:
        if value.isdecimal():
            self._leaf(Term(str(int(value[:18])), "id"), start, end, is_negated)
        else:
            self._problem(start, end, "id: takes a number")
            self.groups[-1].is_begun = True

    def _leaf(self, leaf: Leaf, start: int, end: int, is_negated: bool) -> None:
        group = self.groups[-1]
        group.is_begun = True
        if isinstance(leaf, Term) and leaf.field in STEMMED and leaf.word in COMMON:
            self.common.append((start, end))
            group.or_at = -1
            return
        if isinstance(leaf, Prefix) and len(leaf.word) < 3:
            self.beginnings += 1
            if self.beginnings > MOST_BEGINNINGS:
                self._problem(start, end, "too many words of a letter or two: add letters")
                return
        self.work += cost(leaf)
        if self.work > MOST_WORK:
            message = "too much for one search: what stands from here on is not looked for"
            self._problem(start, len(self.text), message)
            return
        self.places.append((leaf, start, end))
        self._add(leaf, is_negated)

    def _add(self, tree: Tree, is_negated: bool) -> None:
        if is_negated:
            tree = tree.part if isinstance(tree, Not) else Not(tree)
        group = self.groups[-1]
        group.is_begun = True
        if group.or_at >= 0 and group.parts:
            before = group.parts.pop()
            others = before.parts if isinstance(before, Or) else (before,)
            group.parts.append(Or((*others, tree)))
        else:
            group.parts.append(tree)
        group.or_at = -1

    # Filters

    def _flag(self, name: str, value: str, start: int, end: int, is_negated: bool) -> None:
        chosen = value.lower()
        if chosen not in CHOICES[name]:
            self._token(start, end, "error")
            self._problem(start, end, f"{name}: takes {listed(CHOICES[name], 'or')}")
            return
        self._token(start, end, "flag")
        self._filter_stands(start, end)
        match chosen:
            case "read" | "unread":
                wanted = (chosen == "read") != is_negated
                self.filters = replace(self.filters, is_read=wanted)
            case "starred" | "unstarred":
                wanted = (chosen == "starred") != is_negated
                self.filters = replace(self.filters, is_starred=wanted)
            case "quotes":
                self.filters = replace(self.filters, has_quotes=not is_negated)
            case "date" | "relevance":
                self.sort = "date" if chosen == "date" else "relevance"

    def _of_feeds(self, name: str, value: str, start: int, end: int, is_negated: bool) -> None:
        self._token(start, end, "value")
        self._filter_stands(start, end)
        asked = (name, value.strip())
        field = "other_feeds" if is_negated else "feeds"
        self._one_more(field, getattr(self.filters, field), asked, start, end)

    def _one_more(
        self, field: str, before: tuple[_Asked, ...], asked: _Asked, start: int, end: int
    ) -> None:
        """Put one to the filters that there may be several of."""
        if asked in before:
            return
        if len(before) >= MOST_FILTERS:
            self._problem(start, end, f"a search has {MOST_FILTERS} filters of a kind at most")
            return
        self.filters = replace(self.filters, **{field: (*before, asked)})  # type: ignore[arg-type]

    def _dated(self, value: str, start: int, end: int, name: str, is_negated: bool) -> None:
        meant = days(value, self.today)
        if meant is None:
            self._token(start, end, "error")
            message = f"“{shown(value)}” is no date: try 2022-11-05, 2022-11, 3d or yesterday"
            self._problem(start, end, message)
            return
        self._token(start, end, "date")
        self._filter_stands(start, end)
        if name == "before":
            meant = Days(None, meant.start)
        elif name == "after":
            meant = Days(meant.end, None)
        elif name == "since":
            meant = Days(meant.start, None)
        if is_negated:
            self._one_more("other_days", self.filters.other_days, meant, start, end)
        else:
            self.filters = replace(self.filters, days=self.filters.days.both(meant))

    def _filter_stands(self, start: int, end: int) -> None:
        """A filter holds for the whole query, so it cannot be one side of an `or`."""
        if self.groups[-1].or_at >= 0 or self.negations:
            self._problem(start, end, "a filter holds for the whole search, not for one side of it")
        self.groups[-1].or_at = -1

    def _token(self, start: int, end: int, kind: TokenKind) -> None:
        if start < end:
            self.tokens.append(Token(start, end, kind))

    def _problem(self, start: int, end: int, message: str) -> None:
        """Note what was not understood, the first of a kind, and not more than anybody reads."""
        if message not in self.problems and len(self.problems) < MOST_PROBLEMS:
            self.problems[message] = Problem(start, min(end, len(self.text)), message)


def view_query(name: str) -> str:
    """The query that asks for a view: `@name`, in quotation marks where it is no single word."""
    return f"@{name}" if _WORD.fullmatch(name) else f'@"{name}"'


def _joined(parts: list[Tree]) -> Tree | None:
    if len(parts) > 1:
        return And(tuple(parts))
    return parts[0] if parts else None
