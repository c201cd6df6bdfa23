"""Retrieval: a question becomes ranked passages, found by meaning and by words."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, zip_longest

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.answers import Where
from assistant.asking.recency import reach, recency
from assistant.asking.tuning import TUNING
from assistant.models.embedder import Embedder
from assistant.models.vectors import Vectors
from assistant.store.protocol import Store, StoredPassage
from assistant.text.periods import Period
from assistant.text.repeats import says_the_same
from assistant.text.words import jaccard, query_words, shingles

_Shingled = tuple[StoredPassage, frozenset[tuple[str, ...]]]


class RankedPassage(Document):
    """A passage as a LangChain document, with where it was found and how well it fits.

    Args:
        found: the stored passage.
        score: the higher the better; comparable within one search only.
        similarity: cosine similarity to the question; comparable across searches.
        recency: how much nearer to the days asked of its article was published than the
            articles are on the whole, from -1 to 1; comparable across searches.
        copies: the copies of it in other articles, which were left out.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    found: StoredPassage
    score: float
    similarity: float
    recency: float = 0.0
    copies: tuple[StoredPassage, ...] = ()

    @classmethod
    def of(
        cls,
        found: StoredPassage,
        score: float,
        similarity: float,
        recency: float = 0.0,
        copies: tuple[StoredPassage, ...] = (),
    ) -> "RankedPassage":
        """Make a document of a stored passage."""
        article = found.article
        metadata = {
            "article": article.id,
            "title": article.title,
            "source": article.outlet,
            "published": article.published.isoformat() if article.published else None,
            "start": found.passage.start,
            "end": found.passage.end,
            "score": score,
            "copies": [copy.article.id for copy in copies],
        }
        return cls(
            page_content=found.text,
            metadata=metadata,
            found=found,
            score=score,
            similarity=similarity,
            recency=recency,
            copies=copies,
        )


class HybridRetriever(BaseRetriever):
    """Finds passages by meaning (vectors) and by words (BM25), their scores averaged.

    Args:
        store: where to search.
        embedder: the one the store was made with.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: Store
    embedder: Embedder

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  LangChain passes it
        context: str = "",
        about: Period | None = None,
        where: Where = Where(),
        count: int = 10,
    ) -> list[Document]:
        """Find passages, by the query alone and with its context, rather those of some days."""
        with ThreadPoolExecutor(1, "words") as beside:
            matching = beside.submit(self._match, query, context, where)
            vector = self._encode(query, context)
            by_meaning = self.store.nearest(vector, TUNING.candidates, where)
            by_words = matching.result()
        missing = [id_ for id_ in by_words if id_ not in by_meaning]
        by_meaning |= self.store.similarities(vector, missing)
        recencies = self._recencies(list(by_meaning), about, where)
        fused = {
            id_: score + TUNING.recency * recencies.get(id_, 0.0)
            for id_, score in fuse(by_meaning, by_words).items()
        }
        best = sorted(fused, key=lambda id_: (-fused[id_], id_))
        passages = self.store.passages(best[: count * TUNING.considered])
        ranked = (passages[id_] for id_ in best if id_ in passages)
        return [
            RankedPassage.of(
                passage,
                fused[passage.id],
                by_meaning[passage.id],
                recencies.get(passage.id, 0.0),
                copies,
            )
            for passage, copies in distinct(ranked, count)
        ]

    def _recencies(
        self, ids: Sequence[int], about: Period | None, where: Where
    ) -> dict[int, float]:
        """Return passages' recency, less that of all articles that may be found.

        Where every article is of today, being of today tells nothing.
        """
        if not about:
            return {}
        days = self.store.days(where, reach(about))
        near = sum(count * recency(day, about) for day, count in days.items())
        usual = near / max(1, self.store.coverage(where).articles)
        return {id_: recency(day, about) - usual for id_, day in self.store.published(ids).items()}

    def _encode(self, query: str, context: str) -> Vectors:
        if not context:
            return self.embedder.encode([query])
        own, whole = self.embedder.encode([query, f"{query} {context}"])
        mixed = own + whole
        vector: Vectors = (mixed / np.linalg.norm(mixed))[np.newaxis]
        return vector

    def _match(self, query: str, context: str, where: Where) -> dict[int, float]:
        own = self.store.matching(query_words(query), TUNING.candidates, where)
        if not context:
            return own
        whole = self.store.matching(query_words(f"{query} {context}"), TUNING.candidates, where)
        return {id_: own.get(id_, 0.0) + whole.get(id_, 0.0) for id_ in own.keys() | whole.keys()}


def fuse(by_meaning: Mapping[int, float], by_words: Mapping[int, float]) -> dict[int, float]:
    """Average two searches' scores, each scaled to 0 to 1; a score that is missing is 0.

    Args:
        by_meaning: cosine similarities by passage.
        by_words: BM25 scores by passage.
    """
    meaning, lexical = _scaled(by_meaning), _scaled(by_words)
    return {
        id_: (meaning.get(id_, 0.0) + lexical.get(id_, 0.0)) / 2
        for id_ in sorted(meaning.keys() | lexical.keys())
    }


def distinct(
    passages: Iterable[StoredPassage], count: int
) -> list[tuple[StoredPassage, tuple[StoredPassage, ...]]]:
    """Keep one passage of those that are near-copies, as a wire story is in many papers.

    Two passages are near-copies when the Jaccard similarity of their three-word shingles
    (Broder, 1997) is at least that of `TUNING`, and they say the same: an update does not.

    Args:
        passages: the best first; the first of several copies is kept.
        count: how many to keep.

    Returns:
        Each passage with its copies, one for each other article that has one.
    """
    kept: list[tuple[*_Shingled, dict[str, StoredPassage]]] = []
    for passage in passages:
        runs = shingles(passage.text)
        original = next((k for k in kept if _are_copies((passage, runs), k[:2])), None)
        if original is None and len(kept) < count:
            kept.append((passage, runs, {}))
        elif original and passage.article.id != original[0].article.id:
            original[2].setdefault(passage.article.id, passage)
    return [(passage, tuple(copies.values())) for passage, _, copies in kept]


def together(rankings: Sequence[Sequence[RankedPassage]]) -> list[RankedPassage]:
    """Return the passages of several searches in turn, each once, and of copies the first.

    Args:
        rankings: what each search brought, best first.
    """
    kept: list[RankedPassage] = []
    known: set[int] = set()
    for passage in filter(None, chain.from_iterable(zip_longest(*rankings))):
        if passage.found.id not in known:
            kept.append(passage)
        known.update([passage.found.id, *(copy.id for copy in passage.copies)])
    return kept


def _are_copies(one: _Shingled, other: _Shingled) -> bool:
    return jaccard(one[1], other[1]) >= TUNING.copy and says_the_same(one[0].text, other[0].text)


def _scaled(scores: Mapping[int, float]) -> dict[int, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    spread = high - low
    return {id_: (score - low) / spread if spread else 1.0 for id_, score in scores.items()}
