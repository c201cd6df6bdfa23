"""Times told by the day on which they are said: "today", "last week", "two weeks ago"."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.text.almanac import nth_weekday
from assistant.text.periods import DAY, Period, moved, unit
from assistant.text.time_names import NO_MORE, Find, Match, Name, by_today
from assistant.text.time_parts import Time
from assistant.text.time_words import (
    AFTER,
    BEFORE,
    COUNTED,
    LONG_WEEKDAY,
    MEASURED,
    NUMBER,
    UNIT,
    WEEKDAY,
    WHICH,
    counts,
    moved_by,
    number_of,
    shift_of,
    unit_name,
    weekday_of,
)

_A_FEW, _A_WEEK = 3, 7
_UNITS_OF_THE_CALENDAR = {"weekend", "quarter", "decade", "century"}

_TO_COME = re.compile(
    r"(?:\b(?:will|shall|let's|(?:going|expected) to|scheduled|(?:is|are|be) due)\b|'ll\b)"
    r"[^.?!]{0,60}$"
)
_VERB = re.compile(r"\b(?:will|would|can|could|may|might|must|not)\s+$")  # "will last 3 days"
_OF_SOMEBODY = re.compile(r"\b(?:his|her|their|its)\s+$")
_IN_THE = re.compile(r"(?:^|\b(?:in|during|over|throughout)\s+)the\s+$|\bmy\s+$")


def is_to_come(match: Match) -> bool:
    """Check whether what stands before an expression tells of what will be."""
    return bool(_TO_COME.search(match.string[: match.start()]))


def _some_days(shift: int) -> Find:
    return lambda _match, now: unit("day", now, shift)


def _up_to_now(_match: Match, now: date) -> Time:
    return Period(None, now)


def _to_date(match: Match, now: date) -> Time:
    """Read "year to date" and "YTD"."""
    letter = match["letter"]
    name = next(name for name in ("year", "quarter", "month", "week") if name[0] == letter)
    return Period(unit(name, now).first, now)


def _named_unit(match: Match, now: date) -> Time | None:
    """Read "this week" and "the next day"; "the past week" is the last seven days."""
    if _OF_SOMEBODY.search(match.string[: match.start()]):
        return None
    name, which, shift = unit_name(match["unit"]), match["which"], shift_of(match["which"])
    # "Last years figures" lacks an apostrophe.
    if match["unit"].endswith("s") and shift and which != "last":
        return _rolling(_A_FEW, name, now, shift)
    if name == "business day":
        return unit("day", moved(now, name, shift))
    if which.endswith("past") and name not in {"day", *_UNITS_OF_THE_CALENDAR}:
        return _rolling(1, name, now, BEFORE)
    return unit(name, now, shift)


def _same_day(match: Match, now: date) -> Time:
    """Read "this time last year"."""
    return unit("day", moved(now, unit_name(match["unit"]), shift_of(match["which"])))


def _second_unit(match: Match, now: date) -> Time | None:
    """Read "the week after next" and "the Friday before last"."""
    shift = 2 if match["next"] else -2
    if match["unit"]:
        return unit(unit_name(match["unit"]), now, shift)
    weekday = weekday_of(match["weekday"])
    return unit("day", unit("week", now, shift).bounds[0] + weekday * DAY)


def _rolling(count: int, name: str, now: date, sign: int) -> Period:
    """Return the last or the next so many units, which need not be those of the calendar."""
    if name in _UNITS_OF_THE_CALENDAR:
        first, last = sorted((sign, sign * count))
        return Period(unit(name, now, first).first, unit(name, now, last).last)
    if sign > 0:
        begin = moved(now, name, 1) if name == "business day" else now + DAY
        return Period(begin, moved(now, name, count))
    return Period(moved(now, name, -count), now)


def _several_units(match: Match, now: date) -> Time | None:
    """Read "the last 3 days", "next 2 years and 3 months" and "within the next 5 years"."""
    if _VERB.search(match.string[: match.start()]) or not shift_of(match["which"]):
        return None
    sign, amount = shift_of(match["which"]), list(counts(match["counted"]))
    period = Period(*sorted((now, moved_by(match["counted"], now, sign))))
    if len(amount) == 1:
        period = _rolling(*amount[0], now, sign)
    return Period(now, period.last) if match["within"] and sign > 0 else period


def _units_behind(match: Match, now: date) -> Time | None:
    """Read "the 3 next weeks"."""
    count, sign = number_of(match["number"]), shift_of(match["which"])
    return _rolling(count, unit_name(match["unit"]), now, sign) if sign else None


def _ahead(match: Match, now: date) -> Time | None:
    """Read "4 weeks in the future"."""
    amount = list(counts(match["counted"]))
    return _rolling(*amount[0], now, AFTER) if len(amount) == 1 else None


def _hours(match: Match, now: date) -> Time | None:
    days = -(-int(match["count"]) // 24) * DAY
    return Period(now, now + days) if shift_of(match["which"]) > 0 else Period(now - days, now)


def _the_weekend(_match: Match, now: date) -> Time | None:
    # From Thursday on, people mean the one to come.
    return unit("weekend", now, BEFORE if now.weekday() < 3 else 0)


def _bare_unit(match: Match, now: date) -> Time | None:
    return unit(unit_name(match["unit"]), now)


def _unit_alone(match: Match, now: date) -> Time | None:
    """Read "in the week" and "my week", not "the week of the vote" and "Person of the Year"."""
    led = _IN_THE.search(match.string[: match.start()])
    return _bare_unit(match, now) if led and NO_MORE.match(match.string, match.end()) else None


def measured(match: Match, start: date, sign: int) -> Period:
    """Return how far a count of units reaches: a day, what is within, or what is beyond it.

    Args:
        match: of `MEASURED`.
        start: the day to count from.
        sign: 1 for later, -1 for earlier.
    """
    day = moved_by(match["counted"], start, sign)
    if match["less"]:
        return Period(*sorted((start, day)))
    if match["more"]:
        return Period(None, day - DAY) if sign < 0 else Period(day + DAY)
    return unit("day", day)


def _counted(match: Match, now: date) -> Time:
    """Read "two weeks ago" and "less than 3 days from now"."""
    return measured(match, now, BEFORE if match["ago"] else AFTER)


def _in_some_time(match: Match, now: date) -> Time | None:
    """Read "will leave in two weeks" and "in 2 working days", not "the third fire in two weeks"."""
    of_work = any(name == "business day" for _, name in counts(match["counted"]))
    return measured(match, now, AFTER) if of_work or is_to_come(match) else None


def _later(match: Match, now: date) -> Time | None:
    """Read "will be back 3 days later", not "died 3 days later"."""
    day = moved_by(match["counted"], now, AFTER)
    return unit("day", day) if is_to_come(match) else None


def _weekdays(match: Match, now: date) -> Time | None:
    """Read "two Sundays ago"."""
    weekday, count = weekday_of(match["weekday"]), number_of(match["number"])
    if match["ago"]:
        return unit("day", nth_weekday(now - _A_WEEK * DAY, weekday, 2 - count))
    return unit("day", nth_weekday(now + DAY, weekday, count))


_AGO = r"(?:(?P<ago>ago|back)|from\s+(?:now|today))"

TOLD: Sequence[Name] = (
    by_today(
        r"today|tonight|tonite|otd|this (?:morning|afternoon|evening)|current date", _some_days(0)
    ),
    by_today(r"yesterday|last night", _some_days(-1)),
    by_today(r"tomorrow|tmrw?|tomorow", _some_days(1)),
    by_today(r"(?:right )?now|date|(?:the )?present(?: day)?", _some_days(0), weak=True),
    by_today(
        r"(?:until|till|up\s+to)\s+now|(?<!up )(?:to|till)\s+date(?=\s*(?:$|[?!.]))", _up_to_now
    ),
    by_today(r"(?P<letter>[yqmw])(?:td|[a-z]{3,6}[\s-]to[\s-]date)", _to_date),
    by_today(rf"(?P<which>{WHICH})\s*(?P<unit>{UNIT})(?!(?<=s)\s+of\b)", _named_unit),
    by_today(
        rf"(?:(?P<unit>{UNIT})|(?P<weekday>{WEEKDAY}))\s+"
        r"(?:after\s+(?:the\s+)?(?P<next>next)|before\s+(?:the\s+)?last)",
        _second_unit,
    ),
    by_today(r"(?<=the )weekend", _the_weekend),
    by_today(r"(?P<unit>week|weekend|month|year)", _unit_alone),
    by_today(
        r"(?P<unit>(?<=of the )(?<!end of the )(?<!day of the )(?:day|week)|(?<=my )day)"
        r"(?=\s*(?:$|[?!.]))",
        _bare_unit,
    ),
    by_today(rf"(?:(?<=the )|(?<=my )|(?<=of ))(?P<unit>{UNIT})", _bare_unit, weak=True),
    by_today(
        rf"(?P<within>within\s+(?:the\s+)?)?(?P<which>{WHICH})\s+(?P<counted>{COUNTED})"
        r"(?!\s+(?:ago|back|later)\b)",
        _several_units,
    ),
    by_today(rf"(?P<number>{NUMBER})\s+(?P<which>{WHICH})\s+(?P<unit>{UNIT})", _units_behind),
    by_today(r"(?P<which>last|past|previous|next|coming)\s+(?P<count>\d\d?)\s+hours", _hours),
    by_today(rf"(?P<counted>{COUNTED})\s+(?:in\s+the\s+future|hence)", _ahead),
    by_today(rf"{MEASURED}\s+{_AGO}", _counted),
    by_today(
        rf"(?:this|(?:the\s+)?same)\s+(?:day|time)\s+(?P<which>{WHICH})\s+(?P<unit>{UNIT})",
        _same_day,
    ),
    by_today(rf"(?:in\s+|(?=within\b)){MEASURED}(?!\s+(?:of|from|after|before)\b)", _in_some_time),
    by_today(rf"(?P<counted>{COUNTED})\s+later(?={NO_MORE.pattern})", _later),
    by_today(rf"(?P<number>{NUMBER})\s+(?P<weekday>{LONG_WEEKDAY})s?\s+{_AGO}", _weekdays),
)
"""The expressions."""
