"""Which paper it is: plain text names its source in its masthead, byline and notices, if anywhere.

Every place that may name the paper gives a name some weight: a line at the top that is a
newspaper's title, a byline that ends in one, the copyright line, what the notices offer "from"
it. One sure sign or two weak ones make a source; a wrong name is worse than none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from reader.analysis.notices import RELATED, section, words_of
from reader.analysis.papers import (
    AGENCIES,
    COMPANIES,
    LEADING,
    OWNERS,
    in_print,
    is_agency_or_title,
    is_title,
    key_of,
    tidied,
)
from reader.article import Block

_PROPER: Final = (
    r"(?:(?:The|the|Le|La|El|Il|Der|Die|Das)\s)?[^\W\d_a-z][\w'’&-]*(?:\.[a-z]{2,3}\b)?"
    r"(?:\s(?:of\s|de\s|&\s)?[^\W\d_a-z][\w'’&-]*){0,4}"
)

_COPYRIGHT: Final = re.compile(
    r"(?:©|\(c\)|\b[Cc]opyright|\bCOPYRIGHT)(?:\s?©)?(?:\s[Cc]opyright)?\s*(?:by\s)?"
    r"(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:20)?\d\d)?[,.]?\s)?"
    rf"(?:by\s)?(?P<name>{_PROPER})"
)
_OFFERED: Final = re.compile(
    r"(?:notifications from|alerts from|newsletters? from|emails? from|updates from|news from|"
    r"more from|More from|stories from|latest from|offers, events and updates from|Mehr von|"
    rf"delivered by)\s(?P<name>{_PROPER})"
)
_ASKING: Final = re.compile(
    r"(?:[Ss]ubscribe to|[Ww]elcome to|[Ss]upport|[Ff]ollow|[Dd]ownload|[Rr]ead|[Jj]oin|"
    r"[Ff]olgen Sie|[Ee]lsewhere on|[Mm]ore on|access to(?: the)?|[Tt]hank you for reading|[Aa]dd|"
    rf"[Gg]et|[Vv]isit)\s(?P<name>{_PROPER})"
)
_STOPS: Final = (".", "!", "?", "…")
_SOURCE: Final = frozenset(("source", "quelle", "fuente", "fonte", "bron"))
_GIVEN: Final = re.compile(
    r"(?:access to(?: the)?|[Ss]ubscri(?:be|ption) to(?: the)?|[Tt]hank you for reading)\s"
    rf"(?P<name>{_PROPER})(?! newsletter)\b"
)
_SITE: Final = re.compile(r"[A-Z][\w-]{2,20}\.(?:com?|net|org|info|news|[a-z]{2}|co\.[a-z]{2})")
_SPEAKING: Final = re.compile(
    rf"(?:^|[Tt]he\s|[Gg]et\s|(?:TO GET|GET) THE\s|\n)(?P<name>{_PROPER})(?:['’]s?)?\s"
    r"(?:is|has|relies|was|needs|covers|[Ee]-?[Pp]aper|APP|Terms|delivered|"
    r"as a Preferred|readers|subscribers|subscription)\b"
)
_FIRST_APPEARED: Final = re.compile(
    r"(?:(?:[Oo]riginally|[Ff]irst)\s(?:published|posted)|"
    r"(?:article|story|post|piece|report|column|essay|version of this \w+)\s(?:was\s)?"
    r"(?:first|originally)\s(?:appeared|ran))(?:\sfirst)?\s(?:in|on|by|at)\s"
    rf"(?P<name>{_PROPER})|appeared first on\s(?P<post>{_PROPER})"
)
_ASKED: Final = re.compile(rf"(?P<name>{_PROPER})['’]s? requests? for (?:comment|an interview)")
_PICTURED: Final = re.compile(
    r"\)\W*$|©|\b(?:[Pp]hoto|PHOTO|[Ii]mage|[Ff]oto|Bild|Getty|via|[Pp]icture|AFP|EPA|imago)\b"
)
_TOLD: Final = re.compile(r"\stold\s(?P<name>The\s(?:[A-Z]\w+\s?){1,3}|(?:[A-Z]\w+\s?){1,2}News)\b")
_CREDIT: Final = re.compile(
    r"\s*(?:source|quelle|fuente|fonte|bron)\s*:\s*(?P<name>[^\s,/|][^,/|]{1,40})", re.IGNORECASE
)
_JOINED: Final = re.compile(r"(?<=\.)(?=[A-Z][a-z]{3})")
_OPENER: Final = re.compile(
    r"(?:[A-Z][^()\n]{1,60})?\((?P<name>[A-Z][\w ]{1,25})\)(?:\s?[—–-]|(?=[A-Z]))"
)
_ADDRESS: Final = re.compile(
    r"(?:https?://(?:www\.|m\.|amp\.)?|[\w.+-]+@|\bwww\.|\b[Nn]ews from |\b[Ff]ehler auf )"
    r"((?:[a-z0-9-]+\.)+[a-z]{2,10})(?![\w@])",
    re.I,
)
_MORE: Final = re.compile(r"(?:[Mm]ore|Elsewhere|Mehr)\s(?:from|on|von)\s")
_SEPARATED: Final = re.compile(r"\s*[|·•/]\s*|\s+[-–—]\s+|,\s+|:\s+|\s{3,}")


_JOBS: Final = frozenset(
    words_of(
        "bureau contributor staff correspondent writer editor editors team desk edition briefs"
    )
)

_STRANGERS: Final = frozenset(
    words_of("""
    facebook twitter instagram youtube youtu linkedin google gmail whatsapp wa t x goo bit spotify
    apple pinterest reddit tiktok telegram flickr vimeo wikipedia wikimedia amazon amzn gettyimages
    hotmail yahoo outlook icloud web mailchimp soundcloud microsoft github archive doi apps play
    reachplc mail email gravatar wordpress wp blogger medium substack change gofundme eventbrite
    """)
)
"""Sites that every paper links to, by their address's main part."""

_WHERE: Final = 60
"""Hidden blocks, from each end of the article, that are looked at."""

_ENOUGH: Final = 2.0
"""Weight from which a name is believed."""


def find_source(blocks: Sequence[Block]) -> str:
    """The paper's name: by its masthead, bylines, copyright line and notices, else the agency's.

    Failing a name, the address of the site where the text gives one; empty where nothing tells.
    """
    names = _Names()
    top = [block.text.strip() for block in blocks[:14] if len(block.text) <= 160]
    for number, text in enumerate(top):
        _weigh_top(names, text, number)
    notices = [
        b.text[:600]
        for b in blocks
        if b.role == "boilerplate" and (b.reason != RELATED or _MORE.match(b.text))
    ]
    notices = list(dict.fromkeys(notices))
    if len(notices) > 2 * _WHERE:
        notices = [*notices[:_WHERE], *notices[-_WHERE:]]
    for text in notices:
        _weigh_notice(names, text)
    for at, block in enumerate(edges := (*blocks[:12], *blocks[-12:])):
        if len(block.text) <= 60 and (match := _CREDIT.match(block.text)):
            name = _JOINED.split(match["name"])[0].strip(" .")
            sure = at >= len(edges) // 2 or "." in name or is_agency_or_title(name)
            names.add(name, 2 if sure else 1)
    for block in blocks[:40]:
        if block.role == "body" and (match := _OPENER.match(block.text[:100])):
            if words_of(match["name"]):
                names.add(match["name"], 2 if is_agency_or_title(match["name"]) else 1)
            break
    told = 0
    for block in blocks:
        if block.role == "boilerplate":
            continue
        text = block.text[:800]
        if "published" in text or "appeared" in text or "request" in text:
            _weigh_ending(names, text)
        if told < 2 and " told " in text and (match := _TOLD.search(text)):
            told += 1
            names.add(match["name"], 0.5)
    for block in blocks[-15:]:
        if block.role != "boilerplate" and len(block.text) <= 100 and "opyright" in block.text:
            _weigh_copyright(names, block.text)
    return names.best(_sites(blocks, notices))


class _Names:
    """Names and how much speaks for each; two spellings of one name are one."""

    def __init__(self) -> None:
        self._weights: defaultdict[str, float] = defaultdict(float)
        self._spelt: dict[str, str] = {}
        self._hinted: set[str] = set()

    def add(self, name: str, weight: float, *, is_hint: bool = False) -> None:
        """Let a name count by so much, a mere hint once, unless it can be no paper's."""
        name = tidied(name, is_sure=weight >= 3)
        if not name:
            return
        agency = AGENCIES.get(name.casefold())
        if agency:
            name, weight = agency, min(weight, 2)
        key = key_of(name)
        if is_hint and key in self._hinted:
            return
        if is_hint:
            self._hinted.add(key)
        self._weights[key] += weight
        spelt = self._spelt.get(key)
        if spelt is None or (spelt.isupper() and not name.isupper()):
            self._spelt[key] = name

    def best(self, sites: Sequence[str]) -> str:
        """The name that most speaks for, else the one site, else an agency; or empty."""
        ranked: list[tuple[bool, float, int, str]] = []
        for key, weight in self._weights.items():
            name = self._spelt[key]
            if any(_label(site) == key.replace(" ", "") for site in sites):
                weight += 2
            if weight >= _ENOUGH:
                ranked.append((name not in AGENCIES.values(), weight, len(name), name))
        if ranked:
            is_paper, _, _, name = max(ranked)
            if is_paper or not sites:
                return in_print(name)
        if len({_label(site) for site in sites}) == 1:
            return sites[0]
        return in_print(max(ranked)[3]) if ranked else ""


def _weigh_top(names: _Names, text: str, number: int) -> None:
    """A line at the top: the masthead alone, or a byline or date line of which a part names it."""
    is_sentence = text.endswith(_STOPS) and not any(c.isdigit() for c in text[-14:])
    if _PICTURED.search(text) or (is_sentence and len(text.split()) > 5):
        return
    credited = text[:3].lower() == "by "
    text = LEADING.sub("", text)
    parts = [part.strip(" .") for part in _SEPARATED.split(text) if part.strip(" .")]
    for at, part in enumerate(parts[:6]):
        if len(part) > 45 or any(c.isdigit() for c in part) or section(words_of(part)):
            continue
        while (
            len(words := part.split()) > 1
            and words_of(words[-1])[:1]
            and (words_of(words[-1])[0] in _JOBS)
        ):
            part = part.rsplit(None, 1)[0]
        titled = is_title(part) or (at > 0 and part.endswith(" News") and _is_person(parts[0]))
        if _SITE.fullmatch(part) and (not at or parts[at - 1].casefold() in _SOURCE):
            names.add(part, 2)
        elif part.casefold() in AGENCIES:
            names.add(part, 2 if credited or (len(parts) == 1 and len(part) > 3) else 0)
        elif titled and (at or len(parts) == 1 or part[:4].lower() == "the " or number < 2):
            names.add(part, 2.5 if number < 3 and at == 0 else 2)
        elif not titled and number < 2 and len(parts) == 1 and _is_proper(part):
            names.add(part, 1)
        elif not titled and at and _is_proper(part):
            names.add(part, 0.5, is_hint=True)


def _weigh_notice(names: _Names, text: str) -> None:
    """What a notice says of the paper: whose copyright, news from where, subscribe to what."""
    _weigh_copyright(names, text)
    if (match := _CREDIT.fullmatch(text)) and match["name"].casefold() not in AGENCIES:
        names.add(match["name"].strip(" ."), 2)
    if match := _GIVEN.search(text):
        names.add(match["name"], 2 if is_title(match["name"]) else 0)
    for pattern, weight in ((_OFFERED, 2), (_ASKING, 1), (_SPEAKING, 1)):
        for name in sorted({tidied(m["name"]) for m in pattern.finditer(text)}):
            own = words_of(name)
            is_person = pattern is _OFFERED and len(own) == 2 and not is_title(name)
            names.add(name, 1 if is_person or not OWNERS.isdisjoint(own) else weight)
    _weigh_ending(names, text)


def _weigh_copyright(names: _Names, text: str) -> None:
    match = _COPYRIGHT.search(text)
    if match and not re.match(r"\s?[/|(]", text[match.end() :]):
        words = set(words_of(text[match.start() : match.end() + 12]))
        owned = not words.isdisjoint(COMPANIES) or not words.isdisjoint(OWNERS)
        name = match["name"]
        plain = owned and words.isdisjoint(OWNERS) and is_title(tidied(name))
        names.add(name, 3 if plain or not owned else 2 if words.isdisjoint(OWNERS) else 1)


def _weigh_ending(names: _Names, text: str) -> None:
    if match := _FIRST_APPEARED.search(text):
        names.add(match["name"] or match["post"], 3)
    if (match := _ASKED.search(text)) and (
        is_title(match["name"]) or match["name"].startswith("The ")
    ):
        names.add(match["name"], 1.5)


def _sites(blocks: Sequence[Block], notices: Sequence[str]) -> list[str]:
    """The sites that the text gives its own address at: by itself on a line, as a permanent link
    or, in a notice or by the byline, as where letters to somebody go."""
    found: dict[str, None] = {}
    top = {b.text for b in blocks[:15]}
    edges = [b.text for b in (*blocks[:15], *blocks[-15:]) if len(b.text) <= 200]
    for text in (*edges, *notices):
        if not ("@" in text or "//" in text or "ews from " in text or "ehler auf " in text):
            continue
        for match in _ADDRESS.finditer(text):
            site = re.sub(r"^(?:www|m|p|amp|blog)\.", "", match[1].lower())
            by_itself = match.start() == 0 and " " not in text.strip() and text in top
            if not (
                match[0][:4] != "http" or by_itself or _PERMANENT.search(text[: match.start()])
            ):
                continue
            if _STRANGERS.isdisjoint(site.split(".")[:-1]) and _label(site):
                found[site] = None
    return list(found)


def _label(site: str) -> str:
    """The part of an address that is the site's own name: `spokesman` of `blog.spokesman.com`."""
    parts = site.split(".")
    own = parts[-3] if len(parts) > 2 and parts[-2] in _SECOND_LEVEL else parts[-2]
    return re.sub(r"[^a-z0-9]", "", own)


_PERMANENT: Final = re.compile(
    r"(?:[Pp]ermalink|[Rr]etrieved .{0,40}from|Online, .{0,40}|Original|URL|Adresse)\W*$"
)
_SECOND_LEVEL: Final = frozenset(("co", "com", "org", "net", "gov", "ac"))


def _is_person(text: str) -> bool:
    words = text.split()
    return 2 <= len(words) <= 4 and all(word[0].isupper() for word in words)


def _is_proper(text: str) -> bool:
    return re.fullmatch(_PROPER, text) is not None
