"""Who said what: an article's direct quotes with their speakers.

Stretches in quotation marks (`quotation_marks`) are told apart into speech and terms (`speech`),
given their attributions (`attribution`), whose subjects are looked up in the article's cast
(`speakers`), and joined where one quote is interrupted or runs on over paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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
from reader.analysis.lexicon import word_set
from reader.analysis.paragraph import Frame
from reader.analysis.quotation_marks import Stretch, opens_with_mark, stretches
from reader.analysis.speakers import Cast
from reader.analysis.speech import MARKS_AND_SPACE, Quoted, Support
from reader.analysis.subjects import subjects
from reader.article import Article, Quote, Role, Span

_SILENT: Final[frozenset[Role]] = frozenset({"boilerplate", "code"})
_NAMELESS: Final[frozenset[Role]] = frozenset({"headline", "byline", "table"})
"""Roles whose capitals and names are no running text: nobody is introduced there."""

_SHORT_INTERRUPTION = 80  # characters between the halves of one sentence
_LONG_ATTRIBUTION = 240  # characters behind a quote that the next paragraph carries on

_ENGLISH = word_set("the of and to in that is was for on with said he she they his her it as by")
_ENGLISH_SHARE = 0.10
"""Of 130 English news pages' words 0.16 to 0.33 are in the list, of 108 others' at most 0.06."""
_SAMPLE = 4000  # characters that tell the language
_TOO_FEW = 40  # words that tell nothing: the article's own word is taken, or English


def _annotate(article: Article, _: Background) -> Article:
    return replace(article, quotes=find_quotes(article))


ANNOTATOR: Final = Annotator("quotes", 1, _annotate)


def find_quotes(article: Article) -> tuple[Quote, ...]:
    """The quotes of an article in reading order, their spans never overlapping.

    Attributions are read in English only; quotes in other languages have no speaker.
    """
    shown = [n for n, block in enumerate(article.blocks) if block.role not in _SILENT]
    found = {n: _stretches(article, n) for n in shown}
    if not any(found.values()):
        return ()
    for this, following in zip(shown, [*shown[1:], -1], strict=True):
        if found[this] and not _is_sound(article, found[this][-1], following):
            found[this] = found[this][:-1]
    return _Reading(article, {n: Frame(article.blocks[n].text, found[n]) for n in shown}).quotes()


def _stretches(article: Article, number: int) -> tuple[Stretch, ...]:
    block = article.blocks[number]
    codes = [mark for mark in block.marks if mark.kind == "code"]
    return tuple(
        stretch
        for stretch in stretches(block.text)
        if not any(mark.start <= stretch.start < mark.end for mark in codes)
    )


def _is_sound(article: Article, last: Stretch, following: int) -> bool:
    """An open single mark is speech only where the next paragraph opens again."""
    if last.is_closed or not last.is_single:
        return True
    return following >= 0 and opens_with_mark(article.blocks[following].text)


def _is_english(frames: Iterable[Frame], language: str) -> bool:
    sample: list[str] = []
    size = 0
    for frame in frames:
        sample += re.findall(r"\w+", frame.text[: _SAMPLE - size].lower())
        size += len(frame.text)
        if size >= _SAMPLE:
            break
    if len(sample) < _TOO_FEW:
        return language[:2].lower() in ("", "en")
    return sum(word in _ENGLISH for word in sample) >= _ENGLISH_SHARE * len(sample)


@dataclass(slots=True)
class _Speech:
    """One stretch on its way to becoming part of a quote."""

    block: int
    stretch: Stretch
    speaker: str | None = None
    is_attributed: bool = False  # by words of its own, not as part of what it carries on
    joins: bool = False  # carries on the stretch before it


class _Reading:
    """One pass over an article's paragraphs, in order."""

    def __init__(self, article: Article, frames: dict[int, Frame]) -> None:
        self._article = article
        self._frames = frames
        self._is_english = _is_english(frames.values(), article.language)
        self._named = {
            n: frame
            for n, frame in frames.items()
            if self._is_english and article.blocks[n].role not in _NAMELESS
        }
        self._cast = Cast(article, self._named)
        self._quoted = Quoted()
        self._speeches: list[_Speech] = []
        self._shown = {n: place for place, n in enumerate(frames)}  # among what is shown

    def quotes(self) -> tuple[Quote, ...]:
        for block, frame in self._frames.items():
            if block in self._named:
                for start in frame.sentence_starts:
                    sentence = frame.sentence(start)
                    says = reported_subject(frame, *sentence)
                    self._cast.note_subject(block, says, subjects(frame, *sentence))
            self._read(block, frame)
        return _joined(self._speeches)

    def _read(self, block: int, frame: Frame) -> None:
        """Adds the speech of one paragraph."""
        interruption: Attribution | None = None  # behind the stretch before, in this paragraph
        for number, stretch in enumerate(frame.stretches):
            after = attribution_after(frame, number) if self._is_english else None
            own = after
            if own is None and self._is_english:
                own = attribution_before(frame, number) or attribution_trailing(frame, number)
            last = self._speeches[-1] if self._speeches else None
            joins = last is not None and self._carries_on(
                last, block, frame, number, interruption, is_said=after is not None
            )
            interruption = after
            support: Support = "attributed" if own is not None or joins else "alone"
            if after is not None:
                support = "said"
            if self._quoted.is_speech(frame, stretch, support):
                speech = _Speech(block, stretch, is_attributed=own is not None, joins=joins)
                self._give_speaker(speech, frame, own, last)
                self._speeches.append(speech)

    def _give_speaker(
        self, speech: _Speech, frame: Frame, own: Attribution | None, last: _Speech | None
    ) -> None:
        start = speech.stretch.start
        if own is not None:
            speech.speaker = self._cast.resolve(speech.block, own.subject)
            if last is not None and speech.joins:
                last.speaker = last.speaker or speech.speaker
        elif last is not None and speech.joins:
            speech.speaker = last.speaker
        elif self._is_english:
            speech.speaker = self._likely(speech, frame, last)
        if speech.speaker is not None:
            at = own.subject.start if own is not None else start
            is_named = own is not None and own.subject.kind == "name"
            self._cast.note_speaker(speech.block, at, speech.speaker, is_named=is_named)

    def _likely(self, speech: _Speech, frame: Frame, last: _Speech | None) -> str | None:
        """The speaker where no words attribute: whom the sentence is about, who spoke before."""
        block, offset = speech.block, speech.stretch.start
        about = subjects(frame, frame.sentence(offset)[0], offset)
        person = self._cast.person_among(block, about)
        if person is not None:
            return person
        if last is not None and last.block == block:
            return last.speaker
        return self._cast.reporting(block, offset) if frame.begins_sentence(offset) else None

    def _carries_on(
        self,
        last: _Speech,
        block: int,
        frame: Frame,
        number: int,
        interruption: Attribution | None,
        *,
        is_said: bool,
    ) -> bool:
        """Whether a stretch carries on the speech before it; `is_said`: it is attributed anew."""
        stretch = frame.stretches[number]
        if last.block == block:
            is_next = number > 0 and frame.stretches[number - 1] is last.stretch
            return is_next and not is_said and _is_resumed(frame, last, stretch, interruption)
        is_first = not frame.text[: stretch.start].strip()
        if not is_first or self._shown[block] - self._shown[last.block] != 1:
            return False
        if not last.stretch.is_closed:
            return True
        if is_said or not stretch.is_closed:  # an open one belongs to what follows it
            return False
        before = self._article.blocks[last.block].text
        behind = frame.text[stretch.end :].strip(" .,")
        return (
            not behind
            and _is_sentence_end(frame.text[: stretch.end])
            and not before[last.stretch.start :][:8].lstrip(MARKS_AND_SPACE)[:1].islower()
            and len(before) - last.stretch.end < _LONG_ATTRIBUTION
            and (last.is_attributed or last.joins)
        )


def _is_sentence_end(text: str) -> bool:
    return text[-8:].rstrip(MARKS_AND_SPACE).endswith((".", "?", "!", "…", ","))


def _is_resumed(
    frame: Frame, last: _Speech, stretch: Stretch, interruption: Attribution | None
) -> bool:
    """Whether nothing but an attribution stands between two stretches of a paragraph."""
    gap = frame.bare[last.stretch.end : stretch.start].rstrip()
    if interruption is None:
        return not gap
    if gap.endswith((".", "!", "?")):
        is_fragment = frame.text[last.stretch.start :][:8].lstrip(MARKS_AND_SPACE)[:1].islower()
        return not is_fragment and not frame.bare[interruption.end : stretch.start].strip()
    return (
        gap.endswith((",", ":", "—", "–"))
        and interruption.end >= stretch.start
        and len(gap) < _SHORT_INTERRUPTION
    )


def _joined(speeches: list[_Speech]) -> tuple[Quote, ...]:
    groups: list[list[_Speech]] = []
    for speech in speeches:
        if speech.joins and groups:
            groups[-1].append(speech)
        else:
            groups.append([speech])
    return tuple(
        Quote(
            tuple(Span(s.block, s.stretch.start, s.stretch.end) for s in group),
            next((s.speaker for s in group if s.speaker is not None), None),
        )
        for group in groups
    )
