"""Lines of plain text that a reader sees: titles, and what was searched."""

import re

from assistant.answers import Answer, Coverage
from assistant.articles import Article
from assistant.text.wording import article_count, day

_TERMINAL_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
# C0 and C1 controls, the line separators that str.split leaves, and the characters that
# turn the direction of the text after them.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def coverage_line(answer: Answer) -> str:
    """Return what was searched, how the question was understood and how long it took.

    Where the question names a time, it says of which days the articles are or come first.

    Args:
        answer: any answer.
    """
    parts = [f"Searched {collection_line(answer.coverage)}"]
    if answer.period and answer.limited:
        parts.append(f"only articles of {answer.period} or without a date")
    elif answer.period:
        parts.append(f"articles of {answer.period} first")
    if answer.rewritten and (question := one_line(answer.question)):
        parts.append(f"understood as “{question}”")
    if answer.timings:
        seconds = answer.timings.get("total", sum(answer.timings.values()))
        parts.append(f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s")
    return " · ".join(parts)


def collection_line(coverage: Coverage) -> str:
    """Return how many articles there are, and between which dates.

    Args:
        coverage: of all articles or of some.
    """
    articles = article_count(coverage.articles)
    if coverage.left_out:
        articles = (
            f"{coverage.articles:,} of {article_count(coverage.articles + coverage.left_out)}"
        )
    oldest, newest = coverage.oldest, coverage.newest
    if coverage.articles and (oldest == newest or not oldest or not newest):
        articles += f", {day(oldest or newest)}"
    elif coverage.articles:
        articles += f", {day(oldest)} to {day(newest)}"
    return f"{articles} ({undated_line(coverage)})" if coverage.undated else articles


def undated_line(coverage: Coverage) -> str:
    """Return how many articles were left out because they have no date.

    Args:
        coverage: of some articles.
    """
    return f"{coverage.undated:,} undated left out"


def article_title(article: Article) -> str:
    """Return what a reader calls an article: its title, or how its text begins.

    Args:
        article: any article.
    """
    if title := one_line(article.title):
        return title
    start = one_line(article.text[:200])
    return start if len(start) <= 70 else start[:70].rsplit(" ", 1)[0] + "…"


def one_line(text: str) -> str:
    """Return text on one line without anything that a terminal obeys."""
    return " ".join(_UNPRINTABLE.sub(" ", _TERMINAL_SEQUENCE.sub("", text)).split())
