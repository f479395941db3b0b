"""How much of the article is found in HTML pages, how little else, and how fast.

    python tests/benchmarks/pages.py FOLDER [--hidden]

FOLDER holds pages (`*.html.gz`) and `ground_truth.json`: file → {"articleBody", "title", "lang"}.
Scored are runs of four words of the body (headline, standfirst, byline, captions and hidden
blocks left out), averaged over pages as scrapinghub/article-extraction-benchmark does it: a page
counts the same whatever its length, F1 is that of the mean precision and recall.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

from reader.analysis import NOTHING_KNOWN, boilerplate
from reader.article import Article
from reader.sources import parse
from reader.sources.files import load

SCORED = ("body", "subhead", "list", "quote", "code", "table")
Runs4 = Counter[tuple[str, ...]]


def runs_of_four(text: str) -> Runs4:
    """The runs of four words of a text, counted; of a shorter one all its words."""
    words = re.findall(r"\w+", text)
    starts = range(max(1, len(words) - 3))
    return Counter(tuple(words[at : at + 4]) for at in starts if words)


def body(article: Article) -> str:
    """The article's body as it is scored."""
    return "\n".join(block.text for block in article.blocks if block.role in SCORED)


def hidden_of_the_body(
    articles: dict[str, Article], truth: dict[str, dict[str, str]]
) -> tuple[int, int]:
    """How many runs of the true bodies stand in hidden blocks alone, and of how many."""
    lost = whole = 0
    for name, article in articles.items():
        article = boilerplate.ANNOTATOR.annotate(article, NOTHING_KNOWN)
        wanted = runs_of_four(truth[name]["articleBody"])
        hidden, shown = Runs4(), Runs4()
        for block in article.blocks:
            where = hidden if block.role == "boilerplate" else shown
            where.update(runs_of_four(block.text))
        whole += wanted.total()
        lost += ((wanted - shown) & hidden).total()
        if "--hidden" in sys.argv:
            for block in article.blocks:
                runs = runs_of_four(block.text)
                if block.role == "boilerplate" and (runs & wanted).total() * 2 > runs.total() > 2:
                    print(f"  {name[:40]} ({block.reason}): {block.text[:90]}")
    return lost, whole


def main(folder: Path) -> None:
    """Print the figures, and the pages with the lowest F1."""
    truth = json.loads((folder / "ground_truth.json").read_text("utf-8"))
    originals = {name: load(folder / name) for name in truth}
    parse(next(iter(originals.values())))  # imports are no part of the rate

    started = time.process_time()
    articles = {name: parse(original) for name, original in originals.items()}
    seconds = time.process_time() - started

    precisions: dict[str, float] = {}
    recalls: dict[str, float] = {}
    for name, expected in truth.items():
        wanted, found = runs_of_four(expected["articleBody"]), runs_of_four(body(articles[name]))
        right = (wanted & found).total()
        precisions[name] = right / found.total() if found else 0.0
        recalls[name] = right / wanted.total() if wanted else 1.0
    precision = statistics.mean(precisions.values())
    recall = statistics.mean(recalls.values())

    lost, whole = hidden_of_the_body(articles, truth)
    titled = [name for name, expected in truth.items() if expected.get("title")]
    same = sum(articles[n].headline == " ".join(truth[n]["title"].split()) for n in titled)
    print(f"pages      {len(truth)}")
    print(f"F1         {2 * precision * recall / (precision + recall):.4f}")
    print(f"precision  {precision:.4f}")
    print(f"recall     {recall:.4f}")
    print(
        f"body shingles hidden  {lost / whole:.5f} ({lost} of {whole} runs of four words), "
        "after boilerplate too"
    )
    print(f"rate       {len(truth) / seconds:.1f} pages/s of processor time, one core")
    print(f"headlines  {same} of {len(titled)} to the letter as in the truth")
    for field in ("byline", "published", "source", "url", "language", "standfirst"):
        print(f"{field:10} {sum(bool(getattr(a, field)) for a in articles.values())} known")
    worst = sorted(truth, key=lambda n: min(precisions[n], recalls[n]))[:10]
    for name in worst:
        print(f"  precision {precisions[name]:.2f} recall {recalls[name]:.2f} {name[:60]}")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python tests/benchmarks/pages.py FOLDER [--hidden]")
    main(Path(sys.argv[1]))
