"""Haystack as its tutorials have it: two pipelines over the in-memory document store.

The splitter is that of the tutorial on preprocessing: 150 words, 50 of them overlapping.
"""

from collections.abc import Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.document_stores.types import DuplicatePolicy
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from sentence_transformers import SentenceTransformer

from benchmarks.peers.running import NEAREST, Article, main, weights


class Haystack:
    """An indexing pipeline and a query pipeline."""

    encoder = (SentenceTransformer, "encode")

    def __init__(self, folder: Path) -> None:
        self._file = folder / "documents.json"
        self._embedder = SentenceTransformersTextEmbedder(model=weights(), progress_bar=False)
        self._embedder.warm_up()

    def index(self, articles: Sequence[Article]) -> int:
        """Split, embed, write and save."""
        store = InMemoryDocumentStore()
        pipeline = Pipeline()
        pipeline.add_component(
            "splitter", DocumentSplitter(split_by="word", split_length=150, split_overlap=50)
        )
        pipeline.add_component(
            "embedder", SentenceTransformersDocumentEmbedder(model=weights(), progress_bar=False)
        )
        pipeline.add_component("writer", DocumentWriter(store, DuplicatePolicy.OVERWRITE))
        pipeline.connect("splitter", "embedder")
        pipeline.connect("embedder", "writer")
        whole = [Document(content=a["text"], meta={"title": a["title"]}) for a in articles]
        pipeline.run({"splitter": {"documents": whole}})
        self._file.parent.mkdir(parents=True, exist_ok=True)
        store.save_to_disk(str(self._file))
        return int(store.count_documents())

    def open(self) -> None:
        """Load what was saved, and connect the query pipeline."""
        store = InMemoryDocumentStore.load_from_disk(str(self._file))
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", self._embedder)
        self._pipeline.add_component("retriever", InMemoryEmbeddingRetriever(store, top_k=NEAREST))
        self._pipeline.connect("embedder.embedding", "retriever.query_embedding")

    def find(self, question: str) -> list[str]:
        """Run the query pipeline."""
        found = self._pipeline.run({"embedder": {"text": question}})
        return [document.content for document in found["retriever"]["documents"]]


if __name__ == "__main__":
    main(Haystack)
