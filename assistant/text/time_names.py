"""What the tables of expressions that name a time have in common."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from assistant.text.time_parts import Time

Match = re.Match[str]
Find = Callable[[Match, date], Time | None]
"""How the days of an expression are found, from its match and the day on which it is said."""

NO_MORE = re.compile(r"\s*(?:$|[?!.,;:)])")
"""What stands behind the last word of a clause."""

AFTER_A_DAY = re.compile(
    r"\s*(?:$|[?!;:)]|[.,](?!\d)|-\s|(?:to|and|until|till?|through|in|at|from|between)\b)"
)
"""What stands behind a date that ends with a number."""

AFTER_A_WEEKDAY = re.compile(
    rf"{AFTER_A_DAY.pattern}|\s+(?:or|with|for|by|as|is|was|were|will|has|had|who|when|where|how)\b"
)
"""What stands behind one that has a weekday: no noun."""


@dataclass(frozen=True, slots=True)
class Name:
    """A kind of expression.

    Args:
        pattern: what it matches, in lower case and with numbers in digits.
        find: its days; None where it names no time after all.
        relative: whether the day on which it is said tells which days.
        weak: whether it names a time only within a longer expression, as "the year" does.
    """

    pattern: re.Pattern[str]
    find: Find
    relative: bool = False
    weak: bool = False


def written_out(pattern: str, find: Find, weak: bool = False) -> Name:
    """Return a kind of expression that means the same on any day; no sum of money is one."""
    return Name(_compiled(pattern), find, weak=weak)


def by_today(pattern: str, find: Find, weak: bool = False) -> Name:
    """Return a kind of expression that is told by the day on which it is said."""
    return Name(_compiled(pattern), find, relative=True, weak=weak)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]|[$£€])(?<![$£€]\s)(?<!\d[.:])(?:{pattern})(?![^\W_])")
