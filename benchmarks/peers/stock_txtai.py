"""txtai as its introduction has it: an embeddings database with content, a row a paragraph."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from txtai import Embeddings
from txtai.vectors.dense.huggingface import HFVectors

from benchmarks.peers.running import NEAREST, Article, main, weights


class Txtai:
    """An embeddings database."""

    encoder = (HFVectors, "encode")

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._lock = Lock()
        self._embeddings = Embeddings(path=weights(), content=True)

    def index(self, articles: Sequence[Article]) -> int:
        """Part the articles at blank lines, embed and save."""
        rows = [
            paragraph
            for a in articles
            for paragraph in a["text"].split("\n\n")
            if paragraph.strip()
        ]
        self._embeddings.index(rows)
        self._embeddings.save(self._folder)
        return len(rows)

    def open(self) -> None:
        """Load what was saved."""
        self._embeddings.load(self._folder)

    def find(self, question: str) -> list[str]:
        """Search; one question at a time, as the database has one cursor for all threads."""
        with self._lock:
            return [found["text"] for found in self._embeddings.search(question, NEAREST)]


if __name__ == "__main__":
    main(Txtai)
