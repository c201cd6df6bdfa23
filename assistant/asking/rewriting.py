"""Rewriting: an LLM turns a follow-up into a question of its own, or it stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig

from assistant.answers import Turn, Usage
from assistant.asking.consulting import consult
from assistant.settings import LLMSettings
from assistant.text.facts import unfounded

_TURNS = 4
_ANSWER_CHARS = 600
_MOST_CHARS = 400
_QUESTION_MARKS = ("?", "？", "؟")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What came of rewriting.

    Args:
        question: the question with its context; empty if nothing came that can be used.
        usage: what the LLM cost; None if none was asked.
    """

    question: str = ""
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Rewriter:
    """An LLM that turns a follow-up into a question of its own.

    Args:
        llm: the chat model.
        prompt: takes `history` and `question`.
        settings: the LLM's time, of which a third is for this.
    """

    llm: BaseChatModel
    prompt: ChatPromptTemplate
    settings: LLMSettings

    def rewrite(self, question: str, history: Sequence[Turn], config: RunnableConfig) -> Rewritten:
        """Let the LLM rewrite a question; nothing comes of it if it fails or writes no question.

        Args:
            question: as it was asked.
            history: the earlier turns, oldest first; not empty.
            config: LangChain's, so that callbacks and tracing pass through.
        """
        question = _one_line(question)
        spoken = "\n".join(map(_spoken, history[-_TURNS:]))
        values = {"history": spoken, "question": question}
        told = consult(self.llm, self.prompt, values, self.settings, config)
        written = told.text.strip("\"“”'").strip()
        quotes = [quote for turn in history for quote in turn.quotes]
        if not _is_usable(written, question, [spoken, *quotes]):
            return Rewritten(usage=told.usage)
        return Rewritten(written, told.usage)


def _is_usable(written: str, question: str, conversation: Sequence[str]) -> bool:
    """Tell whether a text is the question, with nothing in it but the conversation's."""
    one_question = written.endswith(_QUESTION_MARKS) and "\n" not in written
    fits = len(written) <= max(_MOST_CHARS, len(question)) and "://" not in written
    # A name or a number from nowhere, or one that is lost, finds articles about something else.
    added = unfounded(written, [question, *conversation])
    lost = unfounded(question, [written])
    return one_question and fits and not added and not lost and written != question


def _spoken(turn: Turn) -> str:
    return f"Question: {_one_line(turn.question)}\nAnswer: {_one_line(turn.answer)[:_ANSWER_CHARS]}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
