"""The spellings: the words of titles and texts as they are written, and in how many articles."""

import sqlite3

from assistant.articles import Article
from assistant.store.database import Database
from assistant.text.words import spellings


def insert(sql: sqlite3.Connection, article: Article) -> None:
    """Count the words of a version of an article.

    Args:
        sql: in a transaction.
        article: what was inserted.
    """
    sql.executemany(
        "INSERT INTO spellings (written, articles) VALUES (?, 1) "
        "ON CONFLICT (written) DO UPDATE SET articles = articles + 1",
        [(word,) for word in spellings(f"{article.title}\n{article.text}")],
    )


def delete(sql: sqlite3.Connection, article: int) -> None:
    """Take the words of a version of an article out of the count."""
    for title, text in sql.execute("SELECT title, text FROM articles WHERE key = ?", (article,)):
        words = [(word,) for word in spellings(f"{title}\n{text}")]
        sql.executemany("UPDATE spellings SET articles = articles - 1 WHERE written = ?", words)
        sql.executemany("DELETE FROM spellings WHERE written = ? AND articles < 1", words)


def of_length(db: Database, shortest: int, longest: int) -> dict[str, int]:
    """Return words with in how many articles each stands, as `Store.spellings`."""
    return dict(
        db.rows(
            "SELECT written, articles FROM spellings WHERE length(written) BETWEEN ? AND ?",
            [shortest, longest],
        )
    )
