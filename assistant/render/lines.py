"""Lines that every rendering has: what was searched, and what an article is called."""

import re
from collections.abc import Iterable
from datetime import date

from assistant.answers import UNSUPPORTED, Answer, Citation, Coverage, Statement
from assistant.articles import Article

NEAREST = "The nearest sentences; they do not answer the question"

_TERMINAL_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
# C0 and C1 controls, the line separators that str.split leaves, and the characters that
# turn the direction of the text after them.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def coverage_line(answer: Answer) -> str:
    """Say in one line what was searched, how the question was understood and how long it took.

    Args:
        answer: any answer.
    """
    parts = [f"Searched {collection_line(answer.coverage)}"]
    if question := one_line(answer.question):
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
    if title := one_line(article.title):
        return title
    start = one_line(article.text[:200])
    return start if len(start) <= 70 else start[:70].rsplit(" ", 1)[0] + "…"


def article_line(article: Article) -> str:
    """Name an article on one line of a terminal: its id, title, outlet and date.

    Args:
        article: any article.
    """
    return f"{one_line(article.id)}  {source_line(article)}"


def day(value: date | None) -> str:
    """Write a date as a reader expects it, or that there is none.

    Args:
        value: a date, or None.
    """
    return f"{value.day} {value:%b} {value.year}" if value else "undated"


def paragraphs(statements: Iterable[Statement]) -> list[list[Statement]]:
    """Group statements by the paragraph that they stand in."""
    groups: list[list[Statement]] = [[]]
    for statement in statements:
        groups[-1].append(statement)
        if statement.ends_paragraph:
            groups.append([])
    return [group for group in groups if group]


def said_line(statements: Iterable[Statement]) -> str:
    """Say statements on one line, each with its markers."""
    return " ".join(
        one_line(s.text) + "".join(f" [{number}]" for number in s.citations) + doubt(s)
        for s in statements
    )


def doubt(statement: Statement) -> str:
    """Mark a statement that no sentence carries; it is shown only if that is set."""
    return "" if statement.supported else f" [{UNSUPPORTED}]"


def unless_said(citation: Citation, statements: Iterable[Statement], before_next: str) -> str:
    """Give the quote, unless a statement that it carries has said it word for word."""
    words = one_line(citation.quote)
    said = any(citation.number in s.citations and words in one_line(s.text) for s in statements)
    return "" if said else f"“{words}”{before_next}"


def source_line(article: Article) -> str:
    """Name an article by its title, outlet and date, on one line."""
    return f"{article_title(article)} — {outlet_and_day(article)}"


def outlet_and_day(article: Article) -> str:
    """Name where and when an article was published."""
    return ", ".join(part for part in (one_line(article.outlet), day(article.published)) if part)


def one_line(text: str) -> str:
    """Put text on one line without anything that a terminal obeys."""
    return " ".join(_UNPRINTABLE.sub(" ", _TERMINAL_SEQUENCE.sub("", text)).split())
