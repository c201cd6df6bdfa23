"""Evaluation: questions with known answers are asked, and what comes is measured.

Intervals are 95 % percentile bootstrap intervals over questions (Efron, 1979), from a
fixed seed.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any, Self

import numpy as np

from assistant.assistant import Assistant
from assistant.errors import SourceError
from assistant.evidence import choose

DEPTH = 10
"""How many passages and sentences are looked at."""

_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known of its answer.

    Args:
        question: as a user would ask it.
        answers: words one of which an answering sentence holds; empty if unknown.
        articles: ids of articles that hold the answer; empty if unknown.
        answerable: whether the articles answer it.
        asked: the day it is asked on; None for today.
    """

    question: str
    answers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    answerable: bool = True
    asked: date | None = None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Read a case from a JSON object; `answer_bearing_articles` names articles, too."""
        asked = record.get("asked")
        return cls(
            question=str(record["question"]),
            answers=tuple(record.get("answers", ())),
            articles=tuple(record.get("articles") or record.get("answer_bearing_articles") or ()),
            answerable=bool(record.get("answerable", True)),
            asked=date.fromisoformat(asked.replace("/", "-")) if asked else None,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case.

    Args:
        case: the case.
        article_rank: rank of the first right article among the articles found, from 1.
        passage_rank: rank of the first passage that holds an answer's words.
        sentence_rank: likewise of the sentences.
        score: the best sentence's score.
        answered: whether the assistant answered.
        seconds: how long finding the sentences took.
    """

    case: Case
    article_rank: int | None
    passage_rank: int | None
    sentence_rank: int | None
    score: float
    answered: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured share or mean with its 95 % interval, and over how many questions."""

    value: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] n={self.count}"


def load_cases(path: Path) -> list[Case]:
    """Read cases from a JSON Lines file, one object a line with the fields of `Case`.

    Raises:
        SourceError: the file cannot be read, or a line is no case.
    """
    number = 0
    cases = []
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            number += 1
            if line.strip():
                cases.append(Case.of(json.loads(line)))
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}; check the path") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{path}:{number} is no case ({error}); a line is a JSON object with a "
            "'question', and 'answers', 'articles', 'answerable' or 'asked' where known"
        ) from None
    return cases


def run(
    assistant: Assistant, cases: Sequence[Case], progress: Callable[[int], None] = lambda _: None
) -> list[Outcome]:
    """Ask every case and note what came.

    Args:
        assistant: with the articles that the cases are about.
        cases: the questions.
        progress: called with the number of cases that are done.
    """
    outcomes = []
    for number, case in enumerate(cases, start=1):
        outcomes.append(_outcome(assistant, case))
        progress(number)
    return outcomes


def summarise(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """Sum up outcomes as named figures; one that no case has labels for is left out."""
    answerable = [o for o in outcomes if o.case.answerable]
    with_articles = [o for o in answerable if o.case.articles]
    with_answers = [o for o in answerable if o.case.answers]
    figures: dict[str, Figure] = {}
    for depth in (1, 5, 10):
        hits = [_within(o.article_rank, depth) for o in with_articles]
        figures[f"right article @{depth}"] = mean(hits)
    figures["right article MRR@10"] = mean(
        [1 / o.article_rank if o.article_rank else 0.0 for o in with_articles]
    )
    for depth in (1, 5):
        hits = [_within(o.passage_rank, depth) for o in with_answers]
        figures[f"answer in passage @{depth}"] = mean(hits)
    for depth in (1, 3):
        hits = [_within(o.sentence_rank, depth) for o in with_answers]
        figures[f"answer in sentence @{depth}"] = mean(hits)
    refused = [o for o in outcomes if not o.answered]
    unanswerable = [o for o in outcomes if not o.case.answerable]
    figures["refusal precision"] = mean([float(not o.case.answerable) for o in refused])
    figures["refusal recall"] = mean([float(not o.answered) for o in unanswerable])
    figures["seconds a question"] = mean([o.seconds for o in outcomes])
    return {name: figure for name, figure in figures.items() if figure.count}


def refusal_curve(outcomes: Sequence[Outcome]) -> list[tuple[float, float, float]]:
    """Give threshold, precision and recall of refusing, for every threshold that matters."""
    unanswerable = sum(not o.case.answerable for o in outcomes)
    curve = []
    for threshold in sorted({o.score for o in outcomes}):
        refused = [o for o in outcomes if o.score <= threshold]
        right = sum(not o.case.answerable for o in refused)
        curve.append((threshold, right / len(refused), right / max(unanswerable, 1)))
    return curve


def auc(outcomes: Sequence[Outcome]) -> float:
    """Give the chance that an answerable question scores above an unanswerable one."""
    yes = np.array([o.score for o in outcomes if o.case.answerable])
    no = np.array([o.score for o in outcomes if not o.case.answerable])
    if not len(yes) or not len(no):
        return float("nan")
    above = (yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2
    return float(above)


def mean(values: Sequence[float]) -> Figure:
    """Give the mean of values with its 95 % bootstrap interval."""
    if not values:
        return Figure(float("nan"), float("nan"), float("nan"), 0)
    data = np.asarray(values, dtype=float)
    draws = np.random.default_rng(0).integers(0, len(data), (_RESAMPLES, len(data)))
    low, high = np.percentile(data[draws].mean(axis=1), [2.5, 97.5])
    return Figure(float(data.mean()), float(low), float(high), len(data))


def compare(figures: Mapping[str, Figure], before: Mapping[str, Figure]) -> Iterator[str]:
    """Say of each figure whether it has moved out of the earlier run's interval."""
    for name, figure in figures.items():
        if old := before.get(name):
            apart = figure.high < old.low or figure.low > old.high
            yield f"{name}: {old.value:.3f} -> {figure.value:.3f}{' (apart)' if apart else ''}"


def to_json(figures: Mapping[str, Figure]) -> str:
    """Write figures as JSON, for a later `compare`."""
    return json.dumps({name: asdict(figure) for name, figure in figures.items()}, indent=2)


def load_figures(path: Path) -> dict[str, Figure]:
    """Read the figures of an earlier run.

    Raises:
        SourceError: the file cannot be read or holds something else.
    """
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
        return {name: Figure(**fields) for name, fields in figures.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{path} holds no figures ({error}); name a file that 'assistant eval --json' wrote"
        ) from None


def holds(text: str, answers: Sequence[str]) -> bool:
    """Tell whether a text holds one of the answers, upper and lower case being one."""
    folded = " ".join(text.casefold().split())
    return any(" ".join(answer.casefold().split()) in folded for answer in answers)


def _outcome(assistant: Assistant, case: Case) -> Outcome:
    passages = assistant.search(case.question, k=DEPTH * 3, now=case.asked)
    articles = list(dict.fromkeys(p.found.article.id for p in passages))[:DEPTH]
    began = perf_counter()
    sentences = assistant.evidence(case.question, DEPTH, now=case.asked)
    seconds = perf_counter() - began
    settings = assistant.settings
    chosen = choose(sentences, settings.threshold, settings.max_citations)
    return Outcome(
        case=case,
        article_rank=_rank([article in case.articles for article in articles]),
        passage_rank=_rank([holds(p.page_content, case.answers) for p in passages[:DEPTH]]),
        sentence_rank=_rank([holds(s.quote, case.answers) for s in sentences]),
        score=sentences[0].score if sentences else 0.0,
        answered=bool(chosen.sentences),
        seconds=seconds,
    )


def _rank(right: Sequence[bool]) -> int | None:
    return next((rank for rank, hit in enumerate(right, start=1) if hit), None)


def _within(rank: int | None, depth: int) -> float:
    return float(rank is not None and rank <= depth)
