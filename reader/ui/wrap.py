"""Breaking a text into rows of cells: spaces, hyphens, wide characters, words too long to fit.

All offsets are into the text as it came. What is drawn differs from it only where the terminal
must be kept from harm or a run of spaces says no more than one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from rich.cells import cell_len, split_graphemes

Hyphenator = Callable[[str], tuple[int, ...]]
"""Where a word may be divided: ascending offsets into it."""

Piece = tuple[int, int, int]
"""(index in the drawn text, offset in the source, length): a stretch that is drawn as it came."""

_SPACE: Final = " \t\n\v\f\r\x1c-\x1f\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000"
_WORD = re.compile(f"[^{_SPACE}]+")
# Controls, and lone surrogates, which no terminal can be sent.
_HARMFUL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
# Invisible: soft hyphens, zero-width spaces, what turns the direction of text, tags.
_DROPPED: Final = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f"
)
_INVISIBLE = re.compile(f"[{_DROPPED}]")
_UNEVEN = re.compile(f"[{_SPACE}]{{2,}}|[^\\S \xa0\u2007\u202f]|[{_DROPPED}]")
_SPACES = re.compile(f"[{_SPACE}]+|[{_DROPPED}]+")
_NARROW = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u2030-\u205e]*\\Z"
)
_LINK = re.compile(r"(?<=[\w.’'”\"])[-‐–](?=[^\W\d])|—(?=\w)")

LONGEST_KEPT: Final = 20_000
"""Characters of a text that is kept ready for the next time the page is set."""

OPENING: Final = "“‘«„‚\"'"
"""Marks that may hang in the margin where they open a line."""
_CLOSING: Final = frozenset("、。，．・：；？！）」』】〕〉》’”ー々％…,.;:!?)]}")
_OPENERS: Final = frozenset("（「『【〔〈《‘“([{")


class Word(NamedTuple):
    """What stays on one row: a word, or a part of one after which a row may end.

    `follows` is true where no space stands before it.
    """

    start: int
    end: int
    width: int
    follows: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """A text made ready for setting: as drawn, offset by offset, and its words.

    `is_even`: the drawn text is the source's, one character for one. `is_narrow`: each character
    is one cell wide.
    """

    drawn: str
    words: tuple[Word, ...]
    is_even: bool
    is_narrow: bool

    def width(self, start: int, end: int) -> int:
        return end - start if self.is_narrow else cell_len(self.drawn[start:end])


class Row(NamedTuple):
    """A row of words: offsets, cells used, and how it begins and ends."""

    start: int
    end: int
    width: int
    words: int
    is_divided: bool = False
    hangs: bool = False


def prepare(text: str) -> Copy:
    """The text made safe to draw, and its words."""
    return _prepare_once(text) if len(text) < LONGEST_KEPT else _prepare(text)


def _prepare(text: str) -> Copy:
    drawn = text.replace("\xa0", " ").replace("\u2007", " ").replace("\u202f", " ")
    is_narrow = is_simple(drawn)
    if not is_narrow:
        drawn = _HARMFUL.sub("\ufffd", drawn)
    is_even = "  " not in text if is_narrow else _UNEVEN.search(drawn) is None
    words: list[Word] = []
    # A fixed space must not part words, so words are found in the text as it came.
    if is_narrow and is_even and not _LINK.search(text):
        start = 0
        for word in text.split(" "):
            end = start + len(word)
            if word:
                words.append(Word(start, end, end - start, False))
            start = end + 1
    else:
        for found in _WORD.finditer(text):
            words.extend(_parts(drawn, *found.span(), is_narrow))
    return Copy(drawn, tuple(words), is_even, is_narrow)


_prepare_once = lru_cache(maxsize=512)(_prepare)


def _parts(drawn: str, start: int, end: int, is_narrow: bool) -> Iterator[Word]:
    """A word divided where a row may end without a hyphen being added."""
    cuts = {found.end() for found in _LINK.finditer(drawn, start, end)}
    if not is_narrow:
        cuts |= _wide_cuts(drawn, start, end)
    edges = [start, *sorted(cuts - {start, end}), end]
    for low, high in pairwise(edges):
        width = high - low if is_narrow else cells(drawn[low:high])
        yield Word(low, high, width, low != start)


def _wide_cuts(drawn: str, start: int, end: int) -> set[int]:
    """Between wide characters a row may end, but not before a closing mark or after an opening."""
    word = drawn[start:end]
    return {
        start + right[0]
        for left, right in pairwise(graphemes(word))
        if (left[2] == 2 or right[2] == 2)
        and word[right[0]] not in _CLOSING
        and word[left[0]] not in _OPENERS
    }


def is_simple(text: str) -> bool:
    """Whether every character is a cell wide by itself; false where that is not certain."""
    return _NARROW.match(text) is not None


def graphemes(text: str) -> Iterator[tuple[int, int, int]]:
    """What a terminal draws as one: start, end and cells. Invisible characters are left out."""
    if text.isascii():
        yield from ((n, n + 1, 1) for n in range(len(text)))
        return
    reached = 0
    for found in [*_INVISIBLE.finditer(text), None]:
        stop = found.start() if found else len(text)
        for start, end, width in split_graphemes(text[reached:stop])[0]:
            yield reached + start, reached + end, width
        reached = found.end() if found else stop


def cells(text: str) -> int:
    """The cells a text takes, invisible characters not drawn."""
    return cell_len(_INVISIBLE.sub("", text))


def fill(
    copy: Copy,
    width: int,
    *,
    first: int | None = None,
    hangs: bool = False,
    divide: Callable[[int, int], tuple[int, ...]] | None = None,
    zone: int = 6,
) -> list[Row]:
    """Rows of at most `width` cells (the first of `first`), each as full as it can be.

    With `hangs`, a mark that opens a row stands outside it. `divide` gives the offsets at which
    the word between two offsets may be divided; that is done only where more than `zone` cells
    would stay empty, never in three rows running, and never the last word.
    """
    width = max(1, width)
    rows: list[Row] = []
    start = end = used = count = divided = 0
    room = limit = width if first is None else max(1, first)
    is_open = hung = False
    words = iter(copy.words)
    word = next(words, None)
    last = copy.words[-1].end if copy.words else 0

    def flush(is_divided: bool = False) -> None:
        nonlocal is_open, used, count, room, limit, divided, hung
        rows.append(Row(start, end, used, count, is_divided, hung))
        divided = divided + 1 if is_divided else 0
        is_open, used, count, room, hung = False, 0, 0, width, False
        limit = width

    while word is not None:
        if not is_open:
            hung = hangs and word.width > 1 and copy.drawn[word.start] in OPENING
            limit = room + 1 if hung else room
        gap = 1 if is_open and not word.follows else 0
        if used + gap + word.width <= limit:
            if not is_open:
                start, is_open = word.start, True
            end, used = word.end, used + gap + word.width
            count += not word.follows
            word = next(words, None)
            continue
        left = limit - used - gap
        cut = 0
        if divide is not None and divided < 2 and left > zone and word.end < last:
            cut = _division(copy, word, left - 1, divide(word.start, word.end))
        if not cut and not is_open:
            head = _fitting(copy, word, limit)
            start, end, used, is_open = word.start, head, copy.width(word.start, head), True
            used = used if copy.is_narrow else cells(copy.drawn[word.start : head])
            count += not word.follows
            rest = word.width - used
            word = Word(head, word.end, rest, True) if head < word.end else next(words, None)
            flush()
        elif cut:
            if not is_open:
                start, is_open = word.start, True
            part = cells(copy.drawn[word.start : cut])
            end, used = cut, used + gap + part + 1
            count += not word.follows
            word = Word(cut, word.end, cells(copy.drawn[cut : word.end]), True)
            flush(is_divided=True)
        else:
            flush()
    if is_open:
        flush()
    return rows


def _division(copy: Copy, word: Word, room: int, offsets: tuple[int, ...]) -> int:
    """The last of the offsets whose beginning of the word fits, or 0."""
    fitting = [o for o in offsets if cells(copy.drawn[word.start : o]) <= room]
    return fitting[-1] if fitting else 0


def _fitting(copy: Copy, word: Word, room: int) -> int:
    """How far a word too long for any row fits into one: at least one character."""
    if copy.is_narrow:
        return min(word.end, word.start + room)
    used = reached = 0
    # Far enough for any row, and short enough that a word of megabytes is not read for each.
    near = min(word.end, word.start + 4 * room + 64)
    for _, end, width in graphemes(copy.drawn[word.start : near]):
        if reached and used + width > room:
            break
        used, reached = used + width, end
    return word.start + (reached or near - word.start)


def draw(copy: Copy, start: int, end: int) -> tuple[str, tuple[Piece, ...]]:
    """The text of a row as drawn, and which stretches of the source it is made of."""
    if copy.is_even:
        return copy.drawn[start:end], ((0, start, end - start),)
    parts: list[str] = []
    pieces: list[Piece] = []
    at, reached = 0, start
    for found in _SPACES.finditer(copy.drawn, start, end):
        is_space = not _INVISIBLE.match(found[0])
        low, high = found.start(), found.start() + 1 if is_space else found.start()
        if high > reached:
            parts.append(copy.drawn[reached:low] + (" " if is_space else ""))
            pieces.append((at, reached, high - reached))
            at += high - reached
        reached = found.end()
    if end > reached:
        parts.append(copy.drawn[reached:end])
        pieces.append((at, reached, end - reached))
    return "".join(parts), tuple(pieces)


def stretch(
    text: str, pieces: tuple[Piece, ...], extra: int, from_right: bool = False
) -> tuple[str, tuple[Piece, ...]]:
    """A row of words with `extra` cells spread over its spaces, those left over from one side."""
    gaps = [n for n, letter in enumerate(text) if letter == " "]
    if not gaps or extra <= 0:
        return text, pieces
    each, more = divmod(extra, len(gaps))
    favoured = gaps[-more:] if from_right and more else gaps[:more]
    wider = {gap: each + (gap in favoured) for gap in gaps}
    parts: list[str] = []
    moved: list[Piece] = []
    shift = reached = 0
    for index, offset, length in pieces:
        begin = index
        for gap in gaps:
            if begin <= gap < index + length and wider[gap]:
                moved.append((begin + shift, offset + begin - index, gap + 1 - begin))
                shift, begin = shift + wider[gap], gap + 1
        if begin < index + length:
            moved.append((begin + shift, offset + begin - index, index + length - begin))
    for gap in gaps:
        parts.append(text[reached : gap + 1] + " " * wider[gap])
        reached = gap + 1
    return "".join(parts) + text[reached:], tuple(moved)
