"""How many articles there are by date, as bars of days, months, years or centuries."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.text.wording import day

_MOST_BARS = 180


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles of one day, month, year or century.

    Args:
        place: where it stands, counted from the first bar's place, 0.
        name: such as `3 Dec 2023` or `1900s`.
        articles: how many there are; at least one.
    """

    place: int
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars in the order of time; where there is no article, there is no bar.

    Args:
        bars: at least one.
        undated: how many articles have no date.
    """

    bars: tuple[Bar, ...]
    undated: int

    @property
    def first(self) -> str:
        """The name of the first bar."""
        return self.bars[0].name

    @property
    def last(self) -> str:
        """The name of the last bar; empty if there is only one."""
        return self.bars[-1].name if len(self.bars) > 1 else ""

    @property
    def span(self) -> str:
        """The time that the bars cover."""
        return f"{self.first} to {self.last}" if self.last else self.first

    @property
    def width(self) -> int:
        """How many places there are, with those that have no bar."""
        return self.bars[-1].place + 1

    @property
    def most(self) -> int:
        """How many articles the highest bar has."""
        return max(bar.articles for bar in self.bars)


def timeline(days: Mapping[date | None, int]) -> Timeline | None:
    """Count articles by the finest unit of time that does not take too many bars.

    Args:
        days: articles by the day they were published; None for undated ones.

    Returns:
        The bars; None if no article has a date.
    """
    dated = {published: count for published, count in days.items() if published}
    if not dated:
        return None
    number, name = _unit(min(dated), max(dated))
    counts: Counter[int] = Counter()
    for published, count in dated.items():
        counts[number(published)] += count
    names = {number(published): name(published) for published in dated}
    first = min(counts)
    bars = (Bar(place - first, names[place], counts[place]) for place in sorted(counts))
    return Timeline(tuple(bars), days.get(None, 0))


def _unit(first: date, last: date) -> tuple[Callable[[date], int], Callable[[date], str]]:
    """Return how the unit numbers a day, and what it calls it."""
    units: tuple[tuple[Callable[[date], int], Callable[[date], str]], ...] = (
        (date.toordinal, day),
        (lambda d: d.year * 12 + d.month, lambda d: f"{d:%b} {d.year}"),
        (lambda d: d.year, lambda d: str(d.year)),
        (lambda d: d.year // 100, lambda d: f"{d.year // 100 * 100}s"),
    )
    fitting = (unit for unit in units if unit[0](last) - unit[0](first) < _MOST_BARS)
    return next(fitting)
