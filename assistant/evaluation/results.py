"""Results: what outcomes come to, each with its 95 % interval.

Intervals are percentile bootstrap intervals over questions (Efron, 1979) from a fixed seed.
Two systems asked the same questions are compared on the same draws of them, so that the
interval of their difference is a paired one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from assistant.evaluation.systems import Outcome

_RESAMPLES = 1000

Numbers = npt.NDArray[np.float64]
_Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured mean or rate with its 95 % interval, and over how many questions."""

    value: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class Result:
    """What a system made of a set of questions.

    Args:
        questions: the set's name.
        system: the system's name.
        outcomes: what came, question by question.
        figures: what that comes to, by measure.
    """

    questions: str
    system: str
    outcomes: tuple[Outcome, ...]
    figures: Mapping[str, Figure]

    @classmethod
    def of(cls, questions: str, system: str, outcomes: Sequence[Outcome]) -> Self:
        """Sum outcomes up."""
        return cls(questions, system, tuple(outcomes), summarise(outcomes))


@dataclass(frozen=True, slots=True)
class _Measure:
    """A measure of outcomes, taken on any draw of their rows."""

    of: Callable[[_Rows], float]
    count: int


def by_set(results: Sequence[Result]) -> dict[str, list[Result]]:
    """Group results by the questions that were asked."""
    names = dict.fromkeys(result.questions for result in results)
    return {name: [result for result in results if result.questions == name] for name in names}


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Sum up outcomes by measure."""
    rows = np.arange(len(outcomes))
    return {
        name: _figure(measure.of(rows), _draw(measure, len(outcomes)), measure.count)
        for name, measure in _measures(outcomes).items()
    }


def mean_figure(values: Sequence[float]) -> Figure:
    """Return the mean of values, one a question, with its interval."""
    measure = _mean(values)
    return _figure(measure.of(np.arange(len(values))), _draw(measure, len(values)), measure.count)


def differences(outcomes: Sequence[Outcome], others: Sequence[Outcome]) -> dict[str, Figure]:
    """Return by measure how much outcomes are above others of the same questions, in order."""
    rows = np.arange(len(outcomes))
    theirs = _measures(others)
    return {
        name: _figure(
            ours.of(rows) - theirs[name].of(rows),
            _draw(ours, len(rows)) - _draw(theirs[name], len(rows)),
            min(ours.count, theirs[name].count),
        )
        for name, ours in _measures(outcomes).items()
        if name in theirs
    }


def refusal_curve(outcomes: Sequence[Outcome]) -> list[tuple[float, float, float]]:
    """Return threshold, precision and recall of refusing, for every threshold that matters."""
    scored = [(o.score, o.answerable) for o in outcomes if o.score is not None]
    unanswerable = sum(not answerable for _, answerable in scored)
    curve = []
    for threshold in sorted({score for score, _ in scored}):
        refused = [answerable for score, answerable in scored if score <= threshold]
        right = sum(not answerable for answerable in refused)
        curve.append((threshold, right / len(refused), right / max(unanswerable, 1)))
    return curve


def is_beyond_chance(difference: Figure) -> bool:
    """Tell whether the interval of a difference leaves out zero."""
    return difference.low > 0 or difference.high < 0


def _measures(outcomes: Sequence[Outcome]) -> dict[str, _Measure]:
    answerable_first = sorted(outcomes, key=lambda outcome: not outcome.answerable)
    names = dict.fromkeys(name for outcome in answerable_first for name in outcome.values)
    measures = {name: _mean([o.values.get(name, np.nan) for o in outcomes]) for name in names}
    return measures | _abstention(outcomes)


def _mean(values: Sequence[float]) -> _Measure:
    """The mean over those that have a value."""
    column = np.array(values, float)
    known = ~np.isnan(column)
    total = np.where(known, column, 0)

    def mean(rows: _Rows) -> float:
        count = known[rows].sum()
        return float(total[rows].sum() / count) if count else np.nan

    return _Measure(mean, int(known.sum()))


def _abstention(outcomes: Sequence[Outcome]) -> dict[str, _Measure]:
    """Measures of how well the score tells answerable questions from others, if both are there."""
    if len({o.answerable for o in outcomes}) < 2 or any(o.score is None for o in outcomes):
        return {}
    score = np.array([o.score for o in outcomes], dtype=np.float64)
    yes = np.array([o.answerable for o in outcomes])
    return {
        "answerable or not, AUC": _Measure(lambda r: _auc(score[r], yes[r]), len(outcomes)),
        "answerable, best F1": _Measure(lambda r: _best_f1(score[r], yes[r]), len(outcomes)),
        "unanswerable, best F1": _Measure(lambda r: _best_f1(-score[r], ~yes[r]), len(outcomes)),
    }


def _auc(score: Numbers, yes: npt.NDArray[np.bool_]) -> float:
    """The chance that one of `yes` scores above one of the others; equal scores count half."""
    others = np.sort(score[~yes])
    if not yes.any() or not len(others):
        return np.nan
    below = np.searchsorted(others, score[yes], "left")
    up_to = np.searchsorted(others, score[yes], "right")
    return float((below + up_to).mean() / 2 / len(others))


def _best_f1(score: Numbers, yes: npt.NDArray[np.bool_]) -> float:
    """The best F1 of telling `yes` by a threshold on the score."""
    if not yes.any():
        return np.nan
    order = np.argsort(-score)
    right = np.cumsum(yes[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + right[-1])
    ends = np.append(np.diff(score[order]) != 0, True)  # a threshold parts no equal scores
    return float(f1[ends].max())


def _draw(measure: _Measure, count: int) -> Numbers:
    """Take a measure on bootstrap draws, the same ones for every measure of as many rows."""
    random = np.random.default_rng(0)
    return np.array([measure.of(random.integers(0, count, count)) for _ in range(_RESAMPLES)])


def _figure(value: float, draws: Numbers, count: int) -> Figure:
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return Figure(value, float(low), float(high), count)
