"""Systems: each is asked every case, and what came is held against what is known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from langchain_core.documents import Document

from assistant.answers import Answer, Reason, Turn, Where
from assistant.asking.states import Ranked
from assistant.assistant import Assistant
from assistant.evaluation.cases import Case
from assistant.evaluation.measures import (
    DEPTH,
    citation_values,
    passage_values,
    refusal_values,
    sentence_values,
    writing_values,
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
    """Ask a system every case and return what came.

    Args:
        system: `answering`, `finding`, `dense` or another one.
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
        # More passages are found than are read, to see how far down the right ones are.
        found = assistant.find(
            case.question, CHUNKS, history=_history(case), where=_where(case), now=case.asked
        )
        answer = assistant.conclude(found)
        return Outcome(
            case.question,
            case.answerable,
            {
                **passage_values(case, found.passages),
                **sentence_values(case, found.sentences[:DEPTH]),
                **citation_values(case, answer.citations),
                **refusal_values(case, refused=not answer.citations),
                **writing_values(case, answer),
                "seconds a question": sum(answer.timings.values()),
            },
            _score(answer, found),
            tuple((citation.article.id, citation.quote) for citation in answer.citations),
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


def dense(assistant: Assistant) -> System:
    """The assistant's own passages, by their vectors alone: what its retrieval is held against.

    It cites nothing, and can refuse by how near the best passage is.
    """
    store, embedder = assistant.retriever.store, assistant.retriever.embedder

    def find(case: Case) -> Outcome:
        near = store.nearest(embedder.encode([case.question]), CHUNKS, _where(case))
        passages = store.passages(list(near))
        ranked = [
            (Document(passages[id_].text, metadata={"article": passages[id_].article.id}), score)
            for id_, score in sorted(near.items(), key=lambda item: -item[1])
            if id_ in passages
        ]
        return ranking(case, ranked)

    return find


def ranking(case: Case, ranked: Sequence[tuple[Document, float]]) -> Outcome:
    """Return what comes of a case when a system only ranks passages.

    Args:
        case: what was asked.
        ranked: passages with their article's id as `article`, and their scores, best first.
    """
    values = passage_values(case, [document for document, _ in ranked])
    return Outcome(case.question, case.answerable, values, ranked[0][1] if ranked else 0.0)


def missing_articles(assistant: Assistant, cases: Sequence[Case]) -> list[str]:
    """Return the ids of articles that cases name and the assistant does not have."""
    known = {article.id for article in assistant.articles()}
    return sorted({id_ for case in cases for id_ in (*case.articles, *case.within)} - known)


def _score(answer: Answer, found: Ranked) -> float:
    """Return the best sentence's score; it counts for nothing if something else refused it."""
    best = found.sentences[0].score if found.sentences else 0.0
    by_score = answer.reason in (None, Reason.NOT_SAID, Reason.NOT_COVERED)
    return best if by_score else 0.0


def _history(case: Case) -> list[Turn]:
    return [Turn(question) for question in case.history]


def _where(case: Case) -> Where:
    return Where(articles=case.within)
