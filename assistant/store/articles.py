"""The SQL on articles and their passages.

What changes something takes a connection that is in a transaction; what reads takes the database.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.answers import Coverage, Where
from assistant.articles import Article, Origin, OriginKind
from assistant.store.database import Database
from assistant.store.filters import allowed, by_author, with_words
from assistant.store.listing import Column, Listing, Row, Selection
from assistant.store.protocol import StoredPassage
from assistant.text.passages import Passage
from assistant.text.periods import ANY_DAY, Period
from assistant.text.sentences import Sentence

_FIELDS = (
    "articles.id, text, title, url, source, author, published, "
    "origin_kind, origin_place, origin_root"
)

# How a listing is sorted; undated articles come last either way.
_ORDERS = {
    Column.TITLE: "title COLLATE NOCASE",
    Column.SOURCE: "outlet",
    Column.DATE: "published",
    Column.SENTENCES: "sentences",
}

# An article whose text is the title of its row shows no more of it than this.
_OPENING_CHARS = 200


def insert(sql: sqlite3.Connection, article: Article) -> int:
    """Insert an article that is not visible yet; return the key of this version of it."""
    row = {
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "origin_kind": article.origin.kind,
        "origin_place": article.origin.place,
        "origin_root": article.origin.root,
        "hash": article.hash,
        "outlet": article.outlet.casefold(),
    }
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    cursor = sql.execute(
        f"INSERT INTO articles ({names}) VALUES ({marks})",  # noqa: S608
        list(row.values()),
    )
    return int(cursor.lastrowid or 0)


def insert_passage(sql: sqlite3.Connection, key: int, passage: Passage) -> int:
    """Insert a passage of a version of an article; return its id."""
    sentences = json.dumps([[s.start, s.end] for s in passage.sentences])
    cursor = sql.execute(
        "INSERT INTO passages (article, sentences) VALUES (?, ?)", (key, sentences)
    )
    return int(cursor.lastrowid or 0)


def show(sql: sqlite3.Connection, key: int) -> None:
    """Make a version of an article visible."""
    sql.execute("UPDATE articles SET visible = 1 WHERE key = ?", (key,))


def delete(sql: sqlite3.Connection, key: int) -> None:
    """Delete a version of an article and its passages, and note their vectors as unused."""
    sql.execute("INSERT INTO unused_vectors SELECT id FROM passages WHERE article = ?", (key,))
    sql.execute("DELETE FROM passages WHERE article = ?", (key,))
    sql.execute("DELETE FROM articles WHERE key = ?", (key,))


def visible_keys(db: Database, article_id: str) -> list[int]:
    """Return the key of the visible version of an article, if it has one."""
    return [
        key for (key,) in db.rows("SELECT key FROM articles WHERE visible AND id = ?", [article_id])
    ]


def hidden_keys(db: Database) -> list[int]:
    """Return the keys of the versions that were not made visible."""
    return [key for (key,) in db.rows("SELECT key FROM articles WHERE NOT visible")]


def allowed_keys(db: Database, where: Where) -> list[int] | None:
    """Return the keys of the articles that a filter allows; None if it allows all."""
    if where == Where():
        return None
    condition, values = allowed(where)
    query = f"SELECT key FROM articles WHERE {condition}"  # noqa: S608
    return [key for (key,) in db.rows(query, values)]


def unused_vectors(db: Database) -> list[int]:
    """Return the ids of passages that are gone while their vectors may be there."""
    return [id_ for (id_,) in db.rows("SELECT passage FROM unused_vectors")]


def forget_unused_vectors(sql: sqlite3.Connection) -> None:
    """Note that no vectors are unused any more."""
    sql.execute("DELETE FROM unused_vectors")


def hashes(db: Database) -> dict[str, str]:
    """Return the content hash of every article, as `Store.hashes`."""
    return dict(db.rows("SELECT id, hash FROM articles WHERE visible"))


def find(db: Database, article_id: str) -> Article | None:
    """Return the article that has an id, if one has."""
    rows = db.rows(
        f"SELECT {_FIELDS} FROM articles WHERE visible AND id = ?",  # noqa: S608
        [article_id],
    )
    return _article(rows[0]) if rows else None


def read_all(db: Database) -> Iterator[Article]:
    """Read all articles in the order of their ids, one at a time."""
    query = f"SELECT {_FIELDS} FROM articles WHERE visible ORDER BY id"  # noqa: S608
    return map(_article, db.each(query))


def coverage(db: Database, where: Where) -> Coverage:
    """Count articles, as `Store.coverage`."""
    condition, values = allowed(where)
    [(count, oldest, newest)] = db.rows(
        f"SELECT count(*), min(published), max(published) FROM articles WHERE {condition}",  # noqa: S608
        values,
    )
    undated = 0
    if where.published and not where.undated:
        condition, values = allowed(replace(where, published=ANY_DAY))
        [(undated,)] = db.rows(
            f"SELECT count(*) FROM articles WHERE {condition} AND published IS NULL",  # noqa: S608
            values,
        )
    left_out = 0
    if where != Where():
        [(everything,)] = db.rows("SELECT count(*) FROM articles")
        left_out = everything - count
    return Coverage(count, _day(oldest), _day(newest), undated, left_out)


def outlets(db: Database, where: Where) -> dict[str, int]:
    """Count the articles of each outlet, as `Store.outlets`."""
    condition, values = allowed(where)
    return dict(
        db.rows(
            "SELECT coalesce(min(nullif(source, '')), outlet), count(*) AS articles "  # noqa: S608
            f"FROM articles WHERE {condition} AND outlet != '' "
            "GROUP BY outlet ORDER BY articles DESC, outlet",
            values,
        )
    )


def authors(db: Database, where: Where) -> dict[str, int]:
    """Count the articles of each author, as `Store.authors`."""
    condition, values = allowed(where)
    return dict(
        db.rows(
            "SELECT author, count(*) AS articles FROM articles "  # noqa: S608
            f"WHERE {condition} AND author != '' GROUP BY author ORDER BY articles DESC, author",
            values,
        )
    )


def listing(db: Database, selection: Selection, count: int, first: int) -> Listing:
    """List articles, as `Store.listing`."""
    conditions = (
        allowed(selection.where),
        with_words(selection.words, whole=selection.whole),
        by_author(selection.author),
    )
    condition = " AND ".join(sql for sql, _ in conditions)
    values = [value for _, of_one in conditions for value in of_one]
    order = _ORDERS[selection.column] + (" DESC" if selection.descending else "")
    if selection.column is Column.DATE:
        order = f"published IS NULL, {order}"
    rows = db.rows(
        "SELECT id, title, outlet, source, published, "  # noqa: S608
        "(SELECT sum(json_array_length(sentences)) FROM passages WHERE article = key) "
        f"AS sentences FROM articles WHERE {condition} ORDER BY {order}, key LIMIT ? OFFSET ?",
        [*values, count, first],
    )
    by_day = db.rows(
        f"SELECT published, count(*) FROM articles WHERE {condition} GROUP BY published",  # noqa: S608
        values,
    )
    return Listing(
        tuple(
            Row(id_, title.strip() or _opening(db, id_), source or outlet, _day(day), sentences)
            for id_, title, outlet, source, day, sentences in rows
        ),
        {_day(day): number for day, number in by_day},
    )


def days(db: Database, where: Where, period: Period) -> dict[date, int]:
    """Count the articles of each day, as `Store.days`."""
    condition, values = allowed(where)
    rows = db.rows(
        "SELECT published, count(*) FROM articles "  # noqa: S608
        f"WHERE {condition} AND published BETWEEN ? AND ? GROUP BY published",
        [*values, *(day.isoformat() for day in period.bounds)],
    )
    return {date.fromisoformat(day): count for day, count in rows}


def passages(db: Database, ids: Sequence[int]) -> dict[int, StoredPassage]:
    """Return passages by id, as `Store.passages`."""
    rows = db.rows(
        f"SELECT passages.id, sentences, {_FIELDS} FROM passages "  # noqa: S608
        "JOIN articles ON articles.key = passages.article "
        "WHERE visible AND passages.id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(ids))],
    )
    return {
        id_: StoredPassage(id_, _article(fields), _passage(sentences))
        for id_, sentences, *fields in rows
    }


def published(db: Database, ids: Sequence[int]) -> dict[int, date]:
    """Return passages' days, as `Store.published`."""
    rows = db.rows(
        "SELECT passages.id, published FROM passages JOIN articles "
        "ON articles.key = passages.article WHERE published IS NOT NULL "
        "AND passages.id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(ids))],
    )
    return {id_: date.fromisoformat(day) for id_, day in rows}


def passage_count(db: Database) -> int:
    """Count the passages of all articles."""
    [(count,)] = db.rows("SELECT count(*) FROM passages")
    return int(count)


def _opening(db: Database, article_id: str) -> str:
    [(opening,)] = db.rows(
        "SELECT substr(text, 1, ?) FROM articles WHERE visible AND id = ?",
        [_OPENING_CHARS, article_id],
    )
    return str(opening)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _article(row: Sequence[Any]) -> Article:
    id_, text, title, url, source, author, published, kind, place, root = row
    origin = Origin(OriginKind(kind), place, root)
    return Article(id_, text, title, url, source, author, _day(published), origin)


def _passage(sentences: str) -> Passage:
    return Passage(tuple(Sentence(start, end) for start, end in json.loads(sentences)))
