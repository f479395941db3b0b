"""How fast feeds are fetched: 200 of 50 entries, from a server that takes 50 ms to answer.

    python tests/benchmarks/feeds.py [--feeds 200] [--entries 50] [--latency 50] [--newsboat]

Prints, in this order: how fast feeds are read against feedparser alone; the first fetch, with all
entries new, until they are stored, analysed and found, and how late this process's event loop was
meanwhile (the screen's would be as late); the next fetch, with nothing new, answered by 304 and,
again, by the same bytes. With --newsboat the same feeds are fetched by newsboat too, if it is
installed. The feeds are on 20 addresses of loopback, each a host of its own. Nothing is judged
here: the goals are in CONTRIBUTING.md.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from email.utils import formatdate
from pathlib import Path
from xml.sax.saxutils import escape

from reader import config
from reader.fetching import FetchReport, fetch
from reader.library import Library
from reader.library.query import parse
from reader.library.search import search
from reader.sources.original import Original

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


class Lateness:
    """How late an event loop is that wakes every 5 ms, as a screen's would be, in milliseconds."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._stop = threading.Event()

    async def _tick(self) -> None:
        while not self._stop.is_set():
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            self.late.append((time.perf_counter() - began - 0.005) * 1000)

    def during(self, library: Library, **options: bool) -> tuple[FetchReport, float]:
        """Fetch in a thread; the report, and the seconds it took."""
        reports: list[FetchReport] = []
        began = time.perf_counter()

        def run() -> None:
            try:
                reports.append(fetch(library, **options))
            finally:
                self._stop.set()

        thread = threading.Thread(target=run)
        thread.start()
        asyncio.run(self._tick())
        thread.join()
        return reports[0], time.perf_counter() - began

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.late, n=20)[18]


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
            measure_reading(folder, 20)
            measure(Path(scratch) / "library", urls, chosen.feeds * chosen.entries)
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
        lateness = Lateness()
        report, took = lateness.during(library)
        counts = library.store.counts()
        found = search(library, parse("harbour or council or ferry", date.today()), limit=1)
        print(
            f"{len(report.new)} of {entries} entries new in {len(urls)} feeds: {took:.1f} s,"
            f" {len(report.new) / took:.1f} a second; {counts.total} stored, {found.total} found;"
            f" the event loop was {lateness.p95:.1f} ms late at p95"
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
