"""How long from a key to its frame, in a real terminal: a list of 100,000, a page of 5,000 words.

    python tests/benchmarks/keys.py [--articles 100000] [--keys 200]

The reader runs in a pseudo-terminal that says it takes synchronised updates, so the end of each
frame is seen; what is measured is the time from the key's byte to the end of the last frame that
follows it within 40 ms. Everything is included: parsing the key, drawing, writing.
"""

from __future__ import annotations

import argparse
import os
import pty
import random
import select
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from fcntl import ioctl
from pathlib import Path
from struct import pack as pack_bytes
from termios import TIOCSWINSZ

from reader.article import Article, Block, Entity, Mention
from reader.library import Library
from reader.library.arrival import pack
from reader.pipeline import catch_up
from reader.sources.original import Original

FRAME_END = b"\x1b[?2026l"
QUIET = 0.04


def page_of(words: int, highlights: int) -> Article:
    """An article of so many words with so many mentions, in paragraphs of a hundred words."""
    chance = random.Random(7)
    blocks: list[Block] = []
    mentions: list[Mention] = []
    each = max(1, words // highlights)
    paragraph: list[str] = []
    for number in range(words):
        if number % each == 0:
            start = len(" ".join(paragraph)) + bool(paragraph)
            mentions.append(Mention(len(blocks), start, start + 5, "person"))
            paragraph.append("Okafo")
        else:
            paragraph.append("".join(chance.choices("aeioubcdlmnrst", k=chance.randint(2, 9))))
        if len(paragraph) == 100:
            blocks.append(Block(" ".join(paragraph) + "."))
            paragraph = []
    return Article(
        headline="A very long read", blocks=tuple(blocks),
        entities=(Entity("Okafo", "person", tuple(mentions)),), published=datetime.now(UTC),
    )  # fmt: skip


def fill(folder: Path, articles: int) -> None:
    """A library of one long article and many short ones, indexed."""
    with Library.open(folder) as library:
        if library.store.counts().total >= articles:
            return
        now = datetime.now(UTC)
        long = page_of(5000, 500)
        batch = [pack(long, Original("/long", b"long"), "bench")]
        for number in range(1, articles):
            headline = f"Report {number:,} from the valley of the {number % 977}th bridge"
            article = Article(
                headline=headline, source=f"Paper {number % 40}",
                published=now - timedelta(minutes=number),
                blocks=(Block(headline, "headline"), Block("It rained.")),
            )  # fmt: skip
            batch.append(pack(article, Original(f"/{number}", str(number).encode()), "bench"))
            if len(batch) == 2000:
                library.store.add(batch)
                batch = []
        library.store.add(batch)
        catch_up(library)


class Terminal:
    """The reader in a pseudo-terminal of 120 by 40."""

    def __init__(self, library: Path) -> None:
        self.process, self.master = pty.fork()
        if self.process == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            reader = Path(sys.executable).parent / "reader"
            os.execv(reader, [str(reader), "--library", str(library)])
        ioctl(self.master, TIOCSWINSZ, pack_bytes("HHHH", 40, 120, 0, 0))

    def read(self, quiet: float = QUIET) -> tuple[bytes, float]:
        """What is written until nothing comes for so long, and when the last frame ended."""
        seen, ended = b"", 0.0
        while select.select([self.master], [], [], quiet)[0]:
            try:
                chunk = os.read(self.master, 1 << 16)
            except OSError:
                break
            if b"\x1b[?2026$p" in chunk:
                os.write(self.master, b"\x1b[?2026;1$y")
            seen += chunk
            if FRAME_END in chunk or FRAME_END in seen[-len(chunk) - 8 :]:
                ended = time.perf_counter()
        return seen, ended

    def press(self, key: bytes) -> float | None:
        """Milliseconds from the key to the end of its last frame; None where nothing was drawn."""
        began = time.perf_counter()
        os.write(self.master, key)
        _, ended = self.read()
        return (ended - began) * 1000 if ended else None

    def close(self) -> None:
        os.write(self.master, b"\x03")
        self.read(1.0)
        os.waitpid(self.process, 0)


def told(name: str, times: list[float]) -> None:
    cuts = statistics.quantiles(times, n=20)
    print(
        f"{name:44} {len(times):4} keys  median {statistics.median(times):5.1f} ms  "
        f"p95 {cuts[18]:5.1f} ms  most {max(times):5.1f} ms"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--keys", type=int, default=200)
    options.add_argument("--library", type=Path, help="keep the library here between runs")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.library or Path(temporary) / "library"
        fill(folder, chosen.articles)
        terminal = Terminal(folder)
        terminal.read(4.0)

        def run(name: str, keys: list[bytes]) -> None:
            times = [terminal.press(keys[n % len(keys)]) for n in range(chosen.keys)]
            told(name, [t for t in times if t is not None])

        # The cursor stays away from the long article, whose preview is measured by itself.
        terminal.press(b"\x1b[6~")
        run(f"list of {chosen.articles:,}: down", [b"j"])
        run(f"list of {chosen.articles:,}: screens", [b"\x1b[6~", b"\x1b[6~", b"\x1b[5~"])
        run(f"list of {chosen.articles:,}: ends", [b"G", b"g"])
        terminal.press(b"g")
        terminal.press(b"\r")
        terminal.read(0.5)
        run("page of 5,000 words, 500 names: down", [b"j"])
        run("page of 5,000 words, 500 names: pages", [b"\x1b[6~", b"\x1b[6~", b"\x1b[5~"])
        run("page of 5,000 words, 500 names: ends", [b"G", b"g"])
        terminal.close()


if __name__ == "__main__":
    main()
