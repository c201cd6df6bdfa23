"""The collection as a table: what its rows hold, and which of them to give in what order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.answers import Where


class Column(StrEnum):
    """What the rows can be sorted by."""

    TITLE = "title"
    SOURCE = "source"
    DATE = "date"
    SENTENCES = "sentences"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles to list, and in what order.

    Args:
        words: how words begin that an article's title or text has; all of them.
        where: which articles may be listed.
        column: what to sort by.
        descending: whether the largest or latest comes first.
        whole: whether the words are whole ones, or their inflections.
        author: a name that its author's has in it; upper and lower case are one.
    """

    words: str = ""
    where: Where = Where()
    column: Column = Column.DATE
    descending: bool = True
    whole: bool = False
    author: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the table.

    Args:
        id: the article's id.
        title: its headline; how its text begins where there is none.
        outlet: as `Article.outlet`.
        published: the day it was published; None when unknown.
        sentences: how many it has.
    """

    id: str
    title: str
    outlet: str
    published: date | None
    sentences: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of the selected articles, and of all of them the days they were published on.

    Args:
        rows: the part that was asked for.
        days: how many of all the selected were published on each day; None: undated.
    """

    rows: tuple[Row, ...]
    days: Mapping[date | None, int]

    @property
    def total(self) -> int:
        """How many articles are selected."""
        return sum(self.days.values())
