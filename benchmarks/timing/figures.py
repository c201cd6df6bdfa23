"""Figures: what is made of the runs, and whether it reaches the targets."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OURS = "assistant"
LANGCHAIN = "langchain"

LAYERS, WIDTH, INNER = 6, 384, 1536
"""The shape of all-MiniLM-L6-v2."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one measurement gave.

    Args:
        system: who was measured.
        kind: `index`, `again`, `ask`, `start`, `help` or `floor`.
        size: of how many articles or, for `ask` and `start`, passages; 0 where it has none.
        values: what was measured, seconds unless the name says another unit.
    """

    system: str
    kind: str
    size: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A target, what was reached of it, and whether that is enough; None: not measured."""

    what: str
    target: str
    reached: str
    met: bool | None


class Runs:
    """All runs, and the medians over those that were repeated."""

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self.all = list(runs)

    def add(self, run: Run) -> None:
        """Take in a run."""
        self.all.append(run)

    def median(self, system: str, kind: str, size: int, value: str) -> float | None:
        """Return the median of a value over the repeats; None if it was not measured."""
        found = [
            run.values[value]
            for run in self.all
            if (run.system, run.kind, run.size) == (system, kind, size) and value in run.values
        ]
        return statistics.median(found) if found else None

    def sizes(self, system: str, kind: str) -> list[int]:
        """Return the sizes that a system was measured at, the smallest first."""
        return sorted({run.size for run in self.all if (run.system, run.kind) == (system, kind)})

    def systems(self, kind: str) -> list[str]:
        """Return the systems that something was measured of, in order."""
        return list(dict.fromkeys(run.system for run in self.all if run.kind == kind))

    def fastest_peer(self, kind: str, size: int, value: str, best: Any = min) -> float | None:
        """Return the best median of the peers; None if none was measured."""
        found = [
            median
            for system in self.systems(kind)
            if system != OURS and (median := self.median(system, kind, size, value)) is not None
        ]
        return best(found) if found else None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of the values does not pass, between two where it falls so."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def waits(found: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the seconds of each question into their percentiles; all else stays."""
    lists = {name: value for name, value in found.items() if isinstance(value, list)}
    rest = {name: value for name, value in found.items() if name not in lists}
    shares = {"p50": 0.5, "p95": 0.95}
    return rest | {
        f"{name}_{label}": percentile(values, share)
        for name, values in lists.items()
        for label, share in shares.items()
    }


def busy(spans: Iterable[tuple[float, float]]) -> float:
    """Return for how long at least one of the spans ran."""
    total, until = 0.0, float("-inf")
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, until))
        until = max(until, end)
    return total


def encoder_flops(lengths: Iterable[int]) -> float:
    """Count the floating point operations of the encoder's matrix products.

    Args:
        lengths: the tokens of each text, special ones counted.
    """
    weights = LAYERS * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)
    return float(sum(n * (2 * weights + 4 * LAYERS * WIDTH * n) for n in lengths))


def targets(runs: Runs, peer_size: int, scales: Sequence[int]) -> list[Row]:
    """Hold the runs against the targets.

    Args:
        runs: all of them.
        peer_size: how many articles the peers indexed.
        scales: the passages of the stores that were asked, the smaller first.
    """
    return [
        *_start_targets(runs, scales[0]),
        *_index_targets(runs, peer_size),
        *_question_targets(runs, scales),
        *_memory_targets(runs),
    ]


def _start_targets(runs: Runs, scale: int) -> list[Row]:
    ours = runs.median(OURS, "start", scale, "wall")
    theirs = runs.median(LANGCHAIN, "start", scale, "wall")
    return [
        _row("from shell to printed answer", ours, "s", most=1.5),
        _row("the same, ours / stock LangChain's", _ratio(ours, theirs), "", most=0.25),
    ]


def _index_targets(runs: Runs, peer_size: int) -> list[Row]:
    ours = runs.median(OURS, "index", peer_size, "characters_per_second")
    peer = runs.fastest_peer("index", peer_size, "characters_per_second", max)
    largest = _largest(runs)
    first = runs.median(OURS, "index", largest, "seconds")
    again = runs.median(OURS, "again", largest, "seconds")
    return [
        _row("indexing, ours / the fastest peer's speed", _ratio(ours, peer), "", least=3),
        _row(
            "indexing: the encoder is busy",
            runs.median(OURS, "index", largest, "busy"),
            "",
            least=0.85,
        ),
        *(
            _row(f"indexing: the {kind} floor's share of the time", share, "")
            for kind, share in _floor(runs)
        ),
        _row("indexing again: times faster", _ratio(first, again), "", least=50),
    ]


def _question_targets(runs: Runs, scales: Sequence[int]) -> list[Row]:
    small, large = scales[0], scales[-1]
    p50 = runs.median(OURS, "ask", small, "one_p50")
    p95 = runs.median(OURS, "ask", small, "one_p95")
    reading = runs.median(OURS, "ask", small, "reading_p50")
    peer = runs.fastest_peer("ask", small, "one_p50")
    rest = None if p50 is None or reading is None else p50 - reading
    return [
        _row(f"question, {small:,} passages, p50", p50, "s", most=0.1),
        _row(f"question, {small:,} passages, p95", p95, "s", most=0.25),
        _row("the same without reading / the fastest peer, p50", _ratio(rest, peer), "", most=1),
        *(
            _row(
                f"question, {large:,} / {small:,} passages, {label}",
                _ratio(runs.median(OURS, "ask", large, f"one_{label}"), base),
                "",
                most=1.3,
            )
            for label, base in (("p50", p50), ("p95", p95))
        ),
    ]


def _memory_targets(runs: Runs) -> list[Row]:
    sizes = runs.sizes(OURS, "index") or [0]
    small, large = (runs.median(OURS, "index", size, "peak_mb") for size in (sizes[0], sizes[-1]))
    growth = f"the same, {sizes[-1]:,} / {sizes[0]:,} articles"
    return [
        _row("peak memory while indexing", large, "MB", most=1200),
        _row(growth, _ratio(large, small), "", most=1.1),
    ]


def _floor(runs: Runs) -> list[tuple[str, float | None]]:
    """Return, by the kind of number, the share of indexing that the arithmetic alone would take."""
    largest = _largest(runs)
    seconds = runs.median(OURS, "index", largest, "seconds")
    work = runs.median(OURS, "floor", largest, "flops")
    return [
        (kind, _ratio(_ratio(work, runs.median(OURS, "floor", largest, kind)), seconds))
        for kind in ("float32", "bfloat16")
    ]


def _largest(runs: Runs) -> int:
    return max(runs.sizes(OURS, "index"), default=0)


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _row(
    what: str,
    value: float | None,
    unit: str,
    *,
    most: float | None = None,
    least: float | None = None,
) -> Row:
    limit = "" if most is None else f"≤ {most:g} {unit}"
    limit = limit if least is None else f"≥ {least:g} {unit}"
    if value is None:
        return Row(what, limit.strip(), "not measured", None)
    met = (most is None or value <= most) and (least is None or value >= least)
    reached = f"{value:.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"
    return Row(what, limit.strip(), reached.strip(), met if limit else None)
