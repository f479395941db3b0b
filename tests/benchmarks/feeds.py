"""How fast feeds are fetched: 200 of 50 entries, from a server that takes 50 ms to answer.

    python tests/benchmarks/feeds.py [--feeds 200] [--entries 50] [--latency 50] [--newsboat]

Prints, in this order: how fast feeds are read against feedparser alone; the first fetch, with all
entries new, until they are stored, analysed and found; the next fetch, with nothing new, answered
by 304 and, again, by the same bytes; the first fetch once more, begun by `R` in the reader in a
terminal, and how long after each of many keys its frame was drawn meanwhile. With --newsboat the
same feeds are fetched by newsboat too, if it is installed. The feeds are on 20 addresses of
loopback, each a host of its own. Nothing is judged here: the goals are in CONTRIBUTING.md.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import random
import re
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from email.utils import formatdate
from pathlib import Path
from xml.sax.saxutils import escape

from keys import FRAME_END, Terminal, fill, told

from reader import config
from reader.fetching import fetch
from reader.library import Library
from reader.library.query import parse
from reader.library.search import search
from reader.sources.original import Original

PLACE = re.compile(rb"\x1b\[(\d+);\d+H")

HOSTS = [f"127.0.0.{number}" for number in range(1, 21)]


def sentences() -> list[str]:
    """The sentences of the samples that come with the program."""
    from reader.sources import parse as parse_original
    from reader.sources.files import find, load

    found: list[str] = []
    for path in find([config.bundled_folder("seeds")]):
        for block in parse_original(load(path)).blocks:
            found += [s.strip() + "." for s in block.text.split(". ") if len(s.split()) > 6]
    return found


def feed(number: int, entries: int, pool: list[str]) -> str:
    """A feed whose entries have some 300 words each, put together by chance."""
    chance = random.Random(number)
    items = []
    for place in range(entries):
        paragraphs = [" ".join(chance.sample(pool, 4)) for _ in range(5)]
        body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        address = f"https://paper-{number}.example/{place}"
        moment = formatdate(1_700_000_000 + number * 1000 + place * 60, usegmt=True)
        items.append(
            f"<item><title>{escape(chance.choice(pool)[:70])} {number}-{place}</title>"
            f"<link>{address}</link><guid>{address}</guid><pubDate>{moment}</pubDate>"
            f"<description>{escape(body)}</description></item>"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Paper {number}'
        f"</title><link>https://paper-{number}.example/</link>{''.join(items)}</channel></rss>"
    )


async def serve(folder: Path, latency: float) -> None:
    """Serve the folder's feeds on every host; If-None-Match is answered unless the path says so."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                await asyncio.sleep(latency)
                if b"if-none-match" in head.lower() and "plain" not in path:
                    writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
                else:
                    content = (folder / Path(path).name).read_bytes()
                    tag = b"" if "plain" in path else b'ETag: "1"\r\n'
                    kind = b"Content-Type: application/rss+xml\r\n"
                    size = f"Content-Length: {len(content)}\r\n\r\n".encode()
                    writer.write(b"HTTP/1.1 200 OK\r\n" + kind + tag + size + content)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    servers = [await asyncio.start_server(answer, host, 0, backlog=256) for host in HOSTS]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.Event().wait()


# What is pressed while the reader fetches, and from which row of the screen the frame that answers
# is seen: the top line tells of the fetch by itself. The row below it is the search line's.
KEYS: dict[str, tuple[list[bytes], int]] = {
    "list: down, up": ([b"j", b"j", b"j", b"k"], 3),
    "page: line": ([b"j", b"j", b"j", b"k"], 3),
    "page: screen": ([b"\x1b[6~", b"\x1b[6~", b"\x1b[5~"], 3),
    "search: letter": ([bytes([letter]) for letter in b"harbour"], 2),
    "search: next hit": ([b"n"], 3),
}
BETWEEN = 0.06
"""Seconds between two keys: as fast as a key that is held, nearly."""


class Pressed(Terminal):
    """The reader in a terminal, with the frame told that answers a key."""

    def wait_for_frame(self, key: bytes, row: int, longest: float = 1.0) -> float | None:
        """Milliseconds from the key until a frame has ended that draws at the row or below."""
        began = time.perf_counter()
        os.write(self.master, key)
        seen, ended = b"", 0.0
        while not ended and (left := began + longest - time.perf_counter()) > 0:
            if not select.select([self.master], [], [], left)[0]:
                break
            seen += os.read(self.master, 1 << 16)
            now = time.perf_counter()
            *frames, seen = seen.split(FRAME_END)
            if any(int(at) >= row for frame in frames for at in PLACE.findall(frame)):
                ended = now
        while (left := began + BETWEEN - time.perf_counter()) > 0:
            self.read_for(left)
        return (ended - began) * 1000 if ended else None

    def read_for(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if select.select([self.master], [], [], left)[0]:
                os.read(self.master, 1 << 16)


def measure_keys(folder: Path, urls: list[str], entries: int, new: int) -> None:
    """Fetch in the reader and press keys until all is found; tell how fast those were drawn."""
    fill(folder, entries)
    with Library.open(folder) as library:
        for url in urls:
            library.feeds.add(url)
    terminal = Pressed(folder)
    terminal.read(4.0)
    times: dict[str, list[float]] = {name: [] for name in KEYS}
    unseen = 0

    def press(name: str, count: int) -> None:
        nonlocal unseen
        keys, row = KEYS[name]
        for number in range(count):
            took = terminal.wait_for_frame(keys[number % len(keys)], row)
            if took is None:
                unseen += 1
            else:
                times[name].append(took)

    def settle(*keys: bytes) -> None:
        for key in keys:
            os.write(terminal.master, key)
            terminal.read_for(0.3)

    def press_all() -> None:
        press("list: down, up", 20)
        settle(b"g", b"\r", b"g")  # The long article, from its headline.
        press("page: line", 20)
        press("page: screen", 6)
        settle(b"\x1b", b"/")
        press("search: letter", 7)
        settle(b"\r")
        settle(b"\r")
        press("search: next hit", 10)
        settle(b"\x1b", b"\x1b", b"\x1b")

    def tell(what: str) -> None:
        total = [time for some in times.values() for time in some]
        cuts = statistics.quantiles(total, n=20)
        print(
            f"{what}: {len(total)} keys, drawn after {statistics.median(total):.1f} ms,"
            f" p95 {cuts[18]:.1f}, most {max(total):.1f}; {unseen} drew nothing"
        )

    press_all()  # Whatever is loaded late is loaded now.
    for some in times.values():
        some.clear()
    for _ in range(3):
        press_all()
    tell("the reader, nothing else going on")
    for some in times.values():
        some.clear()
    with Library.open(folder) as library:
        began = time.perf_counter()
        settle(b"R")
        while library.store.counts().total < entries + new or (
            library.index.seen() < library.store.revision()
        ):
            press_all()
            if time.perf_counter() - began > 1200:
                print("  given up after 20 minutes")
                break
        took = time.perf_counter() - began
    terminal.close()
    tell(f"fetching by R, {entries} articles there, {new / took:.1f} a second, {took:.0f} s")
    for name, some in times.items():
        if len(some) > 1:
            told(f"  {name}", some)


def measure_reading(folder: Path, count: int) -> None:
    import feedparser

    from reader.sources.feed import read_feed

    contents = [path.read_bytes() for path in sorted(folder.glob("*.xml"))[:count]]
    alone, ours = [], []
    for _ in range(3):
        began = time.process_time()
        for content in contents:
            feedparser.parse(io.BytesIO(content))
        alone.append(time.process_time() - began)
        began = time.process_time()
        for content in contents:
            read_feed(Original("https://paper.example/feed.xml", content))
        ours.append(time.process_time() - began)
    one, other = min(alone), min(ours)
    print(
        f"reading {len(contents)} feeds: {other:.2f} s, feedparser alone {one:.2f} s:"
        f" {other / one:.2f} times as long"
    )


def measure_newsboat(folder: Path, urls: list[str]) -> None:
    program = shutil.which("newsboat")
    if program is None:
        print("newsboat is not installed")
        return
    (folder / "urls").write_text("\n".join(urls) + "\n")
    (folder / "config").write_text("reload-threads 16\nrefresh-on-startup no\n")
    command = [program, "-q", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
    for what in ("all new", "nothing new"):
        began = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        print(f"newsboat, {what}: {time.perf_counter() - began:.2f} s")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    arguments.add_argument("--feeds", type=int, default=200)
    arguments.add_argument("--entries", type=int, default=50)
    arguments.add_argument("--latency", type=float, default=50.0, help="in milliseconds")
    arguments.add_argument("--newsboat", action="store_true")
    arguments.add_argument("--articles", type=int, default=5000, help="in the open library")
    arguments.add_argument("--keys", action="store_true", help="only in the open reader")
    arguments.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.serve is not None:
        asyncio.run(serve(chosen.serve, chosen.latency / 1000))
        return
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "feeds"
        folder.mkdir()
        pool = sentences()
        for number in range(chosen.feeds):
            (folder / f"{number}.xml").write_text(feed(number, chosen.entries, pool))
        os.environ["READER_CONFIG"] = scratch
        command = [sys.executable, __file__, "--serve", str(folder)]
        server = subprocess.Popen(
            [*command, "--latency", str(chosen.latency)], stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            ports = [int(port) for port in server.stdout.readline().split()]
            urls = [f"http://{HOSTS[n % 20]}:{ports[n % 20]}/{n}.xml" for n in range(chosen.feeds)]
            new = chosen.feeds * chosen.entries
            if not chosen.keys:
                measure_reading(folder, 20)
                measure(Path(scratch) / "library", urls, new)
            measure_keys(Path(scratch) / "open", urls, chosen.articles, new)
            if chosen.newsboat:
                boat = Path(scratch) / "newsboat"
                boat.mkdir()
                measure_newsboat(boat, urls)
        finally:
            server.kill()
            server.wait()


def measure(folder: Path, urls: list[str], entries: int) -> None:
    with Library.open(folder) as library:
        for url in urls:
            library.feeds.add(url)
        began = time.perf_counter()
        report = fetch(library)
        took = time.perf_counter() - began
        counts = library.store.counts()
        found = search(library, parse("harbour or council or ferry", date.today()), limit=1)
        print(
            f"{len(report.new)} of {entries} entries new in {len(urls)} feeds: {took:.1f} s,"
            f" {len(report.new) / took:.1f} a second; {counts.total} stored, {found.total} found"
        )
        for failed in report.failures[:3]:
            print(f"  {failed.title}: {failed.problem}")
        for _ in range(3):
            began = time.perf_counter()
            report = fetch(library, force=True)
            took = time.perf_counter() - began
            print(f"{len(urls)} feeds, nothing new (304): {took:.2f} s; {report.summary}")
    with Library.open(folder) as library:
        with library.store.writing() as connection:
            connection.execute(
                "UPDATE feeds SET address = replace(url, '/' || (id - 1) || '.xml',"
                " '/plain/' || (id - 1) || '.xml')"
            )
        began = time.perf_counter()
        report = fetch(library, force=True)
        print(f"the same bytes again (200): {time.perf_counter() - began:.2f} s; {report.summary}")


if __name__ == "__main__":
    main()
