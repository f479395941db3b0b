"""Feeds are fetched from a real server on loopback that answers in every way there is."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import brotli
import pytest

from reader.fetching import FeedResult, FetchError, crew, fetch
from reader.library import Library
from reader.library.feeds import FeedRow
from reader.sources import private, web
from tests.fetching.site import Site, item, redirect, rss, running, send, serve, told


def subscribe(library: Library, *urls: str) -> list[int]:
    return [library.feeds.add(url)[0] for url in urls]


def row(library: Library, id: int = 1) -> FeedRow:
    (found,) = library.feeds.feeds([id])
    return found


def result(library: Library, *, force: bool = True) -> FeedResult:
    (found,) = fetch(library, force=force, jobs=1).results
    return found


def headlines(library: Library) -> list[str]:
    return [row.headline for row in library.store.rows(library.store.ids())]


def test_what_is_new_comes_once_and_is_found(site: Site, library: Library) -> None:
    site.replies["/feed"] = serve(rss(item(1), item(2)), Content_Type="application/rss+xml")
    subscribe(library, f"{site.url}/feed")
    report = fetch(library, jobs=1)
    assert report.summary == "2 new in 1 of 1 feed"
    assert headlines(library) == ["Report number 2", "Report number 1"]
    assert library.index.seen() == library.store.revision()
    found = row(library)
    assert (found.title, found.total, found.unread) == ("The Meridian Dispatch", 2, 2)
    assert found.last_success is not None
    assert not found.error

    site.replies["/feed"] = serve(rss(item(3), item(1), item(2)))
    report = fetch(library, jobs=1)
    assert len(report.new) == 1
    assert library.store.counts().total == 3
    assert fetch(library, jobs=1).summary == "nothing new in 1 feed"


def test_a_feed_that_has_not_changed_is_asked_for_nothing(site: Site, library: Library) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        same = request.headers["If-None-Match"] == '"one"'
        assert same == (request.headers["If-Modified-Since"] == "Mon, 04 Mar 2024 09:00:00 GMT")
        send(
            request,
            b"" if same else rss(item(1)),
            304 if same else 200,
            {"ETag": '"one"', "Last-Modified": "Mon, 04 Mar 2024 09:00:00 GMT"},
        )

    site.replies["/feed"] = answer
    subscribe(library, f"{site.url}/feed")
    assert result(library).outcome == "new"
    assert result(library).outcome == "unchanged"
    assert library.store.counts().total == 1


def test_a_feed_that_moved_for_good_is_asked_there_from_then_on(
    site: Site, library: Library
) -> None:
    site.replies["/old"] = redirect("/older", 301)
    site.replies["/older"] = redirect("/feed", 308)
    site.replies["/feed"] = redirect("/today", 302)
    site.replies["/today"] = serve(rss(item(1)))
    subscribe(library, f"{site.url}/old")
    assert result(library).outcome == "new"
    assert row(library).address == f"{site.url}/feed"
    assert row(library).url == f"{site.url}/old"
    site.asked.clear()
    result(library)
    assert site.paths() == ["/feed", "/today"]


@pytest.mark.parametrize("tag", ['"\xe9\xff"', '"caf\xc3\xa9"'])
def test_a_feed_whose_tag_is_not_ascii_can_be_fetched_again(
    site: Site, library: Library, tag: str
) -> None:
    site.replies["/feed"] = serve(rss(item(1)), ETag=tag)
    subscribe(library, f"{site.url}/feed")
    assert result(library).outcome == "new"
    assert result(library).outcome == "unchanged"


@pytest.mark.parametrize("address", ["http://127.0.0.1:99999/", "http://127.0.0.1:0/", "//[::1/"])
def test_a_feed_that_leads_to_no_address_stops_no_other(
    site: Site, library: Library, address: str
) -> None:
    site.replies["/away"] = redirect(address)
    site.replies["/pages"] = serve(rss(item(1, "<p>A teaser.</p>", link=address)))
    site.replies["/feed"] = serve(rss(item(2)))
    for path in ("/away", "/pages", "/feed"):
        subscribe(library, f"{site.url}{path}")
    away, whole, pages = fetch(library).results
    assert away.outcome == "failed"
    assert len(away.problem.splitlines()) == 1
    assert (pages.outcome, whole.outcome) == ("new", "new")


def test_a_fault_that_nobody_foresaw_is_its_feeds_alone(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = web.get

    async def faulty(client: object, url: str, *more: object, **named: object) -> object:
        if url.endswith("/odd"):
            raise ZeroDivisionError("division by zero")
        return await whole(client, url, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("reader.fetching.round.get", faulty)
    site.replies["/feed"] = serve(rss(item(1)))
    subscribe(library, f"{site.url}/odd")
    subscribe(library, f"{site.url}/feed")
    sound, odd = fetch(library).results  # by their titles, here their addresses
    assert odd.problem == "the reader failed on it (ZeroDivisionError: division by zero)"
    assert sound.outcome == "new"


def test_a_feed_that_is_gone_is_paused(site: Site, library: Library) -> None:
    site.replies["/feed"] = serve(b"gone", 410)
    subscribe(library, f"{site.url}/feed")
    assert "has taken this feed away for good" in result(library).problem
    assert row(library).is_paused
    report = fetch(library)
    assert (report.results, report.paused) == ((), 1)
    library.feeds.pause(1, False)
    assert fetch(library).results[0].outcome == "failed"


def test_a_server_that_asks_to_wait_is_left_alone_even_by_force(
    site: Site, library: Library
) -> None:
    site.replies["/feed"] = serve(b"slow down", 429, Retry_After="3600")
    (id,) = subscribe(library, f"{site.url}/feed")
    assert result(library).problem.endswith("asks for fewer requests (429)")
    left = row(library).next_try - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    assert fetch(library, force=True).not_due == 1
    assert fetch(library, [id]).not_due == 1
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [(500, "has a problem of its own"), (404, "has no such feed"), (401, "wants a login")],
)
def test_a_feed_that_fails_is_tried_later_and_later_and_says_why(
    site: Site, library: Library, status: int, words: str
) -> None:
    site.replies["/feed"] = serve(rss(item(1)))
    subscribe(library, f"{site.url}/feed")
    result(library)
    site.replies["/feed"] = serve(b"no", status)
    pauses = []
    for _ in range(3):
        assert words in result(library).problem
        pauses.append((row(library).next_try - datetime.now(UTC)).total_seconds())
    assert 200 < pauses[0] < pauses[1] < pauses[2] < 1600
    assert row(library).failures == 3
    assert row(library).title == "The Meridian Dispatch"
    assert fetch(library).not_due == 1
    site.replies["/feed"] = serve(rss(item(1), item(2)))
    assert result(library).outcome == "new"
    assert (row(library).failures, row(library).error) == (0, "")


def test_an_answer_that_is_fresh_is_not_asked_for_again(site: Site, library: Library) -> None:
    site.replies["/feed"] = serve(rss(item(1)), Cache_Control="public, max-age=600", Age="100")
    subscribe(library, f"{site.url}/feed")
    result(library)
    left = (row(library).next_try - datetime.now(UTC)).total_seconds()
    assert 490 < left <= 500
    assert fetch(library).summary == "1 not due yet"
    assert fetch(library, force=True).results[0].outcome == "unchanged"


def test_one_bad_feed_never_stops_the_rest(site: Site, library: Library) -> None:
    site.replies["/good"] = serve(rss(item(1)))
    site.replies["/page"] = serve("<!doctype html><html><body><p>A page</p></body></html>")
    site.replies["/junk"] = serve(b"\x00\x01\x02\x03" * 50)
    site.replies["/cut"] = serve(rss(item(7), item(8))[:-400])
    site.replies["/empty"] = serve(b"")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}/feed"
        subscribe(
            library,
            *(f"{site.url}/{name}" for name in ("page", "junk", "empty", "good", "cut")),
            closed,
        )
        report = fetch(library, jobs=1)
    outcomes = {one.url.rsplit("/", 1)[1]: one for one in report.results}
    assert outcomes["good"].outcome == "new"
    assert outcomes["cut"].outcome == "new"  # As much as came is read.
    assert "but a page" in outcomes["page"].problem
    assert "is no feed" in outcomes["junk"].problem
    assert "is empty" in outcomes["empty"].problem
    assert "refuses connections" in outcomes["feed"].problem
    assert len(report.failures) == 4
    for failed in report.failures:
        assert "\n" not in failed.problem


@pytest.mark.parametrize("drips", ["headers", "body"])
def test_a_server_that_drips_is_left_in_time(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch, drips: str
) -> None:
    monkeypatch.setattr(web, "TOTAL_SECONDS", 0.4)

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"" if drips == "headers" else b"\r\n"))
        for number in range(20):
            request.wfile.write(b"X-%d: y\r\n" % number)
            request.wfile.flush()
            time.sleep(0.1)

    site.replies["/slow"] = drip
    site.replies["/feed"] = serve(rss(item(1)))
    subscribe(library, f"{site.url}/slow", f"{site.url}/feed")
    began = time.monotonic()
    slow, quick = fetch(library, jobs=1).results
    assert time.monotonic() - began < 3
    assert {slow.outcome, quick.outcome} == {"failed", "new"}
    assert "took longer" in slow.problem + quick.problem


def test_bodies_without_end_or_packed_past_belief_are_left(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "MOST_BYTES", 3_000_000)

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(b"<item>" * 10_000)

    site.replies["/endless"] = endless
    site.replies["/bomb"] = serve(
        gzip.compress(bytes(60_000_000), 9), Content_Encoding="gzip", Content_Type="text/xml"
    )
    site.replies["/dense"] = serve(gzip.compress(bytes(2_500_000), 9), Content_Encoding="gzip")
    site.replies["/short"] = serve(rss(item(1)), Content_Length="100000")
    subscribe(library, *(f"{site.url}/{name}" for name in ("endless", "bomb", "dense", "short")))
    problems = {one.url.rsplit("/", 1)[1]: one.problem for one in fetch(library).results}
    assert "too large" in problems["endless"]
    assert "too large" in problems["bomb"]
    assert "packed too well" in problems["dense"]
    assert "broke off" in problems["short"]
    assert library.store.counts().total == 0


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_packed_feeds_are_unpacked(site: Site, library: Library, encoding: str) -> None:
    body = rss(item(1), item(2)).encode()
    packed = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd_compress}[encoding](body)
    site.replies["/feed"] = serve(packed, Content_Encoding=encoding)
    subscribe(library, f"{site.url}/feed")
    assert len(result(library).new) == 2
    assert encoding in site.asked[0][1]["accept-encoding"]


def zstd_compress(content: bytes) -> bytes:
    try:
        from compression import zstd
    except ImportError:
        from backports import zstd
    return zstd.compress(content)


def test_a_connection_that_the_server_has_just_closed_is_opened_anew(
    site: Site, library: Library
) -> None:
    fallen: list[str] = []

    def fall(request: BaseHTTPRequestHandler) -> None:
        if not fallen:
            fallen.append(request.path)
            return  # Not a word, and the connection is closed.
        send(request, rss(item(1)))

    site.replies["/feed"] = fall
    subscribe(library, f"{site.url}/feed")
    assert result(library).outcome == "new"
    assert len(site.asked) == 2


def test_a_redirect_loop_ends(site: Site, library: Library) -> None:
    site.replies["/a"] = redirect("/b")
    site.replies["/b"] = redirect("/a")
    subscribe(library, f"{site.url}/a")
    assert "redirects more than 5 times" in result(library).problem
    assert len(site.asked) == 6


def test_no_redirect_leads_from_the_web_into_the_local_network_or_to_a_file(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The server on loopback stands in for a public one.
    is_inside = private.is_inside
    monkeypatch.setattr(private, "is_inside", lambda a: is_inside(a) and not a.startswith("127."))
    site.replies["/1"] = redirect("http://10.0.0.1/router", 301)
    site.replies["/2"] = redirect("file:///etc/passwd", 301)
    subscribe(library, f"{site.url}/1", f"{site.url}/2")
    problems = {one.url[-1]: one.problem for one in fetch(library).results}
    assert "private address" in problems["1"]
    assert "only http:// and https://" in problems["2"]
    assert [found.address for found in library.feeds.feeds()] == [f"{site.url}/1", f"{site.url}/2"]


def test_a_certificate_that_nobody_vouches_for_is_refused(
    site: Site, library: Library, tmp_path: Path
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("makes its certificate with openssl")
    made = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    files = ["-keyout", str(tmp_path / "key"), "-out", str(tmp_path / "cert")]
    rest = ["-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*made, *files, *rest], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    with running() as secure:
        secure.server.socket = context.wrap_socket(secure.server.socket, server_side=True)
        secure.replies["/feed"] = serve(rss(item(1)))
        subscribe(library, secure.url.replace("http:", "https:") + "/feed")
        subscribe(library, site.url.replace("http:", "https:") + "/feed")
        problems = " ".join(one.problem for one in fetch(library).results)
    assert "certificate is not valid" in problems
    assert "no secure connection" in problems


def test_a_feed_is_fetched_over_ipv6(library: Library) -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with running("::1") as site:
        site.replies["/feed"] = serve(rss(item(1)))
        subscribe(library, f"{site.url}/feed")
        assert result(library).outcome == "new"


def test_sixteen_are_asked_at_once_but_no_host_more_than_twice(
    site: Site, library: Library
) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        time.sleep(0.05)
        send(request, rss(item(1)))

    for number in range(8):
        site.replies[f"/{number}"] = slow
    subscribe(library, *(f"{site.url}/{number}" for number in range(8)))
    fetch(library, jobs=1)
    assert len(site.asked) == 8
    assert site.most_at_once == 2


def test_a_second_fetch_meanwhile_says_so(site: Site, library: Library) -> None:
    reached, go_on = threading.Event(), threading.Event()

    def hold(request: BaseHTTPRequestHandler) -> None:
        reached.set()
        go_on.wait(10)
        send(request, rss(item(1)))

    site.replies["/feed"] = hold
    subscribe(library, f"{site.url}/feed")
    first = threading.Thread(target=fetch, args=(library,), kwargs={"jobs": 1})
    first.start()
    assert reached.wait(10)
    with (
        Library.open(library.folder) as other,
        pytest.raises(FetchError, match="another fetch is running"),
    ):
        fetch(other)
    go_on.set()
    first.join()
    assert library.store.counts().total == 1


def test_a_fetch_that_is_stopped_ends_at_once_and_keeps_what_came(
    site: Site, library: Library
) -> None:
    stop, release = threading.Event(), threading.Event()

    def never(request: BaseHTTPRequestHandler) -> None:
        stop.set()
        release.wait(10)

    site.replies["/good"] = serve(rss(item(1)))
    site.replies["/never"] = never
    (good, _) = subscribe(library, f"{site.url}/good", f"{site.url}/never")
    fetch(library, [good], jobs=1)
    began = time.monotonic()
    report = fetch(library, stop=stop, jobs=1)
    release.set()
    assert time.monotonic() - began < 3
    assert report.stopped
    assert {one.outcome for one in report.results} == {"unchanged", "stopped"}
    assert library.store.counts().total == 1


def test_progress_tells_of_each_feed_and_of_all(site: Site, library: Library) -> None:
    for number in range(3):
        site.replies[f"/{number}"] = serve(rss(item(number, told(number))))
    subscribe(library, *(f"{site.url}/{number}" for number in range(3)))
    told_of = []
    fetch(library, on_progress=told_of.append, jobs=1)
    ended = [progress.ended for progress in told_of if progress.ended is not None]
    assert {one.id for one in ended} == {1, 2, 3}
    assert (told_of[-1].done, told_of[-1].total, told_of[-1].new) == (3, 3, 3)
    assert [progress.done for progress in told_of] == sorted(p.done for p in told_of)


def test_what_is_to_be_known_of_a_feed_is_told_again_after_it_failed(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.sources.feed.MOST_ENTRIES", 3)
    whole = serve(rss(*(item(n, told(n)) for n in range(5))), ETag='"1"')
    site.replies["/feed"] = whole
    subscribe(library, f"{site.url}/feed")
    (noted,) = fetch(library, jobs=1).noted
    for _ in range(2):
        site.replies["/feed"] = serve("", 500)
        (failed,) = fetch(library, force=True, jobs=1).failures
        assert "500" in failed.problem
    site.replies["/feed"] = whole
    assert fetch(library, force=True, jobs=1).new == ()
    (row,) = library.feeds.feeds()
    assert (row.note, row.total) == (noted.note, 3)
    fetch(library, force=True, jobs=1)
    (row,) = library.feeds.feeds()
    assert row.note == noted.note, "it has not changed since"


def test_a_feed_with_more_entries_than_are_taken_says_so_until_it_has_fewer(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reader.sources.feed.MOST_ENTRIES", 3)
    site.replies["/feed"] = serve(rss(*(item(n, told(n)) for n in range(5))))
    subscribe(library, f"{site.url}/feed")
    report = fetch(library, jobs=1)
    words = "only the newest 3 of 5 entries are taken"
    assert [one.note for one in report.noted] == [words]
    assert not report.failures
    for _ in range(2):  # It is still so when nothing is new.
        (row,) = library.feeds.feeds()
        assert (row.error, row.failures, row.total) == (words, 0, 3)
        fetch(library, force=True, jobs=1)
    site.replies["/feed"] = serve(rss(*(item(n, told(n)) for n in range(2))))
    fetch(library, force=True, jobs=1)
    assert library.feeds.feeds()[0].error == ""


def test_many_new_entries_are_made_articles_by_processes(
    site: Site, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "FEW", 4)
    for number in range(4):
        items = [item(n, told(n)) for n in range(number * 15, number * 15 + 15)]
        site.replies[f"/{number}"] = serve(rss(*items, title=f"Paper {number}"))
    subscribe(library, *(f"{site.url}/{number}" for number in range(4)))
    report = fetch(library, jobs=2)
    assert len(report.new) == 60
    assert not report.failures
    assert library.index.seen() == library.store.revision()
    assert [found.total for found in library.feeds.feeds()] == [15] * 4
