"""The words of times: units, counts, months, weekdays, shifts; each a pattern, and what it means.

The patterns match lower case, with numbers in digits.
"""

import re
from collections.abc import Iterator
from datetime import date

from assistant.text.english import DAYS, MONTHS
from assistant.text.periods import moved

MONTH = rf"(?:{'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in MONTHS)}|sept)(?![a-z])\.?"
MONTH += r"(?!(?<=may)\s+(?:be|have|not|also|well|still)\b)"
LONG_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
WEEKDAY = r"(?:mon|tues?|wed(?:s|nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
YEAR = r"(?:1\d|20|21)\d\d(?![\d%]|[.,]\d|\s?[ap]\.?m\b)"
TH = r"(?:st|nd|rd|th)"

UNIT = (
    r"(?:(?:business|working|work|week)\s?day|day|weekend|week|wk|fortnight|month|mth|quarter|qtr|"
    r"year|yr|decade|centur(?:y|ie))s?\b"
)
NUMBER = r"(?:\d{1,3}(?:\.5)?|an?|(?:a )?couple(?: of)?|(?:a )?few|several|(?:a )?dozen)"
_AND_HALF = r"(?:\s+and\s+(?:an?\s+)?half)"
_AMOUNT = rf"(?:(?:{NUMBER}{_AND_HALF}?|half(?:\s+an?)?)\s*{UNIT}{_AND_HALF}?|\d{{1,3}}[dwy]\b)"
COUNTED = rf"{_AMOUNT}(?:(?:\s+and|,)?\s+{_AMOUNT}){{0,3}}"
"""An amount of time, such as "2 years and 3 days" or "half a year"."""

_LESS = r"within|under|at\s+most|(?:less|fewer)\s+than|(?:no|not)\s+more\s+than"
_MORE = r"more\s+than|longer\s+than|over|at\s+least"
MEASURED = rf"(?:(?:(?P<less>{_LESS})|(?P<more>{_MORE}))\s+)?(?P<counted>{COUNTED})"
"""Likewise, as a day, as what is within it, or as what is beyond it."""

WHICH = (
    r"(?:(?:this|these)\s+(?:last|past|next|coming|upcoming)|this|current|same|that|last|past|"
    r"previous|prior|preceding|next|coming|upcoming|following)"
)

TO = (
    r"(?:\s+(?:(?:and\s+)?(?:up\s+|on\s+|through\s+)?(?:to|till?|until|through|thru)|and\s+ending)"
    r"(?:\s+(?:on|in))?\s+|\s*[-–—~]\s*)"
)
"""What stands between the two ends of a range."""

TO_OR_AND = rf"(?:{TO}|\s+and\s+)"
"""Likewise, after "between"."""

BEFORE, AFTER = -1, 1
_SHIFTS = {
    **dict.fromkeys("last past previous prior preceding".split(), BEFORE),
    **dict.fromkeys("next coming upcoming following".split(), AFTER),
}
_NAMES = {
    "centurie": "century",
    "wk": "week",
    "w": "week",
    "mth": "month",
    "qtr": "quarter",
    "d": "day",
    "yr": "year",
    "y": "year",
}
_COUNTS = {"a": 1, "an": 1, "half": 0, "couple": 2, "few": 3, "several": 3, "dozen": 12}
_PIECE = re.compile(
    rf"\b(?P<number>{NUMBER}|half(?:\s+an?)?)(?P<half>{_AND_HALF})?\s*"
    rf"(?P<unit>{UNIT}|(?<=\d)[dwy]\b)(?P<half_more>{_AND_HALF})?"
)
_HALVES = {
    "century": (50, "year"),
    "decade": (5, "year"),
    "year": (6, "month"),
    "quarter": (6, "week"),
    "month": (15, "day"),
    "fortnight": (1, "week"),
    "week": (3, "day"),
}


def shift_of(which: str) -> int:
    """Return what `WHICH` matched: 1 for "next", -1 for "last", 0 for "this"."""
    return _SHIFTS.get(which.rsplit(maxsplit=1)[-1], 0)


def unit_name(word: str) -> str:
    """Return the name of a unit, as `unit` takes it, from its singular or plural."""
    one = word.rstrip("s")
    return "business day" if one.endswith("day") and one != "day" else _NAMES.get(one, one)


def month_of(word: str) -> int:
    """Return the number of a month, from 1, by how its name begins, or by its digits."""
    if word.isdigit():
        return int(word)
    return next(number for number, m in enumerate(MONTHS, start=1) if m.startswith(word[:3]))


def weekday_of(word: str) -> int:
    """Return the number of a weekday, from 0 for Monday, by how its name begins."""
    return next(number for number, day in enumerate(DAYS) if day.startswith(word[:3]))


def full_year(year: int) -> int:
    """Add the century to "'89" and "'16"."""
    if year >= 100:
        return year
    return year + (2000 if year < 50 else 1900)


def number_of(words: str) -> int:
    """Return the number that `NUMBER` matched, such as 3 for "a few"."""
    number = words.removeprefix("a ").split()[0].partition(".")[0]
    return int(number) if number.isdigit() else _COUNTS[number]


def counts(words: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers and the units that `COUNTED` matched, half a unit as smaller ones."""
    for piece in _PIECE.finditer(words):
        name, number = unit_name(piece["unit"]), piece["number"]
        yield number_of(number), name
        halved = "." in number or "half" in number or piece["half"] or piece["half_more"]
        if halved and name in _HALVES:
            yield _HALVES[name]


def moved_by(words: str, day: date, sign: int) -> date:
    """Return the day that is, say, "2 years and 3 days" from another one.

    Args:
        words: as `COUNTED` matches them.
        day: the one to count from.
        sign: 1 for later, -1 for earlier.
    """
    for count, name in counts(words):
        day = moved(day, name, sign * count)
    return day
