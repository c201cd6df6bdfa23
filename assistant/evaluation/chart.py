"""The chart: the measures as bars with their intervals, and the curve of refusing."""

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import SettingsError
from assistant.evaluation.results import Result, by_set, refusal_curve

try:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas
except ModuleNotFoundError as error:
    raise SettingsError(
        f"a chart needs {error.name}; run pip install 'articles-assistant[eval]'"
    ) from None

_COLOURS = ("#1f4e8c", "#d9822b", "#7a9e7e", "#8c8c8c")


def draw(results: Sequence[Result], path: Path) -> None:
    """Draw results as a PNG: a row a set of questions, a colour a system.

    Args:
        results: of one or several sets of questions.
        path: the file to write.

    Raises:
        SettingsError: the file cannot be written.
    """
    sets = by_set(results)
    heights = [1 + 0.2 * sum(len(r.figures) for r in rows) for rows in sets.values()]
    canvas = Canvas(figsize=(12, max(sum(heights), 4)), layout="constrained")
    grid = canvas.subplots(len(sets), 2, squeeze=False, width_ratios=(3, 2), height_ratios=heights)
    for (bars, curve), (questions, rows) in zip(grid, sets.items(), strict=True):
        bars.set_title(questions, loc="left")
        _draw_bars(bars, rows)
        _draw_curve(curve, rows)
    try:
        canvas.savefig(path, format="png", dpi=110)
    except OSError as error:
        raise SettingsError(
            f"the chart cannot be written to {path}: {error.strerror}; name another file"
        ) from None


def _draw_bars(axes: Axes, results: Sequence[Result]) -> None:
    names = dict.fromkeys(
        name
        for r in results
        for name, figure in r.figures.items()
        if not name.startswith(("seconds", "tokens"))  # they are no shares
    )
    places = {name: place for place, name in enumerate(names)}
    height = 0.8 / len(results)
    for number, (result, colour) in enumerate(zip(results, _COLOURS, strict=False)):
        shown = {name: figure for name, figure in result.figures.items() if name in places}
        axes.barh(
            [places[name] + number * height for name in shown],
            [figure.value for figure in shown.values()],
            height,
            xerr=[
                [max(figure.value - figure.low, 0) for figure in shown.values()],
                [max(figure.high - figure.value, 0) for figure in shown.values()],
            ],
            color=colour,
            ecolor="#444444",
            label=result.system,
        )
    axes.set_yticks([place + (0.8 - height) / 2 for place in places.values()], list(places))
    axes.set_ylim(len(places) - 0.3, -0.5)
    axes.set_xlim(0, 1)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(results), frameon=False)


def _draw_curve(axes: Axes, results: Sequence[Result]) -> None:
    """Draw precision over recall of refusing; a dot is where the settings put it."""
    drawn = False
    for result, colour in zip(results, _COLOURS, strict=False):
        if "answerable or not, AUC" not in result.figures:
            continue
        drawn = True
        _, precision, recall = zip(*refusal_curve(result.outcomes), strict=True)
        axes.plot(recall, precision, color=colour, label=result.system)
        if {"refusal precision", "refusal recall"} <= result.figures.keys():
            at = result.figures["refusal recall"].value, result.figures["refusal precision"].value
            axes.plot(*at, "o", color=colour)
    axes.set_visible(drawn)
    axes.set_title("refusing, over all thresholds", loc="left")
    axes.set(xlim=(0, 1.01), ylim=(0, 1.02), xlabel="recall of refusing", ylabel="precision")
