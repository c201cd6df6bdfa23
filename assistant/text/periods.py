"""Periods: the days that words such as "today" and "last week" mean, and the years a text names."""

import re
from datetime import date, timedelta

from assistant.text.english import TIMES

Period = tuple[date, date]
"""The first and the last day."""

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_TIMES = tuple((re.compile(rf"\b({names})\b", re.IGNORECASE), days) for names, days in TIMES)


def named_period(text: str, now: date) -> Period | None:
    """Return the days that a word such as "today" means; news of a day may be dated the next."""
    for names, days in _TIMES:
        if names.search(text):
            return now - timedelta(days), now + timedelta(1)
    return None


def named_years(text: str) -> frozenset[int]:
    """Return the years that a text names in digits."""
    return frozenset(map(int, _YEAR.findall(text)))
