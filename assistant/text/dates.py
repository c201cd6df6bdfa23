"""Dates as far as they are written out: "May", "7 December", "the 18th", "1 May 2020"."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.text.periods import Period, moved, unit

# As far as years are searched for one that has the date; 29 February may be eight years off.
_YEARS = 9
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as far as it is written out; without a year it may be of any.

    Args:
        year: with its century.
        month: from 1.
        day: of the month, from 1; None for the whole month or year.
        weekday: from 0, Monday; it tells which month is meant where none is written.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def period(self, now: date) -> Period | None:
        """Return its days, the latest that have begun where there are several.

        Args:
            now: the day that is today.

        Returns:
            None if no calendar has it, such as 30 February.
        """
        found = self._candidates(now, -1)
        return next((p for p in found if self.year or (p.first and p.first <= now)), None)

    def period_from(self, first: date) -> Period | None:
        """Return its days, the first that end on a given day or later; None if there are none."""
        found = self._candidates(first, 1)
        return next((p for p in found if p.last and p.last >= first), None)

    def lent(self, other: "WrittenDate") -> "WrittenDate":
        """Return the date with the year and the month of another one where it lacks them."""
        month = other.month if self.month is None and self.day else self.month
        return replace(self, year=self.year or other.year, month=month)

    def _candidates(self, around: date, step: int) -> Iterator[Period]:
        """Yield what it may be, from a day's year and month on, forwards or backwards."""
        if self.year or self.month:
            years = (
                [self.year] if self.year else range(around.year, around.year + _YEARS * step, step)
            )
            months = [(year, self.month) for year in years]
        else:
            first = around.replace(day=1)
            days = [moved(first, "month", shift) for shift in range(0, _MONTHS * step, step)]
            months = [(day.year, day.month) for day in days]
        for year, month in months:
            period = _calendar(year, month, self.day)
            if period and (self.month or self._fits(period)):
                yield period

    def _fits(self, period: Period) -> bool:
        return self.weekday is None or not period.first or period.first.weekday() == self.weekday


def _calendar(year: int, month: int | None, day: int | None) -> Period | None:
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return unit("day" if day else "month" if month else "year", first)
