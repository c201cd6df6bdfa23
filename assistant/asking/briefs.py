"""Briefs: the few sentences that together say what articles tell.

What makes a sentence worth a place in a brief is where it stands, how it is made and how well it
answers the question, by the reader: a logistic regression over the features below, fitted by
`training.briefs`. So are the words that ask for a brief of anything; what a question has beside
them is its topic.
"""

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date
from pathlib import Path
from typing import Self

from assistant.articles import Article
from assistant.asking.evidence import ScoredSentence
from assistant.asking.retrieval import RankedPassage
from assistant.asking.windows import as_read, parts
from assistant.errors import ModelError
from assistant.models.scoring import SentenceScorer
from assistant.text.english import SECOND_PERSON, TIMELINES
from assistant.text.sentences import Sentence, split_sentences
from assistant.text.times import named_time
from assistant.text.words import all_words, jaccard, stem, stems

SENTENCES = 6
"""How many sentences a brief has."""

READ_SENTENCES = 60
"""How many sentences of an article are considered, from its beginning."""

ARTICLES = 3
"""How many articles a brief is of, at the most."""

_REDUNDANT = 0.4

# From which share of the topic's words an article covers it; and how near to the best one's the
# similarity of its passage must be, chosen with `ARTICLES` on the briefs of news-threads train.
_COVERED = 0.5
_NEAR = 0.75

_WEIGHTS = Path(__file__).parents[1] / "brief_model" / "weights.json"
# By which "Sunday" is read where nobody knows which one it is.
_SOME_DAY = date(2000, 1, 1)

_TIMELINE = re.compile(TIMELINES, re.IGNORECASE)
_GLUED = re.compile(r"(?<=\w);(?=\w)")  # "tl;dr" is one word
_QUOTATION = re.compile(r"[\"“”„«»]")
_ENDED = re.compile(r"[.!?…][\"”’»)]*$")


@dataclass(frozen=True, slots=True)
class Features:
    """What tells how much a sentence says of its article, each a number.

    Args:
        late: the logarithm of its place in the article, counted from 1.
        first: 1 for the first sentence, which often is a caption or a dateline.
        long: the square root of its number of telling words.
        titled: the share of the title's words that it has.
        spoken: 1 if somebody is quoted in it.
        counted: 1 if it has a figure.
        ended: 1 if it ends as a sentence does, and not as a heading or a name.
        addressed: 1 if it speaks to the reader, as an offer of a newsletter does.
        below: how far the reader's log odds are below those of the best sentence.
    """

    late: float
    first: float
    long: float
    titled: float
    spoken: float
    counted: float
    ended: float
    addressed: float
    below: float

    @classmethod
    def of(cls, sentence: str, place: int, title: frozenset[str], below: float) -> Self:
        """Return the features of a sentence.

        Args:
            sentence: its text.
            place: its place in the article, from 0.
            title: the stems of the article's title.
            below: how far the reader's log odds are below those of the best sentence.
        """
        said = stems(sentence)
        return cls(
            late=math.log1p(place),
            first=float(place == 0),
            long=math.sqrt(len(said)),
            titled=len(said & title) / (len(title) or 1),
            spoken=float(bool(_QUOTATION.search(sentence))),
            counted=float(any(character.isdigit() for character in sentence)),
            ended=float(bool(_ENDED.search(sentence))),
            addressed=float(not SECOND_PERSON.isdisjoint(all_words(sentence))),
            below=below,
        )


@dataclass(frozen=True, slots=True)
class Considered:
    """A sentence that may stand in a brief.

    Args:
        article: where it stands.
        sentence: its place in the article's text.
        features: what tells how much it says.
    """

    article: Article
    sentence: Sentence
    features: Features


@dataclass(frozen=True, slots=True)
class Weights:
    """What the features count, and which words name no topic.

    Args:
        bias: what is added.
        features: one weight for each, in their order.
        asking: stems that a question for a brief has whatever it is about.
    """

    bias: float
    features: tuple[float, ...]
    asking: frozenset[str]

    @classmethod
    def read(cls, path: Path = _WEIGHTS) -> Self:
        """Read weights from their file.

        Raises:
            ModelError: it is not there or holds something else.
        """
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            features = astuple(Features(**values["features"]))
            return cls(values["bias"], features, frozenset(values["asking"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"the weights {str(path)!r} cannot be read: {error}; reinstall articles-assistant"
            ) from error

    def write(self, path: Path = _WEIGHTS) -> None:
        """Write the weights into their file."""
        values = {
            "bias": self.bias,
            "features": asdict(Features(*self.features)),
            "asking": sorted(self.asking),
        }
        path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")

    def chance(self, features: Features) -> float:
        """Return the chance that a sentence belongs to a brief, from 0 to 1."""
        weighed = sum(w * f for w, f in zip(self.features, astuple(features), strict=True))
        return 1 / (1 + math.exp(-self.bias - weighed))

    def topic(self, question: str) -> frozenset[str]:
        """Return the stems that tell what a question for a brief is about; none if it is vague."""
        return stems(_GLUED.sub("", question)) - self.asking


def covering(
    topic: frozenset[str], passages: Sequence[RankedPassage], count: int = ARTICLES
) -> tuple[Article, ...]:
    """Return the fewest articles that cover a topic, best first; none if no article does.

    Args:
        topic: the stems of what is asked for.
        passages: what retrieval brought for it, best first.
        count: how many articles at the most.
    """
    best: dict[str, RankedPassage] = {}
    for passage in passages:
        best.setdefault(passage.found.article.id, passage)
    shares = {id_: _share(topic, p.found.article) for id_, p in best.items()}
    most = max(shares.values(), default=0.0)
    # Of a single article, people name what it is about in their own words.
    if most < _COVERED and not (most and len(best) == 1):
        return ()
    nearest = max(p.similarity for p in best.values())
    kept = [
        passage.found.article
        for id_, passage in best.items()
        if shares[id_] == most and passage.similarity >= _NEAR * nearest
    ]
    return tuple(kept[:count])


def brief(
    considered: Iterable[Considered], weights: Weights, count: int = SENTENCES
) -> tuple[ScoredSentence, ...]:
    """Return the sentences of a brief in the order of time.

    Args:
        considered: the sentences that it may have.
        weights: what makes a sentence worth its place.
        count: how many sentences at the most.

    Returns:
        Sentences, the oldest article's first and as they follow each other in each; undated
        articles come last. None says again what another one says.
    """
    return tuple(sorted(_chosen(considered, weights, count), key=_place))


def timeline(
    considered: Sequence[Considered], weights: Weights, count: int = SENTENCES
) -> tuple[ScoredSentence, ...]:
    """Return the sentences of a timeline: of those that tell a day, what makes a brief.

    Args:
        considered: the sentences that it may have.
        weights: what makes a sentence worth its place.
        count: how many sentences at the most.

    Returns:
        Sentences in the order of the days that they tell; those of undated articles, whose
        "Sunday" may be any, come last and as they follow each other there.
    """
    told = {
        (c.article.id, c.sentence.start): time.period.first or time.period.bounds[1]
        for c in considered
        if (time := named_time(_text(c), c.article.published or _SOME_DAY))
    }
    dated = [c for c in considered if (c.article.id, c.sentence.start) in told]
    return tuple(
        sorted(
            _chosen(dated, weights, count),
            key=lambda s: (
                s.article.published is None,
                told[s.article.id, s.start] if s.article.published else date.max,
                *_place(s),
            ),
        )
    )


def asks_for_a_timeline(question: str) -> bool:
    """Tell whether a question for a brief wants to know what came when."""
    return bool(_TIMELINE.search(question))


def read_openings(
    question: str, articles: Iterable[Article], reader: SentenceScorer
) -> list[Considered]:
    """Read the beginnings of articles, and return their sentences with what tells of them.

    Args:
        question: what asks for the brief.
        articles: what it is to tell of.
        reader: scores the sentences.
    """
    windows = [
        (article, part.start, sentences[part])
        for article in articles
        for sentences in [split_sentences(article.text)[:READ_SENTENCES]]
        for part in parts(sentences)
    ]
    scores = reader.score(question, [as_read(article, found) for article, _, found in windows])
    best = max((log_odds for row in scores for log_odds in row), default=0.0)
    considered = []
    for (article, first, found), row in zip(windows, scores, strict=True):
        title, text = stems(article.title), article.text
        for place, (sentence, log_odds) in enumerate(zip(found, row, strict=True), start=first):
            said = text[sentence.start : sentence.end]
            features = Features.of(said, place, title, best - log_odds)
            considered.append(Considered(article, sentence, features))
    return considered


def _chosen(considered: Iterable[Considered], weights: Weights, count: int) -> list[ScoredSentence]:
    scored = [
        ScoredSentence(c.article, c.sentence.start, c.sentence.end, weights.chance(c.features))
        for c in considered
    ]
    return _distinct(sorted(scored, key=lambda sentence: -sentence.score), count)


def _text(considered: Considered) -> str:
    sentence = considered.sentence
    return considered.article.text[sentence.start : sentence.end]


def _place(sentence: ScoredSentence) -> tuple[bool, date, str, int]:
    return (*_day(sentence.article), sentence.article.id, sentence.start)


def _distinct(sentences: Iterable[ScoredSentence], count: int) -> list[ScoredSentence]:
    kept: list[tuple[ScoredSentence, frozenset[str]]] = []
    for sentence in sentences:
        if len(kept) == count:
            break
        said = stems(sentence.quote)
        if all(jaccard(said, other) < _REDUNDANT for _, other in kept):
            kept.append((sentence, said))
    return [sentence for sentence, _ in kept]


def _share(topic: frozenset[str], article: Article) -> float:
    told = frozenset(map(stem, all_words(f"{article.title} {article.text}")))
    return len(topic & told) / len(topic)


def _day(article: Article) -> tuple[bool, date]:
    return article.published is None, article.published or date.max
