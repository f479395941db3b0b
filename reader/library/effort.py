"""How much work a search is, and how much one may be.

Work is counted in postings read, not in seconds, so that the same search of the same library always
ends at the same place. What is more than a search's budget is looked for in the newest articles
only, as many as the budget lasts for, and that is said (see `search.py`): what is listed is true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from reader.library.expansion import Vocabulary, is_short, list_of
from reader.library.index import SearchStale
from reader.library.postings import term_of
from reader.library.tree import And, Fuzzy, Leaf, Near, Not, Or, Phrase, Prefix, Term, Tree

EACH: Final = 50
"""What opening a list costs, however short it is, in postings read."""

SCORED: Final = 5
"""What a posting costs that is read, scored, and joined with those of other words."""

IN_ORDER: Final = 1
"""What a place costs that is looked for among others, in postings read."""

SPREAD: Final = 10
"""What a place costs where words may have others between them."""


class Work:
    """What one search has done so far. `is_stale` is asked whether anybody still waits for it."""

    def __init__(self, is_stale: Callable[[], bool]) -> None:
        self.done = 0
        self._is_stale = is_stale

    def count(self, postings: int) -> None:
        self.done += postings

    def look(self) -> None:
        """Raise SearchStale if nobody waits any more."""
        if self._is_stale():
            raise SearchStale


def efforts(tree: Tree, vocabulary: Vocabulary) -> Iterator[tuple[Leaf, int]]:
    """What looking for each part of a tree takes in the whole library, about, and rather more."""
    match tree:
        case And(parts) | Or(parts):
            for part in dict.fromkeys(parts):
                yield from efforts(part, vocabulary)
        case Not(part):
            yield from efforts(part, vocabulary)
        case _:
            yield tree, _effort(tree, vocabulary)


def _effort(leaf: Leaf, vocabulary: Vocabulary) -> int:
    field = leaf.field
    if field == "id":
        return 0
    match leaf:
        case Term(word):
            return _of_terms([term_of(field, word)], field, vocabulary)
        case Fuzzy(word, edits):
            found = vocabulary.misspelt(field, word, edits)
            return _of_terms([term_of(field, one) for one in found], field, vocabulary)
        case Prefix(word):
            return _beginning(field, word, vocabulary)
        case Near(words):
            return sum(_efforts_in_order(words, field, SPREAD, vocabulary))
        case Phrase(words):
            effort = _beginning(field, words[-1], vocabulary) if leaf.is_open else 0
            if leaf.slop:
                return effort + sum(_efforts_in_order(words, field, SPREAD, vocabulary))
            # Two words standing in order leave few articles to look for the third one in.
            each = sorted(_efforts_in_order(words, field, IN_ORDER, vocabulary))
            return effort + sum(one >> max(0, n - 1) for n, one in enumerate(each))


def _of_terms(terms: Iterable[bytes | None], field: str, vocabulary: Vocabulary) -> int:
    name = list_of(field)
    return SCORED * sum(vocabulary.frequency(name, t) for t in dict.fromkeys(terms) if t)


def _beginning(field: str, word: str, vocabulary: Vocabulary) -> int:
    if is_short(field, word):
        return SCORED * vocabulary.frequency("starts", word.encode())
    return _of_terms(vocabulary.beginning(field, word), field, vocabulary)


def _efforts_in_order(
    words: Sequence[str], field: str, of_a_place: int, vocabulary: Vocabulary
) -> Iterator[int]:
    """What each word of a phrase takes: its places looked for, its articles scored twice."""
    name = list_of(field)
    for word in words:
        if term := term_of(field, word):
            places = of_a_place * vocabulary.extent(name, term)
            yield places + 2 * SCORED * vocabulary.frequency(name, term)
