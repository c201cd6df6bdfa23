"""A question gets the capitals that it would be printed with, and keeps its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.capitals import with_capitals

TEXT = (
    "Turnout was low. In Basra, the governor of Iraq said so. Officials in Basra did, too. "
    "“Many came,” they said."
)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("turnout in basra", "turnout in Basra"),
        ("TURNOUT IN BASRA", "turnout in Basra"),
        ("Turnout In Basra", "turnout in Basra"),
        ("What did officials in Basra say?", "what did officials in Basra say?"),
        ("what happened on tuesday, 4 may", "what happened on Tuesday, 4 May"),
        ("what may happen on oct 7?", "what may happen on Oct 7?"),
        ("who spoke in Mosul?", "who spoke in Mosul?"),
        ("who met Mr al-Sudani?", "who met Mr Al-Sudani?"),
        ("how many voted?", "how many voted?"),
        ("", ""),
    ],
)
def test_names_and_days_get_capitals(typed: str, printed: str) -> None:
    assert with_capitals(typed, [TEXT]) == printed


@given(st.text(), st.lists(st.text(), max_size=2))
def test_the_length_stays(typed: str, texts: list[str]) -> None:
    assert len(with_capitals(typed, texts)) == len(typed)
