"""What an index of the library is: a small protocol, so that the engine behind it can be swapped.

The index is derived from the store and holds nothing of its own. It says which revision of the
store it has `seen`; whatever came later is handed to `update` until the two agree again. The mark
that the store drew for that revision is noted with it: where the store has another one by now, a
copy of it was put back, and the index is of no use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from reader.article import Article
from reader.library.tree import Leaf, Tree


class IndexDamaged(Exception):
    """The index on the disk cannot be read. `seen` is 0 from now on: rebuild it from the store."""


class IndexUnreadable(IndexDamaged):
    """The system does not let us read the index; nor can it be begun anew. Its text says why."""


class SearchStale(Exception):
    """A search was given up: nobody wants its answer any more."""


class IndexBusy(Exception):
    """Another process is writing the index; it will see to what is missing."""


class IndexUnwritable(Exception):
    """The index could not be written: no space, no permission. What it held before is kept."""


BUDGET: Final = 1_400_000
"""Postings that one search may read: a tenth of a second's work or so."""

BATCH: Final = 2000
"""Articles to hand to one `update` when there are many: a kill loses no more than their work."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An article as it is searched. Notices that analysis hid are left out."""

    id: int
    headline: str = ""
    standfirst: str = ""
    body: str = ""
    source: str = ""
    byline: str = ""
    url: str = ""
    persons: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    """Each quote as `Speaker: words`."""


class State(NamedTuple):
    """What an index holds: all up to a revision of the store, and the mark noted with that."""

    seen: int
    mark: str


class Answer(NamedTuple):
    """What a search found: every article that matches, and how well; higher is better.

    `looked_at` of the articles that may be found were looked at, the first ones; where these were
    not all, `most` is the part of the query that took the most work.
    """

    scores: dict[int, float]
    looked_at: int
    most: Leaf | None = None


class Index(Protocol):
    """An index of articles. One `update` at a time; searching goes on meanwhile, in any thread."""

    def seen(self) -> int:
        """The revision of the store that the index holds; 0 for an empty or a damaged one."""

    def state(self) -> State:
        """What has been `seen`, and the mark that `update` was given with it."""

    def update(
        self,
        entries: Sequence[IndexEntry],
        removed: Iterable[int],
        revision: int,
        *,
        since: int,
        mark: str = "",
    ) -> None:
        """Put articles in (in place of any of the same id), take others out, and note the revision
        that has been seen with them and its mark: all of it at once, or nothing.

        `since` is what the index had seen when the caller asked; with 0 it is begun anew. Raises
        IndexBusy if it has seen anything else by now, or another process is at it, and
        IndexUnwritable.
        """

    def tidy(self) -> bool:
        """Do a part of what keeps searching quick, in a few seconds; whether more is left.

        Meant for when nothing else is to be done. Raises IndexBusy, IndexUnwritable or
        IndexDamaged.
        """

    def search(
        self,
        tree: Tree,
        among: Sequence[int] | None = None,
        *,
        budget: int = BUDGET,
        is_stale: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Every article that matches.

        Those `among` which it is looked for, the ones to look at first in front; of others it is
        left open whether they are found. A search that is more work than `budget` (postings read)
        looks at no more of them than that is enough for. With None all are looked at, however long
        it takes.

        `is_stale` is asked after every word. Raises SearchStale as soon as it is, IndexDamaged.
        """

    def complete(self, field: str, prefix: str, limit: int = 10) -> list[str]:
        """The commonest words of a field that begin so (folded). Raises IndexDamaged."""

    def suggest(self, word: str, limit: int = 3, field: str = "") -> list[str]:
        """The likeliest words that may have been meant by one that is nowhere in a field. Raises
        IndexDamaged."""

    def check(self) -> str | None:
        """Read every file of the index through: what is wrong with it, None if nothing is.

        Damage found before is forgotten where the files are sound. Raises IndexUnreadable.
        """

    def close(self) -> None:
        """Let go of the files."""


def entry_of(id: int, article: Article) -> IndexEntry:
    """What is searched of an article."""
    standfirsts = [article.standfirst]
    bodies = []
    for block in article.blocks:
        if block.role == "standfirst":
            standfirsts.append(block.text)
        elif block.role not in ("headline", "byline", "dateline", "boilerplate"):
            bodies.append(block.text)
    names: dict[str, list[str]] = {"person": [], "org": [], "place": []}
    for entity in article.entities:
        if entity.kind in names:
            names[entity.kind].append(entity.name)
    return IndexEntry(
        id=id,
        headline=article.headline,
        standfirst="\n".join(dict.fromkeys(filter(None, standfirsts))),
        body="\n".join(bodies),
        source=article.source,
        byline=article.byline,
        url=article.url,
        persons=tuple(names["person"]),
        orgs=tuple(names["org"]),
        places=tuple(names["place"]),
        said=tuple(
            f"{quote.speaker}: {article.quoted(quote)}" if quote.speaker else article.quoted(quote)
            for quote in article.quotes
        ),
    )
