"""Dates as far as they are written out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.dates import WrittenDate
from assistant.text.periods import Period, unit

NOW = date(2023, 12, 7)
DATES = st.builds(
    WrittenDate,
    st.none() | st.integers(1990, 2030),
    st.none() | st.integers(1, 12),
    st.integers(1, 28),
)


@pytest.mark.parametrize(
    ("written", "first"),
    [
        (WrittenDate(2018), date(2018, 1, 1)),
        (WrittenDate(2030, 5), date(2030, 5, 1)),
        (WrittenDate(month=12), date(2023, 12, 1)),
        (WrittenDate(month=12, day=8), date(2022, 12, 8)),
        (WrittenDate(day=18), date(2023, 11, 18)),
        (WrittenDate(month=2, day=29), date(2020, 2, 29)),
        (WrittenDate(day=15, weekday=4), date(2023, 9, 15)),
        (WrittenDate(month=2, day=30), None),
        (WrittenDate(day=32), None),
    ],
)
def test_the_latest_that_has_begun_is_meant(written: WrittenDate, first: date | None) -> None:
    period = written.period(NOW)
    assert (period and period.first) == first


@given(DATES)
def test_without_a_year_it_is_never_to_come(written: WrittenDate) -> None:
    if not written.year:
        assert (written.period(NOW) or Period()).bounds[0] <= NOW


def test_a_range_goes_on_from_its_first_day() -> None:
    assert WrittenDate(month=3).period_from(NOW) == unit("month", date(2024, 3, 1))
    assert WrittenDate(2020).period_from(NOW) is None


def test_a_date_lends_what_another_lacks() -> None:
    may = WrittenDate(2020, 5, 7)
    assert WrittenDate(day=3).lent(may) == WrittenDate(2020, 5, 3)
    assert WrittenDate(month=4).lent(may) == WrittenDate(2020, 4)
    assert WrittenDate(2019, 4, 1).lent(may) == WrittenDate(2019, 4, 1)
