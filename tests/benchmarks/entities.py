"""How well people, organisations and places are found, and how fast.

    python -m tests.benchmarks.entities TRAIN GMB [--quick] [--every N]

Five folds over the documents of TRAIN: each fifth is read by a tagger trained on the rest and on
GMB. Exact spans of the right kind count. `--quick` reads the first fifth only, `--every` trains on
every Nth document of GMB only. TRAIN and GMB as for `reader.analysis.training`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from reader.analysis.recognition import Recogniser
from reader.analysis.tokens import sentences
from reader.analysis.training import KINDS, Document, by_line, clean, read, train

FOLDS = 5
Span = tuple[int, int, str]


def found(recogniser: Recogniser, text: str) -> Iterator[Span]:
    """The names in a document, its lines sentences."""
    cut = list(by_line(text))
    answers = recogniser.names([sentence.words for sentence in cut])
    for sentence, names in zip(cut, answers, strict=True):
        for name in names:
            yield sentence.starts[name.start], sentence.ends[name.end - 1], name.kind


def measure(fold: int, gold: Sequence[Document], silver: Sequence[Document]) -> Counter[str]:
    """Right, found and marked names of one fold, by kind and by source; words and seconds."""
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        learnt = [d for i, d in enumerate(gold) if i % FOLDS != fold]
        train(learnt, silver, Path(folder))
        recogniser = Recogniser(Path(folder))
        for document in gold[fold::FOLDS]:
            began = time.perf_counter()
            answer = set(found(recogniser, document.text))
            tally["microseconds"] += round((time.perf_counter() - began) * 1e6)
            tally["words"] += sum(len(s.words) for s in sentences(document.text))
            marked = set(document.mentions)
            for label, kept in _slices(document.source):
                a = {span for span in answer if span[2] in kept}
                m = {span for span in marked if span[2] in kept}
                tally[f"right {label}"] += len(a & m)
                tally[f"found {label}"] += len(a)
                tally[f"marked {label}"] += len(m)
    return tally


def _slices(source: str) -> Iterator[tuple[str, frozenset[str]]]:
    yield "all", KINDS
    yield f"  {source}", KINDS
    for kind in sorted(KINDS):
        yield kind, frozenset((kind,))


def report(tally: Counter[str]) -> None:
    """Prints precision, recall and F1, the kinds first."""
    print(f"{'':28}{'P':>7}{'R':>7}{'F1':>7}")
    labels = [key.removeprefix("marked ") for key in tally if key.startswith("marked ")]
    for label in sorted(labels, key=lambda name: (name.startswith("  "), name)):
        right = tally[f"right {label}"]
        p = right / max(1, tally[f"found {label}"])
        r = right / max(1, tally[f"marked {label}"])
        print(f"{label:28}{p:7.3f}{r:7.3f}{2 * p * r / max(1e-9, p + r):7.3f}")
    print(f"{tally['words'] / tally['microseconds'] * 1e6:,.0f} words a second")


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.entities")
    parser.add_argument("train", type=Path)
    parser.add_argument("gmb", type=Path)
    parser.add_argument("--quick", action="store_true", help="the first fold only")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="a part of GMB only")
    asked = parser.parse_args()
    gold, silver = read(asked.train), clean(read(asked.gmb))[:: asked.every]
    random.Random(1).shuffle(gold)
    tally: Counter[str] = Counter()
    with ProcessPoolExecutor(max_workers=2) as pool:
        folds = range(1 if asked.quick else FOLDS)
        for one in pool.map(measure, folds, [gold] * len(folds), [silver] * len(folds)):
            tally += one
    report(tally)
    return 0


if __name__ == "__main__":
    sys.exit(main())
