"""Measures: how well what was found, scored, cited and refused fits what is known of a case."""

from collections.abc import Sequence

from langchain_core.documents import Document

from assistant.answers import Answer, Citation
from assistant.asking.evidence import ScoredSentence
from assistant.evaluation.cases import Case, holds

DEPTH = 10
"""How many articles, passages and sentences are looked at."""


def passage_values(case: Case, passages: Sequence[Document]) -> dict[str, float]:
    """Measure ranked passages, with their article's id as `article`, against a case."""
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


def sentence_values(case: Case, ranked: Sequence[ScoredSentence]) -> dict[str, float]:
    """Measure ranked sentences against a case that the articles answer."""
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


def citation_values(case: Case, cited: Sequence[Citation]) -> dict[str, float]:
    """Measure what is cited against the marked sentences; a refusal has no precision."""
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


def refusal_values(case: Case, *, refused: bool) -> dict[str, float]:
    """Measure a refusal, or that there was none, against a case."""
    return {
        **({"refusal precision": float(not case.answerable)} if refused else {}),
        **({} if case.answerable else {"refusal recall": float(refused)}),
    }


def writing_values(case: Case, answer: Answer) -> dict[str, float]:
    """Measure what an LLM made of a case, and what that cost; nothing if none was asked."""
    usage = answer.usage
    if usage is None:
        return {}
    marked = [c.number for c in answer.citations if _matches(c, case.sentences)]
    cited = [set(s.citations) for s in answer.statements if s.citations]
    right = [float(not numbers.isdisjoint(marked)) for numbers in cited]
    checked = answer.checked
    costs = {"tokens read": usage.tokens_in, "tokens written": usage.tokens_out}
    return {
        **({"answered": float(bool(answer.citations))} if case.answerable else {}),
        **({"statements cited right": sum(right) / len(right)} if right and case.sentences else {}),
        **({"carried": checked.carried / checked.written} if checked and checked.written else {}),
        **{name: float(count) for name, count in costs.items() if count is not None},
        "seconds of the LLM": usage.seconds,
    }


def _matches(sentence: ScoredSentence | Citation, marked: Sequence[str]) -> set[str]:
    """Return the marked sentences that share more than half of the shorter one's characters."""
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


def _rank(right: Sequence[bool]) -> int | None:
    return next((rank for rank, hit in enumerate(right, start=1) if hit), None)


def _within(rank: int | None, depth: int) -> float:
    return float(rank is not None and rank <= depth)
