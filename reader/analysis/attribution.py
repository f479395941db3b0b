"""Where the text says who said it: right behind a quote, before it, at its sentence's end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reader.analysis.paragraph import BLANK, Frame
from reader.analysis.subjects import REACH, Subject, possessor, subject_before, subject_behind
from reader.analysis.vocabulary import DAYS_AND_MONTHS, NOUNS_TOO, SAY

_ACCORDING = re.compile(
    r"\b(?:according to|in the words of|as reported by|as described by)\s+", re.I
)
_CLAIM = re.compile(
    r"\b(?:claim|remark|statement|comment|word|assertion|description|warning|argument|view|promise|"
    r"pledge|call|demand|tweet|post|report|letter|speech|quote|memoir|book|belief|insistence|"
    r"response|reply|answer|opinion)s?\b"
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
_CLOSES_NAME = re.compile(r"\s*(?:$|[.,;:)—–]|(?:of|at|in|who|on|from|last)\b)")
_NOTHING_MORE = re.compile(
    rf"\s*(?:[.,;:]|$|(?:on|in|at|during|after|last|this|about|of|when|yesterday|today|{DAYS_AND_MONTHS})\b)"
)

_BRIEF = 90  # characters of an attribution behind a full stop, or behind a comma at the end


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker and the end of the words that attribute."""

    subject: Subject
    end: int


def attribution_after(frame: Frame, number: int) -> Attribution | None:
    """`“…,” Smith said` or `“…,” said Smith` right behind a stretch."""
    stretch = frame.stretches[number]
    start = stretch.end
    last = frame.text[stretch.start : start].rstrip("’”\"'»“ ")[-1:]
    runs_on = last in ",?!—–-" or frame.bare[start : start + 2].lstrip()[:1] in (",", "—", "–", "-")
    end = _window_end(frame, number, runs_on=runs_on)
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
    floor = start + len(window) - len(window.lstrip(" ,.;—–-"))
    for cue in frame.cues_between(start, end)[:3]:
        if not runs_on and not _NOTHING_MORE.match(frame.bare[cue.end() : end]):
            return None
        if last != "," and _OPENS_NEXT.match(frame.bare, cue.end()):
            return None
        subject = subject_before(frame, cue, floor)
        if subject is not None and subject.kind != "unknown":
            return Attribution(subject, end)
    return None


def _window_end(frame: Frame, number: int, *, runs_on: bool) -> int:
    """How far behind a stretch its attribution may reach.

    Behind a full stop (“….” Smith said.) it must be short, or it is a sentence of its own.
    """
    start = frame.stretches[number].end
    following = frame.stretches[number + 1 : number + 2]
    stop = following[0].start if following else len(frame.bare)
    if runs_on:
        return min(stop, frame.next_sentence(start), start + REACH)
    return min(stop, frame.sentence(min(start + 1, len(frame.bare)))[1], start + _BRIEF)


def attribution_before(frame: Frame, number: int) -> Attribution | None:
    """`Smith said: “…”`, `according to Smith, “…”`, `his claim that “…”` in the same sentence."""
    stretch = frame.stretches[number]
    floor = max(frame.sentence(stretch.start)[0], stretch.start - REACH)
    cues = frame.cues_between(floor, stretch.start)
    claims = list(_CLAIM.finditer(frame.bare, floor, stretch.start))
    sources = list(_ACCORDING.finditer(frame.bare, floor, stretch.start))
    # The nearest first; "remarks" and the like are nouns before they are verbs.
    nearest = sorted([*cues, *claims, *sources], key=lambda m: (-m.start(), m.re is not _CLAIM))
    for match in nearest:
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
    end = min(frame.next_sentence(stretch.end), stretch.end + REACH)
    for cue in reversed(frame.cues_between(stretch.end, end)):
        if cue.group("say") is None:
            continue
        subject = _inverted(frame, cue, end)
        if subject is not None:
            return Attribution(subject, end)
        if not _NOTHING_MORE.match(frame.bare[cue.end() : end]):
            continue
        comma = frame.bare.rfind(",", stretch.end, cue.start())
        if comma < 0 or cue.start() - comma > _BRIEF:
            continue
        subject = subject_before(frame, cue, comma + 1)
        if subject is not None:
            return Attribution(subject, cue.end())
    source = _ACCORDING.search(frame.bare, stretch.end, end)
    if source is not None:
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


def reported_subject(frame: Frame, start: int, end: int) -> Subject | None:
    """Who says something in a sentence, whether its words are quoted or not."""
    for cue in frame.cues_between(start, end)[:2]:
        if cue.group("say") is not None and cue.group() not in NOUNS_TOO:
            subject = subject_before(frame, cue, start)
            subject = _inverted(frame, cue, end) or subject
            if subject is not None and subject.kind in ("name", "pronoun"):
                return subject
    return None
