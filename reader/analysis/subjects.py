"""Whose verb it is: the noun phrases before, behind and around a verb of saying.

Searches never look further than `REACH` characters, which keeps any text linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reader.analysis.lexicon import word_set
from reader.analysis.paragraph import BLANK, CUE, UPPER, Frame, Name
from reader.analysis.vocabulary import (
    DAYS_AND_MONTHS,
    DETERMINERS,
    DOCUMENTS,
    NOUNS_TOO,
    PHRASE_STOPS,
    PREPOSITIONS,
    is_no_name,
)

REACH = 320
"""Characters around a stretch in which its attribution is looked for."""

_AUXILIARY = re.compile(
    r"(?:(?:^|(?<=\s))(?:has|had|have|also|then|later|recently|previously|since|only|just|"
    r"repeatedly|would|will|did|does|do|further|again|first|once|always|never|not|often|even|still|"
    r"soon|now|sarcastically|earlier|publicly|\w+ly|famously|both|all|so|too|can|could|may|might|"
    r"must|is|are|was|were|be|been|being|goes|went|on|to|instead|simply|first|jokingly)\s+)+$"
)
_PASSIVE = re.compile(r"\b(?:was|were|been|be|is|are|being|get|got|gets)\s+(?:\w+ly\s+|also\s+)*$")
_INFINITIVE = re.compile(r"\bto\s+(?:\w+ly\s+)?$")
_PRONOUN = re.compile(r"\b(he|she|they|it|i|we|you)\s*$", re.I)
_CUT = re.compile(
    r"\s(?:of|at|in|from|for|on|who|during|after|when|as|to|about|before|with|through|via|by|while|"
    r"because|that|if|and|but|where|outside|inside|following|amid|last|this|yesterday|later|"
    rf"(?:{DAYS_AND_MONTHS}))\b"
)
_ADVERBIAL = re.compile(
    r"^\W*(?:in|on|at|after|before|during|when|while|asked|speaking|according|as|although|though|"
    r"despite|since|because|if|by|with|for|from|to|under|following|later|earlier|meanwhile|"
    r"however|but|and|yet|so|still|then|now|writing|citing|referring|commenting|responding|"
    r"looking|given|based|last|this|that|unlike|like|among|amid|today|yesterday|also|finally|"
    r"instead|indeed|until|once|over|about|through|without|within|besides|launching|arguing|"
    rf"\w+ing|\w+ly|(?:{DAYS_AND_MONTHS}))\b",
    re.I,
)

_OWNER = re.compile(rf"[{UPPER}]\w+[’']s\s$")
_PERSONAL = re.compile(r"\b(?:he|she|they)\b", re.I)
_ONE_LOWER_WORD = re.compile(r"\s+[a-z]+\s*$")
_LOWER_WORD = re.compile(r" ([a-z][a-z-]+)\b")
_BY = re.compile(r"\s+(?:\w+ly\s+)?by\s+")
_QUOTED_AS = re.compile(r"\b(?:quoted|cited)\s+(.{1,80}?)\s+as$")
_SHARES_SUBJECT = re.compile(r"\b(?:and|but|or|then)$")
_OWN_DOCUMENT = re.compile(rf"[’']s?\s+(?:[\w-]+\s+){{0,2}}(?:{DOCUMENTS})\b")
_RELATIVE = re.compile(r"(?<=,)\s*(?:who|which|that)$|\s(?:who|which|that)$")
_LONGEST_DESCRIPTION = 70  # characters
_BEHIND_NAMES = PREPOSITIONS | word_set(
    """who which that and or has had have is was are were also then would will did does later
    recently himself herself as but told"""
)

SubjectKind = Literal["name", "pronoun", "description", "unknown"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who speaks, as the paragraph has it. `unknown`: an attribution that names nobody."""

    start: int
    end: int
    kind: SubjectKind
    text: str
    titles: tuple[str, ...] = ()


def named(name: Name, bare: str) -> Subject:
    """A name as a subject, an organisation with whose it is."""
    start, text = name.start, name.text
    if name.is_org:  # "China’s Defense Ministry": whose it is belongs to the name
        owner = _OWNER.search(bare[max(0, name.run - 40) : name.run])
        if owner:
            text = owner.group() + text
            start = name.run - len(owner.group())
    return Subject(start, name.end, "name", text, name.titles)


def subjects(frame: Frame, start: int, end: int) -> Iterator[Subject]:
    """Whom a sentence may be about, the likeliest first: what follows no preposition."""
    pronoun = _PERSONAL.search(frame.bare, start, end)
    for name in frame.names_between(start, end):
        if pronoun is not None and pronoun.start() < name.start:
            break
        if _follows_preposition(frame.bare, name.run) or _is_possessive(frame.bare, name.end):
            continue
        yield named(name, frame.bare)
    if pronoun is not None:
        yield Subject(pronoun.start(), pronoun.end(), "pronoun", pronoun.group().lower())
        return
    for name in frame.names_between(start, end):  # "Lee’s bottom line was …"
        if _is_possessive(frame.bare, name.end) and frame.begins_sentence(name.run):
            yield named(name, frame.bare)


def _follows_preposition(bare: str, offset: int) -> bool:
    words = bare[max(0, offset - 40) : offset].split()
    while words and words[-1].lower() in DETERMINERS:
        words.pop()
    return bool(words) and words[-1].lower().lstrip('(“"') in PREPOSITIONS


def _is_adjective(bare: str, name: Name) -> bool:
    """Whether a single word only qualifies the noun behind it: "a Syrian refugee"."""
    if " " in name.text or name.titles:
        return False
    word = _LOWER_WORD.match(bare, name.end)
    if word is None:
        return False
    return word.group(1) not in _BEHIND_NAMES and not CUE.fullmatch(word.group(1))


def _is_possessive(text: str, end: int) -> bool:
    return text[end : end + 2] in ("'s", "’s") or text[end : end + 2] in ("' ", "’ ")


def possessor(frame: Frame, noun: int, floor: int) -> Subject | None:
    """Whose claim it is: `Smith’s remarks`, `his repeated claim`."""
    left = frame.bare[max(floor, noun - 60) : noun]
    match = re.search(r"\b(his|her|their)\s+(?:[\w-]+\s+){0,2}$", left, re.I)
    if match:
        word = {"his": "he", "her": "she"}.get(match.group(1).lower(), "they")
        at = noun - len(left) + match.start()
        return Subject(at, at + len(match.group(1)), "pronoun", word)
    for name in reversed(frame.names_between(max(floor, noun - 60), noun)):
        rest = frame.bare[name.end : noun]
        if re.match(r"[’']s?\s+(?:[\w-]+\s+){0,2}$", rest):
            return named(name, frame.bare)
        break
    return None


def subject_behind(frame: Frame, start: int, end: int) -> Subject | None:
    """The noun phrase that begins at `start`: `said the ministry`, `according to Smith`."""
    chunk = frame.bare[start : min(end, start + 160)]
    pronoun = re.match(r"(he|she|they|it|i|we)\b", chunk, re.I)
    if pronoun:
        return Subject(start, start + pronoun.end(), "pronoun", pronoun.group().lower())
    stop = re.search(rf"[,.;:!?()—–{BLANK}](?=\W|$)|\s[—–-]\s|[,;(]|{BLANK}", chunk)
    names = frame.names_between(start, start + len(chunk))
    limit = stop.start() if stop else len(chunk)
    for name in names:  # a full stop inside a name ("J.") does not end the phrase
        if name.run - start <= limit < name.end - start:
            limit = name.end - start
    cut = None
    for match in _CUT.finditer(chunk, 0, limit):
        if not any(n.run - start <= match.start() < n.end - start for n in names):
            cut = match.start()
            break
    near = limit if cut is None else cut
    inside = [n for n in names if n.end - start <= near]
    if inside:
        name = inside[-1]
        tail = chunk[name.end - start : near]
        if not tail.strip():
            return named(name, frame.bare)
        if not _is_possessive(chunk, name.end - start) and not re.match(r"\s+[a-z]", tail):
            return named(name, frame.bare)
    phrase = chunk[:near].strip()
    if not re.match(r"(?:[\w’'.-]+\s?){1,8}$", phrase):
        return None
    words = phrase.split()
    head = words[-1].lower()
    if words[0].lower() not in DETERMINERS and not (head.endswith("s") or len(words) <= 2):
        return None
    if words[0].lower() in PHRASE_STOPS | PREPOSITIONS or head in DETERMINERS:
        return None
    if cut is not None and re.match(r"\s(?:of|at|for)\b", chunk[cut:]):
        phrase = chunk[:limit].strip()
    return Subject(start, start + len(phrase), "description", phrase)


def subject_before(
    frame: Frame, cue: re.Match[str], floor: int, *, looks_back: bool = True
) -> Subject | None:
    """The subject of a verb that stands at `cue`, looked for no further left than `floor`.

    A verb that shares its subject with one before it looks back for that one, once.
    """
    bare = frame.bare
    floor = max(floor, cue.start() - REACH)
    left = bare[floor : cue.start()]
    word = cue.group()
    is_passive = _PASSIVE.search(left) is not None
    is_participle = word.endswith("ing") and not is_passive  # "is saying" is no participle
    if is_passive and not word.endswith("ing") and word not in ("quoted", "reported", "cited"):
        by = _BY.match(bare, cue.end())
        if by:
            return subject_behind(frame, by.end(), by.end() + REACH)
        return Subject(cue.start(), cue.end(), "unknown", "")
    infinitive = _INFINITIVE.search(left)
    if infinitive:  # "led Lee to say", "led Lee, the mayor, to say"
        end = floor + len(left[: infinitive.start()].rstrip(" ,"))
        near = frame.names_between(max(floor, end - 80), end)
        is_near = bool(near) and (near[-1].end == end or bare[end : end + 1] == ",")
        return named(near[-1], bare) if is_near else None
    trimmed = _AUXILIARY.sub("", left).rstrip()
    end = floor + len(trimmed)
    if is_participle:
        quoted = _QUOTED_AS.search(trimmed)
        if quoted:
            return _noun_phrase(frame, floor, floor + quoted.end(1))
        here = _noun_phrase(frame, floor, end) if trimmed[-1:].isalnum() else None
        if here is not None and (here.kind != "description" or _is_with(bare, here.start)):
            return here
    if is_participle or _SHARES_SUBJECT.search(trimmed):
        return _same_subject(frame, cue, floor) if looks_back else None
    relative = _RELATIVE.search(trimmed)
    if relative:
        return _apposition(frame, floor, floor + relative.start())
    if trimmed.endswith((",", "—", "–")):
        return _apposition(frame, floor, end)
    subject = _noun_phrase(frame, floor, end)
    if subject is not None and subject.kind == "description" and word in NOUNS_TOO:
        return None
    return subject


def _is_somebody(words: list[str]) -> bool:
    """Whether a phrase may be people: by a determiner, a capital, a plural, or as "police"."""
    return (
        words[0].lower() in DETERMINERS
        or any(w[:1].isupper() or w.endswith("s") or "’s" in w or "'s" in w for w in words)
        or words[-1].lower() in ("police", "people", "men", "women", "children", "staff", "counsel")
    )


def _is_with(bare: str, offset: int) -> bool:
    return bare[max(0, offset - 6) : offset].split()[-1:] == ["with"]


def _same_subject(frame: Frame, cue: re.Match[str], floor: int) -> Subject | None:
    """`Lee denied it and said`, `calling it`: whoever the verb before belongs to."""
    for earlier in reversed(frame.cues_between(floor, cue.start())[-3:]):
        if not earlier.group().endswith("ing"):
            subject = subject_before(frame, earlier, floor, looks_back=False)
            if subject is not None and subject.kind != "unknown":
                return subject
    return next(subjects(frame, floor, cue.start()), None)


def _noun_phrase(frame: Frame, floor: int, end: int) -> Subject | None:
    """The noun phrase that ends at `end`."""
    bare = frame.bare
    if bare[end - 1 : end] == ")":
        end = len(bare[floor : max(floor, bare.rfind("(", floor, end))].rstrip()) + floor
    left = bare[floor:end]
    if not left.strip() or left.endswith(BLANK):
        return None
    if left[-1] in ",—–":
        return _apposition(frame, floor, end)
    pronoun = _PRONOUN.search(left)
    if pronoun:
        at = floor + pronoun.start()
        return Subject(at, end, "pronoun", pronoun.group(1).lower())
    names = frame.names_between(floor, end)
    if names and names[-1].end == end:
        name = names[-1]
        if not _follows_preposition(bare, name.run):
            return named(name, bare)
        if len(names) > 1 and len(bare[names[-2].end : name.run].split()) < 3:  # "Lee of Leeds"
            between = bare[names[-2].end : name.run].split()
            if between and between[0].lower() in PREPOSITIONS:
                return named(names[-2], bare)
    for name in reversed(names[-2:]):  # "Lee’s letter to the council said"
        if _OWN_DOCUMENT.match(bare, name.end, end):
            return named(name, bare)
    return _description(left, floor)


def _description(left: str, floor: int) -> Subject | None:
    """The words without a name that end `left`: "a spokesperson for the harbour", "officials"."""
    words = list(re.finditer(r"\S+", left[-_LONGEST_DESCRIPTION:]))
    begin = None
    for match in reversed(words):
        word = match.group().lower()
        is_last = match is words[-1]
        if not is_last and (word[-1] in ",;:—–" or CUE.fullmatch(word)):
            break
        if word in PHRASE_STOPS or BLANK in word:
            break
        begin = match.start()
        if word in DETERMINERS:
            break
    if begin is None:
        return None
    begin += max(0, len(left) - _LONGEST_DESCRIPTION)
    phrase = left[begin:].strip(" ,")
    tokens = phrase.lower().split()
    is_one = len(tokens) == 1 and (is_no_name(tokens[0]) or len(tokens[0]) < 3)
    if not tokens or is_one or tokens[0] in PREPOSITIONS or tokens[-1].endswith("ing"):
        return None
    if not _is_somebody(phrase.split()):
        return None
    return Subject(floor + begin, floor + begin + len(phrase), "description", phrase)


def _apposition(frame: Frame, floor: int, end: int) -> Subject | None:
    """`Lee, a spokesperson for the works in Hull, said`: the name before the first comma."""
    bare = frame.bare
    described: Subject | None = None
    start = floor
    for match in re.finditer(r"[,—–;]\s|[,—–;]?$", bare[floor:end]):
        stop = floor + match.start()
        chunk = bare[start:stop]
        names = [
            n
            for n in frame.names_between(start, stop)
            if not _is_adjective(bare, n)
            and not _is_possessive(bare, n.end)
            and not _follows_preposition(bare, n.run)
        ]
        if names and not (_ADVERBIAL.match(chunk) and stop < end):
            last = names[-1]
            if not _ONE_LOWER_WORD.match(bare[last.end : stop]):  # "a Guardian reporter"
                return named(last, bare)
        if described is None and chunk.strip() and not _ADVERBIAL.match(chunk):
            described = _noun_phrase(frame, start, start + len(chunk.rstrip(" ,;—–")))
        start = floor + match.end()
        if start >= end:
            break
    return described
