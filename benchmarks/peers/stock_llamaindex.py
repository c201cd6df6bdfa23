"""LlamaIndex as its starter tutorial has it: a vector index that is kept as JSON.

Its chunks have 256 tokens, not 1,024 as by default: the model reads no more.
"""

from collections.abc import Sequence
from pathlib import Path

from llama_index.core import (
    Document,
    Settings,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from sentence_transformers import SentenceTransformer

from benchmarks.peers.running import NEAREST, Article, main, weights


class LlamaIndex:
    """The index of the tutorial and its retriever."""

    encoder = (SentenceTransformer, "encode")

    def __init__(self, folder: Path) -> None:
        Settings.embed_model = HuggingFaceEmbedding(model_name=weights())
        Settings.chunk_size, Settings.chunk_overlap = 256, 20
        self._folder = str(folder)

    def index(self, articles: Sequence[Article]) -> int:
        """Split, embed and persist."""
        whole = [Document(text=a["text"], metadata={"title": a["title"]}) for a in articles]
        index = VectorStoreIndex.from_documents(whole)
        index.storage_context.persist(self._folder)
        return len(index.docstore.docs)

    def open(self) -> None:
        """Load what was persisted."""
        index = load_index_from_storage(StorageContext.from_defaults(persist_dir=self._folder))
        self._retriever = index.as_retriever(similarity_top_k=NEAREST)

    def find(self, question: str) -> list[str]:
        """Retrieve the nearest nodes."""
        return [found.node.get_content() for found in self._retriever.retrieve(question)]


if __name__ == "__main__":
    main(LlamaIndex)
