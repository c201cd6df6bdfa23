"""Words around a named time that pick some of its days or count from it, in two tables.

"The first week of …", "two days after …", "… on Friday".
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.text.almanac import nth_weekday, numbered_week
from assistant.text.dates import WrittenDate
from assistant.text.periods import DAY, Period, moved, unit
from assistant.text.time_names import (
    COUNTED,
    MONTH,
    PART,
    UNIT,
    WEEKDAY,
    Match,
    counted,
    part_of_year,
    unit_name,
    weekday_in,
    weekday_of,
)

TO = r"(?:\s+(?:to|till|until|through|thru|up\s+to)\s+|\s*[-–—~]\s*)"
"""What stands between the two ends of a range."""

TO_OR_AND = rf"(?:{TO}|\s+and\s+)"
"""Likewise, after "between"."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that names a time.

    Args:
        start: where it begins.
        end: where it ends.
        period: its days.
        written: the date as it is written, where it may lack a year or a month.
        relative: as in `NamedTime`.
        weak: as in `Name`.
    """

    start: int
    end: int
    period: Period
    written: WrittenDate | None = None
    relative: bool = False
    weak: bool = False

    def with_days(self, period: Period, start: int, end: int) -> "Span":
        """Return a span of other days that reaches further in the text."""
        return replace(self, start=start, end=end, period=period, written=None, weak=False)


Pick = Callable[[Match, Span, date], Period | None]
"""Which days the words mean, from their match, the time they belong to and the day it is said."""

_A_WEEK, _A_MONTH, _A_YEAR, _MONTHS = 7, 31, 366, 12

# Which days of a week or of a month, and which months of a year, from and up to.
_DAYS_OF_WEEK = {"early": (0, 3), "mid": (1, 5), "late": (3, 7)}
_DAYS_OF_MONTH = {"early": (0, 15), "mid": (10, 20), "late": (15, 31)}
_MONTHS_OF_YEAR = {"early": (0, 6), "mid": (4, 8), "late": (6, 12)}
_THIRDS_OF_YEAR = {"beginning": (0, 4), "start": (0, 4), "end": (8, 12)}
_STAGES = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}


def _stage(match: Match, span: Span, _now: date) -> Period | None:
    """Return the days of "early", "the middle of", "the end of"."""
    return None if span.period.days == 1 else _stage_days(match["stage"], span)


def _stage_days(word: str, span: Span) -> Period:
    stage, (first, last) = _STAGES.get(word, word), span.period.bounds
    if span.period.days <= _A_MONTH:
        days = _DAYS_OF_WEEK if span.period.days <= _A_WEEK else _DAYS_OF_MONTH
        begin, end = days[stage]
        return Period(first + begin * DAY, min(first + (end - 1) * DAY, last))
    begin, end = _THIRDS_OF_YEAR.get(word, _MONTHS_OF_YEAR[stage])
    months = (last.year - first.year) * _MONTHS + last.month - first.month + 1
    begin, end = begin * months // _MONTHS, end * months // _MONTHS
    return Period(moved(first, "month", begin), moved(first, "month", end) - DAY)


def _so_far(match: Match, span: Span, now: date) -> Period | None:
    """Return the days of "earlier this year" and "later this year"."""
    first, last = span.period.bounds
    if span.period.days == 1:
        return None
    half = _stage_days("early" if match["side"] == "earlier" else "late", span)
    if now not in span.period:
        return half
    if match["side"] == "earlier":
        return Period(first, min(now, half.bounds[1]))
    return Period(max(now, half.bounds[0]), last)


def _rest(_match: Match, span: Span, now: date) -> Period | None:
    return Period(now, span.period.last) if now in span.period else None


def _numbered(match: Match, span: Span, _now: date) -> Period | None:
    """Return "the third week of", "the last 3 weeks of", "the 9th month of"."""
    name, count = unit_name(match["unit"]), int(match["count"] or 1)
    first, last = span.period.bounds
    if span.period.days <= _A_WEEK and name != "day":
        return None
    if match["nth"] == "last":
        if name == "week":
            return Period(
                numbered_week(span.period, -count).first, numbered_week(span.period, -1).last
            )
        return Period(unit(name, last, 1 - count).first, last)
    number = int(match["nth"][:-2])
    if name == "week":
        begin = numbered_week(span.period, number)
        return Period(begin.first, unit("week", begin.bounds[0], count - 1).last)
    begin = unit(name, first, number - 1)
    return Period(begin.first, unit(name, begin.bounds[0], count - 1).last)


def _week_by_number(match: Match, span: Span, _now: date) -> Period | None:
    """Return "week 3 of May"."""
    return numbered_week(span.period, int(match["nth"])) if span.period.days > _A_WEEK else None


def _numbered_weekday(match: Match, span: Span, _now: date) -> Period | None:
    """Return "the first Friday of", "the last Monday of"."""
    (first, last), weekday = span.period.bounds, weekday_of(match["weekday"])
    if span.period.days <= _A_WEEK:
        return None
    if match["nth"] == "last":
        return unit("day", last - (last.weekday() - weekday) % 7 * DAY)
    day = nth_weekday(first, weekday, int(match["nth"][:-2]))
    return unit("day", day) if day <= last else None


def _weekday(match: Match, span: Span, _now: date) -> Period | None:
    """Return "Friday next week" and "Monday two weeks from now"."""
    if span.written or span.period.days > _A_WEEK:
        return None
    return weekday_in(span.period, match["weekday"])


def _week_of(match: Match, span: Span, _now: date) -> Period | None:
    day = span.period.bounds[0]
    return unit(match["unit"] or "week", day) if span.period.days == 1 else None


def _weekend_behind(_match: Match, span: Span, _now: date) -> Period | None:
    """Return "Labor Day weekend", with a Monday that makes it longer."""
    day = span.period.bounds[0]
    if span.period.days > 1:
        return None
    if day.weekday() == 0:
        return Period(day - 2 * DAY, day)
    return unit("weekend", day)


def _counted_from(match: Match, span: Span, now: date) -> Period | None:
    """Return "two weeks before 5 May"."""
    sign, day = -1 if match["side"] == "before" else 1, span.period.bounds[0]
    if match["side"] == "from" and span.written:  # it is to come
        day = (span.written.period_from(now) or span.period).bounds[0]
    return unit("day", counted(match["counted"], day, sign))


def _part(match: Match, span: Span, _now: date) -> Period | None:
    is_year = span.period == unit("year", span.period.bounds[0])
    return part_of_year(match, span.period) if is_year else None


def _day_of(match: Match, span: Span, _now: date) -> Period | None:
    """Return "the 20th of next month"."""
    return _days(span, int(match["day"]), int(match["day"]))


def _days_before(match: Match, span: Span, _now: date) -> Period | None:
    """Return "3 to 7 December" and "4 to 22 next month"."""
    written_last = span.written.day if span.written else None
    last = match["last"] or written_last
    return _days(span, int(match["first"]), int(last)) if last else None


def _days_behind(match: Match, span: Span, now: date) -> Period | None:
    """Return "9 April to the 17th"."""
    if not span.written or not span.written.day:
        return None
    if match["year"]:
        written = replace(span.written, year=int(match["year"]))
        period = written.period(now)
        span = replace(span, written=written, period=period or span.period)
    return _days(span, span.period.bounds[0].day, int(match["last"]))


def _days(span: Span, first: int, last: int) -> Period | None:
    """Return days of the month that a span is or is in."""
    month = unit("month", span.period.bounds[0])
    if span.period.days > 1 and span.period != month:
        return None
    begin, end = month.bounds
    if not 1 <= first <= last <= end.day:
        return None
    return Period(begin.replace(day=first), begin.replace(day=last))


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a named time, and the days that they pick."""

    pattern: re.Pattern[str]
    pick: Pick


def _before(pattern: str, pick: Pick) -> Context:
    return Context(re.compile(rf"(?<![\w/])(?:{pattern})$"), pick)


def _behind(pattern: str, pick: Pick) -> Context:
    return Context(re.compile(rf"(?:{pattern})(?![\w/])"), pick)


_THE, _OF = r"(?:the\s+)?", r"(?:(?:of|in)\s+)?"
_TH = r"(?:st|nd|rd|th)?"
_NTH = r"(?P<nth>\d{1,2}(?:st|nd|rd|th)|last)"

BEFORE: Sequence[Context] = (
    _before(
        rf"{_THE}(?P<stage>early|mid|late|(?:beginning|start|middle|end)(?=\s+of))"
        rf"(?:\s+of|\s+in)?[\s-]+{_THE}",
        _stage,
    ),
    _before(rf"(?P<side>earlier|later)\s+(?:in\s+)?{_THE}", _so_far),
    _before(rf"{_THE}(?:rest|remaining|remainder)\s+(?:of\s+)?{_THE}", _rest),
    _before(
        rf"{_THE}{_NTH}\s+(?:(?P<count>\d{{1,2}})\s+)?(?P<unit>{UNIT})\s+{_OF}{_THE}", _numbered
    ),
    _before(rf"{_THE}{_NTH}\s+(?P<weekday>{WEEKDAY})\s+(?:of|in)\s+{_THE}", _numbered_weekday),
    _before(rf"(?P<weekday>{WEEKDAY})[\s,]+(?:of\s+)?", _weekday),
    _before(
        rf"{_THE}(?:(?P<unit>week|weekend)\s+(?:of|commencing|beginning|starting)|w/c)"
        rf"\s+(?:on\s+)?{_THE}",
        _week_of,
    ),
    _before(rf"(?P<counted>{COUNTED})\s+(?P<side>before|after|from)\s+", _counted_from),
    _before(rf"{_THE}{PART}\s+(?:of\s+)?{_THE}", _part),
    _before(rf"{_THE}(?P<day>\d{{1,2}}){_TH}\s+(?:of|in)\s+", _day_of),
    _before(rf"{_THE}week\s+(?P<nth>\d)\s+(?:of|in)\s+{_THE}", _week_by_number),
    _before(
        rf"(?:(?:from|between)\s+)?{_THE}(?P<first>\d{{1,2}}){_TH}{TO_OR_AND}{_THE}"
        rf"(?:(?P<last>\d{{1,2}}){_TH}\s+{_OF})?",
        _days_before,
    ),
)
BEHIND: Sequence[Context] = (
    _behind(rf"\s*,?\s+(?:on\s+)?(?P<weekday>{WEEKDAY})", _weekday),
    _behind(rf"(?:'s)?[\s-]+{_THE}{PART}", _part),
    _behind(r"\s+weekend", _weekend_behind),
    _behind(
        rf"{TO}{_THE}(?P<last>\d{{1,2}}){_TH}(?:,?\s+(?P<year>[12]\d{{3}}))?"
        rf"(?!\s*(?:of\b|:|{MONTH})|[-/.]\d)",
        _days_behind,
    ),
)
