"""One paragraph as attributions see it: names, verbs of saying and sentences outside its quotes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property

from reader.analysis.quotation_marks import Stretch
from reader.analysis.vocabulary import (
    ABBREVIATIONS,
    CALL,
    ORG_HEADS,
    ROLES,
    SAY,
    SURNAMES,
    is_no_name,
)

BLANK = "\ue000"
"""What stands for each character of a quoted stretch."""

UPPER = "".join(
    chr(c)
    for low, high in ((0x41, 0x250), (0x386, 0x530), (0x1E00, 0x1F00))
    for c in range(low, high)
    if chr(c).isupper()
)
_WORD = (
    rf"(?:(?:[{UPPER}]\.)+(?:-?[{UPPER}]\.)*|(?:{ABBREVIATIONS})\."
    rf"|(?:(?:al|el|ul|as|ad|an|ar|at)-|d[’'])?[{UPPER}]\w*(?:[’'.-](?!s\b)\w+)*)"
)
_PARTICLE = (
    r"(?:(?:de|da|das|do|dos|du|del|della|der|den|di|la|le|las|los|van|von|ten|ter|bin|bint|ibn"
    r"|al|el|zu|af|av|y)\s)"
)
_ORG = "|".join(sorted({w.capitalize() for w in ORG_HEADS}))
_NAME = re.compile(
    rf"(?:{_WORD}\s){{0,6}}?(?:{_ORG})\b(?:\s(?:of|for|on|and|in)(?:\sthe)?\s{_WORD}"
    rf"(?:\s{_WORD}){{0,4}}){{0,3}}"
    rf"|{_WORD}(?:\s{_PARTICLE}{{0,2}}{_WORD}){{0,7}}"
)
_CAPITAL = re.compile(rf"[{UPPER}]")
_PREFIX = re.compile(r"(?<!\w)(?:(?:al|el|ul|as|ad|an|ar|at)-|d[’'])$")
CUE = re.compile(rf"\b(?=[a-z])(?:(?P<say>{SAY})|(?P<call>{CALL}))\b(?!['’-])")
"""A verb of saying (group `say`) or of judging (group `call`). The letter is asked for first, so
that not every verb is tried where a word ends."""

_SENTENCE_END = re.compile(rf"[.!?…][)\]’”\"']*(?=\s+[{UPPER}\d({BLANK}“\"‘'«„—–-]|\s*$)")
_NO_END = re.compile(
    rf"(?:^|[\s(“\"])(?:{ABBREVIATIONS}|[{UPPER}]|(?:[{UPPER}]\.)+[{UPPER}]|vs|etc|Co|Inc|Ltd|"
    r"Corp|Ft|Mt|Calif|Conn|Fla|Mass|Pa|Va|Ont|Que|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|a\.m|"
    r"p\.m|i\.e|e\.g)$"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised name: where it stands without its titles, and the titles, lower case.

    `run` is where the titles before it begin.
    """

    run: int
    start: int
    end: int
    text: str
    titles: tuple[str, ...]
    is_org: bool


class Frame:
    """One paragraph with its stretches blanked out, its names, cues and sentences."""

    def __init__(self, text: str, stretches: Sequence[Stretch] = ()) -> None:
        self.text = text
        self.stretches = stretches
        pieces: list[str] = []
        last = 0
        for stretch in stretches:
            pieces.append(text[last : stretch.start])
            size = stretch.end - stretch.start
            # A quote that ends its own sentence ends the sentence around it too.
            ends = text[stretch.start : stretch.end].rstrip("’”\"'»“ ").endswith((".", "!", "?"))
            pieces.append(BLANK * (size - 1) + ("." if ends else BLANK))
            last = stretch.end
        pieces.append(text[last:])
        self.bare = "".join(pieces)

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Offsets where sentences begin, the first at 0."""
        starts = [0]
        for match in _SENTENCE_END.finditer(self.bare):
            before = self.bare[max(0, match.start() - 12) : match.start()]
            if match.group().startswith(".") and _NO_END.search(before):
                continue
            starts.append(match.end())
        return starts

    def sentence(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence an offset stands in."""
        starts = self.sentence_starts
        at = bisect_left(starts, offset + 1) - 1
        return starts[at], starts[at + 1] if at + 1 < len(starts) else len(self.bare)

    def next_sentence(self, offset: int) -> int:
        """Where the first sentence that begins behind an offset begins, or the end of the text."""
        starts = self.sentence_starts
        at = bisect_left(starts, offset + 1)
        return starts[at] if at < len(starts) else len(self.bare)

    @cached_property
    def names(self) -> list[Name]:
        """The capitalised names outside the stretches, in order."""
        return find_names(self.bare)

    @cached_property
    def cues(self) -> list[re.Match[str]]:
        """The verbs of saying and judging outside the stretches, in order."""
        return list(CUE.finditer(self.bare))

    def keep_names(self, known: Container[str]) -> None:
        """Drops single words that may be capitals only because they begin a sentence."""
        self.names = [name for name in self.names if not self._is_doubtful(name, known)]

    def _is_doubtful(self, name: Name, known: Container[str]) -> bool:
        return (
            " " not in name.text
            and not name.titles
            and name.text not in known
            and self.begins_sentence(name.run)
            and not CUE.match(self.bare, name.end + 1)
        )

    def begins_sentence(self, offset: int) -> bool:
        """Whether nothing of a sentence stands before `offset`."""
        while offset > 0 and self.bare[offset - 1].isspace():
            offset -= 1
        return offset == 0 or self.bare[offset - 1] in ".!?:;—–•…"

    def names_between(self, start: int, end: int) -> list[Name]:
        """The names that lie between two offsets."""
        low = bisect_left(self.names, start, key=lambda n: n.start)
        high = bisect_left(self.names, end, key=lambda n: n.start)
        return [n for n in self.names[low:high] if n.end <= end]

    def cues_between(self, start: int, end: int) -> list[re.Match[str]]:
        """The cues that lie between two offsets."""
        low = bisect_left(self.cues, start, key=lambda m: m.start())
        high = bisect_left(self.cues, end, key=lambda m: m.start())
        return [m for m in self.cues[low:high] if m.end() <= end]


def find_names(bare: str) -> list[Name]:
    """Capitalised names with their titles told apart; words that only begin a sentence left out."""
    found = []
    reached = 0
    for capital in _CAPITAL.finditer(bare):
        if capital.start() < reached:
            continue
        prefix = _PREFIX.search(bare, max(reached, capital.start() - 3), capital.start())
        match = _NAME.match(bare, prefix.start() if prefix else capital.start())
        if match is None:
            continue
        reached = match.end()
        name = _without_titles(match)
        if name is not None:
            found.append(name)
    return found


def _without_titles(match: re.Match[str]) -> Name | None:
    """The name in a run of capitalised words; None where it holds titles and openings only."""
    run = match.group()
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", run)]
    while words and is_no_name(_bare(run, words[0])):
        words.pop(0)
    if not words:
        return None
    is_org = any(_bare(run, word) in ORG_HEADS for word in words)
    first = 0
    if not is_org:
        for number, place in enumerate(words):
            word = _bare(run, place)
            is_surname = word in SURNAMES and number > first and number + 1 == len(words)
            if word in ROLES and not is_surname:
                first = number + 1
    if first == len(words):  # "Prime Minister"
        return None
    start, end = words[first][0], words[-1][1]
    text = run[start:end]
    return Name(
        run=match.start() + words[0][0],
        start=match.start() + start,
        end=match.start() + end,
        text=text.title() if text.isupper() and " " in text else text,
        titles=tuple(_bare(run, word) for word in words[:first]),
        is_org=is_org,
    )


def _bare(text: str, word: tuple[int, int]) -> str:
    return text[word[0] : word[1]].rstrip(".").lower()
