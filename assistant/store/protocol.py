"""What a store of articles must do, whatever keeps it; `tests/store/suite.py` tests it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, runtime_checkable

from assistant.answers import Coverage, Where
from assistant.articles import Article
from assistant.models.vectors import Vectors
from assistant.store.listing import Listing, Selection
from assistant.text.passages import Passage
from assistant.text.periods import Period


@dataclass(frozen=True, slots=True)
class Signature:
    """What a store's index was made with; another one cannot search it.

    Args:
        embedder: the embedder's name.
        rules: the splitting rules, `TEXT_RULES`.
        passage_tokens: the most tokens of a passage.
        title_tokens: the most tokens of the title that is embedded with each passage.
    """

    embedder: str
    rules: str
    passage_tokens: int
    title_tokens: int

    def __str__(self) -> str:
        return (
            f"the embedder {self.embedder!r} ({self.rules}, passages of {self.passage_tokens} "
            f"tokens, titles of {self.title_tokens})"
        )


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


@runtime_checkable
class Store(Protocol):
    """Articles, their passages and the passages' vectors.

    An article is seen by readers as a whole or not at all, and in one version. Methods may be
    called from several threads. Each raises StoreError if the store cannot be used: it is
    closed, damaged, its disk is full, or another process opened it.
    """

    @property
    def folder(self) -> Path:
        """Where it and what belongs to it is kept."""

    @property
    def read_only(self) -> bool:
        """Whether it can be asked but not changed."""

    @property
    def version(self) -> int:
        """A number that goes up whenever what is stored has changed, whoever changed it."""

    def close(self) -> None:
        """Let go of what it holds; closing twice is fine."""

    def require_usable(self, *, to_change: bool = False) -> None:
        """Check that this process can use the store now.

        Args:
            to_change: whether it is to be changed, too.

        Raises:
            StoreReadOnlyError: it cannot be changed.
            StoreError: it is closed, or another process opened it.
        """

    # --- writing ---------------------------------------------------------------------

    def put(self, batch: Sequence[Indexed]) -> None:
        """Store articles, each replacing the stored one of the same id, in one step.

        Args:
            batch: indexed articles, no id twice.

        Raises:
            StoreReadOnlyError: the store cannot be changed.
        """

    def remove(self, article_id: str) -> None:
        """Remove an article and everything derived from it.

        Raises:
            UnknownArticleError: no article has that id.
            StoreReadOnlyError: the store cannot be changed.
        """

    def keep_unfinished(self, article: Article, first: int, vectors: Vectors) -> None:
        """Keep the vectors of some passages of an article that is not embedded whole yet.

        Nobody sees them but `unfinished`. They go when the article is stored or removed, when
        some are kept for another text under its id, or after some days.

        Args:
            article: the article.
            first: the number of the first of the passages, from 0.
            vectors: one a passage, in order; shape (passages, dimensions).

        Raises:
            StoreReadOnlyError: the store cannot be changed.
        """

    def unfinished(self, article: Article) -> Vectors | None:
        """Return the vectors that are kept of an article's first passages, None if there are none.

        Args:
            article: the article; another text under its id has none.
        """

    # --- reading ---------------------------------------------------------------------

    def hashes(self) -> dict[str, str]:
        """Return the content hash of every article, by id."""

    def article(self, article_id: str) -> Article:
        """Return the article that has an id.

        Raises:
            UnknownArticleError: no article has that id.
        """

    def articles(self) -> Iterator[Article]:
        """Return all articles in the order of their ids, one at a time."""

    def coverage(self, where: Where) -> Coverage:
        """Count the articles that a filter allows, with their oldest and newest dates."""

    def outlets(self, where: Where = Where()) -> dict[str, int]:
        """Count a filter's articles of each outlet, the most first; those of none are left out."""

    def authors(self, where: Where = Where()) -> dict[str, int]:
        """Count a filter's articles of each author, as it is written, the most first."""

    def days(self, where: Where, period: Period) -> dict[date, int]:
        """Count the articles of each day of a period that a filter allows."""

    def listing(self, selection: Selection, count: int, first: int = 0) -> Listing:
        """List a part of the collection as rows of a table.

        Args:
            selection: which articles, and in what order.
            count: the most rows to return.
            first: how many rows to leave out before them.
        """

    def nearest(self, vector: Vectors, count: int, where: Where) -> dict[int, float]:
        """Find the passages whose vectors are nearest.

        Args:
            vector: one unit vector, shape (1, dimensions).
            count: the most passages to return.
            where: which articles may be found.

        Returns:
            Cosine similarity by passage id.
        """

    def similarities(self, vector: Vectors, passages: Sequence[int]) -> dict[int, float]:
        """Return the cosine similarity of a vector, shape (1, dimensions), to given passages."""

    def matching(self, words: Sequence[str], count: int, where: Where) -> dict[int, float]:
        """Find the passages that hold any of the words or their inflections, by BM25.

        Args:
            words: as `query_words` returns them.
            count: the most passages to return.
            where: which articles may be found.

        Returns:
            BM25 score by passage id, the higher the better; a title's words count too.
        """

    def spellings(self, shortest: int, longest: int) -> dict[str, int]:
        """Return words of titles and texts as they are written, with in how many articles.

        Args:
            shortest: the fewest letters of a word to return.
            longest: the most.
        """

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Return passages by id; those that are not stored are left out."""

    def published(self, ids: Sequence[int]) -> dict[int, date]:
        """Return the days on which the passages' articles were published, where known."""

    def passage_count(self) -> int:
        """Count the passages of all articles."""
