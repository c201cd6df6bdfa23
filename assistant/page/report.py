"""What adding articles on the page did."""

from pathlib import Path

from assistant.indexing import Report
from assistant.render.html import render

_MOST_FAILURES = 50


def report_html(report: Report) -> str:
    """Render what adding did, and what failed and why.

    Args:
        report: its failures name uploaded files by their paths; only the names are shown.
    """
    counts = (
        (len(report.added), "added"),
        (len(report.updated), "updated"),
        (len(report.unchanged), "there already"),
        (len(report.failed), "failed"),
    )
    summary = ", ".join(f"{count:,} {what}" for count, what in counts if count)
    return render(
        "report.html",
        summary=summary or "Nothing to add",
        failures=[
            (_place(failure.name, failure.line), failure.reason)
            for failure in report.failed[:_MOST_FAILURES]
        ],
        more=max(len(report.failed) - _MOST_FAILURES, 0),
    )


def _place(name: str, line: int | None) -> str:
    short = Path(name).name
    return f"{short}, line {line}" if line else short
