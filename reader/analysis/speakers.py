"""Who "he", "Lee", "the ministry" and "Gen. Lee" are: an article's cast of speakers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

from reader.analysis.attribution import (
    FEMALE_TITLES,
    MALE_TITLES,
    ORG_HEADS,
    SHORT_ROLES,
    Frame,
    Name,
    Subject,
)
from reader.article import Article

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "jr.", "sr."})
_APPOSITION = re.compile(r",\s+(?:\d\d,\s+)?((?:[\w’'-]+\s+){0,7}[\w’'-]+)")
_STOPS = frozenset("of at for from in on with to who which that and whose".split())
_REMEMBERED = 8  # how many subjects back a pronoun may reach


class Cast:
    """The people and organisations of one article, filled from its frames in reading order."""

    def __init__(self, article: Article, frames: Mapping[int, Frame]) -> None:
        self._entities: dict[int, list[tuple[int, int, str, bool]]] = {}
        for entity in article.entities:
            if entity.kind in ("person", "org", "group", "place", "work", "product"):
                for m in entity.mentions:
                    self._entities.setdefault(m.block, []).append(
                        (m.start, m.end, entity.name, entity.kind == "person")
                    )
        for mentions in self._entities.values():
            mentions.sort()
        self._by_word: dict[str, list[tuple[tuple[int, int], str]]] = {}
        self._gender: dict[str, str] = {}
        self._roles: dict[str, list[tuple[tuple[int, int], str]]] = {}
        self._subjects: list[tuple[tuple[int, int], str]] = []
        self._speakers: list[tuple[tuple[int, int], str]] = []
        self._orgs: set[str] = set()
        for block, frame in frames.items():
            for name in frame.names:
                self._introduce(block, frame, name)
        for block, frame in frames.items():
            for name in frame.names:
                self._learn_roles(block, frame, name)

    def _introduce(self, block: int, frame: Frame, name: Name) -> None:
        words = name.text.split()
        if name.is_org:
            self._orgs.add(name.text)
            for word in words:
                if word.lower() in ORG_HEADS:
                    self._roles.setdefault(word.lower(), []).append(((block, name.start), name.text))
        elif len(words) > 1:
            for word in {words[0].lower(), _surname(words)}:
                self._by_word.setdefault(word, []).append(((block, name.start), name.text))

    def _learn_roles(self, block: int, frame: Frame, name: Name) -> None:
        if name.is_org:
            return
        full = self.full_name(name.text, block, name.start, name.end, name.titles)
        place = (block, name.start)
        for title in name.titles:
            if title in MALE_TITLES or title in FEMALE_TITLES:
                self._gender.setdefault(full, "m" if title in MALE_TITLES else "f")
            self._roles.setdefault(SHORT_ROLES.get(title, title), []).append((place, full))
        if " " not in full:
            return
        before = frame.bare[max(0, name.start - 60) : name.start].split()
        for word in reversed(before[-3 - len(name.titles) :]):
            if not word.islower() or not word.replace("-", "").isalpha() or word in _STOPS:
                break
            self._roles.setdefault(word, []).append((place, full))
            if word in MALE_TITLES or word in FEMALE_TITLES:
                self._gender.setdefault(full, "m" if word in MALE_TITLES else "f")
        after = _APPOSITION.match(frame.bare, name.end, min(len(frame.bare), name.end + 90))
        if after:
            for word in after.group(1).split():
                if word in _STOPS:
                    break
                if len(word) > 3:
                    self._roles.setdefault(word.lower(), []).append((place, full))

    def full_name(
        self, text: str, block: int, start: int, end: int, titles: tuple[str, ...] = ()
    ) -> str:
        """The entity a mention belongs to, else the fullest form of the name in the article."""
        for low, high, name, _ in self._entities.get(block, ()):
            if low < end and start < high:
                return name
            if low >= end:
                break
        words = text.split()
        gender = _title_gender(titles)
        best = ""
        for key in dict.fromkeys((_surname(words), words[0].lower())):
            known = self._by_word.get(key, ())
            wanted = {w.lower() for w in words}
            fitting = [
                (place, name)
                for place, name in known
                if wanted <= {w.lower() for w in name.split()}
                and not (gender and self._gender.get(name, gender) != gender)
            ]
            if fitting:
                at = bisect_left(fitting, ((block, start + 1), ""))
                near = fitting[at - 1][1] if at else fitting[0][1]
                best = max(
                    (name for _, name in fitting if _surname(name.split()) == _surname(near.split())),
                    key=len,
                )
                break
        return best if len(best) > len(text) else text

    def note_subject(self, block: int, subject: Subject | None) -> None:
        """Remembers whom a sentence is about. Must be called in reading order."""
        if subject is not None and subject.kind == "name":
            name = self.full_name(subject.text, block, subject.start, subject.end, subject.titles)
            self._subjects.append(((block, subject.start), name))

    def note_speaker(self, block: int, offset: int, speaker: str) -> None:
        """Remembers who spoke last. Must be called in reading order."""
        self._speakers.append(((block, offset), speaker))

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
        if subject.text not in ("he", "she", "they"):
            return None
        gender = {"he": "m", "she": "f"}.get(subject.text, "")
        at = (block, subject.start)
        recent = []
        for remembered in (self._subjects, self._speakers):
            low = bisect_left(remembered, (at, ""))
            recent.extend(remembered[max(0, low - _REMEMBERED) : low])
        recent.sort(key=lambda seen: seen[0], reverse=True)
        for _, name in recent:
            if gender and name in self._orgs:
                continue
            if gender and self._gender.get(name, gender) != gender:
                continue
            if gender:
                self._gender.setdefault(name, gender)
            return name
        return None

    def _described(self, block: int, subject: Subject) -> str | None:
        words = subject.text.split()
        definite = words[0].lower() in ("the", "his", "her", "their", "its") or words[0].istitle()
        if words[0].lower() in ("the", "a", "an"):
            words = words[1:]
        if not words:
            return None
        heads = []
        for word in words:
            if word.lower() in _STOPS:
                break
            heads.append(word.lower().strip(".,"))
        if definite and heads:
            known = self._roles.get(SHORT_ROLES.get(heads[-1], heads[-1]), ())
            at = bisect_left(known, ((block, subject.start), ""))
            if at:
                return known[at - 1][1]
        return " ".join(words)


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
