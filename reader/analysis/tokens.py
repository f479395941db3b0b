"""Text → sentences of words, with the offsets they came from.

Made for names: a possessive is split from its noun ("China" + "’s"), initials and abbreviations
keep their point ("J.", "U.S.", "Gen."), a hyphen holds two names of one person together
("Diaz-Balart") and parts a name from what is no name ("pro-" + "Trump", "London" + "-based").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reader.analysis.lexicon import word_set

LONGEST_SENTENCE: Final = 200
"""Words. A longer one is cut: a line of megabytes costs time in proportion to its length."""

ABBREVIATIONS: Final = word_set(
    "Mr Mrs Ms Mx Dr Prof Rev Fr Hon Rt Sr Jr St Ste Mt Ft Gen Lt Col Maj Capt Cmdr Cpl Sgt Adm"
    " Brig Gov Sen Rep Reps Sens Pres Amb Supt Insp Det Atty Messrs Mme Mlle vs No Inc Ltd Corp Co"
    " Bros Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri Sat Sun"
    " Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb"
    " Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo"
)

_HELD: Final = word_set("al el ad an ar as at az ash co vice")
"""What a hyphen holds to the word after it: Arabic articles, and "Co-operative"."""

_TOKEN: Final = re.compile(
    r"""
      (?<!\w)(?:[^\W\d_]\.){2,}                   # U.S.  U.N.  e.g.
    | (?<!\w)[A-Z]\.(?=\s?[A-Z])                 # an initial
    | \d+(?:[.,:/]\d+)*                           # 1,000.50
    | [’'](?:s|S)\b | [’']                        # a possessive by itself
    | \w+(?:[’'](?!(?:s|S)\b)\w+)*(?:[-‐‑](?:[^\W\d_]\.){2,}|[-‐‑&]\w+(?:[’'](?!(?:s|S)\b)\w+)*)*
    | \.{2,}
    | \S
    """,
    re.VERBOSE,
)
_HYPHEN: Final = re.compile("([-‐‑])")
_OPENING_WORDS: Final = word_set(
    "The A An In On At As He She It They We You But And This That These Those His Her Its Their Our"
    " All However Meanwhile There When While After Before If For Since Some Many Most What Who No"
)
_CLOSING: Final = frozenset("\"'”’)]»")
_ENDING: Final = frozenset((".", "!", "?", "…", "...", "?!"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and where each starts and ends in the text they were cut from."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text, in order, none empty and none over `LONGEST_SENTENCE` words."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    ended: bool | None = False
    for word, start in _words(text):
        if ended is None:  # after "Ltd." only the next word tells
            ended = word in _OPENING_WORDS
        if (ended and word not in _CLOSING) or len(words) >= LONGEST_SENTENCE:
            yield Sentence(tuple(words), tuple(starts), tuple(ends))
            words, starts, ends = [], [], []
            ended = False
        words.append(word)
        starts.append(start)
        ends.append(start + len(word))
        ended = word in _ENDING or (ended and word in _CLOSING)
        if len(word) > 2 and word[-1] == "." and word not in _ENDING:
            ended = None
    if words:
        yield Sentence(tuple(words), tuple(starts), tuple(ends))


def _words(text: str) -> Iterator[tuple[str, int]]:
    held: tuple[str, int] | None = None  # a word that may be an abbreviation, if a point follows
    for match in _TOKEN.finditer(text):
        word, start = match[0], match.start()
        if held is not None:
            if word == "." and start == held[1] + len(held[0]):
                yield held[0] + ".", held[1]
                held = None
                continue
            yield held
            held = None
        if word in ABBREVIATIONS:
            held = word, start
        elif "-" in word or "‐" in word or "‑" in word:
            yield from _parted(word, start)
        else:
            yield word, start
    if held is not None:
        yield held


def _parted(word: str, start: int) -> Iterator[tuple[str, int]]:
    """A hyphenated word: whole where the hyphen is part of a name, else cut at its hyphens."""
    parts = _HYPHEN.split(word)
    names = parts[::2]
    if word.islower() or word[0].isdigit() or _is_one_name(names):
        yield word, start
        return
    for part in parts:
        if part:
            yield part, start
            start += len(part)


def _is_one_name(parts: list[str]) -> bool:
    if any("." in part for part in parts):
        return False
    if parts[0].casefold() in _HELD:
        return True
    if len(parts) == 2 and parts[1].islower():
        return len(parts[1]) <= 4 and parts[1] not in _NOT_NAMES  # Kim Jong-un, Ban Ki-moon
    return all(part and not part.islower() for part in parts) or (
        len(parts) > 2 and parts[0][:1].isupper() and parts[-1][:1].isupper()
    )


_NOT_NAMES: Final = word_set(
    "area ally bank born bred day deal era fire fold free full hand head held high home key led"
    " less like line list long look low made man near off old on only out own plus pro rich rule"
    " run shot side size slam soft sold star team tech term test then tier time town type up war"
    " way week well wide work year zone"
)
