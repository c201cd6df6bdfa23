"""Numerals: numbers in words become digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.english import NUMBER_WORDS, ORDINALS, SCALES
from assistant.text.numerals import with_digits

WORDS = [*NUMBER_WORDS, *ORDINALS, *SCALES, "and", "people"]


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("two to four people", "2 to 4 people"),
        ("the twenty-first of may", "the 21st of may"),
        ("twelfth, thirteenth and thirtieth", "12th, 13th and 30th"),
        ("in nineteen twenty eight", "in 1928"),
        ("in nineteen hundred ninety three", "in 1993"),
        ("in nineteen zero one", "in 1901"),
        ("in nineteen oh five", "in 1905"),
        ("in two thousand and eighteen", "in 2018"),
        ("in twenty twenty-three", "in 2023"),
        ("in one thousand seven hundred and eighty nine", "in 1789"),
        ("january twenty five nineteen eighty six", "january 25 1986"),
        ("the nineteen seventies", "the 1970s"),
        ("the two thousands", "the 2000s"),
        ("one and two", "1 and 2"),
        ("someone often wondered", "someone often wondered"),
    ],
)
def test_numbers_become_digits(words: str, digits: str) -> None:
    assert with_digits(words) == digits


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_words_can_be_read(words: list[str]) -> None:
    text = " ".join(words)
    assert with_digits(with_digits(text)) == with_digits(text)


@given(st.integers(0, 99))
def test_every_number_below_a_hundred_is_read(number: int) -> None:
    names = {int(value): word for word, value in NUMBER_WORDS.items() if word != "dozen"}
    tens, ones = number - number % 10, number % 10
    words = names.get(number) or f"{names[tens]}-{names[ones]}"
    assert with_digits(words) == str(number)
