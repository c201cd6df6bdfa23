"""The report: tables of what was measured."""

from collections.abc import Iterator, Sequence

from benchmarks.timing.figures import OURS, Runs, targets

_ASKING = ("one_p50", "one_p95", "reading_p50", "many_p50", "many_p95", "many_per_second")
_INDEXING = ("passages", "seconds", "characters_per_second", "busy", "cores", "peak_mb")


def report(runs: Runs, peer_size: int, scales: Sequence[int]) -> Iterator[str]:
    """Return the lines of the report: the targets, the systems side by side, and the growth.

    Args:
        runs: all of them.
        peer_size: how many articles the peers indexed.
        scales: the passages of the stores that were asked, the smaller first.
    """
    yield from _table(
        ("target", "to reach", "reached", ""),
        [
            (row.what, row.target, row.reached, {True: "yes", False: "NO", None: ""}[row.met])
            for row in targets(runs, peer_size, scales)
        ],
    )
    yield f"\nThe systems: {peer_size:,} articles indexed, about {scales[0]:,} passages asked"
    yield from _systems(runs, peer_size, scales[0])
    yield "\nThe assistant, by articles indexed"
    again = [_cell(runs.median(OURS, "again", n, "seconds")) for n in runs.sizes(OURS, "index")]
    rows = _growth(runs, "index", _INDEXING)
    yield from _table(
        ("articles", *_INDEXING, "again"),
        [(*row, seconds) for row, seconds in zip(rows, again, strict=True)],
    )
    yield "\nThe assistant, by passages asked"
    yield from _table(("passages", *_ASKING), _growth(runs, "ask", _ASKING))
    yield f"\nassistant --help: {_cell(runs.median(OURS, 'help', 0, 'wall'))} s"


def _systems(runs: Runs, articles: int, passages: int) -> Iterator[str]:
    columns = {
        "characters/s": ("index", articles, "characters_per_second"),
        "passages": ("index", articles, "passages"),
        "peak MB": ("index", articles, "peak_mb"),
        "start s": ("start", passages, "wall"),
        "its CPU s": ("start", passages, "cpu"),
        "p50 s": ("ask", passages, "one_p50"),
        "p95 s": ("ask", passages, "one_p95"),
        "8: p50 s": ("ask", passages, "many_p50"),
        "8: p95 s": ("ask", passages, "many_p95"),
        "8: a second": ("ask", passages, "many_per_second"),
    }
    return _table(
        ("system", *columns),
        [
            (system, *(_cell(runs.median(system, *place)) for place in columns.values()))
            for system in runs.systems("index")
        ],
    )


def _growth(runs: Runs, kind: str, values: Sequence[str]) -> list[tuple[str, ...]]:
    """Return a row for each size at which the assistant was measured."""
    return [
        (f"{size:,}", *(_cell(runs.median(OURS, kind, size, value)) for value in values))
        for size in runs.sizes(OURS, kind)
    ]


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Return a Markdown table whose columns stand below each other."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, ["-" * width for width in widths], *rows):
        cells = " | ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True))
        yield f"| {cells} |"
