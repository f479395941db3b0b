"""The parts of a plain text: headline, standfirst, byline, date, source, subheads, captions."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.analysis import NOTHING_KNOWN, boilerplate
from reader.analysis.structure import ANNOTATOR
from reader.article import Article, Block

LEAD = (
    "The harbour board of Port Ellis voted on Monday to rebuild the northern mole, which a winter "
    "storm broke in two places, at a cost of 14 million crowns."
)
SECOND = (
    "Work is to begin in April and to last eighteen months, the harbour master, Ines Okafor, said, "
    "and the fishing fleet will lie in the inner basin until it is done."
)
HEADLINE = "Port Ellis board votes to rebuild broken mole"
STANDFIRST = "Harbour fleet to lie in the inner basin for eighteen months while the work goes on"


def structured(*lines: str) -> Article:
    article = Article(blocks=tuple(Block(line) for line in lines))
    return ANNOTATOR.annotate(boilerplate.ANNOTATOR.annotate(article, NOTHING_KNOWN), NOTHING_KNOWN)


def roles(article: Article) -> list[str]:
    return [block.role for block in article.blocks]


def test_a_saved_page_gives_up_all_its_parts() -> None:
    article = structured(
        "Get notifications from The Port Ellis Gazette",
        HEADLINE,
        STANDFIRST,
        "Henrik Soelberg",
        "Tuesday 3 November 2026 09:54 GMT",
        "Share",
        LEAD,
        SECOND,
    )
    assert article.headline == HEADLINE
    assert article.standfirst == STANDFIRST
    assert article.byline == "Henrik Soelberg"
    assert article.published == datetime(2026, 11, 3, 9, 54, tzinfo=UTC)
    assert article.source == "The Port Ellis Gazette"
    assert roles(article) == [
        "boilerplate", "headline", "standfirst", "byline", "dateline", "boilerplate",
        "body", "body",
    ]  # fmt: skip


def test_sections_above_a_headline_are_not_taken_for_it() -> None:
    article = structured("News", "Harbour", HEADLINE, "By Ada Quist", LEAD, SECOND)
    assert article.headline == HEADLINE
    assert article.byline == "Ada Quist"
    assert roles(article)[0] == "boilerplate"
    assert article.section == "News"


def test_another_storys_headline_above_is_not_taken_for_it() -> None:
    article = structured("Ferry timetable changes from May", "Live", HEADLINE, LEAD, SECOND)
    assert article.headline == HEADLINE


def test_a_standfirst_that_is_a_sentence_is_told_by_the_byline_under_it() -> None:
    sentence = (
        "The mole will cost 14 million crowns and take eighteen months, and until it stands again "
        "the fleet will have to lie in the inner basin."
    )
    article = structured(HEADLINE, sentence, "By Ada Quist", "3 November 2026", LEAD, SECOND)
    assert article.standfirst == sentence
    assert article.byline == "Ada Quist"
    assert roles(article)[:4] == ["headline", "standfirst", "byline", "dateline"]


def test_the_lead_is_no_standfirst() -> None:
    article = structured(HEADLINE, LEAD, SECOND)
    assert article.standfirst == ""
    assert roles(article) == ["headline", "body", "body"]


def test_a_text_without_headline_is_listed_by_its_first_sentence_and_keeps_its_paragraphs() -> None:
    article = structured("PORT ELLIS (Reuters) - Gov. A. Moss fell ill on Friday. " + LEAD, SECOND)
    assert article.headline == "Gov. A. Moss fell ill on Friday."
    assert article.source == "Reuters"
    assert roles(article) == ["body", "body"]


def test_a_long_first_sentence_is_cut_at_a_word() -> None:
    headline = structured(LEAD, SECOND).headline
    assert headline.endswith("…")
    assert len(headline) <= 91
    assert LEAD.startswith(headline.removesuffix("…") + " ")


def test_a_headline_that_opens_like_a_byline_is_a_headline() -> None:
    headline = "Von Kiel bis Riga: im Netz der Hafenagenten"
    article = structured(
        headline, "Von Ada Quist", "Die Agenten im Hafen von Kiel. " + LEAD, SECOND
    )
    assert article.headline == headline
    assert article.byline == "Ada Quist"


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Ada Quist in Marnholm", "Ada Quist"),
        ("Ada Quist in Port Ellis and agencies", "Ada Quist"),
        ("Interview by Ada Quist", "Ada Quist"),
        ("By a staff reporter", "a staff reporter"),
    ],
)
def test_bylines_of_every_form_name_the_writer(line: str, byline: str) -> None:
    article = structured(HEADLINE, STANDFIRST, line, "3 November 2026", LEAD, SECOND)
    assert article.byline == byline
    assert roles(article)[:4] == ["headline", "standfirst", "byline", "dateline"]


def test_the_papers_name_beside_the_date_is_nobodys_byline() -> None:
    article = structured(HEADLINE, "The Gazette · Nov. 3, 2026, 9:26 a.m.", LEAD, SECOND)
    assert article.byline == ""
    assert article.published == datetime(2026, 11, 3, 9, 26, tzinfo=UTC)


def test_a_row_of_sections_is_no_section() -> None:
    article = structured(
        "News | Sport | Opinion", "Culture", HEADLINE, "By Ada Quist", LEAD, SECOND
    )
    assert article.section == "Culture"
    assert structured("News | Sport | Opinion", HEADLINE, "By Ada Quist", LEAD).section == ""


def test_name_and_date_on_one_line_are_byline_and_date() -> None:
    article = structured(HEADLINE, "By Ada Quist 3 November 2026 • 4:45pm", LEAD, SECOND)
    assert article.byline == "Ada Quist"
    assert article.published == datetime(2026, 11, 3, 16, 45, tzinfo=UTC)
    assert roles(article)[1] == "byline"


def test_a_date_in_the_text_is_not_when_it_was_published() -> None:
    article = structured(
        HEADLINE, LEAD, "The old mole was blessed by Bishop Aldo Crane on 4 May 1911.", SECOND
    )
    assert article.published is None


def test_a_date_under_the_article_counts_where_it_says_published() -> None:
    article = structured(HEADLINE, LEAD, SECOND, "First published on November 3, 2026 / 8:16 AM")
    assert article.published == datetime(2026, 11, 3, 8, 16, tzinfo=UTC)


def test_subheads_and_captions_are_told_from_paragraphs() -> None:
    article = structured(
        HEADLINE,
        LEAD,
        "The dearest offer",
        SECOND,
        "Waves break over the mole on Sunday (AP Photo/Ada Quist)",
        LEAD,
        "It will hold.",
        SECOND,
    )
    assert roles(article) == [
        "headline", "body", "subhead", "body", "caption", "body", "body", "body",
    ]  # fmt: skip


def test_what_came_with_metadata_keeps_it() -> None:
    given_ = Article(
        headline="Given",
        byline="Given Name",
        source="Given Paper",
        published=datetime(2020, 1, 1, tzinfo=UTC),
        blocks=(Block(HEADLINE), Block("By Ada Quist"), Block("3 November 2026"), Block(LEAD)),
    )
    found = ANNOTATOR.annotate(given_, NOTHING_KNOWN)
    assert (found.headline, found.byline, found.source) == ("Given", "Given Name", "Given Paper")
    assert found.published == given_.published
    assert "headline" not in roles(found)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("© 2026 The Port Ellis Gazette Ltd. All rights reserved.", "The Port Ellis Gazette"),
        ("Copyright © 2026 PORT ELLIS GAZETTE. All rights reserved.", "Port Ellis Gazette"),
        ("Subscribe to The Gazette newsletter", ""),
        ("Follow us on Facebook and Instagram", ""),
    ],
)
def test_the_source_is_who_claims_the_copyright(line: str, source: str) -> None:
    assert structured(HEADLINE, LEAD, SECOND, line).source == source


@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("Tuesday 22 November 2022 09:54 GMT", datetime(2022, 11, 22, 9, 54, tzinfo=UTC)),
        ("Nov. 22, 2022 9:54 a.m. ET", datetime(2022, 11, 22, 14, 54, tzinfo=UTC)),
        ("July 22, 2022 9:54 p.m. ET", datetime(2022, 7, 23, 1, 54, tzinfo=UTC)),
        ("Updated 12:05 AM EST, Nov 19, 2019", datetime(2019, 11, 19, 5, 5, tzinfo=UTC)),
        ("2024-05-02T10:00:00+02:00", datetime(2024, 5, 2, 8, 0, tzinfo=UTC)),
        ("2024-05-02", datetime(2024, 5, 2, tzinfo=UTC)),
        ("22/11/2022", datetime(2022, 11, 22, tzinfo=UTC)),
        ("11/22/2022", datetime(2022, 11, 22, tzinfo=UTC)),
        ("26.08.2024, 11:29 Uhr", datetime(2024, 8, 26, 11, 29, tzinfo=UTC)),
        ("3. März 2024 um 14 Uhr", datetime(2024, 3, 3, 14, tzinfo=UTC)),
        ("3 de mayo de 2024 · 07:15 h", datetime(2024, 5, 3, 7, 15, tzinfo=UTC)),
        ("Publié le 1er août 2024 à 14h30", datetime(2024, 8, 1, 14, 30, tzinfo=UTC)),
        ("8 января 2026, 17:46", datetime(2026, 1, 8, 17, 46, tzinfo=UTC)),
        ("2026年1月8日 12:30", datetime(2026, 1, 8, 12, 30, tzinfo=UTC)),
        ("Apr 16, 2026, 14:04 IST", datetime(2026, 4, 16, 8, 34, tzinfo=UTC)),
        ("17 November 2026 18:00 (UTC+3)", datetime(2026, 11, 17, 15, 0, tzinfo=UTC)),
        ("31 February 2024", None),
        ("Room 22, 3rd floor", None),
        ("12 Aug 99999", None),
    ],
)
def test_the_date_line_is_read_as_papers_print_it(line: str, when: datetime | None) -> None:
    assert structured(HEADLINE, line, LEAD, SECOND).published == when


@given(st.datetimes(datetime(1950, 1, 1), datetime(2049, 12, 31)), st.integers(-11, 12))
def test_an_iso_date_is_read_exactly(moment: datetime, hours: int) -> None:
    written = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    assert structured(HEADLINE, written.isoformat(), LEAD, SECOND).published == written


def test_a_byline_in_a_page_that_names_no_author_is_found() -> None:
    page = Article(
        headline=HEADLINE,
        blocks=(
            Block(HEADLINE, role="headline"),
            Block("By Ada Quist The Port Ellis Gazette Friday, 6 November 2026"),
            Block(LEAD),
        ),
    )
    found = ANNOTATOR.annotate(page, NOTHING_KNOWN)
    assert found.byline == "Ada Quist"
    assert found.published == datetime(2026, 11, 6, tzinfo=UTC)
    assert roles(found) == ["headline", "byline", "body"]


LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            [
                HEADLINE,
                STANDFIRST,
                LEAD,
                SECOND,
                "By Ada Quist",
                "3 May 2024",
                "Share",
                "PARIS —",
                "",
            ]
        ),
        st.sampled_from(
            ["Ada Quist", "It did.", "A subhead", "© 2026 Gazette Co", "Photo: AP", "—"]
        ),
    ),
    max_size=20,
)


@given(LINES)
@settings(max_examples=200, deadline=None)
def test_finding_parts_changes_no_text_order_or_count_and_twice_is_once(lines: list[str]) -> None:
    once = structured(*lines)
    assert [block.text for block in once.blocks] == lines
    assert once.published is None or once.published.tzinfo is not None
    assert roles(once).count("headline") <= 1
    assert roles(once).count("standfirst") <= 1
    again = ANNOTATOR.annotate(boilerplate.ANNOTATOR.annotate(once, NOTHING_KNOWN), NOTHING_KNOWN)
    assert again == once


@pytest.mark.parametrize(
    "lines",
    [
        ["word " * 1_000_000],
        ["a" * 5_000_000],
        ["A " * 2_500_000],
        ["1.1.20" * 800_000],
        [HEADLINE] * 50_000,
        ["By Ada Quist"] * 50_000,
        ["3 May 2024"] * 50_000,
        [
            "- " * 999,
            "(AP Photo " * 190,
            "Photo: " * 250,
            "A. " * 600,
            "© A " * 400,
            "A " * 900 + "(",
        ],
    ],
    ids=["words", "letters", "capitals", "digits", "headlines", "bylines", "dates", "odd"],
)
def test_a_monstrous_text_takes_time_in_proportion(lines: list[str]) -> None:
    start = time.process_time()
    assert len(structured(*lines).blocks) == len(lines)
    assert time.process_time() - start < 4
