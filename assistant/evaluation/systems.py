"""Systems: each is asked every case, and what came is held against what is known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter

from assistant.answers import Answer, Turn, Where
from assistant.asking.evidence import ScoredSentence
from assistant.asking.query import understand
from assistant.assistant import Assistant
from assistant.evaluation.cases import Case
from assistant.evaluation.measures import (
    DEPTH,
    citation_values,
    passage_values,
    refusal_values,
    sentence_values,
)

CHUNKS = 3 * DEPTH
"""How many passages are asked for, so that they come from that many articles."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case.

    Args:
        question: the case's question.
        answerable: whether the articles answer it.
        values: by measure, how well it went; measures that the case has no labels for are
            left out.
        score: how sure the system was that it can answer; None if it does not say.
        cited: article id and quote of each sentence that was cited.
    """

    question: str
    answerable: bool
    values: Mapping[str, float] = field(default_factory=dict)
    score: float | None = None
    cited: tuple[tuple[str, str], ...] = ()


System = Callable[[Case], Outcome]
"""Finds, and maybe answers."""


def run(
    system: System, cases: Sequence[Case], progress: Callable[[int], None] = lambda _: None
) -> list[Outcome]:
    """Ask a system every case and note what came.

    Args:
        system: `answering`, `finding`, or a baseline.
        cases: the questions.
        progress: called with the number of cases that are done.
    """
    outcomes = []
    for number, case in enumerate(cases, start=1):
        outcomes.append(system(case))
        progress(number)
    return outcomes


def answering(assistant: Assistant) -> System:
    """The assistant as it is set up: what it finds, cites and refuses."""

    def ask(case: Case) -> Outcome:
        history, where = _history(case), _where(case)
        began = perf_counter()
        answer = assistant.ask(case.question, history=history, where=where, now=case.asked)
        seconds = perf_counter() - began
        ranked = assistant.evidence(
            case.question, DEPTH, history=history, where=where, now=case.asked
        )
        found = finding(assistant)(case)
        return replace(
            found,
            values={
                **found.values,
                **sentence_values(case, ranked),
                **citation_values(case, answer.citations),
                **refusal_values(case, refused=not answer.citations),
                "seconds a question": seconds,
            },
            score=_score(assistant, answer, ranked),
            cited=tuple((citation.article.id, citation.quote) for citation in answer.citations),
        )

    return ask


def finding(assistant: Assistant) -> System:
    """The assistant's retrieval alone."""

    def find(case: Case) -> Outcome:
        passages = assistant.search(
            case.question, CHUNKS, history=_history(case), where=_where(case), now=case.asked
        )
        return Outcome(case.question, case.answerable, passage_values(case, passages))

    return find


def missing_articles(assistant: Assistant, cases: Sequence[Case]) -> list[str]:
    """Name the articles that cases name and the assistant does not have."""
    known = {article.id for article in assistant.articles()}
    return sorted({id_ for case in cases for id_ in (*case.articles, *case.within)} - known)


def _score(assistant: Assistant, answer: Answer, ranked: Sequence[ScoredSentence]) -> float:
    """Give the best sentence's score; it counts for nothing if it was refused for all that."""
    best = ranked[0].score if ranked else 0.0
    return 0.0 if not answer.citations and best >= assistant.settings.threshold else best


def _history(case: Case) -> list[Turn]:
    """Give the earlier questions as turns, each as it was understood in its place."""
    turns: list[Turn] = []
    for question in case.history:
        understood = understand(question, turns, case.asked or date.today())
        turns.append(Turn(str(understood)))
    return turns


def _where(case: Case) -> Where:
    return Where(articles=case.within)
