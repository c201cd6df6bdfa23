"""The filters, read from the page and told on it."""

from datetime import date

import pytest

from assistant.answers import Coverage, Where
from assistant.errors import QuestionError
from assistant.page.filters import filters_html, where_of
from assistant.text.periods import Period
from tests.render.samples import HOSTILE, Tags, strip_tags


def test_filters_are_read_and_told() -> None:
    where = where_of(["AFP"], "2023-01-02", None)
    assert where == Where(sources=("AFP",), published=Period(date(2023, 1, 2)))
    assert "Asks 1 article: AFP · since 2 Jan 2023." in filters_html(where, Coverage(1))
    assert "Asks the one article." in filters_html(Where(), Coverage(1))
    assert "Asks all 2,355 articles." in filters_html(Where(), Coverage(2355))
    assert where_of(None, "", None) == Where()


def test_undated_articles_are_not_left_out_in_silence() -> None:
    html = filters_html(Where(published=Period(date(2023, 1, 2))), Coverage(3, undated=2))
    assert "Asks 3 articles: since 2 Jan 2023 · 2 undated left out." in html


def test_a_day_that_is_no_date_is_refused() -> None:
    with pytest.raises(QuestionError, match="not a date"):
        where_of([], "yesterday", None)


def test_an_outlet_is_never_markup() -> None:
    html = filters_html(Where(sources=(HOSTILE,)), Coverage(1))
    assert {tag for tag, _ in Tags.of(html)} == {"p", "button"}
    assert HOSTILE in strip_tags(html)
