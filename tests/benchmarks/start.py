"""How long `reader` takes to its first painted list, and how much memory it reads in.

    python -m tests.benchmarks.start

Against a Textual app that shows one line, started in turn with it, each in a terminal of its own.
Goals: at most 2.0 times the bare app; under 120 MB while an article is read; with `--articles
100000`, at most 250 MB after some searches.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reader import pipeline
from reader.article import Article, Block, Entity, Mention, Quote, Span
from reader.library import Library
from reader.library.arrival import Arrival, pack
from reader.library.store import Position
from reader.sources.original import Original

PROGRAM = Path(sys.executable).with_name("reader")

NEWEST = "Newest of them all"
FIRST_WORDS = "Opening words"
"""The first article's headline and what its body begins with: seen, it is painted."""

BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("Bare and painted")

Bare().run()
"""

CONSONANTS = ("k", "l", "m", "r", "t", "v", "d", "h", "sh", "p", "gr", "n", "qu", "s", "b", "w")
VOWELS = ("a", "e", "i", "o", "u", "ar", "en", "ol")
PEOPLE = ("Adaeze Nwosu", "Tomasz Wilk", "Ines Okafor", "Jun Watanabe", "Amara Diallo")
SOURCES = ("The Sandvik Courier", "Meridian Dispatch", "Lagos Morning Ledger")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=15, help="starts of each (default 15)")
    chosen = parser.parse_args()

    folder = library(chosen.articles)
    reader = [str(PROGRAM), "--library", str(folder)]
    bare = [sys.executable, "-c", BARE]
    plain, help_ = [sys.executable, "-c", "print('Usage')"], [str(PROGRAM), "--help"]
    starts: dict[str, list[float]] = {"bare": [], "reader": [], "python": [], "help": []}
    for run in range(chosen.runs + 1):
        took = {
            "bare": first_paint(bare, "Bare and painted"),
            "reader": first_paint(reader, NEWEST),
            "python": first_paint(plain, "Usage"),
            "help": first_paint(help_, "Usage"),
        }
        if run:  # The first of each fills the caches.
            for name, seconds in took.items():
                starts[name].append(seconds * 1000)
    middle = {name: statistics.median(times) for name, times in starts.items()}
    least = {name: min(times) for name, times in starts.items()}
    print(f"start to first painted list, {chosen.articles:,} articles, median of {chosen.runs}:")
    print(f"  bare Textual app  {middle['bare']:6.0f} ms  (least {least['bare']:.0f})")
    print(f"  reader            {middle['reader']:6.0f} ms  (least {least['reader']:.0f})")
    print(f"  ratio             {middle['reader'] / middle['bare']:6.2f}     (goal 2.0)")
    print(f"reader --help       {middle['help']:6.0f} ms  (bare Python {middle['python']:.0f} ms)")
    reading, searching = memory(reader)
    print(f"memory while reading {reading:5.0f} MB  (goal 120 with 10,000)")
    print(f"after searching      {searching:5.0f} MB  (goal 250 with 100,000)")


def first_paint(command: Sequence[str], words: str) -> float:
    """Seconds from the start of a command to these words in what it writes to its terminal."""
    began = time.perf_counter()
    with terminal(command) as (_, output):
        wait_for(output, words)
        return time.perf_counter() - began


def memory(command: Sequence[str]) -> tuple[float, float]:
    """Resident megabytes once the first article is read, and after some searches as well."""
    with terminal(command) as (process, output):
        wait_for(output, NEWEST)
        os.write(output, b"\r")
        wait_for(output, FIRST_WORDS)
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            os.write(output, b" ")
            drain(output, 0.5)
        reading = resident(process)
        for query in ("k", "sha men", '"opening words"', "person:adaeze ta"):
            for key in f"/{query}\r\x1b":
                os.write(output, key.encode())
                drain(output, 0.5)
        return reading, resident(process)


def resident(process: int) -> float:
    """Megabytes of a process that are in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


@contextmanager
def terminal(command: Sequence[str]) -> Iterator[tuple[int, int]]:
    """A command in a terminal of 120 by 40: its process, and the terminal to read and write."""
    process, output = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.execve(command[0], command, environment())
    try:
        yield process, output
    finally:
        os.kill(process, signal.SIGKILL)
        os.close(output)
        os.waitpid(process, 0)


def environment() -> dict[str, str]:
    """A terminal's, and bytecode kept: what is installed is compiled once, not at each start."""
    variables = {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "reader-benchmark-bytecode"),
    }
    dropped = ("PYTHONDONTWRITEBYTECODE", "NO_COLOR", "READER_CONFIG")
    return {name: value for name, value in os.environ.items() if name not in dropped} | variables


def wait_for(output: int, words: str, seconds: float = 60) -> None:
    """Read a terminal until these words were written to it. Raises TimeoutError, EOFError."""
    seen = bytearray()
    deadline = time.monotonic() + seconds
    while words.encode() not in seen:
        if not select.select([output], [], [], max(0, deadline - time.monotonic()))[0]:
            raise TimeoutError(f"{words!r} was not written; what was: {bytes(seen[-2000:])!r}")
        try:
            written = os.read(output, 1 << 16)
        except OSError as problem:
            raise EOFError(f"ended before {words!r}: {bytes(seen[-2000:])!r}") from problem
        if b"\x1b[c" in written:
            # Every terminal says what it is at once when it is asked.
            os.write(output, b"\x1b[?62;22c")
        seen += written


def drain(output: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while select.select([output], [], [], max(0, deadline - time.monotonic()))[0]:
        os.read(output, 1 << 16)


def library(count: int) -> Path:
    """A library of so many articles, made once and kept in the folder for temporary files."""
    folder = Path(tempfile.gettempdir()) / f"reader-benchmark-start-{count}"
    with Library.open(folder) as made:
        present = made.store.counts().total
        dice = random.Random(count + present)
        syllables = [first + second for first in CONSONANTS for second in VOWELS]
        vocabulary = ["".join(dice.choices(syllables, k=dice.randint(1, 4))) for _ in range(8000)]
        for start in range(present, count, 500):
            made.store.add(
                [arrival(n, count, vocabulary, dice) for n in range(start, min(count, start + 500))]
            )
            print(f"making articles: {start + 500:,} of {count:,}", end="\r", file=sys.stderr)
        pipeline.catch_up(made)
        # Where an earlier run left off reading, its beginning would not be shown.
        made.store.set_position(made.store.ids()[0], Position(0, 0))
    return folder


def arrival(number: int, count: int, vocabulary: Sequence[str], dice: random.Random) -> Arrival:
    """An article of about 500 words with names and quotes; the last is the newest."""
    is_newest = number == count - 1
    headline = NEWEST if is_newest else " ".join(dice.choices(vocabulary, k=8)).capitalize()
    blocks = [Block(headline, "headline")]
    mentions: dict[str, list[Mention]] = {}
    quotes = []
    for part in range(10):
        person = dice.choice(PEOPLE)
        said = f"“{' '.join(dice.choices(vocabulary, k=14))},”"
        opening = f"{FIRST_WORDS} " if is_newest and not part else ""
        text = f"{opening}{' '.join(dice.choices(vocabulary, k=30))}. {said} said {person}."
        at = text.index("“")
        quotes.append(Quote((Span(len(blocks), at, at + len(said)),), person))
        start = text.rindex(person)
        mentions.setdefault(person, []).append(
            Mention(len(blocks), start, start + len(person), "person")
        )
        blocks.append(Block(text))
    article = Article(
        headline=headline,
        source=dice.choice(SOURCES),
        byline=dice.choice(PEOPLE),
        published=datetime(2026, 11, 24, tzinfo=UTC) - timedelta(minutes=37 * (count - number)),
        language="en",
        blocks=tuple(blocks),
        entities=tuple(Entity(name, "person", tuple(found)) for name, found in mentions.items()),
        quotes=tuple(quotes),
    )
    content = "\n\n".join(block.text for block in blocks).encode()
    return pack(article, Original(f"/news/{number}.txt", content), "benchmark")


if __name__ == "__main__":
    main()
