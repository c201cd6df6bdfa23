"""LangChain as its tutorial has it, asked the same questions: the competitor of `quality`.

It ranks passages and cites nothing. How near the best one is, is what it can refuse by.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.articles import Article
from assistant.evaluation.cases import Case
from assistant.evaluation.systems import CHUNKS, Outcome, System, ranking
from assistant.models.embedder import Embedder

_BATCH = 500


def stock(
    articles: Iterable[Article], folder: Path, progress: Callable[[int], None] = lambda _: None
) -> System:
    """Return the tutorial's pipeline: 1,000-character chunks, embedded, the nearest.

    The weights are the packaged embedder's, so that the pipelines differ and not the model.

    Args:
        articles: what is asked.
        folder: where the index is kept; chunks that are in it already are not embedded again.
        progress: called with the number of chunks that are embedded.
    """
    index = Chroma(
        "stock",
        Embedder(),
        str(folder),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    whole = (Document(article.text, metadata={"article": article.id}) for article in articles)
    chunks = {_id(chunk): chunk for chunk in splitter.split_documents(whole)}
    known = set(index.get(include=[])["ids"])
    if gone := list(known - chunks.keys()):
        index.delete(gone)
    missing = [id_ for id_ in chunks if id_ not in known]
    for start in range(0, len(missing), _BATCH):
        ids = missing[start : start + _BATCH]
        index.add_documents([chunks[id_] for id_ in ids], ids=ids)
        progress(start + len(ids))

    def find(case: Case) -> Outcome:
        within: Any = {"article": {"$in": list(case.within)}} if case.within else None
        found = index.similarity_search_with_score(case.question, CHUNKS, filter=within)
        return ranking(case, [(chunk, 1 - distance) for chunk, distance in found])

    return find


def _id(chunk: Document) -> str:
    return sha256(f"{chunk.metadata['article']}\0{chunk.page_content}".encode()).hexdigest()
