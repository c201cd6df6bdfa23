"""Two texts say the same only if neither adds, changes or denies anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.repeats import says_the_same

RELEASED = "Officials confirmed on Monday that the prisoners of Elbonia were released."
FLOODED = "In the town of Elbonia, twelve houses were flooded by the river, the governor said."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (RELEASED, RELEASED.replace("were", "had been")),
        (RELEASED, RELEASED.replace("on Monday ", "").replace("released", "released on Monday")),
        (FLOODED, FLOODED.replace("twelve", "12")),
        (FLOODED, FLOODED.replace("by the river", "when the river rose")),
        (FLOODED, FLOODED.upper()),
    ],
)
def test_other_words_for_the_same_are_a_repeat(one: str, other: str) -> None:
    assert says_the_same(one, other)
    assert says_the_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (RELEASED, RELEASED.replace("confirmed", "denied")),
        (RELEASED, RELEASED.replace("were released", "were not released")),
        (RELEASED, RELEASED.replace("Monday", "Tuesday")),
        (RELEASED, RELEASED.replace("on Monday ", "")),
        (RELEASED, RELEASED.replace("Elbonia", "Sodor")),
        (RELEASED, RELEASED.replace("Officials", "Rebels")),
        (FLOODED, FLOODED.replace("twelve", "forty")),
        (FLOODED, FLOODED.replace("the governor", "Mary Jones")),
        (FLOODED, "The governor of Elbonia spoke of a flood that took twelve houses."),
    ],
)
def test_what_adds_or_changes_something_is_no_repeat(one: str, other: str) -> None:
    assert not says_the_same(one, other)
    assert not says_the_same(other, one)


@given(st.text(), st.text())
def test_a_text_says_what_it_says_and_order_does_not_matter(one: str, other: str) -> None:
    assert says_the_same(one, one)
    assert says_the_same(one, other) == says_the_same(other, one)
