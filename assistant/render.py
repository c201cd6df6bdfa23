"""An answer as HTML, as Markdown and as plain text, and an article with its marks: pure text.

Everything is built from the answer's statements and citations, never by reading rendered text
back. Articles, questions and prose are data: nothing in them becomes markup, and a link is only
made of an http or https address.
"""

import re
import string
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from itertools import pairwise
from urllib.parse import quote, urlsplit

from assistant.answers import UNSUPPORTED, Answer, Citation, Coverage, Statement, Status
from assistant.articles import Article

NEAREST = "The nearest sentences; they do not answer the question"

# A quote longer than this is found on its page by its first and last words: a browser
# looks for the whole of a shorter one.
_FRAGMENT_CHARS = 300
_FRAGMENT_WORDS = 6

_TERMINAL_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
# C0 and C1 controls, the line separators that str.split leaves, and the characters that
# turn the direction of the text after them.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKDOWN = str.maketrans({c: f"\\{c}" for c in string.punctuation if c not in ",'\"?%;"})


def to_text(answer: Answer) -> str:
    """Render an answer for a terminal.

    Args:
        answer: any answer.

    Returns:
        Lines of text: what is said, the sentences it rests on, and what was searched; no
        control character but the line feed.
    """
    blocks = [_text_paragraph(p) for p in _paragraphs(answer.statements)]
    if answer.citations:
        blocks.append("\n".join(_text_citation(c, answer.statements) for c in answer.citations))
    if answer.nearest:
        blocks.append("\n".join([NEAREST + ":", *(_text_citation(c) for c in answer.nearest)]))
    if answer.notice:
        blocks.append(_plain(answer.notice))
    return "\n\n".join([*blocks, coverage_line(answer)])


def to_markdown(answer: Answer) -> str:
    """Render an answer as Markdown (CommonMark).

    Args:
        answer: any answer.

    Returns:
        Markdown in which only the layout and the links to articles are markup.
    """
    blocks = [_md(_text_paragraph(p)) for p in _paragraphs(answer.statements)]
    if answer.citations:
        blocks.append("\n".join(_md_citation(c, answer.statements) for c in answer.citations))
    if answer.nearest:
        blocks += [
            _md(NEAREST + ":"),
            "\n".join(_md_citation(c) for c in answer.nearest),
        ]
    if answer.notice:
        blocks.append(_md(_plain(answer.notice)))
    return "\n\n".join([*blocks, f"*{_md(coverage_line(answer))}*"])


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
    parts = [_html_paragraph(p, by_number, key) for p in _paragraphs(answer.statements)]
    if answer.citations:
        parts.append(_html_sources(answer.citations, key))
    if answer.nearest:
        parts.append(_html_nearest(answer.nearest, key))
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
    link = _html_link(address, "Read the original") if address else ""
    body = "".join(_marked(article.text, own, focus, key))
    head = f"<header>{title}{byline}{link}</header>"
    return f'<article>{head}<div tabindex="0" class="body">{body}</div></article>'


def coverage_line(answer: Answer) -> str:
    """Say in one line what was searched, how the question was understood and how long it took.

    Args:
        answer: any answer.
    """
    parts = [f"Searched {collection_line(answer.coverage)}"]
    if question := _plain(answer.question):
        parts.append(f"understood as “{question}”")
    if answer.timings:
        seconds = answer.timings.get("total", sum(answer.timings.values()))
        parts.append(f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s")
    return " · ".join(parts)


def collection_line(coverage: Coverage) -> str:
    """Say how many articles there are, and between which dates.

    Args:
        coverage: of all articles or of some.
    """
    articles = f"{coverage.articles:,} article{'' if coverage.articles == 1 else 's'}"
    oldest, newest = coverage.oldest, coverage.newest
    if not coverage.articles:
        return articles
    if oldest == newest or not oldest or not newest:
        return f"{articles}, {day(oldest or newest)}"
    return f"{articles}, {day(oldest)} to {day(newest)}"


def article_title(article: Article) -> str:
    """Name an article for a reader: its title, or how its text begins.

    Args:
        article: any article.
    """
    if title := _plain(article.title):
        return title
    start = _plain(article.text[:200])
    return start if len(start) <= 70 else start[:70].rsplit(" ", 1)[0] + "…"


def article_line(article: Article) -> str:
    """Name an article on one line of a terminal: its id, title, outlet and date.

    Args:
        article: any article.
    """
    return f"{_plain(article.id)}  {_source(article)}"


def article_url(article: Article, sentence: str = "") -> str:
    """Give the address of an article, if it is one that a page may link to.

    Args:
        article: any article.
        sentence: words of the article that a browser is asked to scroll to.

    Returns:
        An http or https address, or nothing.
    """
    url = article.url.strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s\x00-\x1f\x7f-\x9f\\]", url):
        return ""
    if not sentence.strip():
        return url
    return f"{url}{'' if '#' in url else '#'}:~:text={_text_fragment(sentence)}"


def day(value: date | None) -> str:
    """Write a date as a reader expects it, or that there is none.

    Args:
        value: a date, or None.
    """
    return f"{value.day} {value:%b} {value.year}" if value else "undated"


def _paragraphs(statements: Iterable[Statement]) -> list[list[Statement]]:
    paragraphs: list[list[Statement]] = [[]]
    for statement in statements:
        paragraphs[-1].append(statement)
        if statement.ends_paragraph:
            paragraphs.append([])
    return [p for p in paragraphs if p]


def _plain(text: str) -> str:
    """Put text on one line without anything that a terminal obeys."""
    return " ".join(_UNPRINTABLE.sub(" ", _TERMINAL_SEQUENCE.sub("", text)).split())


def _text_paragraph(statements: Iterable[Statement]) -> str:
    return " ".join(
        _plain(s.text) + "".join(f" [{number}]" for number in s.citations) + _doubt(s)
        for s in statements
    )


def _doubt(statement: Statement) -> str:
    """Mark a statement that no sentence carries; it is shown only if that is set."""
    return "" if statement.supported else f" [{UNSUPPORTED}]"


def _text_citation(citation: Citation, statements: Iterable[Statement] = ()) -> str:
    indent = " " * len(f"[{citation.number}] ")
    quoted = _unless_said(citation, statements, f"\n{indent}")
    return f"[{citation.number}] {quoted}{_source(citation.article)}"


def _unless_said(citation: Citation, statements: Iterable[Statement], before_next: str) -> str:
    """Give the quote, unless a statement that it carries has said it word for word."""
    words = _plain(citation.quote)
    said = any(citation.number in s.citations and words in _plain(s.text) for s in statements)
    return "" if said else f"“{words}”{before_next}"


def _source(article: Article) -> str:
    """Title, outlet and date, on one line."""
    return f"{article_title(article)} — {_outlet_and_day(article)}"


def _outlet_and_day(article: Article) -> str:
    return ", ".join(part for part in (_plain(article.outlet), day(article.published)) if part)


def _byline(article: Article) -> str:
    parts = (article.outlet, article.author, day(article.published))
    return " · ".join(_plain(part) for part in parts if part)


def _text_fragment(sentence: str) -> str:
    words = _plain(sentence).split()
    if len(sentence) <= _FRAGMENT_CHARS or len(words) <= 2 * _FRAGMENT_WORDS:
        return _encoded(" ".join(words))
    start, end = words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]
    return f"{_encoded(' '.join(start))},{_encoded(' '.join(end))}"


def _encoded(text: str) -> str:
    # A bare hyphen would end the words to look for.
    return quote(text, safe="").replace("-", "%2D")


def _md(text: str) -> str:
    return text.translate(_MARKDOWN)


def _md_citation(citation: Citation, statements: Iterable[Statement] = ()) -> str:
    article = citation.article
    title = _md(article_title(article))
    if address := article_url(article, citation.quote):
        title = f"[{title}](<{quote(address, safe=string.punctuation.replace('<', ''))}>)"
    words = _md(f"[{citation.number}] {_unless_said(citation, statements, ' — ')}")
    return f"- {words}{title}, {_md(_outlet_and_day(article))}"


def _h(text: str) -> str:
    return escape(text, quote=True)


def _html_link(address: str, words: str) -> str:
    return (
        f'<a class="original" href="{_h(address)}" target="_blank" '
        f'rel="noopener noreferrer nofollow">{_h(words)}</a>'
    )


def _html_paragraph(
    statements: Iterable[Statement], by_number: dict[int, Citation], key: str
) -> str:
    pieces = []
    for statement in statements:
        chips = "".join(_html_chip(by_number[n], key) for n in statement.citations)
        # Not a <bdi>: the paragraph's own direction would not see what is in it.
        words = f'<span class="statement">{_h(statement.text)}</span>'
        pieces.append(f"{words}{chips}{_h(_doubt(statement))}")
    return f'<p class="said" dir="auto">{" ".join(pieces)}</p>'


def _html_chip(citation: Citation, key: str) -> str:
    source = _source(citation.article)
    label = f"Citation {citation.number}: {_plain(citation.quote)} {source}"
    return (
        f'<a class="chip" href="#{key}-{citation.number}" data-cite="{key}-{citation.number}" '
        f'data-quote="{_h(_plain(citation.quote))}" data-source="{_h(source)}" '
        f'aria-label="{_h(label)}">{citation.number}</a>'
    )


def _html_sources(citations: Iterable[Citation], key: str) -> str:
    """List the cited articles, each once, with the numbers of the sentences from it."""
    by_article: dict[str, list[Citation]] = {}
    for citation in citations:
        by_article.setdefault(citation.article.id, []).append(citation)
    items = (
        f"<li>{''.join(_html_chip(c, key) for c in group)}{_html_source(group[0].article)}</li>"
        for group in by_article.values()
    )
    return f'<ul class="sources" aria-label="Cited articles">{"".join(items)}</ul>'


def _html_source(article: Article) -> str:
    return (
        f'<bdi class="title">{_h(article_title(article))}</bdi>'
        f'<bdi class="outlet">{_h(_outlet_and_day(article))}</bdi>'
    )


def _html_nearest(nearest: Iterable[Citation], key: str) -> str:
    items = "".join(
        f'<li><q dir="auto">{_h(c.quote)}</q>{_html_chip(c, key)}'
        f'<span class="from">{_html_source(c.article)}</span></li>'
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
