"""Pages from the web: polite, bounded in time and size, and never led to a private address."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final, TypeVar

import httpx2

from reader.sources.files import gunzip
from reader.sources.original import Original, SourceError
from reader.sources.private import Guard, guard, is_private, leads_inside

CONNECT_SECONDS: Final = 10.0
TOTAL_SECONDS: Final = 20.0
"""From the first name looked up to the last byte, redirects included."""

MOST_BYTES: Final = 20_000_000
"""Of a response, decompressed; reading stops there."""

MOST_TIMES: Final = 100
"""A response may be so many times as large as what was sent of it; no text is packed so well."""

MOST_REDIRECTS: Final = 5

STOPPED_WITHIN: Final = 0.1
"""Seconds after which a fetch that is to stop has stopped."""

_PACKED_FREELY: Final = 1_000_000
"""Bytes up to which it does not matter how well a response is packed."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_ACCEPTED: Final = "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9, */*;q=0.5"
_NOT_TEXT: Final = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")
_STATUS_WORDS: Final = {
    401: "wants a login",
    402: "wants a subscription",
    403: "refuses to show this page to readers that are no browser",
    404: "has no such page",
    410: "has taken this page away",
    429: "asks for fewer requests: try again later",
    451: "may not show this page for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. `url` is where the redirects led; header names are lower case.

    `moved` is where those among them led that are for good: the address to ask at from now on.
    `is_private` tells that it came from this machine or its local network, and so may lead there.
    """

    url: str
    status: int
    headers: dict[str, str]
    content: bytes
    moved: str = ""
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """The connections of a run. Those that may lead to private addresses are kept apart: a name
    that led to one must not be taken for public while such a connection is open."""

    anywhere: httpx2.AsyncClient
    outside: httpx2.AsyncClient


class FetchStopped(SourceError):
    """Fetching was to stop before the page was there."""


_Made = TypeVar("_Made")


def fetch(url: str, stop: threading.Event | None = None) -> Original:
    """The page at an http or https address, where its redirects lead.

    Blocks for at most `TOTAL_SECONDS`, and when `stop` is set for hardly longer; call it off the
    event loop. Raises SourceError in one line for anything else than a page of text, FetchStopped
    where it was to stop.
    """
    return run(_fetch(url) if stop is None else until(stop, _fetch(url), url))


def run(work: Coroutine[Any, Any, _Made]) -> _Made:
    """What a coroutine gives, as `asyncio.run` does it, but in a loop that waits for no name to be
    looked up once nobody wants its address any more."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(work)


class _Loop(asyncio.SelectorEventLoop):
    """A loop that looks names up in threads that may be left behind.

    A look-up cannot be ended, and may take a minute. In the loop's own threads it would be waited
    for at the loop's end, and again at the program's.
    """

    async def getaddrinfo(
        self,
        host: Any,
        port: Any,
        *,
        family: int = 0,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> Any:
        found: asyncio.Future[Any] = self.create_future()

        def tell(addresses: Any, problem: BaseException | None) -> None:
            if found.done():
                return
            if problem is not None:
                found.set_exception(problem)
            else:
                found.set_result(addresses)

        def look_up() -> None:
            addresses, problem = None, None
            try:
                addresses = socket.getaddrinfo(host, port, family, type, proto, flags)
            except Exception as error:
                problem = error
            with suppress(RuntimeError):  # The loop is closed: nobody wants to know.
                self.call_soon_threadsafe(tell, addresses, problem)

        threading.Thread(target=look_up, name="look-up", daemon=True).start()
        return await found


async def until(stop: threading.Event, work: Coroutine[Any, Any, _Made], url: str) -> _Made:
    """What a coroutine gives, unless it is to stop before."""
    working = asyncio.ensure_future(work)
    while not working.done():
        await asyncio.wait([working], timeout=STOPPED_WITHIN)
        if stop.is_set() and not working.done():
            working.cancel()
            with suppress(asyncio.CancelledError, SourceError):
                await working
            raise FetchStopped(f"{shown_address(url)}: fetching was stopped")
    return working.result()


async def _fetch(url: str) -> Original:
    async with new_client() as client:
        answer = await get(client, url)
    shown = shown_address(answer.url)
    if answer.status >= 400:
        host = httpx2.URL(answer.url).host
        words = _STATUS_WORDS.get(
            answer.status,
            "has a problem of its own: try again later"
            if answer.status >= 500
            else "does not answer this",
        )
        raise SourceError(f"{shown}: {host} {words} ({answer.status})")
    kind = answer.headers.get("content-type", "")
    if not answer.content:
        raise SourceError(f"{shown} is empty")
    content = answer.content
    if content.startswith(b"\x1f\x8b"):
        content = gunzip(content, shown)
    return Original(answer.url, content, kind)


@asynccontextmanager
async def new_client() -> AsyncIterator[Client]:
    """A client with this program's limits and an honest User-Agent; proxies come from the
    environment. Redirects are followed by `get`, which looks where they lead."""
    async with _connections() as anywhere, _connections() as outside:
        yield Client(anywhere, outside)


def _connections() -> httpx2.AsyncClient:
    try:
        number = version("reader-tui")
    except PackageNotFoundError:
        number = "0"
    return httpx2.AsyncClient(
        headers={"User-Agent": f"reader-tui/{number} (news reader)", "Accept": _ACCEPTED},
        verify=_trusted(),
        timeout=httpx2.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        http2=True,
    )


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted; they take a tenth of a second to load."""
    return httpx2.create_ssl_context()


async def get(
    client: Client,
    url: str,
    headers: dict[str, str] | None = None,
    *,
    shared: dict[str, str] | None = None,
    is_from_public: bool = False,
) -> Answer:
    """One GET within the limits of time, size and redirects. `headers` go only to the host of
    `url`, never to another that it redirects to; `shared` go to every one.

    Any status that is no redirect is an answer. `is_from_public` says that somebody on the web
    gave the address, which then may not be private, as no redirect from one may. Raises
    SourceError where no answer comes.
    """
    shown = shown_address(url)
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            return await _follow(
                client, _checked(url), headers or {}, shared or {}, is_from_public=is_from_public
            )
    except TimeoutError as problem:
        raise SourceError(
            f"{shown} took longer than {TOTAL_SECONDS:.0f} seconds: try again later"
        ) from problem
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as problem:
        raise SourceError(f"{shown}: {_why(problem)}") from problem


def shown_address(url: str) -> str:
    """An address for messages: without user name and password, and not endlessly long."""
    try:
        bare = httpx2.URL(url)
        url = str(bare.copy_with(username=None, password=None)) if bare.userinfo else url
    except (httpx2.InvalidURL, TypeError, ValueError):
        pass
    url = "".join(c for c in url if c.isprintable())
    return url if len(url) <= 200 else f"{url[:199]}…"


def _checked(url: str) -> httpx2.URL:
    try:
        address = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, ValueError) as problem:
        raise SourceError(f"{shown_address(url)} is not an address: {problem}") from problem
    if address.scheme not in ("http", "https") or not address.host:
        raise SourceError(
            f"{shown_address(url)} cannot be fetched: only http:// and https:// addresses can"
        )
    if address.port is not None and not 0 < address.port < 65536:
        raise SourceError(f"{shown_address(url)} cannot be fetched: it has a port that is none")
    return address.copy_with(fragment=None)


async def _follow(
    client: Client,
    url: httpx2.URL,
    headers: dict[str, str],
    shared: dict[str, str],
    *,
    is_from_public: bool,
) -> Answer:
    first = url
    moved = ""
    is_for_good = True
    for _ in range(MOST_REDIRECTS + 1):
        inside = await is_private(url)
        if inside and is_from_public:
            raise SourceError(_inside(first, url))
        sent = {**shared, **headers} if may_have_secrets(first, url) else shared
        way = client.anywhere if inside else client.outside
        watch = None if inside else guard(url, _inside(first, url))
        async with _asked(way, url, sent, watch) as response:
            # What counts is where it came from, not what the name was found to be before.
            came_from_inside = leads_inside(response)
            if came_from_inside and not inside:
                raise SourceError(_inside(first, url))
            if came_from_inside is not None:
                inside = came_from_inside
            target = response.headers.get("location")
            if response.status_code not in _REDIRECTS or not target:
                return await _read(response, url, moved, is_private=inside)
            is_for_good = is_for_good and response.status_code in _PERMANENT
        is_from_public = not inside
        url = _checked(str(url.join(target)))
        if is_for_good:
            moved = str(url)
    raise SourceError(
        f"{shown_address(str(first))} redirects more than {MOST_REDIRECTS} times: "
        "open it in a browser and give the address it ends at"
    )


@asynccontextmanager
async def _asked(
    client: httpx2.AsyncClient, url: httpx2.URL, headers: dict[str, str], watch: Guard | None
) -> AsyncIterator[httpx2.Response]:
    """An answer whose body is still to come. Where none came it is asked for once more: a
    connection kept open from before may be closed by its server at just that moment."""
    # As bytes: a token may have an umlaut, and an ETag come back as what it is.
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    extensions = {} if watch is None else {"trace": watch}
    request = client.build_request("GET", url, headers=sent, extensions=extensions)
    try:
        response = await client.send(request, stream=True)
    except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
        response = await client.send(request, stream=True)
    try:
        yield response
    finally:
        await response.aclose()


def may_have_secrets(first: httpx2.URL, url: httpx2.URL) -> bool:
    """Whether what is meant for one address may be sent to another: to the same host only, and
    from http to https but never back."""
    if (first.scheme, first.host, first.port) == (url.scheme, url.host, url.port):
        return True
    is_safer = (first.scheme, first.port, url.scheme, url.port) == ("http", None, "https", None)
    return is_safer and first.host == url.host


def _inside(first: httpx2.URL, url: httpx2.URL) -> str:
    return (
        f"{shown_address(str(first))} redirects to a private address ({url.host}), which a page "
        "on the web has no business with"
    )


async def _read(
    response: httpx2.Response, url: httpx2.URL, moved: str, *, is_private: bool
) -> Answer:
    shown = shown_address(str(url))
    kind = response.headers.get("content-type", "")
    if response.status_code < 400 and kind.lower().startswith(_NOT_TEXT):
        raise SourceError(f"{shown} is {kind.split(';')[0]}, not text")
    told = response.headers.get("content-length", "")
    if told.isdecimal() and int(told) > MOST_BYTES:
        raise SourceError(f"{shown} is too large: the limit is {MOST_BYTES // 1_000_000} MB")
    content = bytearray()
    async for part in response.aiter_bytes():
        content += part
        if len(content) > MOST_BYTES:
            raise SourceError(f"{shown} is too large: the limit is {MOST_BYTES // 1_000_000} MB")
        if len(content) > max(_PACKED_FREELY, MOST_TIMES * response.num_bytes_downloaded):
            raise SourceError(
                f"{shown} is packed too well to be text: over {MOST_TIMES} times what was sent"
            )
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(str(url), response.status_code, headers, bytes(content), moved, is_private)


def _why(problem: BaseException) -> str:
    """A failed request in words, by what lies at the bottom of the error."""
    for cause in _causes(problem):
        match cause:
            case socket.gaierror():
                return "no such host, or no network"
            case ssl.SSLCertVerificationError():
                return f"its certificate is not valid ({cause.verify_message})"
            case ssl.SSLError():
                return "no secure connection could be made"
            case ConnectionRefusedError():
                return "the server refuses connections"
    match problem:
        case httpx2.ConnectTimeout():
            return f"no connection within {CONNECT_SECONDS:.0f} seconds: try again later"
        case httpx2.TimeoutException():
            return f"no answer within {TOTAL_SECONDS:.0f} seconds: try again later"
        case httpx2.ConnectError():
            return "no connection could be made"
        case httpx2.DecodingError():
            return "its compressed content is damaged"
        case httpx2.ProxyError():
            return "the proxy does not let it through"
        case httpx2.RemoteProtocolError() if "closed" not in str(problem):
            return "the server does not speak HTTP as it should"
        case httpx2.RemoteProtocolError() | httpx2.ReadError():
            return "the server broke off the connection"
    return " ".join(str(problem).split()) or type(problem).__name__


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = problem.__cause__ or problem.__context__
