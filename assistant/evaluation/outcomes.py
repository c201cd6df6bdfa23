"""Outcomes: a system is asked every case, and what came is held against what is known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from time import perf_counter

from langchain_core.documents import Document

from assistant.answers import Answer, Citation, Turn, Where
from assistant.asking.evidence import ScoredSentence
from assistant.asking.query import understand
from assistant.assistant import Assistant
from assistant.evaluation.cases import Case, holds

DEPTH = 10
"""How many articles, passages and sentences are looked at."""

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
                **_sentence_values(case, ranked),
                **_citation_values(case, answer.citations),
                **_refusal_values(case, refused=not answer.citations),
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


def passage_values(case: Case, passages: Sequence[Document]) -> dict[str, float]:
    """Hold ranked passages, with their article's id as `article`, against a case."""
    values: dict[str, float] = {}
    if case.articles and case.answerable:
        articles = list(dict.fromkeys(p.metadata["article"] for p in passages))[:DEPTH]
        rank = _rank([article in case.articles for article in articles])
        for depth in (1, 5, 10):
            values[f"right article @{depth}"] = _within(rank, depth)
        values["right article MRR@10"] = 1 / rank if rank else 0.0
        found = len(set(articles[:5]) & set(case.articles))
        values["right articles recall@5"] = found / min(5, len(set(case.articles)))
    if case.answers and case.answerable:
        rank = _rank([holds(p.page_content, case.answers) for p in passages[:DEPTH]])
        for depth in (1, 4, 5):
            values[f"answer in passage @{depth}"] = _within(rank, depth)
    return values


def _score(assistant: Assistant, answer: Answer, ranked: Sequence[ScoredSentence]) -> float:
    """Give the best sentence's score; it counts for nothing if it was refused for all that."""
    best = ranked[0].score if ranked else 0.0
    return 0.0 if not answer.citations and best >= assistant.settings.threshold else best


def _sentence_values(case: Case, ranked: Sequence[ScoredSentence]) -> dict[str, float]:
    values: dict[str, float] = {}
    if not case.answerable:
        return values
    ranks = {}
    if case.answers:
        ranks["answer in"] = _rank([holds(s.quote, case.answers) for s in ranked])
    if case.sentences:
        ranks["right"] = _rank([bool(_matches(s, case.sentences)) for s in ranked])
    for name, rank in ranks.items():
        for depth in (1, 3):
            values[f"{name} sentence @{depth}"] = _within(rank, depth)
    return values


def _citation_values(case: Case, cited: Sequence[Citation]) -> dict[str, float]:
    """Hold what is cited against the marked sentences; a refusal has no precision."""
    if not case.sentences:
        return {}
    matches = [_matches(sentence, case.sentences) for sentence in cited]
    recall = len(set().union(*matches)) / len(set(case.sentences))
    precision = sum(map(bool, matches)) / len(cited) if cited else 0.0
    total = precision + recall
    return {
        **({"citation precision": precision} if cited else {}),
        "citation recall": recall,
        "citation F1": 2 * precision * recall / total if total else 0.0,
    }


def _refusal_values(case: Case, *, refused: bool) -> dict[str, float]:
    return {
        **({"refusal precision": float(not case.answerable)} if refused else {}),
        **({} if case.answerable else {"refusal recall": float(refused)}),
    }


def _matches(sentence: ScoredSentence | Citation, marked: Sequence[str]) -> set[str]:
    """Give the marked sentences that share more than half of the shorter one's characters."""
    text = sentence.article.text
    return {
        quote
        for quote in marked
        for start in _places(text, quote)
        if min(sentence.end, start + len(quote)) - max(sentence.start, start)
        > min(sentence.end - sentence.start, len(quote)) / 2
    }


def _places(text: str, quote: str) -> list[int]:
    places = []
    start = text.find(quote)
    while quote and start >= 0:
        places.append(start)
        start = text.find(quote, start + 1)
    return places


def _history(case: Case) -> list[Turn]:
    """Give the earlier questions as turns, each as it was understood in its place."""
    turns: list[Turn] = []
    for question in case.history:
        understood = understand(question, turns, case.asked or date.today())
        turns.append(Turn(str(understood)))
    return turns


def _where(case: Case) -> Where:
    return Where(articles=case.within)


def _rank(right: Sequence[bool]) -> int | None:
    return next((rank for rank, hit in enumerate(right, start=1) if hit), None)


def _within(rank: int | None, depth: int) -> float:
    return float(rank is not None and rank <= depth)
