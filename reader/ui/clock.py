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
