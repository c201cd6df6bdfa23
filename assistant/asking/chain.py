"""The chain: the order of the steps from a question to an answer, and nothing else.

understand -> retrieve -> find -> write, each a LangChain Runnable, so that streaming,
batching, async and tracing are LangChain's. The last step gives events, of which the last
one is the Answer.
"""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from time import perf_counter

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from assistant.answers import (
    Answer,
    Citation,
    Coverage,
    Event,
    Reason,
    Statement,
    Status,
    Turn,
    Usage,
    Where,
)
from assistant.asking.evidence import NEAREST, Evidence, choose, cite, rank
from assistant.asking.generation import Writer, quote
from assistant.asking.query import Understood, understand
from assistant.asking.retrieval import HybridRetriever, RankedPassage
from assistant.asking.rewriting import Rewriter, Rewritten
from assistant.models.scoring import SentenceScorer
from assistant.settings import Settings

REFUSALS: Mapping[Reason, str] = {
    Reason.NO_ARTICLES: "There are no articles to answer from. Add some first.",
    Reason.OUTSIDE_FILTERS: "No article passes the filters, so there is nothing to answer from.",
    Reason.OUTSIDE_DATES: "None of the articles is from the days that you ask about.",
    Reason.NOT_COVERED: "The articles say nothing about this.",
    Reason.NOT_SAID: "The articles touch on this, but they do not say.",
}
"""What a refusal says, by its reason."""


@dataclass(frozen=True)
class Inquiry:
    """A question on its way through the chain; each step fills in its part."""

    asked: str
    history: tuple[Turn, ...] = ()
    where: Where = Where()
    now: date = field(default_factory=date.today)
    understood: Understood = field(default_factory=lambda: Understood(""))
    coverage: Coverage = Coverage(0)
    passages: tuple[RankedPassage, ...] = ()
    evidence: Evidence = Evidence(())
    timings: Mapping[str, float] = field(default_factory=dict)
    usage: Usage | None = None


@dataclass(frozen=True)
class Tools:
    """What the steps work with.

    Args:
        retriever: finds passages.
        reader: scores their sentences.
        settings: how much to read and cite, and when to refuse.
        rewriter: lets an LLM understand a follow-up; None to do without.
        writer: lets an LLM write; None to quote.
    """

    retriever: HybridRetriever
    reader: SentenceScorer
    settings: Settings
    rewriter: Rewriter | None = None
    writer: Writer | None = None


def build(tools: Tools) -> Runnable[Inquiry, Event]:
    """Build the chain; streamed it gives events, invoked it gives the last one, the Answer."""
    return (
        RunnableLambda(_timed("understand", tools, _understand))
        | RunnableLambda(_timed("retrieve", tools, _retrieve))
        | RunnableLambda(_timed("find", tools, _find))
        | RunnableLambda(partial(_write, tools), name="write")
    )


def _understand(tools: Tools, inquiry: Inquiry, config: RunnableConfig) -> Inquiry:
    coverage = tools.retriever.store.coverage(inquiry.where)
    rewritten = Rewritten()
    if tools.rewriter and inquiry.history and coverage.articles:
        rewritten = tools.rewriter.rewrite(inquiry.asked, inquiry.history, config)
    if rewritten.question:
        understood = understand(rewritten.question, (), inquiry.now)
    else:
        understood = understand(inquiry.asked, inquiry.history, inquiry.now)
    return replace(inquiry, understood=understood, coverage=coverage, usage=rewritten.usage)


def _retrieve(tools: Tools, inquiry: Inquiry, config: RunnableConfig) -> Inquiry:
    if not inquiry.coverage.articles:
        return inquiry
    passages = retrieve(
        tools.retriever, inquiry.understood, inquiry.where, tools.settings.passages, config
    )
    return replace(inquiry, passages=tuple(passages))


def retrieve(
    retriever: HybridRetriever,
    understood: Understood,
    where: Where,
    count: int,
    config: RunnableConfig | None = None,
) -> list[RankedPassage]:
    """Find the passages that fit a question best.

    Args:
        retriever: finds them.
        understood: the question.
        where: which articles may be found.
        count: how many passages to give at the most.
        config: LangChain's.
    """
    documents = retriever.invoke(
        understood.asking,
        config,
        context=understood.background,
        about=understood.about,
        where=where,
        count=count,
    )
    return [document for document in documents if isinstance(document, RankedPassage)]


def _find(tools: Tools, inquiry: Inquiry, _config: RunnableConfig) -> Inquiry:
    if not inquiry.coverage.articles:
        reason = Reason.NO_ARTICLES if inquiry.where == Where() else Reason.OUTSIDE_FILTERS
        return replace(inquiry, evidence=Evidence((), reason))
    ranked = rank(inquiry.understood, inquiry.passages, tools.reader)
    evidence = choose(ranked, tools.settings.threshold, tools.settings.max_citations)
    if evidence.sentences and _is_outside_dates(inquiry, evidence):
        evidence = Evidence((), Reason.OUTSIDE_DATES, evidence.sentences[:NEAREST])
    return replace(inquiry, evidence=evidence)


def _is_outside_dates(inquiry: Inquiry, evidence: Evidence) -> bool:
    """Tell whether a question asks about "today" or the like, and all articles are of other days.

    Articles without a date may be of any day.
    """
    period, coverage = inquiry.understood.period, inquiry.coverage
    if not period or not coverage.oldest or not coverage.newest:
        return False
    apart = coverage.newest < period[0] or coverage.oldest > period[1]
    return apart and all(sentence.article.published for sentence in evidence.sentences)


def _write(tools: Tools, inquiry: Inquiry, config: RunnableConfig) -> Iterator[Event]:
    began = perf_counter()
    citations = cite(inquiry.evidence.sentences)
    if not citations:
        answer = _refusal(inquiry)
    elif tools.writer is None:
        answer = _answer(inquiry, quote(citations), citations)
    else:
        answer = yield from _prose(tools.writer, inquiry, citations, config)
    yield replace(
        answer,
        usage=inquiry.usage + answer.usage if inquiry.usage else answer.usage,
        timings={**inquiry.timings, "write": perf_counter() - began},
    )


def _prose(
    writer: Writer,
    inquiry: Inquiry,
    citations: Sequence[Citation],
    config: RunnableConfig,
) -> Generator[Event, None, Answer]:
    written = yield from writer.write(str(inquiry.understood), citations, config)
    if not written.statements:
        return replace(_refusal(inquiry, Reason.NOT_SAID), usage=written.usage)
    answer = _answer(inquiry, written.statements, written.citations)
    return replace(answer, notice=written.notice, usage=written.usage)


def _answer(
    inquiry: Inquiry, statements: Sequence[Statement], citations: Sequence[Citation]
) -> Answer:
    return Answer(
        status=Status.ANSWERED,
        statements=tuple(statements),
        citations=tuple(citations),
        question=str(inquiry.understood),
        coverage=inquiry.coverage,
    )


def _refusal(inquiry: Inquiry, reason: Reason | None = None) -> Answer:
    evidence = inquiry.evidence
    reason = reason or evidence.reason or Reason.NOT_COVERED
    return Answer(
        status=Status.UNANSWERED,
        statements=(Statement(REFUSALS[reason]),),
        citations=(),
        question=str(inquiry.understood),
        coverage=inquiry.coverage,
        reason=reason,
        nearest=cite(evidence.nearest or evidence.sentences[:NEAREST]),
    )


def _timed(
    name: str, tools: Tools, step: Callable[[Tools, Inquiry, RunnableConfig], Inquiry]
) -> Callable[[Inquiry, RunnableConfig], Inquiry]:
    """Make a step note the seconds that it took."""

    def timed(inquiry: Inquiry, config: RunnableConfig) -> Inquiry:
        began = perf_counter()
        result = step(tools, inquiry, config)
        return replace(result, timings={**result.timings, name: perf_counter() - began})

    timed.__name__ = name
    return timed
