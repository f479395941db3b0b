"""How fast searching is, beside SQLite's FTS5 in the same run.

    python tests/benchmarks/search.py --articles 20000

makes a library of invented words (their frequencies as in English: Zipf's law), measures building,
adding, every key of twenty typed queries, plain queries and hostile ones, and prints what the goals
are. Times are of the processor, so that a busy machine gives the same. Keys: p95 50 ms at 20,000
articles, 120 at 100,000; hostile queries: 200 ms.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

from reader.article import Article, Block, Entity, Mention, Quote, Span
from reader.library import Library
from reader.library.arrival import pack
from reader.library.index import BATCH, IndexEntry, entry_of
from reader.library.query import parse
from reader.library.search import search
from reader.library.words import COMMON
from reader.sources.original import Original

TODAY = date(2026, 1, 31)
SENTENCES = 27
WORDS = 22


ONSETS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st str t th tr v w"
VOWELS = "a e i o u ai ea ee ie io oo ou"
CODAS = "b ck d g l ll m n nd ng nt p r rn rt s ss st t th x"
COMMON_SHARE = 0.42
"""Of the words of an English text, those that stand in every other: the, of, and…"""


class Press:
    """Writes articles of invented words, the same ones for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self.rng = random.Random(seed)
        onsets = ONSETS.split()
        vowels = VOWELS.split()
        codas = [*CODAS.split(), *[""] * 12]
        endings = ["", "", "", "s", "ed", "ing", "er", "ment", "ion", "ly", "al"]
        seen: dict[str, None] = {}
        while len(seen) < 60_000:
            syllables = self.rng.choices((1, 2, 3, 4), (3, 6, 4, 1))[0]
            word = "".join(
                self.rng.choice(onsets) + self.rng.choice(vowels) + self.rng.choice(codas)
                for _ in range(syllables)
            )
            seen[word + self.rng.choice(endings)] = None
        self.words = sorted(seen, key=lambda w: len(w) + 6 * self.rng.random())
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))
        self.common = sorted(COMMON)
        self.names = [
            f"{a.capitalize()} {b.capitalize()}"
            for a, b in zip(
                self.rng.choices(self.words[500:], k=4000),
                self.rng.choices(self.words[500:], k=4000),
                strict=True,
            )
        ]
        self.sources = [f"The {w.capitalize()} Post" for w in self.words[300:340]]

    def text(self, length: int) -> str:
        rarer = self.rng.choices(self.words, cum_weights=self.weights, k=length)
        return " ".join(
            self.rng.choice(self.common) if self.rng.random() < COMMON_SHARE else word
            for word in rarer
        )

    def article(self, number: int) -> Article:
        paragraphs = [". ".join(self.text(WORDS) for _ in range(3)) for _ in range(SENTENCES // 3)]
        blocks = tuple(Block(p) for p in paragraphs)
        names = self.rng.sample(self.names, 6)
        mention = (Mention(0, 0, 5, "person"),)
        return Article(
            headline=self.text(9),
            standfirst=self.text(18),
            byline=f"By {self.rng.choice(self.names)}",
            published=datetime(2026, 1, 31, tzinfo=UTC) - timedelta(minutes=17 * number),
            source=self.rng.choice(self.sources),
            url=f"https://example.org/{number}",
            blocks=blocks,
            entities=tuple(
                Entity(name, kind, mention)
                for name, kind in zip(
                    names, ("person", "person", "person", "org", "place", "place"), strict=True
                )
            ),
            quotes=(
                Quote((Span(1, 0, len(paragraphs[1]) // 2),), names[0]),
                Quote((Span(4, 0, len(paragraphs[4]) // 2),), names[1]),
            ),
        )


def spread(times: Sequence[float]) -> str:
    ordered = sorted(times)
    return (
        f"median {statistics.median(ordered):7.2f}  p95 {ordered[int(len(ordered) * 0.95)]:7.2f}"
        f"  most {ordered[-1]:7.2f} ms"
    )


def timed(action: Callable[[], object]) -> float:
    """Milliseconds of processor time, the same on a busy machine as on an idle one."""
    began = time.process_time()
    action()
    return (time.process_time() - began) * 1000


def keys(query: str) -> Iterator[str]:
    return (query[: n + 1] for n in range(len(query)))


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make_store(folder: Path, press: Press, count: int) -> None:
    with Library.open(folder) as library:
        for first in range(0, count, 500):
            library.store.add(
                [
                    pack(a, Original(a.url, a.url.encode()), "benchmark 1")
                    for a in (press.article(n) for n in range(first, min(first + 500, count)))
                ]
            )


def build(folder: Path, batch: int) -> dict[str, float]:
    """In a process of its own, so that its memory is its own."""
    code = (
        "import sys, json; sys.path.insert(0, 'tests/benchmarks'); import search; "
        f"print(json.dumps(search.build_here({str(folder)!r}, {batch})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def build_here(folder: str, batch: int) -> dict[str, float]:
    library = Library.open(Path(folder))
    store, index = library.store, library.index
    took, count = 0.0, 0
    before = memory()
    while changes := store.changes(index.seen(), batch):
        entries = [entry_of(c.id, store.article(c.id)) for c in changes if not c.removed]
        began = time.process_time()
        revision = changes[-1].revision
        index.update(entries, (), revision, since=index.seen(), mark=store.lineage(revision))
        took += time.process_time() - began
        count += len(entries)
    began = time.process_time()
    while index.tidy():
        pass
    return {
        "rate": count / took,
        "tidy": time.process_time() - began,
        "memory": memory(),
        "before": before,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--batch", type=int, default=BATCH)
    options.add_argument("--keep", type=Path, help="keep the library here and use it again")
    chosen = options.parse_args()
    press = Press()
    with tempfile.TemporaryDirectory() as temporary:
        measure(chosen.keep or Path(temporary), press, chosen.articles, chosen.batch)


def measure(folder: Path, press: Press, count: int, batch: int) -> None:
    if not (folder / "library.db").exists():
        make_store(folder, press, count)
    if not (folder / "fts.db").exists():
        make_fts(folder)
        built = build(folder, batch)
        print(
            f"build: {built['rate']:.0f} articles/s of processor time, then {built['tidy']:.1f} s"
            f" of tidying; {built['memory']:.0f} MB at most (goal: 300/s, 300 MB)"
        )
    size = sum(p.stat().st_size for p in (folder / "index").rglob("*") if p.is_file())
    print(f"index on disk: {size / 1e6:.0f} MB")
    first = subprocess.run(
        [sys.executable, "-c", FIRST, str(folder)], capture_output=True, text=True, check=True
    )
    print(f"first search, import included: {first.stdout.strip()} ms (goal: 150)")
    library = Library.open(folder)
    typed = queries(press)
    times = [
        (timed(lambda t=text: search(library, parse(t, TODAY, typing=True))), text)
        for query in typed
        for text in keys(query)
    ]
    print(f"{len(times)} keys of {len(typed)} queries: {spread([t for t, _ in times])}")
    print("  slowest:", ", ".join(f"{text!r} {t:.0f}" for t, text in sorted(times)[-8:]))
    spoilt = [text for query in typed for text in keys(query) if beyond(library, text)]
    print(f"  keys for which not all articles were looked at: {spoilt} (goal: none)")
    endure(folder, press)
    compare(library, folder, press)
    extra = [entry_of(10**7 + n, press.article(n)) for n in range(50)]
    seen = library.index.seen()
    adding = []
    for _ in range(6):
        adding.append(timed(partial(library.index.update, extra, (), seen, since=seen)))
        extra = [IndexEntry(e.id + 50, e.headline, e.standfirst, e.body) for e in extra]
    print(f"adding 50: {spread(adding)} (goal: 500)")
    print(f"memory of this process: {memory():.0f} MB at most")
    library.close()


FIRST = """
import sys, time
from pathlib import Path
from reader.library import Library
library = Library.open(Path(sys.argv[1]))
library.order()  # the list has been drawn
began = time.process_time()
from datetime import date
from reader.library.query import parse
from reader.library.search import search
from reader.library.words import COMMON
search(library, parse("sto", date(2026, 1, 31), typing=True), limit=1000)
print(round((time.process_time() - began) * 1000))
"""


def queries(press: Press) -> list[str]:
    """What people type: common words and rare ones, pairs, a phrase, a field, a flag."""
    w = press.words
    return [
        w[20], w[45], w[90], w[150], w[400], w[1200], w[5000], w[30000],
        f"{w[30]} {w[60]}", f"{w[80]} {w[200]}", f"{w[100]} {w[110]} {w[120]}",
        f"{w[3000]} {w[12]}", f'"{w[15]} {w[25]}"', f"{w[70]} -{w[10]}", f"{w[70]} or {w[300]}",
        f"person:{press.names[3].split()[0].lower()}", f"title:{w[50]}", f"is:unread {w[33]}",
        f"2026-01 {w[40]}", f"said:{w[55]} {w[22]}",
    ]  # fmt: skip


def beyond(library: Library, text: str) -> str:
    """How far a search went that was too much to go to the end; nothing for others."""
    results = search(library, parse(text, TODAY, typing=True), limit=1)
    told = (problem.message for problem in results.problems)
    return next((message for message in told if "were looked at" in message), "")


def endure(folder: Path, press: Press) -> None:
    """The searches that are most work, each after a first one that leaves no lists remembered."""
    took = []
    for name, query in hostile(press).items():
        times = []
        for typing in (False, True):
            with Library.open(folder) as library:
                search(library, parse("id:1", TODAY))
                asked = parse(query, TODAY, typing=typing)
                times.append(timed(partial(search, library, asked)))
                told = beyond(library, query)
        took += times
        print(f"  {name:32} {max(times):6.0f} ms  {told}")
    print(f"{len(took)} hostile queries: {spread(took)} (goal: 200)")


def hostile(press: Press) -> dict[str, str]:
    """What is much work: words of nearly every article, in all that a query can be."""
    w = press.words[:200]

    def quoted(first: int, count: int, after: str = "") -> str:
        return f'"{" ".join(w[first : first + count])}"{after}'

    return {
        "64 words": " ".join(w[:64]),
        "64 words by or": " or ".join(w[:64]),
        "64 words left out": "-" + " -".join(w[:64]),
        "64 words of quotes by or": " or ".join(f"said:{word}" for word in w[:64]),
        "-(a -b) by or": " or ".join(f"-({a} -{b})" for a, b in zip(w[:32], w[32:64], strict=True)),
        "brackets in brackets": "(".join(f"{word} or -" for word in w[:40]),
        "near: of 3": f"near:{quoted(0, 3)}",
        "near: of 8": f"near:{quoted(0, 8)}",
        "near: left out": f"-near:{quoted(0, 8)}",
        "near: by or": " or ".join(f"near:{quoted(8 * n, 8)}" for n in range(9)),
        "near: by and": " ".join(f"near:{quoted(4 * n, 4)}" for n in range(12)),
        "phrase of 64": quoted(0, 64),
        "phrase of one word 64 times": f'"{" ".join(w[:1] * 64)}"',
        "the same, slop 99": f'"{" ".join(w[:1] * 64)}"~99',
        "phrase of 2, slop 99": quoted(0, 2, "~99"),
        "phrase of 3, slop 99": quoted(0, 3, "~99"),
        "phrase of 8, slop 1": quoted(0, 8, "~1"),
        "phrase of 64, slop 99": quoted(0, 64, "~99"),
        "phrases by or": " or ".join(quoted(2 * n, 2) for n in range(16)),
        "phrases by or, slop 99": " or ".join(quoted(2 * n, 2, "~99") for n in range(16)),
        "phrases by and": " ".join(quoted(2 * n, 2) for n in range(16)),
        "phrases left out": "-" + " -".join(quoted(2 * n, 2) for n in range(16)),
        "phrase in every address": 'url:"https example org"',
        "that, slop 99": 'url:"https example org"~99',
        "that by or": " or ".join(f'url:"https example org"~{n}' for n in range(12)),
        "a name of every article": "by:by source:the source:post",
        "8 misspelt by or": " or ".join(f"{word}~2" for word in w[:8]),
        "8 misspelt": " ".join(f"{word}~2" for word in w[:8]),
        "8 long ones misspelt": " or ".join(f"{chr(97 + n)}{'aeiou' * 4}~2" for n in range(8)),
        "8 misspelt of 9 letters": " or ".join(f"{chr(97 + n)}eaement~2" for n in range(8)),
        "8 beginnings by or": " or ".join(f"{word[:3]}*" for word in press.words[300:308]),
        "4 beginnings of a letter": "s* t* p* c*",
        "10,000 characters": " ".join(w * 10)[:10_000],
    }


def make_fts(folder: Path) -> None:
    library = Library.open(folder)
    with sqlite3.connect(folder / "fts.db") as fts:
        fts.execute(
            "CREATE VIRTUAL TABLE articles USING fts5(headline, standfirst, body,"
            " tokenize = 'porter unicode61 remove_diacritics 2', prefix = '1 2 3')"
        )
        for id in library.store.ids():
            e = entry_of(id, library.store.article(id))
            fts.execute(
                "INSERT INTO articles (rowid, headline, standfirst, body) VALUES (?, ?, ?, ?)",
                (id, e.headline, e.standfirst, e.body),
            )
    library.close()


def usual(action: Callable[[], object]) -> float:
    return statistics.median(timed(action) for _ in range(5))


def ask_fts(fts: sqlite3.Connection, match: str) -> list[tuple[int]]:
    return fts.execute(
        "SELECT rowid FROM articles WHERE articles MATCH ?"
        " ORDER BY bm25(articles, 5, 2.5, 1) LIMIT 50",
        (match,),
    ).fetchall()


def compare(library: Library, folder: Path, press: Press) -> None:
    fts = sqlite3.connect(folder / "fts.db")
    w = press.words
    plain = [
        (w[n], f'"{w[n]}"') for n in (200, 400, 800, 1500, 3000, 6000, 12000, 24000)
    ] + [
        (f"{w[a]} {w[b]}", f'"{w[a]}" "{w[b]}"') for a, b in ((60, 90), (200, 500), (1000, 80))
    ] + [(f'"{w[a]} {w[b]}"', f'"{w[a]} {w[b]}"') for a, b in ((30, 40), (100, 200))]  # fmt: skip
    ours, theirs = [], []
    for query, match in plain:
        parsed = parse(query, TODAY)
        assert parsed.tree is not None
        ours.append(usual(partial(search, library, parsed, limit=50)))
        index = usual(partial(library.index.search, parsed.tree))
        theirs.append(usual(partial(ask_fts, fts, match)))
        found = search(library, parsed).total
        print(
            f"  {query:28} {found:6} found  {ours[-1]:6.2f} ms (index {index:6.2f})"
            f"  FTS5 {theirs[-1]:6.2f} ms"
        )
    ratios = [our / their for our, their in zip(ours, theirs, strict=True)]
    print(
        f"plain queries: {statistics.median(ratios):.1f} times FTS5, at most {max(ratios):.1f}"
        " (goal: 12)"
    )
    fts.close()


if __name__ == "__main__":
    main()
