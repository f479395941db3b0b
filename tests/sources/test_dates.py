"""Dates as pages write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.sources.dates import read_date


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01T10:30:00Z", datetime(2024, 5, 1, 10, 30, tzinfo=UTC)),
        ("2024-05-01T10:30:00.000+0200", datetime(2024, 5, 1, 8, 30, tzinfo=UTC)),
        ("2024-05-01 10:30:00 +02", datetime(2024, 5, 1, 8, 30, tzinfo=UTC)),
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024/05/01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("01.05.2024", datetime(2024, 5, 1, tzinfo=UTC)),
        ("Wed, 01 May 2024 10:30:00 GMT", datetime(2024, 5, 1, 10, 30, tzinfo=UTC)),
        ("2024-05-01 10:30:00 UTC", datetime(2024, 5, 1, 10, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_forms_that_pages_use(text: str, moment: datetime) -> None:
    assert read_date(text) == moment


@pytest.mark.parametrize("text", ["", "yesterday", "5/2/2024", "99.99.2024", "0001-01-01", "12"])
def test_what_is_no_certain_date_is_none(text: str) -> None:
    assert read_date(text) is None


@given(st.datetimes(min_value=datetime(1700, 1, 1), timezones=st.just(UTC)))
def test_iso_dates_read_back(moment: datetime) -> None:
    assert read_date(moment.isoformat()) == (moment if moment.year <= 9000 else None)


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    found = read_date(text)
    assert found is None or found.tzinfo is not None
