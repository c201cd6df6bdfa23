"""A follow-up goes back to what was asked before; a question that stands alone does not."""

import pytest

from assistant import Assistant, Status, Turn
from assistant.answers import Kind
from assistant.asking.conversation import earlier_questions
from assistant.models.classifier import FOLLOW_UP_MODEL, Classifier
from assistant.models.embedder import Embedder

FOLLOW_UPS = [
    "and how many were injured?",
    "What about the police?",
    "How many were killed?",
    "Where did it happen?",
    "what did they find?",
    "was the strike confirmed?",
    "why?",
    "who says so?",
    "He denied it. Who else did?",
]

ALONE = [
    "Who won the football match between Elbonia and Ruritania?",
    "How did parliament vote on the pensions bill this week?",
    "When did Washington report attacks in Syria?",
    "Who said that the port of Varna closed on Monday?",
    "Was there an attack in Basra?",
    "A nun of 118 died in Toulon. What was her name?",
]

DIBIS = Turn("who claimed the Dibis strike?")


@pytest.fixture(scope="module")
def follow_ups(embedder: Embedder) -> Classifier:
    return Classifier(embedder, FOLLOW_UP_MODEL)


@pytest.mark.parametrize("question", FOLLOW_UPS)
def test_a_follow_up_goes_back(question: str, follow_ups: Classifier) -> None:
    assert earlier_questions(question, [DIBIS], follow_ups) == (DIBIS.question,)


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_says_all_stands_alone(question: str, follow_ups: Classifier) -> None:
    assert earlier_questions(question, [DIBIS], follow_ups) == ()


def test_the_first_question_goes_back_to_nothing(follow_ups: Classifier) -> None:
    assert earlier_questions("why?", [], follow_ups) == ()


def test_a_follow_up_goes_back_to_the_last_few(follow_ups: Classifier) -> None:
    turns = [Turn(f"question {number}?") for number in range(9)]
    earlier = earlier_questions("why?", turns, follow_ups)
    assert earlier == tuple(turn.question for turn in turns[-5:])


def test_small_talk_is_nothing_to_go_back_to(follow_ups: Classifier) -> None:
    turns = [DIBIS, Turn("and the police?"), Turn("thanks", kind=Kind.THANKS)]
    assert earlier_questions("why?", turns, follow_ups) == (DIBIS.question, "and the police?")
    assert earlier_questions("why?", turns[2:], follow_ups) == ()


def test_a_follow_up_is_answered_about_its_topic(dibis: Assistant) -> None:
    first = dibis.ask("who claimed the Dibis strike?")
    second = dibis.ask("and how many were injured?", history=[first.turn])
    assert second.status is Status.ANSWERED
    assert "five injuries" in second.citations[0].quote
    assert second.question == second.turn.question == "and how many were injured?"
    assert second.earlier == (DIBIS.question,)
    assert not second.rewritten
