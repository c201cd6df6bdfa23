"""The report: tables of what was measured."""

from collections.abc import Iterator, Sequence

from benchmarks.timing.figures import OURS, Runs, targets


def report(runs: Runs, peer_size: int, scales: Sequence[int]) -> Iterator[str]:
    """Give the lines of the report: the targets, the systems side by side, and the growth.

    Args:
        runs: all of them.
        peer_size: how many articles the peers indexed.
        scales: the passages of the stores that were asked, the smaller first.
    """
    first = scales[0]
    yield from _table(
        ("target", "to reach", "reached", ""),
        [
            (row.what, row.target, row.reached, {True: "yes", False: "NO", None: ""}[row.met])
            for row in targets(runs, peer_size, scales)
        ],
    )
    yield f"\nThe systems: {peer_size:,} articles indexed, about {first:,} passages asked"
    columns = {
        "characters/s": ("index", peer_size, "characters_per_second"),
        "passages": ("index", peer_size, "passages"),
        "peak MB": ("index", peer_size, "peak_mb"),
        "start s": ("start", first, "wall"),
        "its CPU s": ("start", first, "cpu"),
        "p50 s": ("ask", first, "one_p50"),
        "p95 s": ("ask", first, "one_p95"),
        "8: p50 s": ("ask", first, "many_p50"),
        "8: p95 s": ("ask", first, "many_p95"),
        "8: a second": ("ask", first, "many_per_second"),
    }
    yield from _table(
        ("system", *columns),
        [
            (system, *(_cell(runs.median(system, *place)) for place in columns.values()))
            for system in runs.systems("index")
        ],
    )
    yield "\nThe assistant, by articles indexed"
    values = ("passages", "seconds", "characters_per_second", "busy", "cores", "peak_mb")
    yield from _table(
        ("articles", *values, "again"),
        [
            (
                f"{size:,}",
                *(_cell(runs.median(OURS, "index", size, value)) for value in values),
                _cell(runs.median(OURS, "again", size, "seconds")),
            )
            for size in runs.sizes(OURS, "index")
        ],
    )
    yield "\nThe assistant, by passages asked"
    values = ("one_p50", "one_p95", "reading_p50", "many_p50", "many_p95", "many_per_second")
    yield from _table(
        ("passages", *values),
        [
            (f"{size:,}", *(_cell(runs.median(OURS, "ask", size, value)) for value in values))
            for size in runs.sizes(OURS, "ask")
        ],
    )
    yield f"\nassistant --help: {_cell(runs.median(OURS, 'help', 0, 'wall'))} s"


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give a Markdown table whose columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, ["-" * width for width in widths], *rows):
        cells = " | ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"| {cells} |"
