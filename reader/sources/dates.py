"""When an article was published, as files and pages write it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})\Z")
_SHORT_OFFSET: Final = re.compile(r"\s*([+-]\d\d):?(\d\d)?\Z")


def read_date(text: str) -> datetime | None:
    """The moment a date in ISO 8601, RFC 5322 or `2024/05/02` form names; None when it is none.

    Always aware: where the text has no time zone it is taken as UTC, where it has no time as
    midnight. `02.05.2024` is the second of May; `5/2/2024` could be either day and is none.
    """
    text = " ".join(text.split())
    if not text or len(text) > 60:
        return None
    for form in (text, text.replace("/", "-"), _SHORT_OFFSET.sub(r"\1:\2", text)):
        try:
            return _aware(datetime.fromisoformat(form.removesuffix(" UTC").removesuffix(" GMT")))
        except ValueError:
            continue
    if (match := _DAY_FIRST.match(text)) and "." in text:
        try:
            return datetime(int(match[3]), int(match[2]), int(match[1]), tzinfo=UTC)
        except ValueError:
            return None
    try:
        return _aware(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _aware(moment: datetime) -> datetime | None:
    """The moment with a time zone, unless it lies outside what a library can sort by."""
    if not 1600 <= moment.year <= 9000:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
