"""Periods: spans of days, and the calendar's weeks, months, quarters, years and so on."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.errors import QuestionError

DAY = timedelta(1)

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from a first to a last one, both included; without bounds it holds every day.

    Args:
        first: the first day; None if it has no beginning.
        last: the last day; None if it has no end.

    Raises:
        QuestionError: the last day is before the first.
    """

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise QuestionError(
                f"the dates end ({self.last}) before they begin ({self.first}); swap them"
            )

    @property
    def bounds(self) -> tuple[date, date]:
        """The first and the last day; the calendar's where it has none."""
        return self.first or date.min, self.last or date.max

    @property
    def days(self) -> int:
        """How many days it has, as far as the calendar goes."""
        first, last = self.bounds
        return (last - first).days + 1

    def widened(self, before: timedelta, after: timedelta) -> "Period":
        """Return the period with days before and behind it, as far as the calendar goes."""
        first, last = self.first, self.last
        return Period(
            first and max(first, date.min + before) - before,
            last and min(last, date.max - after) + after,
        )

    def __bool__(self) -> bool:
        return bool(self.first or self.last)

    def __contains__(self, day: date) -> bool:
        first, last = self.bounds
        return first <= day <= last

    def __str__(self) -> str:
        first, last = self.first, self.last
        if not first or not last:
            edge = first or last
            side = " or later" if first else " or earlier"
            return _words(edge) + side if edge else "any day"
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"{first.year}" if first.year == last.year else f"{first.year} to {last.year}"
        if first.day == 1 and self == unit("month", first):
            return f"{first:%B} {first.year}"
        if first == last:
            return _words(first)
        opening = _words(first)
        if first.year == last.year:
            opening = f"{first.day} {first:%B}" if first.month != last.month else f"{first.day}"
        return f"{opening} to {_words(last)}"


ANY_DAY = Period()
"""The period that holds every day."""


def unit(name: str, day: date, shift: int = 0) -> Period:
    """Return the calendar's unit that a day is in, or one before or after it.

    Args:
        name: day, week, weekend, fortnight, month, quarter, half (of a year), year, decade or
            century.
        day: any day.
        shift: how many units later; negative for earlier.

    Raises:
        OverflowError: the calendar does not go that far.
    """
    if months := _MONTHS.get(name):
        start = (day.year * 12 + day.month - 1) // months + shift
        first = _month(start * months)
        return Period(first, _month((start + 1) * months) - DAY)
    if name == "day":
        return Period(day + shift * DAY, day + shift * DAY)
    weeks = 2 if name == "fortnight" else 1
    monday = day - day.weekday() * DAY + shift * weeks * 7 * DAY
    if name == "weekend":
        return Period(monday + 5 * DAY, monday + 6 * DAY)
    return Period(monday, monday + (weeks * 7 - 1) * DAY)


def moved(day: date, name: str, count: int) -> date:
    """Return the day so many units later, or the last of its month where that is too short.

    Args:
        day: any day.
        name: a unit, as for `unit`, or business day.
        count: how many; negative for earlier.

    Raises:
        OverflowError: the calendar does not go that far.
    """
    if months := _MONTHS.get(name):
        first = _month(day.year * 12 + day.month - 1 + months * count)
        length = calendar.monthrange(first.year, first.month)[1]
        return first.replace(day=min(day.day, length))
    if name == "business day":
        return _business_day(day, count)
    return day + count * {"day": 1, "fortnight": 14}.get(name, 7) * DAY


def _business_day(day: date, count: int) -> date:
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while day.weekday() >= 5:  # Saturday and Sunday
            day += step
    return day


def _month(number: int) -> date:
    """Return the first day of a month, counted from the year 0 on."""
    year, month = divmod(number, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"the calendar has no year {year}")
    return date(year, month + 1, 1)


def _words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
