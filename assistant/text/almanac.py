"""The almanac: seasons, holidays, the numbered weeks of a month or year."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from assistant.text.periods import DAY, Period, moved, unit

# The first months of the seasons on the northern half of the earth.
_SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}

_MONDAY, _THURSDAY, _SUNDAY = 0, 3, 6


def season(name: str, year: int) -> Period:
    """Return the three months of a season.

    Args:
        name: in lower case.
        year: the one that it begins in.
    """
    first = date(year, _SEASONS[name], 1)
    return Period(first, moved(first, "month", 3) - DAY)


def holiday(name: str, year: int) -> date:
    """Return the day of a holiday.

    Args:
        name: as a pattern of `HOLIDAYS` matches it.
        year: any year.
    """
    return next(day(year) for names, day in HOLIDAYS.items() if re.fullmatch(names, name))


def nth_weekday(first: date, weekday: int, nth: int) -> date:
    """Return the nth of a weekday, counted from a day on, itself included."""
    return first + ((weekday - first.weekday()) % 7 + 7 * (nth - 1)) * DAY


def numbered_week(period: Period, number: int) -> Period:
    """Return a week of a month or a year; it is of the one its Thursday is in, as by ISO 8601.

    Args:
        period: the month or the year.
        number: from 1; from -1 for the last.
    """
    first, last = period.bounds
    if number > 0:
        return unit("week", nth_weekday(first, _THURSDAY, number))
    return unit("week", last - (last.weekday() - _THURSDAY) % 7 * DAY, number + 1)


def _easter(year: int) -> date:
    """Return Easter Sunday, by the rule of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (8 * b + 13) // 25 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _thanksgiving(year: int) -> date:
    return nth_weekday(date(year, 11, 1), _THURSDAY, 4)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: _easter(year) + days * DAY


def _nth(month: int, weekday: int, nth: int) -> Callable[[int], date]:
    return lambda year: nth_weekday(date(year, month, 1), weekday, nth)


def _last_monday_of_may(year: int) -> date:
    return nth_weekday(date(year, 5, 25), _MONDAY, 1)


HOLIDAYS: Mapping[str, Callable[[int], date]] = {
    r"april fools'? day": _fixed(4, 1),
    r"ascension day": _from_easter(39),
    r"ash wednesday": _from_easter(-46),
    r"bastille day": _fixed(7, 14),
    r"black friday": lambda year: _thanksgiving(year) + DAY,
    r"boxing day": _fixed(12, 26),
    r"christmas eve": _fixed(12, 24),
    r"(?:christmas|xmas)(?: day)?": _fixed(12, 25),
    r"cinco de mayo": _fixed(5, 5),
    r"columbus day|indigenous peoples'? day": _nth(10, _MONDAY, 2),
    r"earth day": _fixed(4, 22),
    r"easter monday": _from_easter(1),
    r"easter(?: sunday)?": _easter,
    r"father'?s'? day": _nth(6, _SUNDAY, 3),
    r"good friday": _from_easter(-2),
    r"groundhog day": _fixed(2, 2),
    r"guy fawkes (?:day|night)|bonfire night": _fixed(11, 5),
    r"halloween": _fixed(10, 31),
    r"inauguration day": _fixed(1, 20),
    r"independence day": _fixed(7, 4),
    r"(?:international )?women'?s'? day": _fixed(3, 8),
    r"(?:international )?workers'? day": _fixed(5, 1),
    r"juneteenth": _fixed(6, 19),
    r"labou?r day": _nth(9, _MONDAY, 1),
    r"(?:martin luther king|mlk)(?: jr\.?)?(?:'?s)? day": _nth(1, _MONDAY, 3),
    r"memorial day": _last_monday_of_may,
    r"mother'?s'? day": _nth(5, _SUNDAY, 2),
    r"new year'?s? eve": _fixed(12, 31),
    r"new year'?s? day": _fixed(1, 1),
    r"palm sunday": _from_easter(-7),
    r"presidents?'?s?'? day": _nth(2, _MONDAY, 3),
    r"(?:st\.?|saint) patrick(?:'?s day)?": _fixed(3, 17),
    r"thanksgiving(?: day)?": _thanksgiving,
    r"valentine'?s day": _fixed(2, 14),
    r"veterans'? day": _fixed(11, 11),
}
"""Patterns of holidays' names in lower case, each with its day in a year."""
