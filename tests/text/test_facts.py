"""Numbers, dates and names are found, and missed where no source has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.facts import facts, is_number, unfounded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The strike killed five fighters.", ["five"]),
        ("It cost $1.2 million, or 1,200,000.", ["1.2 million", "1,200,000"]),
        ("On 3 December 2023 the US struck Dibis.", ["3", "December", "2023", "US", "Dibis"]),
        ("They may march in May 2023.", ["May", "2023"]),
        ("Mr al-Sudani met Antony Blinken's aides.", ["Antony Blinken"]),  # capitals only
        ("Officials said so.", []),
        ("Twenty-one people and one more.", ["Twenty-one"]),
        ("It happened on Sunday.", ["Sunday"]),
        ("", []),
    ],
)
def test_facts_are_found(text: str, expected: list[str]) -> None:
    assert [fact.text for fact in facts(text)] == expected


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Five died.", "At least 5 people died."),
        ("At least 5 died.", "five people died."),
        ("It cost 1.2 million.", "It cost 1,200,000 dollars."),
        ("It cost 4bn.", "It cost 4 billion."),
        ("The United States did it.", "The US did it."),
        ("The U.S. did it.", "The United States did it."),
        ("It was the UN's plan.", "The United Nations had a plan."),
        ("An Iraqi officer spoke.", "Officers of Iraq spoke."),
        ("It was on Dec. 3.", "It was on 3 December."),
        ("Antony Blinken's aides came.", "Antony Blinken came."),
        ("Mehmet Sahin came.", "Mehmet Şahin came."),
        ("Mehmet S\u0327ahin came.", "Mehmet \u015eahin came."),
    ],
)
def test_other_spellings_of_a_fact_are_the_same(text: str, source: str) -> None:
    assert unfounded(text, [source]) == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Seven people died in Dibis.", ("Seven",)),
        ("Five people died in Mosul.", ("Mosul",)),
        ("Five people died on Monday.", ("Monday",)),
        ("Five people died in 2024.", ("2024",)),
        ("Five people died, said John Smith.", ("John Smith",)),
        ("Fifty people died.", ("Fifty",)),
    ],
)
def test_a_fact_that_no_source_has_is_named(text: str, missing: tuple[str, ...]) -> None:
    source = "At least five people died in Dibis on Sunday 3 December 2023."
    assert unfounded(text, [source]) == missing


def test_numbers_are_told_from_names() -> None:
    assert is_number("1,200")
    assert is_number("Twenty-one")
    assert not is_number("December")
    assert not is_number("")


@given(st.text())
def test_any_text_holds_its_own_facts(text: str) -> None:
    assert unfounded(text, [text]) == ()
