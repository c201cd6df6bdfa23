"""The plan of a training: which cases are read, and when."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.text.facts import facts
from training.cases import (
    Case,
    NewsQuestion,
    Newsroom,
    general_cases,
    news_asked,
    news_evidence,
    news_follow_ups,
    news_talk,
    news_threads,
    without_answer,
    written,
)
from training.unanswerable import Ranker, lacks, other_questions
from training.windows import Cutter

Moment = tuple[float, Case]
"""A case and when it is read, as a share of the training."""

FOREIGN_SENTENCES = 8
"""How many sentences of another article are put beside a question."""


@dataclass(frozen=True)
class Share:
    """How many cases of a general set are read.

    Args:
        name: the set.
        cases: how many; all if more than there are.
        removed: the share whose answering sentences are taken out.
    """

    name: str
    cases: int
    removed: float = 0.0


GENERAL = (
    Share("squad2", 1600),
    Share("nq_open", 700, removed=0.2),
    Share("tydiqa_en", 500, removed=0.2),
    Share("selqa", 250, removed=0.2),
    Share("squadshifts/new_wiki", 250, removed=0.2),
)
GENERAL_SPAN = (0.0, 0.75)
NEWS_SPAN = (0.03, 1.0)

NEWS = ("asked", "evidence", "threads", "talk")

ELSEWHERE, ALTERED, FOREIGN = 0.22, 0.07, 0.3
"""How often a question is read beside another window of its article, made to ask something
else, and, if it names what it is about, put beside another article."""


class NewsCases:
    """Makes cases of questions on news articles.

    Args:
        data: the folder of public sets.
        cutter: cuts windows.
        rng: draws.
    """

    def __init__(self, data: Path, cutter: Cutter, rng: random.Random) -> None:
        self._newsroom = Newsroom(data)
        self._cutter = cutter
        self._rng = rng
        self._sets = {
            "asked": news_asked(data, "train", self._newsroom),
            "evidence": news_evidence(data, "train", self._newsroom),
            "threads": news_threads(data, "train", self._newsroom),
            "talk": news_talk(data, "train", self._newsroom),
            "follow-ups": news_follow_ups(data, "train", self._newsroom),
            "written": written(self._newsroom),
        }
        articles = sorted({q.article for some in self._sets.values() for q in some})
        self._texts = {a: " ".join(self._newsroom.article(a).sentences) for a in articles}
        self._ask_else = other_questions(list(self._texts.values()), rng)
        # Where other articles' sentences begin that may be put beside a question.
        self._foreign = [
            (article, at)
            for article in articles
            for at in range(0, len(self._newsroom.article(article).sentences), FOREIGN_SENTENCES)
        ]
        self._ranker = Ranker([self._passage(*place) for place in self._foreign])

    def make(self, names: Iterable[str]) -> Iterator[Case]:
        """Make the cases of one pass over the questions of some sets."""
        for name in names:
            for question in self._sets[name]:
                yield from self._cases(question, name)

    def _cases(self, question: NewsQuestion, source: str) -> Iterator[Case]:
        article = self._newsroom.article(question.article)
        places = question.answering or question.also
        at = self._rng.choice(places) if places else self._rng.randrange(len(article.sentences))
        case = self._cutter.news(question, article, at, source)
        altered = None
        if question.answering and self._rng.random() < ALTERED:
            altered = self._ask_else(case, self._texts[question.article])
        yield replace(altered, source="altered") if altered else case
        if self._rng.random() < ELSEWHERE:
            other = self._rng.randrange(min(len(article.sentences), 60))
            yield self._cutter.news(question, article, other, f"{source}-elsewhere")
        # "how many died?" is answered by any article that tells of deaths.
        is_of_its_own = question.answering and facts(question.question)
        if is_of_its_own and self._rng.random() < FOREIGN:
            yield from self._beside_another(question)

    def _beside_another(self, question: NewsQuestion) -> Iterator[Case]:
        """Put a question beside the like part of another article that cannot answer it."""
        likely = [self._foreign[i] for i in self._ranker.best(question.question, 10)]
        self._rng.shuffle(likely)
        for article_id, at in likely:
            if article_id != question.article and lacks(
                question.answer, [self._passage(article_id, at)]
            ):
                article = self._newsroom.article(article_id)
                asked = replace(question, article=article_id, answering=(), also=())
                yield self._cutter.news(asked, article, at, "foreign")
                return

    def _passage(self, article: str, at: int) -> str:
        return " ".join(self._newsroom.article(article).sentences[at : at + FOREIGN_SENTENCES])


def plan(
    data: Path, cutter: Cutter, rng: random.Random, passes: int, written_passes: int
) -> list[Case]:
    """Draw all cases of a training, in the order in which they are read.

    Args:
        data: the folder of public sets.
        cutter: cuts windows.
        rng: draws.
        passes: how often the news questions are read, each time beside other windows.
        written_passes: how often those are read that were made up for this training, and the
            follow-ups.
    """
    moments: list[Moment] = []
    for share in GENERAL:
        moments += _timed(_general(data, share, cutter, rng), GENERAL_SPAN, rng)
    news = NewsCases(data, cutter, rng)
    for _ in range(passes):
        moments += _timed(news.make(NEWS), NEWS_SPAN, rng)
    for _ in range(written_passes):
        moments += _timed(news.make(["written", "follow-ups"]), NEWS_SPAN, rng)
    return [case for _, case in sorted(moments, key=lambda moment: moment[0])]


def _general(data: Path, share: Share, cutter: Cutter, rng: random.Random) -> Iterator[Case]:
    cases = general_cases(data, share.name)
    rng.shuffle(cases)
    for case in cases[: share.cases]:
        cut = cutter.general(case)
        gone = without_answer(cut) if cut.answering and rng.random() < share.removed else None
        yield gone or cut


def _timed(
    cases: Iterable[Case], span: tuple[float, float], rng: random.Random
) -> Iterator[Moment]:
    return ((rng.uniform(*span), case) for case in cases)
