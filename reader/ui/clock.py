"""Times as a news list shows them."""

from __future__ import annotations

from datetime import datetime


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
