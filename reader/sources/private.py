"""What is private: this machine and its local network, where the web has no business."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import urllib.request
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from reader.sources.original import SourceError

if TYPE_CHECKING:
    import httpx2

_OWN_TRANSLATOR: Final = ipaddress.IPv6Network("64:ff9b:1::/48")
"""What a network translates to IPv4 by itself (RFC 8215). Not every Python knows it for private."""


async def is_private(url: httpx2.URL) -> bool:
    """Whether a host is, by any of its addresses, this machine or its local network. A host
    that has no address at all is left to the request, which says so."""
    try:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(url.host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(is_inside(str(entry[4][0])) for entry in found)


class Guard(Protocol):
    """Is told each step of a request (httpx2's extension `trace`), and ends it by raising."""

    async def __call__(self, step: str, told: Mapping[str, Any]) -> None: ...


def guard(url: httpx2.URL, problem: str) -> Guard:
    """Ends a request with this problem where its connection is to a private address, before
    anything is sent by it: a name may resolve to another address each time it is looked up.

    A proxy may be in the local network. It is known by being connected to in the host's place.
    """
    host = url.raw_host.decode("ascii")
    connecting_to = ""

    async def watch(step: str, told: Mapping[str, Any]) -> None:
        nonlocal connecting_to
        if step.endswith("connect_tcp.started"):
            connecting_to = told["host"]
        elif step.endswith("connect_tcp.complete") and connecting_to == host:
            stream = told["return_value"]
            if _is_peer_inside(stream):
                await stream.aclose()
                raise SourceError(problem)

    return watch


def leads_inside(response: httpx2.Response) -> bool | None:
    """Whether an answer came from a private address, whatever its name resolved to; None where
    that cannot be known: a proxy's own address tells nothing."""
    stream = response.extensions.get("network_stream")
    return None if stream is None or urllib.request.getproxies() else _is_peer_inside(stream)


def _is_peer_inside(stream: Any) -> bool | None:
    peer = stream.get_extra_info("server_addr")
    return is_inside(str(peer[0])) if peer else None


def is_inside(address: str) -> bool:
    """Whether an IP address, in text, is this machine's, a local network's, or no single host's."""
    try:
        found = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.is_site_local or found in _OWN_TRANSLATOR:
            return True
        found = _embedded(found) or found
    return not found.is_global or found.is_multicast


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to, if it does: mapped, compatible (RFC 4291, 2.5.5),
    6to4 (RFC 3056), or through a translator (RFC 2765, 6052)."""
    if int(address) >> 32 in (0, 0xFFFF << 16, 0x64FF9B << 64):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
