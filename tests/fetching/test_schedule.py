"""When a feed is asked again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.fetching.report import said
from reader.fetching.schedule import (
    FIRST_PAUSE,
    LONGEST,
    LONGEST_WAIT,
    after_failure,
    after_success,
    asked_to_wait,
)

NOW = 1_700_000_000
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"  # NOW
LATER = "Tue, 14 Nov 2023 23:13:20 GMT"  # an hour on


@pytest.mark.parametrize(
    ("headers", "minutes", "seconds"),
    [
        ({}, 0, 0),
        ({"cache-control": "max-age=600"}, 0, 600),
        ({"cache-control": "public, Max-Age=600, must-revalidate", "age": "100"}, 0, 500),
        ({"cache-control": "no-cache, max-age=600"}, 0, 0),
        ({"cache-control": "max-age=99999999"}, 0, LONGEST),
        ({"cache-control": "s-maxage=600"}, 0, 0),
        ({"expires": LATER, "date": DATE}, 0, 3600),
        ({"expires": "0", "date": DATE}, 0, 0),
        ({"expires": LATER}, 0, 0),
        ({"cache-control": "max-age=600"}, 60, 3600),
        ({}, 60, 3600),
    ],
)
def test_an_answer_holds_as_long_as_it_says(
    headers: dict[str, str], minutes: int, seconds: int
) -> None:
    assert after_success(NOW, headers, minutes) == NOW + seconds


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), (LATER, 3600), (DATE, 0), ("9" * 30, LONGEST_WAIT), ("soon", None), ("", None)],
)
def test_what_the_server_asks_for_holds(said: str, seconds: int | None) -> None:
    assert asked_to_wait(NOW, {"retry-after": said}) == seconds
    if seconds is not None:
        assert after_failure(NOW, 5, {"retry-after": said}, 0.9) == NOW + seconds


def test_pauses_double_up_to_a_day() -> None:
    pauses = [after_failure(NOW, failures, {}, 0.5) - NOW for failures in range(1, 12)]
    assert pauses[:4] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, 8 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST


@given(
    st.integers(0, 10**6),
    st.floats(0, 1, exclude_max=True),
    st.dictionaries(
        st.sampled_from(["retry-after", "cache-control", "expires", "date", "age"]), st.text()
    ),
)
def test_no_answer_keeps_a_feed_from_ever_being_asked_again(
    failures: int, chance: float, headers: dict[str, str]
) -> None:
    assert NOW <= after_failure(NOW, failures, headers, chance) <= NOW + LONGEST_WAIT
    assert NOW <= after_success(NOW, headers) <= NOW + LONGEST


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ((2024, 3, 15, 9, 5), "9:05"),
        ((2024, 3, 14, 18, 40), "yesterday 18:40"),
        ((2024, 3, 11, 7, 0), "Monday 7:00"),
        ((2024, 2, 1, 7, 30), "1 February 7:30"),
        ((2022, 2, 1, 7, 30), "1 February 2022"),
    ],
)
def test_a_moment_is_said_as_people_say_it(
    moment: tuple[int, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    assert said(datetime(*moment, tzinfo=UTC), datetime(2024, 3, 15, 12, tzinfo=UTC)) == words  # type: ignore[misc,arg-type]
