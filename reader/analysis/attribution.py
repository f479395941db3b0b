"""Where the text says who said it: right behind a quote, before it, at its sentence's end."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from reader.analysis.paragraph import BLANK, Frame
from reader.analysis.subjects import REACH, Subject, possessor, subject_before, subject_behind
from reader.analysis.vocabulary import MONTHS, NOUNS_TOO, SAY

_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|as reported by|as described by|by)\s+", re.I
)
_CLAIM = re.compile(
    r"\b(?:claims?|remarks?|statements?|comments?|words?|assertions?|descriptions?|warnings?|"
    r"arguments?|views?|promises?|pledges?|calls?|demands?|speech|speeches|quote|letter|tweets?|"
    r"posts?|memoir|book|belief|reports?|insistence|response|reply|answer|statement|opinion)\b"
)
_NOT_AFTER = re.compile(
    r"^\W*(?:and|but|which|while|although|though|because|so|or|before|after|showing|since|until|"
    r"\w+ing)\b",
    re.I,
)
_PRONOUN_SAYS = re.compile(
    r"[\s,—–-]*(he|she)\s(?:\w+ly\s)?\w+(?:s|ed)(?=[.,;:]|\s(?:in|on|at|to)\b)"
)
_OPENS_NEXT = re.compile(rf"[^.,:{BLANK}]{{0,40}}[:,]\s*{BLANK}")
_INVERTED = re.compile(rf"^[\s,.;—–-]*(?:then |also |later |\w+ly )?(?:{SAY})\s+(?=\S)")
_NOTHING_MORE = re.compile(
    rf"\s*(?:[.,;:]|$|(?:on|in|at|during|after|last|this|about|of|when|yesterday|today|{MONTHS})\b)"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker and the end of the words that attribute."""

    subject: Subject
    end: int


def attribution_after(frame: Frame, number: int) -> Attribution | None:
    """`“…,” Smith said` or `“…,” said Smith` right behind a stretch."""
    stretch = frame.stretches[number]
    stop = (
        frame.stretches[number + 1].start if number + 1 < len(frame.stretches) else len(frame.bare)
    )
    inner = frame.text[stretch.start : stretch.end].rstrip("’”\"'»“ ")
    last = inner[-1:]
    start = stretch.end
    following = frame.bare[start : start + 2].lstrip()[:1]
    runs_on = last in ",?!—–-" or following in (",", "—", "–", "-")
    if runs_on:
        end = min(stop, _sentence_end_after(frame, start), start + REACH)
    else:  # “….” Smith said. An attribution only where nothing else is said about it.
        end = min(stop, frame.sentence(min(start + 1, len(frame.bare)))[1], start + 90)
    window = frame.bare[start:end]
    if _NOT_AFTER.match(window):
        return None
    inverted = _INVERTED.match(window)
    if inverted:
        subject = subject_behind(frame, start + inverted.end(), end)
        if subject is not None:
            return Attribution(subject, end)
    spoken = _PRONOUN_SAYS.match(window) if runs_on else None
    if spoken:  # any verb will do: "he snaps", "she laughed"
        at = start + spoken.start(1)
        return Attribution(Subject(at, start + spoken.end(1), "pronoun", spoken.group(1)), end)
    for cue in frame.cues_between(start, end)[:3]:
        left = frame.bare[start : cue.start()]
        if not runs_on and not _NOTHING_MORE.match(frame.bare[cue.end() : end]):
            return None
        if last != "," and _OPENS_NEXT.match(frame.bare, cue.end()):
            return None
        if len(left) > 240:
            return None
        subject = subject_before(frame, cue, start + len(left) - len(left.lstrip(" ,.;—–-")))
        if subject is not None and subject.kind != "unknown":
            return Attribution(subject, end)
    return None


def _sentence_end_after(frame: Frame, offset: int) -> int:
    starts = frame.sentence_starts
    at = bisect_left(starts, offset + 1)
    return starts[at] if at < len(starts) else len(frame.bare)


def attribution_before(frame: Frame, number: int) -> Attribution | None:
    """`Smith said: “…”`, `according to Smith, “…”`, `his claim that “…”` in the same sentence."""
    stretch = frame.stretches[number]
    floor = max(frame.sentence(stretch.start)[0], stretch.start - REACH)
    cues = frame.cues_between(floor, stretch.start)
    claims = list(_CLAIM.finditer(frame.bare, floor, stretch.start))
    sources = [
        m for m in _ACCORDING.finditer(frame.bare, floor, stretch.start) if m.group()[:2] != "by"
    ]
    everything = sorted([*cues, *claims, *sources], key=lambda m: (-m.start(), m.re is not _CLAIM))
    for match in everything:
        if match.re is _ACCORDING:
            subject = subject_behind(frame, match.end(), stretch.start)
        elif match.re is _CLAIM:
            subject = possessor(frame, match.start(), floor)
        else:
            subject = subject_before(frame, match, floor)
        if subject is not None:
            return Attribution(subject, match.end())
    return None


def attribution_trailing(frame: Frame, number: int) -> Attribution | None:
    """`a “…” of some sort, Smith said.` at the end of the sentence."""
    stretch = frame.stretches[number]
    end = min(_sentence_end_after(frame, stretch.end), stretch.end + REACH)
    for cue in reversed(frame.cues_between(stretch.end, end)):
        if cue.group("say") is None:
            continue
        subject = _inverted(frame, cue, end)
        if subject is not None:
            return Attribution(subject, end)
        if not _NOTHING_MORE.match(frame.bare[cue.end() : end]):
            continue
        comma = frame.bare.rfind(",", stretch.end, cue.start())
        if comma < 0 or cue.start() - comma > 80:
            continue
        subject = subject_before(frame, cue, comma + 1)
        if subject is not None:
            return Attribution(subject, cue.end())
    source = _ACCORDING.search(frame.bare, stretch.end, end)
    if source is not None and source.group()[:2].lower() != "by":
        subject = subject_behind(frame, source.end(), end)
        if subject is not None:
            return Attribution(subject, end)
    return None


def _inverted(frame: Frame, cue: re.Match[str], end: int) -> Subject | None:
    """`…, said Lee` and `…, said Lee, the mayor`, but not `Lee, the mayor, said Hull was …`."""
    if frame.bare[max(0, cue.start() - 2) : cue.start()] != ", ":
        return None
    subject = subject_behind(frame, cue.end() + 1, end)
    if subject is None or subject.kind != "name":
        return None
    return subject if _CLOSES_NAME.match(frame.bare, subject.end) else None


_CLOSES_NAME = re.compile(r"\s*(?:$|[.,;:)—–]|(?:of|at|in|who|on|from|last)\b)")


def reported_subject(frame: Frame, start: int, end: int) -> Subject | None:
    """Who says something in a sentence, whether its words are quoted or not."""
    for cue in frame.cues_between(start, end)[:2]:
        if cue.group("say") is not None and cue.group() not in NOUNS_TOO:
            subject = subject_before(frame, cue, start)
            subject = _inverted(frame, cue, end) or subject
            if subject is not None and subject.kind in ("name", "pronoun"):
                return subject
    return None
