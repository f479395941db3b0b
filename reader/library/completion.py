"""Help for who types: what a word may go on as, and what was probably meant by another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from reader.library.index import IndexDamaged
from reader.library.query import ALL_FIELDS, CHOICES, DATE_FIELDS, Query, clean, view_query
from reader.library.tree import FIELDS, And, Fuzzy, Near, Or, Phrase, Term, Tree, wanted
from reader.library.words import tokens, words

if TYPE_CHECKING:
    from reader.library import Library


PROPOSED: Final = 3
"""Words that are tried in the place of one."""

MOST_MISSPELT: Final = 4
"""Words of one query that others are proposed for: each takes a walk through the vocabulary."""


def did_you_mean(library: Library, query: Query) -> str | None:
    """The query's text with the words that stand nowhere replaced by likelier ones, or None.

    Words of a field are those of that field. What is proposed finds something. Raises LibraryError.
    """
    from reader.library.search import search

    asked: list[tuple[str, str]] = []
    for leaf in wanted(query.tree):
        match leaf:
            case Term(word, field) | Fuzzy(word, _, field):
                asked.append((word, field))
            case Phrase(several, field) | Near(several, field):
                asked += [(word, field) for word in several]
            case _:
                pass
    likelier: dict[str, list[str]] = {}
    try:
        for word, field in dict.fromkeys(asked):
            if word not in likelier and (found := library.index.suggest(word, PROPOSED, field)):
                likelier[word] = found
            if len(likelier) >= MOST_MISSPELT:
                break
    except IndexDamaged:
        return None
    for number in range(max(map(len, likelier.values()), default=0)):
        better = {word: found[min(number, len(found) - 1)] for word, found in likelier.items()}
        if search(library, replace(query, tree=_respelt(query.tree, better)), limit=1).ids:
            return _rewritten(query.text, better)
    return None


def _respelt(tree: Tree | None, better: Mapping[str, str]) -> Tree | None:
    """The tree with words replaced where an article is looked for by them."""
    match tree:
        case And(parts) | Or(parts):
            return type(tree)(tuple(new for part in parts if (new := _respelt(part, better))))
        case Term(word) | Fuzzy(word):
            return replace(tree, word=better.get(word, word))
        case Phrase(several) | Near(several):
            return replace(tree, words=tuple(better.get(word, word) for word in several))
    return tree


def _rewritten(text: str, better: Mapping[str, str]) -> str:
    """The text with words replaced; a field's name is none."""
    for token in reversed(list(tokens(text))):
        if token.word in better and text[token.end : token.end + 1] != ":":
            text = text[: token.start] + better[token.word] + text[token.end :]
    return text


@dataclass(frozen=True, slots=True)
class Completion:
    """What a part of the query, `start` to `end`, may be replaced by, the likeliest first."""

    start: int
    end: int
    choices: tuple[str, ...]


_NAMED: Final = {"person": "person", "org": "org", "place": "place"}


def complete(
    library: Library, text: str, cursor: int, *, limit: int = 8, views: Collection[str] = ()
) -> Completion:
    """What the word before the cursor may go on as: a field, a flag, a source, a name, a feed, a
    tag, a word, and after an `@` one of the `views`.

    A name of several words comes in quotation marks. `choices` is empty where nothing fits.
    """
    text = clean(text)
    start = cursor
    while start and not text[start - 1].isspace() and text[start - 1] not in '()"“”':
        start -= 1
    if start < cursor and text[start] == "-":
        start += 1
    name, colon, value = text[start:cursor].partition(":")
    # Within person:"lloyd au the value began at the quotation mark.
    opening = text.rfind('"', 0, cursor)
    if not colon and opening >= 0 and text.count('"', 0, cursor) % 2:
        begun = opening
        while begun and (text[begun - 1].isalpha() or text[begun - 1] == ":"):
            begun -= 1
        if begun < opening:
            start = begun
            name, colon, value = text[begun : opening - 1], ":", text[opening + 1 : cursor]
    known = name.lower()
    if name.startswith("@") and not colon:
        beginning = name[1:].casefold()
        choices = [view_query(one) for one in views if one.casefold().startswith(beginning)]
    elif not colon:
        choices = [f"{one}:" for one in ALL_FIELDS if known and one.startswith(known)]
        choices += _words(library, "", name, limit)
    elif known in CHOICES:
        choices = [f"{known}:{c}" for c in CHOICES[known] if c.startswith(value.lower())]
    elif known == "source":
        choices = [f"source:{quoted(one)}" for one in library.questions.sources(value, limit)]
    elif known in _NAMED:
        choices = [f"{known}:{quoted(one)}" for one in library.questions.names(known, value, limit)]
    elif known == "feed":
        choices = [f"feed:{quoted(one)}" for one in library.questions.feeds(value, limit)]
    elif known == "tag":
        choices = [f"tag:{quoted(one)}" for one in library.questions.tags(value, limit)]
    elif known in DATE_FIELDS:
        dates = ("today", "yesterday", "7d", "1m", "1y")
        choices = [f"{known}:{one}" for one in dates if one.startswith(value.lower())]
    elif known in FIELDS:
        choices = [f"{known}:{one}" for one in _words(library, known, value, limit)]
    else:
        choices = []
    return Completion(start, cursor, tuple(choices[:limit]))


def _words(library: Library, name: str, value: str, limit: int) -> list[str]:
    found = words(value)
    if len(found) != 1:
        return []
    try:
        return library.index.complete(name, found[0], limit)
    except IndexDamaged:
        return []


def quoted(name: str) -> str:
    """A name as the value of a field: in quotation marks where it is no single word."""
    name = "".join(c for c in name if c not in '"“”„«»')
    return name if name.replace("-", "").isalnum() else f'"{name}"'
