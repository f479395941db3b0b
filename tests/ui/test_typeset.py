"""The page: its head, its paragraphs, its notices, its margins."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from reader.article import Article, Block, Entity, Mark, Mention, Quote, Span
from reader.ui.hyphenation import hyphenator
from reader.ui.layout import Layout
from reader.ui.page import Line, Page
from reader.ui.typeset import typeset

PLAIN = Layout()
HARBOUR = (
    "The harbour board agreed on Monday to lengthen the northern breakwater, a plan first drawn "
    "up after the winter storms of three years ago and shelved twice since."
)


def page(*blocks: Block | str, width: int = 60, layout: Layout = PLAIN, **more: object) -> Page:
    fields = {k: more.pop(k) for k in list(more) if k in Article.__dataclass_fields__}
    parts = tuple(Block(b) if isinstance(b, str) else b for b in blocks)
    return typeset(Article(blocks=parts, **fields), width, layout, **more)  # type: ignore[arg-type]


def shown(page: Page, *, gutters: bool = False) -> list[str]:
    """The page as plain lines, without its left margin, gutters as | and :."""
    return [_shown(line, page.left, gutters) for line in page.lines]


def _shown(line: Line, left: int, gutters: bool) -> str:
    text = (" " * max(0, line.indent - left) + line.text).rstrip()
    sign = {"quote.gutter": "|", "boilerplate": ":"}.get(line.gutter, "")
    return f"{sign}{text}" if gutters else text


def body(page: Page) -> list[str]:
    return [text for text in shown(page) if text]


# The head


def test_the_head_is_kicker_headline_standfirst_byline_and_rule() -> None:
    set_page = page(
        Block("Board agrees on breakwater", "headline"),
        Block("Work on the northern arm begins in spring", "standfirst"),
        Block("By Ama Serwaa", "byline"),
        Block("Monday 2 March 2026 08:15 GMT", "dateline"),
        "The plan was shelved twice.",
        section="Harbours",
        headline="Board agrees on breakwater",
        standfirst="Work on the northern arm begins in spring",
        byline="Ama Serwaa",
        source="The Quay Gazette",
        published=datetime(2026, 3, 2, 8, 15, tzinfo=UTC),
        width=72,
    )
    assert shown(set_page) == [
        "",
        "HARBOURS",
        "Board agrees on breakwater",
        "",
        "Work on the northern arm begins in spring",
        "",
        "Ama Serwaa  The Quay Gazette  2 Mar 2026 08:15",
        "─" * 66,
        "The plan was shelved twice.",
        "",
    ]
    assert [line.kind for line in set_page.lines[1:3]] == ["kicker", "headline"]


def test_a_standfirst_that_the_first_paragraph_repeats_is_folded() -> None:
    standfirst = "The harbour board agreed on Monday to lengthen the northern breakwater"
    set_page = page(
        Block("Breakwater", "headline"),
        Block(standfirst, "standfirst"),
        notice("Log in"),
        HARBOUR,
        headline="Breakwater",
        standfirst=standfirst,
    )
    assert shown(set_page)[1] == "Breakwater"
    assert " ".join(shown(set_page)).count("northern breakwater") == 1
    first = next(n for n, line in enumerate(set_page.lines) if line.block == 3)
    assert set_page.line_of_block(1) == first, "the folded standfirst is found where it is repeated"


def test_a_standfirst_that_says_something_new_stays() -> None:
    set_page = page(HARBOUR, standfirst="Fishers fear a lost season while the work goes on")
    assert "Fishers fear a lost season while the work goes on" in shown(set_page)


def test_a_date_line_that_names_a_place_is_not_lost() -> None:
    set_page = page(
        Block("PORT SELDOM, 2 March 2026", "dateline"),
        HARBOUR,
        published=datetime(2026, 3, 2, tzinfo=UTC),
    )
    assert "PORT SELDOM, 2 March 2026" in shown(set_page)
    assert "2 Mar 2026" in shown(set_page), "midnight stands for a day without a time"


def test_a_byline_that_says_more_than_the_field_is_not_lost() -> None:
    set_page = page(Block("By Ama Serwaa in Port Seldom", "byline"), HARBOUR, byline="Ama Serwaa")
    assert "By Ama Serwaa in Port Seldom" in shown(set_page)


def test_an_article_that_says_nothing_of_itself_is_just_its_text() -> None:
    assert shown(page("One line.")) == ["", "One line.", ""]


def test_an_empty_article_is_an_empty_page() -> None:
    assert shown(page()) == [""]
    assert page().locate(0, 0) == (0, page().left)


def test_the_time_is_the_articles_own() -> None:
    zone = timezone(timedelta(hours=7))
    set_page = page(published=datetime(2026, 3, 2, 8, 15, tzinfo=zone))
    assert "2 Mar 2026 08:15" in shown(set_page)


def test_a_source_may_be_shown_under_another_name() -> None:
    assert "Quay" in shown(page("x", source="quay.example", source_name="Quay"))


def test_headlines_take_the_case_the_theme_asks_for() -> None:
    upper = page(headline="Straße won’t close", layout=replace(PLAIN, headline_case="upper"))
    title = page(headline="the road won’t close", layout=replace(PLAIN, headline_case="title"))
    assert shown(upper)[1] == "STRAßE WON’T CLOSE"
    assert shown(title)[1] == "The Road Won’t Close"


def test_hits_in_the_headline_are_found_on_the_page() -> None:
    set_page = page(Block("Board agrees", "headline"), headline="Board agrees")
    assert set_page.locate(0, 6) == (1, set_page.left + 6)
    assert set_page.source(1, set_page.left + 6) == (0, 6)


# Measure and margins


def test_the_measure_is_centred_with_room_for_the_gutter() -> None:
    assert (page(HARBOUR, width=120).left, page(HARBOUR, width=120).measure) == (27, 66)
    assert (page(HARBOUR, width=56).left, page(HARBOUR, width=56).measure) == (3, 52)


def test_the_page_may_stand_at_the_left() -> None:
    set_page = page(HARBOUR, width=120, layout=replace(PLAIN, align="left", margin=5))
    assert set_page.left == 5


@pytest.mark.parametrize("width", [1, 2, 5, 11, 12, 20, 23, 24, 40])
def test_a_narrow_terminal_still_shows_every_word(width: int) -> None:
    set_page = page(HARBOUR, width=width)
    drawn = "".join("".join(shown(set_page)).split())
    assert drawn == "".join(HARBOUR.split())
    assert all(line.indent + line.width <= width for line in set_page.lines)


def test_a_long_address_is_cut_at_the_measure() -> None:
    address = "https://quay.example/" + "a" * 150
    lines = body(page(f"See {address} now", width=56))
    assert max(map(len, lines)) == 52
    assert "".join(lines).replace("See", "").replace("now", "").strip() == address


def test_a_long_compound_breaks_after_its_hyphen() -> None:
    text = "The talks lasted all night long and were well-mannered throughout."
    assert body(page(text, width=50))[0] == "The talks lasted all night long and were well-"


def test_a_run_of_years_and_a_minus_are_not_broken() -> None:
    for text in (
        "The accounts of the harbour for the years 2021-22",
        "It was as cold as it gets -5",
    ):
        assert body(page(text, width=51 if "years" in text else 31))[1] in (
            "2021-22",
            "-5",
            "gets -5",
        )


def test_wide_characters_keep_to_their_cells() -> None:
    set_page = page("首相は東京で会談し、「協定」に署名した。" * 4, width=44)
    assert all(line.width <= 40 for line in set_page.lines)
    assert not any(text.startswith(("。", "、", "」")) for text in body(set_page))
    assert not any(text.endswith("「") for text in body(set_page))


def test_a_family_emoji_is_one_sign() -> None:
    set_page = page("A 👨‍👩‍👧 came", width=40)
    line = next(n for n, line in enumerate(set_page.lines) if line.block == 0)
    left = set_page.left
    assert set_page.source(line, left + 2) == set_page.source(line, left + 3) == (0, 2)
    assert set_page.source(line, left + 5) == (0, 8)


# Paragraphs


def test_paragraphs_are_parted_by_a_blank_line() -> None:
    assert shown(page("One.", "Two.")) == ["", "One.", "", "Two.", ""]


def test_paragraphs_may_be_indented_instead() -> None:
    lines = shown(page("One.", "Two.", layout=replace(PLAIN, paragraph="indent")))
    assert lines == ["", "One.", "  Two.", ""]


def test_or_both() -> None:
    lines = shown(page("One.", "Two.", layout=replace(PLAIN, paragraph="both")))
    assert lines == ["", "One.", "", "  Two.", ""]


def test_a_subhead_stands_close_to_what_follows_it() -> None:
    lines = shown(page("One.", Block("The cost", "subhead"), "Two."))
    assert lines == ["", "One.", "", "The cost", "Two.", ""]


def test_double_spacing_leaves_a_line_between_rows() -> None:
    lines = shown(page(HARBOUR, width=60, layout=replace(PLAIN, line_spacing=2)))
    assert lines[2] == ""
    assert lines[1]
    assert lines[3]


def test_spaces_and_breaks_in_a_paragraph_are_one_space() -> None:
    assert body(page("One  two\tthree\nfour")) == ["One two three four"]


def test_a_fixed_space_holds_words_together() -> None:
    assert (
        body(page("It will cost the whole town about 40\u00a0million", width=44))[1] == "40 million"
    )


def test_words_divide_only_where_the_line_would_be_ragged() -> None:
    text = "They all agree that the new rules on telecommunications matter."
    lines = body(page(text, width=40, hyphenator=hyphenator("en")))
    assert lines[0] == "They all agree that the new rules on"
    lines = body(page(text, width=50, hyphenator=hyphenator("en")))
    assert lines[0].endswith("-")
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")


def test_names_and_capitalised_words_are_never_divided() -> None:
    text = "They all met, as agreed, the new minister telecommunications again."
    start = text.index("telecom")
    name = Entity("T", "org", (Mention(0, start, start + 18, "org"),))
    assert body(page(text, width=56, hyphenator=hyphenator("en")))[0].endswith("-")
    lines = body(page(text, width=56, hyphenator=hyphenator("en"), entities=(name,)))
    assert not lines[0].endswith("-")
    lines = body(page(text.replace("tele", "Tele"), width=56, hyphenator=hyphenator("en")))
    assert not lines[0].endswith("-")


def test_the_last_word_of_a_paragraph_is_not_divided() -> None:
    text = "They all met, as agreed, the new minister of telecommunications."
    lines = body(page(text, width=56, hyphenator=hyphenator("en")))
    assert lines[1] == "telecommunications."


def test_never_hyphenate_means_never() -> None:
    layout = replace(PLAIN, hyphenate="never")
    text = "They all met, as agreed, the new minister telecommunications again."
    assert not body(page(text, width=56, layout=layout, hyphenator=hyphenator("en")))[0].endswith(
        "-"
    )


def test_hyphens_are_not_part_of_the_text() -> None:
    text = "They all met, as agreed, the new minister telecommunications again."
    set_page = page(text, width=56, hyphenator=hyphenator("en"))
    number = next(n for n, line in enumerate(set_page.lines) if line.text.endswith("-"))
    line = set_page.lines[number]
    assert set_page.source(number, line.indent + len(line.text) - 1) is None
    assert set_page.source(number + 1, set_page.left) == (0, line.end)


def test_justified_lines_reach_both_edges_but_the_last() -> None:
    set_page = page(HARBOUR, width=56, layout=replace(PLAIN, justify=True))
    *full, last = body(set_page)
    assert {len(text) for text in full} == {52}
    assert len(last) < 52
    line = next(n for n, line in enumerate(set_page.lines) if "harbour" in line.text)
    at = set_page.lines[line].text.index("harbour")
    assert set_page.source(line, set_page.left + at) == (0, HARBOUR.index("harbour"))


# Quotes


def quoted(text: str, quote: str) -> Quote:
    start = text.index(quote)
    return Quote((Span(0, start, start + len(quote)),))


def test_speech_has_a_bar_beside_each_of_its_lines() -> None:
    text = 'He said: “We shall build it before the next winter comes" and left the room at once.'
    quote = quoted(text, '“We shall build it before the next winter comes"')
    lines = shown(page(text, width=44, quotes=(quote,)), gutters=True)
    assert lines[1:-1] == [
        "|He said: “We shall build it before the",
        '|next winter comes" and left the room at',
        "once.",
    ]


def test_a_short_term_in_quotes_has_no_bar_but_its_colour() -> None:
    text = "It is a “red line” for us."
    set_page = page(text, quotes=(quoted(text, "“red line”"),))
    assert not set_page.lines[1].gutter
    layers = [(text[r.start : r.end], r.layers) for r in set_page.lines[1].runs]
    assert ("“", ("body", "quote", "quote.mark")) in layers
    assert ("red line", ("body", "quote")) in layers


def test_a_theme_may_do_without_bars() -> None:
    text = "“We shall build it before the next winter.”"
    layout = replace(PLAIN, quote_gutter="none")
    assert not any(
        line.gutter for line in page(text, quotes=(quoted(text, text),), layout=layout).lines
    )


def test_a_quotation_mark_that_opens_a_line_hangs_in_the_margin() -> None:
    set_page = page("“Never,” she said.", width=60)
    assert set_page.lines[1].indent == set_page.left - 1
    flush = page("“Never,” she said.", width=60, layout=replace(PLAIN, hanging_quotes=False))
    assert flush.lines[1].indent == flush.left


def test_a_speaker_who_is_no_entity_is_marked_where_the_quote_is() -> None:
    text = "A fisher spoke. “No,” a fisher said."
    spoken = replace(quoted(text, "“No,”"), speaker="a fisher")
    set_page = page(text, quotes=(spoken,))
    marked = [r for r in set_page.lines[1].runs if "quote.speaker" in r.layers]
    assert [(r.start, r.end) for r in marked] == [(22, 30)]


# Notices


def notice(text: str, reason: str = "") -> Block:
    return Block(text, "boilerplate", reason)


def test_hidden_notices_leave_one_line_that_says_so() -> None:
    set_page = page(notice("Log in"), Block("Breakwater", "headline"), notice("Subscribe"), "One.",
                    headline="Breakwater")  # fmt: skip
    assert shown(set_page)[3:6] == ["2 lines of site notices hidden · b shows them", "", "One."]
    fold = set_page.lines[3]
    assert fold.kind == "fold"
    assert fold.runs[0].action == "notices"
    assert set_page.line_of_block(0) == 3


def test_one_hidden_notice_is_one_line() -> None:
    text = "1 line of site notices hidden · N shows it"
    assert text in shown(page("One.", notice("Subscribe"), notices_key="N"))


def test_every_other_gap_has_a_quiet_mark() -> None:
    set_page = page("One.", notice("a"), "Two.", notice("b"), "Three.", notice("c"))
    fold = "3 lines of site notices hidden · b shows them"
    assert shown(set_page, gutters=True) == [
        "", "One.", "", fold, "", "Two.", ":", "Three.", ":",
    ]  # fmt: skip


def test_shown_notices_are_labelled_with_why() -> None:
    set_page = page(
        "One.",
        notice("Log in", "account"),
        notice("Give", "appeal for donations"),
        notice("Give more", "appeal for donations"),
        "Two.",
        show_notices=True,
        width=72,
    )
    assert shown(set_page, gutters=True) == [
        "",
        "One.",
        "",
        ":site notices, 3 paragraphs: account, appeal for donations",
        ":Log in",
        ":",
        ":Give",
        ":",
        ":Give more",
        "",
        "Two.",
        "",
    ]
    shown_notice = next(line for line in set_page.lines if line.text == "Give")
    assert shown_notice.runs[0].layers == ("body", "boilerplate")


def test_notices_do_not_count_towards_progress() -> None:
    set_page = page("One two.", notice("three four five"), "Six.", show_notices=True)
    assert set_page.words == 3


def test_progress_counts_the_words_above_a_line() -> None:
    set_page = page(HARBOUR, HARBOUR, width=56)
    second = set_page.line_of_block(1)
    assert set_page.words_before(second) == len(HARBOUR.split())
    assert set_page.words_before(0) == 0
    assert set_page.words_before(10_000) == set_page.words == 2 * len(HARBOUR.split())


# Lists, code, tables, marks


def item(text: str, label: str = "", level: int = 1) -> Block:
    return Block(text, "list", label=label, level=level)


def test_list_items_hang_from_their_labels() -> None:
    text = "A longer item that needs a second row to be read"
    lines = shown(page(item("Short"), item(text), item("Deeper", level=2), width=40))
    assert lines == [
        "", "• Short", "• A longer item that needs a second", "  row to be read", "  ◦ Deeper", "",
    ]  # fmt: skip


def test_numbers_of_a_list_stand_under_each_other() -> None:
    lines = body(page(item("Nine", "9."), item("Ten", "10.")))
    assert lines == [" 9. Nine", "10. Ten"]


def test_a_bullet_in_the_text_itself_is_not_doubled() -> None:
    text = "- A longer item that needs a second row to be read"
    lines = body(page(Block(text, "list"), width=40))
    assert lines == ["- A longer item that needs a second", "  row to be read"]


def test_code_keeps_its_spaces_and_breaks() -> None:
    set_page = page(Block("if tide:\n\tsail()\n\n# done", "code", label="python"))
    assert shown(set_page)[1:-1] == ["if tide:", "    sail()", "", "# done"]
    assert {len(line.text) for line in set_page.lines if line.kind == "code"} == {set_page.measure}


def test_code_too_wide_is_cut_not_lost() -> None:
    lines = body(page(Block("x" * 70, "code"), width=44))
    assert lines == ["x" * 40, "x" * 30]


def test_code_too_wide_is_cut_at_a_space_where_one_is_near() -> None:
    code = "total = first_harbour_depth + second_depth"
    assert body(page(Block(code, "code"), width=40)) == [
        "total = first_harbour_depth +",
        "second_depth",
    ]


def test_the_columns_of_a_table_are_aligned() -> None:
    text = "Port\tShips\tChange\nSeldom\t1,204\t-3%\nGull Bay\t87\t12%"
    assert body(page(Block(text, "table"))) == [
        "Port      Ships  Change",
        "Seldom    1,204     -3%",
        "Gull Bay     87     12%",
    ]


def test_a_table_too_wide_becomes_lines() -> None:
    text = "Port\tWhat the board decided there\nSeldom\tA longer breakwater from the spring"
    assert body(page(Block(text, "table"), width=34)) == [
        "Port",
        "  What the board decided there",
        "Seldom",
        "  A longer breakwater from the",
        "  spring",
    ]


def test_block_quotes_are_set_in() -> None:
    lines = shown(page("One.", Block("Two.", "quote")), gutters=True)
    assert lines[3] == "|  Two."


def test_links_and_emphasis_are_layers() -> None:
    block = Block(
        "Read the report now",
        marks=(Mark(0, 4, "strong"), Mark(9, 15, "link", "https://quay.example/r")),
    )
    runs = page(block).lines[1].runs
    assert [(r.start, r.end, r.layers, r.link) for r in runs] == [
        (0, 4, ("body", "strong"), ""),
        (4, 9, ("body",), ""),
        (9, 15, ("body", "link"), "https://quay.example/r"),
        (15, 19, ("body",), ""),
    ]


# Names


def named(text: str, *names: str) -> tuple[Entity, ...]:
    return tuple(
        Entity(n, "person", tuple(
            Mention(0, at, at + len(n), "person")
            for at in range(len(text)) if text.startswith(n, at)
        ))
        for n in names
    )  # fmt: skip


def test_names_may_be_marked_at_their_first_mention_only() -> None:
    text = "Ama met Kofi. Ama left."
    layout = replace(PLAIN, entity_repeat="first")
    runs = page(text, entities=named(text, "Ama", "Kofi"), layout=layout).lines[1].runs
    marked = [text[r.start : r.end] for r in runs if "entity.person" in r.layers]
    assert marked == ["Ama", "Kofi"]
    assert [r.entity for r in runs if r.entity] == ["Ama", "Kofi", "Ama"], "all can be clicked"


def test_a_name_inside_a_quote_lies_over_it() -> None:
    text = "“Ama will build it,” he said."
    set_page = page(
        text, entities=named(text, "Ama"), quotes=(quoted(text, "“Ama will build it,”"),)
    )
    assert ("body", "quote", "entity.person") in [r.layers for r in set_page.lines[1].runs]


# Harm


@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\x07b", "a\x9bb", "a\x00b", "a\x7fb", "a\ud800b"])
def test_control_characters_are_shown_as_signs(text: str) -> None:
    assert "\ufffd" in body(page(text, headline=text))[0]
    assert all(line.text.isprintable() for line in page(text, headline=text, byline=text).lines)


def test_what_turns_the_direction_of_text_is_left_out() -> None:
    assert body(page("pay \u202elive\u202c now")) == ["pay live now"]
    assert body(page(Block("pay \u202elive\u202c now", "code"))) == ["pay live now"]


def test_soft_hyphens_and_zero_width_spaces_are_not_drawn() -> None:
    assert body(page("break\u00adwater\u200b now")) == ["breakwater now"]


def test_a_word_of_many_thousand_letters_is_set_in_linear_time() -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        page(text, hyphenator=hyphenator("en"))
        return time.process_time() - start

    for letter in ("x", "東"):
        assert seconds(letter * 200_000) < 40 * max(0.01, seconds(letter * 20_000))
