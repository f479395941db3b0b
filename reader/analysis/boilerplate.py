"""Which blocks are site notices: hidden, with a reason, and nothing that could be the article.

The evidence, in the order it is asked: the set phrases of notices (`notices.py`); lines made of
nothing but such phrases; an appeal for money, which runs over paragraphs; the lines a source
repeats; the names of sections and of the paper above the article; and what follows a notice where
it cannot be the article any more, after its last paragraph or in a list of headlines. A line is
judged by its own words and by its neighbours' shape, so what is hidden does not depend on roles
found later, and a second run changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal

from reader.analysis import masthead, notices
from reader.analysis.annotator import Annotator, Background
from reader.analysis.notices import words_of
from reader.article import Article, Block, Role

Form = Literal["paragraph", "sentence", "short", "bare", "notice"]

CANDIDATES: Final[frozenset[Role]] = frozenset({"body", "subhead", "list"})
"""The roles a notice may have come as."""

_OPAQUE: Final[frozenset[Role]] = frozenset({"quote", "code", "table"})

_LONGEST_NOTICE: Final = 2000
"""Characters beyond which a block is never a notice and its words are not looked at."""

_LONGEST_APPEAL: Final = 12
"""Blocks that an appeal for money may run over."""

_SENTENCE_END: Final = re.compile(r"""[.!?…。！？।؟]["'”’»“)\]]*$""")
_DATE: Final = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[.:/]\d{1,2}\b|\bago\b")
_BYLINE: Final = re.compile(r"(?:by|von|par|por|di|door|av|af|oleh)\s+\S", re.IGNORECASE)
_COPYRIGHT: Final = re.compile(
    r"©\s*(?:\d|\S+ \S+ )|(?:\(c\)|copyright\b)\s*(?:©|\d{4}|by\b|\S+ \d{4})", re.IGNORECASE
)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_QUOTED: Final = frozenset('“”„«»"‘')
_LABELLED: Final = re.compile(r"[“„«\"‘]([^“”„«»\"‘’]{2,30})[”“»\"’]")
_OFFICE: Final = re.compile(
    r"\b(?:news(?:desk|room|tips)?|info|editors?|letters|tips|redaktion|redaccion|redazione|desk|"
    r"webteam|feedback|corrections|press|help|support|subscriptions?|contact|kontakt|hello|office|"
    r"customer[\w.-]*|web(?:master)?|privacy|advertising|enquiries|inquiries|fehler\w*|"
    r"leserbriefe|tipps)@",
    re.IGNORECASE,
)
"""Mailboxes of an office, not of whoever wrote the article."""
_SPEAKING: Final = _QUOTED | frozenset("—–'")

_ADDRESSING: Final = frozenset(
    words_of(
        "we our us ours you your yours wir uns unser unsere unseren unserem unserer dein deine "
        "nous notre nos vous votre vos nosotros nuestro nuestra nuestros usted tu tus noi nostro "
        "nostra vostro voi você nosso nossa ons onze jouw uw vi vår våre vores din ditt наш наша "
        "наши ваш ваша ваши мы вы нас вас"
    )
)
"""Words in which a site speaks of itself and to the reader, as an article seldom does."""

_FORMAL_GERMAN: Final = re.compile(r"(?<=[a-zäöüß,;] )(?:Sie|Ihr|Ihre|Ihren|Ihrem|Ihrer|Ihnen)\b")
"""`Sie` within a sentence is the reader; `sie` is somebody in the news."""

_REPORTING: Final = frozenset(
    words_of(
        "said says told asked added wrote sagte sagt sagten dijo dice diz disse dit ha déclaré "
        "declaró skriver sa sade sagde сказал сказала заявил заявила"
    )
)
"""Words by which a sentence passes on what somebody said: the article's, not the site's."""

_IMPERSONAL: Final = frozenset({notices.COPYRIGHT, notices.AFFILIATE, notices.EMBED})
"""The kinds that speak in full sentences without addressing anybody."""

_BIDDING: Final = frozenset(
    {
        notices.NEWSLETTER,
        notices.SUBSCRIPTION,
        notices.LOGIN,
        notices.COOKIES,
        notices.SHARE,
        notices.NOTIFICATIONS,
        notices.COMMENTS,
        notices.COPYRIGHT,
        notices.APP,
    }
)
"""The kinds whose opening phrases are orders or verdicts no paragraph of news opens with."""

_JOINERS: Final = frozenset(
    words_of(
        "on via per by to and or the a an this with in auf über und oder zu von an sur par et en "
        "por y su e på og och op"
    )
)

_SIGNATORIES: Final = frozenset(
    words_of("editor chefredakteur chefredakteurin rédacteur director direttore publisher editors")
)


@dataclass(frozen=True, slots=True)
class Line:
    """What one block looks like by itself. `size` is its length in words, estimated for scripts
    that set no spaces; `kind` is the notice its phrases betray, or empty."""

    text: str
    words: Sequence[str]
    size: int
    form: Form
    kind: str = ""
    strong: bool = False


def look(text: str) -> Line:
    """The shape of one block's text, and the kind of notice its phrases betray."""
    if len(text) > _LONGEST_NOTICE:
        return Line(text[:_LONGEST_NOTICE], [], _LONGEST_NOTICE // 6, "paragraph")
    return _look(text.strip())


@lru_cache(maxsize=512)
def _look(text: str) -> Line:
    words = words_of(text)
    size = len(words)
    if (
        size
        and len(text) > 14 * size
        and not text.isascii()
        and any(c > "\u0e00" for c in text[:60])
    ):
        size = max(size, len(text) // 3)
    ends = _SENTENCE_END.search(text[-8:]) is not None
    kind, strong = _phrases(text, words, size, ends)
    form: Form
    if strong:
        form = "notice"
    elif not size:
        form = "bare"
    elif (size >= 20 and ends) or size >= 40:
        form = "paragraph"
    elif ends and (size >= 6 or (size >= 2 and not text.endswith(("?", "!", "...", "…")))):
        form = "sentence"
    else:
        form = "short"
    return Line(text, words, size, form, kind, strong)


def _phrases(text: str, words: list[str], size: int, ends: bool) -> tuple[str, bool]:
    """The kind of notice by set phrases, and whether they suffice by themselves."""
    if kind := notices.whole_line(words) or _made_of_phrases(words):
        return kind, kind == notices.COPYRIGHT or not _YEAR.search(text)
    if not size:
        return "", False
    if size <= 40 and _COPYRIGHT.match(text):
        return notices.COPYRIGHT, True
    speaks = text[:1] in _SPEAKING
    kind = notices.opening(words)
    if kind and size <= 15 and not speaks and (not ends or size < 6 or _bids(kind, text, words)):
        return kind, True
    found = notices.within(words) if size <= 120 else []
    if kind:
        found.insert(0, kind)
    if not found:
        if size <= 40 and not text.isascii() and any(c > "\u0590" for c in text[:40]):
            kind = notices.unspaced(text)
            return kind, bool(kind)
        return "", False
    if speaks:
        return found[0], False
    if found[0] == notices.CREDIT and size > 6:
        return "", False
    told = _quotes(text) or not _REPORTING.isdisjoint(words)
    addresses = _speaks_to_the_reader(text, words)
    several = len(found) >= 2
    if ends and size >= 6:
        strong = not told and size <= 90 and (addresses or found[0] in _IMPERSONAL)
        return found[0], strong and (several or size <= 16)
    return found[0], size <= 12 or (not told and size <= 90 and addresses and several)


def _quotes(text: str) -> bool:
    """Whether a text quotes something else than the label of a button: `press “Allow”`."""
    if _QUOTED.isdisjoint(text):
        return False
    return not _QUOTED.isdisjoint(
        _LABELLED.sub(lambda m: "" if notices.whole_line(words_of(m[1])) else m[0], text)
    )


def _bids(kind: str, text: str, words: Sequence[str]) -> bool:
    """Whether a full sentence that opens like a notice is one: it bids the reader do something,
    speaks to the reader or has a label before a colon, and passes on nobody's words."""
    if not _REPORTING.isdisjoint(words):
        return False
    return kind in _BIDDING or ":" in text[:40] or _speaks_to_the_reader(text, words)


def _made_of_phrases(words: list[str]) -> str:
    """The first kind of a line that is a row of buttons: `Facebook Twitter Copy link`."""
    if not 2 <= len(words) <= 40:
        return ""
    first, at, joined = "", 0, 0
    while at < len(words):
        for length in (4, 3, 2, 1):
            kind = notices.whole_line(words[at : at + length])
            if kind in notices.BUTTONS and at + length <= len(words):
                first = first or kind
                at += length
                break
        else:
            if words[at] not in _JOINERS:
                return ""
            joined += 1
            at += 1
    return first if joined * 2 <= len(words) else ""


def annotate(article: Article, background: Background) -> Article:
    """The article with its site notices hidden. Text, order and number of blocks stay."""
    lines = [
        Line(block.text, [], 99, "paragraph") if block.role in _OPAQUE else look(block.text)
        for block in article.blocks
    ]
    kept = {article.headline, article.standfirst, article.byline} - {""}
    bare = not article.headline
    blocks = _hidden(article.blocks, _reasons(lines, background, bare=bare), kept)
    if bare:
        blocks = _hidden(blocks, _mastheads(lines, masthead.find_source(blocks)), kept)
    return article if blocks == article.blocks else replace(article, blocks=blocks)


def _hidden(blocks: tuple[Block, ...], reasons: Sequence[str], kept: set[str]) -> tuple[Block, ...]:
    return tuple(
        replace(block, role="boilerplate", reason=reason)
        if reason and block.text.strip() not in kept and _may_be(block, reason)
        else block
        for block, reason in zip(blocks, reasons, strict=True)
    )


def _may_be(block: Block, reason: str) -> bool:
    """Whether a block may be the notice it looks like: a longer list item that tells the reader to
    sign up for something is a step of the article's instructions."""
    if block.role == "list" and reason in _BIDDING:
        return len(block.text.split()) <= 6
    return block.role in CANDIDATES


def _mastheads(lines: Sequence[Line], source: str) -> list[str]:
    """Why the paper's own name is hidden where it stands alone above the first paragraph."""
    reasons = [""] * len(lines)
    name = words_of(source)
    for number, line in enumerate(lines):
        if not name or line.form in ("paragraph", "sentence"):
            break
        if list(line.words) in (name, name[1:] if name[0] == "the" else ["the", *name]):
            reasons[number] = notices.MASTHEAD
    return reasons


def _reasons(lines: Sequence[Line], background: Background, *, bare: bool) -> list[str]:
    """Why each line is hidden; empty where it is not.

    `bare`: the text came without metadata, so that the page's own furniture may stand above it.
    """
    reasons = [line.kind if line.strong else "" for line in lines]
    _appeals(lines, reasons)
    _repeated(lines, reasons, background.repeated_lines)
    if bare:
        _sections(lines, reasons)
    _lists_of_headlines(lines, reasons)
    _after_the_article(lines, reasons)
    _counters(lines, reasons)
    return reasons


def _appeals(lines: Sequence[Line], reasons: list[str]) -> None:
    """Hides appeals for money: from the first line that asks, over paragraphs in which the site
    speaks of itself or to the reader, to the last that asks; and the signature under it.

    One of them must be an appeal by itself, not only in its words.
    """
    at = 0
    while at < len(lines):
        if not _asks(lines[at]):
            at += 1
            continue
        end, strangers = at, 0
        for number in range(at + 1, min(at + _LONGEST_APPEAL, len(lines))):
            line = lines[number]
            if _asks(line):
                end, strangers = number, 0
            elif not (line.strong or line.size <= 8 or _addresses(line)):
                strangers += 1
                if strangers > 1 or line.size > 40 or not _QUOTED.isdisjoint(line.text):
                    break
        if any(line.strong for line in lines[at : end + 1] if _asks(line)):
            reasons[at : end + 1] = [notices.APPEAL] * (end + 1 - at)
            if end > at and _signed(lines[end + 1 : end + 3]):
                reasons[end + 1] = reasons[end + 2] = notices.APPEAL
        at = end + 1


def _asks(line: Line) -> bool:
    """Whether a line asks for money: in so many words, and not in somebody's quoted ones."""
    if line.kind != notices.APPEAL:
        return False
    return line.strong or (_addresses(line) and _QUOTED.isdisjoint(line.text))


def _addresses(line: Line) -> bool:
    return _speaks_to_the_reader(line.text, line.words)


def _speaks_to_the_reader(text: str, words: Sequence[str]) -> bool:
    """Whether a text says `we` or `you`."""
    return not _ADDRESSING.isdisjoint(words) or _FORMAL_GERMAN.search(text) is not None


def _signed(lines: Sequence[Line]) -> bool:
    return (
        len(lines) == 2
        and _is_name(lines[0])
        and lines[1].size <= 4
        and not _SIGNATORIES.isdisjoint(lines[1].words)
    )


def _is_name(line: Line) -> bool:
    """Whether a line might be somebody's name: two or three capitalised words, no more."""
    parts = line.text.split()
    return 2 <= len(parts) <= 3 and all(p[0].isupper() and not p.isupper() for p in parts)


def _repeated(lines: Sequence[Line], reasons: list[str], repeated: frozenset[str]) -> None:
    """Hides what this source prints under every article, where it is more than a name or place."""
    if not repeated:
        return
    for number, line in enumerate(lines):
        if not reasons[number] and line.size >= 5 and line.text in repeated and not _is_dated(line):
            reasons[number] = notices.REPEATED


def _is_dated(line: Line) -> bool:
    """Whether a line may be a byline or a date, which stay wherever they stand."""
    return (
        (line.size <= 12 and _DATE.search(line.text) is not None)
        or (line.size <= 8 and _BYLINE.match(line.text) is not None)
        or (line.size <= 8 and "@" in line.text and not _OFFICE.search(line.text))
    )


def _sections(lines: Sequence[Line], reasons: list[str]) -> None:
    """Hides the names of the paper's sections above the first paragraph."""
    for number, line in enumerate(lines):
        if line.form in ("paragraph", "sentence"):
            return
        if not reasons[number] and notices.section(line.words):
            reasons[number] = notices.SECTION


def _lists_of_headlines(lines: Sequence[Line], reasons: list[str]) -> None:
    """Hides the lines under `Related` or `Read more` between the article's paragraphs.

    The last before a paragraph stays: it may be the paragraph's own subhead.
    """
    first = next((i for i, line in enumerate(lines) if line.form == "paragraph"), len(lines))
    listed: list[int] = []
    heading = False
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if reasons[number]:
            _hide(listed, lines, reasons)
            listed, heading = [], reasons[number] == notices.RELATED
        elif line.form in ("short", "bare"):
            if heading:
                listed.append(number)
        else:
            _hide(listed[:-1], lines, reasons)
            listed, heading = [], False


def _hide(numbers: Sequence[int], lines: Sequence[Line], reasons: list[str]) -> None:
    for number in numbers:
        line = lines[number]
        speaks = line.text[:1] in _SPEAKING or line.text.endswith(":")
        if not speaks and not _is_dated(line) and not _is_name(line):
            reasons[number] = notices.RELATED


def _after_the_article(lines: Sequence[Line], reasons: list[str]) -> None:
    """Hides what follows a notice after the last paragraph, and what stands among several.

    After one notice: lines that are no sentences. After two: sentences that address the reader.
    After three: what might be a name. What may be a byline or a date stays.
    """
    last = _last_of_the_article(lines)
    if last < 0:
        return
    because, seen = "", 0
    for number in range(last + 1, len(lines)):
        line = lines[number]
        if reasons[number]:
            because, seen = reasons[number], seen + 1
        elif not seen or _is_dated(line) or (seen < 3 and _is_name(line)):
            continue
        elif line.form in ("short", "bare") or (
            because == notices.RELATED and _asks_as_headline(line)
        ):
            if line.text[:1] not in _SPEAKING:
                reasons[number] = line.kind or _LISTED.get(because, notices.FOLLOWING)
        elif seen >= 2 and (line.kind or (line.text[:1] not in _SPEAKING and _addresses(line))):
            reasons[number] = line.kind or because


def _asks_as_headline(line: Line) -> bool:
    """Whether a line may be a headline that is a question, which looks like a sentence."""
    return line.form == "sentence" and line.size <= 20 and line.text.endswith("?")


def _counters(lines: Sequence[Line], reasons: list[str]) -> None:
    """Hides a line without letters, a counter or a rule, beside a notice."""
    for number, line in enumerate(lines):
        if line.form == "bare" and not reasons[number] and not _is_dated(line):
            around = reasons[max(0, number - 1) : number + 2]
            reasons[number] = next(filter(None, around), "")


def _last_of_the_article(lines: Sequence[Line]) -> int:
    """The last line that is surely the article's: a paragraph, or a sentence beside another."""
    for number in range(len(lines) - 1, -1, -1):
        form = lines[number].form
        if form == "paragraph":
            return number
        if form == "sentence" and number and lines[number - 1].form in ("sentence", "paragraph"):
            return number
    return -1


_LISTED: Final = {
    kind: kind for kind in (notices.RELATED, notices.TOPICS, notices.COMMENTS, notices.NAVIGATION)
}
"""The notices whose kind goes for the short lines under them too."""

ANNOTATOR: Final = Annotator("boilerplate", 2, annotate)
