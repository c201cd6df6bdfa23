"""The store: one folder with the articles (SQLite), their full-text index and their vectors.

SQLite is the truth and Chroma is derived from it. An article is visible only when both
sides have it: `put` writes the text unseen, then the vectors, and then, in one transaction,
shows the article and drops the version it replaces. Vectors that nothing refers to any more
are listed in SQLite before they are deleted from Chroma, so that opening the store undoes or
finishes whatever a crash cut short.
"""

import json
import os
import re
import shlex
import shutil
import sqlite3
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import accumulate
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
from filelock import FileLock, Timeout

from assistant.answers import Coverage, Where
from assistant.articles import Article
from assistant.errors import (
    StoreError,
    StoreLockedError,
    StoreMismatchError,
    UnknownArticleError,
)
from assistant.models.vectors import Vectors
from assistant.store.listing import Column, Listing, Row, Selection
from assistant.text.passages import Passage
from assistant.text.periods import Period
from assistant.text.sentences import Sentence

# Chroma takes a second to import: only what opens the vectors does.
if TYPE_CHECKING:
    import chromadb

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
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
    text TEXT NOT NULL -- last: SQLite reads through it to what stands behind it
);
CREATE UNIQUE INDEX IF NOT EXISTS visible_id ON articles (id) WHERE visible;
CREATE INDEX IF NOT EXISTS days ON articles (published, outlet, visible);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (key),
    sentences TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_article ON passages (article);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    title, text, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE IF NOT EXISTS unused_vectors (passage INTEGER PRIMARY KEY);
"""

# How `rows` is sorted; undated articles come last where the latest come first.
_ORDERS = {
    Column.TITLE: "title COLLATE NOCASE",
    Column.SOURCE: "outlet",
    Column.DATE: "published",
    Column.SENTENCES: "sentences",
}

# A full-text search reads about as many matches of words, and these words in any case: measured
# on 33,564 passages, 20,000 find as well as all do, and 10,000 a little less.
_MATCHES_READ = 20_000
_WORDS_KEPT = 2

_WORD = re.compile(r"[^\W_]+")

# An article whose text is the title of its row shows no more of it than this.
_OPENING_CHARS = 200

_DATABASE = "articles.sqlite3"
_ARTICLE_FIELDS = "articles.id, text, title, url, source, author, published"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a store's index was made with; another one cannot search it.

    Args:
        embedder: the embedder's name.
        rules: the splitting rules, `TEXT_RULES`.
    """

    embedder: str
    rules: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article ready to be stored: its passages and a vector for each."""

    article: Article
    passages: tuple[Passage, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage as it was stored, with its article."""

    id: int
    article: Article
    passage: Passage

    @property
    def text(self) -> str:
        """The passage's text."""
        return self.article.text[self.passage.start : self.passage.end]


class Store:
    """Articles, their passages and vectors in one folder that this process owns.

    `version` goes up whenever what it holds has changed.
    """

    def __init__(self, data: Path, signature: Signature | None, resources: ExitStack) -> None:
        """Open the data; `Store.open` is the way in.

        Args:
            data: the folder of the two databases, made if missing.
            signature: what the index must be made with; None takes any.
            resources: what to let go after the databases; taken over if all goes well.
        """
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        self.folder = data.parent
        self._mutex = RLock()
        self.version = 0
        with _explained(data.parent, ChromaError):
            data.mkdir(parents=True, exist_ok=True)
            self._sql = sqlite3.connect(data / _DATABASE, check_same_thread=False)
            resources.callback(self._sql.close)
            self._sql.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
            self._sql.executescript(_SCHEMA)
            self._check_signature(data, signature)
            self._chroma = chromadb.PersistentClient(
                data / "chroma", settings=Settings(anonymized_telemetry=False)
            )
            # Its own type forgets it.
            resources.callback(self._chroma.close)  # type: ignore[attr-defined]
            self._vectors = self._chroma.get_or_create_collection(
                "passages",
                configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                embedding_function=None,
            )
            self._undo_unfinished()
            if signature is not None:
                self._check_vectors(data)
        self._resources = resources.pop_all()

    @classmethod
    def open(cls, folder: Path, signature: Signature) -> Self:
        """Open the store in a folder, made if missing, and finish what a crash cut short.

        Args:
            folder: the store's folder.
            signature: what will index and search it.

        Raises:
            StoreLockedError: another process, or this one, has it open.
            StoreMismatchError: it was made with another embedder or other rules.
            StoreError: the folder cannot be used.
        """
        with ExitStack() as stack:
            stack.enter_context(_locked(folder))
            _settle_swap(folder)
            return cls(folder / "data", signature, stack)

    @classmethod
    @contextmanager
    def replacing(cls, folder: Path, signature: Signature) -> Iterator[tuple[Self, Self]]:
        """Give the store as it is and an empty one that takes its place if all goes well.

        Args:
            folder: the store's folder.
            signature: what the new one is made with.
        """
        with _locked(folder):
            _settle_swap(folder)
            new = folder / "data.new"
            with (
                ExitStack() as stack,
                cls(folder / "data", None, stack) as old,
                cls(new, signature, stack) as replacement,
            ):
                yield old, replacement
            (folder / "data").rename(folder / "data.old")
            new.rename(folder / "data")
            _settle_swap(folder)

    def close(self) -> None:
        """Close both sides and give the folder free; closing twice is fine."""
        with self._mutex:
            self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    # --- writing ---------------------------------------------------------------------

    def put(self, batch: Sequence[Indexed]) -> None:
        """Store articles, each replacing the stored one of the same id, in one step.

        Args:
            batch: indexed articles, no id twice.
        """
        with self._mutex:
            with self._sql:
                rows = [(self._insert_article(item.article), item) for item in batch]
                ids = [
                    self._insert_passage(key, item.article, passage)
                    for key, item in rows
                    for passage in item.passages
                ]
            keys = [key for key, item in rows for _ in item.passages]
            self._add_vectors(ids, keys, np.concatenate([item.vectors for item in batch]))
            with self._sql:
                for key, item in rows:
                    self._drop_visible(item.article.id)
                    self._sql.execute("UPDATE articles SET visible = 1 WHERE key = ?", (key,))
            self.version += 1
            self._delete_unused_vectors()

    def remove(self, article_id: str) -> None:
        """Remove an article and everything derived from it.

        Raises:
            UnknownArticleError: no article has that id.
        """
        with self._mutex:
            with self._sql:
                if not self._drop_visible(article_id):
                    raise _unknown(article_id)
            self.version += 1
            self._delete_unused_vectors()

    # --- reading ---------------------------------------------------------------------

    def hashes(self) -> dict[str, str]:
        """Give the content hash of every article, by id."""
        return dict(self._rows("SELECT id, hash FROM articles WHERE visible"))

    def article(self, article_id: str) -> Article:
        """Give the article that has an id.

        Raises:
            UnknownArticleError: no article has that id.
        """
        rows = self._rows(
            f"SELECT {_ARTICLE_FIELDS} FROM articles WHERE visible AND id = ?",  # noqa: S608
            [article_id],
        )
        if not rows:
            raise _unknown(article_id)
        return _article(rows[0])

    def articles(self) -> Iterator[Article]:
        """Give all articles in the order of their ids, one at a time."""
        for article_id in sorted(self.hashes()):
            yield self.article(article_id)

    def coverage(self, where: Where) -> Coverage:
        """Count the articles that a filter allows, with their oldest and newest dates."""
        condition, values = _condition(where)
        [(count, oldest, newest)] = self._rows(
            "SELECT count(*), min(published), max(published) "  # noqa: S608
            f"FROM articles WHERE {condition}",
            values,
        )
        return Coverage(count, _day(oldest), _day(newest))

    def outlets(self) -> dict[str, int]:
        """Count the articles of each outlet, the most first; those of none are left out."""
        return dict(
            self._rows(
                "SELECT coalesce(min(nullif(source, '')), outlet), count(*) AS articles "
                "FROM articles WHERE visible AND outlet != '' "
                "GROUP BY outlet ORDER BY articles DESC, outlet"
            )
        )

    def listing(self, selection: Selection, count: int, first: int = 0) -> Listing:
        """List a part of the collection as rows of a table.

        Args:
            selection: which articles, and in what order.
            count: how many rows to give at the most.
            first: how many rows to leave out before them.
        """
        condition, values = _condition(selection.where)
        for word in _WORD.findall(selection.words):
            condition += (
                " AND key IN (SELECT article FROM passages WHERE passages.id IN "
                "(SELECT rowid FROM words WHERE words MATCH ?))"
            )
            values.append(_quoted(word) + "*")
        order = _ORDERS[selection.column] + (" DESC" if selection.descending else "")
        rows = self._rows(
            "SELECT id, title, outlet, source, published, "  # noqa: S608
            "(SELECT sum(json_array_length(sentences)) FROM passages WHERE article = key) "
            f"AS sentences FROM articles WHERE {condition} ORDER BY {order}, key LIMIT ? OFFSET ?",
            [*values, count, first],
        )
        days = self._rows(
            f"SELECT published, count(*) FROM articles WHERE {condition} GROUP BY published",  # noqa: S608
            values,
        )
        return Listing(
            tuple(
                Row(
                    id_,
                    title.strip() or self._opening(id_),
                    source or outlet,
                    _day(published),
                    sentences,
                )
                for id_, title, outlet, source, published, sentences in rows
            ),
            {_day(published): number for published, number in days},
        )

    def nearest(self, vector: Vectors, count: int, where: Where) -> dict[int, float]:
        """Find the passages whose vectors are nearest.

        Args:
            vector: one unit vector, shape (1, dimensions).
            count: the most passages to give.
            where: which articles may be found.

        Returns:
            Cosine similarity by passage id.
        """
        keys = self._allowed_keys(where)
        if keys is not None and not keys:
            return {}
        found = self._vectors.query(
            query_embeddings=vector,
            n_results=count,
            where=None if keys is None else cast("chromadb.Where", {"article": {"$in": keys}}),
            include=["distances"],
        )
        distances = found["distances"] or [[]]
        return {
            int(id_): 1 - distance
            for id_, distance in zip(found["ids"][0], distances[0], strict=True)
        }

    def similarities(self, vector: Vectors, passages: Sequence[int]) -> dict[int, float]:
        """Give the cosine similarity of a vector, shape (1, dimensions), to given passages."""
        if not passages:
            return {}
        found = self._vectors.get([str(p) for p in passages], include=["embeddings"])
        stored = np.asarray(found["embeddings"], dtype=np.float32)
        values = (stored @ vector[0] / np.linalg.norm(stored, axis=1)).tolist()
        return dict(zip(map(int, found["ids"]), values, strict=True))

    def matching(self, words: Sequence[str], count: int, where: Where) -> dict[int, float]:
        """Find the passages that hold any of the words or their inflections, by BM25.

        Args:
            words: words of letters and digits.
            count: the most passages to give.
            where: which articles may be found.

        Returns:
            BM25 score by passage id, the higher the better; a title's words count too.
        """
        if not words:
            return {}
        query = " OR ".join(map(_quoted, self._telling(words)))
        condition, values = _condition(where)
        joined = (
            "JOIN passages ON passages.id = words.rowid "
            "JOIN articles ON articles.key = passages.article"
        )
        if where == Where():  # `put` holds the mutex until all that it wrote is visible
            condition, joined = "TRUE", ""
        return dict(
            self._rows(
                f"SELECT words.rowid, -bm25(words) AS score FROM words {joined} "  # noqa: S608
                f"WHERE words MATCH ? AND {condition} ORDER BY score DESC, words.rowid LIMIT ?",
                [query, *values, count],
            )
        )

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Give passages by id; one whose article is not visible is left out."""
        rows = self._rows(
            f"SELECT passages.id, sentences, {_ARTICLE_FIELDS} FROM passages "  # noqa: S608
            "JOIN articles ON articles.key = passages.article "
            "WHERE visible AND passages.id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(ids))],
        )
        return {
            id_: StoredPassage(id_, _article(fields), _passage(sentences))
            for id_, sentences, *fields in rows
        }

    def published(self, ids: Sequence[int]) -> dict[int, date]:
        """Give the days on which the passages' articles were published, where they are known."""
        rows = self._rows(
            "SELECT passages.id, published FROM passages JOIN articles "
            "ON articles.key = passages.article WHERE published IS NOT NULL "
            "AND passages.id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(ids))],
        )
        return {id_: date.fromisoformat(day) for id_, day in rows}

    def days(self, where: Where, period: Period) -> dict[date, int]:
        """Count the articles of each day of a period that a filter allows."""
        condition, values = _condition(where)
        rows = self._rows(
            "SELECT published, count(*) FROM articles "  # noqa: S608
            f"WHERE {condition} AND published BETWEEN ? AND ? GROUP BY published",
            [*values, *(day.isoformat() for day in period)],
        )
        return {date.fromisoformat(day): count for day, count in rows}

    def passage_count(self) -> int:
        """Count the passages of all articles."""
        [(count,)] = self._rows("SELECT count(*) FROM passages")
        return int(count)

    # --- inside ----------------------------------------------------------------------

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._mutex:
            return self._sql.execute(query, values).fetchall()

    def _telling(self, words: Sequence[str]) -> list[str]:
        """Leave out the words that the most passages hold, when reading them all takes long.

        They tell the least. So the time does not grow with the collection.
        """
        query = "SELECT count(*) FROM words WHERE words MATCH ?"
        counts = {word: self._rows(query, [_quoted(word)])[0][0] for word in words}
        rarest = sorted(counts, key=lambda word: counts[word])
        read = list(accumulate(counts[word] for word in rarest))
        return rarest[: max(_WORDS_KEPT, bisect_right(read, _MATCHES_READ))]

    def _opening(self, article_id: str) -> str:
        [(opening,)] = self._rows(
            "SELECT substr(text, 1, ?) FROM articles WHERE visible AND id = ?",
            [_OPENING_CHARS, article_id],
        )
        return str(opening)

    def _insert_article(self, article: Article) -> int:
        published = article.published.isoformat() if article.published else None
        fields = asdict(article) | {
            "hash": article.hash,
            "outlet": article.outlet.casefold(),
            "published": published,
        }
        names, marks = ", ".join(fields), ", ".join("?" * len(fields))
        cursor = self._sql.execute(
            f"INSERT INTO articles ({names}) VALUES ({marks})",  # noqa: S608
            list(fields.values()),
        )
        return int(cursor.lastrowid or 0)

    def _insert_passage(self, key: int, article: Article, passage: Passage) -> int:
        sentences = json.dumps([[s.start, s.end] for s in passage.sentences])
        cursor = self._sql.execute(
            "INSERT INTO passages (article, sentences) VALUES (?, ?)", (key, sentences)
        )
        self._sql.execute(
            "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
            (
                cursor.lastrowid,
                article.title,
                article.text[passage.start : passage.end],
            ),
        )
        return int(cursor.lastrowid or 0)

    def _add_vectors(self, ids: Sequence[int], keys: Sequence[int], vectors: Vectors) -> None:
        step = self._chroma.get_max_batch_size()
        for first in range(0, len(ids), step):
            part = slice(first, first + step)
            self._vectors.add(
                ids=[str(id_) for id_ in ids[part]],
                embeddings=vectors[part],
                # All that Chroma filters by: the article's version, which SQLite resolves.
                metadatas=[{"article": key} for key in keys[part]],
            )

    def _drop_visible(self, article_id: str) -> bool:
        rows = self._rows("SELECT key FROM articles WHERE visible AND id = ?", [article_id])
        for (key,) in rows:
            self._drop(key)
        return bool(rows)

    def _drop(self, key: int) -> None:
        """Drop a version of an article from SQLite and note its vectors as unused."""
        passages = "SELECT id FROM passages WHERE article = ?"
        self._sql.execute(f"INSERT INTO unused_vectors {passages}", (key,))
        self._sql.execute(f"DELETE FROM words WHERE rowid IN ({passages})", (key,))  # noqa: S608
        self._sql.execute("DELETE FROM passages WHERE article = ?", (key,))
        self._sql.execute("DELETE FROM articles WHERE key = ?", (key,))

    def _delete_unused_vectors(self) -> None:
        ids = [str(id_) for (id_,) in self._rows("SELECT passage FROM unused_vectors")]
        step = self._chroma.get_max_batch_size()
        for first in range(0, len(ids), step):
            self._vectors.delete(ids=ids[first : first + step])
        with self._sql:
            self._sql.execute("DELETE FROM unused_vectors")

    def _undo_unfinished(self) -> None:
        with self._sql:
            for (key,) in self._rows("SELECT key FROM articles WHERE NOT visible"):
                self._drop(key)
        self._delete_unused_vectors()

    def _allowed_keys(self, where: Where) -> list[str | int | float | bool] | None:
        if where == Where():
            return None
        condition, values = _condition(where)
        query = f"SELECT key FROM articles WHERE {condition}"  # noqa: S608
        return [key for (key,) in self._rows(query, values)]

    def _check_signature(self, data: Path, signature: Signature | None) -> None:
        rows = dict(self._rows("SELECT key, value FROM meta"))
        if signature is None:
            return
        if not rows:
            with self._sql:
                self._sql.executemany("INSERT INTO meta VALUES (?, ?)", asdict(signature).items())
            return
        made_with = Signature(rows["embedder"], rows["rules"])
        if made_with != signature:
            raise StoreMismatchError(
                f"the store {str(data.parent)!r} was made with {_named(made_with)}, "
                f"not with {_named(signature)}; run 'assistant rebuild' to make it anew "
                "from its articles, or set ASSISTANT_EMBEDDER back"
            )

    def _check_vectors(self, data: Path) -> None:
        expected, found = self.passage_count(), self._vectors.count()
        if expected != found:
            raise StoreMismatchError(
                f"the store {str(data.parent)!r} has {expected} passages but {found} vectors; "
                "run 'assistant rebuild' to make them anew from its articles"
            )


def stored_articles(folder: Path) -> Iterator[Article]:
    """Read a store's articles from SQLite alone, also while another process has it open.

    Args:
        folder: the store's folder; there are no articles if it is missing.

    Returns:
        The articles in the order of their ids.

    Raises:
        StoreError: the folder cannot be used.
    """
    path = folder / "data" / _DATABASE
    if not path.exists():
        return
    with _explained(folder), closing(sqlite3.connect(path)) as sql:
        query = f"SELECT {_ARTICLE_FIELDS} FROM articles WHERE visible ORDER BY id"  # noqa: S608
        yield from map(_article, sql.execute(query))


def _named(signature: Signature) -> str:
    return f"the embedder {signature.embedder!r} ({signature.rules})"


def _unknown(article_id: str) -> UnknownArticleError:
    return UnknownArticleError(
        f"no article has the id {article_id!r}; 'assistant articles' lists them"
    )


def _condition(where: Where) -> tuple[str, list[Any]]:
    """Turn a filter into an SQL condition on `articles` and its values."""
    conditions, values = ["visible"], []
    if where.articles:
        conditions.append("articles.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(where.articles))
    if where.sources:
        conditions.append("outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps([source.casefold() for source in where.sources]))
    if where.published_from:
        conditions.append("published >= ?")
        values.append(where.published_from.isoformat())
    if where.published_to:
        conditions.append("published <= ?")
        values.append(where.published_to.isoformat())
    return " AND ".join(conditions), values


def _quoted(word: str) -> str:
    """Quote a word for FTS5, whose query language would else read it."""
    return '"' + word.replace('"', '""') + '"'


def _article(row: Sequence[Any]) -> Article:
    id_, text, title, url, source, author, published = row
    return Article(id_, text, title, url, source, author, _day(published))


def _passage(sentences: str) -> Passage:
    return Passage(tuple(Sentence(start, end) for start, end in json.loads(sentences)))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


@contextmanager
def _explained(folder: Path, kind: type[Exception] = sqlite3.Error) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError, kind) as error:
        raise StoreError(
            f"the store {str(folder)!r} cannot be used: {error}; "
            "check the folder, or name another one with ASSISTANT_STORE"
        ) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder for this process, and say who holds it to those who come later."""
    owner = folder / "owner.json"
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", blocking=False, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise StoreLockedError(
            f"the store {str(folder)!r} is in use by {_read_owner(owner)}; "
            "stop that process or name another folder with ASSISTANT_STORE"
        ) from None
    except OSError as error:
        raise StoreError(
            f"the store {str(folder)!r} cannot be locked: {error}; check the folder's permissions"
        ) from error
    try:
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        who = {"pid": os.getpid(), "command": shlex.join(sys.argv), "since": since}
        owner.write_text(json.dumps(who), encoding="utf-8")
        yield
    finally:
        lock.release()


def _read_owner(owner: Path) -> str:
    try:
        who = json.loads(owner.read_text(encoding="utf-8"))
        return f"process {who['pid']} ({who['command']}, since {who['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"


def _settle_swap(folder: Path) -> None:
    """Finish or undo an exchange of the data folder that a crash cut short."""
    data, new, old = folder / "data", folder / "data.new", folder / "data.old"
    if old.exists() and not data.exists():
        old.rename(data)
    for leftover in (old, new):
        shutil.rmtree(leftover, ignore_errors=True)
