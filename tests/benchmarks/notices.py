"""How well site notices are told from the article, on pages of labelled lines.

    python tests/benchmarks/notices.py lines.jsonl.gz [--errors] [--held-out]

The file holds one page a line, `{"domain", "lang", "lines": [{"text", "label", "kind"?}]}`, label
`content`, `boilerplate` or `meta` (headline, standfirst, byline, date). Scored over the first two;
of the third, what share is hidden. The parts are fifths of the domains. Nothing is learned, but
the phrases were written by people who had seen such pages: `--held-out` scores each domain without
the phrases that no other domain in the file uses.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reader.analysis import NOTHING_KNOWN, boilerplate, notices, papers, structure
from reader.article import Article, Block


@dataclass
class Score:
    """Counts of lines, and of words where said."""

    hidden_notices: int = 0
    notices: int = 0
    hidden_content: int = 0
    content_words: int = 0
    hidden_words: int = 0
    hidden_meta: int = 0
    meta: int = 0
    articles: int = 0
    untouched: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, page: dict[str, Any], article: Article) -> None:
        whole = True
        for line, block in zip(page["lines"], article.blocks, strict=True):
            hidden = block.role == "boilerplate"
            words = len(line["text"].split())
            if line["label"] == "boilerplate":
                self.notices += 1
                self.hidden_notices += hidden
            elif line["label"] == "content":
                self.content_words += words
                if hidden:
                    whole = False
                    self.hidden_content += 1
                    self.hidden_words += words
            else:
                self.meta += 1
                self.hidden_meta += hidden
            if hidden and line["label"] != "boilerplate":
                self.errors.append(
                    f"{page['domain']}: {line['label']} hidden ({block.reason}): "
                    f"{line['text'][:90]}"
                )
        self.articles += 1
        self.untouched += whole

    def __str__(self) -> str:
        precision = self.hidden_notices / max(1, self.hidden_notices + self.hidden_content)
        recall = self.hidden_notices / max(1, self.notices)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return (
            f"{self.articles:4} articles  precision {precision:.3f}  recall {recall:.3f}  "
            f"F1 {f1:.3f}  untouched {self.untouched / max(1, self.articles):.3f}  "
            f"content words hidden {self.hidden_words / max(1, self.content_words):.4f}  "
            f"meta hidden {self.hidden_meta / max(1, self.meta):.4f}"
        )


@dataclass
class Headlines:
    """How often the first line labelled a headline is the one found, where there is one."""

    there: int = 0
    right: int = 0
    found: int = 0
    wrong_body: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, page: dict[str, Any], article: Article) -> None:
        titles = {line["text"].strip() for line in page["lines"] if line.get("kind") == "title"}
        chosen = next((n for n, b in enumerate(article.blocks) if b.role == "headline"), None)
        self.there += bool(titles)
        if chosen is not None:
            line = page["lines"][chosen]
            self.found += 1
            self.right += line["text"].strip() in titles
            self.wrong_body += line["label"] == "content"
            if line["text"].strip() not in titles:
                self.errors.append(f"{page['domain']}: {line['label']} taken: {line['text'][:90]}")
        elif titles:
            self.errors.append(f"{page['domain']}: none found, was {min(titles)[:90]}")

    def __str__(self) -> str:
        return (
            f"headlines: {self.right} right of {self.there} there are; {self.found} found, "
            f"{self.wrong_body} of them article text"
        )


@dataclass
class Sources:
    """How often the paper is named, and how often as the page's address has it.

    A name agrees with an address when they share a word, or one is made of the other's first
    letters. An agency's name is counted apart: the text names it, the address does not.
    """

    pages: int = 0
    agreeing: int = 0
    agencies: int = 0
    others: list[str] = field(default_factory=list)

    def add(self, page: dict[str, Any], article: Article) -> None:
        self.pages += 1
        if not article.source:
            return
        if agrees(article.source, page["domain"]):
            self.agreeing += 1
        elif article.source in papers.AGENCIES.values():
            self.agencies += 1
        else:
            self.others.append(f"{page['domain']}: {article.source}")

    def __str__(self) -> str:
        return (
            f"sources: {self.agreeing} named as their address of {self.pages}; "
            f"{self.agencies} agencies; {len(self.others)} other names {self.others}"
        )


@dataclass
class Languages:
    """How often the language of a page is found, of those whose language is known."""

    right: int = 0
    silent: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, page: dict[str, Any], article: Article) -> None:
        known = {"nb": "no", "nn": "no", "xx": ""}.get(page["lang"], page["lang"])
        if not known:
            return
        self.right += article.language == known
        self.silent += not article.language
        if article.language not in ("", known):
            self.wrong.append(f"{page['domain']}: {article.language}, was {known}")

    def __str__(self) -> str:
        return (
            f"languages: {self.right} right, {self.silent} not told, "
            f"{len(self.wrong)} wrong {self.wrong}"
        )


def agrees(name: str, domain: str) -> bool:
    """Whether a paper's name and its address are of one kind."""
    parts = domain.split(".")[:-1]
    label = re.sub(r"[^a-z0-9]", "", parts[-2 if parts[-1] in ("co", "com") else -1])
    words = [w for w in re.findall(r"\w+", name.casefold()) if w not in ("the", "news", "com")]
    whole, initials = "".join(words), "".join(word[0] for word in words)
    return (
        whole in label
        or label in whole
        or label in "".join(word[0] for word in re.findall(r"\w+", name.casefold()))
        or (len(initials) > 2 and initials in label)
        or any(len(word) > 2 and word in label for word in words)
    )


def read(path: Path) -> Iterable[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@contextmanager
def withheld(used: Mapping[str, set[str]], domain: str) -> Iterator[None]:
    """The phrase tables without what `domain` alone uses, for as long as the context lasts."""
    tables: list[dict[str, Any]] = [notices._WHOLE_LINES, notices._OPENINGS, notices._WITHINS]
    whole = [dict(table) for table in tables]
    for table in tables[:2]:
        for phrase in [phrase for phrase in table if used.get(phrase) == {domain}]:
            del table[phrase]
    for word, phrases in notices._WITHINS.items():
        tables[2][word] = [pair for pair in phrases if used.get(pair[0].strip()) != {domain}]
    boilerplate._look.cache_clear()
    try:
        yield
    finally:
        for table, entries in zip(tables, whole, strict=True):
            table.update(entries)
        boilerplate._look.cache_clear()


def used_by(pages: Iterable[dict[str, Any]]) -> dict[str, set[str]]:
    """Phrase of the tables → the domains with a line that has it."""
    phrases = set(notices._WHOLE_LINES) | set(notices._OPENINGS)
    phrases |= {phrase.strip() for pairs in notices._WITHINS.values() for phrase, _ in pairs}
    longest = max(phrase.count(" ") + 1 for phrase in phrases)
    used: dict[str, set[str]] = {}
    for page in pages:
        for line in page["lines"]:
            words = notices.words_of(line["text"][:2000])
            for at in range(len(words)):
                for end in range(at + 1, min(at + longest, len(words)) + 1):
                    phrase = " ".join(words[at:end])
                    if phrase in phrases:
                        used.setdefault(phrase, set()).add(page["domain"])
    return used


def held_out(pages: Sequence[dict[str, Any]]) -> Score:
    used, score = used_by(pages), Score()
    for domain in sorted({page["domain"] for page in pages}):
        with withheld(used, domain):
            for page in pages:
                if page["domain"] == domain:
                    blocks = tuple(Block(line["text"]) for line in page["lines"])
                    article = Article(blocks=blocks)
                    score.add(page, boilerplate.ANNOTATOR.annotate(article, NOTHING_KNOWN))
    return score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--errors", action="store_true", help="print every wrong line")
    parser.add_argument(
        "--held-out", action="store_true", help="also score without phrases of one domain only"
    )
    chosen = parser.parse_args()

    overall, headlines, sources, spoken = Score(), Headlines(), Sources(), Languages()
    languages: dict[str, Score] = {}
    parts: dict[int, Score] = {}
    spent = 0.0
    pages = list(read(chosen.file))
    for page in pages:
        article = Article(blocks=tuple(Block(line["text"]) for line in page["lines"]))
        start = time.process_time()
        article = boilerplate.ANNOTATOR.annotate(article, NOTHING_KNOWN)
        structured = structure.ANNOTATOR.annotate(article, NOTHING_KNOWN)
        spent += time.process_time() - start
        overall.add(page, article)
        headlines.add(page, structured)
        sources.add(page, structured)
        spoken.add(page, structured)
        languages.setdefault(
            page["lang"] if page["lang"] in ("en", "de") else "other", Score()
        ).add(page, article)
        parts.setdefault(sum(page["domain"].encode()) % 5, Score()).add(page, article)
    print("all  ", overall)
    for name, score in sorted(languages.items()):
        print(f"{name:5}", score)
    for number, score in sorted(parts.items()):
        print(f"part{number}", score)
    if chosen.held_out:
        print("held-out phrases", held_out(pages))
    print(headlines)
    print(sources)
    print(spoken)
    print(f"{spent / max(1, overall.articles) * 1000:.2f} ms an article")
    if chosen.errors:
        print("\n".join(overall.errors + headlines.errors))


if __name__ == "__main__":
    main()
