"""Times as a news list shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from reader.tables import NotAmong

AGE: Final = "age"
AUTO: Final = "auto"
_MOST: Final = 60
"""Characters of a pattern."""
_DIRECTIVES: Final = frozenset("aAbBdDeFGHIjmMpRSTuUVWyYzZ%")
_BARE: Final = frozenset("dHIjmMSy")
"""What may be written without a zero before it: %-d."""
_DIRECTIVE: Final = re.compile(r"%(-?)(.?)")


def check_pattern(pattern: str, words: Sequence[str] = ()) -> None:
    """A pattern for dates as strftime has it, or one of some words.

    Raises ValueError, in a line, where it is neither.
    """
    if pattern in words:
        return
    if not pattern.isprintable() or len(pattern) > _MOST:
        raise ValueError(f"is a line of at most {_MOST} characters that can be seen")
    if "%" not in pattern:
        known = "".join(f"“{word}” nor " for word in words)
        raise NotAmong(f"“{pattern}” is neither {known}a pattern like %d %b %Y", pattern, words)
    for sign in _DIRECTIVE.finditer(pattern):
        if sign[2] not in (_BARE if sign[1] else _DIRECTIVES) or not sign[2]:
            what = f"“{sign[0]}” stands for nothing in a date; write for example %-d %b %Y %H:%M"
            letters = (sign[2], sign[2].swapcase())
            raise NotAmong(what, sign[0], [f"%{x}" for x in letters if x in _DIRECTIVES])


def dated(pattern: str, moment: datetime) -> str:
    """A moment in a pattern that was checked. %-d is a day without a zero, everywhere."""
    if "%-" in pattern:
        pattern = _DIRECTIVE.sub(
            lambda sign: str(int(moment.strftime(f"%{sign[2]}"))) if sign[1] else sign[0],
            pattern,
        )
    return moment.strftime(pattern)


def list_date(then: datetime, now: datetime, patterns: Sequence[str]) -> str:
    """A date in the list: by the first pattern today, by the second this year, by the third before.

    Where there are fewer, the last holds for what is older. `age` is how old it is. Both times are
    aware; the day is that of `now`'s place.
    """
    local = then.astimezone(now.tzinfo)
    far = 0 if local.date() == now.date() else 1 if local.year == now.year else 2
    pattern = patterns[min(far, len(patterns) - 1)]
    return age(then, now) if pattern == AGE else dated(pattern, local)


def age(then: datetime, now: datetime) -> str:
    """How old something is, in at most six cells: `12m`, `5h`, `3d`, then `22 Nov`, `2021`.

    Both times are aware. What lies ahead (a wrong clock, an embargo) is shown as a date.
    """
    seconds = (now - then).total_seconds()
    if 0 <= seconds < 60:
        return "now"
    if 0 <= seconds < 3600:
        return f"{int(seconds // 60)}m"
    if 0 <= seconds < 86400:
        return f"{int(seconds // 3600)}h"
    if 0 <= seconds < 7 * 86400:
        return f"{int(seconds // 86400)}d"
    local = then.astimezone(now.tzinfo)
    return f"{local.day} {local:%b}" if local.year == now.year else f"{local:%Y}"


def masthead_time(now: datetime) -> str:
    """`Tue 22 Nov 2022  21:04`."""
    return f"{now:%a} {now.day} {now:%b %Y}  {now:%H:%M}"


def day_and_time(then: datetime, now: datetime) -> str:
    """`18:40`, `yesterday 18:40`, `Tue 18:40` within a week, else `14 Nov 18:40`."""
    local = then.astimezone(now.tzinfo)
    days = (now.date() - local.date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return f"yesterday {local:%H:%M}"
    return f"{local:%a %H:%M}" if 0 < days < 7 else f"{local.day} {local:%b %H:%M}"
