"""The almanac: seasons, holidays, the numbered weeks and the fractions of a month or year."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from assistant.text.moon import chinese_new_year, diwali, islamic
from assistant.text.periods import DAY, Period, moved, unit

# The first months of the seasons on the northern half of the earth.
_SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}

_MONDAY, _THURSDAY, _FRIDAY, _SATURDAY, _SUNDAY = 0, 3, 4, 5, 6
_A_WEEK, _A_YEAR = 7, 12


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


def numbered(whole: Period, number: int, name: str, count: int = 1) -> Period | None:
    """Return "the third week", "the last 3 weeks" or "the 9th month" of a longer time.

    Args:
        whole: the longer one.
        number: from 1 for the first; from -1 for the last.
        name: a unit, or business day.
        count: how many of them: from that one on, or up to it where it is numbered from the end.

    Returns:
        None if the whole is not longer.
    """
    first, last = whole.bounds
    back = number < 0
    if name == "business day":
        day = moved(last + DAY if back else first - DAY, name, number)
        return Period(*sorted((day, moved(day, name, 1 - count if back else count - 1))))
    if name == "week":
        one = numbered_week(whole, number)
    elif name == "weekend":
        one = unit(
            name, nth_weekday(last - 6 * DAY if back else first, _SATURDAY, number + 2 * back)
        )
    else:
        one = unit(name, last if back else first, number + 1 if back else number - 1)
    if one.days >= whole.days or (whole.days <= _A_WEEK and name != "day"):
        return None
    other = unit(name, one.bounds[0], 1 - count if back else count - 1)
    return Period(min(one.bounds[0], other.bounds[0]), max(one.bounds[1], other.bounds[1]))


def fraction(whole: Period, parts: int, number: int) -> Period:
    """Return, say, the second of two halves: in months of a year or more, in days of less."""
    first, last = whole.bounds
    months = (last.year - first.year) * _A_YEAR + last.month - first.month + 1
    steps = (number - 1, number)
    if months < _A_YEAR:
        begin, end = (first + whole.days * step // parts * DAY for step in steps)
    else:
        begin, end = (moved(first, "month", months * step // parts) for step in steps)
    return Period(begin, end - DAY)


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


def _election_day(year: int) -> date:
    return nth_weekday(date(year, 11, 1), _MONDAY, 1) + DAY


def _islamic(month: int, day: int) -> Callable[[int], date]:
    return lambda year: islamic(month, day, year)


def ramadan(year: int) -> Period:
    """Return the first Ramadan that ends in a year."""
    last = islamic(10, 1, year) - DAY
    return Period(islamic(9, 1, last.year), last)


HOLIDAYS: Mapping[str, Callable[[int], date]] = {
    r"all hallows?'?(?: day)?|all saints?'?s? day": _fixed(11, 1),
    r"all souls?'?s? day": _fixed(11, 2),
    r"anzac day": _fixed(4, 25),
    r"april fools?'?s?(?: day)?": _fixed(4, 1),
    r"arbor day": lambda year: nth_weekday(date(year, 4, 24), _FRIDAY, 1),
    r"(?:armistice|remembrance) day": _fixed(11, 11),
    r"ascension day": _from_easter(39),
    r"ashura": _islamic(1, 10),
    r"ash wednesday": _from_easter(-46),
    r"australia day": _fixed(1, 26),
    r"bastille day": _fixed(7, 14),
    r"black friday": lambda year: _thanksgiving(year) + DAY,
    r"boxing day|saint stephen'?s day": _fixed(12, 26),
    r"canada day": _fixed(7, 1),
    r"(?:chinese|lunar) new year": chinese_new_year,
    r"(?:christmas|xmas) eve": _fixed(12, 24),
    r"(?:christmas|xmas)(?: day)?": _fixed(12, 25),
    r"cinco de mayo(?: day)?": _fixed(5, 5),
    r"columbus day|indigenous peoples?'?s? day": _nth(10, _MONDAY, 2),
    r"corpus christi": _from_easter(60),
    r"cyber monday": lambda year: _thanksgiving(year) + 4 * DAY,
    r"(?:diwali|deepavali)": diwali,
    r"earth day": _fixed(4, 22),
    r"easter monday": _from_easter(1),
    r"easter saturday|holy saturday": _from_easter(-1),
    r"easter(?: sunday| day)?": _easter,
    r"eid[ -]?(?:al|ul)[ -]?(?:adha|azha)|feast of (?:the )?sacrifice": _islamic(12, 10),
    r"eid[ -]?(?:al|ul)[ -]?fitr": _islamic(10, 1),
    r"(?:us )?election day": _election_day,
    r"father'?s'? day": _nth(6, _SUNDAY, 3),
    r"flag day": _fixed(6, 14),
    r"good friday": _from_easter(-2),
    r"groundhog day": _fixed(2, 2),
    r"guy fawkes(?: day| night)?|bonfire night": _fixed(11, 5),
    r"halloween(?: day)?": _fixed(10, 31),
    r"inauguration day": _fixed(1, 20),
    r"(?:us )?independence day": _fixed(7, 4),
    r"(?:international )?children'?s'? day": _fixed(6, 1),
    r"(?:international )?women'?s'? day": _fixed(3, 8),
    r"(?:international |int'?l )?workers'? day|may ?day": _fixed(5, 1),
    r"(?:islamic|hijri|arabic) new year": _islamic(1, 1),
    r"juneteenth|freedom day|jubilee day": _fixed(6, 19),
    r"labou?r day": _nth(9, _MONDAY, 1),
    r"mardi gras|shrove tuesday|pancake day": _from_easter(-47),
    r"(?:martin luther king|mlk)(?:,? jr\.?)?(?:'?s)?(?: birthday| day)": _nth(1, _MONDAY, 3),
    r"(?:maundy|holy) thursday": _from_easter(-3),
    r"memorial day": _last_monday_of_may,
    r"mother'?s'? day": _nth(5, _SUNDAY, 2),
    r"new year'?s?'? eve": _fixed(12, 31),
    r"new year'?s?'? day": _fixed(1, 1),
    r"palm sunday": _from_easter(-7),
    r"pentecost|whit(?:e|sun)? ?sunday": _from_easter(49),
    r"presidents?'?s?'? day|washington'?s birthday": _nth(2, _MONDAY, 3),
    r"singles'? day": _fixed(11, 11),
    r"(?:st\.?|saint) george'?s? day": _fixed(4, 23),
    r"(?:st\.?|saint) patrick'?s?(?: day)?": _fixed(3, 17),
    r"thanks ?giving(?: day)?": _thanksgiving,
    r"trinity sunday": _from_easter(56),
    r"valentine'?s(?: day)?|lovers?'? day": _fixed(2, 14),
    r"veterans?'? day": _fixed(11, 11),
    r"whit(?:e|sun)? ?monday|pentecost monday": _from_easter(50),
}
"""Patterns of holidays' names in lower case, each with its day in a year."""
