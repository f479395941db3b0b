"""What becomes of inputs, stored in batches and kept account of."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from reader.inputs import Failure
from reader.library import Library
from reader.library.store import Arrival
from reader.progress import Meter, Progress

BATCH: Final = 32
"""Articles stored in one transaction; of fewer inputs than that each is stored at once."""

PATIENCE: Final = 0.5
"""Seconds after which a batch is stored however small it is."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the inputs. `ids` are the articles they are now, in the inputs' order."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failures: tuple[Failure, ...] = ()
    stopped: bool = False
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Bytes that are in the library already."""

    location: str
    id: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """An input that is an article, to be stored."""

    location: str
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class Anew:
    """A stored article as it is made of its original today."""

    location: str
    id: int
    arrival: Arrival


Outcome = Fresh | Anew | Known | Failure


class Intake:
    """Takes outcomes, stores them in batches, and keeps the account."""

    def __init__(
        self,
        library: Library,
        total: int,
        failures: list[Failure],
        on_progress: Callable[[Progress], None],
    ) -> None:
        self.library = library
        self.failures = failures
        self.tell = on_progress
        self.stored = 0
        self._batch_size = BATCH if total > BATCH else 1
        self._batch: list[Fresh | Anew] = []
        self._stored_at = time.monotonic()
        self._ids: dict[str, int] = {}
        self._outcomes: Counter[str] = Counter()
        self._meter = Meter(total, "adding", on_progress)

    def take(self, outcome: Outcome | None) -> None:
        """Note what became of an input; None is a moment in which nothing came."""
        match outcome:
            case Failure():
                self.failures.append(outcome)
                self._meter.advance(label=outcome.location, failed=1)
            case Known():
                self._outcomes["unchanged"] += 1
                self._ids[outcome.location] = outcome.id
                self._meter.advance(label=outcome.location)
            case Fresh() | Anew():
                self._batch.append(outcome)
        is_due = time.monotonic() - self._stored_at >= PATIENCE
        if len(self._batch) >= self._batch_size or (self._batch and is_due):
            self.store()

    def store(self) -> None:
        """Put what waits into the library, in one transaction."""
        fresh = [outcome for outcome in self._batch if isinstance(outcome, Fresh)]
        anew = [outcome for outcome in self._batch if isinstance(outcome, Anew)]
        if fresh:
            for outcome, added in zip(
                fresh, self.library.store.add([outcome.arrival for outcome in fresh]), strict=True
            ):
                self._outcomes[added.outcome] += 1
                self._ids[outcome.location] = added.id
        if anew:
            self.library.store.replace([(outcome.id, outcome.arrival) for outcome in anew])
            self._outcomes["updated"] += len(anew)
            self._ids.update((outcome.location, outcome.id) for outcome in anew)
        for stored in self._batch:
            self._meter.advance(label=stored.location)
        self.stored += len(self._batch)
        self._batch.clear()
        self._stored_at = time.monotonic()

    def finish(self) -> None:
        """Store what is left."""
        self.store()
        self._meter.finish()

    def report(self, inputs: Sequence[str], stopped: bool) -> Report:
        """The account, once all is stored."""
        ids = dict.fromkeys(self._ids[name] for name in inputs if name in self._ids)
        return Report(
            added=self._outcomes["added"],
            updated=self._outcomes["updated"],
            unchanged=self._outcomes["unchanged"],
            failures=tuple(self.failures),
            stopped=stopped,
            ids=tuple(ids),
        )
