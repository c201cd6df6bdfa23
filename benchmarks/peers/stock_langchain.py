"""LangChain as its semantic-search tutorial has it: 1,000-character chunks in Chroma."""

from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentence_transformers import SentenceTransformer

from benchmarks.peers.running import NEAREST, Article, main, weights

_BATCH = 1000  # Chroma refuses more than 5,461 at once


class LangChain:
    """The splitter, the embeddings and the vector store of the tutorial."""

    encoder = (SentenceTransformer, "encode")

    def __init__(self, folder: Path) -> None:
        embeddings = HuggingFaceEmbeddings(model_name=weights())
        self._store = Chroma("articles", embeddings, str(folder))

    def index(self, articles: Sequence[Article]) -> int:
        """Split, embed and add."""
        whole = [Document(a["text"], metadata={"title": a["title"]}) for a in articles]
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )
        chunks = splitter.split_documents(whole)
        for first in range(0, len(chunks), _BATCH):
            self._store.add_documents(chunks[first : first + _BATCH])
        return len(chunks)

    def open(self) -> None:
        """Nothing to do: Chroma opened the folder."""

    def find(self, question: str) -> list[str]:
        """Embed the question and take the nearest chunks."""
        return [d.page_content for d in self._store.similarity_search(question, k=NEAREST)]


if __name__ == "__main__":
    main(LangChain)
