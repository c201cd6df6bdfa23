"""The chart: how each figure grows with the corpus, ours beside the peers'."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from benchmarks.timing.figures import OURS, Runs

_COLOURS = ("#1f4e8c", "#d9822b", "#7a9e7e", "#8c5a9e", "#8c8c8c")

# What is drawn, over what, from which kind of run, and its values, a second one dashed.
_PANELS = (
    ("indexing, seconds", "articles", "index", "seconds"),
    ("indexing again, seconds", "articles", "again", "seconds"),
    ("peak memory while indexing, MB", "articles", "index", "peak_mb"),
    ("from shell to printed answer, seconds", "passages", "start", "wall"),
    ("a question alone, p50 and p95, seconds", "passages", "ask", "one_p50", "one_p95"),
    (
        "a question of eight at a time, p50 and p95, seconds",
        "passages",
        "ask",
        "many_p50",
        "many_p95",
    ),
)


def draw(runs: Runs, path: Path) -> None:
    """Draw the runs as a PNG: a panel a figure, a colour a system.

    Args:
        runs: all of them.
        path: the file to write.
    """
    canvas = Canvas(figsize=(14, 8), layout="constrained")
    panels = canvas.subplots(2, 3).flat
    for axes, (title, over, kind, *values) in zip(panels, _PANELS, strict=True):
        axes.set_title(title, loc="left", fontsize=10)
        axes.set_xlabel(over)
        for system, colour in zip(_systems(runs), _COLOURS, strict=False):
            for line, value in zip(("-", "--"), values, strict=False):
                points = _points(runs, system, kind, value)
                label = system if line == "-" else None
                axes.plot(*_columns(points), line, marker="o", ms=4, color=colour, label=label)
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        axes.spines[["top", "right"]].set_visible(False)
    handles, labels = _legend(canvas.axes)
    canvas.legend(handles, labels, loc="outside upper center", ncols=5, frameon=False)
    canvas.savefig(path, format="png", dpi=110)


def _systems(runs: Runs) -> list[str]:
    return [OURS, *(system for system in runs.systems("index") if system != OURS)]


def _points(runs: Runs, system: str, kind: str, value: str) -> list[tuple[int, float]]:
    medians = ((size, runs.median(system, kind, size, value)) for size in runs.sizes(system, kind))
    return [(size, median) for size, median in medians if median is not None]


def _columns(points: Sequence[tuple[int, float]]) -> tuple[list[int], list[float]]:
    return [size for size, _ in points], [value for _, value in points]


def _legend(panels: Sequence[Axes]) -> tuple[list[Artist], list[str]]:
    """Return each system's line once, wherever it is drawn."""
    found: dict[str, Artist] = {}
    for axes in panels:
        handles, labels = axes.get_legend_handles_labels()
        found |= dict(zip(labels, handles, strict=True))
    return list(found.values()), list(found)
