"""An answer as plain text, for a terminal."""

from collections.abc import Iterable

from assistant.answers import Answer, Citation, Statement
from assistant.render.lines import (
    NEAREST,
    coverage_line,
    one_line,
    paragraphs,
    said_line,
    source_line,
    unless_said,
)


def to_text(answer: Answer) -> str:
    """Render an answer for a terminal.

    Args:
        answer: any answer.

    Returns:
        Lines of text: what is said, the sentences it rests on, and what was searched; no
        control character but the line feed.
    """
    blocks = [said_line(p) for p in paragraphs(answer.statements)]
    if answer.citations:
        blocks.append("\n".join(_citation(c, answer.statements) for c in answer.citations))
    if answer.nearest:
        blocks.append("\n".join([NEAREST + ":", *(_citation(c) for c in answer.nearest)]))
    if answer.notice:
        blocks.append(one_line(answer.notice))
    return "\n\n".join([*blocks, coverage_line(answer)])


def _citation(citation: Citation, statements: Iterable[Statement] = ()) -> str:
    indent = " " * len(f"[{citation.number}] ")
    quoted = unless_said(citation, statements, f"\n{indent}")
    return f"[{citation.number}] {quoted}{source_line(citation.article)}"
