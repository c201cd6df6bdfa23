"""A store in one folder: the articles and their full-text index (SQLite), their vectors (Chroma).

One process owns the folder. It is opened here, its two sides are put together, and what goes
wrong with them is said as a StoreError.
"""

import os
import shutil
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Self

from assistant.answers import Coverage, Where
from assistant.articles import Article
from assistant.errors import StoreError
from assistant.models.vectors import Vectors
from assistant.store import articles, fulltext, meta, spellings, unfinished, writing
from assistant.store.database import Database
from assistant.store.faults import damaged_vectors, explained, unknown
from assistant.store.listing import Listing, Selection
from assistant.store.lock import copied, is_read_only, locked, read_only
from assistant.store.protocol import Indexed, Signature, Store, StoredPassage
from assistant.store.schema import DATABASE, connect, connect_to_read
from assistant.store.vectors import VectorIndex
from assistant.text.periods import Period


class FolderStore(Store):
    """Articles, their passages and vectors in one folder that this process owns.

    Where the folder cannot be written, a copy of it is read: it is then `read_only`.
    """

    def __init__(
        self, folder: Path, data: Path, signature: Signature, resources: ExitStack
    ) -> None:
        """Open the data; `FolderStore.open` is the way in.

        Args:
            folder: the store's folder.
            data: the folder of the two databases, made if missing.
            signature: what the index must be made with.
            resources: what to let go after the databases; taken over if all goes well.
        """
        self._folder = folder
        self._process = os.getpid()
        self._closed = False
        self._read_only = data.parent != folder  # it is a copy's data
        with explained(folder):
            self._db = _open_database(data, resources)
            meta.check_signature(self._db, signature, folder)
            self._vectors = VectorIndex(data, folder)
            resources.callback(self._vectors.close)
            self._settle()
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
            StoreDamagedError: its files are damaged.
            StoreError: the folder cannot be used.
        """
        with ExitStack() as stack:
            if is_read_only(folder):
                data = stack.enter_context(copied(folder))
            else:
                stack.enter_context(locked(folder))
                _settle_swap(folder)
                data = folder / "data"
            return cls(folder, data, signature, stack)

    @classmethod
    @contextmanager
    def replacing(
        cls, folder: Path, signature: Signature
    ) -> Iterator[tuple[Iterator[Article], Self]]:
        """Open an empty store that takes the place of the one in a folder if all goes well.

        Args:
            folder: the store's folder.
            signature: what the new one is made with.

        Returns:
            The articles of the store as it is, and the new store. Of the former only the
            articles are read: whatever happened to its vectors does not matter.
        """
        data, new = folder / "data", folder / "data.new"
        with locked(folder):
            _settle_swap(folder)
            with explained(folder), ExitStack() as resources:
                old = _open_database(data, resources)
                version = meta.version(old)
                with (
                    closing(_read(old, folder)) as stored,
                    ExitStack() as stack,
                    cls(folder, new, signature, stack) as replacement,
                ):
                    yield stored, replacement
                    with replacement._db.transaction() as sql:
                        meta.raise_version(sql, by=version)
            with explained(folder):
                data.rename(folder / "data.old")
                new.rename(data)
            _settle_swap(folder)

    @property
    def folder(self) -> Path:
        return self._folder

    @property
    def read_only(self) -> bool:
        return self._read_only

    @property
    def version(self) -> int:
        with self._used():
            return meta.version(self._db)

    def close(self) -> None:
        # What a child process has of it is its parent's.
        if os.getpid() == self._process:
            with self._db.mutex, explained(self._folder):
                self._closed = True
                self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def require_usable(self, *, to_change: bool = False) -> None:
        name, pid = repr(str(self._folder)), os.getpid()
        if pid != self._process:
            raise StoreError(
                f"the store {name} was opened by process {self._process} and cannot be used by "
                f"its child {pid}; start the child first and open a store of its own there"
            )
        if self._closed:
            raise StoreError(f"the store {name} is closed; open it again")
        if to_change and self._read_only:
            raise read_only(self._folder)

    # --- writing ---------------------------------------------------------------------

    def put(self, batch: Sequence[Indexed]) -> None:
        with self._used(to_change=True):
            writing.put(self._db, self._vectors, batch)

    def remove(self, article_id: str) -> None:
        with self._used(to_change=True):
            writing.remove(self._db, self._vectors, article_id)

    def keep_unfinished(self, article: Article, first: int, vectors: Vectors) -> None:
        with self._used(to_change=True):
            unfinished.keep(self._db, article, first, vectors)

    def unfinished(self, article: Article) -> Vectors | None:
        with self._used():
            return unfinished.find(self._db, article)

    # --- reading ---------------------------------------------------------------------

    def hashes(self) -> dict[str, str]:
        with self._used():
            return articles.hashes(self._db)

    def article(self, article_id: str) -> Article:
        with self._used():
            if article := articles.find(self._db, article_id):
                return article
        raise unknown(article_id)

    def articles(self) -> Iterator[Article]:
        for article_id in sorted(self.hashes()):
            with self._used():
                article = articles.find(self._db, article_id)
            if article:  # it may be gone by now
                yield article

    def coverage(self, where: Where) -> Coverage:
        with self._used():
            return articles.coverage(self._db, where)

    def outlets(self, where: Where = Where()) -> dict[str, int]:
        with self._used():
            return articles.outlets(self._db, where)

    def authors(self, where: Where = Where()) -> dict[str, int]:
        with self._used():
            return articles.authors(self._db, where)

    def days(self, where: Where, period: Period) -> dict[date, int]:
        with self._used():
            return articles.days(self._db, where, period)

    def listing(self, selection: Selection, count: int, first: int = 0) -> Listing:
        with self._used():
            return articles.listing(self._db, selection, count, first)

    def nearest(self, vector: Vectors, count: int, where: Where) -> dict[int, float]:
        with self._used():
            return self._vectors.nearest(vector, count, articles.allowed_keys(self._db, where))

    def similarities(self, vector: Vectors, passages: Sequence[int]) -> dict[int, float]:
        with self._used():
            return self._vectors.similarities(vector, passages)

    def matching(self, words: Sequence[str], count: int, where: Where) -> dict[int, float]:
        with self._used():
            return fulltext.matching(self._db, words, count, where)

    def spellings(self, shortest: int, longest: int) -> dict[str, int]:
        with self._used():
            return spellings.of_length(self._db, shortest, longest)

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        with self._used():
            return articles.passages(self._db, ids)

    def published(self, ids: Sequence[int]) -> dict[int, date]:
        with self._used():
            return articles.published(self._db, ids)

    def passage_count(self) -> int:
        with self._used():
            return articles.passage_count(self._db)

    # --- inside ----------------------------------------------------------------------

    @contextmanager
    def _used(self, *, to_change: bool = False) -> Iterator[None]:
        self.require_usable(to_change=to_change)
        with explained(self._folder):
            yield

    def _settle(self) -> None:
        writing.settle(self._db, self._vectors)
        unfinished.forget_old(self._db)
        expected, found = articles.passage_count(self._db), self._vectors.count()
        if expected != found:
            raise damaged_vectors(
                self._folder, f"there are {expected} passages but {found} vectors"
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
    path = folder / "data" / DATABASE
    if path.exists():
        with explained(folder), closing(connect_to_read(path)) as sql:
            yield from _read(Database(sql), folder)


def _read(db: Database, folder: Path) -> Generator[Article, None, None]:
    with explained(folder):
        yield from articles.read_all(db)


def _open_database(data: Path, resources: ExitStack) -> Database:
    data.mkdir(parents=True, exist_ok=True)
    db = Database(connect(data / DATABASE))
    resources.callback(db.close)
    return db


def _settle_swap(folder: Path) -> None:
    """Finish or undo an exchange of the data folder that a crash cut short."""
    data, new, old = folder / "data", folder / "data.new", folder / "data.old"
    if old.exists() and not data.exists():
        with explained(folder):
            old.rename(data)
    for leftover in (old, new):
        shutil.rmtree(leftover, ignore_errors=True)
