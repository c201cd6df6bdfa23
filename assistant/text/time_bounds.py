"""Words that open the beginning or the end of a time: "since …", "until …", "… or later"."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from assistant.text.periods import DAY, Period
from assistant.text.time_context import Span, reach
from assistant.text.time_parts import alone
from assistant.text.time_words import MONTH, WEEKDAY, WHICH

_TOPIC = re.compile(r"\s*'s\b|'")
_WORD = re.compile(r"\s+(?!and\b|or\b|in\b|on\b|at\b|to\b|is\b|was\b|did\b|has\b|have\b|by\b)\w")


def _led_by(words: str, sign: str) -> re.Pattern[str]:
    led = rf"\b(?:{words})(?P<the>\s+the)?\s+$"
    return re.compile(rf"{led}|(?:{sign})\s*$")


_BOUNDS: Sequence[tuple[re.Pattern[str], Callable[[date, date, date], Period]]] = (
    (
        _led_by(
            r"(?:(?:ever\s+)?since|starting|beginning|as\s+of|as\s+early\s+as|on\s+or\s+after|"
            r"not\s+before|(?:no|not)\s+(?:earlier|sooner)\s+than)(?:\s+(?:on|in|from))?",
            r">\s?=|≥",
        ),
        lambda first, _begin, _behind: Period(first),
    ),
    (
        _led_by(
            r"on\s+or\s+before|(?:no|not)\s+later\s+than|as\s+late\s+as|until|till?|through|by|"
            r"up\s+to(?:\s+and\s+including)?",
            r"<\s?=|≤",
        ),
        lambda _first, _begin, behind: Period(None, behind - DAY),
    ),
    (
        _led_by(r"after|beyond|(?:later|greater)\s+than", r">"),
        lambda _first, _begin, behind: Period(behind),
    ),
    (
        _led_by(r"before|prior\s+to|(?:earlier|less|sooner)\s+than", r"<"),
        lambda _first, begin, _behind: Period(None, begin - DAY),
    ),
)
"""Words before a time that open its end or its beginning, the longer ones first.

From its first day, the day before which it has not begun, and the first day behind it; of "the end
of May" the latter two are 1 June.
"""

_ALONE = rf"(?!\s+(?:than\s+)?(?:the\s+)?(?:\d|{WHICH}|{MONTH}|{WEEKDAY}))"
_AND_LATER = re.compile(
    rf"\s+(?:and|or)\s+(?:after|later|since|greater|beyond)\b{_ALONE}|"
    r"(?:\s+and)?\s+onwards?\b|\s?\+"
)
_AND_EARLIER = re.compile(rf"\s+(?:and|or)\s+(?:before|earlier|prior|less)\b{_ALONE}")
_FROM = re.compile(r"\bfrom\s+$")
_FROM_ON = re.compile(r"\s+on\b(?=\W*$|\s+(?:the|what|who|how)\b)")


def bounded(span: Span, period: Period, text: str, now: date) -> tuple[int, int, Period] | None:
    """Open the end or the beginning of a time: "since …", "before …".

    Args:
        span: where it is named.
        period: its days.
        text: in which it is named.
        now: the day that is today.

    Returns:
        Where it begins and ends, and its days. None where a thing is meant that only has the time
        in its name: "since Monday's attack", "after the 2021 coup".
    """
    (first, last), is_name = period.bounds, _TOPIC.match(text, span.end)
    if behind := _AND_LATER.match(text, span.end):
        return span.start, behind.end(), Period(first)
    if behind := _AND_EARLIER.match(text, span.end):
        return span.start, behind.end(), Period(None, last)
    led = _FROM.search(text, reach(span), span.start)
    if led and (behind := _FROM_ON.match(text, span.end)):
        return led.start(), behind.end(), Period(first)
    for pattern, opened in _BOUNDS:
        if led := pattern.search(text, reach(span), span.start):
            is_plain = led["the"] and " of " not in text[span.start : span.end]
            if is_name or (is_plain and _WORD.match(text, span.end)):
                return None
            edge = alone(span.edge, now) if span.edge else None
            begin, behind_it = (edge.bounds[0],) * 2 if edge else (first, last + DAY)
            return led.start(), span.end, opened(first, begin, behind_it)
    return span.start, span.end, period
