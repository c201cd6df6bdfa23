"""A misspelt question is offered as the articles spell it, and none that is not misspelt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Article, Assistant
from assistant.asking.spelling import respelled

KNOWN = {"Dibis": 3, "DIBIS": 1, "claimed": 2, "strike": 4, "Strike": 1, "stroke": 1, "Sudani": 1}


@pytest.mark.parametrize(
    ("question", "unknown", "meant"),
    [
        (
            "who clamed the dibbis stirke",
            ["clamed", "dibbis", "stirke"],
            "who claimed the Dibis strike",
        ),
        ("dibbis, Dibbis?", ["dibbis", "Dibbis"], "Dibis, Dibis?"),
        ("who is zelensky?", ["zelensky"], ""),
        ("who claimed it?", [], ""),
    ],
)
def test_unknown_words_become_the_nearest_known(
    question: str, unknown: list[str], meant: str
) -> None:
    assert respelled(question, unknown, KNOWN) == meant


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_without_known_words_there_is_nothing_to_offer(question: str, unknown: list[str]) -> None:
    assert respelled(question, unknown, {}) == ""


def test_a_refusal_offers_what_was_meant(assistant: Assistant) -> None:
    text = "Nobody has claimed the strike on the town of Dibis, an official said."
    assistant.add([Article("1", text, title="A strike in Dibis")])
    answer = assistant.ask("who clamed the dibbis stirke")
    assert answer.did_you_mean == "who claimed the Dibis strike"
    assert answer.to_dict()["did_you_mean"] == answer.did_you_mean
    assert assistant.ask(answer.did_you_mean).citations
    # Common words that no article has are no errors.
    assert not assistant.ask("did the volcano claim a stroke of genius?").did_you_mean
