"""Evidence: of the passages found, the sentences that answer, or the reason why none does."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.answers import Citation, Reason
from assistant.articles import Article
from assistant.asking.query import Understood
from assistant.asking.retrieval import RankedPassage
from assistant.asking.windows import as_read, title_alone, windows_of
from assistant.models.calibration import Calibration
from assistant.models.scoring import SentenceScorer
from assistant.text.repeats import says_the_same
from assistant.text.words import stems

NEAREST = 3
"""How many of the nearest sentences a refusal shows."""

CANDIDATES = 20
"""How many of the best sentences an answer is chosen from: the most that one may have."""

_ON_TOPIC = 0.03

# From which similarity of a passage on a question may be about the same, whatever its sentences
# score. Of questions to one article of news-asked dev, 87 of 100 stay below it with another one.
_NEAR = 0.25

# By which share odds may differ of sentences that count as equally good.
_NEARLY = 0.1


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of an article, or its title, and how well it answers, from 0 to 1."""

    article: Article
    start: int
    end: int
    score: float
    in_title: bool = False

    @property
    def quote(self) -> str:
        """The sentence, character for character."""
        text = self.article.title if self.in_title else self.article.text
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences that answer, best first; or none, and the reason with the nearest."""

    sentences: tuple[ScoredSentence, ...]
    reason: Reason | None = None
    nearest: tuple[ScoredSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence that was read, and what tells how well it answers.

    Args:
        article: where it stands.
        start: where it starts in the article's text, in characters.
        end: where it ends.
        log_odds: the reader's, that it answers.
        similarity: the cosine of its passage and the question.
        coverage: the share of the question's words that stand in title and passage.
        recency: how much nearer to the days asked of the article was published than others.
    """

    article: Article
    start: int
    end: int
    log_odds: float
    similarity: float
    coverage: float
    recency: float

    @property
    def signals(self) -> tuple[float, ...]:
        """What a calibration weighs, in its order."""
        return self.log_odds, self.similarity, self.coverage, self.recency


def rank(
    question: Understood,
    passages: Sequence[RankedPassage],
    reader: SentenceScorer,
    calibration: Calibration,
    *,
    count: int = CANDIDATES,
) -> list[ScoredSentence]:
    """Rank the sentences of passages by how well they answer, without repeats.

    Args:
        question: what is asked.
        passages: what retrieval brought, best first.
        reader: scores the sentences.
        calibration: turns scores into chances.
        count: how many of the best to return at the most.
    """
    scored = [
        ScoredSentence(r.article, r.start, r.end, calibration.chance(r.signals))
        for r in read(question, passages, reader)
    ]
    return list(islice(_without_repeats(in_order(scored)), count))


def read(
    question: Understood, passages: Sequence[RankedPassage], reader: SentenceScorer
) -> Iterator[Reading]:
    """Read passages and yield each sentence with what tells how well it answers.

    Args:
        question: what is asked.
        passages: what retrieval brought.
        reader: scores the sentences.
    """
    windows = windows_of(passages)
    if not windows:
        return
    scores = reader.score(
        str(question), [as_read(w[0].article, [place.sentence for place in w]) for w in windows]
    )
    asked = stems(str(question))
    covered = {
        passage.found.id: len(asked & stems(f"{passage.found.article.title} {passage.found.text}"))
        / len(asked or "?")
        for passage in passages
    }
    for window, row in zip(windows, scores, strict=True):
        for place, log_odds in zip(window, row, strict=True):
            yield Reading(
                place.article,
                place.sentence.start,
                place.sentence.end,
                log_odds,
                place.passage.similarity,
                covered[place.passage.found.id],
                place.passage.recency,
            )


def headlines(
    question: Understood,
    passages: Sequence[RankedPassage],
    reader: SentenceScorer,
    calibration: Calibration,
) -> list[ScoredSentence]:
    """Return the titles of the articles that passages are of, each with how well it answers.

    What a headline says stands in the text as a rule, and more of it; so titles are for
    questions that no sentence answers.

    Args:
        question: what is asked.
        passages: what retrieval brought, best first.
        reader: scores the titles.
        calibration: turns scores into chances.
    """
    titled = {p.found.article.id: p for p in reversed(passages) if p.found.article.title.strip()}
    scores = reader.score(str(question), [title_alone(p.found.article) for p in titled.values()])
    asked = stems(str(question))
    found = []
    for passage, (log_odds,) in zip(titled.values(), scores, strict=True):
        title = passage.found.article.title
        covered = len(asked & stems(title)) / len(asked or "?")
        signals = (log_odds, passage.similarity, covered, passage.recency)
        chance = calibration.chance(signals)
        found.append(ScoredSentence(passage.found.article, 0, len(title), chance, in_title=True))
    return found


def in_order(sentences: Iterable[ScoredSentence]) -> Iterator[ScoredSentence]:
    """Yield sentences best first; of those nearly as good, the first one in its article.

    Processors differ in their arithmetic: what is nearly equal would come in another order on
    another machine.
    """
    left = sorted(sentences, key=lambda sentence: -sentence.score)
    while left:
        best = left[0]
        near = [
            other
            for other in left
            if other.article.id == best.article.id and _odds(best) <= _odds(other) * (1 + _NEARLY)
        ]
        first = min(near, key=lambda sentence: sentence.start)
        left.remove(first)
        yield first


def choose(
    ranked: Sequence[ScoredSentence], calibration: Calibration, threshold: float | None, most: int
) -> Evidence:
    """Choose the sentences that answer.

    Args:
        ranked: scored sentences, best first.
        calibration: tells which further sentences to take.
        threshold: the least score of a best sentence that answers; the calibration's if None.
        most: how many sentences to return at the most.

    Returns:
        The best sentence and those that go with it, best first; or none and the reason.
    """
    if not answers(ranked, calibration, threshold):
        reason = Reason.NOT_SAID if _is_on_topic(ranked) else Reason.NOT_COVERED
        return Evidence((), reason, tuple(ranked[:NEAREST]))
    best = math.log(_odds(ranked[0]))
    cited = [ranked[0]]
    for sentence in ranked[1:]:
        log_odds = math.log(_odds(sentence))
        if calibration.goes_along(
            log_odds,
            best - log_odds,
            beside=any(_are_read_on(sentence, other) for other in cited),
            elsewhere=all(sentence.article.id != other.article.id for other in cited),
        ):
            cited.append(sentence)
    return Evidence(tuple(_varied(cited, most)))


def answers(
    sentences: Sequence[ScoredSentence], calibration: Calibration, threshold: float | None
) -> bool:
    """Check whether any sentence answers.

    Args:
        sentences: scored sentences.
        calibration: the reader's.
        threshold: the least score of a best sentence that answers; the calibration's if None.
    """
    least = calibration.threshold if threshold is None else threshold
    return any(sentence.score >= least for sentence in sentences)


def are_neighbours(one: ScoredSentence | Reading, other: ScoredSentence | Reading) -> bool:
    """Tell whether two sentences are of one text with nothing but white space between them."""
    first, second = sorted((one, other), key=lambda sentence: sentence.start)
    text = first.article.text
    return first.article.id == second.article.id and not text[first.end : second.start].strip()


def is_near(ranked: Sequence[ScoredSentence], passages: Sequence[RankedPassage]) -> bool:
    """Check whether anything that was found is near the subject of a question.

    Args:
        ranked: scored sentences, best first.
        passages: what retrieval brought.
    """
    return _is_on_topic(ranked) or any(passage.similarity >= _NEAR for passage in passages)


def cite(sentences: Sequence[ScoredSentence]) -> tuple[Citation, ...]:
    """Number sentences as citations, from 1."""
    return tuple(
        Citation(number, s.quote, s.article, s.start, s.end, s.score, in_title=s.in_title)
        for number, s in enumerate(sentences, start=1)
    )


def _is_on_topic(ranked: Sequence[ScoredSentence]) -> bool:
    return bool(ranked) and ranked[0].score >= _ON_TOPIC


def _odds(sentence: ScoredSentence) -> float:
    return max(sentence.score, 1e-9) / max(1 - sentence.score, 1e-9)


def _varied(cited: Sequence[ScoredSentence], most: int) -> list[ScoredSentence]:
    """Take as many sentences as may be cited, of each article its best before any further one.

    Another article may give another account, which its neighbours do not.
    """
    firsts = {sentence.article.id: sentence for sentence in reversed(cited)}.values()
    kept = sorted(cited, key=lambda sentence: sentence not in firsts)[:most]
    return [sentence for sentence in cited if sentence in kept]


def _are_read_on(one: ScoredSentence, other: ScoredSentence) -> bool:
    return not (one.in_title or other.in_title) and are_neighbours(one, other)


def _without_repeats(sentences: Iterable[ScoredSentence]) -> Iterator[ScoredSentence]:
    """Leave out a sentence that says the same as one before it."""
    kept: list[str] = []
    for sentence in sentences:
        if not any(says_the_same(sentence.quote, other) for other in kept):
            kept.append(sentence.quote)
            yield sentence
