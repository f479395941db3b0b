"""Which words of a German sentence may be names, and where the names found begin and end.

German writes every noun with a capital, so that a capital tells nothing: taken for names as in
other languages, half of what is found are "Vertrauen" and "Behauptungen". Here a word must be
known as a name, be written as no noun is, or stand where people are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reader.analysis.lexicon import ORGANISATION_HEADS, TITLES, lists, word_set
from reader.analysis.tagger import Name

LANGUAGES: Final = ("de", "lb", "gsw")
"""German, Luxembourgish, Swiss German."""

_COUNTRIES_AND_CITIES: Final = word_set(
    "Deutschland Österreich Schweiz Frankreich Italien Spanien Polen Tschechien Ungarn Rumänien"
    " Bulgarien Griechenland Türkei Russland Ukraine Belarus Litauen Lettland Estland Finnland"
    " Schweden Norwegen Dänemark Niederlande Belgien Luxemburg Großbritannien Irland Schottland"
    " Europa Kroatien Serbien Slowenien Slowakei Albanien Moldau Georgien Armenien Aserbaidschan"
    " Syrien Libanon Irak Jordanien Ägypten Libyen Tunesien Algerien Marokko Katar Jemen Indien"
    " Indonesien Südkorea Nordkorea Brasilien Argentinien Kolumbien Mexiko Kuba Kanada Amerika"
    " Australien Neuseeland Südafrika Afrika Asien Äthiopien Kenia Kongo Kamerun Bayern Sachsen"
    " Hessen Thüringen Niedersachsen Brandenburg Moskau Peking Brüssel Wien Kiew Kyjiw Warschau"
    " Prag Rom Mailand Venedig Straßburg Genf Zürich Basel München Köln Nürnberg Teheran Kairo"
    " Tokio Gazastreifen Westjordanland"
)
"""Places by their German names, which GeoNames' English list does not have."""

_NO_NAMES: Final = word_set(
    "Das Der Die Dem Den Sie Ihr Er Es Wir Man Auch Aus Nur Dass Dann Schon Alle Als Am An Auf Bei"
    " Bis Da Doch Ein Eine Im In Mit Nach Nicht Noch Ob So Um Und Uns Von Vor Was Wenn Wer Wie Wo"
    " Zu Zum Zur Ende Mai Juni Juli April August September November Dezember Januar Mann Frau Mal"
    " Mitte Lage Tage Tag Kosten Blick Buch Kopf Waren Mut Kraft Glück Team News Norden Süden Osten"
    " Westen Herbst Sommer Winter Organisation Initiative Institution Programm Post Rat Herr Berg"
    " Stein Land Feld Weg Wald Bad Bach Burg Markt Recht Ernst Sorge Hand Kind König Bürger Bauer"
    " Richter Schweizer Meister Lang Klein Groß Kurz Weise Reich Gut Ganz Voll Last Rest Art"
)
"""Listed names that are common words of German."""

_OFTEN_WORDS: Final = frozenset("FV")
"""The lists of surnames and of small towns, which hold a good part of the dictionary: they count
where a place is named, and beside a given name, which the tagger is shown with its neighbours."""

_WHERE: Final = word_set("in aus bei nach von")

_TITLE_ENDINGS: Final = (
    "präsident", "präsidentin", "minister", "ministerin", "kanzler", "kanzlerin", "chef", "chefin",
    "sprecher", "sprecherin", "trainer", "trainerin",
)  # fmt: skip


def likely_names(words: Sequence[str]) -> list[int]:
    """Where words stand that may be names, or parts of them."""
    return [
        i
        for i, word in enumerate(words)
        if not word.islower() and word[0].isupper() and _may_be_name(words, i, word)
    ]


def _may_be_name(words: Sequence[str], i: int, word: str) -> bool:
    if word in _NO_NAMES:
        return False
    before = words[i - 1] if i else ""
    kinds = lists().get(word, "")
    if kinds and (not _OFTEN_WORDS.issuperset(kinds) or before in _WHERE):
        return True
    if word in _COUNTRIES_AND_CITIES or word.lower() in ORGANISATION_HEADS:
        return True
    if len(word) > 1 and any(letter.isupper() for letter in word[1:]):
        return "-" not in word  # NATO, McLaren; not "US-Präsident"
    return before.lower() in TITLES or before.lower().endswith(_TITLE_ENDINGS)


def bounded(words: Sequence[str], names: Sequence[Name], likely: Sequence[int]) -> Iterator[Name]:
    """The names of a sentence that hold a likely word, without what German has around names.

    "Die Schweiz", "Frankreich zögert" and "Außenministerin Annalena Baerbock" are the tagger's
    names at times: it has learnt from English.
    """
    for name in names:
        held = [place for place in likely if name.start <= place < name.end]
        if not held:
            continue
        start, end = name.start, name.end
        if name.kind == "person":
            start = held[0]
        while start < held[0] and words[start] in _NO_NAMES:
            start += 1
        while not words[end - 1][0].isupper():
            end -= 1
        known = end - start == 1 and words[start] in _COUNTRIES_AND_CITIES
        yield Name(start, end, "place" if known else name.kind, name.confidence)
