"""The sample articles: what holds of the folder, and what the reader makes of each."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from reader.analysis import annotate
from reader.article import Article
from reader.config import bundled_folder
from reader.sources import files, parse

SEEDS = bundled_folder("seeds")
NAMES = sorted(path.name for path in SEEDS.iterdir())
TEXTS = [name for name in NAMES if name.endswith(".txt")]
MARKED_UP = [name for name in NAMES if not name.endswith(".txt")]

MASTHEADS = {
    "aqaba-recorder": "Aqaba Recorder",
    "gaceta-puerto-claro": "La Gaceta de Puerto Claro",
    "harbour-courier": "Harbour Courier",
    "lagos-morning-ledger": "Lagos Morning Ledger",
    "meridian-dispatch": "Meridian Dispatch",
    "pacific-signal": "Pacific Signal",
    "pune-evening-lantern": "Pune Evening Lantern",
    "red-river-examiner": "Red River Examiner",
}

FILE_NAME = re.compile(
    rf"(?P<day>\d{{4}}-\d\d-\d\d)-(?P<masthead>{'|'.join(MASTHEADS)})-[a-z0-9-]+"
    r"\.(?:txt|md|html|html\.gz)"
)


@dataclass(frozen=True)
class Marked:
    """Lines of a text seed by number, from 1. `notices` are to be hidden; `either` are mastheads,
    section names and credits, which belong to neither side; every other line is the article's."""

    notices: tuple[int, ...]
    either: tuple[int, ...] = ()


MARKED = {
    "2026-11-20-pacific-signal-cyclone-lusa.txt": Marked(
        notices=(1, 2, 3, 4, 21, 35, 37, 39, 41, 43, 45, 47),
    ),
    "2026-11-21-red-river-examiner-elevator-trial.txt": Marked(
        notices=(1, 2, 7, 8, 9, 17, 24, 25, 26, 27, 28, 29, 30, 31, 32),
        either=(3, 23),
    ),
    "2026-11-22-pune-evening-lantern-dust-clock.txt": Marked(
        notices=(3, 13, 15, 29, 37, 43, 45, 47, 49),
        either=(1, 5),
    ),
    "2026-11-23-harbour-courier-ferry-strike.txt": Marked(
        notices=(1, 2, 3, 8, 13, 17, 20, 21, 22, 24, 25, 26, 27, 28, 29),
    ),
    "2026-11-24-harbour-courier-adunni-star.txt": Marked(
        notices=(8, 13, 14, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
        either=(1, 2, 7),
    ),
    "2026-11-24-lagos-morning-ledger-adunni-star.txt": Marked(
        notices=(3, 13, 15, 27, 37, 47, 49, 51),
        either=(1,),
    ),
}


@cache
def read(name: str) -> Article:
    return annotate(parse(files.load(SEEDS / name)))


def text_of(name: str) -> str:
    content = (SEEDS / name).read_bytes()
    return (gzip.decompress(content) if name.endswith(".gz") else content).decode()


def shape(name: str) -> re.Match[str]:
    match = FILE_NAME.fullmatch(name)
    assert match, f"{name} is not named date-masthead-slug"
    return match


def masthead_of(name: str) -> str:
    return MASTHEADS[shape(name)["masthead"]]


def names_its_paper(name: str) -> bool:
    """The text has a line that is the paper's name alone, or a copyright line that names it."""
    paper = masthead_of(name).casefold()
    for line in text_of(name).casefold().splitlines():
        if line.strip().removeprefix("the ") == paper:
            return True
        if paper in line and ("©" in line or "copyright" in line):
            return True
    return False


def hidden_lines(name: str) -> set[int]:
    """The numbers of a text seed's hidden lines, from 1."""
    numbers = [n for n, line in enumerate(text_of(name).splitlines(), 1) if line.strip()]
    blocks = read(name).blocks
    assert len(numbers) == len(blocks)
    return {n for n, block in zip(numbers, blocks, strict=True) if block.role == "boilerplate"}


def lines_of(name: str, numbers: set[int]) -> list[str]:
    lines = text_of(name).splitlines()
    return [lines[number - 1] for number in sorted(numbers)]


def test_the_first_list_is_worth_scrolling() -> None:
    assert len(NAMES) >= 24
    assert {shape(name)["masthead"] for name in NAMES} == set(MASTHEADS)


def test_news_comes_in_every_shape() -> None:
    assert len(TEXTS) >= 14
    assert sum(name.endswith((".html", ".html.gz")) for name in NAMES) >= 8
    assert any(name.endswith(".html.gz") for name in NAMES)
    assert sum(name.endswith(".md") for name in NAMES) >= 6


def test_one_story_is_told_by_three_papers() -> None:
    tellers = {shape(name)["masthead"] for name in NAMES if "-adunni-star." in name}
    assert len(tellers) == 3


def test_a_new_reader_finds_briefs_and_long_reads() -> None:
    lengths = sorted(read(name).words for name in NAMES)
    assert lengths[0] < 140
    assert lengths[-1] >= 2500
    assert lengths[-2] >= 1500


def test_quotation_marks_of_every_habit_are_among_them() -> None:
    everything = "\n".join(text_of(name) for name in NAMES)
    assert re.search(r"“[^“”\"\n]+\"", everything), "curly opened, straight closed"
    assert re.search(r"“[^“”\"\n]+\n+“", everything), "re-opened each paragraph"
    assert re.search(r"(?<!\w)'[^'\n]+\w'\w[^\n]*[,.?]'", everything), "British single quotes"
    assert "«" in everything, "guillemets"


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_can_be_read(name: str) -> None:
    article = read(name)
    assert article.headline
    assert article.words > 90
    assert article.quotes or name.endswith("-bannock.html")


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_shows_its_age(name: str) -> None:
    published = read(name).published
    assert published is not None
    assert published.date().isoformat() == shape(name)["day"]


@pytest.mark.parametrize("name", [*MARKED_UP, *filter(names_its_paper, TEXTS)])
def test_every_sample_that_names_its_paper_shows_it(name: str) -> None:
    assert masthead_of(name).casefold() in read(name).source.casefold()


@pytest.mark.parametrize("name", MARKED)
def test_no_line_of_the_article_is_hidden(name: str) -> None:
    marked = MARKED[name]
    wrong = hidden_lines(name) - set(marked.notices) - set(marked.either)
    assert lines_of(name, wrong) == []


@pytest.mark.parametrize("name", MARKED)
def test_every_site_notice_is_hidden(name: str) -> None:
    missed = set(MARKED[name].notices) - hidden_lines(name)
    assert lines_of(name, missed) == []


def test_the_folder_holds_nothing_else() -> None:
    assert [path.name for path in files.find([SEEDS])] == NAMES


def test_seeds_are_found_where_the_program_is() -> None:
    assert SEEDS.is_dir()
    assert Path(__file__).parents[1] in SEEDS.parents
