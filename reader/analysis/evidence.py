"""What the rest of an article says about a name, as features for a second reading.

The tagger first reads each sentence alone. Its answers are then gathered over the article: what is
"Wei", seen alone here, in the other sentences? The second tagger sees that beside the sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from reader.analysis.features import Seen
from reader.analysis.tagger import Name

_NOWHERE: Final[dict[str, float]] = {}
_LETTER: Final = {"person": "p", "org": "o", "place": "l"}


class Evidence:
    """The first reading of an article, gathered by word and by name."""

    def __init__(self, sentences: Sequence[Sequence[str]], found: Sequence[Sequence[Name]]) -> None:
        self._sentences = [[word.lower() for word in words] for words in sentences]
        self._found = found
        self._words: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._names: defaultdict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        self._outside: defaultdict[str, int] = defaultdict(int)
        for original, words, names in zip(sentences, self._sentences, found, strict=True):
            named = set()
            for name in names:
                _add(self._names[tuple(words[name.start : name.end])], _kind(name), name.confidence)
                for i in range(name.start, name.end):
                    _add(self._words[words[i]], _role(name, i), name.confidence)
                    named.add(i)
            for i in range(1, len(words)):
                if i not in named and original[i] != words[i]:
                    self._outside[words[i]] += 1

    def is_silent(self, number: int, start: int, end: int) -> bool:
        """Whether not one of the words `start` to `end` of a sentence is in any name."""
        return self._words.keys().isdisjoint(self._sentences[number][start:end])

    def beside(self, number: int, islands: Sequence[tuple[int, int]]) -> Iterator[Seen]:
        """What is known of each word of a sentence's islands: its own first reading, and how the
        word, and the name it is in, are read in the other places."""
        words, names = self._sentences[number], self._found[number]
        owner: list[Name | None] = [None] * len(words)
        for name in names:
            owner[name.start : name.end] = [name] * (name.end - name.start)
        answers = [_answer(name, i) for i, name in enumerate(owner)]
        for i in (i for start, end in islands for i in range(start, end)):
            word, mine = words[i], owner[i]
            row: Seen = [
                f"y={answers[i]}",
                f"y-={answers[i - 1] if i else '^'}",
                f"y+={answers[i + 1] if i + 1 < len(words) else '^'}",
            ]
            if mine:
                row.append(f"yc={answers[i][:2]}{int(mine.confidence * 5)}")
                whole = dict(self._names[tuple(words[mine.start : mine.end])])
                _add(whole, _kind(mine), -mine.confidence)
                row.append(f"ew={_summary(whole)}")
            elsewhere = self._words.get(word, _NOWHERE)
            if elsewhere:
                if mine:
                    elsewhere = dict(elsewhere)
                    _add(elsewhere, _role(mine, i), -mine.confidence)
                row.append(f"e={_summary(elsewhere)}")
                by_kind: dict[str, float] = {}
                for role, weight in elsewhere.items():
                    _add(by_kind, role[0], weight)
                    if weight > 0.3:
                        row.append(f"er={role}")
                summary = _summary(by_kind)
                row.append(f"ek={summary}")
                row.append(f"ek={summary[:1]}&{answers[i][:2]}")
            outside = self._outside.get(word, 0)
            if outside:
                row.append(f"eo={min(outside, 4)}{'e' if elsewhere else ''}")
            yield row


def _add(weights: dict[str, float], key: str, weight: float) -> None:
    weights[key] = weights.get(key, 0.0) + weight


def _kind(name: Name) -> str:
    return _LETTER[name.kind]


def _role(name: Name, i: int) -> str:
    """A word's part in a name: p1 is a person's whole name, pf the first word, pl the last."""
    if name.end - name.start == 1:
        return _kind(name) + "1"
    return _kind(name) + ("f" if i == name.start else "l" if i == name.end - 1 else "m")


def _answer(name: Name | None, i: int) -> str:
    return "O" if name is None else _role(name, i)


def _summary(weights: dict[str, float]) -> str:
    """The commonest of some weights, how much it weighs and how much of the whole it is."""
    total = sum(weight for weight in weights.values() if weight > 0)
    if total < 0.05:
        return "-"
    most = max(weights, key=lambda key: weights[key])
    weight = weights[most]
    amount = 0 if weight < 0.6 else 1 if weight < 1.5 else 2 if weight < 3.5 else 3
    return f"{most}{amount}{int(4 * weight / total)}"
