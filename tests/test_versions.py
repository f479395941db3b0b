"""What the reader makes of an article changes only with a version, so that stored ones are redone.

`made_of_seeds.json` keeps what each version makes of the samples. After a change of parsing or
analysis that is meant, raise the version of what changed (`reader.sources.VERSION`, an annotator's
own) and write it anew:

    python -m tests.test_versions

Where other versions of the libraries that parse are installed, only plain text is compared.
"""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reader.config import bundled_folder
from reader.pipeline import extract, versions
from reader.record import write_record
from reader.sources import files

KEPT = Path(__file__).parent / "made_of_seeds.json"
PARSERS = ("trafilatura", "htmldate", "lxml", "markdown-it-py")


def made_of_seeds() -> dict[str, Any]:
    """By which versions the samples are made into what."""
    seeds = {}
    for path in sorted(bundled_folder("seeds").iterdir()):
        record = json.dumps(write_record(extract(files.load(path))), sort_keys=True)
        seeds[path.name] = sha256(record.encode()).hexdigest()[:16]
    return {
        "versions": versions(),
        "parsers": {name: version(name) for name in PARSERS},
        "seeds": seeds,
    }


def test_what_is_made_of_an_article_changes_only_with_a_version() -> None:
    kept, made = json.loads(KEPT.read_text()), made_of_seeds()
    assert made["versions"] == kept["versions"], "a version rose: python -m tests.test_versions"
    if made["parsers"] != kept["parsers"]:
        for one in (made, kept):
            one["seeds"] = {n: made for n, made in one["seeds"].items() if n.endswith(".txt")}
    assert made["seeds"] == kept["seeds"], (
        "raise the version of what changed, then: python -m tests.test_versions"
    )


if __name__ == "__main__":
    KEPT.write_text(json.dumps(made_of_seeds(), indent=1) + "\n")
