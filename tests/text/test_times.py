"""Times: what a question names, by the day on which it is asked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.times import named_time, named_times

FRIDAY = date(2023, 12, 8)

WORDS = (
    "from to between and since before after the of in on last next this first 3rd 5 29 2020 '96 "
    "may february 2/29 monday week weekends day century quarter year centuries days ago within 0 "
    "until early end christmas easter q3 h2 now a few 999 9999-12-31 0001-01-01 1990s - , ? 's "
    "fall ramadan half business more than for w10 so far >"
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
        ("In May, he resigned.", "May 2023"),
        ("How many have died to date?", "8 December 2023 or earlier"),
    ],
)
def test_times_are_read(text: str, said: str) -> None:
    named = named_time(text, FRIDAY)
    assert named
    assert str(named.period) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Dates.
        ("on 2020/Sep/23", "23 September 2020"),
        ("on 23-2020-September", "23 September 2020"),
        ("on 2023.3", "March 2023"),
        ("on 15 April 87", "15 April 1987"),
        ("in '99", "1999"),
        ("during 1939-45", "1939 to 1945"),
        ("report_20200509.pdf", "9 May 2020"),
        ("on Tuesday (May 19)", "19 May 2023"),
        ("on Friday the 15th", "15 December 2023"),
        # A part and its whole, on either side.
        ("the 20th of next month", "20 January 2024"),
        ("last year in May", "May 2022"),
        ("last week's Tuesday", "28 November 2023"),
        ("last week between Friday and Sunday", "1 to 3 December 2023"),
        ("June to August of last year", "1 June to 31 August 2022"),
        ("next month on the 7th", "7 January 2024"),
        ("Q3 2000", "1 July to 30 September 2000"),
        ("2022-W10", "7 to 13 March 2022"),
        ("week 2 of July", "10 to 16 July 2023"),
        ("Labor Day weekend 2022", "3 to 5 September 2022"),
        ("the second half of the 1990s", "1995 to 1999"),
        ("the last business day of November", "30 November 2023"),
        ("the second-to-last Friday of June", "23 June 2023"),
        ("mid to late February", "11 to 28 February 2023"),
        # What comes before or behind it.
        ("last 4th of July", "4 July 2023"),
        ("next Christmas", "25 December 2023"),
        ("the Friday before Christmas", "23 December 2022"),
        ("the day after Thanksgiving", "24 November 2023"),
        ("the weekend after next", "23 to 24 December 2023"),
        ("two weeks prior to 5 May 2020", "21 April 2020"),
        ("the two weeks after Easter", "10 to 23 April 2023"),
        ("within 3 days of 5 May 2020", "5 to 8 May 2020"),
        ("more than two days before yesterday", "4 December 2023 or earlier"),
        ("a week from Friday", "15 December 2023"),
        ("for 3 days from tomorrow", "9 to 11 December 2023"),
        ("from 5 May for two weeks", "5 to 18 May 2023"),
        ("the three months to June", "1 April to 30 June 2023"),
        ("the quarter ended 31 March 2020", "1 January to 31 March 2020"),
        # Counted from today.
        ("half a year ago", "8 June 2023"),
        ("two and a half years ago", "8 June 2021"),
        ("three Sundays ago", "19 November 2023"),
        ("3 working days ago", "5 December 2023"),
        ("the next 4 business days", "11 to 14 December 2023"),
        ("the last two weekends", "25 November to 3 December 2023"),
        ("4 weeks in the future", "9 December 2023 to 5 January 2024"),
        ("this time last year", "8 December 2022"),
        ("so far this year", "1 January to 8 December 2023"),
        ("year to date", "1 January to 8 December 2023"),
        ("in the coming weeks", "9 to 29 December 2023"),
        # Open ends, and ends of ends.
        ("before the end of November", "30 November 2023 or earlier"),
        ("from the end of May to the middle of September", "1 June to 15 September 2023"),
        (">= 2019", "1 January 2019 or later"),
        ("not before 2015", "1 January 2015 or later"),
        ("2016 or earlier", "31 December 2016 or earlier"),
        ("from last year to Monday", "1 January 2022 to 4 December 2023"),
        ("since 2015 until 2018", "2015 to 2018"),
        ("November to January 2018", "1 November 2017 to 31 January 2018"),
        # Holidays that move.
        ("on Whit Monday", "29 May 2023"),
        ("on Eid al-Fitr", "21 April 2023"),
        ("during Ramadan", "23 March to 20 April 2023"),
    ],
)
def test_times_are_put_together(text: str, said: str) -> None:
    for frame in ("{}", "What happened {}?", "The report {}, he said."):
        named = named_time(frame.format(text), FRIDAY)
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
        "He sat in the sun in his early 30s.",
        "How did prices fall in the war?",
        "The course will last three weekends.",
        "What happens every Friday?",
        "Who is in the trial in St. George?",
        "How was that 60-day period used?",
        "What fell in the last days of the siege?",
        "Who came second and third?",
        "Won 2-3 in the end",
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Who won in May in 2000?", ["May 2000"]),
        ("Was Monday the first big strike?", ["4 December 2023"]),
        ("Who came second in May 2018?", ["May 2018"]),
        ("the poll of March 2018 in the 2016 race", ["March 2018", "2016"]),
        ("closed later, in 2018", ["2018"]),
        ("hit on Monday, Tuesday or Friday", ["4 December", "5 December", "8 December"]),
        ("a rise since 2011 and before 2018", ["2011 or later", "2017 or earlier"]),
        ("born in 1951 to the late king", ["1951"]),
        ("on 9 March — two days before the vote", ["9 March"]),
        ("the 2022 Winter Olympics", ["2022"]),
        ("less than six weeks from Election Day", ["7 November 2023"]),
    ],
)
def test_what_is_no_part_of_a_time_is_left_alone(text: str, said: list[str]) -> None:
    found = [str(named.period) for named in named_times(text, FRIDAY)]
    assert len(found) == len(said)
    assert all(
        part in words
        for words, parts in zip(found, said, strict=True)
        for part in parts.split(" or ")
    )


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
