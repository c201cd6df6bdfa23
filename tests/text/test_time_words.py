"""The words of times."""

import re
from datetime import date

import pytest

from assistant.text.time_words import (
    COUNTED,
    counts,
    moved_by,
    number_of,
    shift_of,
    unit_name,
    weekday_of,
)


@pytest.mark.parametrize(
    ("words", "amounts"),
    [
        ("2 years and 3 days", [(2, "year"), (3, "day")]),
        ("1 month 2 yrs, 21 days", [(1, "month"), (2, "year"), (21, "day")]),
        ("a couple of wks", [(2, "week")]),
        ("several centuries", [(3, "century")]),
        ("half a year", [(0, "year"), (6, "month")]),
        ("a year and a half", [(1, "year"), (6, "month")]),
        ("2.5 years", [(2, "year"), (6, "month")]),
        ("3 working days", [(3, "business day")]),
        ("10d", [(10, "day")]),
    ],
)
def test_amounts_of_time_are_counted(words: str, amounts: list[tuple[int, str]]) -> None:
    assert re.fullmatch(COUNTED, words)
    assert list(counts(words)) == amounts


def test_what_is_counted_leads_to_a_day() -> None:
    assert moved_by("a year and 2 days", date(2023, 12, 8), -1) == date(2022, 12, 6)
    assert moved_by("2 business days", date(2023, 12, 8), 1) == date(2023, 12, 12)


def test_words_have_one_meaning() -> None:
    assert [shift_of(which) for which in ("this past", "current", "upcoming")] == [-1, 0, 1]
    assert [unit_name(word) for word in ("centuries", "yrs", "weekdays")] == [
        "century",
        "year",
        "business day",
    ]
    assert [weekday_of(word) for word in ("mon", "thurs.", "sunday")] == [0, 3, 6]
    assert [number_of(words) for words in ("an", "a few", "12")] == [1, 3, 12]
