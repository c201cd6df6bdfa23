"""Follow-ups take what they go back to with them; a new topic is left alone."""

import pytest

from assistant import Assistant, Status, Turn
from assistant.understanding import Understood, understand

DIBIS = Turn("who claimed the Dibis strike?")


@pytest.mark.parametrize(
    "question",
    [
        "and how many were injured?",
        "What about the police?",
        "How many were killed?",
        "Where did it happen?",
        "what did they find?",
        "was the strike confirmed?",
        "why?",
    ],
)
def test_a_follow_up_takes_the_topic_with_it(question: str) -> None:
    understood = understand(question, [DIBIS])
    assert understood.question == question
    assert "Dibis" in understood.context.split()


@pytest.mark.parametrize(
    "question",
    [
        "Who won the football match between Elbonia and Ruritania?",
        "How did parliament vote on the pensions bill this week?",
        "When did Washington report attacks in Syria?",
    ],
)
def test_a_new_topic_is_not_dragged_back(question: str) -> None:
    assert understand(question, [DIBIS]) == Understood(question)


def test_the_first_question_is_left_as_it_is() -> None:
    assert str(understand("  who did\nit? ", [])) == "who did it?"


def test_the_topic_lasts_over_several_follow_ups() -> None:
    first = str(understand("and how many were injured?", [DIBIS]))
    assert first == "and how many were injured? (claimed Dibis strike)"
    second = understand("who says so?", [DIBIS, Turn(first)])
    assert "Dibis" in second.context


def test_a_follow_up_is_answered_about_its_topic(dibis: Assistant) -> None:
    first = dibis.ask("who claimed the Dibis strike?")
    second = dibis.ask("and how many were injured?", history=[first.turn])
    assert second.status is Status.ANSWERED
    assert "five injuries" in second.citations[0].quote
    assert second.question == "and how many were injured? (claimed Dibis strike)"
