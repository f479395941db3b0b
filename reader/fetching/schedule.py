"""When a feed is asked again: pure decisions over what the server said and how often it failed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST: Final = 24 * 3600
"""Seconds after which every feed is tried again, whatever it asks for."""

LONGEST_WAIT: Final = 7 * 24 * 3600
"""Seconds a server that is too busy may ask to be left alone."""

FIRST_PAUSE: Final = 300
"""Seconds after a first failure; each further one in a row doubles them."""

JITTER: Final = 0.25
"""The part by which a pause is longer or shorter by chance, so that not all come back at once."""

_MAX_AGE: Final = re.compile(r"(?:\A|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_KEPT: Final = re.compile(r"(?:\A|[,\s])no-(?:cache|store)\b", re.IGNORECASE)


def after_success(now: int, headers: Mapping[str, str], minutes: int = 0) -> int:
    """When to ask again, in seconds since 1970 as `now` is.

    As long as the answer is fresh (Cache-Control, else Expires), or as the feed itself asks for in
    `minutes`; a day at most.
    """
    return now + min(LONGEST, max(_freshness(headers), minutes * 60))


def after_failure(now: int, failures: int, headers: Mapping[str, str], chance: float) -> int:
    """When to try again after `failures` in a row, this one included; `chance` is in [0, 1).

    What the server asks for (Retry-After) holds; else the pauses grow from five minutes to a day.
    """
    asked = asked_to_wait(now, headers)
    pause = min(LONGEST, FIRST_PAUSE << min(max(0, failures - 1), 20))
    jittered = round(pause * (1 + JITTER * (2 * chance - 1)))
    return now + (asked if asked is not None else min(jittered, LONGEST))


def asked_to_wait(now: int, headers: Mapping[str, str]) -> int | None:
    """The seconds of Retry-After, which gives them or a date; None where it is not there."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdecimal():
        return min(int(said[:12]), LONGEST_WAIT)
    moment = _moment(said)
    return None if moment is None else max(0, min(moment - now, LONGEST_WAIT))


def _freshness(headers: Mapping[str, str]) -> int:
    """Seconds for which an answer holds (RFC 9111, 4.2); 0 where nothing is said."""
    control = headers.get("cache-control", "")
    if _NOT_KEPT.search(control):
        return 0
    if match := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        passed = int(age[:9]) if age.isascii() and age.isdecimal() else 0
        return max(0, int(match[1]) - passed)
    expires, date = _moment(headers.get("expires", "")), _moment(headers.get("date", ""))
    return max(0, expires - date) if expires is not None and date is not None else 0


def _moment(text: str) -> int | None:
    """A date of HTTP in seconds since 1970; None where it is none."""
    if not text or len(text) > 60:
        return None
    try:
        found = parsedate_to_datetime(text)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def shown(moment: datetime, now: datetime) -> str:
    """A moment to come in words, for a line: `in 5 minutes`, `in 3 hours`."""
    seconds = max(0, round((moment - now).total_seconds()))
    if seconds < 90:
        return "in a minute"
    minutes = round(seconds / 60)
    return f"in {minutes} minutes" if minutes < 90 else f"in {round(minutes / 60)} hours"
