"""Nothing on the web leads into the local network, whatever its names resolve to.

The servers are on loopback. Where one stands in for a public one, 127.0.0.1 is taken for public,
and 127.0.0.2 is the local network still.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from reader.sources import SourceError, private, web
from tests.fetching.site import Site, redirect, running, serve

PUBLIC = "93.184.215.14"
PAGE = "<html><body><h1>Ferry returns</h1></body></html>"


class Names:
    """Names that resolve as a test says: to one answer after the other, the last one for good."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []
        real = socket.getaddrinfo

        def look_up(host: Any, port: Any, *more: Any, **named: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            if name not in self.answers:
                return real(host, port, *more, **named)
            self.asked.append(name)
            answers = self.answers[name]
            addresses = answers.pop(0) if len(answers) > 1 else answers[0]
            return [found for address in addresses for found in real(address, port, *more, **named)]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)


class Listener:
    """A private server that answers whoever asks, and notes every byte that it is sent."""

    def __init__(self, host: str) -> None:
        self.heard: list[bytes] = []
        self.came = threading.Event()
        self.socket = socket.create_server((host, 0))
        self.port = self.socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection, contextlib.suppress(ConnectionError):
                connection.settimeout(5)
                self.heard.append(connection.recv(65536))
                self.came.set()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self._thread.join()


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener("127.0.0.2")
    yield listener
    listener.close()


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1, not all of it."""
    is_inside = private.is_inside
    monkeypatch.setattr(private, "is_inside", lambda a: a != "127.0.0.1" and is_inside(a))


def got(*urls: str, is_from_public: bool = False) -> list[web.Answer | str]:
    """What is got of each address in one run: an answer, or why there is none."""

    async def all_of_them() -> list[web.Answer | str]:
        found: list[web.Answer | str] = []
        async with web.new_client() as client:
            for url in urls:
                try:
                    found.append(await web.get(client, url, is_from_public=is_from_public))
                except SourceError as problem:
                    found.append(str(problem))
        return found

    return web.run(all_of_them())


@pytest.mark.usefixtures("loopback_is_public")
def test_a_public_page_cannot_lead_into_the_local_network(site: Site, listener: Listener) -> None:
    site.replies["/1"] = redirect("http://10.0.0.1/router")
    site.replies["/2"] = redirect("http://[::ffff:169.254.169.254]/latest")
    site.replies["/3"] = redirect(f"http://127.0.0.2:{listener.port}/")
    site.replies["/4"] = redirect("/5")
    site.replies["/5"] = serve(PAGE)
    *refused, followed = got(*(f"{site.url}/{number}" for number in (1, 2, 3, 4)))
    assert all("redirects to a private address" in str(problem) for problem in refused)
    assert isinstance(followed, web.Answer)
    assert (followed.content, followed.is_private) == (PAGE.encode(), False)
    assert listener.heard == []


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1", True),
        ("127.1", True),
        ("2130706433", True),
        ("0x7f000001", True),
        ("0.0.0.0", True),
        ("10.1.2.3", True),
        ("100.64.0.1", True),
        ("169.254.169.254", True),
        ("224.0.0.1", True),
        ("[::]", True),
        ("[::1]", True),
        ("[fc00::1]", True),
        ("[fe80::1]", True),
        ("[ff02::1]", True),
        ("[::ffff:10.0.0.1]", True),
        ("[::127.0.0.1]", True),
        ("[2002:7f00:1::]", True),
        ("[64:ff9b::a9fe:a9fe]", True),
        ("[64:ff9b:1::808:808]", True),
        ("[::ffff:0:10.0.0.1]", True),
        ("[fec0::1]", True),
        ("8.8.8.8", False),
        ("134744072", False),
        ("[2001:4860:4860::8888]", False),
        ("[::ffff:8.8.8.8]", False),
        ("[64:ff9b::808:808]", False),
    ],
)
def test_a_private_address_is_one_however_it_is_written(host: str, inside: bool) -> None:
    assert web.run(private.is_private(httpx2.URL(f"http://{host}/"))) is inside


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_is_private_once_it_is_connected_to_is_sent_nothing(
    names: Names, listener: Listener, scheme: str
) -> None:
    names.answers["paper.example"] = [[PUBLIC], ["127.0.0.2"]]
    [problem] = got(f"{scheme}://paper.example:{listener.port}/", is_from_public=True)
    assert "private address (paper.example)" in str(problem)
    assert names.asked == ["paper.example", "paper.example"]
    assert listener.came.wait(5)
    assert listener.heard == [b""]  # Connected to, and left without a word.


@pytest.mark.usefixtures("loopback_is_public")
def test_a_redirect_to_a_name_that_becomes_private_sends_nothing(
    names: Names, site: Site, listener: Listener
) -> None:
    names.answers["rebound.example"] = [[PUBLIC], ["127.0.0.2"]]
    site.replies["/feed"] = redirect(f"http://rebound.example:{listener.port}/reboot")
    [problem] = got(f"{site.url}/feed")
    assert "redirects to a private address (rebound.example)" in str(problem)
    assert listener.came.wait(5)
    assert listener.heard == [b""]


@pytest.mark.usefixtures("loopback_is_public")
def test_a_connection_to_a_private_server_of_the_users_own_is_not_lent_to_the_web(
    names: Names,
) -> None:
    with running("127.0.0.2") as own:

        def stay_open(request: Any) -> None:
            serve("mine")(request)
            request.close_connection = False

        own.replies["/mine"] = stay_open
        port = own.server.server_port
        names.answers["nas.example"] = [["127.0.0.2"], ["127.0.0.2"], [PUBLIC], ["127.0.0.2"]]

        async def both() -> bool:
            async with web.new_client() as client:
                answer = await web.get(client, f"http://nas.example:{port}/mine")
                url = f"http://nas.example:{port}/secret"
                with pytest.raises(SourceError, match="private address"):
                    await web.get(client, url, is_from_public=True)
                return answer.is_private

        assert web.run(both())
        assert own.paths() == ["/mine"]


@pytest.mark.usefixtures("loopback_is_public")
def test_a_name_that_only_looks_private_leads_no_further_than_the_web(
    names: Names, site: Site, listener: Listener
) -> None:
    # It resolves inside when it is looked at, and is a server on the web that is connected to.
    names.answers["turned.example"] = [["127.0.0.2"], ["127.0.0.1"]]
    site.replies["/feed"] = redirect(f"http://127.0.0.2:{listener.port}/reboot")
    site.replies["/page"] = serve(PAGE)
    port = site.server.server_port
    [problem] = got(f"http://turned.example:{port}/feed")
    assert "redirects to a private address (127.0.0.2)" in str(problem)
    assert listener.heard == []
    names.answers["turned.example"] = [["127.0.0.2"], ["127.0.0.1"]]
    [answer] = got(f"http://turned.example:{port}/page")
    assert isinstance(answer, web.Answer)
    assert not answer.is_private


@pytest.mark.usefixtures("loopback_is_public")
def test_what_is_private_may_lead_to_the_web_but_not_back(site: Site) -> None:
    with running("127.0.0.2") as own:
        own.replies["/feed"] = redirect(f"{own.url}/news")
        own.replies["/news"] = serve("news")
        own.replies["/out"] = redirect(f"{site.url}/back")
        site.replies["/back"] = redirect(f"{own.url}/news")
        feed, back = got(f"{own.url}/feed", f"{own.url}/out")
        assert isinstance(feed, web.Answer)
        assert (feed.content, feed.is_private) == (b"news", True)
        assert "redirects to a private address" in str(back)
        assert own.paths() == ["/feed", "/news", "/out"]


def test_a_proxy_in_the_local_network_is_used(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    names.answers["paper.example"] = [[PUBLIC]]
    names.answers["router.example"] = [["192.168.0.1"]]
    with running("127.0.0.2") as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        proxy.replies["http://paper.example/feed"] = serve("by the proxy")
        proxy.replies["http://paper.example/led"] = redirect("http://router.example/")
        feed, led = got("http://paper.example/feed", "http://paper.example/led")
        assert isinstance(feed, web.Answer)
        assert feed.content == b"by the proxy"
        assert "redirects to a private address (router.example)" in str(led)
        assert len(proxy.asked) == 2


def test_what_goes_past_the_proxy_is_looked_at_too(
    names: Names, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    names.answers["paper.example"] = [[PUBLIC], ["127.0.0.2"]]
    monkeypatch.setenv("http_proxy", "http://127.0.0.2:9")
    monkeypatch.setenv("no_proxy", "paper.example")
    [problem] = got(f"http://paper.example:{listener.port}/", is_from_public=True)
    assert "private address" in str(problem)
    assert listener.came.wait(5)
    assert listener.heard == [b""]
