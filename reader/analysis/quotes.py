"""Who said what: an article's direct quotes with their speakers.

Stretches in quotation marks (`quotation_marks`) are told apart into speech and terms, given
their attributions (`attribution`), whose subjects are looked up in the article's cast
(`speakers`), and joined where one quote is interrupted or runs on over paragraphs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from reader.analysis.annotator import Annotator, Background
from reader.analysis.attribution import (
    Attribution,
    attribution_after,
    attribution_before,
    attribution_trailing,
    reported_subject,
)
from reader.analysis.paragraph import Frame
from reader.analysis.quotation_marks import Stretch, opens_with_mark, stretches
from reader.analysis.speakers import Cast
from reader.analysis.speech import MARKS_AND_SPACE, Quoted, Support
from reader.analysis.subjects import subjects
from reader.article import Article, Quote, Role, Span

_UNQUOTED_ROLES: frozenset[Role] = frozenset({"boilerplate", "code"})


_SHORT_INTERRUPTION = 80  # characters between the halves of one sentence


@dataclass(slots=True)
class _Speech:
    """One stretch on its way to becoming part of a quote."""

    block: int
    stretch: Stretch
    speaker: str | None = None
    has_own: bool = False  # an attribution of its own, not an inherited one
    joins: bool = False  # carries on the stretch before it


def _annotate(article: Article, _: Background) -> Article:
    return replace(article, quotes=find_quotes(article))


ANNOTATOR: Final = Annotator("quotes", 1, _annotate)


def find_quotes(article: Article) -> tuple[Quote, ...]:
    """The quotes of an article in reading order, their spans never overlapping."""
    shown = [n for n, block in enumerate(article.blocks) if block.role not in _UNQUOTED_ROLES]
    found = {n: _stretches(article, n) for n in shown}
    if not any(found.values()):
        return ()
    for this, following in zip(shown, [*shown[1:], -1], strict=True):
        found[this] = _without_stray_opening(article, found[this], following)
    frames = {
        n: Frame(article.blocks[n].text, found[n])
        for n in shown
        if article.blocks[n].role not in ("headline", "byline", "table")
    }
    cast = Cast(article, frames)
    quoted = Quoted()
    speeches: list[_Speech] = []
    for n in shown:
        frame = frames.get(n) or Frame(article.blocks[n].text, found[n])
        speeches.extend(
            _speeches(n, frame, cast, speeches[-1] if speeches else None, article, quoted)
        )
    return _joined(speeches)


def _stretches(article: Article, number: int) -> tuple[Stretch, ...]:
    block = article.blocks[number]
    codes = [m for m in block.marks if m.kind == "code"]
    found = stretches(block.text)
    if not codes:
        return found
    return tuple(s for s in found if not any(m.start <= s.start < m.end for m in codes))


def _without_stray_opening(
    article: Article, found: tuple[Stretch, ...], following: int
) -> tuple[Stretch, ...]:
    """An open single mark is speech only where the next paragraph opens again."""
    if found and not found[-1].is_closed and found[-1].is_single:
        text = article.blocks[following].text if following >= 0 else ""
        if not opens_with_mark(text):
            return found[:-1]
    return found


def _speeches(
    block: int,
    frame: Frame,
    cast: Cast,
    previous: _Speech | None,
    article: Article,
    quoted: Quoted,
) -> list[_Speech]:
    """The speech of one paragraph, attributed; `previous` is the last one before it."""
    for start in frame.sentence_starts:
        sentence = frame.sentence(start)
        cast.note_subject(block, reported_subject(frame, *sentence), subjects(frame, *sentence))
    result: list[_Speech] = []
    after: list[Attribution | None] = [
        attribution_after(frame, n) for n in range(len(frame.stretches))
    ]
    for number, stretch in enumerate(frame.stretches):
        own = after[number] or attribution_before(frame, number)
        own = own or attribution_trailing(frame, number)
        last = result[-1] if result else None
        before = last or previous
        if after[number] is None:
            joins = _carries_on(frame, number, last, previous, after, block, article)
        else:  # where the paragraph before was left open, this one closes it
            joins = not last and previous is not None and not previous.stretch.is_closed
            joins = joins and _begins(frame, stretch) and _is_next(article, previous, block)
        if after[number] is not None:
            support: Support = "said"
        else:
            support = "attributed" if own is not None or joins else "alone"
        if not quoted.is_speech(frame, stretch, support):
            continue
        speech = _Speech(block, stretch, joins=joins, has_own=own is not None)
        if own is not None:
            speech.speaker = cast.resolve(block, own.subject)
        if joins and before is not None:
            if own is None:
                speech.speaker = before.speaker
            else:
                before.speaker = before.speaker or speech.speaker
        elif own is None:
            speech.speaker = _likely(frame, stretch, cast, block, before)
        if speech.speaker is not None:
            at = own.subject.start if own is not None else stretch.start
            is_named = own is not None and own.subject.kind == "name"
            cast.note_speaker(block, at, speech.speaker, is_named=is_named)
        result.append(speech)
    return result


def _is_next(article: Article, previous: _Speech | None, block: int) -> bool:
    """Whether nothing shown stands between a stretch's paragraph and this one."""
    return previous is not None and not any(
        article.blocks[n].role not in _UNQUOTED_ROLES for n in range(previous.block + 1, block)
    )


def _begins(frame: Frame, stretch: Stretch) -> bool:
    return not frame.text[: stretch.start].strip()


def _carries_on(
    frame: Frame,
    number: int,
    last: _Speech | None,
    previous: _Speech | None,
    after: list[Attribution | None],
    block: int,
    article: Article,
) -> bool:
    """Whether a stretch without an attribution behind it carries on the one before it."""
    stretch = frame.stretches[number]
    if last is not None:
        if number == 0 or frame.stretches[number - 1] is not last.stretch:
            return False
        interruption = after[number - 1]
        gap = frame.bare[last.stretch.end : stretch.start]
        if interruption is None:
            return not gap.strip()
        if gap.rstrip().endswith((".", "!", "?")):
            is_fragment = frame.text[last.stretch.start :].lstrip(MARKS_AND_SPACE)[:1].islower()
            return not is_fragment and not frame.bare[interruption.end : stretch.start].strip()
        return gap.rstrip().endswith((",", ":", "—", "–")) and len(gap) < _SHORT_INTERRUPTION
    if previous is None or not _begins(frame, stretch):
        return False
    if previous.stretch.is_closed and not stretch.is_closed:
        return False  # it belongs to what follows
    if not _is_next(article, previous, block):
        return False
    if not previous.stretch.is_closed:
        return True
    text = article.blocks[previous.block].text
    is_all = not frame.text[stretch.end :].strip(" .,")
    ends = frame.text[: stretch.end].rstrip(MARKS_AND_SPACE).endswith((".", "?", "!", "…", ","))
    begins = text[previous.stretch.start :].lstrip(MARKS_AND_SPACE)[:1]
    return (
        is_all
        and ends
        and not begins.islower()
        and len(text) - previous.stretch.end < 240
        and (previous.has_own or previous.joins)
    )


def _likely(
    frame: Frame, stretch: Stretch, cast: Cast, block: int, before: _Speech | None
) -> str | None:
    """The speaker of a stretch without an attribution: whom its sentence is about, if anyone."""
    start, _ = frame.sentence(stretch.start)
    person = cast.person_among(block, subjects(frame, start, stretch.start))
    if person is not None:
        return person
    if before is not None and before.block == block:
        return before.speaker
    if frame.begins_sentence(stretch.start):
        return cast.reporting(block, stretch.start)
    return None


def _joined(speeches: list[_Speech]) -> tuple[Quote, ...]:
    groups: list[tuple[list[Span], str | None]] = []
    for speech in speeches:
        span = Span(speech.block, speech.stretch.start, speech.stretch.end)
        if speech.joins and groups:
            spans, speaker = groups[-1]
            spans.append(span)
            groups[-1] = (spans, speaker or speech.speaker)
        else:
            groups.append(([span], speech.speaker))
    return tuple(Quote(tuple(spans), speaker) for spans, speaker in groups)
