"""Evidence: of the passages found, the sentences that answer, or the reason why none does."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Protocol

from assistant.answers import Citation, Reason
from assistant.articles import Article, Sentence
from assistant.retrieval import RankedPassage, jaccard, words

NEAREST = 3
"""How many of the nearest sentences a refusal shows."""

CANDIDATES = 20
"""How many of the best sentences an answer is chosen from: the most that one may have."""

_REDUNDANT = 0.6
_ON_TOPIC = 0.1

# A further sentence is cited if its odds are at least this share of the best one's: the
# best F1 of cited sentences on the dev part of news-evidence.
_NEARLY_AS_GOOD = 0.7

# The chance that the best sentence answers: a logistic regression, its weights rounded, on
# the dev part of news-evidence asked of all 2,355 articles, with the right article among
# them and with it removed, and of the right article alone. None of what it weighs depends on
# what else is in the collection. assistant/evidence_model/MODEL_CARD.md has the figures.
_BIAS, _LOG_ODDS, _SIMILARITY, _COVERAGE = -2.46, 0.44, 3.4, 1.3

# An article from the days that are asked of is likelier to be the one meant. Those questions do
# not tell how much, as they name no days; a round number.
_TIMELY = 1.0


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
class Signals:
    """What tells how well a sentence answers.

    Args:
        log_odds: the evidence model's, read in its passage.
        similarity: the cosine of question and passage.
        coverage: the share of the question's words that stand in title and passage.
        timely: whether the question asks of a period and the article was published in it.
    """

    log_odds: float
    similarity: float
    coverage: float
    timely: bool = False

    @property
    def chance(self) -> float:
        """The chance that the sentence answers, from 0 to 1."""
        weighed = (
            _LOG_ODDS * self.log_odds
            + _SIMILARITY * self.similarity
            + _COVERAGE * self.coverage
            + _TIMELY * self.timely
        )
        return 1 / (1 + math.exp(-_BIAS - weighed))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences that answer, best first; or none, and the reason with the nearest."""

    sentences: tuple[ScoredSentence, ...]
    reason: Reason | None = None
    nearest: tuple[ScoredSentence, ...] = ()


class Reader(Protocol):
    """Reads a question together with passages and scores every sentence."""

    def score(self, question: str, passages: Sequence[Sequence[str]]) -> list[list[float]]:
        """Give for each sentence of each passage the log odds that it answers."""
        ...


def rank(
    question: str,
    passages: Sequence[RankedPassage],
    reader: Reader,
    *,
    period: tuple[date, date] | None = None,
    count: int = CANDIDATES,
) -> list[ScoredSentence]:
    """Rank the sentences of passages by how well they answer, without repeats.

    Args:
        question: a question of its own, not a follow-up.
        passages: what retrieval brought, best first.
        reader: scores the sentences.
        period: the first and the last day that the question asks of, if it does.
        count: how many of the best to give at the most.
    """
    scored = [
        ScoredSentence(article, sentence.start, sentence.end, signals.chance)
        for article, sentence, signals in read(question, passages, reader, period)
    ]
    best_first = sorted(scored, key=lambda sentence: -sentence.score)
    return list(islice(_without_repeats(best_first), count))


def read(
    question: str,
    passages: Sequence[RankedPassage],
    reader: Reader,
    period: tuple[date, date] | None = None,
) -> Iterator[tuple[Article, Sentence, Signals]]:
    """Read passages and give each sentence with what tells how well it answers.

    Args:
        question: a question of its own, not a follow-up.
        passages: what retrieval brought.
        reader: scores the sentences.
        period: the first and the last day that the question asks of, if it does.
    """
    if not passages:
        return
    texts = [[_quote(p, s.start, s.end) for s in p.found.passage.sentences] for p in passages]
    asked = _stems(question)
    for passage, row in zip(passages, reader.score(question, texts), strict=True):
        article = passage.found.article
        said = _stems(f"{article.title} {passage.found.text}")
        coverage = len(asked & said) / len(asked or "?")
        day = article.published
        timely = bool(period and day and period[0] <= day <= period[1])
        for sentence, log_odds in zip(passage.found.passage.sentences, row, strict=True):
            yield article, sentence, Signals(log_odds, passage.similarity, coverage, timely)


def choose(ranked: Sequence[ScoredSentence], threshold: float, most: int) -> Evidence:
    """Choose the sentences that answer.

    Args:
        ranked: scored sentences, best first.
        threshold: the least score of a best sentence that answers.
        most: how many sentences to give at the most.

    Returns:
        The best sentence and those nearly as good, best first; or none and the reason.
    """
    if not ranked or ranked[0].score < threshold:
        on_topic = bool(ranked) and ranked[0].score >= _ON_TOPIC
        reason = Reason.NOT_SAID if on_topic else Reason.NOT_COVERED
        return Evidence((), reason, tuple(ranked[:NEAREST]))
    least = _NEARLY_AS_GOOD * _odds(ranked[0])
    return Evidence(tuple(s for s in ranked[:most] if _odds(s) >= least))


def _odds(sentence: ScoredSentence) -> float:
    return sentence.score / max(1 - sentence.score, 1e-9)


def cite(sentences: Sequence[ScoredSentence]) -> tuple[Citation, ...]:
    """Number sentences as citations, from 1."""
    return tuple(
        Citation(number, s.quote, s.article, s.start, s.end, s.score)
        for number, s in enumerate(sentences, start=1)
    )


def _quote(passage: RankedPassage, start: int, end: int) -> str:
    return passage.found.article.text[start:end]


def _without_repeats(sentences: Iterable[ScoredSentence]) -> Iterator[ScoredSentence]:
    """Leave out a sentence whose words another one, before it, has already said."""
    kept: list[frozenset[str]] = []
    for sentence in sentences:
        stems = _stems(sentence.quote)
        if all(jaccard(stems, other) < _REDUNDANT for other in kept):
            kept.append(stems)
            yield sentence


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in words(text))
