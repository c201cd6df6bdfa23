"""Measure how often a time that a text names is read as the right days.

    python -m benchmarks.times --data ../shared/data

Reads `time-expressions`, English date cases of Microsoft's Recognizers-Text, and prints two rows:
the four fifths that the grammar was written by, and the fifth that was set aside, by the hash of
the text, before any of them was looked at.

A case counts where its text names one time, a date or a range of days that the set resolves; a
time of any year has two readings there, and either is right. A day is right if it is the one; a
range if it begins and ends as the set has it. The set ends a range on the day behind it, or, where
two ends are named, on the last one's first day: "April to June" on 1 June, which people mean as
30 June. Both are right here.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from assistant.text.periods import DAY, Period, unit
from assistant.text.times import named_time
from training.cases import read_lines

_FIFTHS = 5
_UNRESOLVED = {"not resolved", "0001-01-01"}
_UNITS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class TimeCase:
    """A text that names one time.

    Args:
        text: what is said.
        said: the day on which it is said.
        is_range: whether a range of days is named, or a day.
        readings: the first and the last day of each; the set's end of a range is the day behind.
    """

    text: str
    said: date
    is_range: bool
    readings: frozenset[tuple[date | None, date | None]]

    @property
    def is_set_aside(self) -> bool:
        """Whether the grammar was written without a look at it: a fifth, by the text's hash."""
        return int(sha256(self.text.encode()).hexdigest(), 16) % _FIFTHS == 0


@dataclass(frozen=True, slots=True)
class Marks:
    """How many cases there are of each kind, and how many are right."""

    days: int
    days_right: int
    ranges: int
    starts_right: int
    ranges_right: int

    @property
    def row(self) -> str:
        """The figures in one line."""
        return (
            f"{self.days_right} of {self.days} ({self.days_right / max(1, self.days):.3f}) | "
            f"{self.ranges_right} of {self.ranges} "
            f"({self.ranges_right / max(1, self.ranges):.3f}) | "
            f"{self.starts_right} ({self.starts_right / max(1, self.ranges):.3f})"
        )


def main() -> None:
    """Print both rows."""
    parser = argparse.ArgumentParser(description="Measure how times are read.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    path = parser.parse_args().data / "time-expressions" / "dev.jsonl"
    if not path.exists():
        parser.error(f"{path} is not there; --data names the folder of the shared data")
    cases = list(time_cases(read_lines(path)))
    print("| part | days | ranges | range begins right |\n|---|---|---|---|")
    for name, aside in (("four fifths", False), ("a fifth set aside", True)):
        print(f"| {name} | {marks([c for c in cases if c.is_set_aside is aside]).row} |")


def time_cases(records: Iterable[Mapping[str, Any]]) -> Iterator[TimeCase]:
    """Read the cases that name one date or one range, and resolve it.

    Args:
        records: as the set has them.
    """
    for record in records:
        found = record["results"]
        kind = (found[0]["type"] or "").removeprefix("datetimeV2.") if len(found) == 1 else ""
        if kind in {"date", "daterange"} and record["reference"]:
            readings = frozenset(_readings(found[0].get("value") or {}))
            if readings:
                said = date.fromisoformat(record["reference"][:10])
                yield TimeCase(record["input"], said, kind == "daterange", readings)


def _readings(value: Mapping[str, Any]) -> Iterator[tuple[date | None, date | None]]:
    for reading in value.get("values") or [
        value.get("PastResolution") or {},
        value.get("FutureResolution") or {},
    ]:
        day = reading.get("date") or reading.get("value")
        first = day or reading.get("start") or reading.get("startDate")
        last = day or reading.get("end") or reading.get("endDate")
        if (first or last) and not {first, last} & _UNRESOLVED:
            yield _day(first), _day(last)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def marks(cases: Sequence[TimeCase]) -> Marks:
    """Count the cases, and those that are read right.

    Args:
        cases: any.
    """
    read = [(case, named_time(case.text, case.said)) for case in cases]
    found = [(case, named.period if named else None) for case, named in read]
    days = [(case, period) for case, period in found if not case.is_range]
    ranges = [(case, period) for case, period in found if case.is_range]
    return Marks(
        days=len(days),
        days_right=sum(
            period is not None and (period.first, period.last) in case.readings
            for case, period in days
        ),
        ranges=len(ranges),
        starts_right=sum(
            any(period is not None and first == period.first for first, _ in case.readings)
            for case, period in ranges
        ),
        ranges_right=sum(period is not None and is_right(case, period) for case, period in ranges),
    )


def is_right(case: TimeCase, period: Period) -> bool:
    """Check whether a period is a range of a case, its end as the set or as people have it."""
    ends: set[date | None] = {period.last}
    if period.last:
        closed = [unit(name, period.last) for name in _UNITS]
        ends |= {one.first for one in closed if one.last == period.last}
        ends.add(period.last + DAY)
    return any(first == period.first and last in ends for first, last in case.readings)


if __name__ == "__main__":
    main()
