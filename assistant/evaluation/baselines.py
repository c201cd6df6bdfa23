"""Baselines: what others build, asked the same questions.

They rank passages and cite nothing. How near the best one is, is what they can refuse by.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from langchain_core.documents import Document

from assistant.answers import Where
from assistant.articles import Article
from assistant.assistant import Assistant
from assistant.errors import SettingsError
from assistant.evaluation.cases import Case
from assistant.evaluation.measures import passage_values
from assistant.evaluation.systems import CHUNKS, Outcome, System
from assistant.models.embedder import Embedder

try:
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter
except ModuleNotFoundError as error:
    raise SettingsError(
        f"the baseline needs {error.name}; run pip install 'articles-assistant[eval]'"
    ) from None

_BATCH = 500


def baselines(
    assistant: Assistant, folder: Path, progress: Callable[[int], None] = lambda _: None
) -> dict[str, System]:
    """Give the baselines over an assistant's articles, by name.

    Args:
        assistant: has the articles.
        folder: where the index of the stock pipeline is kept; chunks that are in it already
            are not embedded again.
        progress: called with the number of chunks that are embedded.
    """
    return {
        "dense alone": dense(assistant),
        "stock LangChain": stock(assistant.articles(), folder, progress),
    }


def dense(assistant: Assistant) -> System:
    """The assistant's own passages, by their vectors alone."""
    store, embedder = assistant.retriever.store, assistant.retriever.embedder

    def find(case: Case) -> Outcome:
        vector = embedder.encode([case.question])
        near = store.nearest(vector, CHUNKS, Where(articles=case.within))
        passages = store.passages(list(near))
        ranked = [
            (Document(passages[id_].text, metadata={"article": passages[id_].article.id}), score)
            for id_, score in sorted(near.items(), key=lambda item: -item[1])
            if id_ in passages
        ]
        return _outcome(case, ranked)

    return find


def stock(articles: Iterable[Article], folder: Path, progress: Callable[[int], None]) -> System:
    """LangChain as its tutorial has it: 1,000-character chunks, embedded, the nearest.

    The weights are the packaged embedder's, so that the pipelines differ and not the model.
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
        return _outcome(case, [(chunk, 1 - distance) for chunk, distance in found])

    return find


def _id(chunk: Document) -> str:
    return sha256(f"{chunk.metadata['article']}\0{chunk.page_content}".encode()).hexdigest()


def _outcome(case: Case, ranked: list[tuple[Document, float]]) -> Outcome:
    values = passage_values(case, [document for document, _ in ranked])
    return Outcome(case.question, case.answerable, values, ranked[0][1] if ranked else 0.0)
