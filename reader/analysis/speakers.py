"""Who "he", "Lee", "the ministry" and "Gen. Lee" are: an article's cast of speakers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import TypeAlias

from reader.analysis.lexicon import word_set
from reader.analysis.paragraph import CUE, Frame, Name
from reader.analysis.subjects import Subject
from reader.analysis.vocabulary import FEMALE_TITLES, MALE_TITLES, ORG_HEADS, SHORT_ROLES
from reader.article import Article

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "jr.", "sr."})
_APPOSITION = re.compile(r",\s+(?:\d\d,\s+)?((?:[\w’'-]+\s+){0,7}[\w’'-]+)")
_DETERMINERS = word_set("the a an his her their its our my this that one some")
_STOPS = word_set("of at for from in on with to who which that and whose")
_UNNAMED = word_set(
    """
    source sources official officials aide statement report document letter post website page
    people police doctors officers family spokesperson caller user users patient victim person
    crowd protesters analysts experts residents agencies outlet paper newspaper article
    plaintiff lawsuit complaint filing indictment ruling order study authors researchers women
    men children parents fans workers companies states spokesman spokeswoman lawyer attorney
    analyst reporter witness resident student officer host judge justice president minister
    king pope ambassador doctor nurse sign signs email message tweet video
    """
)
"""Heads of descriptions that name somebody else, or nobody, rather than the last speaker."""
_DEFINITE = word_set("the his her their its")
_NO_ROLES = _STOPS | _DETERMINERS
_NAMESAKES = 40  # how many full names that share a word are told apart
_REMEMBERED = 8  # how many subjects back a pronoun may reach

_Place: TypeAlias = tuple[int, int]  # a block and an offset in it
_Seen: TypeAlias = tuple[_Place, str]  # where, and who


class Cast:
    """The people and organisations of one article, filled from its frames in reading order."""

    def __init__(self, article: Article, frames: Mapping[int, Frame]) -> None:
        self._entities: dict[int, list[tuple[int, int, str]]] = {}
        for entity in article.entities:
            if entity.kind in ("person", "org", "group", "place", "work", "product"):
                for m in entity.mentions:
                    self._entities.setdefault(m.block, []).append((m.start, m.end, entity.name))
        for mentions in self._entities.values():
            mentions.sort()
        self._places: dict[str, list[_Place]] = {}  # of each full name
        self._by_word: dict[str, list[str]] = {}  # the full names a word is part of
        self._full_names: dict[tuple[int, int, str], str] = {}
        self._gender: dict[str, str] = {}
        self._roles: dict[str, list[_Seen]] = {}
        self._subjects: list[_Seen] = []
        self._speakers: list[_Seen] = []
        self._reported: list[_Seen] = []  # who said something, quoted or not
        self._orgs: set[str] = set()
        self._others = {e.name for e in article.entities if e.kind != "person"}
        self._persons: set[str] = {e.name for e in article.entities if e.kind == "person"}
        _drop_sentence_starts(article, frames)
        for block, frame in frames.items():
            for name in frame.names:
                self._introduce(block, frame, name)
        for block, frame in frames.items():
            for name in frame.names:
                self._learn_roles(block, frame, name)
        for named in self._roles.values():
            named.sort()

    def _introduce(self, block: int, frame: Frame, name: Name) -> None:
        words = name.text.split()
        if name.is_org:
            self._orgs.add(name.text)
            for word in words:
                if word.lower() in ORG_HEADS:
                    self._roles.setdefault(word.lower(), []).append(
                        ((block, name.start), name.text)
                    )
        elif len(words) > 1:
            if name.text not in self._places:
                for word in {w.lower() for w in words} | {_surname(words)}:
                    self._by_word.setdefault(word, []).append(name.text)
            self._places.setdefault(name.text, []).append((block, name.start))

    def _learn_roles(self, block: int, frame: Frame, name: Name) -> None:
        if name.is_org:
            return
        full = self.full_name(name.text, block, name.start, name.end, name.titles)
        place = (block, name.start)
        if full in self._others:
            return
        if name.titles or CUE.match(frame.bare, name.end + 1):
            self._persons.add(full)
        for title in name.titles:
            if title in MALE_TITLES or title in FEMALE_TITLES:
                self._gender.setdefault(full, "m" if title in MALE_TITLES else "f")
            self._roles.setdefault(SHORT_ROLES.get(title, title), []).append((place, full))
        if " " not in full:
            return
        before = frame.bare[max(0, name.start - 60) : name.start].split()
        for word in reversed(before[-3 - len(name.titles) :]):
            if not (word.islower() and word.replace("-", "").isalpha()) or word in _NO_ROLES:
                break
            self._roles.setdefault(word, []).append((place, full))
            self._persons.add(full)
            if word in MALE_TITLES or word in FEMALE_TITLES:
                self._gender.setdefault(full, "m" if word in MALE_TITLES else "f")
        after = _APPOSITION.match(frame.bare, name.end, min(len(frame.bare), name.end + 90))
        if after:
            for word in after.group(1).split():
                if word in _STOPS:
                    break
                if len(word) > 3 and word.islower():
                    self._persons.add(full)
                    self._roles.setdefault(word.lower(), []).append((place, full))

    def full_name(
        self, text: str, block: int, start: int, end: int, titles: tuple[str, ...] = ()
    ) -> str:
        """The entity a mention belongs to, else the fullest form of the name in the article."""
        mentions = self._entities.get(block, [])
        at = bisect_left(mentions, (end, 0, ""))
        if at and start < mentions[at - 1][1]:
            return mentions[at - 1][2]
        key = (block, start, text)
        if key not in self._full_names:
            self._full_names[key] = self._fullest(text, block, start, titles)
        return self._full_names[key]

    def _fullest(self, text: str, block: int, start: int, titles: tuple[str, ...]) -> str:
        words = text.split()
        gender = _title_gender(titles)
        best = ""
        wanted = frozenset(text.lower().split())
        fitting = [
            name
            for name in self._by_word.get(_surname(words), ())[:_NAMESAKES]
            if wanted <= set(name.lower().split())
            and not (gender and self._gender.get(name, gender) != gender)
        ]
        for position in (-1, 0, None):  # by surname, by first name, by any part of it
            fit = [n for n in fitting if position is None or n.split()[position].lower() in wanted]
            if fit:
                near = max(fit, key=lambda name: self._last_place(name, (block, start + 1)))
                surname = _surname(near.split())
                best = max((n for n in fit if _surname(n.split()) == surname), key=len)
                break
        return best if len(best) > len(text) else text

    def _last_place(self, name: str, before: _Place) -> _Place:
        """Where a name stands last before a place; (-1, -n) where only after it, n blocks on."""
        places = self._places[name]
        at = bisect_left(places, before)
        return places[at - 1] if at else (-1, -places[0][0])

    def note_subject(self, block: int, says: Subject | None, candidates: Iterable[Subject]) -> None:
        """Remembers whom a sentence is about: who `says` something, else a candidate.

        Must be called in reading order.
        """
        about = self._person(block, candidates)
        if about is not None and (says is None or about[0] < says.start):
            self._subjects.append(((block, about[0]), about[1]))
        if says is not None:
            name = self.resolve(block, says)
            if name is not None:
                if name not in self._orgs and name not in self._others:
                    self._persons.add(name)
                self._subjects.append(((block, says.start), name))
                self._reported.append(((block, says.start), name))

    def _person(self, block: int, candidates: Iterable[Subject]) -> tuple[int, str] | None:
        for subject in candidates:
            if subject.kind == "pronoun":
                return None
            name = self.full_name(subject.text, block, subject.start, subject.end, subject.titles)
            if name in self._persons:
                return subject.start, name
        return None

    def person_among(self, block: int, candidates: Iterable[Subject]) -> str | None:
        """The first of the candidates that is a person of the article."""
        for subject in candidates:
            name = self.resolve(block, subject)
            if name is not None and name in self._persons:
                return name
        return None

    def reporting(self, block: int, offset: int) -> str | None:
        """Who said something last before a place, in its paragraph or the one before."""
        at = bisect_left(self._reported, ((block, offset), ""))
        if not at or block - self._reported[at - 1][0][0] > 1:
            return None
        return self._reported[at - 1][1]

    def note_speaker(self, block: int, offset: int, speaker: str, *, is_named: bool) -> None:
        """Remembers who spoke last. Must be called in reading order."""
        self._speakers.append(((block, offset), speaker))
        if is_named and speaker not in self._orgs and speaker not in self._others:
            self._persons.add(speaker)

    def resolve(self, block: int, subject: Subject) -> str | None:
        """The speaker's name, or the words that describe one; None where nobody is named."""
        if subject.kind == "name":
            return self.full_name(subject.text, block, subject.start, subject.end, subject.titles)
        if subject.kind == "pronoun":
            return self._pronoun(block, subject)
        if subject.kind == "description":
            return self._described(block, subject)
        return None

    def _pronoun(self, block: int, subject: Subject) -> str | None:
        gender = {"he": "m", "she": "f"}.get(subject.text)
        at = (block, subject.start)
        if subject.text == "they":  # several people, or one body: never the one who spoke last
            low = bisect_left(self._speakers, (at, ""))
            last = self._speakers[low - 1][1] if low else ""
            return last if last and last not in self._persons else None
        if gender is None:
            return None
        recent = []
        for remembered in (self._subjects, self._speakers):
            low = bisect_left(remembered, (at, ""))
            recent.extend(remembered[max(0, low - _REMEMBERED) : low])
        recent.sort(key=lambda seen: seen[0], reverse=True)
        for _, name in recent:
            if name not in self._orgs and self._gender.get(name, gender) == gender:
                self._gender.setdefault(name, gender)
                return name
        return None

    def _described(self, block: int, subject: Subject) -> str | None:
        words = subject.text.split()
        is_definite = words[0].lower() in _DEFINITE or words[0].istitle()
        if words[0].lower() in ("the", "a", "an"):
            words = words[1:]
        heads = list(takewhile(lambda word: word not in _STOPS, map(str.lower, words)))
        if is_definite and heads:
            head = heads[-1].strip(".,")
            place = (block, subject.start)
            known = self._roles.get(SHORT_ROLES.get(head, head), ())
            at = bisect_left(known, (place, ""))
            if at:
                return known[at - 1][1]
            if not known and head not in ORG_HEADS | _UNNAMED and len(words) == len(heads) < 4:
                last = self._last_person(place)
                if last is not None:
                    return last
        return " ".join(words) or None

    def _last_person(self, before: _Place) -> str | None:
        """Who spoke last, if a person did and not long ago: "the 34-year-old", "the singer"."""
        at = bisect_left(self._speakers, (before, ""))
        place, last = self._speakers[at - 1] if at else ((-9, 0), "")
        return last if last in self._persons and before[0] - place[0] < 3 else None


def _drop_sentence_starts(article: Article, frames: Mapping[int, Frame]) -> None:
    known: set[str] = set()
    for entity in article.entities:
        known.update(entity.name.split())
    for frame in frames.values():
        for name in frame.names:
            if " " in name.text or not frame.begins_sentence(name.run):
                known.update(name.text.split())
    for frame in frames.values():
        frame.keep_names(known)


def _surname(words: list[str]) -> str:
    kept = [w for w in words if w.lower().rstrip(",") not in _SUFFIXES] or words
    return kept[-1].lower()


def _title_gender(titles: tuple[str, ...]) -> str:
    for title in titles:
        if title in MALE_TITLES:
            return "m"
        if title in FEMALE_TITLES:
            return "f"
    return ""
