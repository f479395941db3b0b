"""Which paper it is: plain text names its source in its notices, if anywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from reader.analysis.notices import words_of
from reader.article import Block

_PROPER: Final = (
    r"(?:(?:The|the|Le|La|El|Il|Der|Die|Das)\s)?[A-Z][\w'’&-]*(?:\.[a-z]{2,3}\b)?"
    r"(?:\s(?:of\s|de\s|&\s)?[A-Z][\w'’&-]*){0,4}"
)

_COPYRIGHT: Final = re.compile(
    rf"(?:©|\(c\)|\b[Cc]opyright)(?:\s?©)?(?:\s[Cc]opyright)?\s*(?:by\s)?(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:20)?\d\d)?,?\s)?"
    rf"(?:by\s)?(?P<name>{_PROPER})"
)
_ASKING: Final = re.compile(
    rf"(?:notifications from|alerts from|newsletters? from|emails? from|updates from|news from|"
    rf"more from|stories from|latest from|offers, events and updates from|[Ss]ubscribe to|"
    rf"[Ww]elcome to|[Ss]upport|[Ff]ollow|[Dd]ownload|[Rr]ead|[Jj]oin|[Mm]ehr von|[Ff]olgen Sie)\s"
    rf"(?P<name>{_PROPER})"
)
_SPEAKING: Final = re.compile(rf"(?P<name>{_PROPER})\s(?:is|has|relies|was|needs)\b")
_CREDIT: Final = re.compile(
    r"\s*(?:source|quelle|fuente|fonte|bron)\s*:\s*(?P<name>\S.{1,40})$", re.I
)
_AGENCY: Final = re.compile(
    r"[A-Z][^()\n]{1,60}\((?P<name>AP|Reuters|AFP|dpa|UPI|PA|ANI|Xinhua|TASS|EFE|ANSA|IPS)\)\s?[—–-]"
)
_AGENCIES: Final = {"AP": "Associated Press", "PA": "PA Media"}

_NOT_PAPERS: Final = frozenset(
    words_of("""
    facebook twitter x instagram linkedin whatsapp youtube google pinterest reddit tiktok telegram
    apple android spotify all rights reserved our the us here this it a an your alle rechte cookie
    privacy more read today now we you there comments news sign newsletter stories sharing
    shutterstock getty picture imago agencies copyright
    """)
)
_LEGAL_FORMS: Final = frozenset(
    (
        "ltd",
        "limited",
        "inc",
        "llc",
        "plc",
        "pvt",
        "corp",
        "co",
        "company",
        "gmbh",
        "ag",
        "sa",
        "spa",
    )
)
_WHERE: Final = 60
"""Hidden blocks, from each end of the article, that are looked at."""


def find_source(blocks: Sequence[Block]) -> str:
    """The paper's name: of its copyright line, its notices, a source line, or the agency's.

    Empty where none names it. Of the notices a name must stand in two, or in one that offers
    something `from` it.
    """
    notices = [b.text[:600] for b in blocks if b.role == "boilerplate"]
    if len(notices) > 2 * _WHERE:
        notices = [*notices[:_WHERE], *notices[-_WHERE:]]
    for text in reversed(notices):
        if match := _COPYRIGHT.search(text):
            name = _tidy(match["name"])
            if name:
                return name
    named: Counter[str] = Counter()
    offered: list[str] = []
    for text in notices:
        asked = {_tidy(m["name"]) for m in _ASKING.finditer(text)}
        if " from " in text:
            offered += sorted(asked)
        named.update(asked | {_tidy(m["name"]) for m in _SPEAKING.finditer(text)})
    del named[""]
    if named:
        name, times = max(named.items(), key=lambda item: (item[1], len(item[0])))
        if times > 1 or name in offered:
            return name
    for block in (*blocks[:12], *blocks[-12:]):
        if len(block.text) <= 60 and (match := _CREDIT.match(block.text)):
            return match["name"].strip(" .")
    for block in blocks[:15]:
        if block.role == "body" and (match := _AGENCY.match(block.text[:100])):
            return _AGENCIES.get(match["name"], match["name"])
    return ""


def _tidy(name: str) -> str:
    """The name by itself: without what a copyright line says after it; empty if it is no paper."""
    words = name.split()
    for at, word in enumerate(words):
        if word.lower().strip(".,") in (
            "all",
            "alle",
            "rights",
            "tous",
            "todos",
            "app",
            "newsletter",
        ):
            words = words[:at]
            break
    if (
        not words
        or words[-1].lower() in _NOT_PAPERS
        or words[0].lower().strip(",.") in (_NOT_PAPERS - {"the", "us"})
    ):
        return ""
    while len(words) > 1 and words[-1].lower().strip(".,") in _LEGAL_FORMS:
        words.pop()
    tidied = " ".join(words).strip(" .,")
    return tidied.title() if tidied.isupper() and len(words) > 1 else tidied
