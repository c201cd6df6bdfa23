"""Periods: spans of days, and the calendar's units."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionError
from assistant.text.periods import ANY_DAY, DAY, Period, moved, unit

DAYS = st.dates(date(1000, 1, 1), date(3000, 1, 1))
UNITS = st.sampled_from("day week fortnight month quarter half year decade century".split())
THURSDAY = date(2023, 12, 7)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2023, 11, 24), date(2023, 11, 30), "24 to 30 November 2023"),
        (date(2023, 11, 24), date(2023, 12, 1), "24 November to 1 December 2023"),
        (date(2022, 12, 24), date(2023, 1, 1), "24 December 2022 to 1 January 2023"),
        (date(2023, 11, 1), date(2023, 11, 30), "November 2023"),
        (date(2018, 1, 1), date(2018, 12, 31), "2018"),
        (date(1990, 1, 1), date(1999, 12, 31), "1990 to 1999"),
        (THURSDAY, THURSDAY, "7 December 2023"),
        (THURSDAY, None, "7 December 2023 or later"),
        (None, THURSDAY, "7 December 2023 or earlier"),
        (None, None, "any day"),
    ],
)
def test_a_period_is_said_as_people_say_it(
    first: date | None, last: date | None, words: str
) -> None:
    assert str(Period(first, last)) == words


def test_a_period_holds_its_first_and_its_last_day() -> None:
    week = unit("week", THURSDAY)
    assert (week.first, week.last) == (date(2023, 12, 4), date(2023, 12, 10))
    assert date(2023, 12, 4) in week
    assert date(2023, 12, 10) in week
    assert date(2023, 12, 11) not in week
    assert date(1, 1, 1) in Period(None, THURSDAY)
    assert not ANY_DAY
    assert date.max in ANY_DAY


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(QuestionError, match="swap them"):
        Period(THURSDAY, THURSDAY - DAY)


def test_a_period_is_not_widened_beyond_the_calendar() -> None:
    assert Period(date.min, date.max).widened(DAY, DAY) == Period(date.min, date.max)
    assert ANY_DAY.widened(DAY, DAY) == ANY_DAY


@given(DAYS, UNITS, st.integers(-8, 8))
def test_units_follow_each_other_without_a_gap(day: date, name: str, shift: int) -> None:
    assert day in unit(name, day)
    this, following = unit(name, day, shift), unit(name, day, shift + 1)
    assert this.bounds[1] + DAY == following.bounds[0]


@given(DAYS, UNITS)
def test_a_unit_later_is_in_the_next_unit(day: date, name: str) -> None:
    assert moved(day, name, 1) in unit(name, day, 1)
    assert moved(day, name, 0) == day


def test_a_month_later_may_be_shorter() -> None:
    assert moved(date(2023, 1, 31), "month", 1) == date(2023, 2, 28)
    assert moved(date(2023, 12, 8), "business day", 1) == date(2023, 12, 11)
    assert moved(date(2023, 12, 10), "business day", -2) == date(2023, 12, 7)
    assert unit("weekend", THURSDAY) == Period(date(2023, 12, 9), date(2023, 12, 10))
    with pytest.raises(OverflowError):
        unit("century", THURSDAY, 100)
    assert unit("week", THURSDAY).days == timedelta(7).days
