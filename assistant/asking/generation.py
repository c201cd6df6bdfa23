"""Generation: evidence becomes an answer's statements, quoted as it stands or as an LLM's prose.

An LLM's prose is held to the sentences that it read: what none of them carries does not reach the
reader as fact, and what is cited carries what cites it.
"""

import logging
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter
from typing import TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig

from assistant.answers import Checked, Citation, Draft, Statement, Usage
from assistant.asking.forms import Form
from assistant.asking.holding import Check, Held, count
from assistant.asking.llm_output import LLMSentence, clean, drafts, read_sentences, recites
from assistant.asking.material import Material
from assistant.asking.prompts import prompt_hash, system_text
from assistant.errors import ModelError
from assistant.models.chat_model import stream, usage
from assistant.models.embedder import Embedder
from assistant.settings import LLMSettings
from assistant.text.english import DECLINING
from assistant.text.wording import full_day, unmarked
from assistant.text.words import fold

logger = logging.getLogger(__name__)

NOT_SAID = "The articles do not say."
"""What an LLM writes when the evidence does not answer; the prompt gives it this phrase."""

_MOST_FLAGGED = 6
_CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS"})
_REFUSED = frozenset({"content_filter", "refusal", "SAFETY", "safety"})
_DECLINES = re.compile(DECLINING, re.IGNORECASE)
_Part = TypeVar("_Part", LLMSentence, Statement)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]\s]*$")


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an LLM is to write.

    Args:
        question: as it was understood.
        material: the sentences that it may write from.
        form: the form in which the question wants its answer.
        now: the date that "today" means.
        remark: what a search found that the articles lack, in words; may be empty.
        limits: what the question names and the articles seem not to tell of: no statement may,
            unless a sentence that it cites does.
    """

    question: str
    material: Material
    form: Form
    now: date
    remark: str = ""
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Generation:
    """What an LLM wrote, as far as it holds.

    Args:
        statements: the answer's words; empty if the LLM found that the material does not
            answer, or if nothing came of it.
        citations: the sentences that they cite, numbered in the order they are cited.
        notice: what the reader should know about how the words came about.
        fault: why nothing came of it, in words for the reader; empty if something did.
        checked: what the check found; None if there was nothing to check.
        usage: what the LLM cost; None if none was asked.
    """

    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    notice: str = ""
    fault: str = ""
    checked: Checked | None = None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Writer:
    """An LLM that writes from material, and what its prose is held to.

    Args:
        llm: the chat model.
        prompts: what it is told, by the form in which it is to write.
        embedder: what the check measures meaning with.
        settings: the LLM's time and tokens, and whether unsupported sentences are shown.
    """

    llm: BaseChatModel
    prompts: Mapping[Form, ChatPromptTemplate]
    embedder: Embedder
    settings: LLMSettings

    def write(
        self, assignment: Assignment, config: RunnableConfig
    ) -> Generator[Draft, None, Generation]:
        """Let the LLM write.

        Args:
            assignment: what it is to write.
            config: LangChain's, so that callbacks and tracing pass through.

        Yields:
            The prose as it is being written, made harmless, not yet checked.

        Returns:
            The prose as far as the material carries it, or why nothing came of it.
        """
        prompt = self.prompts[assignment.form]
        pieces: list[AIMessageChunk] = []
        began = perf_counter()
        fault = ""
        try:
            yield from map(Draft, self._drafts(prompt, assignment, pieces, config))
        except ModelError as error:
            logger.warning("%s", error)
            fault = str(error)
        seconds = perf_counter() - began
        secret = system_text(prompt)
        written = Generation(fault=fault) if fault else self._held(assignment, pieces, secret)
        cost = usage(self.settings, self.llm, prompt_hash(prompt), pieces, seconds)
        return replace(written, usage=cost)

    def _drafts(
        self,
        prompt: ChatPromptTemplate,
        assignment: Assignment,
        pieces: list[AIMessageChunk],
        config: RunnableConfig,
    ) -> Iterator[str]:
        """Ask the LLM, keep its pieces, and give what of them can be shown at once."""
        given = assignment.material.citations
        values = {
            "question": assignment.question,
            "material": str(assignment.material),
            "not_said": NOT_SAID,
            "today": full_day(assignment.now),
            "note": f"A search found: {assignment.remark}" if assignment.remark else "",
        }

        def texts() -> Iterator[str]:
            for piece in stream(self.llm, prompt, values, self.settings.timeout, config):
                pieces.append(piece)
                yield str(piece.text)

        known = {citation.number for citation in given}
        return drafts(texts(), known, _addresses(given), system_text(prompt))

    def _held(
        self, assignment: Assignment, pieces: Sequence[AIMessageChunk], secret: str
    ) -> Generation:
        """Hold what the LLM wrote to the material."""
        written = "".join(str(piece.text) for piece in pieces)
        ended = _end_reason(pieces)
        if ended & _REFUSED:
            return Generation(fault="the LLM refused to answer")
        if not written.strip():
            return Generation(fault="the LLM wrote nothing")
        given = assignment.material.citations
        sentences = list(read_sentences(clean(written, _addresses(given))))
        cut_off = bool(ended & _CUT_OFF)
        if cut_off and sentences and not _SENTENCE_END.search(written):
            del sentences[-1]
        once = _without_repeats(sentences)
        sentences = _only(once, lambda sentence: not recites(sentence.text, secret))
        recited = len(once) - len(sentences)
        if not any(sentence.text.strip(" .") for sentence in sentences):
            return Generation(fault="the LLM wrote nothing that can be read")
        if _DECLINES.search(sentences[0].text):
            return Generation(fault="the LLM refused to answer")
        return self._checked(assignment, sentences, recited, cut_off)

    def _checked(
        self,
        assignment: Assignment,
        sentences: Sequence[LLMSentence],
        recited: int,
        cut_off: bool,
    ) -> Generation:
        show = self.settings.unsupported == "show"
        given = assignment.material.citations
        check = Check.of(self.embedder, sentences, assignment.question, given, assignment.limits)
        holds = [check.hold(index) for index in range(len(sentences))]
        checked = count(holds)
        kept = _only([hold.statement for hold in holds], lambda s: s.supported or show)
        if not any(statement.citations for statement in kept):
            if any(statement.supported for statement in kept):  # only "the articles do not say …"
                return Generation(checked=checked)
            nothing = "no sentence of what the LLM wrote stands in the articles"
            return Generation(fault=nothing, checked=checked)
        statements, cited = keep_cited(kept, given)
        notice = _notice(holds, recited, cut_off, show)
        return Generation(statements, cited, notice, checked=checked)


def quote(citations: Sequence[Citation]) -> tuple[Statement, ...]:
    """Write an answer in the articles' own words: each cited sentence, with who says so."""
    return tuple(
        Statement(
            f"{unmarked(citation.article.outlet or citation.article.title)}: "
            f"“{unmarked(citation.quote)}”",
            (citation.number,),
        )
        for citation in citations
    )


def keep_cited(
    statements: Sequence[Statement], citations: Sequence[Citation]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Keep the citations that statements name, numbered anew in the order they are named."""
    named = dict.fromkeys(number for s in statements for number in s.citations)
    new: Mapping[int, int] = {old: number for number, old in enumerate(named, start=1)}
    by_number = {citation.number: citation for citation in citations}
    return (
        tuple(replace(s, citations=tuple(new[n] for n in s.citations)) for s in statements),
        tuple(replace(by_number[old], number=number) for old, number in new.items()),
    )


def _only(parts: Sequence[_Part], keep: Callable[[_Part], bool]) -> list[_Part]:
    """Keep some of what was written; a paragraph ends with what is left of it."""
    kept: list[_Part] = []
    inside = False  # whether the last one kept stands in the paragraph that goes on
    for part in parts:
        if keep(part):
            kept.append(part)
            inside = True
        if part.ends_paragraph and inside:
            kept[-1] = replace(kept[-1], ends_paragraph=True)
        inside = inside and not part.ends_paragraph
    return kept


def _without_repeats(sentences: Sequence[LLMSentence]) -> list[LLMSentence]:
    """Leave out what was written before, word for word: a small LLM may go round in circles."""
    first: dict[str, LLMSentence] = {}
    return _only(
        sentences, lambda sentence: first.setdefault(fold(sentence.text), sentence) is sentence
    )


def _end_reason(pieces: Sequence[AIMessageChunk]) -> set[str]:
    names = ("finish_reason", "stop_reason", "done_reason")
    reasons = {str(p.response_metadata.get(name)) for p in pieces for name in names}
    refused = any(piece.additional_kwargs.get("refusal") for piece in pieces)
    return reasons | ({"refusal"} if refused else set())


def _notice(holds: Sequence[Held], recited: int, cut_off: bool, show: bool) -> str:
    """Say what the check changed in what the reader may have seen as a draft."""
    left_out = sum(not h.statement.supported for h in holds)
    shown, gone = (left_out, recited) if show else (0, left_out + recited)
    invented = any(h.invented for h in holds)
    corrected = any(h.corrected for h in holds)
    loose = dict.fromkeys(f"“{d}”" for h in holds for d in h.statement.unfounded)
    flagged = ", ".join(list(loose)[:_MOST_FLAGGED])
    remarks = [
        f"{_count(gone)} left out, as no given sentence says so" if gone else "",
        f"{_count(shown)} marked, as no given sentence says so" if shown else "",
        f"in no cited sentence: {flagged}" if flagged else "",
        "a citation was removed that names no sentence" if invented else "",
        "citations were corrected" if corrected else "",
        "the LLM's answer was cut off at its budget" if cut_off else "",
    ]
    said = "; ".join(filter(None, remarks))
    return f"Checked against the articles: {said}." if said else ""


def _count(sentences: int) -> str:
    return "1 sentence was" if sentences == 1 else f"{sentences} sentences were"


def _addresses(citations: Sequence[Citation]) -> list[str]:
    """Return the texts whose addresses prose may repeat."""
    return [
        text
        for citation in citations
        for text in (citation.quote, citation.article.outlet, citation.article.url)
        if text
    ]
