"""Results: means with their intervals, and systems against each other."""

import pytest

from assistant.evaluation.results import (
    differences,
    is_beyond_chance,
    refusal_curve,
    summarise,
)
from assistant.evaluation.systems import Outcome


def outcomes(*rows: tuple[bool, float]) -> list[Outcome]:
    """Outcomes of whether they are answerable and a score; a score under one half refuses."""
    return [
        Outcome(
            str(number),
            answerable,
            ({"refusal precision": float(not answerable)} if score < 0.5 else {})
            | ({} if answerable else {"refusal recall": float(score < 0.5)}),
            score,
        )
        for number, (answerable, score) in enumerate(rows)
    ]


def test_figures_have_intervals() -> None:
    figures = summarise(outcomes(*[(True, 0.9)] * 6, (True, 0.1), *[(False, 0.2)] * 3))
    assert figures["refusal precision"].value == 0.75
    assert figures["refusal precision"].count == 4
    assert figures["refusal recall"].value == 1
    auc = figures["answerable or not, AUC"]
    assert auc.value == pytest.approx(6 / 7)
    assert auc.low < auc.value < auc.high <= 1
    assert figures["unanswerable, best F1"].value == pytest.approx(6 / 7)


def test_the_refusal_curve_goes_over_all_thresholds() -> None:
    curve = refusal_curve(outcomes((False, 0.1), (True, 0.2), (False, 0.3), (True, 0.3)))
    assert curve == [(0.1, 1, 0.5), (0.2, 0.5, 0.5), (0.3, 0.5, 1)]


def test_a_difference_is_paired() -> None:
    ours = [Outcome(str(n), True, {"hit": float(n % 2)}) for n in range(40)]
    worse = [Outcome(str(n), True, {"hit": float(n % 8 == 1)}) for n in range(40)]
    gap = differences(ours, worse)["hit"]
    assert gap.value == pytest.approx(0.375)
    assert is_beyond_chance(gap)
    same = differences(ours, ours)["hit"]
    assert (same.value, same.low, same.high) == (0, 0, 0)
    assert not is_beyond_chance(same)
