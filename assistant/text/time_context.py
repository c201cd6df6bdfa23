"""Words around a named time that count from it, shift it or reach on from it, in two tables.

"Last Christmas", "two days after …", "the week before …", "from … for three days".
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.text.almanac import nth_weekday
from assistant.text.periods import DAY, Period, unit
from assistant.text.time_names import Match
from assistant.text.time_parts import Part, Time, alone
from assistant.text.time_told import is_to_come, measured
from assistant.text.time_words import (
    AFTER,
    BEFORE,
    COUNTED,
    MEASURED,
    TH,
    TO,
    UNIT,
    WEEKDAY,
    WHICH,
    moved_by,
    shift_of,
    unit_name,
    weekday_of,
)

# How many characters before a time are looked at.
_REACH = 80


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that names a time.

    Args:
        start: where it begins.
        end: where it ends.
        time: the days, or a part of something that is not said.
        relative: as in `NamedTime`.
        weak: as in `Name`.
        edge: of "the end of …", the day that begins where it ends, as an end of a range.
    """

    start: int
    end: int
    time: Time
    relative: bool = False
    weak: bool = False
    edge: Time | None = None


def reach(span: Span) -> int:
    """Return from where on the words before a span are looked at."""
    return max(0, span.start - _REACH)


Pick = Callable[[Match, Span, date], Time | None]
"""Which days the words mean, from their match, the time they belong to and the day it is said."""


# "Next Friday" is next week's, "coming Friday" and "last Friday" are the nearest ones.
_OF_THE_WEEK = frozenset("next following previous prior preceding".split())


def _which(match: Match, span: Span, now: date) -> Time | None:
    """Return "this September", "next Friday", "last Christmas"."""
    part, which = span.time, match["which"]
    if not isinstance(part, Part) or not part.every or which in {"that", "same"}:
        return None
    shift = shift_of(which)
    if part.every == "week" and which in _OF_THE_WEEK:
        return part.of(unit("week", now, shift))
    if shift:
        return part.after(now) if shift > 0 else part.before(now)
    latest = part.latest(now)
    return latest if latest and now in latest else part.of(unit(part.every, now))


def _counted_from(match: Match, span: Span, now: date) -> Time | None:
    """Return "two weeks before 5 May", "the two weeks before 5 May", "within 3 days of 5 May"."""
    to_come = is_to_come(match)
    if not _is_told_from(match, span, to_come):
        return None
    anchor = _anchor(span.time, now, to_come or bool(match["from"]))
    if not anchor:
        return None
    (first, last), sign = anchor.bounds, BEFORE if match["before"] else AFTER
    if not match["the"]:
        return measured(match, first, sign)
    if match["before"]:
        return Period(moved_by(match["counted"], first, sign), first - DAY)
    return Period(last + DAY, moved_by(match["counted"], last, sign))


def _is_told_from(match: Match, span: Span, to_come: bool) -> bool:
    """Check whether words count from a time, and which way."""
    # "A year from Election Day" and "less than a year from 2024" may be before it.
    if match["from"]:
        is_exact = not match["less"] and not match["more"]
        return to_come or span.relative or (is_exact and isinstance(span.time, Period))
    # "A rise of 9 years since 1990" is no time.
    if match["since"]:
        return bool(match["in"] or match["the"])
    return bool(match["less"] or not match["of"])


def _anchor(time: Time, now: date, to_come: bool) -> Period | None:
    """Return the days to count from."""
    return time.first(now) if to_come and isinstance(time, Part) else alone(time, now)


def _lasting(match: Match, span: Span, now: date) -> Time | None:
    """Return "for 3 days from today" and "two weeks starting on 5 May"."""
    if match["from"] and not match["for"]:
        return None
    return _long(match["counted"], _anchor(span.time, now, to_come=bool(match["from"])))


def _lasting_behind(match: Match, span: Span, now: date) -> Time | None:
    """Return "from 5 May for three days" and "5 May to three days later"."""
    led = match["to"] or _FROM.search(match.string[: span.start])
    return _long(match["counted"], alone(span.time, now)) if led else None


def _long(counted: str, first: Period | None) -> Period | None:
    """Return so many days or more, from the beginning of a period on."""
    return first and Period(first.first, moved_by(counted, first.bounds[0], AFTER) - DAY)


def _ending(match: Match, span: Span, now: date) -> Time | None:
    """Return "the three months to June" and "the year ended 30 June 2019"."""
    period = alone(span.time, now) if match["the"] or not match["to"] else None
    counted = match["counted"] or f"a {match['unit']}"
    return period and Period(moved_by(counted, period.bounds[1] + DAY, BEFORE), period.last)


def _beside(match: Match, span: Span, _now: date) -> Time | None:
    """Return "the day after Christmas" and "the year before 2015"."""
    name, number, before = unit_name(match["unit"]), int(match["nth"] or 1), match["before"]

    def find(whole: Period) -> Period | None:
        first, last = whole.bounds
        if name == "weekend" and not before:
            return unit(name, nth_weekday(last + DAY, _SATURDAY, number))
        return unit(name, first, -number) if before else unit(name, last, number)

    return Part(find).of(span.time)


def _weekday_beside(match: Match, span: Span, _now: date) -> Time | None:
    """Return "the Friday before Christmas" and "the second Sunday after Easter"."""
    weekday, number = weekday_of(match["weekday"]), int(match["nth"] or 1)

    def find(whole: Period) -> Period | None:
        first, last = whole.bounds
        if match["before"]:
            return unit("day", nth_weekday(first - _A_WEEK * DAY, weekday, 2 - number))
        return unit("day", nth_weekday(last + DAY, weekday, number))

    return Part(find).of(span.time)


def _weekend_behind(_match: Match, span: Span, _now: date) -> Time | None:
    """Return "Labor Day weekend", with a Monday that makes it longer."""

    def find(whole: Period) -> Period | None:
        day = whole.bounds[0]
        if whole.days > 1:
            return None
        return Period(day - 2 * DAY, day) if day.weekday() == 0 else unit("weekend", day)

    return Part(find).of(span.time)


def _so_far_behind(_match: Match, span: Span, now: date) -> Time | None:
    """Return "this year so far"."""
    period = alone(span.time, now)
    return Period(period.first, now) if period and now in period else None


@dataclass(frozen=True, slots=True)
class Context:
    """Words around a named time, and the days that they mean with it.

    Args:
        pattern: the words.
        pick: the days.
        relative: whether today tells which days, as "last" does.
    """

    pattern: re.Pattern[str]
    pick: Pick
    relative: bool = False


def _before(pattern: str, pick: Pick, relative: bool = False) -> Context:
    return Context(re.compile(rf"(?<![\w/])(?:{pattern})\s+$"), pick, relative)


def _behind(pattern: str, pick: Pick) -> Context:
    return Context(re.compile(rf"(?:{pattern})(?![\w/])"), pick)


_A_WEEK, _SATURDAY = 7, 5
_THE = r"(?:\s+the)?"
_STARTING = r"(?:starting|beginning|commencing)"
_FROM = re.compile(rf"\b(?:from|{_STARTING})(?:\s+(?:on|in))?\s+(?:the\s+)?$")

FRONT: Sequence[Context] = (
    _before(rf"(?P<which>{WHICH})", _which, relative=True),
    _before(
        rf"(?P<in>in\s+)?(?P<the>the\s+)?{MEASURED}\s+"
        r"(?:(?P<before>before|prior\s+to|ahead\s+of|preceding)|"
        rf"after|following|(?P<since>since)|(?P<from>from)|(?P<of>of)){_THE}",
        _counted_from,
    ),
    _before(
        rf"(?P<for>for\s+)?(?P<counted>{COUNTED}),?\s+(?:(?P<from>from)|{_STARTING})"
        rf"(?:\s+(?:on|in|from))?{_THE}",
        _lasting,
    ),
    _before(
        rf"(?P<the>the\s+)?(?:(?P<counted>{COUNTED})|(?P<unit>week|month|quarter|year))\s+"
        rf"(?:(?P<to>to|through)|(?:ending|ended)(?:\s+(?:on|in))?){_THE}",
        _ending,
    ),
    _before(
        rf"(?<!every )(?<!each )(?<!any )(?:(?P<nth>\d){TH}\s+)?(?P<unit>{UNIT})(?<!s)\s+"
        rf"(?:(?P<before>before|preceding)|after|following){_THE}",
        _beside,
    ),
    _before(
        rf"(?:(?P<nth>\d){TH}\s+)?(?P<weekday>{WEEKDAY})\s+(?:(?P<before>before)|after|following)"
        + _THE,
        _weekday_beside,
    ),
)
"""Words before a time."""

BEHIND: Sequence[Context] = (
    _behind(r"\s+weekend", _weekend_behind),
    _behind(r",?\s+(?:so|thus)\s+far", _so_far_behind),
    _behind(
        rf"(?:,?\s+for\s+(?:the\s+next\s+)?|(?P<to>{TO}))(?P<counted>{COUNTED})"
        r"(?(to)\s+(?:later|after(?:wards?)?))",
        _lasting_behind,
    ),
)
"""Words behind a time."""
