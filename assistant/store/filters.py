"""Filters as SQL conditions on `articles`, each with its values."""

import json
from typing import Any

from assistant.answers import Where
from assistant.text.words import all_words


def allowed(where: Where) -> tuple[str, list[Any]]:
    """Make a condition for the visible articles that a filter allows."""
    conditions, values = ["visible"], []
    if where.articles:
        conditions.append("articles.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(where.articles))
    if where.sources:
        conditions.append("outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps([source.casefold() for source in where.sources]))
    if where.published:
        undated = " OR published IS NULL" if where.undated else ""
        conditions.append(f"(published BETWEEN ? AND ?{undated})")
        values += [day.isoformat() for day in where.published.bounds]
    return " AND ".join(conditions), values


def with_words(text: str, *, whole: bool = False) -> tuple[str, list[Any]]:
    """Make a condition for articles with words that begin as each of those of a text.

    Args:
        text: any text.
        whole: whether they must be these words or their inflections.
    """
    words = all_words(text)
    one = (
        "key IN (SELECT article FROM passages WHERE passages.id IN "
        "(SELECT rowid FROM words WHERE words MATCH ?))"
    )
    return " AND ".join([one] * len(words)) or "TRUE", [
        quoted(word) if whole else f"{quoted(word)}*" for word in words
    ]


def by_author(name: str) -> tuple[str, list[Any]]:
    """Make a condition for articles whose author's name has another in it."""
    return ("instr(lower(author), lower(?))", [name]) if name else ("TRUE", [])


def quoted(word: str) -> str:
    """Quote a word for FTS5, whose query language would else read it."""
    return '"' + word.replace('"', '""') + '"'
