"""The moon: the holidays that it tells."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.text.moon import chinese_new_year, diwali, islamic, new_moon


def test_the_moon_was_new_when_the_almanacs_say() -> None:
    # 30 August 2019, 10:37, and 14 December 2020, 16:17
    for number, said in (
        (243, datetime(2019, 8, 30, 10, 37, tzinfo=UTC)),
        (259, datetime(2020, 12, 14, 16, 17, tzinfo=UTC)),
    ):
        assert abs(new_moon(number) - said) < timedelta(minutes=15)


@pytest.mark.parametrize("day", ["2018-06-15", "2019-06-04", "2021-05-13", "2022-05-02"])
def test_eid_al_fitr_is_the_first_day_of_shawwal(day: str) -> None:
    assert islamic(10, 1, int(day[:4])) == date.fromisoformat(day)


def test_every_year_has_each_day_of_the_islamic_calendar() -> None:
    for year in range(1900, 2100):
        for month in range(1, 13):
            assert islamic(month, 1, year).year == year


@pytest.mark.parametrize("day", ["2015-02-19", "2020-01-25", "2023-01-22", "2024-02-10"])
def test_the_chinese_year_begins_with_a_new_moon(day: str) -> None:
    assert chinese_new_year(int(day[:4])) == date.fromisoformat(day)


@pytest.mark.parametrize("day", ["2018-11-07", "2020-11-14", "2022-10-24", "2023-11-12"])
def test_diwali_is_in_the_darkest_night(day: str) -> None:
    assert diwali(int(day[:4])) == date.fromisoformat(day)
