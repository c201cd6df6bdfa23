"""The moon: when it is new, by which the holidays of some calendars are told.

The days are right to within one: of 32 days of Eid from 2010 to 2025 this finds 28, and the others
a day off. They differ by a day between countries, too.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import radians, sin

# From one new moon to the next on the average, in days, and one of them.
_MONTH = 29.530588861
_FIRST = datetime(2000, 1, 6, 14, 20, 37, tzinfo=UTC)

# Muharram of the year 1441 began with this new moon after the first.
_MUHARRAM = 243


def new_moon(number: int) -> datetime:
    """Return when the moon is new, in universal time, to some minutes.

    By the longest terms of Meeus, Astronomical Algorithms, chapter 49.

    Args:
        number: 0 for the first of the year 2000.
    """
    sun = radians(2.5534 + 29.10535670 * number)
    moon = radians(201.5643 + 385.81693528 * number)
    node = radians(160.7108 + 390.67050284 * number)
    return _FIRST + timedelta(
        _MONTH * number
        - 0.40720 * sin(moon)
        + 0.17241 * sin(sun)
        + 0.01608 * sin(2 * moon)
        + 0.01039 * sin(2 * node)
        + 0.00739 * sin(moon - sun)
        - 0.00514 * sin(moon + sun)
        + 0.00208 * sin(2 * sun)
    )


def islamic(month: int, day: int, year: int) -> date:
    """Return a day of the Islamic calendar: its first one in a year of the common calendar.

    Args:
        month: from 1 for Muharram.
        day: of the month, from 1.
        year: of the common calendar.
    """
    for number, moon in _new_moons(year):
        if (number - _MUHARRAM - month + 1) % 12 == 0:
            # The crescent is seen in Mecca that evening if the moon was new in the morning.
            found = (moon + timedelta(hours=13)).date() + timedelta(day)
            if found.year == year:
                return found
    raise ValueError(f"no year {year} of the common calendar has the day {day} of month {month}")


def chinese_new_year(year: int) -> date:
    """Return the day of the new moon, in China, between 21 January and 20 February."""
    days = ((moon + timedelta(hours=8)).date() for _, moon in _new_moons(year))
    return next(day for day in days if date(year, 1, 21) <= day)


def diwali(year: int) -> date:
    """Return the evening of the last day of the waning moon, in India, in autumn."""
    days = ((moon - timedelta(hours=12)).date() for _, moon in _new_moons(year))
    return next(day for day in days if date(year, 10, 17) <= day)


def _new_moons(year: int) -> Iterator[tuple[int, datetime]]:
    """Yield the new moons of a year, and some before and behind it, with their numbers."""
    first = int((date(year, 1, 1) - _FIRST.date()).days / _MONTH) - 2
    for number in range(first, first + 16):
        yield number, new_moon(number)
