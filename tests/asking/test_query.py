"""Follow-ups take what they go back to with them; a new topic is left alone."""

from datetime import date, timedelta

import pytest

from assistant import Article, Assistant, Status, Turn
from assistant.asking.query import understand

DIBIS = Turn("who claimed the Dibis strike?")
NOW = date(2023, 12, 8)


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
    understood = understand(question, [DIBIS], NOW)
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
    assert understand(question, [DIBIS], NOW).context == ""


def test_the_first_question_is_left_as_it_is() -> None:
    assert str(understand("  who did\nit? ", [], NOW)) == "who did it?"


def test_the_topic_lasts_over_several_follow_ups() -> None:
    first = str(understand("and how many were injured?", [DIBIS], NOW))
    assert first == "and how many were injured? (claimed Dibis strike)"
    second = understand("who says so?", [DIBIS, Turn(first)], NOW)
    assert "Dibis" in second.context


def test_names_outlast_the_words_of_many_turns() -> None:
    asked = (
        "How often did the army of Elbonia shell the harbour last winter?",
        "and did it also shell warehouses, villages or roads behind the front?",
        "was there an offer of talks, a ceasefire or an exchange of prisoners?",
        "did they accept?",
    )
    history = [DIBIS]
    for question in asked:
        understood = understand(question, history, NOW)
        history.append(Turn(str(understood)))
    assert "Elbonia" in understood.context.split()
    assert "Dibis" not in understood.context


def test_a_question_that_shares_a_name_stays_on_the_topic() -> None:
    before = Turn("how many were injured? (Dibis strike Kirkuk)")
    assert "Dibis" in understand("Who governs Kirkuk?", [before], NOW).context


def test_a_follow_up_is_answered_about_its_topic(dibis: Assistant) -> None:
    first = dibis.ask("who claimed the Dibis strike?")
    second = dibis.ask("and how many were injured?", history=[first.turn])
    assert second.status is Status.ANSWERED
    assert "five injuries" in second.citations[0].quote
    assert second.question == "and how many were injured? (claimed Dibis strike)"


@pytest.mark.parametrize(
    ("question", "background", "asking"),
    [
        ("A nun of 118 died. What was her name?", "A nun of 118 died.", "What was her name?"),
        ("Rolen was elected. He played for:", "Rolen was elected.", "He played for:"),
        ("Who fled the U.S. in May?", "", "Who fled the U.S. in May?"),
        ("Who fled? And when?", "", "Who fled? And when?"),
        ("He fled to the U.S. Why?", "", "He fled to the U.S. Why?"),
        ("Who fled? Answer in one word.", "", "Who fled? Answer in one word."),
    ],
)
def test_what_is_stated_first_is_background(question: str, background: str, asking: str) -> None:
    understood = understand(question, [], NOW)
    assert (understood.background, understood.asking) == (background, asking)
    assert str(understood) == question


def test_a_pronoun_means_whom_the_statement_names() -> None:
    alone = understand("A nun of 118 died in Toulon. What was her name?", [DIBIS], NOW)
    assert not alone.context
    going_on = understand("He denied it. Who else did?", [DIBIS], NOW)
    assert going_on.background == "He denied it. claimed Dibis strike"
    assert going_on.asking == "Who else did?"


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What happened today?", 1),
        ("Who resigned this week?", 8),
        ("What is the latest on the strike?", 8),
        ("Who won the cup in 2018?", None),
    ],
)
def test_words_of_time_mean_days_before_now(question: str, days: int | None) -> None:
    expected = (NOW - timedelta(days), NOW + timedelta(1)) if days else None
    assert understand(question, [], NOW).period == expected


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Who resigned this week?", (NOW - timedelta(8), NOW + timedelta(1))),
        ("Who won the cup?", (NOW, NOW)),
        ("Who won the cup in 2023?", (NOW, NOW)),
        ("Who won the cup in 2018?", None),
    ],
)
def test_a_question_is_about_now_unless_it_says_so(
    question: str, days: tuple[date, date] | None
) -> None:
    assert understand(question, [], NOW).about == days


def test_this_week_prefers_what_was_published_then(assistant: Assistant) -> None:
    text = "The minister of finance of {} resigned on Friday."
    assistant.add(
        [
            Article("old", text.format("Elbonia"), published=date(2019, 3, 1)),
            Article("new", text.format("Ruritania"), published=date(2023, 12, 7)),
            Article("other", "Heavy rain is due in the hills.", published=date(2021, 1, 1)),
        ]
    )
    for now, first in ((NOW, "new"), (date(2019, 3, 2), "old")):
        found = assistant.search("Which minister resigned this week?", now=now)
        assert found[0].metadata["article"] == first
