"""A store of an earlier release opens and answers: each migration on a database of its shape."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import chromadb
import pytest
from chromadb.config import Settings

from assistant.articles import Article, Origin
from assistant.errors import StoreMismatchError
from assistant.store import schema
from assistant.store.folder import FolderStore, stored_articles
from assistant.store.protocol import Signature
from assistant.text.sentences import TEXT_RULES
from tests.store.suite import SIGNATURE, toy_vector, visible_text

# What the first release made, before migrations were counted.
FIRST_SCHEMA = """
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

ARTICLE = Article("1", "A bad cab.", title="Bees", source="The Paper")


@pytest.fixture
def first_store(tmp_path: Path) -> Path:
    """A store as the first release left it, with one article."""
    data = tmp_path / "data"
    data.mkdir()
    with closing(sqlite3.connect(data / schema.DATABASE)) as sql, sql:
        sql.executescript(f"PRAGMA journal_mode = WAL; {FIRST_SCHEMA}")
        sql.executemany(
            "INSERT INTO meta VALUES (?, ?)", [("embedder", "toy"), ("rules", TEXT_RULES)]
        )
        sql.execute(
            "INSERT INTO articles (visible, hash, outlet, id, title, url, source, author, text) "
            "VALUES (1, ?, 'the paper', '1', 'Bees', '', 'The Paper', '', 'A bad cab.')",
            [ARTICLE.hash],
        )
        sql.execute("INSERT INTO passages (article, sentences) VALUES (1, '[[0, 10]]')")
        sql.execute("INSERT INTO words (rowid, title, text) VALUES (1, 'Bees', 'A bad cab.')")
    client = chromadb.PersistentClient(
        data / "chroma", settings=Settings(anonymized_telemetry=False)
    )
    vectors = client.get_or_create_collection(
        "passages",
        configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
        embedding_function=None,
    )
    vectors.add(ids=["1"], embeddings=toy_vector("A bad cab."), metadatas=[{"article": 1}])
    client.close()  # type: ignore[attr-defined]
    return tmp_path


def test_a_store_of_the_first_release_opens_and_answers(first_store: Path) -> None:
    assert list(stored_articles(first_store)) == [ARTICLE]
    with FolderStore.open(first_store, SIGNATURE) as store:
        assert list(store.articles()) == [ARTICLE]
        assert visible_text(store, "cab") == ["A bad cab."]
        assert store.hashes() == {"1": ARTICLE.hash}
        assert store.version == 0
    assert list(stored_articles(first_store)) == [ARTICLE]


def test_a_store_of_the_first_release_is_refused_where_passages_are_of_another_length(
    first_store: Path,
) -> None:
    with pytest.raises(StoreMismatchError, match="passages of 160"):
        FolderStore.open(first_store, Signature("toy", TEXT_RULES, 100, 48))


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """A database of the first release's shape."""
    with closing(sqlite3.connect(":memory:")) as sql:
        sql.executescript(FIRST_SCHEMA)
        yield sql


def tables(sql: sqlite3.Connection) -> set[tuple[str, str]]:
    return {
        (name, " ".join(text.split("--")[0].split()))
        for name, text in sql.execute("SELECT name, sql FROM sqlite_master WHERE sql != ''")
    }


def test_the_first_migration_makes_what_the_first_release_made(
    database: sqlite3.Connection,
) -> None:
    with closing(sqlite3.connect(":memory:")) as sql:
        schema.create_tables(sql)
        assert tables(sql) == tables(database)
    before = tables(database)
    schema.create_tables(database)
    assert tables(database) == before


def test_the_second_migration_says_that_origins_were_not_kept(database: sqlite3.Connection) -> None:
    database.execute(
        "INSERT INTO articles (hash, outlet, id, title, url, source, author, text) "
        "VALUES ('', '', '1', '', '', '', '', 'A.')"
    )
    schema.add_origins(database)
    [row] = database.execute("SELECT origin_kind, origin_place, origin_root FROM articles")
    assert row == (Origin().kind, Origin().place, Origin().root)


@pytest.mark.parametrize("made_with", [{}, {"embedder": "toy", "rules": TEXT_RULES}])
def test_the_third_migration_says_how_long_passages_were(
    database: sqlite3.Connection, made_with: dict[str, str]
) -> None:
    database.executemany("INSERT INTO meta VALUES (?, ?)", made_with.items())
    schema.add_token_limits(database)
    limits = {"passage_tokens": "160", "title_tokens": "48"} if made_with else {}
    assert dict(database.execute("SELECT key, value FROM meta")) == made_with | limits


def test_the_fourth_migration_adds_an_empty_table(database: sqlite3.Connection) -> None:
    schema.add_unfinished(database)
    assert not list(database.execute("SELECT id, passage, hash, kept_at, vector FROM unfinished"))


def test_the_fifth_migration_folds_the_words_of_the_index(database: sqlite3.Connection) -> None:
    database.execute(
        "INSERT INTO articles (key, hash, outlet, id, title, url, source, author, text) "
        "VALUES (1, '', '', '1', 'Łódź', '', '', '', 'A bee. The Kılıç of al-Sudani.')"
    )
    database.executemany(
        "INSERT INTO passages (id, article, sentences) VALUES (?, 1, ?)",
        [(7, "[[0, 6]]"), (8, "[[7, 30]]")],
    )
    database.execute("INSERT INTO words (rowid, title, text) VALUES (7, 'Łódź', 'A bee.')")
    schema.fold_words(database)
    assert list(database.execute("SELECT rowid, title, text FROM words")) == [
        (7, "lodz", "a bee"),
        (8, "lodz", "the kilic of al sudani alsudani"),
    ]


def test_the_sixth_migration_counts_the_words(database: sqlite3.Connection) -> None:
    database.executemany(
        "INSERT INTO articles (hash, outlet, id, title, url, source, author, text) "
        "VALUES ('', '', ?, ?, '', '', '', ?)",
        [("1", "Bees", "The bees of Łódź."), ("2", "", "Some Bees.")],
    )
    schema.add_spellings(database)
    assert dict(database.execute("SELECT written, articles FROM spellings")) == {
        "Bees": 2, "The": 1, "bees": 1, "Łódź": 1, "Some": 1,
    }  # fmt: skip


def test_migrations_are_counted_and_applied_once(database: sqlite3.Connection) -> None:
    for _ in range(2):
        schema.migrate(database)
        assert schema.applied(database) == len(schema.MIGRATIONS)


def test_migrations_are_applied_all_or_none(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(sql: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    before = tables(database)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, fail))
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(database)
    assert (schema.applied(database), tables(database)) == (0, before)
