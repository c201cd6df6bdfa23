"""The chain: the order of the steps from a question to an answer, and how long each takes.

`find` is understand | retrieve | rank, `answer` is find | decide | write. Each step is a LangChain
Runnable, so that streaming, batching, async and tracing are LangChain's. The last step yields
events, of which the last one is the Answer.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TypeVar

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from assistant.answers import (
    Answer,
    Event,
    Kind,
    Reason,
    Usage,
    Where,
)
from assistant.articles import Article
from assistant.asking.briefs import (
    ARTICLES,
    Weights,
    asks_for_a_timeline,
    brief,
    covering,
    read_openings,
    timeline,
)
from assistant.asking.collection import Told, tell
from assistant.asking.conversation import asked_before, earlier_questions
from assistant.asking.deciding import Decider
from assistant.asking.evidence import answers, headlines, in_order, is_near, rank
from assistant.asking.forms import asks_for_the_newest, form_of, names_several
from assistant.asking.generation import Assignment, Writer, quote
from assistant.asking.kinds import kind_of
from assistant.asking.material import Material, gather
from assistant.asking.outlets import named_outlet
from assistant.asking.planning import Planner
from assistant.asking.query import Understood, understand
from assistant.asking.retrieval import HybridRetriever, RankedPassage, together
from assistant.asking.rewriting import Rewriter, Rewritten
from assistant.asking.states import Decided, Found, Query, Question, Ranked, State
from assistant.asking.suggestions import suggest_questions
from assistant.asking.writing import about_collection, answered, lack, refused, replied
from assistant.models.calibration import Calibration
from assistant.models.chat_model import evidence_bytes
from assistant.models.classifier import Classifier
from assistant.models.scoring import SentenceScorer
from assistant.settings import Settings
from assistant.store.listing import Selection
from assistant.store.protocol import Store

_EXAMPLE_ARTICLES = 5

_Before = TypeVar("_Before", bound=State)
_After = TypeVar("_After", bound=State)


@dataclass(frozen=True)
class Steps:
    """The steps, and what they work with.

    Args:
        retriever: finds passages.
        reader: scores their sentences.
        kinds: says what a question is taken for.
        follow_ups: tells whether it goes back to earlier ones.
        briefs: tells what makes a brief.
        calibration: tells what its scores are worth.
        settings: how much to read and cite, and when to refuse.
        rewriter: lets an LLM understand a follow-up; None to do without.
        planner: lets an LLM plan the searches for a question; None to search once.
        writer: lets an LLM write; None to quote.
    """

    retriever: HybridRetriever
    reader: SentenceScorer
    kinds: Classifier
    follow_ups: Classifier
    briefs: Weights
    calibration: Calibration
    settings: Settings
    rewriter: Rewriter | None = None
    planner: Planner | None = None
    writer: Writer | None = None

    def understand(self, question: Question, config: RunnableConfig) -> Query:
        """Find out what a question asks for and goes back to, and which articles may answer it."""
        store = self.retriever.store
        kind, about = (question.kind, None) if question.kind else kind_of(question.text, self.kinds)
        if not kind.asks_the_news:
            return Query(
                question=question,
                understood=Understood(" ".join(question.text.split())),
                where=question.where,
                coverage=store.coverage(question.where),
                kind=kind,
                about=about,
            )
        history = asked_before(question.history)
        rewritten = Rewritten()
        if self.rewriter and history and store.coverage(question.where).articles:
            rewritten = self.rewriter.rewrite(question.text, history, config)
        earlier: tuple[str, ...] = ()
        if not rewritten.question:
            earlier = earlier_questions(question.text, question.history, self.follow_ups)
        understood = understand(rewritten.question or question.text, question.now, earlier)
        where = _from_outlet(_limited(question.where, understood), understood, store)
        return Query(
            question=question,
            understood=understood,
            where=where,
            coverage=store.coverage(where),
            rewritten=bool(rewritten.question),
            earlier=earlier,
            usage=rewritten.usage,
            kind=kind,
        )

    def retrieve(self, query: Query, config: RunnableConfig) -> Found:
        """Find the passages that fit best, by more than one search where one is not enough."""
        if not (query.coverage.articles and query.kind.asks_the_news):
            return Found(query=query, passages=())
        understood = query.understood
        passages = self._search(query, understood.asking, understood.background, config)
        if self.planner is None or query.question.kind:
            return Found(query=query, passages=tuple(passages))
        if names_several(understood.question, [p.found.text for p in passages]):
            titles = dict.fromkeys(p.found.article.title for p in passages)
            planned = self.planner.plan(str(understood), list(filter(None, titles)), config)
            spent = _summed(query.usage, planned.usage)
            query = replace(query, usage=spent, searches=planned.searches)
            more = [self._search(query, text, "", config) for text in planned.searches]
            passages = together([passages, *more])
        return Found(query=query, passages=tuple(passages))

    def _search(
        self, query: Query, text: str, context: str, config: RunnableConfig
    ) -> list[RankedPassage]:
        documents = self.retriever.invoke(
            text,
            config,
            context=context,
            about=query.understood.about,
            where=query.where,
            count=query.question.passages,
        )
        # LangChain's type says Document, whatever a retriever returns.
        return [d for d in documents if isinstance(d, RankedPassage)]

    def rank(self, found: Found, _config: RunnableConfig) -> Ranked:
        """Read the best passages and rank their sentences, or choose those of a brief."""
        query = found.query
        if query.kind is Kind.BRIEF:
            told = read_openings(str(query.understood), self._to_be_told(found), self.reader)
            choose = timeline if asks_for_a_timeline(query.question.text) else brief
            if sentences := choose(told, self.briefs):
                return Ranked(query=query, passages=found.passages, sentences=sentences)
            # What no article covers as a whole, a sentence may answer.
            query = replace(query, kind=Kind.FACT)
        passages = found.passages[: self._reads(query)]
        ranked = rank(
            query.understood,
            passages,
            self.reader,
            self.calibration,
            count=query.question.sentences,
        )
        if not answers(ranked, self.calibration, self.settings.threshold):
            titles = headlines(query.understood, passages, self.reader, self.calibration)
            if answers(titles, self.calibration, self.settings.threshold):
                ranked = list(in_order([*titles, *ranked]))
        return Ranked(query=query, passages=found.passages, sentences=tuple(ranked))

    def _to_be_told(self, found: Found) -> Sequence[Article]:
        """Return the articles that a brief is to be of.

        They cover its topic; where it names none, they are those of the last answer, or else the
        newest.
        """
        query = found.query
        topic = self.briefs.topic(query.question.text)
        if topic:
            return covering(topic, found.passages)
        before, where = asked_before(query.question.history), query.where
        if before and before[-1].articles and not where.articles:
            where = replace(where, articles=before[-1].articles)
        return self._newest(where, ARTICLES)

    def decide(self, ranked: Ranked, _config: RunnableConfig) -> Decided:
        """Decide which sentences answer, or why none does, and what an LLM may write from."""
        retriever = self.retriever
        decider = Decider(retriever.store, retriever.embedder, self.calibration, self.settings)
        decided = decider.decide(ranked)
        return replace(decided, material=self._material(ranked, decided))

    def _material(self, ranked: Ranked, decided: Decided) -> Material | None:
        """Gather what an LLM may write from; None if there is no LLM or nothing near was found."""
        if self.writer is None:
            return None
        query = ranked.query
        passages = ranked.passages[: self._reads(query)]
        # A chosen article is what a question is about, however vague that is.
        found = decided.citations or query.where.articles or is_near(ranked.sentences, passages)
        if not (passages and found):
            return None
        is_brief = query.kind is Kind.BRIEF
        return gather(
            decided.citations,
            ranked.sentences,
            passages,
            [sentence.article for sentence in ranked.sentences] if is_brief else (),
            most=evidence_bytes(self.settings.llm.budget),
            newest_first=query.understood.period is not None
            or asks_for_the_newest(query.understood.question),
        )

    def _reads(self, query: Query) -> int:
        """Return how many passages are read: as many of each search that was planned."""
        return self.settings.passages * max(1, len(query.searches))

    def write(self, decided: Decided, config: RunnableConfig) -> Iterator[Event]:
        """Write the answer: the sentences as they stand, an LLM's prose, or a refusal."""
        if self.writer and decided.material:
            answer = yield from _prose(self.writer, decided, decided.material, config)
        elif decided.reason:
            answer = refused(decided, decided.reason)
        elif decided.query.kind is Kind.COLLECTION:
            answer = about_collection(decided, self._tell(decided.query))
        elif not decided.query.kind.asks_the_news:
            answer = replied(decided, self._example(decided.query.question.where))
        else:
            answer = answered(decided, quote(decided.citations), decided.citations)
        yield replace(answer, usage=_summed(decided.query.usage, answer.usage))

    def _tell(self, query: Query) -> Told:
        asked = query.question
        history = asked_before(asked.history)
        store = self.retriever.store
        return tell(store, asked.text, query.about, asked.where, history, now=asked.now)

    def _example(self, where: Where) -> str:
        """Return a question that the newest articles answer, if one is found."""
        newest = self._newest(where, _EXAMPLE_ARTICLES)
        return next(iter(suggest_questions(newest, 1)), "")

    def _newest(self, where: Where, count: int) -> list[Article]:
        store = self.retriever.store
        return [store.article(row.id) for row in store.listing(Selection(where=where), count).rows]


@dataclass(frozen=True)
class Chain:
    """The steps put together, each Runnable on its own.

    Args:
        retrieve: understand | retrieve.
        find: understand | retrieve | rank.
        conclude: decide | write; streamed it yields events, invoked it returns the last one, the
            Answer.
        answer: find | conclude.
    """

    retrieve: Runnable[Question, Found]
    find: Runnable[Question, Ranked]
    conclude: Runnable[Ranked, Event]
    answer: Runnable[Question, Event]

    @classmethod
    def of(cls, steps: Steps) -> "Chain":
        """Put the steps together."""
        retrieve = _timed("understand", steps.understand) | _timed("retrieve", steps.retrieve)
        find = retrieve | _timed("rank", steps.rank)
        decide, write = _timed("decide", steps.decide), _timed_last("write", steps.write)
        return cls(retrieve, find, decide | write, find | decide | write)


def _timed(
    name: str, step: Callable[[_Before, RunnableConfig], _After]
) -> Runnable[_Before, _After]:
    """Make a Runnable of a step that notes the seconds it took."""

    def run(state: _Before, config: RunnableConfig) -> _After:
        began = perf_counter()
        result = step(state, config)
        return replace(result, timings={**state.timings, name: perf_counter() - began})

    return RunnableLambda(run, name=name)


def _timed_last(
    name: str, step: Callable[[Decided, RunnableConfig], Iterator[Event]]
) -> Runnable[Decided, Event]:
    """Make a Runnable of the step that yields the Answer, which gets all timings."""

    def run(state: Decided, config: RunnableConfig) -> Iterator[Event]:
        began = perf_counter()
        for event in step(state, config):
            if isinstance(event, Answer):
                yield replace(event, timings={**state.timings, name: perf_counter() - began})
            else:
                yield event

    # LangChain's type leaves out generators that take a configuration.
    return RunnableLambda(run, name=name)  # type: ignore[arg-type]


def _summed(spent: Usage | None, later: Usage | None) -> Usage | None:
    return spent + later if spent else later


def _limited(where: Where, understood: Understood) -> Where:
    """Limit what may answer to the time that is asked for; chosen days and articles stay."""
    if not understood.limits or not understood.period or where.published or where.articles:
        return where
    return replace(where, published=understood.period, undated=True)


def _from_outlet(where: Where, understood: Understood, store: Store) -> Where:
    """Limit what may answer to the outlet that a question names, if it has any of it."""
    outlet = "" if where.sources else named_outlet(understood.asking, store.outlets)
    if not outlet:
        return where
    within = replace(where, sources=(outlet,))
    return within if store.coverage(within).articles else where


def _prose(
    writer: Writer, decided: Decided, material: Material, config: RunnableConfig
) -> Generator[Event, None, Answer]:
    """Let an LLM write; if nothing comes of it, the answer is what it is without one."""
    query = decided.query
    assignment = Assignment(
        str(query.understood),
        material,
        form_of(query.question.text, query.kind),
        query.question.now,
        lack(decided),
        decided.unsupported.limits if decided.unsupported else (),
    )
    written = yield from writer.write(assignment, config)
    fault = f"{written.fault[:1].upper()}{written.fault[1:]}"
    if written.statements:
        answer = answered(decided, written.statements, written.citations)
        notice = " ".join(filter(None, (lack(decided, written.citations), written.notice)))
    elif not fault:
        answer, notice = refused(decided, _why_not_said(decided)), ""
    elif decided.reason:
        answer = refused(decided, decided.reason)
        notice = f"{fault}; this is the answer without it."
    else:
        answer = answered(decided, quote(decided.citations), decided.citations)
        notice = f"{fault}; these are the sentences themselves."
    return replace(answer, notice=notice, usage=written.usage, checked=written.checked)


def _why_not_said(decided: Decided) -> Reason:
    """Return why an LLM that read what was found says that it does not answer."""
    if decided.reason in (None, Reason.NOT_COVERED):  # something near was read
        return Reason.NOT_SAID
    return decided.reason
