"""The HTML of the Articles tab: everything escaped, whatever the articles hold."""

from datetime import date

import pytest

from assistant.answers import Coverage, Where
from assistant.errors import QuestionError
from assistant.indexing import Report
from assistant.page.collection import (
    Shown,
    filters_html,
    listing_html,
    report_html,
    timeline_html,
    where_of,
)
from assistant.page.conversation import masthead_html
from assistant.sources.base import Failure
from assistant.store.listing import Column, Listing, Row

MARKUP = '"><img src=x onerror=alert(1)>'


def test_nothing_of_an_article_or_a_file_becomes_markup() -> None:
    row = Row(MARKUP, MARKUP, MARKUP, date(2023, 1, 2), 3)
    pages = [
        listing_html(Listing((row,), {date(2023, 1, 2): 1}), Shown(), editing=True),
        filters_html(Where(sources=(MARKUP,)), 1),
        report_html(Report(failed=(Failure(f"folder/{MARKUP}", MARKUP, 3),))),
    ]
    assert not [page for page in pages if "<img" in page]
    assert "folder" not in pages[2]


def test_columns_sort_both_ways_and_nonsense_changes_nothing() -> None:
    shown = Shown(page=3)
    assert shown.sorted_by("title") == Shown(Column.TITLE, descending=False)
    assert shown.sorted_by("date") == Shown(Column.DATE, descending=False)
    assert shown.sorted_by("title").sorted_by("title") == Shown(Column.TITLE, descending=True)
    assert shown.sorted_by("sentences").descending
    assert shown.sorted_by("text; DROP TABLE") == shown
    assert shown.turned_to("-1") == shown
    assert shown.turned_to("7").page == 7


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        ([date(2023, 1, 2)], ["2 Jan 2023"]),
        ([date(2023, 1, 2), date(2023, 3, 4)], ["2 Jan 2023", "4 Mar 2023"]),
        ([date(2013, 1, 2), date(2023, 3, 4)], ["Jan 2013", "Mar 2023"]),
        ([date(1953, 1, 2), date(2023, 3, 4)], ["1953", "2023"]),
        ([date.min, date.max], ["0s", "9900s"]),
    ],
)
def test_the_timeline_takes_the_finest_unit_that_fits(days: list[date], labels: list[str]) -> None:
    html = timeline_html(dict.fromkeys(days, 2) | {None: 1})
    assert html.count("<rect") == len(days)
    assert "1 undated" in html
    for label in labels:
        assert f"<title>{label}: 2</title>" in html


def test_the_masthead_says_that_articles_are_being_added() -> None:
    assert "being added" in masthead_html(Coverage(3), adding=True)
    assert "being added" not in masthead_html(Coverage(3))


def test_filters_are_read_and_told() -> None:
    where = where_of(["AFP"], "2023-01-02", None)
    assert where == Where(sources=("AFP",), published_from=date(2023, 1, 2))
    assert "Asks 1 article: AFP · since 2 Jan 2023." in filters_html(where, 1)
    assert "Asks the one article." in filters_html(Where(), 1)
    assert where_of(None, "", None) == Where()
    with pytest.raises(QuestionError, match="not a date"):
        where_of([], "yesterday", None)
