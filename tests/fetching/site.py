"""A real HTTP server on loopback that does what a test tells it to, and feeds for it to serve."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

Reply = Callable[[BaseHTTPRequestHandler], None]


def send(
    request: BaseHTTPRequestHandler,
    content: bytes | str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Answer a request whole."""
    body = content.encode() if isinstance(content, str) else content
    request.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)


def serve(content: bytes | str, status: int = 200, **headers: str) -> Reply:
    """The same answer to everybody; `Content_Type` is Content-Type."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: send(request, content, status, named)


def redirect(to: str, status: int = 302) -> Reply:
    return serve(b"", status, Location=to)


class Site:
    """Answers by path, and remembers what it was asked; a path it does not know is a 404."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.at_once = 0
        self.most_at_once = 0
        site = self
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.close_connection = True
                with lock:
                    site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                    site.at_once += 1
                    site.most_at_once = max(site.most_at_once, site.at_once)
                reply = site.replies.get(self.path, serve(b"no such page", 404))
                try:
                    with suppress(BrokenPipeError, ConnectionResetError):
                        reply(self)
                finally:
                    with lock:
                        site.at_once -= 1

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
            daemon_threads = True
            request_queue_size = 128

        self.server = Server((host, 0), Handler)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def paths(self) -> list[str]:
        """The paths asked for so far, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def running(host: str = "127.0.0.1") -> Iterator[Site]:
    site = Site(host)
    try:
        yield site
    finally:
        site.close()


STORY = (
    "The harbour board of Sandvik said on Monday that the ferry to the outer islands would sail"
    " again before the end of the month, once the second of its two engines had been lowered back"
    " into the hull by the only crane on the coast that is tall enough for the work. “Nobody here"
    " will complain about the timetable for at least a week,” said Ines Okafor, who runs the"
    " harbour. The crossing takes fifty minutes when the sea is calm and is not attempted when it"
    " is not. The islands have done without it since the storm in January, when a trawler broke"
    " its moorings and drifted across the basin into the ferry’s side, and the shop on the largest"
    " of them has sold bread that came by helicopter at four times the price on the mainland."
)
"""A text long enough to be an article and not an announcement of one."""


def item(number: int, text: str = "", **more: str) -> str:
    """An item of RSS; `text` is its HTML."""
    parts = {
        "title": f"Report number {number}",
        "link": f"https://paper.example/reports/{number}",
        "guid": f"report-{number}",
        "pubDate": f"Mon, 04 Mar 2024 {number % 24:02}:00:00 GMT",
        "description": text or f"<p>Number {number}. {told(number)}</p>",
    } | more
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts.items() if value)
    return f"<item>{inner}</item>"


def told(number: int) -> str:
    """A story of its own for each number: no two share many words."""
    names = ("ferry", "bridge", "heron", "mill", "orchard", "tram", "lighthouse", "quarry")
    return " ".join(
        f"The {names[(number + i) % 8]} of district {number * 31 + i * 7} was seen to by crew"
        f" {number * 17 + i} on the day after the {names[(number * 3 + i) % 8]} had closed."
        for i in range(9)
    )


def rss(*items: str, title: str = "The Meridian Dispatch", more: str = "") -> str:
    """A feed of these items."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://paper.example/</link>{more}"
        f"{''.join(items)}</channel></rss>"
    )
