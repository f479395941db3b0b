"""Where quotation marks open and close in one paragraph.

Marks are read by shape and by place: a straight mark opens after a space and closes after a
letter, an apostrophe does neither, and any double mark closes any other, because papers mix
them (“one China"). Every paragraph stands alone: a mark left open ends with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text inside quotation marks, marks included, offsets in the paragraph.

    `is_closed` is false where the paragraph ended first. `is_single` tells ‘these’ from “these”.
    """

    start: int
    end: int
    is_closed: bool = True
    is_single: bool = False


_MARK = re.compile(r"``|''|‘‘|’’|[\"＂“”„‟«»「」『』‘’‚‛']")
_SINGLE = frozenset("‘’‚‛'")
_PAIRS = {"«": "»", "»": "«", "「": "」", "『": "』"}
_ALWAYS_OPENS = frozenset({"``", "‘‘", "“", "„", "‟", "«", "「", "『"})
_ALWAYS_CLOSES = frozenset({"”", "’’", "」", "』"})
_BEFORE_OPENING = frozenset("([{<—–-/|:;,.…·•*_\"“”„«‘'’>")
_AFTER_CLOSING = frozenset(")]}>—–-/|:;,.?!…*_\"”»“'’")
_SPEECH_END = frozenset(".,!?…—–")
_ELISION = re.compile(r"['‘](?:\d0s|\d\d\b|(?:tis|twas|til|em|cause|n|bout|round|cos|cuz)\b)", re.I)
_FEET_AND_INCHES = re.compile(r"\d['’′]\s?\d{1,2}$")


def stretches(text: str) -> tuple[Stretch, ...]:
    """The outermost quoted stretches of a paragraph in order, never overlapping or empty."""
    marks = [(m.start(), m.end(), m.group()) for m in _MARK.finditer(text)]
    singles = _pair_singles(text, [mark for mark in marks if mark[2] in _SINGLE])
    doubles = [mark for mark in marks if mark[2] not in _SINGLE]
    found: list[Stretch] = []
    opened: tuple[int, int, str] | None = None
    single = nested = 0
    for number, mark in enumerate(doubles):
        if opened is None:
            while single < len(singles) and singles[single].end <= mark[0]:
                _append(found, text, singles[single])
                single += 1
            inside = single < len(singles) and singles[single].start < mark[0]
            if inside or not _opens(text, mark):
                continue
            opened = mark
        elif _closes(text, mark, opened, doubles, number):
            if nested:
                nested -= 1
                continue
            _append(found, text, Stretch(opened[0], mark[1]))
            opened = None
        elif _opens(text, mark):
            # “They told “us” to go.” closes twice; else the one before was never closed, and it
            # is that one which is given up.
            closing = doubles[number + 1 : number + 3]
            if len(closing) == 2 and not any(_opens(text, m) for m in closing):
                nested += 1
            else:
                opened, nested = mark, 0
        while opened is None and single < len(singles) and singles[single].start < mark[1]:
            single += 1
    if opened is not None:
        _append(found, text, Stretch(opened[0], len(text.rstrip()), is_closed=False))
    else:
        for stretch in singles[single:]:
            _append(found, text, stretch)
    return tuple(found)


def opens_with_mark(text: str) -> bool:
    """Whether a paragraph begins inside quotation marks, as one that carries on a quote does."""
    return text.lstrip()[:1] in _ALWAYS_OPENS | {'"', "'", "‘"}


def _append(found: list[Stretch], text: str, stretch: Stretch) -> None:
    if found and stretch.start < found[-1].end:
        return
    inner = text[stretch.start + 1 : stretch.end - 1 if stretch.is_closed else stretch.end]
    if any(c.isalnum() for c in inner):
        found.append(stretch)


def _sides(text: str, mark: tuple[int, int, str]) -> tuple[str, str]:
    """The characters around a mark, a space standing for the paragraph's edge."""
    start, end, _ = mark
    return (text[start - 1] if start else " "), (text[end] if end < len(text) else " ")


def _looks_opening(before: str, after: str) -> bool:
    if after.isspace() or after in ",.;:?!)]}":
        return before.isspace() and after == "."
    return before.isspace() or before in _BEFORE_OPENING


def _looks_closing(before: str, after: str) -> bool:
    return not before.isspace() and (after.isspace() or after in _AFTER_CLOSING)


def _opens(text: str, mark: tuple[int, int, str]) -> bool:
    before, after = _sides(text, mark)
    kind = mark[2]
    if kind in ("「", "『", "«"):
        return True
    if kind in _ALWAYS_OPENS:
        return not (_looks_closing(before, after) and after.isspace())
    if kind in ("」", "』"):
        return False
    if kind in _ALWAYS_CLOSES or kind == "»":  # ”so” in Finnish, »so« in German
        return before.isspace() and not after.isspace()
    if before.isdigit():  # 6" of snow
        return False
    if after.isspace():  # " so " with spaces inside both marks
        return before.isspace() and mark[1] < len(text)
    return not before.isalnum() and (not _looks_closing(before, after) or before in "([—–\"'“‘")


def _closes(
    text: str,
    mark: tuple[int, int, str],
    opened: tuple[int, int, str],
    marks: list[tuple[int, int, str]],
    number: int,
) -> bool:
    before, after = _sides(text, mark)
    kind, opener = mark[2], opened[2]
    if opener in _PAIRS:
        return kind == _PAIRS[opener]
    if kind in _PAIRS or kind in ("」", "』"):
        return False
    if opener == "„":
        return kind not in ("„", "``")
    if kind in _ALWAYS_OPENS:  # “so“, both typed with one key
        return _looks_closing(before, after) and not _looks_opening(before, after)
    if kind in _ALWAYS_CLOSES:
        return True
    if before.isdigit() and kind in ('"', "''"):
        if _FEET_AND_INCHES.search(text[max(0, mark[0] - 5) : mark[0]]):
            return False
        # "a 9" pan," she said: the mark is inches where the next one can only be the closing one.
        if number + 1 < len(marks) and after.isspace():
            return not _looks_closing(*_sides(text, marks[number + 1]))
        return True
    return not (before.isspace() and not after.isspace() and after.isalnum())


def _pair_singles(text: str, marks: list[tuple[int, int, str]]) -> list[Stretch]:
    """Stretches in single marks; a mark without its partner is an apostrophe."""
    places: list[tuple[int, str]] = []  # (offset, "open" | "close" | "speech": closes speech)
    for mark in marks:
        before, after = _sides(text, mark)
        if mark[2] != "’" and _looks_opening(before, after):
            if not _ELISION.match(text, mark[0]) and before not in "'’":
                places.append((mark[0], "open"))
        elif mark[2] not in "‘‚‛" and _looks_closing(before, after):
            places.append((mark[0], "speech" if before in _SPEECH_END else "close"))
    found: list[Stretch] = []
    first = len(text) - len(text.lstrip())
    speech: int | None = None  # the first of each kind after the place looked at, from the right
    close: int | None = None
    for offset, kind in reversed(places):
        if kind == "open":
            if close is not None:
                weak = text[close - 1] in "snSN" and text[close + 1 : close + 2].isspace()
                end = speech if weak and speech is not None else close
                found.append(Stretch(offset, end + 1, is_single=True))
            elif text[offset] == "‘" and offset == first:
                found.append(Stretch(offset, len(text.rstrip()), is_closed=False, is_single=True))
            speech = close = None
        else:
            close = offset
            if kind == "speech":
                speech = offset
    found.reverse()
    return found
