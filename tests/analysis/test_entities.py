from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.analysis.annotator import NOTHING_KNOWN, Background
from reader.analysis.entities import ANNOTATOR, MOST_LOOKED_AT
from reader.analysis.recognition import FIRST, WEIGHTS, Recogniser
from reader.analysis.tagger import WeightsError
from reader.article import Article, Block

STORY = (
    Block("Fishing ministers of Peru and Chile meet over anchovy quota", "headline"),
    Block("By María Quispe and John Okafor", "byline"),
    Block(
        "LIMA, Peru — The fishing ministers of Peru and Chile met Tuesday in Lima to discuss a"
        " $3.5 billion anchovy quota, U.S. and Chilean officials said."
    ),
    Block(
        "It was the second meeting in six months between Peruvian Minister of Production Gen. Ana"
        " Huamán and Pedro J. Valdés, Chile’s minister of economy. Huamán told reporters that the"
        " Food and Agriculture Organization (FAO) would send advisers."
    ),
    Block("Read more: Ana Huamán on Chile in five charts", "boilerplate", "related"),
    Block("print('Chile')", "code"),
    Block("“We want our fish back,” Valdés said. The FAO and the United States declined comment."),
)


def annotated(*blocks: Block, background: Background = NOTHING_KNOWN) -> Article:
    return ANNOTATOR.annotate(Article(blocks=blocks), background)


def named(article: Article) -> dict[str, tuple[str, set[str]]]:
    return {
        entity.name: (
            entity.kind,
            {article.blocks[m.block].text[m.start : m.end] for m in entity.mentions},
        )
        for entity in article.entities
    }


def test_a_story_names_its_people_places_organisations_dates_and_sums() -> None:
    names = named(annotated(*STORY))
    assert names["Ana Huamán"] == ("person", {"Ana Huamán", "Huamán"})
    assert names["Pedro J. Valdés"] == ("person", {"Pedro J. Valdés", "Valdés"})
    assert names["Chile"] == ("place", {"Chile"})
    assert names["United States"] == ("place", {"U.S.", "United States"})
    assert names["Food and Agriculture Organization"][1] >= {"FAO"}
    assert names["Tuesday"][0] == names["six months"][0] == "date"
    assert names["$3.5 billion"][0] == "money"


def test_the_people_of_a_byline_are_named() -> None:
    names = named(annotated(Block("WORDS BY AMINA OBI, Lagos Bureau", "byline")))
    assert names["AMINA OBI"][0] == "person"
    names = named(annotated(*STORY))
    assert names["María Quispe"][0] == names["John Okafor"][0] == "person"


def test_nothing_is_named_in_a_notice_or_in_code() -> None:
    article = annotated(*STORY)
    assert {article.blocks[m.block].role for m in article.mentions}.isdisjoint(
        {"boilerplate", "code"}
    )


def test_a_name_ends_before_its_possessive_and_begins_after_its_title() -> None:
    texts = {text for _, written in named(annotated(*STORY)).values() for text in written}
    assert not {"Gen. Ana Huamán", "Chile’s", "the United States"} & texts


def test_a_person_behind_a_title_is_named_though_the_article_has_the_name_but_once() -> None:
    text = "In Accra, Ghanaian Interior Ministry spokesperson Senior Supt. Tan Abena described it."
    assert named(annotated(Block(text)))["Tan Abena"][0] == "person"


def test_a_watched_name_is_found_wherever_it_stands() -> None:
    background = Background(watched_names=("anchovy quota", "Quispe"))
    article = annotated(*STORY, background=background)
    assert len(named(article)["anchovy quota"][1]) == 1
    assert sum(e.name == "anchovy quota" and len(e.mentions) == 2 for e in article.entities) == 1


def test_annotating_again_changes_nothing() -> None:
    once = annotated(*STORY)
    assert ANNOTATOR.annotate(once, NOTHING_KNOWN) == once


def sound(article: Article) -> None:
    last = (-1, 0)
    for mention in article.mentions:
        text = article.blocks[mention.block].text
        name = text[mention.start : mention.end]
        assert 0 <= mention.start < mention.end <= len(text)
        assert name == name.strip()
        assert (mention.block, mention.start) >= last
        last = (mention.block, mention.end)


SCRAPS = ["The", "Ana", "Huamán", "Gen.", "U.S.", "said", "of", "and", "(", ")", "“", "”", ".", ","]
SCRAPS += ["-", "’s", "Peru", "PERU", "al-", "1", "May", "$5m", "\u202e", "中国", "é", "’", "Bank"]
PROSE = st.lists(
    st.sampled_from(SCRAPS),
    max_size=40,
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text() | PROSE, max_size=5))
def test_mentions_stand_inside_their_block_and_never_overlap(texts: list[str]) -> None:
    article = annotated(*(Block(text) for text in texts), Block("By " + " ".join(texts), "byline"))
    sound(article)
    assert ANNOTATOR.annotate(article, NOTHING_KNOWN) == article


def test_a_line_of_five_megabytes_takes_time_in_proportion_to_its_length() -> None:
    line = "Ana Huamán of Peru met Pedro " * 1_000
    began = time.process_time()
    annotated(Block(line))
    short = time.process_time() - began
    began = time.process_time()
    sound(annotated(Block(line * 5)))
    assert time.process_time() - began < 20 * short + 1


def test_names_and_figures_are_sought_in_the_first_part_of_a_text_past_all_measure() -> None:
    lines = [Block("The mayor of Lima, Ana Huamán, spoke on Tuesday. " * 40)] * 200
    assert sum(len(line.text) for line in lines) > MOST_LOOKED_AT
    mentions = annotated(*lines, Block("Peru paid $3 billion.")).mentions
    reached = sum(len(line.text) for line in lines[: mentions[-1].block])
    assert 0.9 * MOST_LOOKED_AT < reached <= MOST_LOOKED_AT


def test_missing_weights_say_what_is_missing_and_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"No such file.*Install reader-tui again"):
        Recogniser(tmp_path)


@pytest.mark.parametrize("damage", [b"", b"lCRF", b"no weights at all", b"lCRF\xff\xff\xff\xff"])
def test_damaged_weights_are_told_not_trusted(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FIRST).write_bytes(damage)
    with pytest.raises(WeightsError, match="damaged"):
        Recogniser(tmp_path)


def test_half_a_weights_file_is_told_not_trusted(tmp_path: Path) -> None:
    whole = (WEIGHTS / FIRST).read_bytes()
    (tmp_path / FIRST).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WeightsError, match="damaged"):
        Recogniser(tmp_path)
