"""Site notices are hidden, the article is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.analysis import NOTHING_KNOWN, Background
from reader.analysis.boilerplate import ANNOTATOR
from reader.article import Article, Block

LEAD = (
    "The harbour board of Port Ellis voted on Monday to rebuild the northern mole, which a winter "
    "storm broke in two places, at a cost of 14 million crowns."
)
SECOND = (
    "Work is to begin in April and to last eighteen months, the harbour master, Ines Okafor, said, "
    "and the fishing fleet will lie in the inner basin until it is done."
)
THIRD = (
    "Three companies had offered to do the work, and the board took the dearest of them because it "
    "alone promised to keep the channel open through the summer."
)


def annotated(*lines: str, background: Background = NOTHING_KNOWN) -> Article:
    article = Article(blocks=tuple(Block(line) for line in lines))
    return ANNOTATOR.annotate(article, background)


def hidden(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.role == "boilerplate"]


def reason(line: str) -> str:
    return annotated(LEAD, SECOND, line, THIRD).blocks[2].reason


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Share on Facebook", "share buttons"),
        ("Facebook Twitter WhatsApp Copy link", "share buttons"),
        ("E-Mail*", "share buttons"),
        ("Sign up for our morning newsletter", "newsletter sign-up"),
        ("Subscribe now", "subscription offer"),
        ("Already a subscriber? Log in", "subscription offer"),
        ("Please refresh the page to be logged in", "log-in notice"),
        ("We use cookies to improve this site", "cookie notice"),
        ("Turn on notifications for breaking news", "notification prompt"),
        ("ADVERTISEMENT", "advertisement"),
        ("Read more: The mole that Napoleon built", "related stories"),
        ("Mehr zum Thema", "related stories"),
        ("Lea también: El puerto que se hunde", "related stories"),
        ("À lire aussi : la digue de 1911", "related stories"),
        ("Читайте также", "related stories"),
        ("関連記事", "related stories"),
        ("Tags: harbour, storm, Port Ellis", "topic tags"),
        ("12 Comments", "comments"),
        ("© 2026 Port Ellis Gazette. All rights reserved.", "copyright line"),
        ("Donate now", "appeal for donations"),
        ("Skip to main content", "site navigation"),
        ("4 min read", "page controls"),
        ("Empfohlener redaktioneller Inhalt", "embedded content notice"),
        ("Getty Images", "photo credit"),
        ("You have read 3 of your 5 free articles this month.", "subscription offer"),
        ("Load content from Chirrup?", "embedded content notice"),
        (
            "We ask for your permission before anything is loaded. Press “Accept”.",
            "embedded content notice",
        ),
        ("How we report: our standards", "site navigation"),
    ],
)
def test_a_notice_between_paragraphs_is_hidden_and_says_why(line: str, why: str) -> None:
    assert reason(line) == why


@pytest.mark.parametrize(
    "line",
    [
        "The minister said she would share the report with parliament.",
        "“Subscribe to my newsletter,” the senator joked as he left the stage.",
        "“Your support means everything,” she told the crowd.",
        "Facebook said on Monday it would comment on the ruling within days.",
        "He asked the court to log in the evidence before noon.",
        "The advertisement, which ran in 1964, made the island famous.",
        "More than 4,000 people signed.",
        "This video shows the mole breaking a little after four.",
        "Independent journalism has all but vanished from the islands.",
        "Related work on the southern mole began in May.",
        "Most read nothing but the tide tables.",
        "A trade with no book",
        "By Tomasz Achterberg",
        "Tuesday 3 November 2026 09:54 GMT",
        "Ines Okafor",
    ],
)
def test_a_line_of_the_article_stays(line: str) -> None:
    assert reason(line) == ""


def test_an_appeal_is_hidden_whole_and_the_lead_after_it_is_not() -> None:
    appeal = [
        "Your support keeps our reporters at sea",
        "From the tariff war to the price of herring, the Gazette goes where the story is, and we "
        "know how much a plain account of it is worth to the people who live from it.",
        "This is a small paper on a small island. Nobody owns it but those who write it.",
        "Your donation pays for a reporter, a boat and a telephone. We keep our reporting open.",
        "Please donate if you can.",
    ]
    article = annotated("Mole to be rebuilt by 2028", *appeal, LEAD, SECOND, THIRD)
    assert hidden(article) == appeal
    assert {block.reason for block in article.blocks[1:6]} == {"appeal for donations"}


def test_an_appeal_is_hidden_with_the_name_that_signs_it() -> None:
    article = annotated(
        LEAD, "Support our journalism", "Every contribution counts.", "Maren Holt", "Editor", SECOND
    )
    assert hidden(article)[-2:] == ["Maren Holt", "Editor"]


def test_an_article_about_a_charity_is_no_appeal() -> None:
    lines = [
        "The charity said your donation would be doubled by the state if it came before Friday.",
        LEAD,
        "“We need your support,” its founder said. “We rely on readers and strangers alike.”",
        SECOND,
    ]
    assert hidden(annotated(*lines)) == []


def test_what_follows_related_at_the_end_is_hidden_and_the_last_paragraph_stays() -> None:
    article = annotated(
        LEAD, SECOND, THIRD, "Related stories", "Ferry loses its anchor", "Herring price doubles"
    )
    assert hidden(article) == ["Related stories", "Ferry loses its anchor", "Herring price doubles"]


def test_short_lines_after_the_last_paragraph_stay_when_no_notice_stands_before_them() -> None:
    lines = [LEAD, SECOND, "Ingredients", "Two onions", "A pound of herring", "Salt"]
    assert hidden(annotated(*lines)) == []


def test_a_short_last_sentence_after_an_advertisement_stays() -> None:
    assert hidden(annotated(LEAD, SECOND, "Advertisement", "It had been used.")) == [
        "Advertisement"
    ]


def test_a_list_of_headlines_in_the_middle_is_hidden_but_the_subhead_under_it_stays() -> None:
    article = annotated(
        LEAD, "Read more", "Ferry loses its anchor", "Herring price doubles", "A dear offer", SECOND
    )
    assert hidden(article) == ["Read more", "Ferry loses its anchor", "Herring price doubles"]


def test_a_headline_that_is_a_question_is_hidden_in_a_list_of_headlines() -> None:
    article = annotated(LEAD, SECOND, "Related stories", "Who will pay for the broken mole?")
    assert hidden(article) == ["Related stories", "Who will pay for the broken mole?"]
    spoken = annotated(LEAD, SECOND, "Related stories", "“Who will pay for the mole now?”")
    assert hidden(spoken) == ["Related stories"]


def test_an_offices_mailbox_is_a_notice_and_the_writers_is_not() -> None:
    lines = [LEAD, SECOND, "All rights reserved.", "Contact: newsdesk@gazette.test"]
    assert hidden(annotated(*lines)) == lines[2:]
    assert hidden(annotated(*lines[:3], "ines.okafor@gazette.test")) == lines[2:3]


def test_spanish_dialogue_after_a_notice_stays() -> None:
    lines = [LEAD, "Lea también: El faro", "—¿Y cómo terminó? —pregunta Inés.", "—No termina."]
    assert hidden(annotated(*lines)) == ["Lea también: El faro"]


def test_bylines_and_dates_stay_wherever_they_stand() -> None:
    article = annotated(
        LEAD,
        SECOND,
        "Related stories",
        "By Tomasz Achterberg",
        "Published: 3 November 2026",
        "Tides",
    )
    assert hidden(article) == ["Related stories", "Tides"]


def test_section_names_are_hidden_above_the_article_and_stay_as_subheads_in_it() -> None:
    article = annotated(
        "World | Politics", "Opinion", "Mole to be rebuilt", LEAD, "Business", SECOND
    )
    assert hidden(article) == ["World | Politics", "Opinion"]


def test_the_papers_own_name_above_its_article_is_hidden() -> None:
    article = annotated(
        "THE PORT ELLIS GAZETTE",
        "Mole to be rebuilt",
        LEAD,
        SECOND,
        "© 2026 Port Ellis Gazette Ltd",
    )
    assert article.blocks[0].reason == "masthead"
    assert article.blocks[1].role == "body"


def test_what_a_source_repeats_is_hidden_unless_it_is_short() -> None:
    known = Background(
        repeated_lines=frozenset(
            {"The Gazette comes out on Mondays and Fridays at noon", "Ellis Island"}
        )
    )
    article = annotated(
        "Ellis Island",
        LEAD,
        "The Gazette comes out on Mondays and Fridays at noon",
        background=known,
    )
    assert [(b.role, b.reason) for b in article.blocks] == [
        ("body", ""),
        ("body", ""),
        ("boilerplate", "repeated in this source's articles"),
    ]


def test_the_headline_a_page_gave_is_never_hidden() -> None:
    article = Article(headline="Latest news", blocks=(Block("Latest news"), Block(LEAD)))
    assert ANNOTATOR.annotate(article, NOTHING_KNOWN) == article


def test_a_notice_that_came_as_a_list_item_is_hidden_and_code_is_not() -> None:
    article = Article(
        blocks=(Block(LEAD), Block("Share", role="list", level=1), Block("Share", role="code"))
    )
    roles = [block.role for block in ANNOTATOR.annotate(article, NOTHING_KNOWN).blocks]
    assert roles == ["body", "boilerplate", "code"]


def test_a_step_of_instructions_is_no_sign_up() -> None:
    step = Block("Sign up for the tide tables with the same address", role="list", level=1)
    article = Article(headline="How to read the tides", blocks=(Block(LEAD), step, Block(SECOND)))
    assert ANNOTATOR.annotate(article, NOTHING_KNOWN) == article


LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            [
                LEAD,
                SECOND,
                "Share",
                "Read more",
                "© 2026 Gazette",
                "Donate now",
                "Your donation",
                "",
            ]
        ),
        st.sampled_from(
            ["—", "12", "___", "Related stories", "Ines Okafor", "It did.", "\u202e", "©"]
        ),
    ),
    max_size=25,
)


@given(LINES)
@settings(max_examples=150, deadline=None)
def test_hiding_changes_no_text_order_or_count_and_twice_is_once(lines: list[str]) -> None:
    once = annotated(*lines)
    assert [block.text for block in once.blocks] == lines
    assert all(bool(block.reason) == (block.role == "boilerplate") for block in once.blocks)
    assert ANNOTATOR.annotate(once, NOTHING_KNOWN) == once


@pytest.mark.parametrize(
    "lines",
    [
        ["word " * 1_000_000],
        ["a" * 5_000_000],
        ["Copyright " * 500_000],
        ["Share"] * 50_000,
        ["Your donation helps us", "x"] * 25_000,
        ["."] * 50_000,
        ["©" * 1999, "by " * 600, "share " * 300, "“" * 1900],
    ],
    ids=["words", "letters", "copyright", "shares", "appeals", "bare", "odd"],
)
def test_a_monstrous_text_takes_time_in_proportion(lines: list[str]) -> None:
    start = time.process_time()
    assert len(annotated(*lines).blocks) == len(lines)
    assert time.process_time() - start < 3
