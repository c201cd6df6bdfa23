"""Recency: the nearer its day is to the days asked of, the likelier an article is the one meant."""

from datetime import date
from math import exp

Period = tuple[date, date]
"""The first and the last day."""

_DAYS = 30.0


def recency(published: date | None, period: Period | None) -> float:
    """Tell how near to a period an article was published, from 1 (in it) towards 0.

    It decays exponentially with the days between (Li and Croft, "Time-based language models",
    2003).

    Args:
        published: the article's day; the recency is 0 if it is not known.
        period: the days that are asked of; the recency is 0 if any may be meant.
    """
    if not published or not period:
        return 0.0
    first, last = period
    apart = max((first - published).days, (published - last).days, 0)
    return exp(-apart / _DAYS)
