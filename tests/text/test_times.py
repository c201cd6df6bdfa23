"""Times: what a question names, by the day on which it is asked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.times import named_time

FRIDAY = date(2023, 12, 8)

WORDS = (
    "from to between and since before after the of in on last next this first 3rd 5 29 2020 '96 "
    "may february 2/29 monday week weekends day century quarter year centuries days ago within 0 "
    "until early end christmas easter q3 h2 now a few 999 9999-12-31 0001-01-01 1990s - , ? 's"
).split()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("What happened today?", "8 December 2023"),
        ("What happened last week?", "27 November to 3 December 2023"),
        ("How many died this month?", "December 2023"),
        ("What did he say last year?", "2022"),
        ("Who won in May?", "May 2023"),
        ("Who won in November 2023?", "November 2023"),
        ("turnout in Basra in 2018", "2018"),
        ("Who won on 9 December?", "9 December 2022"),
        ("Who resigned on Monday?", "4 December 2023"),
        ("Tuesday’s vote", "5 December 2023"),
        ("What has happened since Monday?", "4 December 2023 or later"),
        ("from Friday on", "8 December 2023 or later"),
        ("on 1 May 2020 or later", "1 May 2020 or later"),
        ("Who ruled before 2020?", "31 December 2019 or earlier"),
        ("What must be paid by Friday?", "8 December 2023 or earlier"),
        ("after the end of November", "1 December 2023 or later"),
        ("between 3 and 7 December", "3 to 7 December 2023"),
        ("between Friday and Wednesday", "1 to 6 December 2023"),
        ("from today to Monday", "8 to 11 December 2023"),
        ("from 27 to 3 December", "3 December 2023"),
        ("April 9th through 17th, 2021", "9 to 17 April 2021"),
        ("from April to June 2017", "1 April to 30 June 2017"),
        ("from November to January", "1 November 2023 to 31 January 2024"),
        ("4 to 22 next month", "4 to 22 January 2024"),
        ("in the past 3 days", "5 to 8 December 2023"),
        ("in the last 24 hours", "7 to 8 December 2023"),
        ("over the weekend", "9 to 10 December 2023"),
        ("two weeks ago", "24 November 2023"),
        ("more than a year ago", "7 December 2022 or earlier"),
        ("the first Friday of October", "6 October 2023"),
        ("Friday of last week", "1 December 2023"),
        ("the last week of 2019", "23 to 29 December 2019"),
        ("the week of 3 November", "30 October to 5 November 2023"),
        ("late last month", "16 to 30 November 2023"),
        ("earlier this month", "1 to 8 December 2023"),
        ("the rest of the week", "8 to 10 December 2023"),
        ("two days before 1 May", "29 April 2023"),
        ("the second half of 2021", "1 July to 31 December 2021"),
        ("June of last year", "June 2022"),
        ("in the nineteen-nineties", "1990 to 1999"),
        ("November between 19 and 20", "19 to 20 November 2023"),
        ("five yrs ago", "8 December 2018"),
        ("on the second Sunday", "10 December 2023"),
        ("last summer", "1 June to 31 August 2023"),
        ("on Christmas Eve", "24 December 2022"),
    ],
)
def test_times_are_read(text: str, said: str) -> None:
    named = named_time(text, FRIDAY)
    assert named
    assert str(named.period) == said


@pytest.mark.parametrize(
    "text",
    [
        "Who claimed the strike?",
        "What changed since the election?",
        "How many died since Monday's attack?",
        "Who rules since the 2021 coup?",
        "Did Theresa May resign?",
        "This may take longer.",
        "Why did they march to Paris?",
        "Who is April O'Neil?",
        "What happened on 9/11?",
        "How did 1500 soldiers die?",
        "It was the third fire in two years.",
        "Who was hurt on the 18th hole?",
        "Who scored in the second half?",
        "How many died in 3-2 wins?",
        "Who is Person of the Year?",
        "Who is now the king?",
        "What did the Sunday Times write?",
        "It cost $2,000 and 20.23 more.",
        "",
    ],
)
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert named_time(text, FRIDAY) is None


def test_a_time_is_told_by_today_or_by_itself() -> None:
    last = named_time("What happened in Basra last week?", FRIDAY)
    assert last
    assert last.relative
    assert last.rest.split() == "what happened in basra ?".split()
    year = named_time("in 2018", FRIDAY)
    assert year
    assert not year.relative


def test_long_ago_is_no_single_day() -> None:
    ago = named_time("two years ago", FRIDAY)
    assert ago
    assert ago.vague.days == 183
    yesterday = named_time("yesterday", FRIDAY)
    assert yesterday
    assert not yesterday.vague


@given(
    st.lists(st.sampled_from(WORDS), max_size=10),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
)
def test_any_words_can_be_read(words: list[str], now: date) -> None:
    named = named_time(" ".join(words), now)
    assert named is None or named.period


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_what_has_happened_has_begun(now: date) -> None:
    for text in ("on Monday", "in May", "on the 18th", "in Q3", "on Christmas Eve", "in February"):
        named = named_time(text, now)
        assert named
        assert named.period.bounds[0] <= now


def test_a_date_is_read_wherever_it_stands() -> None:
    for text in ("2023-12-05", "5 December 2023", "Dec. 5, 2023", "12/5/2023", "5th of Dec 2023"):
        named = named_time(f"Who spoke on {text}?", FRIDAY)
        assert named
        assert named.period.bounds == (date(2023, 12, 5), date(2023, 12, 5))
