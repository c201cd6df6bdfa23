"""Times: the days that a question names, such as "last week" or "between 3 and 7 December".

The expressions are in tables: dates (`time_dates`), what each week, month or year has
(`time_portions`) and what is told by today (`time_told`). Words around a time count from it or
shift it (`time_context`). What stands beside each other is put together: a part and its whole, two
ends of a range, again and again. What opens a time's beginning or end (`time_bounds`) comes last.

Where a time may be of any year, month or week, it is the latest that has begun: news has happened.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.errors import QuestionError
from assistant.text.numerals import with_digits
from assistant.text.periods import DAY, Period, unit
from assistant.text.time_bounds import bounded
from assistant.text.time_context import BEHIND, FRONT, Span, reach
from assistant.text.time_dates import DATES
from assistant.text.time_parts import Part, Time, alone, day_before, through
from assistant.text.time_portions import PORTIONS
from assistant.text.time_told import TOLD
from assistant.text.time_words import COUNTED, TO, TO_OR_AND, YEAR, counts


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
    plain = with_digits(" ".join(text.lower().replace("’", "'").split()))
    for span in _without_overlaps(_all_spans(plain, now)):
        with suppress(*_IMPOSSIBLE):
            if (period := alone(span.time, now)) and (whole := bounded(span, period, plain, now)):
                start, end, period = whole
                rest = f"{plain[:start]} {plain[end:]}".strip()
                yield NamedTime(period, span.relative, _vagueness(plain, span), rest)


_NAMES = (*DATES, *PORTIONS, *TOLD)

# The calendar ends in the year 9999, and "the next 0 days" before they begin.
_IMPOSSIBLE = (OverflowError, ValueError, QuestionError)

# The first of a text's times is wanted: how many of its expressions are looked at, and how many
# things are made of them. How many characters between two are looked at.
_EXPRESSIONS, _SPANS, _GAP = 40, 200, 30

# Between a part and its whole, and a whole and its part.
_OF = re.compile(
    r"(?:\s+(?:morning|afternoon|evening|night))?[\s,/-]*(?:(?:of|in)\s+)?(?:the\s+|my\s+)?"
)
_HAS = re.compile(r"(?:'s)?[\s,/-]*(?:in\s+|(?:on\s+)?(?:the\s+)?)")
_OF_YEAR = re.compile(rf"[\s,]+(?:of\s+)?{YEAR}")

_RANGE = re.compile(rf"{TO}(?:the\s+)?")
_RANGE_AND = re.compile(rf"{TO_OR_AND}(?:the\s+)?")
_RANGE_START = re.compile(
    r"\b(?P<word>from|between|since|starting|beginning)\s+(?:(?:on|in|from)\s+)?(?:the\s+)?$"
)
_NOW = re.compile(r"(?:right )?now|date|(?:the )?present")
_AMOUNT = re.compile(COUNTED)
_APART = re.compile(rf"({COUNTED})\s+(?:ago|back|from\s+now|hence)$")

# --- the way from a text to its time -------------------------------------------------


def _all_spans(text: str, now: date) -> Sequence[Span]:
    """Find the expressions, and all that they are part of."""
    spans: list[Span] = []
    seen: set[tuple[int, int, str | None]] = set()
    for new in _grown(spans, text, now):
        kind = (new.start, new.end, new.time.every if isinstance(new.time, Part) else None)
        with suppress(*_IMPOSSIBLE):
            if kind not in seen and (kind[2] == "" or alone(new.time, now)):
                seen.add(kind)
                spans.append(new)
        if len(spans) >= _SPANS:
            break
    return spans


def _grown(spans: Sequence[Span], text: str, now: date) -> Iterator[Span]:
    """Yield the expressions, then what becomes of each span with words or other spans around it."""
    yield from _named(text, now)
    for place, span in enumerate(spans):
        yield from _widened(span, text, now)
        for other in spans[:place]:
            left, right = sorted((span, other), key=lambda one: one.start)
            if 0 <= right.start - left.end <= _GAP:
                with suppress(*_IMPOSSIBLE):
                    yield from _together(left, right, text, now)


def _named(text: str, now: date) -> Iterator[Span]:
    found = [(match, name) for name in _NAMES for match in name.pattern.finditer(text)]
    found.sort(key=lambda one: (one[0].start(), -one[0].end()))
    for match, name in found[:_EXPRESSIONS]:
        with suppress(*_IMPOSSIBLE):
            if time := name.find(match, now):
                yield Span(*match.span(), time, name.relative, name.weak)


def _widened(span: Span, text: str, now: date) -> Iterator[Span]:
    """Yield what a span becomes with the words before it, and with those behind it."""
    for context in FRONT:
        with suppress(*_IMPOSSIBLE):
            match = context.pattern.search(text, reach(span), span.start)
            if match and (time := context.pick(match, span, now)):
                relative = span.relative or (context.relative and not _is_day(time))
                yield Span(match.start(), span.end, time, relative)
    for context in BEHIND:
        with suppress(*_IMPOSSIBLE):
            match = context.pattern.match(text, span.end)
            if match and (time := context.pick(match, span, now)):
                yield Span(span.start, match.end(), time, span.relative)


def _is_day(time: Time) -> bool:
    return isinstance(time, Period) and time.days == 1


def _together(left: Span, right: Span, text: str, now: date) -> Iterator[Span]:
    """Yield what two spans beside each other are: a part and its whole, or two ends of a range."""
    one, other = left.time, right.time
    if isinstance(one, Part) and _is_of(left, right, text, now) and (time := one.of(other)):
        relative = right.relative and one.every != "year"
        edge, weak = one.edge and one.edge.of(other), right.weak and isinstance(other, Part)
        yield Span(left.start, right.end, time, relative, weak, edge)
    if isinstance(other, Part) and _has(left, right, text, now) and (time := other.of(one)):
        yield Span(left.start, right.end, time, left.relative and other.every != "year")
    if joined := _range(left, right, text, now):
        yield joined


def _is_of(part: Span, whole: Span, text: str, now: date) -> bool:
    """Check whether words say that a time is part of the one behind it."""
    glue = text[part.end : whole.start]
    if not _OF.fullmatch(glue) or (_is_portion(part) and "," in glue):  # "later, in 2021"
        return False
    return _is_long_enough(whole, part.time, text, now)


def _is_portion(span: Span) -> bool:
    """Tell whether a time is never said alone, as "the first week" is not."""
    return isinstance(span.time, Part) and not span.time.every


def _has(whole: Span, part: Span, text: str, now: date) -> bool:
    """Check whether words say that a time is part of the one before it."""
    if not isinstance(part.time, Part) or not part.time.every or whole.weak:
        return False
    # "In 2024, March 2025": it has a year of its own behind it.
    is_own = part.time.every == "year" and _OF_YEAR.match(text, part.end)
    if is_own or not _HAS.fullmatch(text, whole.end, part.start):
        return False
    return _is_long_enough(whole, part.time, text, now)


def _is_long_enough(whole: Span, part: Time, text: str, now: date) -> bool:
    """Check that no weekday is one of a day, except "Monday two weeks from now"."""
    is_weekday = isinstance(part, Part) and part.every == "week"
    if not is_weekday or not (period := alone(whole.time, now)) or period.days > 1:
        return True
    return bool(_AMOUNT.search(text, whole.start, whole.end))


def _range(left: Span, right: Span, text: str, now: date) -> Span | None:
    """Join "from April" and "June 2017"."""
    start = _RANGE_START.search(text, reach(left), left.start)
    glue = _RANGE_AND if start and start["word"] == "between" else _RANGE
    if not glue.fullmatch(text, left.end, right.start) or (left.weak and right.weak):
        return None
    weak = next((one for one in (left, right) if one.weak), None)
    if weak and isinstance(weak.time, Period) and not _NOW.match(text, weak.start):  # "the week"
        return None
    last = day_before(right.edge) if right.edge else right.time
    time = last and through(left.edge or left.time, last, now)
    begin = start.start() if start else left.start
    return Span(begin, right.end, time, left.relative) if time else None


def _without_overlaps(spans: Sequence[Span]) -> Sequence[Span]:
    """Keep the span that begins first and is longest, then the next one behind it."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not span.weak and not _is_portion(span) and (not kept or span.start >= kept[-1].end):
            kept.append(span)
    return kept


def _vagueness(text: str, span: Span) -> timedelta:
    """Return half of the smallest unit in which "two years ago" is counted."""
    apart = _APART.search(text, span.start, span.end)
    if not apart:
        return timedelta()
    *_, (_, smallest) = counts(apart[1])
    return unit(smallest.removeprefix("business "), date(2000, 1, 1)).days // 2 * DAY
