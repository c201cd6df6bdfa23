"""The timeline: how many articles there are by date."""

from datetime import date

import pytest

from assistant.page.timeline import timeline


@pytest.mark.parametrize(
    ("days", "names"),
    [
        ([date(2023, 1, 2)], ["2 Jan 2023"]),
        ([date(2023, 1, 2), date(2023, 3, 4)], ["2 Jan 2023", "4 Mar 2023"]),
        ([date(2013, 1, 2), date(2023, 3, 4)], ["Jan 2013", "Mar 2023"]),
        ([date(1953, 1, 2), date(2023, 3, 4)], ["1953", "2023"]),
        ([date.min, date.max], ["0s", "9900s"]),
    ],
)
def test_the_timeline_takes_the_finest_unit_that_fits(days: list[date], names: list[str]) -> None:
    drawn = timeline(dict.fromkeys(days, 2) | {None: 1})

    assert drawn
    assert [(bar.name, bar.articles) for bar in drawn.bars] == [(name, 2) for name in names]
    assert drawn.undated == 1
    assert drawn.bars[0].place == 0
    assert drawn.span == " to ".join(names)


def test_articles_of_one_month_are_one_bar() -> None:
    drawn = timeline({date(2013, 1, 2): 2, date(2013, 1, 9): 3, date(2023, 3, 4): 1})

    assert drawn
    assert (drawn.bars[0].articles, drawn.most, drawn.width) == (5, 5, 123)


def test_without_dates_there_is_no_timeline() -> None:
    assert timeline({None: 3}) is None
    assert timeline({}) is None
