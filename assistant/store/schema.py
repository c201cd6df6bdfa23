"""The tables of a store, and how those of an earlier release become those of this one.

`PRAGMA user_version` counts the migrations that a database has been through. A migration is a
function that is never changed again once it is released; what changes the tables is a new one.
"""

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from assistant.text.words import index_text, spellings

DATABASE = "articles.sqlite3"
"""The file's name within a store's data."""


def create_tables(sql: sqlite3.Connection) -> None:
    """Make the tables as they were before migrations were counted, where they are missing."""
    for statement in _FIRST_TABLES:
        sql.execute(statement)


def add_origins(sql: sqlite3.Connection) -> None:
    """Give each article an origin; where the stored ones came from was not kept."""
    for column, default in (("kind", "direct"), ("place", ""), ("root", "")):
        sql.execute(
            f"ALTER TABLE articles ADD COLUMN origin_{column} TEXT NOT NULL DEFAULT '{default}'"
        )
    sql.execute("CREATE INDEX origins ON articles (origin_root, origin_place)")


def add_token_limits(sql: sqlite3.Connection) -> None:
    """Say how long passages and titles are in the index; they were never longer or shorter."""
    sql.execute(
        "INSERT INTO meta SELECT column1, column2 "
        "FROM (VALUES ('passage_tokens', '160'), ('title_tokens', '48')) "
        "WHERE EXISTS (SELECT 1 FROM meta WHERE key = 'embedder')"
    )


def add_unfinished(sql: sqlite3.Connection) -> None:
    """Make room for the vectors of articles that are not embedded whole yet."""
    sql.execute(
        "CREATE TABLE unfinished (id TEXT NOT NULL, passage INTEGER NOT NULL, hash TEXT NOT NULL, "
        "kept_at TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (id, passage))"
    )


def fold_words(sql: sqlite3.Connection) -> None:
    """Fill the full-text index anew with folded words; the vectors stay as they are."""
    sql.execute("DELETE FROM words")
    for key, title, text in sql.execute("SELECT key, title, text FROM articles"):
        words_of_title = index_text(title)
        passages = sql.execute("SELECT id, sentences FROM passages WHERE article = ?", (key,))
        for passage, sentences in passages:
            spans = json.loads(sentences)
            sql.execute(
                "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
                (passage, words_of_title, index_text(text[spans[0][0] : spans[-1][1]])),
            )


def add_spellings(sql: sqlite3.Connection) -> None:
    """Count in how many articles each word stands, as it is written."""
    sql.execute(
        "CREATE TABLE spellings (written TEXT PRIMARY KEY, articles INTEGER NOT NULL) WITHOUT ROWID"
    )
    for title, text in sql.execute("SELECT title, text FROM articles"):
        sql.executemany(
            "INSERT INTO spellings VALUES (?, 1) "
            "ON CONFLICT (written) DO UPDATE SET articles = articles + 1",
            [(word,) for word in spellings(f"{title}\n{text}")],
        )


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    create_tables,
    add_origins,
    add_token_limits,
    add_unfinished,
    fold_words,
    add_spellings,
)
"""All migrations, in the order in which they are applied."""


def migrate(sql: sqlite3.Connection) -> None:
    """Apply the migrations that a database has not been through, all or none."""
    done = applied(sql)
    if done >= len(MIGRATIONS):
        return
    with sql:
        sql.execute("BEGIN IMMEDIATE")
        for migration in MIGRATIONS[done:]:
            migration(sql)
        sql.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def applied(sql: sqlite3.Connection) -> int:
    """Count the migrations that a database has been through."""
    [(count,)] = sql.execute("PRAGMA user_version")
    return int(count)


def connect(path: Path) -> sqlite3.Connection:
    """Open a database to be changed, made if missing, with the tables of this release."""
    sql = sqlite3.connect(path, check_same_thread=False)
    try:
        sql.execute("PRAGMA journal_mode = WAL")
        sql.execute("PRAGMA synchronous = FULL")
        migrate(sql)
    except BaseException:
        sql.close()
        raise
    return sql


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a database only to read it, also while another process has it open.

    Args:
        path: the file; its folder may be read-only, and its tables of an earlier release.
    """
    # SQLite wants to write beside a database, unless it is told that nobody will.
    changing = path.with_name(f"{path.name}-wal").exists()
    mode = "mode=ro" if changing or is_writable(path.parent) else "mode=ro&immutable=1"
    sql = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
    try:
        if applied(sql) >= len(MIGRATIONS):
            return sql
        migrated = sqlite3.connect(":memory:")
        sql.backup(migrated)
        migrate(migrated)
    except BaseException:
        sql.close()
        raise
    sql.close()
    return migrated


def is_writable(path: Path) -> bool:
    """Whether this process may write a file, or in a folder."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


_FIRST_TABLES = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS articles (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        visible INTEGER NOT NULL DEFAULT 0,
        hash TEXT NOT NULL,
        outlet TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        url TEXT NOT NULL,
        source TEXT NOT NULL,
        author TEXT NOT NULL,
        published TEXT,
        text TEXT NOT NULL -- behind all that is read without it: SQLite reads through it
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS visible_id ON articles (id) WHERE visible",
    "CREATE INDEX IF NOT EXISTS days ON articles (published, outlet, visible)",
    """
    CREATE TABLE IF NOT EXISTS passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        article INTEGER NOT NULL REFERENCES articles (key),
        sentences TEXT NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS passages_article ON passages (article)",
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
        title, text, tokenize = 'porter unicode61 remove_diacritics 2'
    )
    """,
    "CREATE TABLE IF NOT EXISTS unused_vectors (passage INTEGER PRIMARY KEY)",
)
