"""What people type into the search line, and what is made of it."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.library.periods import Days, days, merged
from reader.library.query import Query, parse
from reader.library.tree import FIELDS, And, Fuzzy, Near, Not, Or, Phrase, Prefix, Term

TODAY = date(2026, 11, 24)  # a Tuesday
FIRST = date(2024, 1, 1)
DAYS = st.integers(1, 38).map(lambda number: FIRST + timedelta(days=number))


def asked(text: str, *, typing: bool = False) -> Query:
    return parse(text, TODAY, typing=typing)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(text[t.start : t.end], t.kind) for t in asked(text).tokens]


def complaints(text: str, *, typing: bool = False) -> list[tuple[str, str]]:
    return [(text[p.start : p.end], p.message) for p in asked(text, typing=typing).problems]


# Words


def test_two_words_ask_for_both() -> None:
    assert asked("trade talks").tree == And((Term("trade"), Term("talks")))


def test_case_accents_and_genitives_do_not_matter() -> None:
    assert asked("ÉLYSÉE’s").tree == Term("elysee")


def test_an_acronym_is_one_word_with_dots_or_without() -> None:
    assert asked("U.S.").tree == asked("us").tree == Term("us")


def test_a_hyphenated_word_is_a_phrase() -> None:
    assert asked("cease-fire").tree == Phrase(("cease", "fire"))


@pytest.mark.parametrize(
    "text", ['"trade talks"', "“trade talks”", '"trade talks”', '“trade talks"', "«trade talks»"]
)
def test_any_pair_of_quotation_marks_makes_a_phrase(text: str) -> None:
    assert asked(text).tree == Phrase(("trade", "talks"))
    assert asked(text).problems == ()


def test_a_minus_or_not_before_a_word_leaves_articles_with_it_out() -> None:
    assert asked("trade -talks").tree == And((Term("trade"), Not(Term("talks"))))
    assert asked("trade NOT talks").tree == asked("trade -talks").tree


def test_or_joins_the_two_words_beside_it() -> None:
    assert asked("china trade or talks").tree == And(
        (Term("china"), Or((Term("trade"), Term("talks"))))
    )


def test_brackets_group() -> None:
    assert asked("(trade talks) or storm").tree == Or(
        (And((Term("trade"), Term("talks"))), Term("storm"))
    )


def test_a_star_asks_for_a_beginning_and_a_tilde_for_a_likeness() -> None:
    assert asked("minist*").tree == Prefix("minist")
    assert asked("zelensky~").tree == Fuzzy("zelensky", 1)
    assert asked("zelensky~2").tree == Fuzzy("zelensky", 2)


def test_a_phrase_with_a_tilde_lets_words_between() -> None:
    assert asked('"trade talks"~3').tree == Phrase(("trade", "talks"), slop=3)


def test_near_asks_for_words_close_together() -> None:
    assert asked('near:"trade china"').tree == Near(("trade", "china"))


def test_a_word_in_every_article_is_passed_over() -> None:
    assert asked("the ferry").tree == Term("ferry")
    assert complaints("the") == [("the", "“the” is in nearly every article: add another word")]


# Fields


def test_a_field_holds_for_its_word_phrase_or_bracket() -> None:
    assert asked("title:ferry").tree == Term("ferry", "title")
    assert asked('person:"Wei Fenghe"').tree == Phrase(("wei", "fenghe"), "person", slop=2)
    assert asked("title:(ferry or boat)").tree == Or(
        (Term("ferry", "title"), Term("boat", "title"))
    )
    assert asked("-source:courier").tree == Not(Term("courier", "source"))


def test_an_address_is_no_field() -> None:
    assert asked("https://courier.test").problems == ()
    assert asked("12:30").problems == ()


def test_an_unknown_field_is_named_and_its_words_are_searched() -> None:
    assert asked("writer:lind ferry").tree == And((Term("lind"), Term("ferry")))
    ((where, message),) = complaints("writer:lind ferry")
    assert where == "writer:"
    assert message.startswith("there is no field “writer:”; there are title, source, ")


def test_a_field_that_is_nearly_one_is_asked_about_and_else_all_are_listed() -> None:
    assert complaints("persn:lind") == [
        ("persn:", "there is no field “persn:”; did you mean “person:”?")
    ]
    assert complaints("tags:sea") == [("tags:", "there is no field “tags:”; did you mean “tag:”?")]
    ((_, message),) = complaints("zzz:lind")
    for field in (*FIELDS, "near", "feed", "tag", "is", "has", "sort", "date", "before", "since"):
        assert re.search(rf"\b{field}\b", message.partition(";")[2]), field


@pytest.mark.parametrize("text", ["after:nonsense", "is:", "@none", "the", "sort:date is:x"])
def test_a_query_of_which_nothing_was_understood_is_lost(text: str) -> None:
    assert parse(text, TODAY, views={}).is_lost


@pytest.mark.parametrize("text", ["", "  ", "sort:date", "ferry is:x", "is:unread after:nonsense"])
def test_one_that_asks_for_all_or_is_understood_in_part_is_not(text: str) -> None:
    assert not parse(text, TODAY, views={}).is_lost


def test_a_field_without_a_value_says_what_it_wants() -> None:
    assert complaints("ferry is:") == [
        ("is:", "what should follow “is:”? unread, read, starred or unstarred")
    ]


def test_an_id_is_a_number() -> None:
    assert asked("id:007").tree == Term("7", "id")
    assert complaints("id:seven") == [("seven", "id: takes a number")]


# Flags and dates


def test_flags_are_filters_and_can_be_turned_round() -> None:
    assert asked("is:unread").filters.is_read is False
    assert asked("-is:unread").filters.is_read is True
    assert asked("is:starred").filters.is_starred is True
    assert asked("has:quotes").filters.has_quotes is True
    assert asked("sort:date").sort == "date"
    assert asked("IS:Read").filters.is_read is True


def test_a_filter_beside_or_says_that_it_holds_for_everything() -> None:
    assert asked("ferry or is:unread").tree == Term("ferry")
    ((where, message),) = complaints("ferry or is:unread")
    assert where == "unread"
    assert "whole search" in message


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", date(2026, 11, 24), date(2026, 11, 25)),
        ("yesterday", date(2026, 11, 23), date(2026, 11, 24)),
        ("last week", date(2026, 11, 16), date(2026, 11, 23)),
        ("this week", date(2026, 11, 23), date(2026, 11, 30)),
        ("last month", date(2026, 10, 1), date(2026, 11, 1)),
        ("last year", date(2025, 1, 1), date(2026, 1, 1)),
        ("2022-11", date(2022, 11, 1), date(2022, 12, 1)),
        ("2022-12", date(2022, 12, 1), date(2023, 1, 1)),
        ("2022-11-05", date(2022, 11, 5), date(2022, 11, 6)),
        ("2022-11..2022-12", date(2022, 11, 1), date(2023, 1, 1)),
        ("date:2022", date(2022, 1, 1), date(2023, 1, 1)),
        ("date:monday", date(2026, 11, 23), date(2026, 11, 24)),
        ("date:dec", date(2025, 12, 1), date(2026, 1, 1)),
        ("before:2022-11", None, date(2022, 11, 1)),
        ("after:2022-11", date(2022, 12, 1), None),
        ("since:2022-11", date(2022, 11, 1), None),
        ("since:3d", date(2026, 11, 22), None),
        ('since:"2 weeks ago"', date(2026, 11, 10), None),
        ("since:last week", date(2026, 11, 16), None),
        ("since:1m", date(2026, 10, 24), None),
        ("after:2022 before:2024", date(2023, 1, 1), date(2024, 1, 1)),
    ],
)
def test_dates_as_people_write_them(text: str, start: date | None, end: date | None) -> None:
    query = asked(text)
    assert query.filters.days == Days(start, end)
    assert query.tree is None
    assert query.problems == ()


def test_a_date_can_be_left_out() -> None:
    assert asked("-today").filters.other_days == (Days(date(2026, 11, 24), date(2026, 11, 25)),)


def test_a_quoted_or_capital_today_is_a_word() -> None:
    assert asked('"today"').tree == asked("Today").tree == Term("today")


@pytest.mark.parametrize("text", ["2022-13", "2022-02-30", "notadate", "99999999d", "..", "0000"])
def test_what_is_no_date_is_said(text: str) -> None:
    assert days(text, TODAY) is None
    ((where, message),) = complaints(f"before:{text} ferry")
    assert where == text
    assert "is no date" in message
    assert asked(f"before:{text} ferry").tree == Term("ferry")


# While typing


def test_the_last_word_is_a_beginning_while_it_is_typed() -> None:
    assert asked("trade ta", typing=True).tree == And((Term("trade"), Prefix("ta")))
    assert asked("trade ta ", typing=True).tree == And((Term("trade"), Term("ta")))
    assert asked("person:aus", typing=True).tree == Prefix("aus", "person")
    assert asked("f", typing=True).tree == Prefix("f")


def test_an_open_phrase_goes_on_with_its_last_word() -> None:
    assert asked('"trade ta', typing=True).tree == Phrase(("trade", "ta"), is_open=True)
    assert complaints('"trade ta', typing=True) == []
    assert complaints('"trade ta') == [('"', "the quotation mark is not closed")]


def test_half_an_or_or_bracket_is_no_mistake_yet() -> None:
    assert complaints("ferry or", typing=True) == []
    assert complaints("(ferry", typing=True) == []
    assert complaints("ferry or") == [("or", "nothing stands after “or”")]
    assert complaints("(ferry") == [("(", "( is not closed")]


# Colours and messages


def test_every_part_is_coloured_as_it_is_understood() -> None:
    assert kinds('title:ferry -"old boat" or x* is:unread today foo: )') == [
        ("title:", "field"),
        ("ferry", "value"),
        ("-", "operator"),
        ('"old boat"', "phrase"),
        ("or", "operator"),
        ("x", "text"),
        ("*", "operator"),
        ("is:", "flag"),
        ("unread", "flag"),
        ("today", "date"),
        ("foo:", "error"),
        (")", "error"),
    ]


def test_what_is_wrong_does_not_stop_the_rest() -> None:
    query = asked('ferry ) ( "" before:x is:y - * title: harbour')
    assert query.tree == And((Term("ferry"), Term("harbour")))
    assert len(query.problems) == 8


def test_a_message_holds_nothing_a_terminal_would_act_on() -> None:
    for text in ("\x1b[31m", "\u202e**", "before:\x1b]0;x\x07"):
        assert all(p.message.isprintable() for p in asked(text).problems)


SPECIAL = st.sampled_from(
    [*'()"“”„«»-*~:|&', " ", "or", "OR", "NOT ", "title:", "is:", "unread", "before:", "2022-11",
     "last week", "near:", "id:", "a", "ferry", "é", "习", "\x00", "\x1b[31m", "\ud800", "U.S.",
     "NOT", "−", "–", "last", "this week", "today", "sort:", "has:", "since:", "@", "@budget",
     "@loop", '@"', "@world news", "\x1c", "\xa0", "\u3000", "²", "٣", "ß", "İ"]
)  # fmt: skip

VIEWS = {
    "budget": "budget or spending is:unread",
    "World News": "source:courier @budget",
    "loop": "ferry @noose",
    "noose": "@loop harbour)",
    "odd": 'NOT» "open ( sort:date',
}


@example("NOT»", False)
@example("NOT»", True)
@example("person:-»", False)
@example("NOT NOT -@loop", False)
@given(st.one_of(st.text(max_size=60), st.lists(SPECIAL, max_size=30).map("".join)), st.booleans())
def test_nothing_typed_raises_and_every_part_lies_in_the_text(text: str, typing: bool) -> None:
    for views in (None, VIEWS):
        _is_read_whole(text, parse(text, TODAY, typing=typing, views=views))


def _is_read_whole(text: str, query: Query) -> None:
    assert query.text == text
    end = 0
    for token in query.tokens:
        assert end <= token.start < token.end <= len(text)
        end = token.end
    for problem in query.problems:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert problem.message.isprintable()


# Kept searches


def viewed(text: str, *, typing: bool = False) -> Query:
    return parse(text, TODAY, typing=typing, views=VIEWS)


def test_a_view_in_a_query_means_what_it_was_kept_for() -> None:
    query = viewed("ferry @budget")
    assert query.tree == asked("ferry (budget or spending)").tree
    assert query.filters == asked("is:unread").filters
    assert query.problems == ()
    assert [query.text[t.start : t.end] for t in query.tokens] == ["ferry", "@budget"]


def test_a_view_can_be_left_out() -> None:
    assert viewed("ferry -@odd").tree == asked("ferry -open").tree


def test_a_view_of_several_words_is_named_with_quotation_marks_or_without() -> None:
    wanted = asked("source:courier (budget or spending)").tree
    assert viewed("@world news").tree == viewed('@"World News"').tree == wanted
    query = viewed("@world news ferry")
    assert [query.text[t.start : t.end] for t in query.tokens] == ["@world news", "ferry"]


def test_a_misspelt_view_is_told_with_the_likeliest_one() -> None:
    (problem,) = viewed("ferry @budgte").problems
    assert problem.message == "there is no view “budgte”; did you mean @budget?"
    assert viewed("ferry @budgte").tree == Term("ferry")
    (problem,) = viewed("@wrold").problems
    assert '@"World News"' in problem.message


def test_a_view_that_is_half_typed_is_no_mistake_yet() -> None:
    assert viewed("@bud", typing=True).problems == ()
    assert viewed("@", typing=True).problems == ()
    assert len(viewed("@bux", typing=True).problems) == 1


def test_views_that_name_each_other_end() -> None:
    query = viewed("@loop")
    assert query.tree == asked("ferry harbour").tree
    assert [p.message for p in query.problems] == [
        "in @loop: in @noose: the view “loop” asks for itself",
        "in @loop: in @noose: there is no ( before this )",
    ]


def test_a_querys_own_order_goes_before_that_of_a_view() -> None:
    assert viewed("@odd").sort == "date"
    assert viewed("sort:relevance @odd").sort == viewed("@odd sort:relevance").sort == "relevance"


def test_views_that_name_many_are_read_at_once() -> None:
    views = {str(n): f"@{n + 1} @{n + 1} ferry" for n in range(100)}
    query = parse("@0", TODAY, views=views)
    assert len(_leaves(query.tree)) <= 64
    assert query.problems


@pytest.mark.parametrize(
    "piece",
    ["(", ")", '"', "-(", "NOT ", "a ", "a or ", "title:", "x*y ", "is:read ", "before:x ", "- ",
     "2022-11 ", "\x00\x1b", "last ", "x", "'s", "a.", "()", "[a-z]+$ ", "„", "@budget ", "@x "],
)  # fmt: skip
def test_ten_thousand_characters_are_read_at_once(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    began = time.process_time()
    query = viewed(text, typing=True)
    assert time.process_time() - began < 0.4  # 0.2 on an idle machine
    assert sum(1 for _ in _leaves(query.tree)) <= 64


@pytest.mark.parametrize(
    "text",
    [
        ")" * 5000 + "ab " * 1666,
        "@ " * 5000,
        "@view " * 2000,
        "-2022-11 " * 1100,
        "-tag:y " * 1400,
        "id:1 " * 2000,
        "word~2 " * 1400,
        "(" * 5000 + "is:read " * 600,
        'near:"' * 1600,
        " ".join(f"f{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}:x" for n in range(676)),
    ],
)
def test_of_the_same_mistake_over_and_over_one_is_told(text: str) -> None:
    views = {f"view {n}": "ferry" for n in range(1000)} | {"view": "storm"}
    began = time.process_time()
    query = parse(text, TODAY, views=views)
    assert time.process_time() - began < 0.5  # 0.03 on an idle machine
    assert len(query.problems) <= 8
    assert len({problem.message for problem in query.problems}) == len(query.problems)


def test_a_search_for_too_much_says_where_it_leaves_off() -> None:
    text = " ".join(f"word{n}~" for n in range(20))
    assert len(_leaves(asked(text).tree)) == 6
    ((rest, message),) = complaints(text)
    assert rest == text[text.index("word6~") :]
    assert "not looked for" in message
    assert len(_leaves(asked(" ".join(f"word{n}" for n in range(100))).tree)) == 64
    assert len(_leaves(asked(" ".join(f"wor{n}*" for n in range(100))).tree)) == 6


def test_a_phrase_of_two_thousand_words_is_looked_for_by_its_first() -> None:
    tree = asked('"' + "ferry " * 2000 + '"').tree
    assert isinstance(tree, Phrase)
    assert len(tree.words) == 64


def test_near_looks_for_eight_words_and_says_so() -> None:
    text = 'near:"' + " ".join(f"word{n}" for n in range(20)) + '"'
    tree = asked(text).tree
    assert isinstance(tree, Near)
    assert len(tree.words) == 8
    assert complaints(text)[0][1] == "near: looks for 8 words at most"


def test_filters_beyond_sixteen_of_a_kind_are_told() -> None:
    query = asked(" ".join(f"-tag:t{n}" for n in range(20)))
    assert len(query.filters.other_feeds) == 16
    assert [p.message for p in query.problems] == ["a search has 16 filters of a kind at most"]
    assert len(asked("-tag:t " * 20).filters.other_feeds) == 1
    assert asked("-tag:t " * 20).problems == ()


@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), max_size=6))
def test_periods_made_one_hold_the_same_days(ends: list[tuple[date | None, date | None]]) -> None:
    def holds(periods: list[Days], day: date) -> bool:
        return any(
            (one.start is None or one.start <= day) and (one.end is None or day < one.end)
            for one in periods
        )

    periods = [Days(*one) for one in ends]
    joined = merged(periods)
    for number in range(40):
        day = FIRST + timedelta(days=number)
        assert holds(joined, day) == holds(periods, day)
    assert len(joined) <= len(periods)


def _leaves(tree: object) -> list[object]:
    match tree:
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in _leaves(part)]
        case Not(part):
            return _leaves(part)
        case None:
            return []
    return [tree]
