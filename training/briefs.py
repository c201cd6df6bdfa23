"""Fit what makes a sentence worth a place in a brief.

    python -m training.briefs --data ../shared/data

The marks are those of the broad questions of `news-asked`. Words that many of these have, and that
their articles mostly lack, ask for a brief of anything. It prints the F1 of the chosen
sentences: on its training part by cross-validation over five parts, each article whole, and on
its dev part.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant import Article
from assistant.asking.briefs import Considered, Weights, brief, read_openings
from assistant.models.reader import Reader
from assistant.text.sentences import split_sentences
from assistant.text.words import stems
from training.cases import NewsQuestion, Newsroom, news_asked

FOLDS = 5

OFTEN, SELDOM = 4, 0.35
"""In how many questions at least a word stands that asks for a brief of anything, and in what share
of their articles' openings at the most."""

_OPENING = 5


@dataclass(frozen=True)
class Marked:
    """A question for a brief, its article as it was read, and the places of the right sentences."""

    question: str
    article: Article
    considered: tuple[Considered, ...]
    places: tuple[int, ...]
    also: tuple[int, ...]

    def f1(self, weights: Weights) -> float:
        """Return the F1 of the sentences that the weights choose; `also` counts for nothing."""
        places = {c.sentence.start: place for place, c in enumerate(self.considered)}
        chosen = {places[sentence.start] for sentence in brief(self.considered, weights)}
        counted = chosen - (set(self.also) - set(self.places))
        hits = len(chosen & set(self.places))
        return 2 * hits / (len(counted) + len(self.places)) if hits else 0.0


def broad(
    questions: Iterable[NewsQuestion], newsroom: Newsroom, reader: Reader, limit: int | None
) -> list[Marked]:
    """Read the articles of the broad questions, and return them with what is marked in them."""
    marked = []
    for question in [q for q in questions if q.kind == "brief"][:limit]:
        article = _article(newsroom, question.article)
        read = tuple(read_openings(question.question, [article], reader))
        places = (question.answering, question.also)
        marked.append(Marked(question.question, article, read, *places))
        if len(marked) % 50 == 0:
            print(len(marked), "read", flush=True)
    return marked


def _article(newsroom: Newsroom, article_id: str) -> Article:
    row = newsroom.rows[article_id]
    return Article(article_id, row["text"], title=row["title"] or "")


def asking(questions: Iterable[NewsQuestion], newsroom: Newsroom) -> frozenset[str]:
    """Return the stems of the words that ask for a brief of anything."""
    asked, told = Counter[str](), Counter[str]()
    for question in questions:
        if question.kind != "brief":
            continue
        article = _article(newsroom, question.article)
        begins = split_sentences(article.text)[:_OPENING]
        text = article.text[: begins[-1].end if begins else 0]
        words = stems(question.question)
        asked.update(words)
        told.update(words & stems(f"{article.title} {text}"))
    return frozenset(
        word for word, count in asked.items() if count >= OFTEN and told[word] <= SELDOM * count
    )


def fit(marked: Sequence[Marked], asking_words: frozenset[str] = frozenset()) -> Weights:
    """Fit the weights to what is marked.

    Args:
        marked: the questions, read.
        asking_words: the stems that ask for a brief of anything.
    """
    features: list[NDArray[np.float64]] = []
    labels: list[NDArray[np.bool_]] = []
    for one in marked:
        rows = [astuple(considered.features) for considered in one.considered]
        features.append(np.array(rows))
        labels.append(np.isin(np.arange(len(rows)), one.places))
    model = LogisticRegression(C=1, max_iter=1000).fit(np.vstack(features), np.concatenate(labels))
    return Weights(
        round(float(model.intercept_[0]), 3),
        tuple(round(float(w), 3) for w in model.coef_[0]),
        asking_words,
    )


def main() -> None:
    """Fit, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--limit", type=int, help="the most questions of a part, to read less")
    options = parser.parse_args()
    newsroom = Newsroom(options.data)
    reader = Reader()
    train, dev = (
        broad(news_asked(options.data, part, newsroom), newsroom, reader, options.limit)
        for part in ("train", "dev")
    )
    apart = []
    for fold in range(FOLDS):
        weights = fit([one for i, one in enumerate(train) if i % FOLDS != fold])
        apart += [one.f1(weights) for one in train[fold::FOLDS]]
    weights = fit(train, asking(news_asked(options.data, "train", newsroom), newsroom))
    print(f"cross-validation: F1 {fmean(apart):.3f}, n {len(apart)}")
    print(f"dev: F1 {fmean(one.f1(weights) for one in dev):.3f}, n {len(dev)}")
    weights.write()


if __name__ == "__main__":
    main()
