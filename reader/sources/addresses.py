"""Where things come from: files, pages, and the links between them."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from reader.sources.characters import clean_line

_TRACKING: Final = re.compile(
    "utm_.*|ga_.*|mc_[ce]id|mtm_.*|matomo_.*|pk_.*|piwik_.*|hsa_.*|vero_.*|oly_.*|wt_?mc|wt_zmc"
    "|at_(?:medium|campaign|custom.*|link.*|ptr.*|bbc_team|format)|ns_(?:mchannel|source|campaign"
    "|linkname|fee)|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|igsh|ttclid|wbraid"
    "|gbraid|_hsenc|_hsmi|mkt_tok|cmpid|icid|ocid|ncid|xtor|s_cid|cmp|guccounter|guce_referrer.*"
    "|spm|ref_src|ref_url|__twitter_impression|partner_?id|feature_rss|from_rss|rss_?id|rss",
    re.IGNORECASE,
)
"""Parameters that tell a site how a reader came, not which page is meant: those of the analytics
programs and advertisers, and of large papers' own feeds."""

_LONGEST_NAME: Final = 200
"""Characters of an address in a message."""

_NO_HOST: Final = re.compile(r"(?:\A|\.)-|-(?:\.|\Z)|\.\.|\A\.")
"""In no host's name: a part that is empty, or begins or ends with a hyphen (RFC 1123, 2.1)."""


def is_web(location: str) -> bool:
    """Whether a location is a page's address rather than a file."""
    return location.startswith(("http://", "https://"))


def shown_name(location: str) -> str:
    """How a message calls an input: a file by its name, a page by its address, not endlessly."""
    if location == "-":
        return "standard input"
    name = location if is_web(location) else PurePath(location).name or location
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


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
    is_page = parts.scheme in ("http", "https") and host and not _NO_HOST.search(host)
    return joined if is_page else ""


def without_tracking(url: str) -> str:
    """The address without parameters that tell who sent the reader, by which one page would have
    many addresses. The order of the others stays."""
    if "?" not in url and "#" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = [p for p in parts.query.split("&") if p and not _TRACKING.fullmatch(p.split("=")[0])]
    fragment = parts.fragment
    if re.match(r"(?:utm_|xtor=|ref=rss|at_|rss\Z)", fragment, re.IGNORECASE):
        fragment = ""
    return urlunsplit(parts._replace(query="&".join(query), fragment=fragment))
