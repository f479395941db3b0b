"""What newspapers and agencies are called, and what only looks like their names."""

from __future__ import annotations

import re
from typing import Final

from reader.analysis.dates import MONTHS
from reader.analysis.notices import section, whole_line, words_of

LEADING: Final = re.compile(
    r"(?:(?:Follow|Join|Get|Add|Visit|Read|By|Subscribe to|From|More|On|In|At|See)\s)+"
)
_RUN_TOGETHER: Final = re.compile(r"[a-zà-ÿ]{2}[A-ZÀ-Þ]")
AGENCIES: Final = {
    "ap": "Associated Press",
    "the associated press": "Associated Press",
    "associated press": "Associated Press",
    "pa": "PA Media",
    "reuters": "Reuters",
    "thomson reuters": "Reuters",
    "afp": "AFP",
    "agence france presse": "AFP",
    "dpa": "dpa",
    "upi": "UPI",
    "ani": "ANI",
    "ians": "IANS",
    "pti": "PTI",
    "xinhua": "Xinhua",
    "tass": "TASS",
    "efe": "EFE",
    "ansa": "ANSA",
    "ips": "IPS",
    "cnn": "CNN",
    "bloomberg": "Bloomberg",
    "the canadian press": "The Canadian Press",
    "apa": "APA",
    "belga": "Belga",
    "europa press": "Europa Press",
    "ritzau": "Ritzau",
    "ntb": "NTB",
    "tt": "TT",
}
"""News agencies, whose name on an article is a source where no paper's stands."""
_TITLES: Final = frozenset(
    words_of("""
    times post herald tribune gazette journal news courier chronicle dispatch examiner ledger
    observer guardian telegraph mirror star sun express mail independent standard inquirer
    register record recorder reporter review press bulletin mercury argus echo advertiser citizen
    leader sentinel voice globe nation monitor signal lantern beacon insider magazine today wire
    daily eagle democrat republican patriot republic spectator statesman enquirer messenger pilot
    mercury banner clarion vanguard punch hindu scotsman irishman australian economist
    zeitung tagblatt tageblatt anzeiger nachrichten kurier rundschau presse spiegel bote post
    allgemeine abendblatt morgenpost monde figaro gazette gaceta diario periódico noticias prensa
    vanguardia mundo país corriere giornale stampa gazzetta messaggero repubblica jornal folha
    diário correio krant dagblad nieuwsblad telegraaf avisen tidende posten nyheter dagbladet
    gazeta dziennik wyborcza известия новости правда haber gazetesi kompas tempo
    """)
)
"""Words of which newspapers' titles are made."""
_PROSE: Final = frozenset(
    words_of("""
    but as is are was in at on for to with by who how why what when not your our after before more
    go goes get gets from says said has have his her their its it this these several be will
    """)
)
"""Words that stand in headlines and hardly ever in a title."""

_FIRST_TITLES: Final = frozenset(
    words_of("gaceta diario periódico corriere gazzetta jornal folha gazeta journal le la el voice")
)
"""Those that titles begin with: `La Gaceta de Puerto Claro`."""
_GENERIC: Final = frozenset(
    words_of("""
    news world latest breaking live top local today daily sports sport the more our all this your
    weekly nachrichten noticias nyheter press press-release magazine newsletter video podcast a in
    national international business online review voice star record leader from reader mail trending
    travel home follow politics related popular see my full
    """)
)
"""Words of which alone no paper's name is made, but many a section's."""
_NOT_PAPERS: Final = frozenset(
    words_of("""
    facebook twitter x instagram linkedin whatsapp youtube google pinterest reddit tiktok telegram
    apple android spotify all rights reserved our the us here this it a an your alle rechte cookie
    privacy more read today now we you there comments news sign newsletter stories sharing later
    shutterstock getty picture imago agencies copyright riservata reservados reservé vorbehalten
    app breaking latest view video watch story stories article continue full page bluesky threads
    prohibida riproduzione alamy istock unsplash him her them me so if what when that these those
    his their any every each its free play open access premium unlimited alerts updates preferred
    """)
)
COMPANIES: Final = frozenset(
    words_of("""
    ltd limited inc llc plc pvt corp co company gmbh ag sa spa srl bv oy ab se kg pte pty sarl
    """)
)
OWNERS: Final = frozenset(
    words_of("""
    media network networks group interactive publishing publications publishers holdings holding
    digital verlag medien verlagsgesellschaft corporation newspapers editorial communications
    """)
)
_CUT: Final = frozenset(
    words_of(
        "all alle rights tous todos app newsletter artikelrechte prohibida reproducción epaper"
    )
)
_SHORT_WORDS: Final = frozenset(words_of("the of post news star sun mail and de la le el"))


def is_agency_or_title(name: str) -> bool:
    """Whether a name is an agency's or may be a newspaper's title."""
    return name.casefold() in AGENCIES or is_title(name)


def is_title(text: str) -> bool:
    """Whether these words might be a newspaper's title: `The Meridian Dispatch`."""
    words = words_of(text)
    if (
        not 2 <= len(words) <= 6
        or not _PROSE.isdisjoint(words)
        or (words[-1] == "today" and len(words) > 3)
        or _RUN_TOGETHER.search(text)
        or _GENERIC.issuperset(words)
        or section(words)
    ):
        return False
    ends = words[-1] in _TITLES
    if words[-1] == "news" and not text.split()[0].isupper():
        ends = False
    begins = words[0] in _FIRST_TITLES and not _TITLES.isdisjoint(words[:2])
    return (ends or begins) and all(
        part[0].isupper() or part in ("of", "de", "del", "la", "and", "&", "y", "des")
        for part in text.split()
    )


def key_of(name: str) -> str:
    """What two spellings of one paper's name share: its words without a leading `the`."""
    words = words_of(name)
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def tidied(name: str, *, is_sure: bool = False) -> str:
    """The name by itself: without what a copyright line says after it; empty if it is no paper.

    `is_sure`: what stands around it says so, so that it may be called like a section.
    """
    words = LEADING.sub("", name).split()
    if name.isupper() and "THE" in words[1:]:
        words = words[len(words) - words[::-1].index("THE") - 1 :]
    for at, word in enumerate(words):
        if word.lower().strip(".,") in _CUT:
            words = words[:at]
            break
    if (
        not words
        or words[-1].lower().strip(".,") in _NOT_PAPERS - {"news", "today"}
        or words[0].lower().strip(",.") in _NOT_PAPERS - {"the", "us"}
        or (_GENERIC | _NOT_PAPERS).issuperset(own := words_of(" ".join(words)))
        or (section(own) and not is_sure)
        or own[0] in MONTHS
        or whole_line(own)
    ):
        return ""
    while len(words) > 1 and words[-1].lower().strip(".,") in COMPANIES:
        words.pop()
    return " ".join(words).strip(" .,'’")


def in_print(name: str) -> str:
    """A name in capitals as it is usually written: `The Meridian Dispatch`, but `USA Today`."""
    words = name.split()
    if not name.isupper() or len(words) == 1:
        return name
    return " ".join(
        word.capitalize() if len(word) > 3 or word.lower() in _SHORT_WORDS else word
        for word in words
    )
