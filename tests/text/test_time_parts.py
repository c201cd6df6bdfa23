"""Times that are part of a longer one: alone, of a whole, and from one to another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.periods import Period, unit
from assistant.text.time_parts import Part, alone, day_before, through, written

NOW = date(2023, 12, 7)
DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("parts", "first"),
    [
        ({"year": 2018}, date(2018, 1, 1)),
        ({"year": 2030, "month": 5}, date(2030, 5, 1)),
        ({"month": 12}, date(2023, 12, 1)),
        ({"month": 12, "day": 8}, date(2022, 12, 8)),
        ({"day": 18}, date(2023, 11, 18)),
        ({"month": 2, "day": 29}, date(2020, 2, 29)),
        ({"weekday": 4}, date(2023, 12, 1)),
        ({"day": 15, "weekday": 4}, date(2023, 12, 15)),
        ({"month": 1, "day": 12, "weekday": 3}, date(2023, 1, 12)),
        ({"month": 2, "day": 30}, None),
        ({"day": 32}, None),
    ],
)
def test_the_latest_that_has_begun_is_meant_or_the_nearest_that_has_its_weekday(
    parts: dict[str, int], first: date | None
) -> None:
    time = written(**parts)
    period = time and alone(time, NOW)
    assert (period and period.first) == first


@given(st.none() | st.integers(1, 12), st.integers(1, 28), DAYS)
def test_without_a_year_it_is_never_to_come(month: int | None, day: int, now: date) -> None:
    time = written(month=month, day=day)
    assert time
    period = alone(time, now)
    assert period
    assert period.bounds[0] <= now


@given(st.integers(1, 12), st.integers(1, 28), DAYS)
def test_the_last_one_is_over_and_the_next_one_has_not_begun(
    month: int, day: int, now: date
) -> None:
    part = written(month=month, day=day)
    assert isinstance(part, Part)
    before, after = part.before(now), part.after(now)
    assert before
    assert after
    assert before.bounds[1] < now < after.bounds[0]


def test_a_part_is_one_of_its_whole_and_of_nothing_else() -> None:
    friday, day, may = written(weekday=4), written(day=5), written(month=5)
    assert isinstance(friday, Part)
    assert isinstance(day, Part)
    assert may
    week, year = unit("week", NOW), unit("year", NOW)
    assert friday.of(week) == unit("day", date(2023, 12, 8))
    assert friday.of(year) is None
    assert day.of(week) is None
    fifth_of_may = day.of(may)
    assert isinstance(fifth_of_may, Part)
    assert fifth_of_may.of(year) == unit("day", date(2023, 5, 5))


def test_each_end_of_a_range_lends_what_the_other_lacks() -> None:
    april, june, ninth, seventeenth = (
        written(**parts) for parts in ({"month": 4}, {"month": 6}, {"day": 9}, {"day": 17})
    )
    in_june = unit("month", date(2017, 6, 1))
    assert april
    assert june
    assert ninth
    assert seventeenth
    assert through(april, in_june, NOW) == Period(date(2017, 4, 1), date(2017, 6, 30))
    back = through(june, april, NOW)
    assert back
    assert alone(back, NOW) == Period(date(2023, 6, 1), date(2024, 4, 30))
    assert through(in_june, unit("year", date(2016, 1, 1)), NOW) is None
    days = through(ninth, day_before(seventeenth) or june, NOW)
    assert days
    assert alone(days, NOW) == Period(date(2023, 11, 9), date(2023, 11, 16))


def test_what_goes_on_from_long_ago_ends_with_the_last_weekday() -> None:
    monday = written(weekday=0)
    assert monday
    last_year, today = unit("year", NOW, -1), unit("day", NOW)
    assert through(last_year, monday, NOW) == Period(date(2022, 1, 1), date(2023, 12, 4))
    assert through(today, monday, NOW) == Period(NOW, date(2023, 12, 11))


def test_what_is_never_said_alone_has_no_days() -> None:
    early = Part(lambda whole: unit("week", whole.bounds[0]))
    may = written(month=5)
    assert may
    assert early.alone(NOW) is None
    assert through(early, may, NOW) is None
    assert early.of(unit("year", NOW)) == unit("week", date(2023, 1, 1))
