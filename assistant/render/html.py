"""An answer as HTML, and an article with its marks."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from assistant.answers import Answer, Citation, Statement, Status
from assistant.articles import Article
from assistant.render.lines import (
    NEAREST,
    article_title,
    coverage_line,
    day,
    doubt,
    one_line,
    outlet_and_day,
    paragraphs,
    source_line,
)
from assistant.render.links import article_url


def to_html(answer: Answer, key: str = "a") -> str:
    """Render an answer as HTML without scripts, styles or anything that loads.

    Args:
        answer: any answer.
        key: letters and digits that name the answer on its page; a citation links to
            `#KEY-NUMBER`, where `article_to_html` with the same key puts its sentence.

    Returns:
        One `<div>`.
    """
    refused = answer.status is Status.UNANSWERED
    by_number = {c.number: c for c in answer.citations}
    parts = [_paragraph(p, by_number, key) for p in paragraphs(answer.statements)]
    if answer.citations:
        parts.append(_sources(answer.citations, key))
    if answer.nearest:
        parts.append(_nearest(answer.nearest, key))
    if answer.notice:
        parts.append(f'<p class="notice">{_h(answer.notice)}</p>')
    parts.append(f'<p class="coverage">{_h(coverage_line(answer))}</p>')
    kind = "answer refused" if refused else "answer"
    return f'<div class="{kind}">{"".join(parts)}</div>'


def article_to_html(
    article: Article,
    citations: Sequence[Citation],
    focus: int | None = None,
    key: str = "a",
) -> str:
    """Render an article as HTML with the cited sentences marked.

    Args:
        article: any article.
        citations: those to mark; they may overlap, and those of other articles are left out.
        focus: the number of the citation to be looked at first.
        key: as for `to_html`.

    Returns:
        One `<article>`; the text of its body is the article's, character for character.
    """
    own = [c for c in citations if c.article.id == article.id]
    focused = next((c for c in own if c.number == focus), None)
    title = f'<h2 dir="auto">{_h(article_title(article))}</h2>'
    byline = f'<p class="byline" dir="auto">{_h(_byline(article))}</p>'
    address = article_url(article, focused.quote if focused else "")
    link = _link(address, "Read the original") if address else ""
    body = "".join(_marked(article.text, own, focus, key))
    head = f"<header>{title}{byline}{link}</header>"
    return f'<article>{head}<div tabindex="0" class="body">{body}</div></article>'


def _byline(article: Article) -> str:
    parts = (article.outlet, article.author, day(article.published))
    return " · ".join(one_line(part) for part in parts if part)


def _h(text: str) -> str:
    return escape(text, quote=True)


def _link(address: str, words: str) -> str:
    return (
        f'<a class="original" href="{_h(address)}" target="_blank" '
        f'rel="noopener noreferrer nofollow">{_h(words)}</a>'
    )


def _paragraph(statements: Iterable[Statement], by_number: dict[int, Citation], key: str) -> str:
    pieces = []
    for statement in statements:
        chips = "".join(_chip(by_number[n], key) for n in statement.citations)
        # Not a <bdi>: the paragraph's own direction would not see what is in it.
        words = f'<span class="statement">{_h(statement.text)}</span>'
        pieces.append(f"{words}{chips}{_h(doubt(statement))}")
    return f'<p class="said" dir="auto">{" ".join(pieces)}</p>'


def _chip(citation: Citation, key: str) -> str:
    source = source_line(citation.article)
    label = f"Citation {citation.number}: {one_line(citation.quote)} {source}"
    return (
        f'<a class="chip" href="#{key}-{citation.number}" data-cite="{key}-{citation.number}" '
        f'data-quote="{_h(one_line(citation.quote))}" data-source="{_h(source)}" '
        f'aria-label="{_h(label)}">{citation.number}</a>'
    )


def _sources(citations: Iterable[Citation], key: str) -> str:
    """List the cited articles, each once, with the numbers of the sentences from it."""
    by_article: dict[str, list[Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.article.id, []).append(citation)
    items = (
        f"<li>{''.join(_chip(c, key) for c in group)}{_source(group[0].article)}</li>"
        for group in by_article.values()
    )
    return f'<ul class="sources" aria-label="Cited articles">{"".join(items)}</ul>'


def _source(article: Article) -> str:
    return (
        f'<bdi class="title">{_h(article_title(article))}</bdi>'
        f'<bdi class="outlet">{_h(outlet_and_day(article))}</bdi>'
    )


def _nearest(nearest: Iterable[Citation], key: str) -> str:
    items = "".join(
        f'<li><q dir="auto">{_h(c.quote)}</q>{_chip(c, key)}'
        f'<span class="from">{_source(c.article)}</span></li>'
        for c in nearest
    )
    return f'<div class="nearest"><p>{_h(NEAREST)}:</p><ul>{items}</ul></div>'


def _marked(text: str, citations: Sequence[Citation], focus: int | None, key: str) -> Iterable[str]:
    """Cut the text wherever a citation starts or ends and mark the pieces that are cited."""
    cuts = {0, len(text)}.union(*((c.start, c.end) for c in citations))
    placed: set[int] = set()
    for start, end in pairwise(sorted(cuts)):
        piece = _h(text[start:end])
        here = [c.number for c in citations if c.start <= start and end <= c.end]
        if not here:
            yield piece
            continue
        new = [number for number in here if number not in placed]
        placed.update(new)
        # Two sentences that start at one place need two names there.
        yield from (f'<span id="{key}-{number}"></span>' for number in new[1:])
        name = f' id="{key}-{new[0]}"' if new else ""
        cites = " ".join(f"{key}-{number}" for number in here)
        state = ' class="focus" aria-current="true"' if focus in here else ""
        yield f'<mark{name} data-cites="{cites}"{state}>{piece}</mark>'
