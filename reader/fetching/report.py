"""What a fetch tells while it runs and when it is over."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from reader.progress import Progress

Outcome = Literal["new", "unchanged", "failed", "stopped"]


class FetchError(Exception):
    """Nothing can be fetched at all. Its text is one line: why, and what to do."""


class FetchRunning(FetchError):
    """Another fetch is at it: what is new comes by that."""


@dataclass(frozen=True, slots=True)
class FeedResult:
    """How one feed went. `problem` is in words, for what failed; `new` are articles' ids.

    `linked` counts entries whose story was in the library already, `passed_over` entries that no
    article could be made of. `note` says in words what is to be known of a feed that went well.
    """

    id: int
    title: str
    url: str
    outcome: Outcome
    new: tuple[int, ...] = ()
    updated: int = 0
    linked: int = 0
    passed_over: int = 0
    problem: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """A moment of a fetch: how many feeds are done, how many articles they brought.

    `ended` is the feed that has just ended, if one has; `label` names it.
    """

    done: int
    total: int
    failed: int
    new: int
    label: str = ""
    rate: float = 0.0
    seconds_left: float | None = None
    ended: FeedResult | None = None

    @property
    def progress(self) -> Progress:
        """The same as of any long work, for a bar."""
        return Progress(
            self.done, self.total, self.failed, self.label, self.rate, self.seconds_left
        )


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch brought. `not_due` are feeds that were left alone: it is not yet their time.

    `kept_no_longer` counts articles that were removed because of `keep`. `problem` is what went
    wrong with the library or its index, after what was fetched had been stored, `untold` what did
    with telling of it.
    """

    results: tuple[FeedResult, ...] = ()
    not_due: int = 0
    paused: int = 0
    kept_no_longer: int = 0
    stopped: bool = False
    problem: str = ""
    untold: str = ""

    @property
    def new(self) -> tuple[int, ...]:
        """The articles that came, by id."""
        return tuple(sorted(id for result in self.results for id in result.new))

    @property
    def failures(self) -> tuple[FeedResult, ...]:
        """The feeds that could not be fetched."""
        return tuple(result for result in self.results if result.outcome == "failed")

    @property
    def noted(self) -> tuple[FeedResult, ...]:
        """The feeds that went well but for something that is to be known."""
        return tuple(result for result in self.results if result.note)

    @property
    def summary(self) -> str:
        """The whole in a line: `31 new in 12 of 40 feeds, 2 failed`."""
        new = self.new
        asked = len(self.results)
        feeds = f"{asked:,} feed{'' if asked == 1 else 's'}"
        with_new = sum(1 for result in self.results if result.new)
        parts = [
            f"{len(new):,} new in {with_new:,} of {feeds}" if new else f"nothing new in {feeds}"
        ]
        if not asked:
            parts = []
        for number, words in (
            (sum(result.updated for result in self.results), "updated"),
            (sum(result.linked for result in self.results), "already there"),
            (sum(result.passed_over for result in self.results), "passed over"),
            (len(self.failures), "failed"),
            (self.not_due, "not due yet"),
            (self.paused, "paused"),
            (self.kept_no_longer, "kept no longer"),
        ):
            if number:
                parts.append(f"{number:,} {words}")
        if self.stopped:
            parts.append("stopped")
        return ", ".join(parts) or "there are no feeds yet: `reader feeds add` adds one"


def said(moment: datetime, now: datetime) -> str:
    """A moment gone by as people say it, in their own time: `yesterday 18:40`, `Monday 9:05`."""
    here, today = moment.astimezone(), now.astimezone().date()
    time = f"{here.hour}:{here.minute:02}"
    days = (today - here.date()).days
    if days <= 0:
        return time
    if days == 1:
        return f"yesterday {time}"
    if days < 7:
        return f"{calendar.day_name[here.weekday()]} {time}"
    return f"{here.day} {calendar.month_name[here.month]} {here.year if days > 300 else time}"
