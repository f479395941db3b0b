"""Pages become articles: what is theirs is kept, with its typography, and nothing else."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.article import Article, Block, Mark
from reader.sources import SourceError
from reader.sources.html import NOT_DESCRIBED, read_html

PARAGRAPHS = [
    "The old swing bridge at Marnholm will open to traffic again on Friday, eleven months after "
    "a coal barge hit its northern pier and bent it by almost half a metre.",
    "Engineers tested the bearings for a week and found them sound, the harbour office said, "
    "although the bridge will only be turned twice a day until the autumn.",
    "Shopkeepers on the island had complained that the detour over Kaltau cost them a third of "
    "their customers, and the council has promised to look at their books.",
]
DESCRIPTION = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Organization", "@id": "#paper", "name": "Marnholm Courier"},
        {"@type": "Person", "@id": "#ada", "name": "Ada Brandt"},
        {
            "@type": "NewsArticle",
            "headline": "Marnholm bridge opens after eleven months",
            "description": "Ships may pass twice a day, cars at any hour.",
            "author": [{"@id": "#ada"}, {"@type": "Person", "name": "By Kofi Lund"}],
            "publisher": {"@id": "#paper"},
            "datePublished": "2024-03-08T06:30:00+01:00",
            "articleSection": "Harbour",
            "mainEntityOfPage": {"@id": "https://courier.example/bridge"},
            "inLanguage": "en-GB",
        },
    ],
}


def page(body: str, head: str = "", described: Any = DESCRIPTION) -> str:
    script = (
        f'<script type="application/ld+json">{json.dumps(described)}</script>' if described else ""
    )
    return f"""<!doctype html><html lang="en"><head>{head}{script}</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article>{body}</article></main>
<footer><p>© Marnholm Courier. All rights reserved. Imprint, privacy, contact, cookies.</p></footer>
<script>track("everything")</script></body></html>"""


def texts(article: Article, *roles: str) -> list[str]:
    return [block.text for block in article.blocks if block.role in (roles or (block.role,))]


def marked(block: Block) -> list[tuple[str, str, str]]:
    return [(block.text[m.start : m.end], m.kind, m.target) for m in block.marks]


BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def test_the_page_tells_what_it_is() -> None:
    article = read_html(
        page(f"<h1>Marnholm bridge opens after eleven months</h1>{BODY}"), "/saved/bridge.html"
    )
    assert article.headline == "Marnholm bridge opens after eleven months"
    assert article.byline == "Ada Brandt and Kofi Lund"
    assert article.source == "Marnholm Courier"
    assert article.section == "Harbour"
    assert article.language == "en"
    assert article.url == "https://courier.example/bridge"
    assert article.published == datetime(2024, 3, 8, 6, 30, tzinfo=timezone(timedelta(hours=1)))
    assert texts(article) == [article.headline, article.byline, *PARAGRAPHS]


def test_a_page_without_json_ld_tells_it_in_meta_elements() -> None:
    head = """<title>Bridge opens | Marnholm Courier</title>
    <meta property="og:title" content="Bridge opens">
    <meta property="og:site_name" content="Marnholm Courier">
    <meta name="author" content="Ada Brandt">
    <meta property="article:published_time" content="2024-03-08T06:30:00Z">
    <link rel="canonical" href="/bridge">"""
    article = read_html(page(BODY, head, None), "https://courier.example/bridge?utm=mail")
    assert article.headline == "Bridge opens"
    assert article.source == "Marnholm Courier"
    assert article.byline == "Ada Brandt"
    assert article.url == "https://courier.example/bridge"
    assert article.published is not None
    assert article.published.isoformat() == "2024-03-08T06:30:00+00:00"


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ('<meta property="og:site_name" content="Marnholm Courier">', "Marnholm Courier"),
        (
            '<meta property="og:site_name" content="World">'
            '<link rel="canonical" href="https://www.marnholmcourier.example/bridge">'
            "<title>Marnholm bridge opens after eleven months | Marnholm Courier</title>",
            "Marnholm Courier",
        ),
        (
            '<meta property="og:site_name" content="Марнхольмский вестник">'
            '<link rel="canonical" href="https://www.marnholm.example/bridge">'
            "<title>Marnholm bridge opens - Marnholm</title>",
            "Марнхольмский вестник",
        ),
        ('<link rel="canonical" href="https://www.courier.example/bridge">', "courier.example"),
        ("<title>Marnholm bridge opens after eleven months</title>", ""),
    ],
)
def test_the_paper_is_named_as_its_address_bears_out(head: str, source: str) -> None:
    text = page(f"<h1>Marnholm bridge opens after eleven months</h1>{BODY}", head, described=None)
    assert read_html(text, "/saved/bridge.html").source == source


def test_without_metadata_the_paper_is_what_its_title_and_logo_say() -> None:
    logo = '<header><img src="logo.svg" alt="Marnholm Courier logo"></header>'
    title = "<title>Marnholm bridge opens after eleven months - Marnholm Courier</title>"
    text = page(f"{logo}<h1>Marnholm bridge opens</h1>{BODY}", title, described=None)
    assert read_html(text, "/saved/bridge.html").source == "Marnholm Courier"


def test_the_byline_is_not_repeated_above_the_text() -> None:
    for line in ("Ada Brandt and Kofi Lund", "By Ada Brandt and Kofi Lund"):
        article = read_html(page(f"<h1>Bridge opens</h1><p>{line}</p>{BODY}"), "a")
        assert texts(article, "byline") == ["Ada Brandt and Kofi Lund"]
        assert texts(article, "body") == PARAGRAPHS


def test_the_lines_of_a_byline_stand_apart() -> None:
    line = "<p><b>By Ada Brandt</b><br>Friday, March 8, 2024</p>"
    article = read_html(page(f"<h1>Bridge opens</h1>{line}{BODY}", described=None), "a")
    assert texts(article, "body")[:2] == ["By Ada Brandt", "Friday, March 8, 2024"]


def test_a_line_without_full_stop_that_the_page_is_described_by_is_its_standfirst() -> None:
    line = "Ships may pass twice a day, cars at any hour"
    described = {**DESCRIPTION["@graph"][2], "description": line}
    article = read_html(page(f"<h1>Bridge opens</h1><p>{line}</p>{BODY}", "", described), "a")
    assert article.standfirst == line
    assert texts(article, "standfirst") == [line]


def test_a_link_keeps_the_space_before_it() -> None:
    line = '<blockquote><p>We crossed!</p>Ada Brandt (@ada) <a href="/9">March 8</a></blockquote>'
    article = read_html(page(f"<h1>Bridge opens</h1>{BODY}{line}"), "a")
    assert "Ada Brandt (@ada) March 8" in texts(article, "quote", "body")


def test_an_empty_cell_keeps_its_column() -> None:
    table = (
        "<table><tr><th></th><th>Open</th><th>Shut</th></tr>"
        "<tr><td>Monday</td><td>9</td><td></td></tr>"
        "<tr><td>Friday</td><td></td><td>17</td></tr></table>"
    )
    article = read_html(page(f"<h1>Bridge opens</h1>{BODY}{table}{BODY}"), "a")
    assert texts(article, "table") == ["\tOpen\tShut\nMonday\t9\t\nFriday\t\t17"]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Ferry strike ends after a week | Marnholm Courier", "Ferry strike ends after a week"),
        ("Ferry strike ends after a week - Marnholm Courier", "Ferry strike ends after a week"),
        ("Marnholm Courier: News – Ferry strike ends", "Ferry strike ends"),
        ("Mayor: »No money left«", "Mayor: »No money left«"),
        ("Ferry-strike talks — day four", "Ferry-strike talks — day four"),
        ("Marnholm Courier | Ferry strike ends after a week", "Ferry strike ends after a week"),
    ],
)
def test_the_sites_name_is_no_part_of_the_headline(title: str, headline: str) -> None:
    head = f'<title>{title}</title><meta property="og:site_name" content="Marnholm Courier">'
    assert read_html(page(BODY, head, None), "a").headline == headline


def test_a_label_before_a_title_is_not_the_headline() -> None:
    head = (
        "<title>Opinion | Marnholm bridge opens after eleven months - The Quay Herald</title>"
        '<link rel="canonical" href="https://www.quayherald.example/bridge">'
    )
    article = read_html(page(BODY, head, described=None), "a")
    assert article.headline == "Marnholm bridge opens after eleven months"
    assert article.source == "The Quay Herald"


def test_a_logo_in_a_heading_is_not_the_headline() -> None:
    body = f"<h1>Marnholm Courier</h1><h1>Ferry strike ends after a week</h1>{BODY}"
    head = "<title>Ferry strike ends after a week</title>"
    assert read_html(page(body, head, None), "a").headline == "Ferry strike ends after a week"


def test_a_line_above_the_headline_is_no_part_of_it() -> None:
    body = f"<h1><span>Harbour</span>Bridge opens again today</h1>{BODY}"
    described = {"@type": "NewsArticle", "headline": "Bridge opens again today"}
    assert read_html(page(body, "", described), "a").headline == "Bridge opens again today"


def test_the_article_is_described_not_its_neighbours() -> None:
    related = {"@type": "NewsArticle", "headline": "Old town flooded", "author": "Someone Else",
               "datePublished": "2020-01-01", "articleBody": "x " * 300}  # fmt: skip
    own = {"@type": "NewsArticle", "headline": "Bridge opens", "author": "Ada Brandt"}
    article = read_html(page(f"<h1>Bridge opens</h1>{BODY}", "", [related, own]), "a")
    assert (article.headline, article.byline) == ("Bridge opens", "Ada Brandt")


def test_broken_json_ld_is_passed_over() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A", }</script>'
        '<script type="application/ld+json">{{{</script>'
        '<script type="application/ld+json">[1, null, {"@graph": {"@type": []}}]</script>'
    )
    assert read_html(page(f"<h1>A</h1>{BODY}", head, None), "a").headline == "A"


def test_the_headline_is_not_repeated_and_no_paragraph_stands_twice() -> None:
    body = f"<h1>Bridge opens</h1><h2>Bridge opens</h2>{BODY}<p>{PARAGRAPHS[1]}</p>"
    assert texts(read_html(page(body, "", None), "a")) == ["Bridge opens", *PARAGRAPHS]


def test_a_standfirst_is_told_from_the_first_paragraph() -> None:
    line = "Ships may pass twice a day, cars at any hour."
    above = f'<header><h1>Bridge opens</h1><p class="standfirst">{line}</p></header>{BODY}'
    article = read_html(page(above), "a")
    assert article.standfirst == line
    assert texts(article, "standfirst") == [line]
    assert texts(article, "body") == PARAGRAPHS

    first = {**DESCRIPTION["@graph"][2], "description": PARAGRAPHS[0]}  # type: ignore[dict-item]
    article = read_html(page(f"<h1>Bridge opens</h1>{BODY}", "", first), "a")
    assert article.standfirst == ""
    assert texts(article, "body") == PARAGRAPHS


def test_links_and_emphasis_are_marks_and_no_markup_stays_in_the_text() -> None:
    body = f"""<h1>Bridge opens</h1>{BODY}
    <p>The <a href="/council?a=1&amp;b=2"><b>council</b></a> said it was <em>very</em> sorry for
    <code>Pier N-4</code>,<br>and <a href="javascript:alert(1)">so</a> was the barge's owner.</p>"""
    article = read_html(page(body), "https://courier.example/bridge")
    block = article.blocks[-1]
    assert block.text == (
        "The council said it was very sorry for Pier N-4, and so was the barge's owner."
    )
    assert marked(block) == [
        ("council", "link", "https://courier.example/council?a=1&b=2"),
        ("council", "strong", ""),
        ("very", "emphasis", ""),
        ("Pier N-4", "code", ""),
    ]


def test_subheads_lists_quotes_code_and_tables_keep_their_form() -> None:
    body = f"""<h1>Bridge opens</h1>{BODY}
    <h2>What changes on the <i>water</i></h2>
    <ul><li>Ships pass at six in the morning, as they did before the accident
      <ul><li>and at eight in the evening, on working days only</li></ul></li></ul>
    <ol><li>Cars wait behind the line that is painted on the road</li>
        <li>Lorries wait at Kaltau, where there is room for them all</li></ol>
    <blockquote><p>We have waited long enough for this bridge to turn.</p></blockquote>
    <figure><table><tr><th>Berth</th><th>Open from</th></tr>
      <tr><td>North</td><td>Friday</td></tr></table></figure>
    <pre><code>turn(bridge)
    wait(20)</code></pre><p>{PARAGRAPHS[0].upper()}</p>"""
    blocks = read_html(page(body), "a").blocks[5:]
    assert [(b.role, b.text, b.level, b.label) for b in blocks[:-1]] == [
        ("subhead", "What changes on the water", 2, ""),
        ("list", "Ships pass at six in the morning, as they did before the accident", 1, ""),
        ("list", "and at eight in the evening, on working days only", 2, ""),
        ("list", "Cars wait behind the line that is painted on the road", 1, "1."),
        ("list", "Lorries wait at Kaltau, where there is room for them all", 1, "2."),
        ("quote", "We have waited long enough for this bridge to turn.", 0, ""),
        ("table", "Berth\tOpen from\nNorth\tFriday", 0, ""),
        ("code", "turn(bridge)\n    wait(20)", 0, ""),
    ]
    assert blocks[0].marks == (Mark(20, 25, "emphasis"),)


def test_a_pictures_caption_stays_where_the_picture_was() -> None:
    first, *others = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    figure = """<figure><img src="b.jpg"><figcaption>The bent pier in April. <i>Photo: K. Lund</i>
    </figcaption></figure>"""
    article = read_html(page(f"<h1>Bridge opens</h1>{first}{figure}{''.join(others)}"), "a")
    assert texts(article, "caption") == ["The bent pier in April. Photo: K. Lund"]
    assert texts(article)[2:4] == [PARAGRAPHS[0], "The bent pier in April. Photo: K. Lund"]


def test_what_the_page_itself_leaves_out_of_its_article_is_hidden() -> None:
    whole = {**DESCRIPTION["@graph"][2], "articleBody": "\n".join(PARAGRAPHS * 2)}  # type: ignore[dict-item]
    plea = "Get the harbour letter every Friday at noon, free of charge and full of ships."
    body = f"<h1>Bridge opens</h1>{BODY}<h3>Our letter to you</h3><p>{plea}</p>"
    article = read_html(page(body, "", whole), "a")
    assert texts(article, "body") == PARAGRAPHS
    hidden = [b for b in article.blocks if b.role == "boilerplate"]
    assert [b.text for b in hidden] == ["Our letter to you", plea]
    assert {b.reason for b in hidden} == {NOT_DESCRIBED}


def test_a_page_that_a_script_would_fill_is_read_from_its_description() -> None:
    whole = {**DESCRIPTION["@graph"][2], "articleBody": "\n\n".join(PARAGRAPHS)}  # type: ignore[dict-item]
    article = read_html(page("<div id=app>Loading</div>", "", whole), "a")
    assert texts(article, "body") == PARAGRAPHS


def test_a_page_with_a_headline_alone_is_an_article_and_an_empty_one_is_refused() -> None:
    article = read_html("<html><body><h1>Bridge opens</h1></body></html>", "a")
    assert texts(article) == ["Bridge opens"]
    with pytest.raises(SourceError, match=r"bridge\.html has no text"):
        read_html("<html><body><img src=x></body></html>", "/home/ada/bridge.html")


def test_nothing_on_a_page_reaches_the_terminal_unclean() -> None:
    body = (
        f"<h1>Bridge\x1b[31m &#27;[2J&#x202e;opens</h1>{BODY}<p>The \u2066end\u2069 of&#7; it.</p>"
    )
    described = {"@type": "NewsArticle", "headline": "Bridge\x1b]0;x\x07 opens",
                 "author": "Ada \u202eBrandt"}  # fmt: skip
    article = read_html(page(body, "", described), "a")
    for text in (article.headline, article.byline, article.url, *texts(article)):
        assert not set(text) & set("\x1b\x07\u202e\u2066\u2069")


TAGS = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<a href='/x'>", "</a>", "<br>", "<ul><li>",
     "</li></ul>", "<h2>", "</h2>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<table>",
     "<tr><td>", "</td></tr></table>", "<figure><figcaption>", "</figcaption></figure>", "<code>",
     "</code>", "<q>", "</q>", "<span>", "</span>", "<dl><dt>", "<dd>", "</dl>"]
)  # fmt: skip
WORDS = st.sampled_from([" ", "bridge ", "the council said on Friday that ", "&amp;", "\n", "ä"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(TAGS, WORDS), max_size=40))
def test_every_mark_lies_within_its_block(parts: list[str]) -> None:
    article = read_html(page(f"<h1>A</h1>{BODY}{''.join(parts)}<p>{PARAGRAPHS[0]} x</p>"), "a")
    for block in article.blocks:
        assert block.role == "code" or block.text == block.text.strip("\n ")
        assert block.text
        for mark in block.marks:
            assert 0 <= mark.start < mark.end <= len(block.text)
            assert not block.text[mark.start].isspace()
            assert not block.text[mark.end - 1].isspace()


def test_a_number_without_end_in_what_a_page_says_of_itself_loses_no_article() -> None:
    facts = f'{{"@type": "NewsArticle", "wordCount": {"9" * 5000}}}'
    page = (
        f'<html><head><script type="application/ld+json">{facts}</script></head><body><article>'
        "<h1>Ferry sails</h1><p>The ferry sailed in spite of the storm, the mayor said.</p>"
        "<p>It came back in the evening with all that it had on board.</p></article></body></html>"
    )
    article = read_html(page, "/ferry.html")
    assert any("in spite of the storm" in block.text for block in article.blocks)
