"""Where things come from: files, pages, and the links between them."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import urljoin, urlsplit

from reader.sources.characters import clean_line


def is_web(location: str) -> bool:
    """Whether a location is a page's address rather than a file."""
    return location.startswith(("http://", "https://"))


def shown_name(location: str) -> str:
    """How a message calls an input: a file by its name, a page by its address."""
    if location == "-":
        return "standard input"
    return location if is_web(location) else PurePath(location).name or location


def absolute(target: str, base: str) -> str:
    """A link's address made absolute; empty unless it then is http, https or mailto."""
    target = "".join(clean_line(target).split())
    if not target or target.startswith("#"):
        return ""
    try:
        joined = urljoin(base, target)
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return joined
    return joined if parts.scheme in ("http", "https") and host else ""
