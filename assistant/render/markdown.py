"""An answer as Markdown (CommonMark)."""

import string
from collections.abc import Iterable
from urllib.parse import quote

from assistant.answers import Answer, Citation, Statement
from assistant.render.lines import (
    NEAREST,
    article_title,
    coverage_line,
    one_line,
    outlet_and_day,
    paragraphs,
    said_line,
    unless_said,
)
from assistant.render.links import article_url

_MARKDOWN = str.maketrans({c: f"\\{c}" for c in string.punctuation if c not in ",'\"?%;"})


def to_markdown(answer: Answer) -> str:
    """Render an answer as Markdown (CommonMark).

    Args:
        answer: any answer.

    Returns:
        Markdown in which only the layout and the links to articles are markup.
    """
    blocks = [_md(said_line(p)) for p in paragraphs(answer.statements)]
    if answer.citations:
        blocks.append("\n".join(_citation(c, answer.statements) for c in answer.citations))
    if answer.nearest:
        blocks += [
            _md(NEAREST + ":"),
            "\n".join(_citation(c) for c in answer.nearest),
        ]
    if answer.notice:
        blocks.append(_md(one_line(answer.notice)))
    return "\n\n".join([*blocks, f"*{_md(coverage_line(answer))}*"])


def _md(text: str) -> str:
    return text.translate(_MARKDOWN)


def _citation(citation: Citation, statements: Iterable[Statement] = ()) -> str:
    article = citation.article
    title = _md(article_title(article))
    if address := article_url(article, citation.quote):
        title = f"[{title}](<{quote(address, safe=string.punctuation.replace('<', ''))}>)"
    words = _md(f"[{citation.number}] {unless_said(citation, statements, ' — ')}")
    return f"- {words}{title}, {_md(outlet_and_day(article))}"
