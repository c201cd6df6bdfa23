"""Measure the assistant in a process of its own and print one JSON object.

    python -m benchmarks.timing.measure index ARTICLES.jsonl STORE
    python -m benchmarks.timing.measure fill ARTICLES.jsonl STORE PASSAGES [STORE PASSAGES …]
    python -m benchmarks.timing.measure ask QUESTIONS.jsonl STORE
    python -m benchmarks.timing.measure floor ARTICLES.jsonl

`index` adds articles, a second time too if the store has them. How busy the encoder is, is
seen from outside: `Embedder.encode` is wrapped here, nothing in the product knows of it.

`fill` makes large stores of few articles. Their passages are embedded once; then come copies
of them, in which every sixth word is another one of the same length (so that they are no
near-duplicates and the spans of the sentences hold), with the original's vector and noise on
it, to unit length again. Splitting and storing are the product's own.

`floor` counts the work that the encoder's weights ask for, and measures how much of it a
second this machine does in a large matrix product.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import openvino
from openvino import opset13 as opset

from assistant import Article, Assistant, Settings
from assistant.indexing import index, signature
from assistant.models.embedder import Embedder
from assistant.models.vectors import Vectors
from assistant.store.folder import FolderStore
from assistant.store.protocol import Indexed, Store
from benchmarks.timing.asking import asked
from benchmarks.timing.corpus import Reworder
from benchmarks.timing.figures import busy, encoder_flops
from benchmarks.timing.processes import peak_memory

NOISE = 0.35
"""The length of the noise on a copy's unit vector: cosine .94 to the original."""

_BATCH = 20
_SIDES = (1024, 2048)
_PRODUCTS = 30


def main() -> None:
    """Do what the arguments say."""
    action, subject, *rest = sys.argv[1:]
    actions: dict[str, Callable[[], dict[str, Any]]] = {
        "index": lambda: index_articles(Path(subject), Path(rest[0])),
        "fill": lambda: fill(
            Path(subject), dict(zip(map(Path, rest[::2]), map(int, rest[1::2]), strict=True))
        ),
        "ask": lambda: ask(Path(subject), Path(rest[0])),
        "floor": lambda: floor(Path(subject)),
    }
    print(json.dumps(actions[action]() | {"peak_mb": peak_memory()}))


def index_articles(articles: Path, folder: Path) -> dict[str, Any]:
    """Add articles to a store with the models loaded."""
    began = time.perf_counter()
    with Assistant.open(folder, settings=Settings()) as assistant:
        assistant.retriever.embedder.encode(["A text that loads the model."])
        loaded, worked = time.perf_counter(), time.process_time()
        spans = _watched()
        report = assistant.add(articles)
        seconds = time.perf_counter() - loaded
        return {
            "load": loaded - began,
            "seconds": seconds,
            "busy": busy(spans) / seconds,
            "cores": (time.process_time() - worked) / seconds,
            "passages": assistant.retriever.store.passage_count(),
            "added": len(report.added),
            "unchanged": len(report.unchanged),
            "failed": len(report.failed),
        }


def ask(questions: Path, folder: Path) -> dict[str, Any]:
    """Ask a store, the evidence model included; `reading` is what that one takes."""
    reading: list[float] = []

    def answer(question: str, day: str) -> None:
        found = assistant.ask(question, now=date.fromisoformat(day.replace("/", "-")))
        reading.append(found.timings["rank"])

    lines = questions.read_text(encoding="utf-8").splitlines()
    with Assistant.open(folder, settings=Settings()) as assistant:
        found = asked(answer, [json.loads(line) for line in lines])
        passages = assistant.retriever.store.passage_count()
    alone = reading[-len(found["one"]) - len(found["many"]) :][: len(found["one"])]
    return found | {"reading": alone, "passages": passages}


def fill(articles: Path, sizes: dict[Path, int]) -> dict[str, Any]:
    """Make stores of so many passages each."""
    embedder = Embedder()
    kept = _Kept()
    index(cast(Store, kept), embedder, articles)
    reworder = Reworder(item.article.text for item in kept.items)
    for folder, passages in sizes.items():
        with FolderStore.open(folder, signature(embedder)) as store:
            _fill(store, kept.items, reworder, passages)
    return {"passages": list(sizes.values())}


def floor(articles: Path) -> dict[str, Any]:
    """Count the encoder's tokens and time matrix products."""
    counting = _Counting()
    index(cast(Store, _Kept()), cast(Embedder, counting), articles)
    work = {"tokens": sum(counting.lengths), "flops": encoder_flops(counting.lengths)}
    return work | _flops_a_second()


class _Kept:
    """A store that keeps in memory what is put into it."""

    def __init__(self) -> None:
        self.items: list[Indexed] = []

    def require_usable(self, *, to_change: bool = False) -> None:
        pass

    def hashes(self) -> dict[str, str]:
        return {}

    def unfinished(self, _article: Article) -> None:
        return None

    def keep_unfinished(self, _article: Article, _first: int, _vectors: Vectors) -> None:
        pass

    def put(self, batch: Sequence[Indexed]) -> None:
        self.items += batch


class _Counting:
    """An embedder that counts the tokens it would read, and embeds nothing."""

    def __init__(self) -> None:
        self._embedder = Embedder()
        self.max_tokens = self._embedder.max_tokens
        self.count_tokens = self._embedder.count_tokens
        self.lengths: list[int] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        # Two special tokens are around each text.
        self.lengths += [min(n, self.max_tokens) + 2 for n in self.count_tokens(texts)]
        return np.zeros((len(texts), 1), np.float32)


def _watched() -> list[tuple[float, float]]:
    """Make embedders note when they encode, from now on."""
    encode, spans = Embedder.encode, list[tuple[float, float]]()

    def timed(self: Embedder, texts: Sequence[str]) -> Vectors:
        began = time.perf_counter()
        vectors = encode(self, texts)
        spans.append((began, time.perf_counter()))
        return vectors

    Embedder.encode = timed  # type: ignore[method-assign]
    return spans


def _fill(store: Store, items: Sequence[Indexed], reworder: Reworder, passages: int) -> None:
    batch: list[Indexed] = []
    for item in _endless(items, reworder):
        left = passages - store.passage_count() - sum(len(one.passages) for one in batch)
        if left <= 0:
            break
        batch.append(Indexed(item.article, item.passages[:left], item.vectors[:left]))
        if len(batch) == _BATCH:
            store.put(batch)
            batch = []
    if batch:
        store.put(batch)


def _endless(items: Sequence[Indexed], reworder: Reworder) -> Iterator[Indexed]:
    yield from items
    random = np.random.default_rng(0)
    copy = 0
    while items:
        copy += 1
        for item in items:
            yield Indexed(
                _reworded(item.article, copy, reworder),
                item.passages,
                _jittered(item.vectors, random),
            )


def _reworded(article: Article, copy: int, reworder: Reworder) -> Article:
    return replace(
        article,
        id=f"{article.id}#{copy}",
        title=reworder.reword(article.title, copy),
        text=reworder.reword(article.text, copy),
    )


def _jittered(vectors: Vectors, random: np.random.Generator) -> Vectors:
    noise = random.standard_normal(vectors.shape).astype(np.float32)
    mixed = vectors + noise * (NOISE / np.linalg.norm(noise, axis=1, keepdims=True))
    unit: Vectors = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return unit


def _flops_a_second() -> dict[str, float]:
    """Return the most floating point operations a second of large matrix products, by precision."""
    rates = {"float32": 0.0, "bfloat16": 0.0}
    for side in _SIDES:
        one, other = np.ones((2, side, side), np.float32)
        products = [
            ("float32", partial(np.matmul, one, other)),
            ("float32", partial(_product(other, "f32").infer, [one])),
            ("bfloat16", partial(_product(other, "bf16").infer, [one])),
        ]
        for precision, product in products:
            found = (2 * side**3 / _seconds(product) for _ in range(_PRODUCTS))
            rates[precision] = max(rates[precision], *found)
    return rates


def _product(other: Vectors, precision: str) -> openvino.InferRequest:
    """Return a graph that multiplies a matrix with another one, in what the encoder runs on."""
    left = opset.parameter(other.shape, np.float32)
    graph = openvino.Model([opset.matmul(left, opset.constant(other), False, False)], [left])
    options = {"INFERENCE_PRECISION_HINT": precision, "PERFORMANCE_HINT": "LATENCY"}
    return openvino.compile_model(graph, "CPU", options).create_infer_request()


def _seconds(product: Callable[[], object]) -> float:
    began = time.perf_counter()
    product()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
