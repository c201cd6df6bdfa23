"""Times: the days that a question names, such as "last week" or "between 3 and 7 December".

The grammar is in tables. Those of `time_names` are expressions that stand for days by themselves.
Those of `time_context` are words around a named time that pick some of its days or count from it.
Two times with "to" or the like between them become one. What begins or ends there comes last.

Where a time may be of any year, month or week, it is the latest that has begun: news has happened.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.errors import QuestionError
from assistant.text.dates import WrittenDate
from assistant.text.numerals import with_digits
from assistant.text.periods import DAY, Period, unit
from assistant.text.time_context import BEFORE, BEHIND, TO, TO_OR_AND, Span
from assistant.text.time_names import COUNTED, NAMES, UNIT, WEEKDAY, unit_name


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A time that a text names.

    Args:
        period: its days.
        relative: whether it is told by the day on which it is said, as "last week" is.
        vague: how far around it may be meant: "two years ago" is no single day.
        rest: the text without it, in lower case and with its numbers in digits.
    """

    period: Period
    relative: bool
    vague: timedelta
    rest: str


def named_time(text: str, now: date) -> NamedTime | None:
    """Return the first time that a text names; None if it names none.

    Args:
        text: a question, or any text.
        now: the day on which it is said.
    """
    return next(named_times(text, now), None)


def named_times(text: str, now: date) -> Iterator[NamedTime]:
    """Yield the times that a text names, in order.

    Args:
        text: any text; of a long one the first times only.
        now: the day on which it is said.
    """
    plain = with_digits(text.lower().replace("’", "'"))
    spans = _without_overlaps(list(_all_spans(plain, now)))
    for span in _joined(spans, plain, now):
        with suppress(OverflowError):
            if not span.weak and (whole := _bounded(span, plain)):
                rest = f"{plain[: whole.start]} {plain[whole.end :]}".strip()
                yield NamedTime(whole.period, whole.relative, _vagueness(plain, span), rest)


# How many of the words around it a time may have, and within how many characters before it.
_DEPTH, _REACH = 3, 60

# The first of a text's times is wanted: how many of its expressions are looked at.
_MOST = 40

_RANGE = re.compile(rf"{TO}(?:the\s+)?$")
_RANGE_AND = re.compile(rf"{TO_OR_AND}(?:the\s+)?$")
_RANGE_START = re.compile(r"\b(?P<word>from|between)\s+(?:the\s+)?$")
_WEEKDAY = re.compile(rf"{WEEKDAY}$")
_A_WEEK = 7 * DAY
_OF = re.compile(r"[\s,]*(?:(?:of|in)\s+)?$")
_TOPIC = re.compile(r"\s*'s\b|'")
_WORD = re.compile(r"\s+(?!and\b|or\b|in\b|on\b|at\b|to\b|is\b|was\b|did\b|has\b|have\b|by\b)\w")

_THE = r"(?P<the>\s+the)?\s+$"
_BOUNDS: Sequence[tuple[re.Pattern[str], Callable[[date, date], Period]]] = (
    (
        re.compile(
            r"\b(?:ever\s+since|since|starting|beginning|as\s+of|as\s+early\s+as|on\s+or\s+after|"
            rf"no\s+earlier\s+than)(?:\s+(?:on|in|from))?{_THE}"
        ),
        lambda first, _last: Period(first),
    ),
    (
        re.compile(rf"\b(?<!or )(?<!no )(?:after|later\s+than){_THE}"),
        lambda _first, last: Period(last + DAY),
    ),
    (
        re.compile(rf"\b(?<!or )(?:before|prior\s+to|earlier\s+than){_THE}"),
        lambda first, _last: Period(None, first - DAY),
    ),
    (
        re.compile(
            rf"\b(?:on\s+or\s+before|no\s+later\s+than|until|till|up\s+to|through|by){_THE}"
        ),
        lambda _first, last: Period(None, last),
    ),
)
"""Words before a time that open its end or its beginning, from its first and last day."""

_AND_LATER = re.compile(r"\s+(?:and|or)\s+(?:after|later|since)\b|\s+onwards?\b")
_FROM = re.compile(r"\bfrom\s+$")
_ON = re.compile(r"\s+on\b(?=\W*$|\s+(?:the|what|who|how)\b)")
_APART = re.compile(rf"(?:{COUNTED})\s+(?:ago|back|from\s+now|hence)$")
_UNITS = re.compile(UNIT)

# --- the way from a text to its time -------------------------------------------------


def _all_spans(text: str, now: date) -> Iterator[Span]:
    """Find the expressions, each with the words around it that belong to it."""
    found = [(match, name) for name in NAMES for match in name.pattern.finditer(text)]
    for match, name in sorted(found, key=lambda one: one[0].start())[:_MOST]:
        # The calendar ends in the year 9999, and "the next 0 days" before they begin.
        with suppress(OverflowError, ValueError, QuestionError):
            days = name.find(match, now)
            written = days if isinstance(days, WrittenDate) else None
            period = written.period(now) if written else days
            if isinstance(period, Period):
                span = Span(*match.span(), period, written, name.relative, name.weak)
                yield from _widened(span, text, now)


def _widened(span: Span, text: str, now: date, depth: int = _DEPTH) -> Iterator[Span]:
    """Yield a span, and what it becomes with each of the words around it."""
    yield span
    if not depth:
        return
    for context in BEFORE:
        match = context.pattern.search(text, _reach(span), span.start)
        if match and (days := context.pick(match, span, now)):
            wider = span.with_days(days, match.start(), span.end)
            yield from _widened(wider, text, now, depth - 1)
    for context in BEHIND:
        match = context.pattern.match(text, span.end)
        if match and (days := context.pick(match, span, now)):
            wider = span.with_days(days, span.start, match.end())
            yield from _widened(wider, text, now, depth - 1)


def _reach(span: Span) -> int:
    """Return from where on the words before a span are looked at."""
    return max(0, span.start - _REACH)


def _without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """Keep the span that begins first and is longest, then the next one; weak ones come last."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.weak, span.start, -span.end)):
        if all(span.start >= other.end or span.end <= other.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _joined(spans: Sequence[Span], text: str, now: date) -> Iterator[Span]:
    """Join the spans of which two are a range, or a date and its year."""
    left: Span | None = None
    for span in spans:
        if left and (both := _of_year(left, span, text) or _range(left, span, text, now)):
            left = both
        else:
            if left:
                yield left
            left = span
    if left:
        yield left


def _of_year(date_: Span, year: Span, text: str) -> Span | None:
    """Join "June" and "next year"."""
    is_year = year.period == unit("year", year.period.bounds[0])
    if not date_.written or date_.written.year or not date_.written.month or not is_year:
        return None
    if not _OF.fullmatch(text[date_.end : year.start]):
        return None
    written = replace(date_.written, year=year.period.bounds[0].year)
    period = written.period(year.period.bounds[0])
    return replace(date_, end=year.end, written=written, period=period) if period else None


def _range(one: Span, other: Span, text: str, now: date) -> Span | None:
    """Join "from April" and "June 2017"."""
    start = _RANGE_START.search(text, _reach(one), one.start)
    between = start and start["word"] == "between"
    glue = (_RANGE_AND if between else _RANGE).fullmatch(text, one.end, other.start)
    if not glue:
        return None
    first, last = one.period, other.period
    if one.written and other.written:
        first = one.written.lent(other.written).period(now) or first
    if other.written and not other.written.year:
        last = other.written.period_from(first.bounds[0]) or last
    if last.bounds[1] < first.bounds[0] and _WEEKDAY.match(text, other.start, other.end):
        # "From Friday to Monday" is over, "from today to Friday" is not.
        if _WEEKDAY.match(text, one.start, one.end):
            first = unit("day", first.bounds[0] - _A_WEEK)
        else:
            last = unit("day", last.bounds[0] + _A_WEEK)
    if last.bounds[1] < first.bounds[0]:
        return None
    return replace(
        one,
        start=start.start() if start else one.start,
        end=other.end,
        period=Period(first.first, last.last),
        written=None,
        weak=False,
    )


def _bounded(span: Span, text: str) -> Span | None:
    """Open the end or the beginning of a time: "since …", "before …".

    Returns:
        None where a thing is meant that only has the time in its name: "since Monday's attack",
        "after the 2021 coup".
    """
    (first, last), is_name = span.period.bounds, _TOPIC.match(text, span.end)
    if later := _AND_LATER.match(text, span.end):
        return replace(span, end=later.end(), period=Period(first))
    if (led := _FROM.search(text, _reach(span), span.start)) and (on := _ON.match(text, span.end)):
        return replace(span, start=led.start(), end=on.end(), period=Period(first))
    for pattern, opened in _BOUNDS:
        if led := pattern.search(text, _reach(span), span.start):
            if is_name or (led["the"] and _WORD.match(text, span.end)):
                return None
            return replace(span, start=led.start(), period=opened(first, last))
    return span


def _vagueness(text: str, span: Span) -> timedelta:
    """Return half of the smallest unit in which "two years ago" is counted."""
    if not _APART.search(text, span.start, span.end):
        return timedelta()
    [*_, smallest] = _UNITS.findall(text, span.start, span.end)
    return unit(unit_name(smallest), date(2000, 1, 1)).days // 2 * DAY
