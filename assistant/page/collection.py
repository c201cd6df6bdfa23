"""The HTML of the Articles tab: the table, the timeline and what adding did. Pure text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path

from assistant.answers import Where
from assistant.errors import QuestionError
from assistant.indexing import Report
from assistant.render.lines import day
from assistant.store.listing import Column, Listing, Row, Selection

ROWS = 50
"""How many articles a page of the table has."""

_HEADS = {
    Column.TITLE: "Title",
    Column.SOURCE: "Source",
    Column.DATE: "Date",
    Column.SENTENCES: "Sentences",
}

_MOST_BARS = 180
_MOST_FAILURES = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """What the table shows: how it is sorted, and which page of it."""

    column: Column = Column.DATE
    descending: bool = True
    page: int = 0

    def sorted_by(self, name: str) -> "Shown":
        """Give the first page sorted by a column; by the same one again, turned around.

        Args:
            name: what the browser sent; anything.
        """
        if name not in list(Column):
            return self
        column = Column(name)
        turned = column is self.column and not self.descending
        fresh = column is not self.column and column in (Column.DATE, Column.SENTENCES)
        return Shown(column, descending=turned or fresh)

    def turned_to(self, page: str) -> "Shown":
        """Give another page.

        Args:
            page: what the browser sent; anything.
        """
        return replace(self, page=min(int(page), 10**6)) if page.isdecimal() else self

    def selection(self, words: str, where: Where) -> Selection:
        """Give what to list.

        Args:
            words: as `Selection.words`.
            where: as `Selection.where`.
        """
        return Selection(words, where, self.column, self.descending)


def where_of(sources: list[str] | None, first: str | None, last: str | None) -> Where:
    """Read the filters as the reader set them.

    Args:
        sources: outlets.
        first: the first day.
        last: the last day.

    Raises:
        QuestionError: a day is no date, or the last is before the first.
    """
    return Where(
        sources=tuple(sources or ()),
        published_from=day_of(first),
        published_to=day_of(last),
    )


def day_of(text: str | None) -> date | None:
    """Read a day such as 2023-12-03; nothing is no day.

    Raises:
        QuestionError: it is no date.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise QuestionError(f"{text!r} is not a date such as 2023-12-03") from None


def filters_html(where: Where, articles: int) -> str:
    """Say in one line which articles are asked.

    Args:
        where: the filters.
        articles: how many they allow.
    """
    parts = [", ".join(where.sources)] if where.sources else []
    if where.published_from and where.published_to:
        parts.append(f"{day(where.published_from)} to {day(where.published_to)}")
    elif where.published_from:
        parts.append(f"since {day(where.published_from)}")
    elif where.published_to:
        parts.append(f"until {day(where.published_to)}")
    if not parts:
        asked = "the one article" if articles == 1 else f"all {articles:,} articles"
        return (
            f'<p class="asked-of">Asks {asked}. '
            '<button type="button" data-go="articles">Narrow it down</button></p>'
        )
    count = f"{articles:,} article{'' if articles == 1 else 's'}"
    return (
        f'<p class="asked-of narrowed">Asks {count}: {escape(" · ".join(parts))}. '
        '<button type="button" data-go="articles">Change</button> '
        '<button type="button" data-all>Ask all</button></p>'
    )


def listing_html(listing: Listing, shown: Shown, editing: bool) -> str:
    """Render the selected articles: their timeline, a page of the table and the other pages.

    Args:
        listing: what the page shows.
        shown: the order and the page it is in.
        editing: whether articles can be removed.

    Returns:
        HTML whose buttons carry `data-sort`, `data-page`, `data-open` or `data-remove`.
    """
    if not listing.total:
        return '<p class="none">No article fits. Take away a word or a filter.</p>'
    heads = "".join(_head_html(column, shown) for column in Column)
    if editing:
        heads += '<th scope="col"><span class="hidden">Remove</span></th>'
    rows = "".join(_row_html(row, editing) for row in listing.rows)
    return (
        f"{timeline_html(listing.days)}"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"{_pages_html(listing, shown)}"
    )


def timeline_html(days: Mapping[date | None, int]) -> str:
    """Draw how many articles there are by date, as bars of days, months, years or centuries.

    Args:
        days: articles by the day they were published.
    """
    known = {published: count for published, count in days.items() if published}
    if not known:
        return ""
    number, label = _unit(min(known), max(known))
    counts: dict[int, int] = {}
    for published, count in known.items():
        counts[number(published)] = counts.get(number(published), 0) + count
    first, most = min(counts), max(counts.values())
    labels = {number(published): label(published) for published in known}
    bars = "".join(
        f'<rect x="{place - first}.1" y="{40 - height:.2f}" width=".8" height="{height:.2f}">'
        f"<title>{labels[place]}: {count:,}</title></rect>"
        for place, count in sorted(counts.items())
        for height in [1 + 39 * count / most]
    )
    span = f"{labels[first]} to {labels[max(counts)]}" if len(counts) > 1 else labels[first]
    undated = days.get(None, 0)
    note = f" · {undated:,} undated" if undated else ""
    return (
        f'<figure class="timeline"><svg viewBox="0 0 {max(max(counts) - first + 1, 12)} 40" '
        f'preserveAspectRatio="none" role="img" aria-label="Articles by date, {span}; '
        f'at most {most:,} at once">{bars}</svg><figcaption><span>{labels[first]}</span>'
        f"<span>{labels[max(counts)] if len(counts) > 1 else ''}{note}</span>"
        "</figcaption></figure>"
    )


def report_html(report: Report) -> str:
    """Say what adding did, and what failed and why.

    Args:
        report: its failures name uploaded files by their paths; only the names are shown.
    """
    done = (
        (len(report.added), "added"),
        (len(report.updated), "updated"),
        (len(report.unchanged), "there already"),
        (len(report.failed), "failed"),
    )
    line = ", ".join(f"{count:,} {what}" for count, what in done if count) or "Nothing to add"
    failures = "".join(
        f"<li><b>{escape(_place(failure.name, failure.line))}</b>: {escape(failure.reason)}</li>"
        for failure in report.failed[:_MOST_FAILURES]
    )
    more = len(report.failed) - _MOST_FAILURES
    if more > 0:
        failures += f"<li>and {more:,} more</li>"
    return f'<div role="status"><p>{line}.</p>{f"<ul>{failures}</ul>" if failures else ""}</div>'


def problem_html(message: str) -> str:
    """Say why something could not be done.

    Args:
        message: one line.
    """
    return f'<p class="problem" role="alert">{escape(message)}</p>'


def _place(name: str, line: int | None) -> str:
    short = Path(name).name
    return f"{short}, line {line}" if line else short


def _head_html(column: Column, shown: Shown) -> str:
    now = column is shown.column
    order = ("descending" if shown.descending else "ascending") if now else "none"
    return (
        f'<th scope="col" class="{column}" aria-sort="{order}">'
        f'<button type="button" data-sort="{column}">{_HEADS[column]}</button></th>'
    )


def _row_html(row: Row, editing: bool) -> str:
    title, name = escape(row.title), escape(row.id)
    remove = (
        f'<td class="remove"><button type="button" data-remove="{name}" data-title="{title}" '
        f'aria-label="Remove {title}">Remove</button></td>'
        if editing
        else ""
    )
    return (
        f'<tr><td class="title"><button type="button" data-open="{name}" dir="auto">{title}'
        f'</button></td><td class="source" dir="auto">{escape(row.outlet)}</td>'
        f'<td class="date">{day(row.published)}</td>'
        f'<td class="sentences">{row.sentences:,}</td>{remove}</tr>'
    )


def _pages_html(listing: Listing, shown: Shown) -> str:
    first, last = shown.page * ROWS, shown.page * ROWS + len(listing.rows)
    before = "" if shown.page else " disabled"
    after = "" if last < listing.total else " disabled"
    return (
        '<nav class="pages" aria-label="Pages of the table">'
        f'<button type="button" data-page="{shown.page - 1}"{before}>Previous</button>'
        f"<span>{first + 1:,} to {last:,} of {listing.total:,}</span>"
        f'<button type="button" data-page="{shown.page + 1}"{after}>Next</button></nav>'
    )


def _unit(first: date, last: date) -> tuple[Callable[[date], int], Callable[[date], str]]:
    """Choose the finest unit that does not take too many bars: its number and its name."""
    units: tuple[tuple[Callable[[date], int], Callable[[date], str]], ...] = (
        (date.toordinal, day),
        (lambda d: d.year * 12 + d.month, lambda d: f"{d:%b} {d.year}"),
        (lambda d: d.year, lambda d: str(d.year)),
        (lambda d: d.year // 100, lambda d: f"{d.year // 100 * 100}s"),
    )
    fitting = (unit for unit in units if unit[0](last) - unit[0](first) < _MOST_BARS)
    return next(fitting)
