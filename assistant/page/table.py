"""The table of articles: the order and the page that it shows."""

from dataclasses import dataclass, replace

from assistant.answers import Where
from assistant.page.timeline import timeline
from assistant.render.html import render
from assistant.store.listing import Column, Listing, Selection

ROWS = 50
"""How many articles a page of the table has."""

_HEADINGS = {
    Column.TITLE: "Title",
    Column.SOURCE: "Source",
    Column.DATE: "Date",
    Column.SENTENCES: "Sentences",
}


@dataclass(frozen=True, slots=True)
class TableView:
    """How the table is sorted, and which page of it is shown.

    Args:
        column: what it is sorted by.
        descending: whether the largest or latest comes first.
        page: from 0.
    """

    column: Column = Column.DATE
    descending: bool = True
    page: int = 0

    @property
    def first(self) -> int:
        """The number of the page's first row, from 0."""
        return self.page * ROWS

    def sorted_by(self, name: str) -> "TableView":
        """Return the first page sorted by a column; by the same one again, turned around.

        Args:
            name: what the browser sent; anything.
        """
        if name not in list(Column):
            return self
        column = Column(name)
        turned = column is self.column and not self.descending
        fresh = column is not self.column and column in (Column.DATE, Column.SENTENCES)
        return TableView(column, descending=turned or fresh)

    def turned_to(self, page: str) -> "TableView":
        """Return another page.

        Args:
            page: what the browser sent; anything.
        """
        return replace(self, page=min(int(page), 10**6)) if page.isdecimal() else self

    def within(self, total: int) -> "TableView":
        """Return this page, or the last one if this one is gone with its articles.

        Args:
            total: how many articles there are.
        """
        return replace(self, page=min(self.page, max(total - 1, 0) // ROWS))

    def selection(self, words: str, where: Where) -> Selection:
        """Return what to list.

        Args:
            words: as `Selection.words`.
            where: as `Selection.where`.
        """
        return Selection(words, where=where, column=self.column, descending=self.descending)


def table_html(listing: Listing, view: TableView, editing: bool) -> str:
    """Render the selected articles: their timeline, a page of the table and the other pages.

    Args:
        listing: what the page shows.
        view: the order and the page it is in.
        editing: whether articles can be removed.

    Returns:
        HTML whose buttons carry `data-sort`, `data-page`, `data-open` or `data-remove`.
    """
    return render(
        "table.html",
        timeline=timeline(listing.days),
        columns=_HEADINGS,
        sorted_by=view.column,
        order="descending" if view.descending else "ascending",
        rows=listing.rows,
        editing=editing,
        page=view.page,
        first=view.first,
        last=view.first + len(listing.rows),
        total=listing.total,
    )
