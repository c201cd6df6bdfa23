"""Fit the evidence model's calibration: what its scores are worth, and how many sentences answer.

    python -m training.calibrate --data ../shared/data --store build/news

The store holds the articles of `news-qa-2023` (`assistant add`). The questions of the dev part of
`news-asked` are asked of their own article, those of `news-threads` of all articles. A softmax over
each question's sentences tells how to rank them, a logistic regression whether the best one is
right, and a second one which of the further sentences belong to the answer. All see what they are
judged by: their figures there are a little rosy.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant import Assistant, Settings, Where
from assistant.asking.evidence import Reading, are_neighbours, read
from assistant.asking.query import understand
from assistant.models.reader import Reader
from training.cases import overlaps, read_lines

OWN = "its own article"

START = (1.0, 0.0, 0.0, 0.0)
"""The weights without any fitting."""

RECENCY = 4.0
"""What recency counts for beside the reader's log odds: chosen by how often the first sentence is
right, which a softmax, with its eye on all sentences, gives too little for."""

MOST_REFUSED = 0.08
"""The share of answerable questions that may be refused for the threshold's sake."""

BELONGING = 3.5
"""What a further sentence that belongs to the answer counts for, beside one that does not: so much
that the F1 of the cited sentences is best."""

FURTHER = 12
"""How many of the best sentences are looked at for the answer's further ones."""


@dataclass(frozen=True)
class Mark:
    """A stretch of an article that answers."""

    article: str
    start: int
    end: int

    def has(self, reading: Reading) -> bool:
        """Tell whether a sentence that was read is the one that is marked."""
        return reading.article.id == self.article and overlaps(
            (self.start, self.end), (reading.start, reading.end)
        )


@dataclass(frozen=True)
class Question:
    """A question with its marks.

    Args:
        text: as typed.
        answering: what answers; nothing where the articles do not say.
        also: what may be cited, too.
        own: the article it is asked of; all of them if empty.
        now: what "today" means.
    """

    text: str
    answering: tuple[Mark, ...]
    also: tuple[Mark, ...]
    own: str = ""
    now: date | None = None


@dataclass(frozen=True)
class Asked:
    """A question that was put to articles, with all sentences that were read.

    Args:
        among: which articles were asked.
        readings: the sentences.
        signals: what a calibration weighs, shape (sentences, signals).
        answers: whether a sentence is one that answers.
        fits: whether it may at least be cited.
    """

    among: str
    readings: tuple[Reading, ...]
    signals: NDArray[np.float64]
    answers: NDArray[np.bool_]
    fits: NDArray[np.bool_]


def asked_questions(data: Path) -> Iterator[Question]:
    """Yield the questions of `news-asked`, each to be asked of its own article."""
    for row in read_lines(data / "news-asked/dev.jsonl"):
        answering = tuple(Mark(row["article"], *span) for span in row["spans"])
        also = tuple(Mark(row["article"], *span) for span in row["also"])
        # What tempts in an article that does not answer is no answer.
        yield Question(row["question"], answering, also if answering else (), row["article"])


def thread_questions(data: Path) -> Iterator[Question]:
    """Yield the questions of `news-threads`, each to be asked of all articles."""
    for row in read_lines(data / "news-threads/dev.jsonl"):
        answering = tuple(Mark(*s) for group in row["accounts"] for s in group["sentences"])
        also = tuple(Mark(*s) for group in row["accounts"] for s in group["also"])
        day = date.fromisoformat(row["asked"]) if row.get("asked") else None
        yield Question(row["question"], answering, also, now=day)


SETS = {"news-asked": asked_questions, "news-threads": thread_questions}
"""The sets that a calibration is fitted on."""


def ask(assistant: Assistant, reader: Reader, question: Question) -> Asked | None:
    """Ask a question; None when nothing was found."""
    where = Where(articles=(question.own,)) if question.own else Where()
    now = question.now or date.today()
    passages = assistant.search(question.text, assistant.settings.passages, where=where, now=now)
    readings = tuple(read(understand(question.text, now), passages, reader))
    if not readings:
        return None
    answers = [any(mark.has(r) for mark in question.answering) for r in readings]
    also = [any(mark.has(r) for mark in question.also) for r in readings]
    return Asked(
        among=OWN if question.own else "all articles",
        readings=readings,
        signals=np.array([r.signals for r in readings]),
        answers=np.array(answers),
        fits=np.array(answers) | np.array(also),
    )


def fit_chance(asked: Sequence[Asked]) -> tuple[float, NDArray[np.float64]]:
    """Fit bias and weights of the chance that a sentence answers.

    How to rank is told by all questions; how sure to be, by those to one article, in which every
    sentence that answers is marked.
    """
    ranking = fit_ranking([case for case in asked if case.fits.any()])
    own = [case for case in asked if case.among == OWN]
    scores = np.concatenate([case.signals @ ranking for case in own])
    model = LogisticRegression(C=100).fit(
        scores[:, None], np.concatenate([case.fits for case in own])
    )
    bias, weights = float(model.intercept_[0]), ranking * float(model.coef_[0, 0])
    print(f"bias {bias:.2f}, weights {np.round(weights, 2)}")
    best = [int(np.argmax(case.signals @ ranking)) for case in asked]
    right = np.array([case.fits[i] for case, i in zip(asked, best, strict=True)])
    chances = np.array([case.signals[i] @ weights for case, i in zip(asked, best, strict=True)])
    for among in dict.fromkeys(case.among for case in asked):
        of = np.array([case.among == among for case in asked])
        there = np.array([case.answers.any() for case in asked])[of]
        print(
            f"asked of {among}: right {right[of].mean():.3f}, of what is "
            f"answered there {right[of][there].mean():.3f}, "
            f"AUC of right or not {roc_auc_score(right[of], chances[of]):.3f}, "
            f"AUC of answered or not {roc_auc_score(there, chances[of]):.3f}, n {of.sum()}"
        )
    return bias, weights


def fit_ranking(asked: Sequence[Asked]) -> NDArray[np.float64]:
    """Fit the weights by which sentences that answer come first: a softmax over each question's.

    Questions to one article and to all articles count the same, however many there are.
    """
    sizes = Counter(case.among for case in asked)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = 0.0, np.zeros_like(weights)
        for case in asked:
            scores, counts = case.signals @ weights, 1 / sizes[case.among]
            total += counts * (logsumexp(scores) - logsumexp(scores[case.fits]))
            slope += counts * softmax(scores) @ case.signals
            slope -= counts * softmax(scores[case.fits]) @ case.signals[case.fits]
        return total, slope

    weights = np.asarray(minimize(loss, np.array(START), jac=True, method="BFGS").x)
    weights[-1] = RECENCY * weights[0]
    return weights


def fit_threshold(asked: Sequence[Asked], chances: Sequence[float]) -> float:
    """Choose the threshold that refuses the most that is not said, at a bounded price."""
    own = [(c, case.answers.any()) for c, case in zip(chances, asked, strict=True)]
    answerable = sorted(chance for chance, there in own if there)
    threshold = answerable[int(MOST_REFUSED * len(answerable))]
    refused = [chance < threshold for chance, there in own if not there]
    print(f"threshold {threshold:.3f}: not said refused {np.mean(refused):.3f}")
    return float(threshold)


def fit_along(
    asked: Sequence[Asked], bias: float, weights: NDArray[np.float64]
) -> tuple[float, ...]:
    """Fit which further sentences belong to the answer of the best one."""
    rows: list[tuple[float, float, bool, bool]] = []
    belongs: list[bool] = []
    for case in asked:
        if not case.answers.any():
            continue
        log_odds = bias + case.signals @ weights
        order = np.argsort(-log_odds, kind="stable")[:FURTHER]
        taken = [case.readings[order[0]]]
        for i in order[1:]:
            if case.fits[i] and not case.answers[i]:
                continue  # it neither helps nor hurts
            reading = case.readings[i]
            beside = any(are_neighbours(reading, other) for other in taken)
            elsewhere = all(reading.article.id != other.article.id for other in taken)
            rows.append((log_odds[i], log_odds[order[0]] - log_odds[i], beside, elsewhere))
            belongs.append(bool(case.answers[i]))
            if case.answers[i]:
                taken.append(reading)
    worth = {False: 1.0, True: BELONGING}
    model = LogisticRegression(C=100, class_weight=worth)
    model.fit(np.array(rows, float), np.array(belongs))
    along = (float(model.intercept_[0]), *map(float, model.coef_[0]))
    print(f"along {np.round(along, 2)}, {np.mean(belongs):.3f} of {len(rows)} belong")
    return along


def main() -> None:
    """Ask every question, fit, and write the calibration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("build/evidence/model/calibration.json"))
    parser.add_argument("--sets", nargs="+", choices=SETS, default=[*SETS])
    parser.add_argument("--limit", type=int, help="the most questions of a set, drawn at random")
    options = parser.parse_args()
    reader = Reader()
    questions: list[Question] = []
    for name in options.sets:
        found = list(SETS[name](options.data))
        questions += random.Random(0).sample(found, min(options.limit or len(found), len(found)))
    asked: list[Asked] = []
    with Assistant.open(options.store, settings=Settings()) as assistant:
        for number, question in enumerate(questions, start=1):
            case = ask(assistant, reader, question)
            asked += [case] if case else []
            if number % 50 == 0:
                print(number, "of", len(questions), flush=True)
    bias, weights = fit_chance(asked)
    chances = [float(1 / (1 + np.exp(-bias - (c.signals @ weights).max()))) for c in asked]
    own = [i for i, case in enumerate(asked) if case.among == OWN]
    fitted = {
        "bias": bias,
        "weights": weights.tolist(),
        "threshold": fit_threshold([asked[i] for i in own], [chances[i] for i in own]),
        "along": fit_along(asked, bias, weights),
    }
    options.out.write_text(f"{json.dumps(fitted, indent=2)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
