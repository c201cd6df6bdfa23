"""The full-text index: which passages hold which words."""

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from assistant.answers import Where
from assistant.store.database import Database
from assistant.store.filters import allowed, quoted
from assistant.text.words import index_text

# A search reads about as many matches of words, and these words in any case: measured on
# 33,564 passages, 20,000 find as well as all do, and 10,000 a little less.
_MATCHES_READ = 20_000
_WORDS_KEPT = 2


def insert(sql: sqlite3.Connection, passage: int, title: str, text: str) -> None:
    """Index a passage by its words and its article's title.

    Args:
        sql: in a transaction.
        passage: the passage's id.
        title: the title of its article.
        text: the passage's text.
    """
    sql.execute(
        "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
        (passage, index_text(title), index_text(text)),
    )


def delete(sql: sqlite3.Connection, article: int) -> None:
    """Take the passages of a version of an article out of the index."""
    sql.execute(
        "DELETE FROM words WHERE rowid IN (SELECT id FROM passages WHERE article = ?)", (article,)
    )


def matching(db: Database, words: Sequence[str], count: int, where: Where) -> dict[int, float]:
    """Find the passages that hold any of the words, as `Store.matching`."""
    if not words:
        return {}
    query = " OR ".join(map(quoted, _telling(db, words)))
    condition, values = allowed(where)
    joined = (
        "JOIN passages ON passages.id = words.rowid "
        "JOIN articles ON articles.key = passages.article"
    )
    if where == Where():  # what is written is not read before all of it is visible
        condition, joined = "TRUE", ""
    return dict(
        db.rows(
            f"SELECT words.rowid, -bm25(words) AS score FROM words {joined} "  # noqa: S608
            f"WHERE words MATCH ? AND {condition} ORDER BY score DESC, words.rowid LIMIT ?",
            [query, *values, count],
        )
    )


def _telling(db: Database, words: Sequence[str]) -> list[str]:
    """Leave out the words that the most passages hold, when reading them all takes long.

    They tell the least. So the time does not grow with the collection.
    """
    query = "SELECT count(*) FROM words WHERE words MATCH ?"
    counts = {word: db.rows(query, [quoted(word)])[0][0] for word in words}
    rarest = sorted(counts, key=lambda word: counts[word])
    read = list(accumulate(counts[word] for word in rarest))
    return rarest[: max(_WORDS_KEPT, bisect_right(read, _MATCHES_READ))]
