"""Articles from near the days asked of are likelier meant."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Article, Assistant
from assistant.asking.recency import reach, recency
from assistant.text.periods import Period

FIRST, LAST = date(2023, 12, 1), date(2023, 12, 7)
WEEK = Period(FIRST, LAST)
DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(DAYS, st.integers(0, 400))
def test_it_falls_with_the_days_between(day: date, further: int) -> None:
    near = recency(day, WEEK)
    away = day + timedelta(further) if day > LAST else day - timedelta(further)
    assert 0 < near <= 1
    assert (near == 1) == (FIRST <= day <= LAST)
    assert day in (FIRST, LAST) or FIRST < day < LAST or recency(away, WEEK) <= near


@given(DAYS, st.integers(0, 20))
def test_beyond_its_reach_it_is_next_to_nothing(day: date, days: int) -> None:
    for period in (Period(FIRST - timedelta(days), LAST), Period(FIRST), Period(None, LAST)):
        assert day in reach(period) or recency(day, period) < 0.01


def test_the_first_and_the_last_of_days_have_a_reach() -> None:
    assert reach(Period(date.min, date.max)) == Period(date.min, date.max)


def test_being_of_today_tells_nothing_where_all_articles_are(assistant: Assistant) -> None:
    question = "Which minister of Elbonia resigned?"
    assistant.add([Article("one", "The minister of Elbonia resigned.", published=LAST)])
    [only] = assistant.search(question, now=LAST)
    assert only.recency == 0
    assistant.add([Article("two", "Heavy rain fell in the hills.", published=date(2019, 1, 1))])
    [first, second] = assistant.search(question, now=LAST)
    assert (first.recency, second.recency) == pytest.approx((0.5, -0.5))
    assistant.add([Article("three", "The minister stays, for now.")])
    assert {
        p.metadata["article"]: round(p.recency, 2) for p in assistant.search(question, now=LAST)
    } == {
        "one": 0.67,
        "two": -0.33,
        "three": 0,
    }


def test_of_like_articles_the_latest_comes_first_unless_another_year_is_named(
    assistant: Assistant,
) -> None:
    text = "The minister of finance of {} resigned on Friday."
    assistant.add(
        [
            Article("old", text.format("Elbonia"), published=date(2019, 3, 1)),
            Article("new", text.format("Elbonia").upper(), published=date(2023, 11, 20)),
            Article("other", "Heavy rain is due in the hills.", published=date(2021, 1, 1)),
        ]
    )

    def first(question: str) -> str:
        [best, *_] = assistant.evidence(question, now=LAST)
        return best.article.id

    assert first("Which minister of Elbonia resigned?") == "new"
    assert first("Which minister of Elbonia resigned in March 2019?") == "old"
