"""What a store says of itself: what its index was made with, and how often it has changed."""

import sqlite3
from dataclasses import asdict, fields
from pathlib import Path

from assistant.errors import StoreMismatchError
from assistant.store.database import Database
from assistant.store.protocol import Signature


def check_signature(db: Database, signature: Signature, folder: Path) -> None:
    """Check that the index was made with a signature; a new store is made with it.

    Args:
        db: the store's database.
        signature: what will index and search it.
        folder: the store's folder, to be named.

    Raises:
        StoreMismatchError: it was made with another one.
    """
    wanted = {name: str(value) for name, value in asdict(signature).items()}
    stored = dict(db.rows("SELECT key, value FROM meta"))
    if "embedder" not in stored:
        with db.transaction() as sql:
            sql.executemany("INSERT INTO meta VALUES (?, ?)", wanted.items())
    elif any(stored[name] != value for name, value in wanted.items()):
        made_with = Signature(*(stored[field.name] for field in fields(Signature)))
        raise StoreMismatchError(
            f"the store {str(folder)!r} was made with {made_with}, not with {signature}; "
            "run 'assistant rebuild' to make its index anew from its articles, "
            "or set ASSISTANT_EMBEDDER back"
        )


def version(db: Database) -> int:
    """Return how often what is stored has changed."""
    rows = db.rows("SELECT value FROM meta WHERE key = 'version'")
    return int(rows[0][0]) if rows else 0


def raise_version(sql: sqlite3.Connection, by: int = 1) -> None:
    """Note that what is stored changes, in the transaction that changes it."""
    sql.execute(
        "INSERT INTO meta VALUES ('version', ?) "
        "ON CONFLICT (key) DO UPDATE SET value = value + excluded.value",
        [by],
    )
