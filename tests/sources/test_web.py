"""Fetching from a real server on loopback that misbehaves in every way."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from reader.sources import SourceError, parse, web

Reply = Callable[[BaseHTTPRequestHandler], None]
PAGE = "<html><body><h1>Ferry returns</h1><p>The ferry to Ösby sails again.</p></body></html>"


def send(
    request: BaseHTTPRequestHandler, content: bytes, status: int = 200, **headers: str
) -> None:
    request.send_response(status)
    for name, value in {"Content_Length": str(len(content)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(content)


def redirect(to: str, status: int = 302) -> Reply:
    return lambda request: send(request, b"", status, Location=to)


@pytest.fixture
def replies() -> dict[str, Reply]:
    return {}


@pytest.fixture
def asked() -> list[BaseHTTPRequestHandler]:
    return []


@pytest.fixture
def site(replies: dict[str, Reply], asked: list[BaseHTTPRequestHandler]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self)
            with suppress(BrokenPipeError, ConnectionResetError):
                replies[self.path](self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_comes_with_its_type_and_an_honest_name(
    site: str, replies: dict[str, Reply], asked: list[BaseHTTPRequestHandler]
) -> None:
    replies["/a"] = lambda r: send(
        r, PAGE.encode("latin-1"), Content_Type="text/html; charset=iso-8859-1"
    )
    original = web.fetch(f"{site}/a#top")
    assert original.location == f"{site}/a"
    assert original.content_type == "text/html; charset=iso-8859-1"
    assert "Ösby" in parse(original).blocks[-1].text
    assert asked[0].headers["User-Agent"].startswith("reader-tui/")


def test_compressed_pages_are_unpacked_and_saved_gzip_files_too(
    site: str, replies: dict[str, Reply]
) -> None:
    packed = gzip.compress(PAGE.encode())
    replies["/a"] = lambda r: send(r, packed, Content_Encoding="gzip")
    replies["/a.html.gz"] = lambda r: send(r, packed, Content_Type="application/gzip")
    assert web.fetch(f"{site}/a").content == PAGE.encode()
    assert web.fetch(f"{site}/a.html.gz").content == PAGE.encode()


def test_redirects_are_followed_to_where_the_page_is(site: str, replies: dict[str, Reply]) -> None:
    replies["/1"] = redirect("/2", 301)
    replies["/2"] = redirect("3?x=1", 308)
    replies["/3?x=1"] = lambda r: send(r, PAGE.encode())
    assert web.fetch(f"{site}/1").location == f"{site}/3?x=1"


def test_a_redirect_loop_ends(
    site: str, replies: dict[str, Reply], asked: list[BaseHTTPRequestHandler]
) -> None:
    replies["/1"] = redirect("/2")
    replies["/2"] = redirect("/1")
    with pytest.raises(SourceError, match="redirects more than 5 times"):
        web.fetch(f"{site}/1")
    assert len(asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/x", "javascript:1"])
def test_a_redirect_never_leads_to_a_file(
    site: str, replies: dict[str, Reply], target: str
) -> None:
    replies["/1"] = redirect(target)
    with pytest.raises(SourceError, match="only http:// and https://"):
        web.fetch(f"{site}/1")


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "no such page"), (403, "refuses"), (410, "taken this page away"), (429, "fewer"),
     (503, "problem of its own"), (418, "does not answer")],
)  # fmt: skip
def test_a_refusal_is_said_in_words(
    site: str, replies: dict[str, Reply], status: int, words: str
) -> None:
    replies["/a"] = lambda r: send(r, b"no", status)
    with pytest.raises(SourceError, match=f"{words}.*\\({status}\\)") as caught:
        web.fetch(f"{site}/a")
    assert "\n" not in str(caught.value)


def test_a_picture_is_refused_before_it_is_loaded(site: str, replies: dict[str, Reply]) -> None:
    replies["/a"] = lambda r: send(r, b"\x89PNG", Content_Type="image/png")
    with pytest.raises(SourceError, match="image/png, not text"):
        web.fetch(f"{site}/a")


def test_an_endless_page_is_left(
    site: str, replies: dict[str, Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MOST_BYTES", 1_000_000)

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(b"x" * 65536)

    replies["/a"] = endless
    replies["/told"] = lambda r: send(r, b"", Content_Length="999999999999")
    for path in ("/a", "/told"):
        with pytest.raises(SourceError, match="too large"):
            web.fetch(f"{site}{path}")


def test_a_small_answer_that_unpacks_without_end_is_left(
    site: str, replies: dict[str, Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MOST_BYTES", 1_000_000)
    bomb = gzip.compress(bytes(20_000_000), 9)
    replies["/a"] = lambda r: send(r, bomb, Content_Encoding="gzip")
    with pytest.raises(SourceError, match="too large"):
        web.fetch(f"{site}/a")


@pytest.mark.parametrize("drips", ["headers", "body"])
def test_a_server_that_drips_is_left_in_time(
    site: str, replies: dict[str, Reply], monkeypatch: pytest.MonkeyPatch, drips: str
) -> None:
    monkeypatch.setattr(web, "TOTAL_SECONDS", 0.4)

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if drips == "headers" else b"\r\n"))
        for number in range(30):
            request.wfile.write(b"X-%d: y\r\n" % number)
            request.wfile.flush()
            time.sleep(0.1)

    replies["/a"] = drip
    started = time.monotonic()
    with pytest.raises(SourceError, match="took longer"):
        web.fetch(f"{site}/a")
    assert time.monotonic() - started < 2


def test_a_fetch_that_is_to_stop_does_not_wait_for_the_server(
    site: str, replies: dict[str, Reply]
) -> None:
    asked, stop = threading.Event(), threading.Event()

    def sleep(request: BaseHTTPRequestHandler) -> None:
        asked.set()
        time.sleep(3)

    replies["/a"] = sleep
    threading.Thread(target=lambda: (asked.wait(), stop.set()), daemon=True).start()
    started = time.monotonic()
    with pytest.raises(web.FetchStopped):
        web.fetch(f"{site}/a", stop)
    assert time.monotonic() - started < 1.5


def test_a_fetch_that_is_not_stopped_gives_its_page(site: str, replies: dict[str, Reply]) -> None:
    replies["/a"] = lambda r: send(r, PAGE.encode())
    assert web.fetch(f"{site}/a", threading.Event()).content == PAGE.encode()
    with pytest.raises(SourceError, match="cannot be fetched"):
        web.fetch("ftp://paper.example", threading.Event())


def test_a_name_that_is_looked_up_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "TOTAL_SECONDS", 0.3)
    is_over = threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        is_over.wait(5)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    started = time.monotonic()
    with pytest.raises(SourceError, match="took longer"):
        web.fetch("http://paper.example/")
    assert time.monotonic() - started < 1.5
    is_over.set()


def test_a_broken_answer_is_told(site: str, replies: dict[str, Reply]) -> None:
    replies["/short"] = lambda r: send(r, b"abc", Content_Length="100")
    replies["/packed"] = lambda r: send(r, b"no gzip at all", Content_Encoding="gzip")
    replies["/rubbish"] = lambda r: r.wfile.write(b"\xff\xfe rubbish\r\n\r\n")
    replies["/empty"] = lambda r: send(r, b"")
    for path, words in {
        "/short": "broke off",
        "/packed": "compressed content is damaged",
        "/rubbish": "does not speak HTTP",
        "/empty": "is empty",
    }.items():
        with pytest.raises(SourceError, match=words):
            web.fetch(f"{site}{path}")


def test_no_server_no_name_no_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(SourceError, match="refuses connections"):
            web.fetch(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    with pytest.raises(SourceError, match="no such host"):
        web.fetch("http://paper.invalid/")
    none = ("ftp://example.org", "https://", "example.org/a", "http://[::1/", "http://a b/")
    for url in (*none, "http://0177.0.0.1/"):
        with pytest.raises(SourceError):
            web.fetch(url)


def test_a_server_without_tls_is_told(site: str) -> None:
    with pytest.raises(SourceError, match="no secure connection"):
        web.fetch(site.replace("http:", "https:"))


def test_a_password_is_never_shown(site: str, replies: dict[str, Reply]) -> None:
    replies["/a"] = lambda r: send(r, b"no", 404)
    with pytest.raises(SourceError) as caught:
        web.fetch(f"{site.replace('//', '//ada:secret@')}/a")
    assert "secret" not in str(caught.value)
