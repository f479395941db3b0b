"""Dates as people write them in a query: `today`, `last week`, `2022-11`, `3d`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_DAY = timedelta(days=1)
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NUMBERS = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?", re.ASCII)
_AGO = re.compile(r"(\d{1,4})\s*(d|w|m|y|days?|weeks?|months?|years?)(?: ago)?", re.ASCII)

BARE: Final = re.compile(
    r"(?:today|yesterday|(?:last|this) (?:week|month|year)"
    r"|\d{4}-\d{2}(?:-\d{2})?(?:\.\.\d{4}-\d{2}(?:-\d{2})?)?)(?![^\s()])",
    re.ASCII,
)
"""What is a date wherever it stands in a query, without a field. In small letters only."""


@dataclass(frozen=True, slots=True)
class Days:
    """From `start` up to, not including, `end`; None is open."""

    start: date | None = None
    end: date | None = None

    def both(self, other: Days) -> Days:
        """The days in both."""
        starts = [d for d in (self.start, other.start) if d]
        ends = [d for d in (self.end, other.end) if d]
        return Days(max(starts, default=None), min(ends, default=None))


ANY_DAY: Final = Days()


def merged(periods: Iterable[Days]) -> list[Days]:
    """The same days in as few periods as there can be, in order."""
    joined: list[Days] = []
    for one in sorted(periods, key=lambda days: days.start or date.min):
        if one.end is not None and one.end <= (one.start or date.min):
            continue
        last = joined[-1] if joined else None
        if last is None or (last.end is not None and last.end < (one.start or date.min)):
            joined.append(one)
        elif last.end is not None and (one.end is None or one.end > last.end):
            joined[-1] = Days(last.start, one.end)
    return joined


def days(text: str, today: date) -> Days | None:
    """The days a text names, None where it names none.

    Weeks are calendar weeks from Monday. `3d` are the last three days, today with them. A weekday
    or a month's name is the latest one, today's with them.
    """
    text = " ".join(text.lower().split())
    first, between, last = text.partition("..")
    try:
        if between:
            one, other = _named(first, today), _named(last, today)
            if (first and one is None) or (last and other is None) or not (one or other):
                return None
            return Days(one.start if one else None, other.end if other else None)
        return _named(text, today)
    except (ValueError, OverflowError):
        return None


def _named(text: str, today: date) -> Days | None:
    if match := _NUMBERS.fullmatch(text):
        return _dated(*(int(n) if n else 0 for n in match.groups()))
    if match := _AGO.fullmatch(text):
        return Days(_back(today, int(match[1]), match[2][0]), today + _DAY)
    if len(text) >= 3:
        for number, name in enumerate(_WEEKDAYS):
            if name.startswith(text):
                day = today - timedelta(days=(today.weekday() - number) % 7)
                return Days(day, day + _DAY)
        for number, name in enumerate(_MONTHS, start=1):
            if name.startswith(text):
                return _dated(today.year - (number > today.month), number, 0)
    monday = today - timedelta(days=today.weekday())
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    match text:
        case "today":
            return Days(today, today + _DAY)
        case "yesterday":
            return Days(today - _DAY, today)
        case "this week":
            return Days(monday, monday + 7 * _DAY)
        case "last week":
            return Days(monday - 7 * _DAY, monday)
        case "this month":
            return _dated(today.year, today.month, 0)
        case "last month":
            return Days((month - _DAY).replace(day=1), month)
        case "this year":
            return _dated(today.year, 0, 0)
        case "last year":
            return Days(year.replace(year=year.year - 1), year)
    return None


def _dated(year: int, month: int, day: int) -> Days:
    if not month:
        return Days(date(year, 1, 1), date(year + 1, 1, 1))
    if not day:
        return Days(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))
    start = date(year, month, day)
    return Days(start, start + _DAY)


def _back(today: date, count: int, unit: str) -> date:
    if unit in "dw":
        return today - timedelta(
            days=count * (7 if unit == "w" else 1) - (unit == "d" and count > 0)
        )
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    start = date(months // 12, months % 12 + 1, 1)
    return start + timedelta(days=min(today.day, _month_length(start)) - 1)


def _month_length(first: date) -> int:
    return ((first + timedelta(days=31)).replace(day=1) - first).days
