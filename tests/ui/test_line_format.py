"""Lines and dates that the user composes: what stands where, what gives way, what is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.tables import NotAmong, nearest
from reader.ui.clock import check_pattern, dated, list_date
from reader.ui.heading import day
from reader.ui.line_format import check_format, column, set_line

FACTS = {
    "mark": "•",
    "number": "12",
    "headline": "Port Sandvik ferry to sail again",
    "source": "The Sandvik Courier",
    "byline": "Tomas Lind",
    "date": "3d",
    "minutes": "4",
    "site": "",
}


def line(text: str, cells: int = 200, facts: Mapping[str, str] = FACTS) -> str:
    check_format(text, FACTS)
    pieces = set_line(text, facts.__getitem__, cells, "headline", ("source", "byline"))
    return "".join(text for text, _ in pieces)


def test_fields_and_words_stand_as_they_are_written() -> None:
    assert line("{number}. {headline} ({date})") == "12. Port Sandvik ferry to sail again (3d)"


def test_a_width_is_kept_whatever_stands_in_it() -> None:
    assert line("{source:8}|") == "The San…|"
    assert line("{date:6}|{date:>6}|{date:^6}|") == "3d    |    3d|  3d  |"
    assert line("{source:.8}|{date:.8}|") == "The San…|3d|"


def test_wide_characters_keep_columns_straight() -> None:
    for headline in ("東京の橋が再開", "Bridge 🎉 reopens", "e\u0301te\u0301 à la mer"):
        text = line("{headline:10}|{source:6}|", facts={**FACTS, "headline": headline})
        assert cell_len(text.split("|")[0]) == 10


@pytest.mark.parametrize(
    "name", ["plain", "新聞記事", "👨‍👩‍👧 fam", "שלום", "e\u0301t\u00e9", "a\tb", "🇳🇴"]
)
def test_what_stands_beside_a_name_is_in_its_column(name: str) -> None:
    assert cell_len(column(name, 16)) == 16


def test_a_name_in_a_column_never_acts_on_the_terminal() -> None:
    assert column("a\x1b[31m\u202e", 4) == r"a\x1b[31m\u202e"


def test_what_is_left_of_a_line_is_filled() -> None:
    assert line("{mark}{fill}{date}", 8) == "•     3d"
    assert line("{mark}{fill:·}{date}", 8) == "•·····3d"
    assert line("{fill}{mark}{fill}", 5) == "  •  "


def test_a_choice_stands_only_where_it_has_something_to_say() -> None:
    assert line("[{site}  ]{date}") == "3d"
    assert line("[by {byline}  ]{date}") == "by Tomas Lind  3d"
    assert line("[{site}|{source}|{byline}]") == "The Sandvik Courier"


def test_signs_of_the_language_are_doubled_to_stand_for_themselves() -> None:
    assert line("{{{date}}} [[{number}]] | a||b") == "{3d} [12] | a|b"


def test_the_headline_is_shortened_last_below_what_can_be_read() -> None:
    text = "{headline} {source}"
    assert line(text, 52) == "Port Sandvik ferry to sail again The Sandvik Courier"
    assert line(text, 42) == "Port Sandvik ferry to… The Sandvik Courier"
    assert line(text, 25) == "Port Sandvik fe… The San…"
    assert line(text, 12) == "Port Sandvi…"


def test_columns_go_from_the_right_where_there_is_no_room_and_stay_straight() -> None:
    text = "{number:>4} {mark} {date:>6}  {headline}{fill} {source:<18} {minutes:>3} min"
    assert line(text, 60).endswith("The Sandvik Couri…   4 min")
    assert "min" not in line(text, 50)
    assert "The" not in line(text, 34)
    assert line(text, 20).startswith("•")
    other = {**FACTS, "headline": "Short", "date": "undated", "number": "1"}
    for cells in range(20, 80):
        here, there = line(text, cells), line(text, cells, other)
        assert ("min" in here) == ("min" in there)
        assert here.find("•") == there.find("•")


def test_a_headline_cut_at_a_space_leaves_the_columns_where_they_are() -> None:
    text = "{number:>4} {mark} {headline}{fill} {source:<18} {date:>6}"
    whole = "Ferry crew says on the 71st day, 東京 the harbour of Port Sandvik stays shut 🎉 again"
    for cells in range(50, 70):
        told = line(text, cells, {**FACTS, "headline": whole})
        at = cell_len(told[: told.index("The Sandvik")])
        assert at == cells - len("The Sandvik Couri…     3d"), told
        assert cell_len(told) == cells


def test_an_undated_article_has_a_mark_where_the_word_would_be_cut() -> None:
    facts = {**FACTS, "date": "undated"}
    assert line("{date:>6}|{date:8}|{date}", facts=facts) == "     –|undated |undated"


_texts = st.text(st.sampled_from("ab東🎉 e\u0301"), max_size=30)
_specs = st.sampled_from(["", ":8", ":>8", ":^9", ":.5", ":>12.4"])
_parts = st.one_of(
    st.builds(lambda name, spec: f"{{{name}{spec}}}", st.sampled_from(sorted(FACTS)), _specs),
    st.sampled_from(["{fill}", " ", "  ", " · ", "[{site} ]", "[{byline}|{source}]"]),
)


@given(st.lists(_parts, max_size=9).map("".join), _texts, st.integers(0, 100))
def test_no_line_is_ever_wider_than_its_room(text: str, words: str, cells: int) -> None:
    facts = dict.fromkeys(FACTS, words) | {"mark": "•"}
    assert cell_len(line(text, cells, facts)) <= cells


@given(st.text("{}[]|:<>.{ab1fill", max_size=25))
def test_any_text_is_a_format_or_refused(text: str) -> None:
    try:
        check_format(text, FACTS)
    except ValueError:
        return
    assert cell_len(line(text, 30)) <= 30


@pytest.mark.parametrize(
    ("text", "said", "meant"),
    [
        ("{headlin}", "there is no field {headlin}", "headline"),
        ("{headline", "“{” without its other half", ""),
        ("headline}", "“}” without its other half; to write one, double it: }}", ""),
        ("[{source}", "“[” without its other half", ""),
        ("{source:wide}", "{source:wide} is no field: write for example {source:<18}", ""),
        ("{source:999}", "200 cells wide at most", ""),
        ("{fill:東}", "takes a sign of one cell", ""),
        ("{date}\x1b[2J", "characters that can be seen", ""),
        ("x" * 300, "at most 200 characters", ""),
    ],
)
def test_what_is_no_format_is_told_with_what_was_meant(text: str, said: str, meant: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as refused:
        check_format(text, FACTS)
    if meant:
        assert isinstance(refused.value, NotAmong)
        assert nearest(refused.value.wrong, refused.value.among) == meant


# Dates

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_todays_and_older_dates_may_look_differently() -> None:
    patterns = ("%H:%M", "%-d %b", "%Y")
    assert list_date(NOW - timedelta(hours=2), NOW, patterns) == "07:30"
    assert list_date(datetime(2026, 3, 5, tzinfo=UTC), NOW, patterns) == "5 Mar"
    assert list_date(datetime(2019, 3, 5, tzinfo=UTC), NOW, patterns) == "2019"
    assert list_date(datetime(2019, 3, 5, tzinfo=UTC), NOW, ("age", "%d.%m.%y")) == "05.03.19"
    assert list_date(NOW - timedelta(hours=2), NOW, ("age", "%d.%m.%y")) == "2h"
    assert list_date(NOW - timedelta(days=2), NOW, ("age",)) == "2d"


def test_a_day_is_that_of_the_readers_own_place() -> None:
    here = NOW.replace(hour=23).astimezone(timezone(timedelta(hours=5)))
    assert list_date(NOW.replace(hour=8), here, ("%H:%M", "%-d %b")) == "24 Nov"


def test_the_date_under_the_headline_has_its_own_pattern() -> None:
    assert day(NOW) == "24 Nov 2026 09:30"
    assert day(NOW, "%A %-d %B %Y") == "Tuesday 24 November 2026"
    assert day(None, "%A") == ""


@pytest.mark.parametrize("pattern", ["%d %b %Y", "%F %R", "%-d.%-m.%y", "100%% %H", "auto"])
def test_patterns_are_those_of_strftime(pattern: str) -> None:
    check_pattern(pattern, ("auto",))
    assert pattern == "auto" or "%" not in dated(pattern, NOW).replace("100%", "")


@pytest.mark.parametrize(
    ("pattern", "said", "meant"),
    [
        ("%D %q", "“%q” stands for nothing in a date", ""),
        ("%w", "“%w” stands for nothing in a date", "%W"),
        ("%d %", "“%” stands for nothing", ""),
        ("%-B", "“%-B” stands for nothing", "%B"),
        ("agee", "“agee” is neither “age” nor a pattern", "age"),
        ("", "is neither", ""),
        ("%d\n", "characters that can be seen", ""),
    ],
)
def test_what_is_no_pattern_is_told_with_what_was_meant(
    pattern: str, said: str, meant: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)) as refused:
        check_pattern(pattern, ("age",))
    if meant:
        assert isinstance(refused.value, NotAmong)
        assert nearest(refused.value.wrong, refused.value.among) == meant
