"""Speech or not: somebody's words, or a term, a name, a title held at arm's length."""

from __future__ import annotations

import re
from collections import deque
from typing import Literal

from reader.analysis.lexicon import word_set
from reader.analysis.paragraph import Frame
from reader.analysis.quotation_marks import Stretch
from reader.analysis.vocabulary import SAY

MARKS_AND_SPACE = "“”„‟\"'‘’`«»「」『』 \u00a0"

Support = Literal["said", "attributed", "alone"]
"""What the text does for a stretch: says right behind it who said it; names a speaker elsewhere
in the sentence, or carries on a quote; nothing."""

_TITLE_BEFORE = re.compile(
    r"\b(?:entitled|titled|headlined|(?:song|film|movie|book|album|novel|play|show|series|single|"
    r"memoir|documentary|podcast)s?(?: called)?)[:,]?\s*$",
    re.I,
)
_TERM_BEFORE = re.compile(
    r"(?:\b(?:so-called|so called|known as|nicknamed|named|termed|christened|dubbed(?: the| it)?|"
    r"what(?:’s|'s| is| are| was) (?:called|known as)|"
    r"(?:is|are|was|were|be|been|being) (?:called|dubbed|termed|classed as|known as)|"
    r"(?:the|a) (?:word|words|term|phrase|slogan|hashtag|nickname|title|name|label|category)s?|"
    r"(?:word|term|phrase|slogan|tagline) (?:is|was)|type of|kind of|form of|diagnosed with|"
    r"campaign|tagline\?|slogan)[:,]?\s*(?:the |a |an )?)$",
    re.I,
)
_TERM_BEHIND = re.compile(
    r"^\s+(?:\w+\s+)?(?:campaign|movement|song|album|film|movie|book|series|show|hashtag|podcast|"
    r"newsletter|button|rule|list|tour|award|strategy|doctrine|bid|brand)s?\b",
    re.I,
)
_SAYS_BEFORE = re.compile(rf"(?:\b(?:{SAY})(?:\s+\w+){{0,2}}[,:]?|:)\s*$")
_SMALL_WORDS = word_set("a an the and or of for in on at to by with from as vs de la le is")
_FEW_WORDS = 4  # a fragment shorter than this needs somebody who says it
_LONG_TITLE = 15
_REMEMBERED = 60  # stretches back that an echo is looked for


class Quoted:
    """What an article has put in marks so far, so that a word means the same again."""

    def __init__(self) -> None:
        self._speech: deque[str] = deque(maxlen=_REMEMBERED)
        self._terms: set[str] = set()

    def is_speech(self, frame: Frame, stretch: Stretch, support: Support) -> bool:
        """Whether a stretch is somebody's words. Must be asked in reading order."""
        inner = frame.text[stretch.start : stretch.end].strip(MARKS_AND_SPACE)
        words = inner.split()
        if not words:
            return False
        is_speech = self._decide(frame, stretch, support, inner, words)
        if is_speech:
            self._speech.append(inner.casefold())
        else:
            self._terms.add(inner.casefold())
        return is_speech

    def _decide(
        self, frame: Frame, stretch: Stretch, support: Support, inner: str, words: list[str]
    ) -> bool:
        ends = inner[-1] in ".,!?…"
        before = frame.bare[max(0, stretch.start - 60) : stretch.start]
        behind = frame.bare[stretch.end : stretch.end + 30]
        if support == "said" and ends:
            return True
        says_before = support == "attributed" and _SAYS_BEFORE.search(before) is not None
        if len(words) == 1 and not (ends and says_before):
            return False
        if support == "alone":
            echo = inner.casefold().rstrip(".,!?…")
            if any(echo in speech for speech in self._speech):
                return True
            is_sentence = ends and inner[0].isupper()
            if inner.casefold() in self._terms or (len(words) < _FEW_WORDS and not is_sentence):
                return False
        if _TITLE_BEFORE.search(before):
            return False
        if len(words) < 8 and (_TERM_BEFORE.search(before) or _TERM_BEHIND.match(behind)):
            return False
        if stretch.is_single and len(words) < 3 and not ends:
            return False
        capitals = [w for w in words if w.lower() not in _SMALL_WORDS]
        is_title = not inner.isupper() and all(w[0].isupper() or w[0].isdigit() for w in capitals)
        return says_before or not is_title or len(words) > _LONG_TITLE
