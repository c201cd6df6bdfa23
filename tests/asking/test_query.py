"""What a question asks and states first, and which time it means."""

from datetime import date, timedelta

import pytest

from assistant import Article, Assistant
from assistant.asking.query import understand
from assistant.text.periods import Period

NOW = date(2023, 12, 8)


def test_a_question_is_left_as_it_is() -> None:
    assert str(understand("  who did\nit? ", NOW)) == "who did it?"


def test_a_follow_up_has_the_earlier_questions_with_it_the_last_one_first() -> None:
    understood = understand("and who?", NOW, ["what fell?", "why?"])
    assert understood.asking == "and who?"
    assert str(understood) == "and who? (why? what fell?)"


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
    understood = understand(question, NOW)
    assert (understood.background, understood.asking) == (background, asking)
    assert str(understood) == question


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("What did he say today?", "8 December 2023"),
        ("Who resigned this week?", "4 to 10 December 2023"),
        ("Who resigned last year?", "2022"),
        ("Who won the cup in November 2023?", "November 2023"),
        ("Who won the cup two weeks ago?", "21 to 27 November 2023"),
        ("What is the latest on the strike?", "None"),
    ],
)
def test_a_question_names_a_time(question: str, period: str) -> None:
    understood = understand(question, NOW)
    assert (str(understood.period), understood.limits) == (period, False)


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("What happened last week?", "27 November to 4 December 2023"),
        ("What's the news from yesterday?", "7 to 8 December 2023"),
        ("What happened today?", "7 December 2023 or later"),
        ("Summarize this week", "1 December 2023 or later"),
        ("What has Biden said since Monday?", "4 December 2023 or later"),
    ],
)
def test_the_news_of_a_time_is_asked_of_articles_from_then(question: str, period: str) -> None:
    understood = understand(question, NOW)
    assert (str(understood.period), understood.limits) == (period, True)


def test_what_is_to_come_is_told_by_now() -> None:
    understood = understand("What will happen next week?", NOW)
    assert (understood.period, understood.limits, understood.recent) == (None, False, False)


@pytest.mark.parametrize("question", ["What happened in 2018?", "What happened last year?"])
def test_what_happened_in_a_year_may_be_told_later(question: str) -> None:
    assert not understand(question, NOW).limits


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Who resigned this week?", Period(NOW - timedelta(8), NOW + timedelta(1))),
        ("Who won the cup?", Period(NOW, NOW)),
        ("What is the latest?", Period(NOW, NOW)),
        ("Who won the cup in 2023?", Period(NOW - timedelta(366), NOW + timedelta(1))),
        ("Who won the cup in 2018?", Period(date(2017, 12, 31), date(2019, 1, 2))),
        ("Who ruled before 2018?", Period(None, date(2018, 1, 2))),
        ("Who rules since 2018?", Period(date(2017, 12, 31), NOW + timedelta(1))),
        ("Who plays next week?", Period(NOW, NOW)),
        ("How many have died until now?", Period(NOW, NOW)),
    ],
)
def test_a_question_is_about_now_unless_it_says_so(question: str, days: Period) -> None:
    assert understand(question, NOW).about == days


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
