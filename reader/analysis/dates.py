"""Reading the date a newspaper prints: `Tuesday 22 November 2022 09:54 GMT` and its many cousins.

A date counts only with its year. Months are known by name in a dozen languages; of `03/04/2025`
the day comes first, unless the second number can only be a day. Without a zone the time is taken
as UTC, without a time it is midnight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final

_MONTH_NAMES: Final = (
    "january jan januar jänner januari janvier enero gennaio janeiro января январь ocak "
    "styczeń stycznia ene gen janv sausio január січня",
    "february feb februar februari février febrero febbraio fevereiro февраля şubat luty "
    "lutego févr fev febr vasario lютого",
    "march mar märz mär mrz maart marts mars marzo março марта mart maret marzec marca maa "
    "kovo березня",
    "april apr avril abril aprile апреля nisan kwiecień kwietnia avr abr balandžio квітня",
    "may mai mei maj mayo maggio maio мая mayıs maja gegužės травня mag",
    "june jun juni juin junio giugno junho июня haziran czerwiec czerwca giu birželio червня",
    "july jul juli juillet julio luglio julho июля temmuz lipiec lipca juil lug liepos липня",
    "august aug augustus août agosto августа ağustos agustus sierpień sierpnia ago "
    "rugpjūčio серпня",
    "september sep sept septembre septiembre settembre setembro сентября eylül wrzesień "
    "września set rugsėjo вересня",
    "october oct okt oktober octobre octubre ottobre outubro октября ekim październik "
    "października ott out spalio жовтня",
    "november nov novembre noviembre novembro ноября kasım listopad listopada lapkričio листопада",
    "december dec dez des dezember desember décembre diciembre dicembre dezembro декабря "
    "aralık desember grudzień grudnia dic déc gruodžio грудня",
)
MONTHS: Final = {
    name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()
}
"""Month names in lower case → number from 1."""

_HOURS_FROM_UTC: Final = {
    "utc": 0.0, "gmt": 0, "z": 0, "bst": 1, "ist": 5.5, "wet": 0, "west": 1,
    "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "sast": 2, "eat": 3,
    "wat": 1, "trt": 3, "gst": 4, "pkt": 5, "wib": 7, "sgt": 8, "hkt": 8, "myt": 8, "jst": 9,
    "kst": 9, "awst": 8, "acst": 9.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "akst": -9, "akdt": -8, "hst": -10, "art": -3, "brt": -3, "nst": -3.5,
}  # fmt: skip
_AMERICAN: Final = {"et": -5, "ct": -6, "mt": -7, "pt": -8}
"""Zones written without saying whether it is summer: the winter's hours, an hour more in summer."""

_DIGITS: Final = re.compile(r"\d\d")
_NUMERIC: Final = re.compile(
    r"(?<![\d.])(?:"
    r"(?P<y>(?:19|20)\d\d)([-./])(?P<m>\d{1,2})\2(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})\s?([-./])\s?(?P<b>\d{1,2})\s?\6\s?(?P<c>(?:19|20)\d\d|\d\d(?=[,\s]|$))"
    r")(?![\d-])"
)
_NAMED: Final = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[\s-]+(?:de\s+|of\s+)?(?P<m>[^\W\d_]{3,12})\.?,?[\s-]+"
    r"(?:de\s+|del\s+)?(?P<y>(?:19|20)\d\d)(?!\d)"
    r"|(?P<m2>[^\W\d_]{3,12})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d\d)(?!\d)"
)
_EASTERN: Final = re.compile(r"((?:19|20)\d\d)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_TIME: Final = re.compile(
    r"(?<![\d.:/-])(?P<h>[012]?\d)(?:\s?[:.h]\s?(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:\.\d+)?)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
    r"|\s?(?P<half2>[ap])\.?\s?m\b\.?|\s?h\b|\s+uhr\b)",
    re.IGNORECASE,
)
_OFFSET: Final = re.compile(r"\s*\(?(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d\d)?\b")
_ZONE: Final = re.compile(r"[\s,(]*(?:Uhr\s*)?\(?([A-Za-z]{1,4})\b")

LONGEST: Final = 300
"""Characters of a line that are looked at: a printed date is short."""


@dataclass(frozen=True, slots=True)
class Found:
    """A date, and the stretch of the line that prints it, its time and zone included."""

    when: datetime
    start: int
    end: int


def find_date(text: str) -> Found | None:
    """The first date with a year in a line, or None."""
    text = text[:LONGEST]
    found = _day(text) if _DIGITS.search(text) else None
    if found is None:
        return None
    (year, month, day), start, end = found
    clock = _clock(text, start, end)
    hour, minute, second = clock.hour, clock.minute, clock.second
    try:
        zone = timezone(timedelta(hours=_offset(clock.zone, month)))
        when = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
    return Found(when, min(start, clock.start), max(end, clock.end))


def _day(text: str) -> tuple[tuple[int, int, int], int, int] | None:
    candidates: list[tuple[int, int, tuple[int, int, int]]] = []
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            day = (int(match["y"]), int(match["m"]), int(match["d"]))
        else:
            first, second, year = int(match["a"]), int(match["b"]), int(match["c"])
            if second > 12 >= first:
                first, second = second, first
            day = (year if year > 99 else 2000 + year, second, first)
        candidates.append((match.start(), match.end(), day))
        break
    for match in _NAMED.finditer(text):
        month = MONTHS.get((match["m"] or match["m2"]).lower())
        if month:
            named = (int(match["y"] or match["y2"]), month, int(match["d"] or match["d2"]))
            candidates.append((match.start(), match.end(), named))
            break
    if found := _EASTERN.search(text):
        eastern = (int(found[1]), int(found[2]), int(found[3]))
        candidates.append((found.start(), found.end(), eastern))
    for start, end, (year, month, number) in sorted(candidates):
        try:
            datetime(year, month, number)
        except ValueError:
            continue
        return (year, month, number), start, end
    return None


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    second: int
    zone: str
    start: int
    end: int


def _clock(text: str, start: int, end: int) -> _Clock:
    """The time printed beside a date: the first after it, else the last before it."""
    if text[end : end + 1] == "T":
        after = _TIME.match(text, end + 1)
    else:
        after = _TIME.search(text, end, end + 40)
    match = after or next(
        iter(reversed(list(_TIME.finditer(text, max(0, start - 30), start)))), None
    )
    if match is None:
        return _Clock(0, 0, 0, "", start, end)
    hour = int(match["h"])
    half = (match["half"] or match["half2"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23:
        return _Clock(0, 0, 0, "", start, end)
    zone, stop = "", match.end()
    if offset := _OFFSET.match(text, stop):
        zone, stop = f"{offset[1]}{offset[2]}:{offset[3] or '00'}", offset.end()
    elif (named := _ZONE.match(text, stop)) and _is_zone(named[1]):
        zone, stop = named[1].lower(), named.end()
    return _Clock(hour, int(match["m"] or 0), int(match["s"] or 0), zone, match.start(), stop)


def _is_zone(letters: str) -> bool:
    return letters.isupper() and (
        letters.lower() in _HOURS_FROM_UTC or letters.lower() in _AMERICAN
    )


def _offset(zone: str, month: int) -> float:
    """Hours from UTC. American summer time is taken to be April to October."""
    if zone[:1] in ("+", "-"):
        hours, minutes = zone[1:].split(":")
        return (int(hours) + int(minutes) / 60) * (-1 if zone[0] == "-" else 1)
    if zone in _AMERICAN:
        return _AMERICAN[zone] + (1 if 4 <= month <= 10 else 0)
    return _HOURS_FROM_UTC.get(zone, 0)
