"""The table of articles: what a click does to it, and that nothing in it is markup."""

from datetime import date

from assistant.page.table import ROWS, TableView, table_html
from assistant.store.listing import Column, Listing, Row
from tests.render.samples import HOSTILE, Tags


def test_nothing_of_an_article_becomes_markup() -> None:
    row = Row(HOSTILE, HOSTILE, HOSTILE, date(2023, 1, 2), 3)
    html = table_html(Listing((row,), {date(2023, 1, 2): 1}), TableView(), editing=True)

    tags = Tags.of(html)
    assert not {"img", "script", "b"} & {tag for tag, _ in tags}
    assert [attributes["data-open"] for _, attributes in tags if "data-open" in attributes] == [
        HOSTILE
    ]


def test_columns_sort_both_ways_and_nonsense_changes_nothing() -> None:
    view = TableView(page=3)
    assert view.sorted_by("title") == TableView(Column.TITLE, descending=False)
    assert view.sorted_by("date") == TableView(Column.DATE, descending=False)
    assert view.sorted_by("title").sorted_by("title") == TableView(Column.TITLE, descending=True)
    assert view.sorted_by("sentences").descending
    assert view.sorted_by("text; DROP TABLE") == view
    assert view.turned_to("-1") == view
    assert view.turned_to("7").page == 7


def test_a_page_that_is_gone_with_its_articles_gives_way_to_the_last_one() -> None:
    assert TableView(page=3).within(ROWS + 1).page == 1
    assert TableView(page=3).within(ROWS).page == 0
    assert TableView(page=3).within(0).page == 0
    assert TableView(page=1).within(10 * ROWS).page == 1
