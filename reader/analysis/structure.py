"""Headline, standfirst, byline, date, section and source of plain text, by where lines stand.

What came with metadata keeps it: only empty fields are filled, and no headline is looked for among
the blocks of an article that has one. A text without a headline gets none on the page: its list
entry is its first sentence, shortened, while every block stays what it was.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from reader.analysis import masthead, notices, papers
from reader.analysis.annotator import Annotator, Background
from reader.analysis.boilerplate import Line, look
from reader.analysis.dates import Found, find_date
from reader.analysis.language import settled_language
from reader.article import Article, Block, Role

HEADLINE_WORDS: Final = 40
"""Words beyond which a line is no headline."""

SHORTENED: Final = 90
"""Characters of a first sentence that stand for a headline in the list."""

_TOP: Final = 120
"""Visible blocks before the first paragraph that are looked at."""

_BY: Final = re.compile(
    r"(?i:(?:written |reported |interview |story |words |text )?by|von|par|por|di|door|av|af|oleh"
    r"|autor(?:in)?"
    r"|text|автор|текст)\s*:?\s+(?=[^\W\d_a-zà-ÿа-я])"
)
_STAFF: Final = re.compile(r"By (?:a |an |our (?:own )?)?(?:[Ss]taff|[Cc]orrespondent|[Rr]eporter)")
_NAME: Final = re.compile(
    r"(?:[^\W\d_][\w'’.-]*)(?: (?:[A-Z][\w'’.-]*|de|van|von|der|den|del|da|al|bin|el|la|le|di|dos|"
    r"and|und|et|y|e|[^\W\d_a-z][\w'’.-]*)){1,6}$"
)
_PLACED: Final = re.compile(
    r"(?P<name>[^\W\d_a-z].{2,50}?),? in [A-Z][\w'’.-]*(?:,? [A-Z][\w'’.-]*){0,3}"
    r"(?: and (?:agencies|agency))?$"
)
"""A correspondent and where: `Ada Quist in Port Ellis`."""
_CAPTION: Final = re.compile(
    r"(?:^FILE\b.{0,3}[-–—:(])"
    r"|\((?:AP )?(?:Photo|Image|Picture|Photograph|Foto|Bild|Credit)\b[^()]{0,80}\)\W*$"
    r"|\b(?:Photo|Photograph|Photography|Image|Picture|Credit|Image Credits?|Bild|Foto|Fotos|"
    r"Photographie|Crédit|Fotografía|Фото|Bildrechte|Bildquelle)\s?[:©]\s?\S.{0,80}$"
    r"|\((?:AFP|AP|EPA|Reuters|REUTERS|dpa|DPA|imago|IMAGO|Getty)\b[^()]{0,40}\)\W*$"
    r"|/\s?(?:AFP|AP|EPA|Reuters|REUTERS|dpa|DPA|Getty Images|Getty|imago|IMAGO|AAP|PA)\)?\W*$"
    r"|\b(?:AP Photo|Getty Images|via (?:AP|Reuters|REUTERS|Getty Images|AFP))\)?\W*$"
)
_DATELINE: Final = re.compile(r"[^\W\d_a-z][\w .,'’()-]{1,40}\s?[—–-]{1,2}$")
_OPENING: Final = re.compile(
    r"(?:[A-Z][\w .,'’/-]{1,40}\s)?(?:\((?:AP|Reuters|AFP|dpa|CNN|UPI|PA|ANI|Xinhua)\)\s?)?"
    r"[—–-]{1,2}\s+"
)
_SENTENCE_END: Final = re.compile(r"[.!?…。！？][\"'”’»)]*(?:\s+|(?<=。))")
_ABBREVIATED: Final = re.compile(r"\b(?:[^\W\d_]|[A-Z][a-z]{1,3}|(?:[A-Za-z]\.)+[A-Za-z])\.$")
_LABEL: Final = re.compile(
    r"\b(?:first |last |originally )?(?:published|posted|updated|publisert|publiziert|"
    r"veröffentlicht|"
    r"erstellt|stand|aktualisiert|publié|mis à jour|publicado|actualizado|pubblicato|gepubliceerd|"
    r"date|on|am|le|el|il|publish date)\b",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei"
    r"|sams|sonn)tag|mittwoch|sonnabend|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes"
    r"|martes|miércoles|jueves|viernes|sábado|domingo)\b[\s.,]*$",
    re.IGNORECASE,
)
_TRIMMED: Final = " \t\u00a0·•|/,;:–—-@()"


@dataclass(slots=True)
class _Parts:
    """What is found, as block numbers and values, before it is written into the article."""

    roles: dict[int, Role] = field(default_factory=dict)
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    published: datetime | None = None


def annotate(article: Article, background: Background) -> Article:
    """The article with its parts named. Text, order and number of blocks stay."""
    blocks = article.blocks
    visible = [n for n, block in enumerate(blocks) if block.role != "boilerplate"]
    lines = {n: look(blocks[n].text) for n in visible}
    plain = all(blocks[n].role == "body" for n in visible)
    parts = _Parts()
    top = _top(visible, lines)
    if not article.headline and plain:
        _find_headline(top, visible, lines, parts)
    headline_at = next((n for n, role in parts.roles.items() if role == "headline"), None)
    unmarked = [n for n in top if blocks[n].role == "body"]
    told = bool(article.byline or article.published)
    _find_byline_and_date(unmarked, lines, headline_at, parts, told=told)
    if headline_at is not None:
        _find_standfirst(headline_at, visible, lines, parts)
    if parts.published is None:
        parts.published = _date_under_the_article(blocks)
    if plain:
        _find_captions_and_subheads(visible, lines, parts)
    marked = tuple(
        replace(block, role=parts.roles.get(number, block.role))
        if block.role == "body" and number in parts.roles
        else block
        for number, block in enumerate(blocks)
    )
    changed = replace(
        article,
        headline=article.headline or parts.headline or _first_sentence(visible, blocks),
        standfirst=article.standfirst or parts.standfirst,
        byline=article.byline or parts.byline,
        published=article.published or parts.published,
        source=article.source or masthead.find_source(blocks),
        language=_language(article.language, visible, blocks),
        section=article.section or _section(blocks[: headline_at or 0]),
        blocks=marked,
    )
    return article if changed == article else changed


def _top(visible: Sequence[int], lines: dict[int, Line]) -> list[int]:
    """The visible blocks before the first paragraph, and that paragraph's number last.

    A paragraph that a byline or a date follows is a standfirst or a caption, not yet the text.
    """
    standfirsts = 0
    for at, number in enumerate(visible[:_TOP]):
        line = lines[number]
        after = lines[visible[at + 1]] if at + 1 < len(visible) else None
        begins = (line.form == "paragraph" and find_date(line.text[:60]) is None) or (
            line.form == "sentence" and at and after and after.form in ("sentence", "paragraph")
        )
        if not begins:
            continue
        if standfirsts < 2 and any(_is_credit_line(lines[n]) for n in visible[at + 1 : at + 4]):
            standfirsts += 1
            continue
        return list(visible[: at + 1])
    return list(visible[:_TOP])


def _find_headline(
    top: Sequence[int], visible: Sequence[int], lines: dict[int, Line], parts: _Parts
) -> None:
    """The line at the top that says most of what the first paragraphs say.

    The weights were set on 238 labelled pages; others near them do as well.
    """
    if not top:
        return
    chosen = _best_headline(top, visible, lines)
    if chosen is None:
        chosen = _headline_under_a_caption(top, visible, lines)
    if chosen is None:
        return
    if any(lines[n].form in ("sentence", "paragraph") for n in visible if n > chosen):
        parts.roles[chosen] = "headline"
        parts.headline = lines[chosen].text


def _best_headline(
    top: Sequence[int], visible: Sequence[int], lines: dict[int, Line]
) -> int | None:
    first = bisect_left(visible, top[-1])
    told = {w for n in visible[first : first + 6] for w in lines[n].words if len(w) > 3}
    repeated = Counter(lines[n].text for n in top)
    best, chosen, text_begun = 0.0, None, False
    for at, number in enumerate(top):
        line = lines[number]
        text_begun = text_begun or line.form == "paragraph"
        credited = any(_is_credit_line(lines[n]) for n in top[at + 1 : at + 5])
        if not _may_be_headline(line) or (text_begun and not credited):
            continue
        own = {w for w in line.words if len(w) > 3}
        score = 10 + len(own & told) / (len(own) or 1) - 0.1 * at
        if 5 <= line.size <= 20:
            score += 1.5
        elif 4 <= line.size <= 28:
            score += 0.9
        if repeated[line.text] > 1:
            score += 0.5
        if credited:
            score += 0.3
        if score > best:
            best, chosen = score, number
    return chosen


def _headline_under_a_caption(
    top: Sequence[int], visible: Sequence[int], lines: dict[int, Line]
) -> int | None:
    """A headline that a picture's caption of paragraph length stands before: its date follows."""
    start = bisect_left(visible, top[-1])
    for at in range(start, min(start + 4, len(visible))):
        below = [lines[n] for n in visible[at + 1 : at + 3]]
        line = lines[visible[at]]
        if line.size >= 5 and _may_be_headline(line) and any(map(_is_credit_line, below)):
            return visible[at]
    return None


def _may_be_headline(line: Line) -> bool:
    text = line.text
    return (
        line.form in ("short", "sentence")
        and 2 <= line.size <= HEADLINE_WORDS
        and not text.endswith((".", ":", ",", ";", "…"))
        and not _is_byline(text)
        and not _CAPTION.search(text)
        and not _DATELINE.match(text)
        and not _only_date(line)
        and not (_LABEL.match(text) and any(c.isdigit() for c in text))
    )


def _is_credit_line(line: Line) -> bool:
    """Whether a line says by whom, or little more than when."""
    if line.size > 25 or line.form == "sentence":
        return False
    found = find_date(line.text)
    return _is_byline(line.text) if found is None else len(_without(line.text, found).split()) <= 8


def _only_date(line: Line) -> bool:
    found = find_date(line.text) if line.size <= 16 else None
    return found is not None and len(_without(line.text, found)) <= 30


def _without(text: str, found: Found) -> str:
    """A line without its date, and without what labels it."""
    left = _WEEKDAY.sub("", _LABEL.sub("", text[: found.start])).strip(_TRIMMED)
    right = _LABEL.split(text[found.end :])[0].strip(_TRIMMED)
    return f"{left} {right}".strip() if left and right else left or right


def _find_byline_and_date(
    top: Sequence[int],
    lines: dict[int, Line],
    headline_at: int | None,
    parts: _Parts,
    *,
    told: bool,
) -> None:
    """Who wrote it and when: lines of few words between headline and first paragraph.

    `told`: metadata says one of them, so that a bare name beside a date is nobody's byline and
    the lines keep their roles.
    """
    near = [n for n in top if headline_at is None or n > headline_at]
    near += [n for n in reversed(top) if headline_at is not None and n < headline_at]
    dated: int | None = None
    for number in near:
        line = lines[number]
        if line.size > 25 or number in parts.roles:
            continue
        found = find_date(line.text)
        rest = _without(line.text, found) if found else ""
        if len(rest.split()) > 8:
            continue
        if found and parts.published is None:
            parts.published = found.when
            dated = number
            rest = "" if told else _author(rest)
            parts.byline = parts.byline or rest
            if not told:
                parts.roles[number] = "byline" if rest else "dateline"
        elif not found and not parts.byline and _is_byline(line.text):
            parts.byline = _BY.sub("", line.text, count=1).removeprefix("By ").strip(_TRIMMED)
            if not told:
                parts.roles[number] = "byline"
        elif not told and (
            (line.size <= 6 and _DATELINE.match(line.text)) or (found and _only_date(line))
        ):
            parts.roles[number] = "dateline"
    if dated is not None and not parts.byline and not told:
        at = list(top).index(dated)
        for number in [*top[at - 1 : at][:at], *top[at + 1 : at + 2]]:
            placed = _PLACED.match(lines[number].text)
            name = look(placed["name"]) if placed else lines[number]
            if number not in parts.roles and _is_name(name):
                parts.byline = name.text
                parts.roles[number] = "byline"
                break


def _is_byline(text: str) -> bool:
    """Whether a line says by whom: `By` and names, few words of it small."""
    if len(text) > 150:
        return False
    if _STAFF.match(text):
        return True
    match = _BY.match(text)
    if match is None:
        return False
    names = text[match.end() :].split()
    small = sum(1 for name in names if name[0].islower())
    return len(names) <= 20 and small * 2 <= len(names) and not any(n[-1] == ":" for n in names)


def _author(text: str) -> str:
    """The name in what is left of a date line, or nothing."""
    named = _BY.match(text)
    name = _BY.sub("", text, count=1) if named else text
    name = re.split(r"[|•·/\n]|\s(?=The [A-Z])|\s{2,}| - | – ", name)[0].strip(_TRIMMED)
    if placed := _PLACED.match(name):
        name = placed["name"]
    if name.startswith("The ") or papers.is_title(name):
        return ""
    return name if name and (_NAME.match(name) and len(name) <= 60) else ""


def _is_name(line: Line) -> bool:
    text = line.text
    return 2 <= line.size <= 6 and not line.kind and not text.isupper() and bool(_NAME.match(text))


def _find_standfirst(
    headline_at: int, visible: Sequence[int], lines: dict[int, Line], parts: _Parts
) -> None:
    """The line under the headline, where a byline, a date or a notice parts it from the text."""
    at = visible.index(headline_at)
    told = set(lines[headline_at].words)
    below = [n for n in visible[at + 1 : at + 6] if not _says_the_same(lines[n], told)]
    if not below or below[0] in parts.roles:
        return
    number, line = below[0], lines[below[0]]
    if line.size < 6 or line.size > 80 or _CAPTION.search(line.text):
        return
    parted = any(n in parts.roles for n in below[1:4])
    hidden = len(below) > 1 and below[1] > number + 1
    if parted or (not _ends(line) and hidden):
        parts.roles[number] = "standfirst"
        parts.standfirst = line.text


def _says_the_same(line: Line, told: set[str]) -> bool:
    return line.size <= 30 and len(told & set(line.words)) >= 0.8 * max(len(told), 1)


def _ends(line: Line) -> bool:
    return line.text.rstrip("\"'”’»)").endswith((".", "!", "?", "…", "。"))


def _language(declared: str, visible: Sequence[int], blocks: Sequence[Block]) -> str:
    """The language of what is read, by its longer paragraphs where there are such."""
    texts = [blocks[n].text for n in visible if blocks[n].role not in ("code", "table")]
    return settled_language(declared, [text for text in texts if len(text) > 80] or texts)


def _section(above: Sequence[Block]) -> str:
    """The section a page names last above its headline."""
    named = (block.text.strip() for block in reversed(above) if block.reason == notices.SECTION)
    return next((line for line in named if "|" not in line and len(line.split()) <= 5), "")


def _date_under_the_article(blocks: Sequence[Block]) -> datetime | None:
    """A date said to be that of publication, among the last short lines."""
    for block in reversed(blocks[-40:]):
        if len(block.text) <= 80 and _LABEL.match(block.text.strip()):
            found = find_date(block.text)
            if found:
                return found.when
    return None


def _find_captions_and_subheads(
    visible: Sequence[int], lines: dict[int, Line], parts: _Parts
) -> None:
    """Captions by their credit; subheads by standing short between paragraphs, unpunctuated."""
    start = max(parts.roles, default=-1)
    for at, number in enumerate(visible):
        line = lines[number]
        if number in parts.roles:
            continue
        if 3 <= line.size <= 60 and _CAPTION.search(line.text):
            parts.roles[number] = "caption"
        elif number > start and 0 < at < len(visible) - 1 and _may_be_subhead(line):
            above, below = lines[visible[at - 1]], lines[visible[at + 1]]
            if above.form in ("paragraph", "sentence") and below.form == "paragraph":
                parts.roles[number] = "subhead"


def _may_be_subhead(line: Line) -> bool:
    text = line.text
    return (
        line.form == "short"
        and 2 <= line.size <= 12
        and len(text) <= 80
        and text[0].isupper()
        and (text[-1].isalnum() or text[-1] in '?!”"’)')
        and find_date(text) is None
        and not _is_byline(text)
    )


def _first_sentence(visible: Sequence[int], blocks: Sequence[Block]) -> str:
    """What stands for a headline in the list: the first sentence, shortened at a word."""
    text = next((t for n in visible if (t := " ".join(blocks[n].text[:600].split()))), "")
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATED.search(text, 0, match.start() + 1):
            text = text[: match.end()].rstrip()
            break
    if len(text) <= SHORTENED:
        return text
    return text[: max(text.rfind(" ", 0, SHORTENED), 0) or SHORTENED].rstrip(" ,;:–—-") + "…"


ANNOTATOR: Final = Annotator("structure", 3, annotate)
