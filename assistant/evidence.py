"""Evidence: of the passages found, the sentences that answer, or the reason why none does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answers import Citation, Reason
from assistant.articles import Article
from assistant.models import Embedder
from assistant.retrieval import RankedPassage, jaccard, words

NEAREST = 3
"""How many of the nearest sentences a refusal shows."""

_ON_TOPIC = 0.35
_REDUNDANT = 0.6


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of an article and how well it answers, from 0 to 1."""

    article: Article
    start: int
    end: int
    score: float

    @property
    def quote(self) -> str:
        """The sentence, character for character."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences that answer, best first; or none, and the reason with the nearest."""

    sentences: tuple[ScoredSentence, ...]
    reason: Reason | None = None
    nearest: tuple[ScoredSentence, ...] = ()


class Reader(Protocol):
    """Reads a question together with passages and scores every sentence."""

    def read(self, question: str, passages: Sequence[Sequence[str]]) -> list[list[float]]:
        """Score from 0 to 1 how well each sentence of each passage answers the question."""
        ...


class OverlapReader:
    """Scores a sentence by its cosine similarity and the question's words in it.

    Args:
        embedder: what embeds the question and the sentences.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, question: str, passages: Sequence[Sequence[str]]) -> list[list[float]]:
        """Score from 0 to 1 how well each sentence of each passage answers the question."""
        sentences = [sentence for passage in passages for sentence in passage]
        vectors = self._embedder.encode([question, *sentences])
        cosines = iter((vectors[1:] @ vectors[0]).tolist())
        asked = _stems(question)
        return [
            [0.5 * max(next(cosines), 0.0) + 0.5 * _share(asked, sentence) for sentence in passage]
            for passage in passages
        ]


def rank(
    question: str, passages: Sequence[RankedPassage], reader: Reader
) -> list[ScoredSentence]:
    """Rank all sentences of passages by how well they answer, without repeats.

    Args:
        question: a question of its own, not a follow-up.
        passages: what retrieval brought, best first.
        reader: scores the sentences.
    """
    if not passages:
        return []
    texts = [[_quote(p, s.start, s.end) for s in p.found.passage.sentences] for p in passages]
    scored = _scored(passages, reader.read(question, texts))
    return _without_repeats(sorted(scored, key=lambda sentence: -sentence.score))


def choose(ranked: Sequence[ScoredSentence], threshold: float, most: int) -> Evidence:
    """Choose the sentences that answer.

    Args:
        ranked: scored sentences, best first.
        threshold: the least score of a sentence that answers.
        most: how many sentences to give at the most.

    Returns:
        The sentences that answer, best first; or none and the reason.
    """
    answering = [s for s in ranked if s.score >= threshold][:most]
    if answering:
        return Evidence(tuple(answering))
    on_topic = bool(ranked) and ranked[0].score >= _ON_TOPIC
    reason = Reason.NOT_SAID if on_topic else Reason.NOT_COVERED
    return Evidence((), reason, tuple(ranked[:NEAREST]))


def cite(sentences: Sequence[ScoredSentence]) -> tuple[Citation, ...]:
    """Number sentences as citations, from 1."""
    return tuple(
        Citation(number, s.quote, s.article, s.start, s.end, s.score)
        for number, s in enumerate(sentences, start=1)
    )


def _quote(passage: RankedPassage, start: int, end: int) -> str:
    return passage.found.article.text[start:end]


def _scored(
    passages: Sequence[RankedPassage], scores: Sequence[Sequence[float]]
) -> Iterator[ScoredSentence]:
    for passage, row in zip(passages, scores, strict=True):
        for sentence, score in zip(passage.found.passage.sentences, row, strict=True):
            yield ScoredSentence(passage.found.article, sentence.start, sentence.end, score)


def _without_repeats(sentences: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Leave out a sentence whose words another one, before it, has already said."""
    kept: list[tuple[ScoredSentence, frozenset[str]]] = []
    for sentence in sentences:
        stems = _stems(sentence.quote)
        if all(jaccard(stems, other) < _REDUNDANT for _, other in kept):
            kept.append((sentence, stems))
    return [sentence for sentence, _ in kept]


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in words(text))


def _share(asked: frozenset[str], sentence: str) -> float:
    return len(asked & _stems(sentence)) / len(asked) if asked else 0.0

