"""What are no names in the languages the tagger has not learnt, German apart.

The tagger has learnt from English: the first word of an Italian sentence is a name to it where it
knows the word from no list, and what follows a name ("Alonso y") at times its end. Two things are
sure enough without knowing the language: its commonest words name nobody, and a word that stands
with a capital only where a sentence begins has it from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Final

from reader.analysis.language import little_words
from reader.analysis.lexicon import lists
from reader.analysis.tagger import Name

_OFTEN_WORDS: Final = frozenset("FV")
"""The lists of surnames and of small towns: they hold a good part of any dictionary."""


def without_common_words(
    sentences: Sequence[Sequence[str]], found: Sequence[Sequence[Name]], language: str
) -> list[list[Name]]:
    """An article's names in a language (ISO 639-1) other than English and German, bounded."""
    little = little_words(language)
    known = {word for words in sentences for word in words[1:] if word[:1].isupper()}
    return [
        list(_bounded(words, names, little, known))
        for words, names in zip(sentences, found, strict=True)
    ]


def _bounded(
    words: Sequence[str], names: Sequence[Name], little: Set[str], known: Set[str]
) -> Iterator[Name]:
    for name in names:
        end = name.end
        while end > name.start and words[end - 1].lower() in little:
            end -= 1
        if end == name.start:
            continue
        only_begins = name.start == 0 and end == 1 and words[0] not in known
        if not only_begins or _is_listed(words[0]):
            yield replace(name, end=end)


def _is_listed(word: str) -> bool:
    """Whether a word is a name wherever it stands: listed, or written as words are not."""
    return not _OFTEN_WORDS.issuperset(lists().get(word, "")) or not word[1:].islower()
