"""How much one query may ask for, so that whatever is typed or pasted is read and answered at once.

What two queries of the same length take can still be worlds apart: see `effort.py`.
"""

from __future__ import annotations

from typing import Final

from reader.library.tree import Fuzzy, Leaf, Near, Phrase, Prefix, Term

MOST_WORK: Final = 128
"""What a query's words may cost together (see `cost`); what is beyond it is not searched."""

MOST_WORDS: Final = 64
"""Words of a phrase; further ones are not looked at."""

INITIALS: Final = 2
"""Words that may stand within a name in quotation marks: "Ines Okafor" is Ines M. Okafor too."""

MOST_NEAR: Final = 8
"""Words that `near:` looks for."""

MOST_FILTERS: Final = 16
"""Feeds, tags and days left out that one query may name."""

MOST_PROBLEMS: Final = 8
"""Problems that are told of, one of a kind."""

MOST_BEGINNINGS: Final = 4
"""Words of a letter or two with more letters to come: nearly every article has them all."""

MOST_BRACKETS: Final = 40
"""Brackets inside brackets that are kept apart; deeper ones are read as if they were not there."""

MOST_VIEWS: Final = 32
"""Kept searches that one query may name, those that they name counted too."""


def cost(leaf: Leaf) -> int:
    """What looking for it takes, in halves of a word: a search may have 64 words, or 16 phrases of
    two, or 6 beginnings or words spelt nearly so, or 6 pairs that stand near each other."""
    match leaf:
        case Term():
            return 2
        case Phrase(several, slop=slop) if slop <= INITIALS:
            return 6 + len(several)
        case Phrase(several) | Near(several):
            return 18 + len(several)
        case Prefix() | Fuzzy():
            return 21
