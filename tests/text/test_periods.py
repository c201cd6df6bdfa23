"""Periods: words of time, by the day on which they are said."""

from datetime import date

import pytest

from assistant.text.periods import named_period, named_years

NOW = date(2023, 12, 8)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("What happened today?", date(2023, 12, 7)),
        ("What happened last week?", date(2023, 11, 24)),
        ("What is the latest?", date(2023, 11, 30)),
    ],
)
def test_words_of_time_reach_back(text: str, first: date) -> None:
    assert named_period(text, NOW) == (first, date(2023, 12, 9))


def test_other_words_name_no_time() -> None:
    assert named_period("Who claimed the strike?", NOW) is None


def test_years_are_four_digits() -> None:
    assert named_years("In 1962 and 2023, but not 12023 or 962.") == {1962, 2023}
