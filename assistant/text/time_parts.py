"""Times that are part of a longer one: the Friday of a week, the 18th of a month, May of a year.

Without the longer one they may be of any week, month or year, and mostly the latest is meant.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Union

from assistant.text.periods import DAY, Period, unit

# How many weeks, months or years are searched for one that has the time: few have a 29 February.
_MOST = 40

_LENGTHS = {"": 0, "week": 1, "month": 2, "year": 3}
_A_WEEK = 7

Find = Callable[[Period], Period | None]
"""How a part's days are found in a longer period; None where it has none, as June has no 31st."""


@dataclass(frozen=True, slots=True)
class Part:
    """A time within a longer one.

    Args:
        find: its days in the longer one.
        every: the unit of which each has one, such as "year" for May; none for what is never said
            alone, such as "the first week".
        weekday: that is said with a date, from 0 for Monday.
        edge: of "the end of", the day that begins where it ends.
    """

    find: Find
    every: str = ""
    weekday: int | None = None
    edge: Union["Part", None] = None

    def of(self, whole: "Time") -> Union["Time", None]:
        """Return the part of a longer time; it is itself a part if that one is.

        Returns:
            None if there is none, or if the other is not longer.
        """
        if isinstance(whole, Period):
            return self.find(whole)

        # Week 2 is one of July, though a year has both; but no Friday is one of a Monday.
        if self.every == whole.every in {"week", "month"}:
            return None

        def find(longer: Period) -> Period | None:
            days = whole.find(longer)
            return days and self.find(days)

        return Part(find, whole.every)

    def alone(self, now: date) -> Period | None:
        """Return the days that are meant where nothing tells of which week, month or year.

        It is the latest that has begun; a date with its weekday is the nearest that has it.

        Args:
            now: the day that is today.
        """
        latest = self.latest(now) if self.every else None
        if self.weekday is None or not latest:
            return latest
        near = [one for one in (latest, self.first(now)) if one and self._fits(one)] or [latest]
        return min(near, key=lambda one: abs(one.bounds[0] - now))

    def latest(self, day: date) -> Period | None:
        """Return the latest that begins on a day or earlier; of a week's days, that ends then."""
        found = self._walk(day, -1)
        return next((one for one in found if one.bounds[self.every == "week"] <= day), None)

    def first(self, day: date) -> Period | None:
        """Return the first that ends on a day or later."""
        return next((one for one in self._walk(day, 1) if one.bounds[1] >= day), None)

    def before(self, day: date) -> Period | None:
        """Return the latest that ends before a day."""
        return next((one for one in self._walk(day, -1) if one.bounds[1] < day), None)

    def after(self, day: date) -> Period | None:
        """Return the first that begins after a day."""
        return next((one for one in self._walk(day, 1) if one.bounds[0] > day), None)

    def _walk(self, day: date, step: int) -> Iterator[Period]:
        """Yield what it may be around a day, later and later ones or earlier and earlier ones."""
        for shift in range(-1, _MOST):
            if found := self.find(unit(self.every, day, step * shift)):
                yield found

    def _fits(self, period: Period) -> bool:
        return period.bounds[0].weekday() == self.weekday


Time = Period | Part


def alone(time: Time, now: date) -> Period | None:
    """Return the days of a time of which nothing else is said."""
    return time if isinstance(time, Period) else time.alone(now)


def each(name: str, find: Callable[[date], Period | None], weekday: int | None = None) -> Part:
    """Return the part that each of a unit has.

    Args:
        name: month or year.
        find: its days, from the unit's first day.
        weekday: as in `Part`.
    """

    def within(whole: Period) -> Period | None:
        first = whole.bounds[0]
        return find(first) if whole == unit(name, first) else None

    return Part(within, name, weekday)


def written(
    year: int | None = None,
    month: int | None = None,
    day: int | None = None,
    weekday: int | None = None,
) -> Time | None:
    """Return a date as far as it is written out: 2018, "May", "7 December", "Friday the 18th".

    Args:
        year: with its century.
        month: from 1.
        day: of the month, from 1.
        weekday: from 0, Monday; without a day and a month it is that day of a week.

    Returns:
        None if no calendar has it, such as 30 February 2018.
    """
    if year:
        return _calendar(year, month, day)
    if month:
        return each("year", lambda first: _calendar(first.year, month, day), weekday)
    if day:
        return each("month", lambda first: _fitting(first, day, weekday), weekday)
    return Part(lambda whole: _weekday_in(whole, weekday or 0), "week")


def _calendar(year: int, month: int | None, day: int | None) -> Period | None:
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return unit("day" if day else "month" if month else "year", first)


def _fitting(first: date, day: int, weekday: int | None) -> Period | None:
    """Return a day of a month; None if it is another weekday."""
    found = _calendar(first.year, first.month, day)
    return found if found and weekday in {None, found.bounds[0].weekday()} else None


def _weekday_in(whole: Period, weekday: int) -> Period | None:
    """Return a day of the week that a period is or begins in; None if it is longer."""
    if whole.days > _A_WEEK:
        return None
    return unit("day", unit("week", whole.bounds[0]).bounds[0] + weekday * DAY)


def through(first: Time, last: Time, now: date) -> Time | None:
    """Return the time from one to another; what one of them lacks is told by the other.

    "April to June 2017" begins in 2017, "9 to 17 April" in April; "May to March" ends in the next
    year, but "from last year to Monday" on the last Monday.

    Args:
        first: where it begins.
        last: where it ends.
        now: the day that is today.

    Returns:
        None if it ended before it begins.
    """
    lengths = {_LENGTHS[time.every] for time in (first, last) if isinstance(time, Part)}
    if 0 in lengths and (len(lengths) > 1 or Period in {type(first), type(last)}):
        return None  # "early to May"
    if isinstance(first, Period):
        latest = last.latest(now) if isinstance(last, Part) and last.every == "week" else None
        over = latest and latest.bounds[0] > first.bounds[1]
        return _between(first, latest if over else last)
    if isinstance(last, Period):
        return _until(first, last)
    if _LENGTHS[first.every] < _LENGTHS[last.every]:
        return Part(lambda whole: _until(first, last.find(whole)), last.every)

    def find(whole: Period) -> Period | None:
        return _between(first.find(whole), last if last.every else last.find(whole))

    return Part(find, first.every, first.weekday)


def _between(first: Period | None, last: Time | None) -> Period | None:
    if not first or not last:
        return None
    end = last if isinstance(last, Period) else last.first(first.bounds[0])
    return Period(first.first, end.last) if end and first.bounds[0] <= end.bounds[1] else None


def _until(first: Part, last: Period | None) -> Period | None:
    begin = last and first.latest(last.bounds[0])
    return begin and last and _between(begin, last)


def day_before(time: Time) -> Time | None:
    """Return the day before a time."""
    return Part(lambda whole: unit("day", whole.bounds[0], -1)).of(time)
