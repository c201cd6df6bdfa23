"""Articles from near the days asked of are likelier meant."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant import Article, Assistant
from assistant.recency import recency

FIRST, LAST = date(2023, 12, 1), date(2023, 12, 7)
DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(DAYS, st.integers(0, 400))
def test_it_falls_with_the_days_between(day: date, further: int) -> None:
    near = recency(day, (FIRST, LAST))
    away = day + timedelta(further) if day > LAST else day - timedelta(further)
    assert 0 < near <= 1
    assert (near == 1) == (FIRST <= day <= LAST)
    assert day in (FIRST, LAST) or FIRST < day < LAST or recency(away, (FIRST, LAST)) <= near


def test_what_is_not_known_counts_for_nothing() -> None:
    assert recency(None, (FIRST, LAST)) == recency(FIRST, None) == 0


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
