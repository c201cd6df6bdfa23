"""Recency: the nearer its day is to the days asked of, the likelier an article is the one meant."""

from datetime import date, timedelta
from math import exp

from assistant.asking.tuning import TUNING
from assistant.text.periods import Period


def recency(published: date, period: Period) -> float:
    """Return how near to a period an article was published, from 1 (in it) towards 0.

    It decays exponentially with the days between (Li and Croft, "Time-based language models",
    2003).

    Args:
        published: the article's day.
        period: the days that are asked of.
    """
    first, last = period.bounds
    apart = max((first - published).days, (published - last).days, 0)
    return exp(-apart / TUNING.days)


def reach(period: Period) -> Period:
    """Return the days beyond which recency is next to nothing, some half a year from a period."""
    margin = timedelta(6 * TUNING.days)
    return period.widened(margin, margin)
