"""The tagger: the words of a sentence → the names in it, each with how sure the tagger is.

A linear-chain CRF (Lafferty and others 2001), by CRFsuite; `reader.analysis.training` makes its
weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import pycrfsuite

from reader.analysis.bounds import parts
from reader.analysis.features import Features

NameKind = Literal["person", "org", "place"]


class WeightsError(Exception):
    """The packaged weights are missing or damaged. One line: what, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Name:
    """Words `start` to `end` (exclusive) of a sentence, and how sure the tagger is, 0 to 1."""

    start: int
    end: int
    kind: NameKind
    confidence: float


class Tagger:
    """Weights, loaded. Not to be used by two threads at a time."""

    def __init__(self, weights: Path) -> None:
        """Raises WeightsError."""
        mend = "Install reader-tui again."
        try:
            size = weights.stat().st_size
            with weights.open("rb") as file:
                header = file.read(8)
        except OSError as error:
            problem = error.strerror or "cannot be read"
            raise WeightsError(f"{weights}: weights for names: {problem}. {mend}") from None
        damaged = f"{weights}: the weights for names are damaged. {mend}"
        # CRFsuite trusts what it opens, so the header's magic and size are looked at first.
        if header[:4] != b"lCRF" or int.from_bytes(header[4:], "little") != size:
            raise WeightsError(damaged)
        self._crf = pycrfsuite.Tagger()
        try:
            self._crf.open(str(weights))
        except (ValueError, OSError):
            raise WeightsError(damaged) from None

    def names(self, words: Sequence[str], seen: Iterable[tuple[int, Features]]) -> list[Name]:
        """The names in one sentence, in order, none overlapping. `seen`: its `features`."""
        found: list[Name] = []
        for offset, rows in seen:
            labels = self._crf.tag(rows)
            start = -1
            for i, label in enumerate([*labels, "O"]):
                if start >= 0 and label != "I" + labels[start][1:]:
                    sure = min(self._crf.marginal(labels[j], j) for j in range(start, i))
                    for first, last, kind in parts(
                        words, offset + start, offset + i, labels[start][2:]
                    ):
                        if not found or found[-1].end <= first:
                            found.append(Name(first, last, cast(NameKind, kind), sure))
                    start = -1
                if start < 0 and label != "O":
                    start = i
        return found
