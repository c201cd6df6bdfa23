"""The order of writes: SQLite is the truth, and Chroma is derived from it.

An article is visible only when both sides have it: `put` writes the text unseen, then the
vectors, and then, in one transaction, shows the article and drops the version it replaces.
Vectors that nothing refers to any more are listed in SQLite before they are deleted from
Chroma, so that `settle` undoes or finishes whatever was cut short.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from assistant.articles import Article
from assistant.errors import StoreError
from assistant.store import articles, fulltext, meta, spellings, unfinished
from assistant.store.database import Database
from assistant.store.faults import unknown
from assistant.store.protocol import Indexed
from assistant.store.vectors import VectorIndex


def put(db: Database, vectors: VectorIndex, batch: Sequence[Indexed]) -> None:
    """Store articles, as `Store.put`."""
    with db.mutex:
        try:
            with db.transaction() as sql:
                rows = [(_insert(sql, item.article), item) for item in batch]
                ids = [_insert_passages(sql, key, item) for key, item in rows]
            vectors.add(
                [id_ for of_article in ids for id_ in of_article],
                [key for key, item in rows for _ in item.passages],
                np.concatenate([item.vectors for item in batch]),
            )
            with db.transaction() as sql:
                for key, item in rows:
                    _drop_visible(db, sql, item.article.id)
                    articles.show(sql, key)
                meta.raise_version(sql)
        except BaseException:
            # Where this fails, too, the next opening does it.
            with suppress(StoreError, sqlite3.Error, OSError):
                settle(db, vectors)
            raise
        _delete_unused_vectors(db, vectors)


def remove(db: Database, vectors: VectorIndex, article_id: str) -> None:
    """Remove an article, as `Store.remove`."""
    with db.mutex:
        with db.transaction() as sql:
            if not _drop_visible(db, sql, article_id):
                raise unknown(article_id)
            meta.raise_version(sql)
        _delete_unused_vectors(db, vectors)


def settle(db: Database, vectors: VectorIndex) -> None:
    """Undo or finish what was cut short."""
    with db.mutex:
        with db.transaction() as sql:
            for key in articles.hidden_keys(db):
                _drop(sql, key)
        _delete_unused_vectors(db, vectors)


def _insert(sql: sqlite3.Connection, article: Article) -> int:
    spellings.insert(sql, article)
    return articles.insert(sql, article)


def _insert_passages(sql: sqlite3.Connection, key: int, item: Indexed) -> list[int]:
    ids = []
    for passage in item.passages:
        id_ = articles.insert_passage(sql, key, passage)
        text = item.article.text[passage.start : passage.end]
        fulltext.insert(sql, id_, item.article.title, text)
        ids.append(id_)
    return ids


def _drop_visible(db: Database, sql: sqlite3.Connection, article_id: str) -> bool:
    keys = articles.visible_keys(db, article_id)
    for key in keys:
        _drop(sql, key)
    unfinished.forget(sql, article_id)
    return bool(keys)


def _drop(sql: sqlite3.Connection, key: int) -> None:
    fulltext.delete(sql, key)
    spellings.delete(sql, key)
    articles.delete(sql, key)


def _delete_unused_vectors(db: Database, vectors: VectorIndex) -> None:
    if unused := articles.unused_vectors(db):
        vectors.delete(unused)
        with db.transaction() as sql:
            articles.forget_unused_vectors(sql)
