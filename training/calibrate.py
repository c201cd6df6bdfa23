"""Fit how the evidence model's log odds, cosine and shared words make a chance.

    python -m training.calibrate --data ../shared/data --store build/news

The store holds the articles of `news-qa-2023` (`assistant add`). Each question of the dev part of
`news-evidence` is asked of all articles, of all but its own, and of its own alone; those that
have no answer there, of their own alone, as another article may have one. A logistic regression
tells whether the best sentence is a right one. Which one is best depends on the weights, so it
is fitted again and again until they settle.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant import Assistant, Settings, Where
from assistant.asking.evidence import gather_signals
from assistant.asking.query import Understood
from assistant.models.reader import Reader
from assistant.text.sentences import split_sentences
from training.cases import NewsQuestion, Newsroom, news_evidence
from training.unanswerable import lacks

PASSAGES = 10
ROUNDS = 6
START = (0.44, 3.4, 1.3)


@dataclass(frozen=True)
class Asked:
    """A question put to some articles.

    Args:
        signals: what is known of each sentence read, shape (sentences, 3).
        right: whether it answers, by sentence.
        among: which articles were asked.
    """

    signals: NDArray[np.float64]
    right: NDArray[np.bool_]
    among: str


def ask(assistant: Assistant, reader: Reader, question: NewsQuestion, text: str) -> Iterator[Asked]:
    """Ask a question of all articles, of all but its own, and of its own alone.

    Args:
        assistant: has the articles.
        reader: the evidence model.
        question: what is asked.
        text: its own article's.
    """
    own = assistant.search(question.question, PASSAGES, where=Where(articles=(question.article,)))
    passages = {"its own": own}
    if question.answering:
        everywhere = assistant.search(question.question, 3 * PASSAGES)
        others = [p for p in everywhere if p.found.article.id != question.article]
        passages["all"] = everywhere[:PASSAGES]
        # Another article that has the answer's words may answer.
        passages["all others"] = [p for p in others if lacks(question.answer, [p.page_content])][
            :PASSAGES
        ]
    sentences = split_sentences(text)
    starts = {sentences[i].start for i in question.answering}
    for among, found in passages.items():
        rows = list(gather_signals(Understood(question.question), found, reader))
        signals = np.array([astuple(signals)[:3] for _, _, signals in rows]).reshape(-1, 3)
        right = [
            article.id == question.article and sentence.start in starts
            for article, sentence, _ in rows
        ]
        yield Asked(signals, np.array(right, bool), among)


def fit(asked: Sequence[Asked]) -> None:
    """Fit the weights, and print them with how well they tell a right sentence."""
    weights = np.array(START)
    for _ in range(ROUNDS):
        best = [int(np.argmax(case.signals @ weights)) for case in asked]
        signals = np.array([case.signals[i] for case, i in zip(asked, best, strict=True)])
        right = np.array([case.right[i] for case, i in zip(asked, best, strict=True)])
        model = LogisticRegression(C=100).fit(signals, right)
        weights = model.coef_[0]
        print(f"bias {model.intercept_[0]:.2f}, weights {np.round(weights, 2)}", flush=True)
    chances = model.predict_proba(signals)[:, 1]
    for among in dict.fromkeys(case.among for case in asked):
        of = np.array([case.among == among for case in asked])
        told = f"chance {chances[of].mean():.2f}, right {right[of].mean():.2f}, n {of.sum()}"
        if 0 < right[of].mean() < 1:
            told += f", AUC {roc_auc_score(right[of], chances[of]):.3f}"
        print(f"asked of {among}: {told}")


def main() -> None:
    """Ask every question of the dev part, and fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--store", type=Path, required=True)
    options = parser.parse_args()
    newsroom = Newsroom(options.data)
    questions = news_evidence(options.data, "dev", newsroom)
    reader = Reader()
    asked = []
    with Assistant.open(options.store, settings=Settings()) as assistant:
        for number, question in enumerate(questions, start=1):
            cases = ask(assistant, reader, question, newsroom.rows[question.article]["text"])
            asked += [case for case in cases if len(case.signals)]
            if number % 50 == 0:
                print(number, "of", len(questions), flush=True)
    fit(asked)


if __name__ == "__main__":
    main()
