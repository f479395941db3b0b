"""Dates, times, sums of money and percentages, by rule.

What is ambiguous without its sentence ("may", "March", "Sunday" in a newspaper's name) counts as
a date only where the words around it say so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from reader.analysis.lexicon import word_set

FigureKind = Literal["date", "time", "money", "percent"]


@dataclass(frozen=True, slots=True)
class Figure:
    """Characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int
    kind: FigureKind


def figures(text: str) -> list[Figure]:
    """The figures of a text in order, none overlapping."""
    found: list[Figure] = []
    for figure in sorted(_all(text), key=lambda f: (f.start, -f.end)):
        if not found or figure.start >= found[-1].end:
            found.append(figure)
    return found


_DAY: Final = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SHORT_DAY: Final = r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?"
_MONTH: Final = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_YEAR: Final = r"(?:1[5-9]|20)\d\d(?![\d,.]\d|\d|%|\s?(?:people|per\scent|percent|m\b|km))"
_NUMBER: Final = r"\d{1,15}(?:[.,]\d{1,9}){0,5}"  # bounded: time must not grow as the square
_COUNT: Final = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundreds?|a hundred|dozens?|several|a couple of|couple of|a few|few|many)"
)
_SCALE: Final = r"(?:thousand|million|billion|trillion|crore|lakh|mn|bn|tn|m|b|k)\b"
_CURRENCY_SIGN: Final = r"(?:(?:US|AU|A|CA|C|NZ|HK|S|NT|Z|J|R|TT|B)?\$|[€£¥₹₦₱₩₽₺₪฿₫₴₵₡₲৳₨])"
_CURRENCY_CODE: Final = (
    "(?:USD|EUR|GBP|JPY|CHF|CNY|RMB|AUD|CAD|NZD|INR|PKR|BDT|LKR|NPR|NGN|KES|UGX|TZS|ZAR|GHS|EGP"
    r"|SAR|AED|QAR|ILS|TRY|RUB|UAH|PLN|SEK|NOK|DKK|BRL|MXN|ARS|CLP|COP|PHP|IDR|MYR|RM|SGD|HKD|THB"
    r"|VND|KRW|TWD|Rs|Rs\.|KSh|Ksh|KShs?|Shs?|USh|TSh|GH₵|GH¢|Rp)"
)
_CURRENCY_WORD: Final = (
    "(?:US |American |Canadian |Australian |Hong Kong |Singapore |Zimbabwe )?dollars?|euros?"
    "|pounds?(?: sterling)?|sterling|(?:Indian |Pakistani |Sri Lankan |Nepali )?rupees?|rupiah|yen"
    "|yuan|renminbi|won|baht|ringgit|dong|pesos?|reais|real|rand|naira|cedis?"
    "|(?:Kenya |Kenyan |Ugandan |Tanzanian )?shillings?|francs?|roubles?|rubles?|hryvnias?|zlotys?"
    "|forints?|krona|kronor|kroner?|lira|liras|shekels?|dinars?|dirhams?|riyals?|rials?|taka|kwacha"
    "|birr|cents|pence|bitcoins?|guilders?|marks|lei|leva"
)

_MONEY: Final = re.compile(
    rf"{_CURRENCY_SIGN}\s?{_NUMBER}(?:[ -]?{_SCALE})?"
    rf"|\b{_CURRENCY_CODE}\s?{_NUMBER}(?:[ -]?{_SCALE})?"
    rf"|\b{_NUMBER}(?:[ -]?{_SCALE})?\s?(?:(?:{_CURRENCY_WORD})\b|€|{_CURRENCY_CODE}\b)"
    rf"|\b{_COUNT}(?:[ -](?:hundred|thousand|million|billion|trillion|crore|lakh))+"
    rf" (?:{_CURRENCY_WORD})\b"
    rf"|\b(?:half a |a |an? )?(?:hundred|thousand|million|billion|trillion)s?(?: of)?"
    rf" (?:{_CURRENCY_WORD})\b"
)
_PERCENT: Final = re.compile(
    rf"{_NUMBER}\s?(?:%|(?:percent|per cent|percentage points?)\b)"
    rf"|\b{_COUNT}(?:-{_COUNT})? (?:percent|per cent|percentage points?)\b"
)
_ZONE: Final = (
    r"(?: (?:GMT|UTC|BST|CET|CEST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|IST|JST|AEST|ET|PT)\b)?"
)
_TIME: Final = re.compile(
    rf"\b(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?(?:[ap]\.m\.|[apAP][mM]\b){_ZONE}"
    rf"|(?<![\d:.,/])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:]){_ZONE}"
    r"|\b(?:[01]\d|2[0-3])[0-5]\d (?:GMT|UTC)\b"
    r"|\b(?:noon|midnight)\b"
)

_ORDINAL: Final = r"[0-3]?\d(?:st|nd|rd|th)?\b"
_PERIOD: Final = (
    "(?:day|night|week|weekend|fortnight|month|quarter|season|year|decade|century"
    "|spring|summer|autumn|winter)"
)
_NEWSPAPER: Final = (
    r"(?!(?:'s|’s)?[ -](?:Times|Mirror|Mail|Telegraph|Express|Tribune|Herald|Post|Independent"
    r"|People|World|Sun|Star|Mercury|Standard|Nation|Vision|Punch|Night|Football|Politics|Brunch|Magazine"
    r"|Agreement|Accord|Island|Islands)\b)"
)
_DATE: Final = re.compile(
    r"(?<!\w)(?:"  # all begin where a word does: four places of five are passed over at once
    # Monday, 22 November 2022 · the 3rd of May
    rf"\b(?:(?:{_DAY}|{_SHORT_DAY}),? )?(?:the )?{_ORDINAL}(?:[-–]{_ORDINAL})?(?: of)?[ -]{_MONTH}"
    rf"(?:,?[ -]{_YEAR})?(?![a-z])"
    # Tuesday, Nov. 22, 2022 · November 2022
    rf"|\b(?:(?:{_DAY}|{_SHORT_DAY}),? )?{_MONTH} {_ORDINAL}(?:[-–]{_ORDINAL})?(?:,? {_YEAR})?"
    rf"|\b(?:(?:early|late|mid)[ -])?{_MONTH},?(?: of)? {_YEAR}"
    r"|\b(?:19|20)\d\d-[01]\d-[0-3]\d\b|\b[0-3]?\d/[0-3]?\d/(?:19|20)?\d\d\b"
    # last Tuesday · late August · Friday night
    rf"|\b(?:(?:[Ll]ast|[Nn]ext|[Tt]his|[Ee]arly|[Ll]ate)(?: on)? )?\b{_DAY}s?{_NEWSPAPER}"
    r"(?: (?:morning|afternoon|evening|night))?\b"
    rf"|\b(?:[Ll]ast|[Nn]ext|[Tt]his|[Ee]arly|[Ll]ate|[Mm]id)[ -](?:in )?{_MONTH}(?![a-z])"
    # six months · two years ago · a week earlier
    rf"|(?<![\w-])(?:{_NUMBER}|(?i:{_COUNT}(?:-{_COUNT})?))"
    r"(?: (?:more|full|straight|consecutive))? (?:days|weeks|months|years|decades|centuries"
    r"|fortnights)(?! old\b)(?: (?:ago|earlier|later|before))?\b"
    r"|\b(?:[Aa]|[Oo]ne) (?:day|week|fortnight|month|year|decade|century)"
    r" (?:ago|earlier|later)\b"
    r"|(?:(?<=\bfor )|(?<=\bin )|(?<=\bthan )|(?<=\bover )|(?<=\bwithin )|(?<=\bnearly )"
    r"|(?<=\babout )|(?<=\bafter ))(?:a|one) (?:week|fortnight|month|year|decade|century)\b(?!-)"
    # last week · the past decade
    r"|\b(?:[Ll]ast|[Nn]ext|[Tt]his"
    r"|(?:[Tt]he )?(?:[Pp]ast|[Pp]revious|[Cc]oming|[Ff]ollowing|[Ss]ame))"
    rf" (?:{_COUNT} |\d+ )?{_PERIOD}s?\b(?!-)"
    r"|\b(?:[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight)\b(?! Show)"
    # the 1990s · in 2019
    r"|\b(?:the )?(?:(?:early|late|mid)[ -])?(?:1[5-9]|20)\d0s\b"
    rf"|(?<=\()(?:{_YEAR})(?=\))"
    r")"
)
_YEAR_ALONE: Final = re.compile(
    r"\b(?:in|since|by|of|from|until|till|to|before|after|during|between|and|early|late|mid|for|back"
    rf" in|the|ending) ({_YEAR}(?:[-–](?:{_YEAR}|\d\d\b))?)\b",
    re.IGNORECASE,
)
_MONTH_ALONE: Final = re.compile(rf"\b{_MONTH}(?![\w’'-])")
_BEFORE_MONTH: Final = re.compile(
    r"\b(?:in|since|until|till|by|from|to|of|between|during|before|after|through|and|or|every|each"
    r"|for|early|late|mid|last|next|this|on)[ -]$",
    re.IGNORECASE,
)
_CAPITAL_BEFORE: Final = re.compile(r"[A-Z][\w.’'-]* $")
_CAPITAL_AFTER: Final = re.compile(r"’?'?s? [A-Z]")
_ALSO_A_WORD: Final = frozenset(("May", "March", "Mar", "Sept", "Sep", "Dec", "Jan", "Jun", "Jul"))


def _all(text: str) -> Iterator[Figure]:
    for start, end in _windows(text):
        for pattern, kind in _PATTERNS:
            for match in pattern.finditer(text, start, end):
                yield Figure(match.start(), match.end(), kind)
        for match in _YEAR_ALONE.finditer(text, start, end):
            yield Figure(match.start(1), match.end(1), "date")
        for match in _MONTH_ALONE.finditer(text, start, end):
            before = text[max(0, match.start() - 24) : match.start()]
            if _is_month(match[0].rstrip("."), before, text[match.end() : match.end() + 4]):
                yield Figure(match.start(), match.end(), "date")


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """The stretches around digits and telling words: the rest of a text has no figures, and the
    patterns are not quick."""
    telling = [
        match.start()
        for match in _LETTERS_OR_SIGNS.finditer(text)
        if not match[0].isalpha() or match[0].lower() in _TELLING
    ]
    words = [match.span() for match in _WORD.finditer(text)] if telling else []
    starts = [start for start, _ in words]
    last = -1  # the first word after the window being grown
    first = 0
    for place in telling:
        i = bisect_right(starts, place) - 1
        if last >= 0 and i - _WORDS_AROUND > last:
            yield words[first][0], words[last - 1][1]
            last = -1
        if last < 0:
            first = max(0, i - _WORDS_AROUND)
        last = min(len(words), i + _WORDS_AROUND + 1)
    if last >= 0:
        yield words[first][0], words[last - 1][1]


_WORDS_AROUND: Final = 6
_WORD: Final = re.compile(r"\S{1,400}")
_LETTERS_OR_SIGNS: Final = re.compile(r"[A-Za-z]+|[\d%$€£¥₹₦₱₩₽₺₪฿₫₴₵₡₲৳₨]+")
_TELLING: Final = word_set(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays"
    " thursdays fridays saturdays sundays january february march april may june july august"
    " september october november december jan feb mar apr jun jul aug sep sept oct nov dec day days"
    " night nights week weeks weekend weekends fortnight fortnights month months quarter quarters"
    " season seasons year years decade decades century centuries spring summer autumn winter today"
    " tonight tomorrow yesterday noon midnight percent percentage cent dollar dollars euro euros"
    " pound pounds sterling rupee rupees rupiah yen yuan renminbi won baht ringgit dong peso pesos"
    " reais real rand naira cedi cedis shilling shillings franc francs rouble roubles ruble rubles"
    " hryvnia hryvnias zloty zlotys forint forints krona kronor krone kroner lira liras shekel"
    " shekels dinar dinars dirham dirhams riyal riyals rial rials taka kwacha birr cents pence"
    " bitcoin bitcoins guilder guilders marks lei leva"
)


_PATTERNS: Final[tuple[tuple[re.Pattern[str], FigureKind], ...]] = (
    (_MONEY, "money"),
    (_PERCENT, "percent"),
    (_TIME, "time"),
    (_DATE, "date"),
)


def _is_month(word: str, before: str, after: str) -> bool:
    """Whether a month's name by itself is one: "in May" is, "Theresa May" and "March" are not."""
    if word in _ALSO_A_WORD:
        return bool(_BEFORE_MONTH.search(before)) and not _CAPITAL_AFTER.match(after)
    return not _CAPITAL_BEFORE.search(before) or bool(_BEFORE_MONTH.search(before))
