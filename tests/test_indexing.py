"""Indexing reads ahead, stores batch by batch, and leaves a whole store whatever happens."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.articles import Article
from assistant.errors import SourceError
from assistant.indexing import PASSAGE_TOKENS, Progress, index, signature
from assistant.models.embedder import Embedder
from assistant.models.vectors import Vectors
from assistant.store.folder import FolderStore
from assistant.store.protocol import Store
from tests.conftest import ROOT

SENTENCE = "The ministry said on day {} that the bridge at the river had been closed again. "


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few articles make several batches."""
    monkeypatch.setattr("assistant.indexing._BATCH_PASSAGES", 8)


@pytest.fixture
def store(tmp_path: Path, embedder: Embedder) -> Iterator[Store]:
    """An empty store."""
    with FolderStore.open(tmp_path / "store", signature(embedder)) as store:
        yield store


def article(number: int, sentences: int = 2) -> Article:
    text = "".join(SENTENCE.format(f"{number} {n}") for n in range(sentences))
    return Article(str(number), text, title=f"Bridge {number}")


def assert_whole(store: Store, embedder: Embedder) -> None:
    """Every stored article is searched by all its passages, and nothing else is."""
    ids = [passage for passage in range(1, 10_000) if store.passages([passage])]
    assert len(ids) == store.passage_count()
    vector = embedder.encode(["bridge"])
    assert len(store.similarities(vector, ids)) == len(ids)
    for stored in store.articles():
        spans = [
            (p.passage.start, p.passage.end)
            for p in store.passages(ids).values()
            if p.article.id == stored.id
        ]
        assert min(spans)[0] == 0
        assert max(spans)[1] == len(stored.text.rstrip())


def test_what_changed_is_updated_and_the_rest_is_left(store: Store, embedder: Embedder) -> None:
    articles = [article(number) for number in range(5)]
    assert index(store, embedder, articles).added == ("0", "1", "2", "3", "4")
    articles[3] = Article("3", "The bridge is open.")
    report = index(store, embedder, [*articles, article(5)])
    assert report.updated == ("3",)
    assert report.added == ("5",)
    assert report.unchanged == ("0", "1", "2", "4")
    assert store.article("3").text == "The bridge is open."
    assert_whole(store, embedder)


def test_an_unchanged_source_needs_no_model(store: Store, embedder: Embedder) -> None:
    articles = [article(number) for number in range(3)]
    index(store, embedder, articles)
    unused = Embedder("nobody/nothing")
    assert index(store, unused, articles).unchanged == ("0", "1", "2")


def test_the_last_version_of_an_article_that_comes_twice_stays(
    store: Store, embedder: Embedder
) -> None:
    report = index(store, embedder, [article(1), article(2), article(1, 3), article(1, 3)])
    assert (report.added, report.updated, report.unchanged) == (("1", "2"), ("1",), ("1",))
    assert store.article("1") == article(1, 3)
    assert_whole(store, embedder)


def test_passages_are_read_whole_with_their_title(store: Store, embedder: Embedder) -> None:
    long_title = Article("1", SENTENCE.format(1) * 40, title="A bridge over " * 100)
    index(store, embedder, long_title)
    for passage in store.passages(range(1, 100)).values():
        assert embedder.count_tokens([passage.text])[0] <= PASSAGE_TOKENS


def test_progress_grows_and_tells_speed_and_time_left(store: Store, embedder: Embedder) -> None:
    seen: list[Progress] = []
    articles = [article(number, 30) for number in range(8)]
    index(store, embedder, articles, seen.append)
    assert len(seen) > 2
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions, key=lambda fraction: fraction or 0)
    assert (seen[-1].articles, seen[-1].passages) == (8, store.passage_count())
    assert seen[-1].fraction == 1.0
    assert seen[-1].seconds_left == 0
    assert seen[0].seconds_left
    assert seen[0].passages_per_second > 0
    unknown: list[Progress] = []
    index(store, embedder, iter(articles[:1]), unknown.append)
    assert unknown[0].fraction is unknown[0].seconds_left is None


def failing(count: int, error: BaseException) -> Iterator[Article]:
    for number in range(count):
        yield article(number, 30)
    raise error


def test_an_error_of_the_source_surfaces_and_the_store_stays_whole(
    store: Store, embedder: Embedder
) -> None:
    with pytest.raises(SourceError, match="torn"):
        index(store, embedder, failing(12, SourceError("torn")))
    assert store.hashes()
    assert_whole(store, embedder)
    assert index(store, embedder, [article(n, 30) for n in range(12)]).unchanged
    assert len(store.hashes()) == 12
    assert_whole(store, embedder)


def test_stopping_leaves_a_whole_store_and_no_thread(store: Store, embedder: Embedder) -> None:
    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index(store, embedder, [article(number, 30) for number in range(12)], stop)
    assert 0 < len(store.hashes()) < 12
    assert_whole(store, embedder)
    assert not [thread for thread in threading.enumerate() if "splitting" in thread.name]


def test_it_reads_no_more_than_a_batch_ahead(store: Store, embedder: Embedder) -> None:
    read = 0

    def reading() -> Iterator[Article]:
        nonlocal read
        for number in range(12):
            read = number + 1
            yield article(number, 30)

    ahead: list[int] = []
    index(store, embedder, reading(), lambda progress: ahead.append(read - progress.articles))
    assert len(ahead) > 3
    assert max(ahead) <= 3


LARGE = article(7, 250)


class Counting(Embedder):
    """The packaged embedder, which counts the texts it embeds."""

    count = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return super().encode(texts)


def stop_after(parts: int) -> Callable[[Progress], None]:
    def stop(progress: Progress) -> None:
        if progress.passages >= 8 * parts:
            raise KeyboardInterrupt

    return stop


def test_progress_of_a_large_article_is_steady(store: Store, embedder: Embedder) -> None:
    seen: list[Progress] = []
    index(store, embedder, [article(1), LARGE, article(2)], seen.append)
    fractions = [progress.fraction or 0.0 for progress in seen]
    steps = [later - sooner for sooner, later in pairwise(fractions)]
    assert len(fractions) > 5
    assert min(steps) >= 0
    assert max(steps) < 0.4
    assert (seen[-1].passages, seen[-1].articles) == (store.passage_count(), 3)
    assert_whole(store, embedder)


def test_what_was_done_of_a_large_article_is_not_done_again(store: Store) -> None:
    embedder = Counting()
    with pytest.raises(KeyboardInterrupt):
        index(store, embedder, LARGE, stop_after(2))
    assert not store.hashes()
    assert (store.passage_count(), embedder.count) == (0, 16)
    with pytest.raises(KeyboardInterrupt):
        index(store, embedder, LARGE, stop_after(1))
    assert index(store, embedder, LARGE).added == ("7",)
    assert embedder.count == store.passage_count()
    assert_whole(store, embedder)


def test_vectors_made_in_parts_are_those_made_at_once(
    store: Store, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(store, embedder, LARGE)
    monkeypatch.setattr("assistant.indexing._BATCH_PASSAGES", 10_000)
    ids = list(range(1, store.passage_count() + 1))
    question = embedder.encode(["Was the bridge closed?"])
    with FolderStore.open(tmp_path / "whole", signature(embedder)) as whole:
        index(whole, embedder, LARGE)
        expected = whole.similarities(question, ids)
    assert store.similarities(question, ids) == pytest.approx(expected, abs=0.01)


def test_a_large_article_that_changed_starts_over(store: Store) -> None:
    embedder = Counting()
    with pytest.raises(KeyboardInterrupt):
        index(store, embedder, LARGE, stop_after(2))
    changed = Article("7", f"No news. {LARGE.text}")
    assert index(store, embedder, changed).added == ("7",)
    assert embedder.count == 16 + store.passage_count()
    assert store.unfinished(LARGE) is None


def test_the_old_version_stays_until_a_large_one_is_whole(store: Store) -> None:
    embedder = Counting()
    index(store, embedder, article(7))
    with pytest.raises(KeyboardInterrupt):
        index(store, embedder, LARGE, stop_after(2))
    assert store.article("7") == article(7)
    assert_whole(store, embedder)
    assert index(store, embedder, LARGE).updated == ("7",)
    assert_whole(store, embedder)


KILLED = """
import sys
from itertools import pairwise
from pathlib import Path
sys.path[:0] = [sys.argv[2]]
import assistant.indexing as indexing
from assistant.models.embedder import Embedder
from assistant.models.vectors import Vectors
from assistant.store.folder import FolderStore
from tests.test_indexing import LARGE

indexing._BATCH_PASSAGES = 8
embedder = Embedder()
with FolderStore.open(Path(sys.argv[1]), indexing.signature(embedder)) as store:
    indexing.index(store, embedder, LARGE, lambda progress: print(progress.passages, flush=True))
"""


@pytest.mark.parametrize("parts", [1, 3])
def test_a_kill_loses_no_more_than_a_part_of_a_large_article(tmp_path: Path, parts: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path), str(ROOT)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    for _ in range(parts):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    embedder = Counting()
    with FolderStore.open(tmp_path, signature(embedder)) as store:
        assert not store.hashes()
        kept = store.unfinished(LARGE)
        assert kept is not None
        assert len(kept) >= 8 * parts
        index(store, embedder, LARGE)
        assert embedder.count == store.passage_count() - len(kept)
        assert_whole(store, embedder)
