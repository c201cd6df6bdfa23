"""Wording: dates and counts as a reader expects them."""

import re
from collections.abc import Sequence
from datetime import date

_MARKER = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")


def day(value: date | None) -> str:
    """Return a date as a reader expects it, such as `3 Dec 2023`, or `undated`.

    Args:
        value: a date, or None.
    """
    return f"{value.day} {value:%b} {value.year}" if value else "undated"


def full_day(value: date) -> str:
    """Return a date with its weekday, such as `Sunday 3 December 2023`.

    Args:
        value: a date.
    """
    return f"{value:%A} {value.day} {value:%B %Y}"


def article_count(count: int) -> str:
    """Return a number of articles in words, such as `1 article` or `2,355 articles`."""
    return f"{count:,} article{'' if count == 1 else 's'}"


def listed(items: Sequence[str]) -> str:
    """Return items as a list in a sentence, such as `a, b and c`."""
    *before, last = items or ("",)
    return f"{', '.join(before)} and {last}" if before else last


def unmarked(text: str) -> str:
    """Return text on one line in which nothing looks like a citation's marker.

    Args:
        text: any text; of "[1]" only round brackets stay.
    """
    return _MARKER.sub(r"(\1)", " ".join(text.split()))
