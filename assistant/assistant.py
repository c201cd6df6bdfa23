"""`Assistant`: open a collection of articles, add to it, ask it."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Self

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from assistant.answers import Answer, Coverage, Event, Kind, Turn, Where
from assistant.articles import Article
from assistant.asking.briefs import Weights
from assistant.asking.chain import Chain, Steps
from assistant.asking.evidence import CANDIDATES, ScoredSentence
from assistant.asking.generation import Writer
from assistant.asking.planning import Planner
from assistant.asking.prompts import load_prompt, load_writing
from assistant.asking.retrieval import HybridRetriever, RankedPassage
from assistant.asking.rewriting import Rewriter
from assistant.asking.states import Question, Ranked
from assistant.errors import QuestionError
from assistant.indexing import Progress, Report, index, signature
from assistant.journal import Feedback, Journal, Verdict, journal_path
from assistant.models.chat_model import load_chat_model
from assistant.models.classifier import FOLLOW_UP_MODEL, KIND_MODEL, Classifier
from assistant.models.embedder import Embedder
from assistant.models.loading import PACKAGED, load_ahead
from assistant.models.reader import Reader
from assistant.settings import Settings
from assistant.sources.base import Source
from assistant.store.folder import FolderStore
from assistant.store.listing import Listing, Selection
from assistant.store.protocol import Store

MAX_QUESTION_CHARS = 2000
"""The longest question that is taken, in characters."""

_REPEATS = 256
"""How many answers are remembered, to give them again when the same is asked."""

# They say where and to whom an answer is given, not how it is made.
_SETTINGS_OF_DOORS = {"store", "page", "slack"}


class Assistant:
    """Answers questions from a store of articles, with the sentences that say so.

    `settings` are the ones it was opened with; `retriever` is its LangChain retriever. It
    holds the store's folder until it is closed; use it as a context manager or call `close`.
    Its methods may be called from several threads. Where the folder cannot be written, it can
    be asked and listed, and what would change it raises StoreReadOnlyError.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        reader: Reader,
        settings: Settings,
        llm: BaseChatModel | None,
    ) -> None:
        """Put an assistant together; `Assistant.open` is the way in."""
        self.settings = settings
        self.retriever = HybridRetriever(store=store, embedder=embedder)
        self._store = store
        self._embedder = embedder
        # Classifiers were trained with it, whatever the store is made with.
        packaged = embedder if settings.embedder == PACKAGED else Embedder()
        self._chain = Chain.of(
            Steps(
                retriever=self.retriever,
                reader=reader,
                kinds=Classifier(packaged, KIND_MODEL),
                follow_ups=Classifier(packaged, FOLLOW_UP_MODEL),
                briefs=Weights.read(),
                calibration=reader.calibration,
                settings=settings,
                rewriter=Rewriter(llm, load_prompt("understand"), settings.llm) if llm else None,
                planner=Planner(llm, load_prompt("plan"), settings.llm) if llm else None,
                writer=Writer(llm, load_writing(), embedder, settings.llm) if llm else None,
            )
        )
        # An LLM may write something else when it is asked again; quoting may not.
        self._repeats = None if llm else lru_cache(_REPEATS)(self._answer)
        # Last: should anything above fail, there is no file to close.
        # Of a store that is only read, what is kept goes with the process.
        self.journal = Journal(Path(":memory:") if store.read_only else journal_path(store.folder))

    @classmethod
    def open(
        cls,
        folder: str | os.PathLike[str] | None = None,
        *,
        settings: Settings | None = None,
        llm: BaseChatModel | None = None,
        warm: bool = False,
    ) -> Self:
        """Open a collection of articles.

        Args:
            folder: the store's folder, made if missing; the settings' one by default.
            settings: read from the environment by default.
            llm: writes the answers; the settings' one by default, and none if that is empty.
            warm: load the models at once, in a thread, and not when they are first used.

        Raises:
            SettingsError: a setting cannot be used.
            StoreError: the folder is in use, was made with another embedder, or is damaged.
            ModelError: the LLM that is set cannot be loaded.
        """
        settings = settings or Settings.from_env(os.environ)
        if llm is None and settings.llm.model:
            llm = load_chat_model(settings.llm)
        embedder = Embedder(settings.embedder)
        reader = Reader(settings.reader, run_code=settings.reader_code)
        if warm:
            load_ahead(embedder, reader)
        store = FolderStore.open(Path(folder or settings.store), signature(embedder))
        try:
            return cls(store, embedder, reader, settings, llm)
        except BaseException:
            store.close()
            raise

    def close(self) -> None:
        """Release the store's folder; closing twice is fine."""
        self.journal.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def add(
        self,
        source: Source | Iterable[Source],
        *,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Add articles, or bring them up to date; what has not changed is left alone.

        Args:
            source: a file, a folder, an Article, or an iterable of these.
            progress: called as the work goes on.

        Returns:
            What was added, updated, found unchanged and failed, and why.

        Raises:
            SourceError: a path does not exist.
            StoreReadOnlyError: the store's folder cannot be written.
        """
        return index(self._store, self._embedder, source, progress)

    def remove(self, article_id: str) -> None:
        """Remove an article and everything made from it.

        Raises:
            UnknownArticleError: no article has that id.
            StoreReadOnlyError: the store's folder cannot be written.
        """
        self._store.remove(article_id)

    def articles(self, limit: int | None = None) -> list[Article]:
        """Return the articles, in the order of their ids.

        Args:
            limit: how many to return at most; all by default.
        """
        return list(islice(self._store.articles(), limit))

    def coverage(self, where: Where | None = None) -> Coverage:
        """Count the articles, with their oldest and newest dates.

        Args:
            where: which articles to count; all by default.
        """
        return self._store.coverage(where or Where())

    def outlets(self) -> dict[str, int]:
        """Count the articles of each outlet that is known, the most first."""
        return self._store.outlets()

    def listing(self, selection: Selection | None = None, *, count: int, first: int = 0) -> Listing:
        """List a part of the articles as the rows of a table.

        Args:
            selection: which articles, and in what order; all, the latest first, by default.
            count: how many rows to return at most.
            first: how many rows to leave out before them.
        """
        return self._store.listing(selection or Selection(), count, first)

    def article(self, article_id: str) -> Article:
        """Return the article that has an id.

        Raises:
            UnknownArticleError: no article has that id.
        """
        return self._store.article(article_id)

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        history: Sequence[Turn] = (),
        where: Where | None = None,
        now: date | None = None,
    ) -> list[RankedPassage]:
        """Find the passages that fit a question best.

        Args:
            question: a question or keywords.
            k: how many passages to return at most.
            history: earlier turns of the conversation, the oldest first.
            where: which articles may be found; all by default.
            now: the date that "today" and "this week" mean; today by default.

        Raises:
            QuestionError: the question is empty or too long.
        """
        asked = self._question(question, history, where, now, passages=k, kind=Kind.KEYWORDS)
        return list(self._chain.retrieve.invoke(asked).passages)

    def evidence(
        self,
        question: str,
        k: int = 10,
        *,
        history: Sequence[Turn] = (),
        where: Where | None = None,
        now: date | None = None,
    ) -> list[ScoredSentence]:
        """Find the sentences that answer a question best, whether or not they are good enough.

        Args:
            question: a question or keywords.
            k: how many sentences to return at most.
            history: earlier turns of the conversation, the oldest first.
            where: which articles may be read; all by default.
            now: the date that "today" and "this week" mean; today by default.

        Raises:
            QuestionError: the question is empty or too long.
        """
        asked = self._question(question, history, where, now, sentences=k, kind=Kind.KEYWORDS)
        return list(self._chain.find.invoke(asked).sentences)

    def find(
        self,
        question: str,
        passages: int | None = None,
        *,
        history: Sequence[Turn] = (),
        where: Where | None = None,
        now: date | None = None,
    ) -> Ranked:
        """Find what `conclude` makes an answer of: passages, and their sentences as ranked.

        Args:
            question: a question or keywords.
            passages: how many passages to find; as many as are read by default.
            history: earlier turns of the conversation, the oldest first.
            where: which articles may answer; all by default.
            now: the date that "today" and "this week" mean; today by default.

        Raises:
            QuestionError: the question is empty or too long.
        """
        asked = self._question(question, history, where, now, passages=passages)
        return self._chain.find.invoke(asked)

    def conclude(self, found: Ranked) -> Answer:
        """Answer from what `find` found, as `ask` does."""
        return _answer_of(self._chain.conclude.stream(found))

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: Where | None = None,
        now: date | None = None,
        config: RunnableConfig | None = None,
    ) -> Answer:
        """Answer a question from the articles, or say why they do not answer it.

        Args:
            question: in plain words.
            history: earlier turns of the conversation, the oldest first (`answer.turn`).
            where: which articles may answer; all by default.
            now: the date that "today" and "this week" mean; today by default.
            config: LangChain's, with callbacks, tags and metadata for tracing.

        Raises:
            QuestionError: the question is empty or too long.
        """
        return _answer_of(
            self.stream(question, history=history, where=where, now=now, config=config)
        )

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: Where | None = None,
        now: date | None = None,
        config: RunnableConfig | None = None,
    ) -> Iterator[Event]:
        """Answer as `ask` does, event by event; the last event is the finished Answer."""
        asked = self._question(question, history, where, now)
        # Callbacks want to see the steps of the chain.
        if self._repeats and config is None:
            return iter([self._repeats(self._store.version, asked)])
        return self._chain.answer.stream(asked, config)

    async def aask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        where: Where | None = None,
        now: date | None = None,
        config: RunnableConfig | None = None,
    ) -> Answer:
        """Answer as `ask` does, without blocking the event loop."""
        return await asyncio.to_thread(
            self.ask, question, history=history, where=where, now=now, config=config
        )

    def keep(self, question: str, answer: Answer, shown: object = None) -> str:
        """Keep an answer, so that it can be judged or shared later.

        Args:
            question: as it was asked.
            answer: what was answered.
            shown: plain values that its door needs to show it again.

        Returns:
            An id for `feedback`.
        """
        stamp = self.settings.model_dump(mode="json", exclude=_SETTINGS_OF_DOORS)
        return self.journal.keep(question, answer, stamp, shown)

    def feedback(
        self, answer_id: str, verdict: Verdict, *, reason: str = "", who: str = "", place: str = ""
    ) -> None:
        """Note what a reader thinks of an answer, in the place of what they thought before.

        Args:
            answer_id: what `keep` gave.
            verdict: up or down.
            reason: in the reader's words.
            who: the reader, as the door knows them.
            place: where the answer was shown, such as `page`.

        Raises:
            UnknownAnswerError: no answer is kept under that id any more.
            StoreReadOnlyError: the store's folder cannot be written.
        """
        self._store.require_usable(to_change=True)
        kept = self.journal.kept(answer_id)
        self.journal.add_feedback(
            Feedback(
                answer_id, verdict, kept.question, kept.answer, kept.settings, reason, who, place
            )
        )

    def _answer(
        self,
        version: int,  # noqa: ARG002  another version of the store, another answer
        question: Question,
    ) -> Event:
        return self._chain.answer.invoke(question)

    def _question(
        self,
        text: str,
        history: Sequence[Turn],
        where: Where | None,
        now: date | None,
        *,
        passages: int | None = None,
        sentences: int = CANDIDATES,
        kind: Kind | None = None,
    ) -> Question:
        self._store.require_usable()
        return Question(
            text=_checked(text),
            history=tuple(history),
            where=where or Where(),
            now=now or date.today(),
            passages=self.settings.passages if passages is None else passages,
            sentences=sentences,
            kind=kind,
        )


def rebuild(
    folder: str | os.PathLike[str] | None = None,
    *,
    settings: Settings | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Make a store's index anew from its own articles, with the embedder that is set.

    The old index stays until the new one is whole. It is not read: it may be damaged.

    Args:
        folder: the store's folder; the settings' one by default.
        settings: read from the environment by default.
        progress: called as the work goes on.

    Raises:
        StoreError: the folder is in use, cannot be written, or its articles are damaged.
    """
    settings = settings or Settings.from_env(os.environ)
    embedder = Embedder(settings.embedder)
    path = Path(folder or settings.store)
    with FolderStore.replacing(path, signature(embedder)) as (articles, new):
        return index(new, embedder, articles, progress)


def _answer_of(events: Iterable[Event]) -> Answer:
    """Return the last of the chain's events, which is the Answer."""
    for event in events:
        if isinstance(event, Answer):
            return event
    raise AssertionError("the chain ended without an answer")


def _checked(question: str) -> str:
    if not question.strip():
        raise QuestionError("the question is empty; ask something")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question has {len(question):,} characters; keep it under {MAX_QUESTION_CHARS:,}"
        )
    return question
