"""Evidence: of the passages found, the sentences that answer, or the reason why none does."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import fmean

from assistant.answers import Citation, Reason
from assistant.articles import Article
from assistant.asking.attribution import meanings
from assistant.asking.query import Understood
from assistant.asking.retrieval import RankedPassage
from assistant.models.scoring import SentenceScorer
from assistant.text.repeats import says_the_same
from assistant.text.sentences import Sentence
from assistant.text.words import stems

NEAREST = 3
"""How many of the nearest sentences a refusal shows."""

CANDIDATES = 20
"""How many of the best sentences an answer is chosen from: the most that one may have."""

_ON_TOPIC = 0.1

# A further sentence is cited if its odds are at least this share of the best one's; less will do
# where it stands beside one that is cited, as an answer goes on in the next sentence. On the dev
# part of news-evidence shares from .45 to .7 give the same F1 of cited sentences, .68 to .69.
_NEARLY_AS_GOOD = 0.45
_BESIDE = 0.4

# The chance that the best sentence answers: training/calibrate.py fitted it on the dev part of
# news-evidence. None of what it weighs but recency depends on what else is in the collection.
# assistant/evidence_model/MODEL_CARD.md has the figures.
_BIAS, _LOG_ODDS, _SIMILARITY, _COVERAGE = -2.15, 0.35, 2.3, 0.95

# An article from near the days that are asked of is likelier to be the one meant. Those questions
# do not tell how much, as they have no day; a round number.
_RECENCY = 1.0


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
        recency: how much nearer to the days asked of the article was published than others.
    """

    log_odds: float
    similarity: float
    coverage: float
    recency: float = 0.0

    @property
    def chance(self) -> float:
        """The chance that the sentence answers, from 0 to 1."""
        weighed = (
            _LOG_ODDS * self.log_odds
            + _SIMILARITY * self.similarity
            + _COVERAGE * self.coverage
            + _RECENCY * self.recency
        )
        return 1 / (1 + math.exp(-_BIAS - weighed))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences that answer, best first; or none, and the reason with the nearest."""

    sentences: tuple[ScoredSentence, ...]
    reason: Reason | None = None
    nearest: tuple[ScoredSentence, ...] = ()


def rank(
    question: Understood,
    passages: Sequence[RankedPassage],
    reader: SentenceScorer,
    *,
    count: int = CANDIDATES,
) -> list[ScoredSentence]:
    """Rank the sentences of passages by how well they answer, without repeats.

    Args:
        question: what is asked.
        passages: what retrieval brought, best first.
        reader: scores the sentences.
        count: how many of the best to give at the most.
    """
    scored = [
        ScoredSentence(article, sentence.start, sentence.end, signals.chance)
        for article, sentence, signals in gather_signals(question, passages, reader)
    ]
    best_first = sorted(scored, key=lambda sentence: -sentence.score)
    return list(islice(_without_repeats(best_first), count))


def gather_signals(
    question: Understood,
    passages: Sequence[RankedPassage],
    reader: SentenceScorer,
) -> Iterator[tuple[Article, Sentence, Signals]]:
    """Read passages and give each sentence with what tells how well it answers.

    Args:
        question: what is asked.
        passages: what retrieval brought.
        reader: scores the sentences.
    """
    if not passages:
        return
    texts = [[_quote(p, s.start, s.end) for s in p.found.passage.sentences] for p in passages]
    asked_for = [meaning for reading in question.readings for meaning in meanings(reading)]
    readings = [reader.score(meaning, texts) for meaning in asked_for]
    asked = stems(str(question))
    for passage, *rows in zip(passages, *readings, strict=True):
        article = passage.found.article
        said = stems(f"{article.title} {passage.found.text}")
        coverage = len(asked & said) / len(asked or "?")
        for sentence, *log_odds in zip(passage.found.passage.sentences, *rows, strict=True):
            yield (
                article,
                sentence,
                Signals(fmean(log_odds), passage.similarity, coverage, passage.recency),
            )


def choose(ranked: Sequence[ScoredSentence], threshold: float, most: int) -> Evidence:
    """Choose the sentences that answer.

    Args:
        ranked: scored sentences, best first.
        threshold: the least score of a best sentence that answers.
        most: how many sentences to give at the most.

    Returns:
        The best sentence and those nearly as good, best first; or none and the reason.
        What stands beside a cited sentence may be less good.
    """
    if not ranked or ranked[0].score < threshold:
        on_topic = bool(ranked) and ranked[0].score >= _ON_TOPIC
        reason = Reason.NOT_SAID if on_topic else Reason.NOT_COVERED
        return Evidence((), reason, tuple(ranked[:NEAREST]))
    best = _odds(ranked[0])
    cited = [ranked[0]]
    for sentence in ranked[1:]:
        beside = any(_are_neighbours(sentence, other) for other in cited)
        if _odds(sentence) >= (_BESIDE if beside else _NEARLY_AS_GOOD) * best:
            cited.append(sentence)
    return Evidence(tuple(cited[:most]))


def _odds(sentence: ScoredSentence) -> float:
    return sentence.score / max(1 - sentence.score, 1e-9)


def _are_neighbours(one: ScoredSentence, other: ScoredSentence) -> bool:
    first, second = sorted((one, other), key=lambda sentence: sentence.start)
    return (
        first.article == second.article and not first.article.text[first.end : second.start].strip()
    )


def cite(sentences: Sequence[ScoredSentence]) -> tuple[Citation, ...]:
    """Number sentences as citations, from 1."""
    return tuple(
        Citation(number, s.quote, s.article, s.start, s.end, s.score)
        for number, s in enumerate(sentences, start=1)
    )


def _quote(passage: RankedPassage, start: int, end: int) -> str:
    return passage.found.article.text[start:end]


def _without_repeats(sentences: Iterable[ScoredSentence]) -> Iterator[ScoredSentence]:
    """Leave out a sentence that says the same as one before it."""
    kept: list[str] = []
    for sentence in sentences:
        if not any(says_the_same(sentence.quote, other) for other in kept):
            kept.append(sentence.quote)
            yield sentence
