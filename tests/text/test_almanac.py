"""The almanac: holidays, seasons, numbered weeks."""

from datetime import date

import pytest

from assistant.text.almanac import (
    fraction,
    holiday,
    numbered,
    numbered_week,
    ramadan,
    season,
)
from assistant.text.periods import Period, unit


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("easter", date(2023, 4, 9)),
        ("good friday", date(2023, 4, 7)),
        ("ash wednesday", date(2023, 2, 22)),
        ("thanksgiving", date(2023, 11, 23)),
        ("black friday", date(2023, 11, 24)),
        ("memorial day", date(2023, 5, 29)),
        ("labor day", date(2023, 9, 4)),
        ("christmas eve", date(2023, 12, 24)),
        ("new year's day", date(2023, 1, 1)),
        ("whit monday", date(2023, 5, 29)),
        ("us election day", date(2023, 11, 7)),
        ("eid al-adha", date(2023, 6, 28)),
    ],
)
def test_holidays_have_their_day(name: str, day: date) -> None:
    assert holiday(name, 2023) == day


def test_a_winter_ends_in_the_next_year() -> None:
    assert season("winter", 2023) == Period(date(2023, 12, 1), date(2024, 2, 29))


def test_a_week_is_of_the_year_that_has_its_thursday() -> None:
    year = unit("year", date(2015, 1, 1))
    assert numbered_week(year, 1).first == date(2014, 12, 29)
    assert numbered_week(year, -1).first == date(2015, 12, 28)
    assert numbered_week(year, 53) == numbered_week(year, -1)


@pytest.mark.parametrize(
    ("number", "name", "count", "days"),
    [
        (3, "week", 1, "16 to 22 January 2023"),
        (-1, "weekend", 1, "30 to 31 December 2023"),
        (-2, "weekend", 1, "23 to 24 December 2023"),
        (1, "weekend", 2, "7 to 15 January 2023"),
        (-1, "month", 3, "1 October to 31 December 2023"),
        (100, "day", 1, "10 April 2023"),
        (1, "business day", 1, "2 January 2023"),
        (-1, "business day", 2, "28 to 29 December 2023"),
        (1, "year", 1, "None"),
    ],
)
def test_units_are_numbered_from_either_end(number: int, name: str, count: int, days: str) -> None:
    assert str(numbered(unit("year", date(2023, 1, 1)), number, name, count)) == days


def test_a_fraction_is_whole_months_or_whole_days() -> None:
    day = date(2023, 2, 1)
    assert str(fraction(unit("decade", day), 2, 2)) == "2025 to 2029"
    assert str(fraction(unit("year", day), 3, 3)) == "1 September to 31 December 2023"
    assert str(fraction(unit("month", day), 2, 1)) == "1 to 14 February 2023"


def test_ramadan_is_a_month() -> None:
    assert ramadan(2023) == Period(date(2023, 3, 23), date(2023, 4, 20))
