"""What is kept of articles that are not embedded whole yet, so that the work can go on."""

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import numpy as np

from assistant.articles import Article
from assistant.models.vectors import Vectors
from assistant.store.database import Database

KEPT = timedelta(days=7)
"""How long they are kept after the last of them was added."""


def keep(db: Database, article: Article, first: int, vectors: Vectors) -> None:
    """Keep the vectors of some passages, as `Store.keep_unfinished`."""
    now = datetime.now(UTC).isoformat()
    rows = [
        (article.id, first + number, article.hash, now, vector.astype(np.float32).tobytes())
        for number, vector in enumerate(vectors)
    ]
    with db.transaction() as sql:
        sql.execute("DELETE FROM unfinished WHERE id = ? AND hash != ?", [article.id, article.hash])
        sql.executemany("INSERT OR REPLACE INTO unfinished VALUES (?, ?, ?, ?, ?)", rows)


def find(db: Database, article: Article) -> Vectors | None:
    """Return the vectors of the first passages, as `Store.unfinished`."""
    rows = db.rows(
        "SELECT passage, vector FROM unfinished WHERE id = ? AND hash = ? ORDER BY passage",
        [article.id, article.hash],
    )
    from_the_first = takewhile(lambda row: row[0] == row[1][0], enumerate(rows))
    vectors = [np.frombuffer(vector, dtype=np.float32) for _, (_, vector) in from_the_first]
    return np.stack(vectors) if vectors else None


def forget(sql: sqlite3.Connection, article_id: str) -> None:
    """Forget what is kept of an article."""
    sql.execute("DELETE FROM unfinished WHERE id = ?", [article_id])


def forget_old(db: Database) -> None:
    """Forget what was kept too long ago, as nobody went on with it."""
    past = (datetime.now(UTC) - KEPT).isoformat()
    with db.transaction() as sql:
        sql.execute(
            "DELETE FROM unfinished WHERE id IN "
            "(SELECT id FROM unfinished GROUP BY id HAVING max(kept_at) < ?)",
            [past],
        )
