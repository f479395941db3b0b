"""Who is "Austin"? The mentions of one article that name the same are grouped to entities.

"Lloyd J. Austin II", "Austin" and "Gen. Austin" are one person; "U.S." and "the United States" one
place; "Association of Southeast Asian Nations (ASEAN)" and "ASEAN" one organisation. Where an
article names two people called Smith, a bare "Smith" is the one named last.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from reader.analysis.lexicon import SUFFIXES, TITLES, word_set
from reader.article import Entity, Kind, Mention

_SMALL: Final = word_set("of the and for on in de la del du des a an to at & et y e")
_COMPANY: Final = word_set(
    "inc corp corporation ltd limited plc llc co company ag sa se nv spa gmbh group holdings"
)
_ONE_PLACE: Final = {
    alias: names[0]
    for names in (
        ("united states", "us", "usa", "united states of america", "united states america"),
        ("united kingdom", "uk", "britain", "great britain"),
        ("united arab emirates", "uae", "emirates"),
        ("european union", "eu"),
        ("united nations", "un"),
        ("democratic republic congo", "drc", "dr congo"),
        ("hong kong", "hk"),
        ("new york", "new york city", "nyc"),
        ("washington", "washington dc"),
    )
    for alias in names
}
"""Names that share no words, or whose initials are too common a word to be worked out."""

_WORD: Final = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*|&")
_POSSESSIVE: Final = re.compile(r"[’']s?$")
_OPENS: Final = re.compile(r"\s*[(\[]\s*[“\"‘']?(?:the )?$")
_ACRONYM: Final = re.compile(r"[A-Z](?:[A-Za-z&/-]|\.)*[A-Z]\.?s?")


def group(mentions: Sequence[Mention], texts: Sequence[str]) -> tuple[Entity, ...]:
    """The mentions of an article as entities, in the order they are first named.

    `texts` are the texts of the article's blocks. Every mention is in exactly one entity, an
    entity's mentions are all of its kind, and no two entities have both name and kind in common.
    An entity's name is the fullest that its mentions give.
    """
    ordered = sorted(mentions, key=lambda m: (m.block, m.start, m.end))
    written = [" ".join(texts[m.block][m.start : m.end].split()) for m in ordered]
    groups: list[_Group] = []
    known: defaultdict[tuple[Kind, str], list[_Group]] = defaultdict(list)
    for number in _fullest_first(ordered, written):
        mention, name = ordered[number], written[number]
        handles = [(mention.kind, handle) for handle in _handles(mention.kind, name)]
        near = {id(g): g for handle in handles for g in known[handle]}
        rivals = [g for g in near.values() if g.is_named(name)]
        by_surname = [g for g in rivals if _person_words(g.names[0])[-1:] == _person_words(name)]
        chosen = _nearest(by_surname or rivals, number)
        if chosen is None:
            chosen = _Group(mention.kind)
            groups.append(chosen)
        chosen.add(number, name)
        for handle in handles:
            if chosen not in known[handle]:
                known[handle].append(chosen)
    groups = _join_acronyms(groups, ordered, texts)
    groups = _one_of_a_name(sorted(groups, key=lambda g: g.numbers[0]))
    return tuple(Entity(g.fullest, g.kind, tuple(ordered[n] for n in g.numbers)) for g in groups)


@dataclass(slots=True, eq=False)
class _Group:
    """An entity being put together: its mentions' numbers, sorted, and how they are written.

    The first of a person's names has the most words.
    """

    kind: Kind
    numbers: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add(self, number: int, name: str) -> None:
        insort(self.numbers, number)
        if name not in self.names:
            self.names.append(name)

    def is_named(self, name: str) -> bool:
        if self.kind == "person":
            return _one_person(_person_words(name), _person_words(self.names[0]))
        if self.kind in ("org", "place"):
            plain = _plain(name)
            return any(
                plain == _plain(n) or _is_acronym_of(name, n) or _is_acronym_of(n, name)
                for n in self.names
            )
        return any(name.casefold() == n.casefold() for n in self.names)

    @property
    def fullest(self) -> str:
        """The longest name, not in capitals if there is one that is not, the first of equals."""
        if self.kind not in ("person", "org", "place"):
            return self.names[0]
        named = [_POSSESSIVE.sub("", n) or n for n in self.names]
        return max(
            named,
            key=lambda n: (len(n.split()) if self.kind == "person" else 0, not n.isupper(), len(n)),
        )


def _fullest_first(ordered: Sequence[Mention], written: Sequence[str]) -> list[int]:
    """Numbers of mentions: names of several words before single words, else in reading order."""

    def fullness(number: int) -> tuple[int, int]:
        words = len(_person_words(written[number])) if ordered[number].kind == "person" else 1
        return (-words, number)

    return sorted(range(len(ordered)), key=fullness)


def _nearest(rivals: Sequence[_Group], number: int) -> _Group | None:
    """The only group, or the one named last before a mention; None if several are named later."""
    if len(rivals) == 1:
        return rivals[0]
    earlier = [
        (g.numbers[before - 1], g) for g in rivals if (before := bisect_left(g.numbers, number))
    ]
    return max(earlier, key=lambda pair: pair[0])[1] if earlier else None


@lru_cache(maxsize=4096)
def _fold(name: str) -> tuple[str, ...]:
    """A name's words: lower case, without accents, points and a possessive's ending."""
    name = _POSSESSIVE.sub("", name)
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    bare = re.sub(r"(?<=\w)\.(?=\w\b)", "", bare)  # U.S. → US, J.R. → JR
    return tuple(_WORD.findall(bare.casefold().replace("’", "'")))


@lru_cache(maxsize=4096)
def _plain(name: str) -> tuple[str, ...]:
    """What is compared of a place's or an organisation's name."""
    words = [("and" if word == "&" else word) for word in _fold(name)]
    while len(words) > 1 and words[0] in ("the", "a"):
        del words[0]
    while len(words) > 1 and words[-1] in _COMPANY:
        del words[-1]
    one = _ONE_PLACE.get(" ".join(w for w in words if w not in ("the", "of")))
    return (one,) if one else tuple(words)


@lru_cache(maxsize=4096)
def _person_words(name: str) -> tuple[str, ...]:
    """The words of a person's name, without titles before it and "Jr." or "III" after."""
    words = list(_fold(name))
    while len(words) > 1 and words[0] in TITLES:
        del words[0]
    while len(words) > 1 and words[-1] in SUFFIXES:
        del words[-1]
    return tuple(words)


def _one_person(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two people's names can be one's: a word of the other, or the same but for what is
    left out in the middle or shortened to an initial."""
    short, full = sorted((first, second), key=len)
    if not short or short == full:
        return bool(short)
    if len(short) == 1:
        return len(short[0]) > 1 and short[0] in (full[0], full[-1])
    if full[-len(short) :] == short or full[: len(short)] == short:
        return True
    if short[-1] != full[-1] or not _initial_or_same(short[0], full[0]):
        return False
    rest = iter(full[1:-1])
    return all(any(_initial_or_same(word, other) for other in rest) for word in short[1:-1])


def _initial_or_same(first: str, second: str) -> bool:
    return first == second or (1 in (len(first), len(second)) and first[0] == second[0])


def _handles(kind: Kind, name: str) -> set[str]:
    """Two names that can be one share at least one of these: it spares comparing all with all."""
    if kind == "person":
        words = _person_words(name)
        return {words[0], words[-1]} if words else {name}
    if kind in ("org", "place"):
        return {" ".join(_plain(name)), _letters(name), *_initials(name)}
    return {name.casefold()}


def _letters(acronym: str) -> str:
    return acronym.replace(".", "").replace("&", "").casefold()


@lru_cache(maxsize=4096)
def _initials(name: str) -> tuple[str, str]:
    """The first letters of a name's words, and of its words but the small ones."""
    words = re.findall(r"\w+", name)
    major = [word for word in words if word.casefold() not in _SMALL]
    return (
        "".join(word[0] for word in words).casefold(),
        "".join(word[0] for word in major).casefold(),
    )


@lru_cache(maxsize=4096)
def _is_acronym_of(short: str, full: str) -> bool:
    """Whether a name is the initials of another: "WHO", "I.M.F.", "BoE"."""
    letters = _letters(short)
    initials = _initials(full)
    return (
        2 <= len(letters) <= 8
        and len(initials[0]) > 1
        and bool(_ACRONYM.fullmatch(short))
        and letters in initials
    )


def _join_acronyms(
    groups: list[_Group], ordered: Sequence[Mention], texts: Sequence[str]
) -> list[_Group]:
    """Joins what stands in brackets after a name to it: "… Asian Nations (ASEAN)"."""
    owner = {number: g for g in groups for number in g.numbers}
    for number in range(1, len(ordered)):
        before, after = ordered[number - 1], ordered[number]
        full, short = owner[number - 1], owner[number]
        text = texts[after.block]
        if (
            full is not short
            and full.kind == short.kind
            and full.kind in ("org", "place")
            and before.block == after.block
            and _OPENS.fullmatch(text[before.end : after.start])
            and text[after.end : after.end + 2].lstrip("”\"’'")[:1] in (")", "]")
            and _ACRONYM.fullmatch(text[after.start : after.end])
            and text[after.start].casefold() in text[before.start : before.end].casefold()
        ):
            for moved, name in zip(short.numbers, _names_of(short, ordered, texts), strict=True):
                full.add(moved, name)
                owner[moved] = full
            groups = [g for g in groups if g is not short]
    return groups


def _one_of_a_name(groups: Sequence[_Group]) -> list[_Group]:
    """Groups of one kind that would have the same name, made one: nobody could tell them apart."""
    known: dict[tuple[Kind, str], _Group] = {}
    for group in groups:
        first = known.setdefault((group.kind, group.fullest), group)
        if first is not group:
            first.numbers = sorted((*first.numbers, *group.numbers))
            first.names += [name for name in group.names if name not in first.names]
    return list(known.values())


def _names_of(of: _Group, ordered: Sequence[Mention], texts: Sequence[str]) -> list[str]:
    return [texts[ordered[n].block][ordered[n].start : ordered[n].end] for n in of.numbers]
