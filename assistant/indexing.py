"""Indexing: articles are read and split while those before them are embedded and stored.

A thread reads and splits, one batch ahead; the caller's thread embeds and stores. So both
threads are busy, and there are never more than two batches in memory.

An article that is larger than a batch is embedded in parts. The vectors of each part are kept
at once, so that stopping loses no more than one; the article is stored when it has them all.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from time import perf_counter
from typing import TypeVar

import numpy as np

from assistant.articles import Article
from assistant.models.embedder import Embedder
from assistant.models.vectors import Vectors
from assistant.sources.base import Failure, Reading, Source
from assistant.sources.files import expand, read_articles, size
from assistant.store.protocol import Indexed, Signature, Store
from assistant.text.passages import Passage, split_passages
from assistant.text.sentences import TEXT_RULES

PASSAGE_TOKENS = 160
"""The most tokens of a passage: enough context for an answer, few enough to be about one thing."""

TITLE_TOKENS = 48
"""The most tokens of the title, which is embedded in front of each passage."""

_BATCH_PASSAGES = 256
_BATCH_READINGS = 1024

_T = TypeVar("_T")


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
        articles: how many are done.
        passages: how many were indexed.
        failed: how many articles could not be read.
        fraction: how much of the sources is done, from 0 to 1; None when unknown.
        seconds: how long it took so far.
    """

    articles: int
    passages: int
    failed: int
    fraction: float | None
    seconds: float

    @property
    def passages_per_second(self) -> float:
        """How fast it goes, on average."""
        return self.passages / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take if it goes on like this; None when unknown."""
        return self.seconds * (1 / self.fraction - 1) if self.fraction else None


def signature(embedder: Embedder) -> Signature:
    """Return what an index that is made with an embedder is made with."""
    return Signature(embedder.name, TEXT_RULES, PASSAGE_TOKENS, TITLE_TOKENS)


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
        source: a file, a folder, an Article, or an iterable of these, which is iterated
            in another thread.
        progress: called after each batch that is done, and after each part of an article
            that is larger than one.

    Raises:
        SourceError: a path does not exist.
        StoreReadOnlyError: the store cannot be changed.
    """
    store.require_usable(to_change=True)
    items = expand(source)
    total = size(items)
    run = _Run(store, embedder)
    before = 0
    with closing(_ahead(_batches(read_articles(items), store.hashes(), embedder))) as batches:
        for batch in batches:
            for part in run.finish(batch):
                if progress:
                    consumed = before + part * (batch.consumed - before)
                    progress(run.progress(consumed / total if total else None))
            before = batch.consumed
    if progress:
        progress(run.progress(1.0))
    return run.report


@dataclass(frozen=True, slots=True)
class _Split:
    """An article to be stored, with its passages and what is embedded for each."""

    article: Article
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]

    @property
    def is_large(self) -> bool:
        """Whether it is a batch by itself, to be embedded in parts."""
        return len(self.passages) > _BATCH_PASSAGES


@dataclass(slots=True)
class _Batch:
    """What was read between two writes to the store."""

    added: dict[str, _Split] = field(default_factory=dict)
    updated: dict[str, _Split] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    consumed: int = 0

    @property
    def splits(self) -> tuple[_Split, ...]:
        """The articles to be stored."""
        return (*self.added.values(), *self.updated.values())

    @property
    def is_full(self) -> bool:
        """Whether it is time to store; with nothing to store, to tell how far it is."""
        passages = sum(len(split.passages) for split in self.splits)
        readings = len(self.unchanged) + len(self.failed)
        return passages >= _BATCH_PASSAGES or readings >= _BATCH_READINGS


def _batches(
    readings: Iterator[Reading], hashes: dict[str, str], embedder: Embedder
) -> Generator[_Batch, None, None]:
    """Read and split articles; those whose hash is stored already are left as they are."""
    batch = _Batch()
    for reading in readings:
        result = reading.result
        if isinstance(result, Failure):
            batch.failed.append(result)
        elif hashes.get(result.id) == result.hash:
            batch.unchanged.append(result.id)
        else:
            split = _split(result, embedder)
            twice = result.id in batch.added or result.id in batch.updated
            if twice or (split.is_large and batch.splits):
                yield batch
                batch = _Batch(consumed=batch.consumed)
            kind = batch.updated if result.id in hashes else batch.added
            kind[result.id] = split
            hashes[result.id] = result.hash
        batch.consumed = reading.consumed
        if batch.is_full:
            yield batch
            batch = _Batch(consumed=reading.consumed)
    yield batch


def _split(article: Article, embedder: Embedder) -> _Split:
    limit = max(8, min(PASSAGE_TOKENS, embedder.max_tokens - TITLE_TOKENS))
    passages = split_passages(article.text, embedder.count_tokens, limit)
    # The title says what a passage from the middle is about.
    title = article.title.strip()
    if title:
        short = split_passages(title, embedder.count_tokens, TITLE_TOKENS)[0]
        title = title[short.start : short.end] + "\n"
    texts = tuple(title + article.text[p.start : p.end] for p in passages)
    return _Split(article, passages, texts)


def _ahead(items: Generator[_T, None, None]) -> Generator[_T, None, None]:
    """Make each item in a thread while the one before it is used; errors come out here."""
    with closing(items), ThreadPoolExecutor(1, "splitting") as thread:
        upcoming = thread.submit(next, items, None)
        while (item := upcoming.result()) is not None:
            upcoming = thread.submit(next, items, None)
            yield item


class _Run:
    """What one run of `index` has done so far."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._start = perf_counter()
        self._passages = 0
        self.report = Report()

    def finish(self, batch: _Batch) -> Iterator[float]:
        """Embed and store a batch; yield the share that is done, after each part and at last 1."""
        splits = batch.splits
        if len(splits) == 1 and splits[0].is_large:
            vectors = yield from self._embed_in_parts(splits[0])
            self._store.put([Indexed(splits[0].article, splits[0].passages, vectors)])
        elif splits:
            texts = [text for split in splits for text in split.texts]
            of_each = np.split(
                self._embedder.encode(texts), np.cumsum([len(s.texts) for s in splits])[:-1]
            )
            self._store.put(
                [Indexed(s.article, s.passages, v) for s, v in zip(splits, of_each, strict=True)]
            )
            self._passages += len(texts)
        self.report = Report(
            (*self.report.added, *batch.added),
            (*self.report.updated, *batch.updated),
            (*self.report.unchanged, *batch.unchanged),
            (*self.report.failed, *batch.failed),
        )
        yield 1.0

    def _embed_in_parts(self, split: _Split) -> Generator[float, None, Vectors]:
        """Embed an article's passages, going on where an earlier run stopped."""
        kept = self._store.unfinished(split.article)
        parts = [] if kept is None else [kept]
        done = sum(map(len, parts))
        while texts := split.texts[done : done + _BATCH_PASSAGES]:
            part = self._embedder.encode(texts)
            self._store.keep_unfinished(split.article, done, part)
            parts.append(part)
            done += len(texts)
            self._passages += len(texts)
            if done < len(split.texts):
                yield done / len(split.texts)
        return np.concatenate(parts)

    def progress(self, fraction: float | None) -> Progress:
        """Tell how far the run has come."""
        done = len(self.report.added) + len(self.report.updated) + len(self.report.unchanged)
        seconds = perf_counter() - self._start
        return Progress(done, self._passages, len(self.report.failed), fraction, seconds)
