"""The almanac: holidays, seasons, numbered weeks."""

from datetime import date

import pytest

from assistant.text.almanac import holiday, numbered_week, season
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
