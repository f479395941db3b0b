"""How well quotes and their speakers are found: `python tests/benchmarks/quotes.py FILE`.

FILE is JSON lines, an article a line: `{"id", "paragraphs": [str], "quotes": [{"paragraph",
"start", "end", "text", "kind", "speaker", "speaker_type", "group", "arguable"?}]}`, one entry for
each stretch in quotation marks, `kind` being speech, term or title. A stretch is right when it
starts within one character and ends within two. A speaker is right by the last word of a
person's name, two words or the acronym of an organisation's, any content word of a description.
`--errors` prints what was wrong, `--alone` measures without the entities annotator.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

from reader.analysis.annotator import NOTHING_KNOWN, Annotator
from reader.analysis.lexicon import word_set
from reader.analysis.quotes import ANNOTATOR
from reader.article import Article, Block, Span

_FUNCTION_WORDS = word_set("a an the of for in on at to and or s who his her their one some")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def content_words(name: str) -> list[str]:
    return [w for w in re.findall(r"\w+", name.lower()) if w not in _FUNCTION_WORDS]


def speaker_is_right(gold: dict[str, Any], given: str | None) -> bool:
    if gold["speaker_type"] in ("none", None) or gold["speaker"] is None:
        return given is None
    if given is None:
        return gold["speaker_type"] == "description"
    wanted, words = content_words(gold["speaker"]), content_words(given)
    if gold["speaker_type"] == "person":
        last = [w for w in wanted if w not in _SUFFIXES][-1:]
        return bool(last) and [w for w in words if w not in _SUFFIXES][-1:] == last
    shared = set(wanted) & set(words)
    if gold["speaker_type"] == "description":
        return bool(shared)
    acronym = "".join(word[0] for word in wanted)
    return len(shared) >= min(2, len(wanted)) or given.lower().replace(".", "") == acronym


def measure(path: Path, entities: Annotator | None, *, show_errors: bool) -> dict[str, float]:
    count: Counter[str] = Counter()
    seconds = words = 0.0
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        article = Article(blocks=tuple(Block(text) for text in record["paragraphs"]))
        if entities is not None:
            article = entities.annotate(article, NOTHING_KNOWN)
        began = time.process_time()
        article = ANNOTATOR.annotate(article, NOTHING_KNOWN)
        seconds += time.process_time() - began
        words += article.words
        spans = [(span, number) for number, q in enumerate(article.quotes) for span in q.spans]
        groups: dict[int, list[int]] = {}
        matched: set[Span] = set()
        for gold in record["quotes"]:
            hit = next(
                (
                    (span, number)
                    for span, number in spans
                    if span.block == gold["paragraph"]
                    and abs(span.start - gold["start"]) <= 1
                    and abs(span.end - gold["end"]) <= 2
                ),
                None,
            )
            where = f"{record.get('domain', record['id'])} {gold['paragraph']}: {gold['text'][:60]}"
            if hit is not None:
                matched.add(hit[0])
            if gold["kind"] == "speech" and hit is not None:
                groups.setdefault(gold["group"], []).append(hit[1])
            if gold.get("arguable"):
                continue
            if gold["kind"] != "speech":
                count["other"] += 1
                if hit is not None:
                    count["wrong"] += 1
                    count["taken"] += 1
                    if show_errors:
                        print("TERM   ", where)
                continue
            count["speech"] += 1
            if hit is None:
                if show_errors:
                    print("MISSED ", where)
                continue
            count["right"] += 1
            given = article.quotes[hit[1]].speaker
            is_right = speaker_is_right(gold, given)
            count["speaker"] += is_right
            count["given"] += given is not None
            count["given right"] += is_right and given is not None
            if show_errors and not is_right:
                print(f"SPEAKER {where}\n            {gold['speaker']!r}, given {given!r}")
        for span, _ in spans:
            if span not in matched:
                count["wrong"] += 1
                if show_errors:
                    text = article.blocks[span.block].text[span.start : span.end]
                    print("EXTRA  ", record.get("domain", ""), span.block, text[:60])
        for group, numbers in groups.items():
            if len(numbers) > 1:
                count["groups"] += 1
                count["joined"] += len(set(numbers)) == 1
                if show_errors and len(set(numbers)) > 1:
                    print("APART  ", record.get("domain", ""), group)
        golden = {(q["paragraph"], q["start"]): q["group"] for q in record["quotes"]}
        for quote in article.quotes:
            joined = {golden.get((s.block, s.start)) for s in quote.spans} - {None}
            if len(joined) > 1:
                count["joined wrongly"] += 1
                if show_errors:
                    print("TOGETHER", record.get("domain", ""), quote.spans)
    found = count["right"] + count["wrong"]
    return {
        "precision": count["right"] / max(1, found),
        "recall": count["right"] / max(1, count["speech"]),
        "terms taken as speech": count["taken"] / max(1, found),
        "speaker right, of all": count["speaker"] / max(1, count["speech"]),
        "speaker right, of those given": count["given right"] / max(1, count["given"]),
        "joined quotes": count["joined"] / max(1, count["groups"]),
        "quotes joined wrongly": float(count["joined wrongly"]),
        "CPU ms for 700 words": 1000 * seconds / max(1.0, words) * 700,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--errors", action="store_true", help="print what was wrong")
    parser.add_argument("--alone", action="store_true", help="without the entities annotator")
    chosen = parser.parse_args()
    entities = None
    if not chosen.alone:
        from reader.analysis.entities import ANNOTATOR as entities
    for name, figure in measure(chosen.file, entities, show_errors=chosen.errors).items():
        print(f"{name:32}{figure:8.3f}")


if __name__ == "__main__":
    main()
