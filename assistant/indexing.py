"""Indexing: articles are read, split, embedded and stored, a batch at a time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from assistant import sources
from assistant.articles import Article, Passage, split_passages
from assistant.models import Embedder
from assistant.sources import Failure, Source
from assistant.store import Indexed, Store

PASSAGE_TOKENS = 160
"""The most tokens of a passage: enough context for an answer, few enough to be about one thing."""

TITLE_TOKENS = 48
"""The most tokens of the title, which is embedded in front of each passage."""

_BATCH_PASSAGES = 256


@dataclass(frozen=True, slots=True)
class Report:
    """What adding did, by article id, and what could not be added."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far adding has come.

    Args:
        articles: how many were read so far.
        passages: how many were indexed so far.
        failed: how many could not be read.
        fraction: how much of the sources was read, from 0 to 1; None when unknown.
    """

    articles: int
    passages: int
    failed: int
    fraction: float | None


def index(
    store: Store,
    embedder: Embedder,
    source: Source | Iterable[Source],
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Bring a store up to date with a source; what has not changed costs a hash.

    Args:
        store: where the articles go.
        embedder: the one the store was made with.
        source: a file, a folder, an Article, or an iterable of these.
        progress: called after each article that is read and each batch that is stored.

    Raises:
        SourceError: a path does not exist.
    """
    items = sources.expand(source)
    total = sources.size(items)
    run = _Run(store, embedder)
    for reading in sources.read(items):
        run.take(reading.result)
        if progress:
            progress(run.progress(reading.consumed / total if total else None))
    run.flush()
    if progress:
        progress(run.progress(1.0))
    return run.report()


class _Run:
    """What one run of `index` has done so far, and the batch it is filling."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._hashes = store.hashes()
        self._batch: dict[str, tuple[Article, tuple[Passage, ...]]] = {}
        self._outcomes: dict[str, list[str]] = {
            "added": [],
            "updated": [],
            "unchanged": [],
        }
        self._failed: list[Failure] = []
        self._passages = 0

    def take(self, result: Article | Failure) -> None:
        """Put an article into the batch unless it is stored already; note a failure."""
        if isinstance(result, Failure):
            self._failed.append(result)
            return
        stored = self._hashes.get(result.id)
        if stored == result.hash:
            self._outcomes["unchanged"].append(result.id)
            return
        if result.id in self._batch:
            self.flush()
        self._outcomes["updated" if stored else "added"].append(result.id)
        self._hashes[result.id] = result.hash
        passages = split_passages(result.text, self._embedder.count_tokens, self._limit)
        self._batch[result.id] = (result, passages)
        if sum(len(passages) for _, passages in self._batch.values()) >= _BATCH_PASSAGES:
            self.flush()

    def flush(self) -> None:
        """Embed and store the batch."""
        batch, self._batch = list(self._batch.values()), {}
        if not batch:
            return
        texts = [text for article, passages in batch for text in self._embedded(article, passages)]
        vectors = iter(self._embedder.encode(texts))
        self._store.put(
            [
                Indexed(article, passages, np.stack([next(vectors) for _ in passages]))
                for article, passages in batch
            ]
        )
        self._passages += len(texts)

    def progress(self, fraction: float | None) -> Progress:
        """Tell how far the run has come."""
        done = sum(map(len, self._outcomes.values()))
        return Progress(done, self._passages, len(self._failed), fraction)

    def report(self) -> Report:
        """Tell what the run did."""
        outcomes = {name: tuple(ids) for name, ids in self._outcomes.items()}
        return Report(**outcomes, failed=tuple(self._failed))

    @property
    def _limit(self) -> int:
        return max(8, min(PASSAGE_TOKENS, self._embedder.max_tokens - TITLE_TOKENS))

    def _embedded(self, article: Article, passages: tuple[Passage, ...]) -> list[str]:
        """Give the texts to embed: the title says what a passage from the middle is about."""
        count_tokens = self._embedder.count_tokens
        title = article.title.strip()
        if title:
            short = split_passages(title, count_tokens, TITLE_TOKENS)[0]
            title = title[short.start : short.end] + "\n"
        return [title + article.text[p.start : p.end] for p in passages]
