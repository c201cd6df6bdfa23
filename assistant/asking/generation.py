"""Generation: evidence becomes an answer's statements, quoted as it stands or as an LLM's prose.

An LLM's prose is held to its sentences: what no given sentence carries does not reach the
reader as fact, and when nothing is left, or the LLM fails, the sentences themselves are
the answer.
"""

import logging
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig

from assistant.answers import Citation, Draft, Statement, Usage
from assistant.asking.grounding import THRESHOLD, Comparison, Premise, Support, compare
from assistant.asking.llm_output import LLMSentence, clean, drafts, read_sentences, recites
from assistant.asking.prompts import prompt_hash, system_text
from assistant.errors import ModelError
from assistant.models.chat_model import evidence_bytes, stream, usage
from assistant.models.embedder import Embedder
from assistant.settings import LLMSettings
from assistant.text.english import DECLINING
from assistant.text.facts import unfounded
from assistant.text.words import stems

logger = logging.getLogger(__name__)

NOT_SAID = "The articles do not say."
"""What an LLM writes when the evidence does not answer; the prompt gives it this phrase."""

_MOST_CITED = 3
_WORTH_CITING = 0.05
_MOST_FLAGGED = 6
_CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS"})
_REFUSED = frozenset({"content_filter", "refusal", "SAFETY", "safety"})
_DECLINES = re.compile(DECLINING, re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]\s]*$")
_BRACKETED = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")


@dataclass(frozen=True, slots=True)
class Generation:
    """What an LLM wrote, as far as it holds.

    Args:
        statements: the answer's words; empty if the LLM found that the evidence does not
            answer.
        citations: the sentences that they cite, numbered in the order they are cited.
        notice: what the reader should know about how the words came about.
        usage: what the LLM cost; None if none was asked.
    """

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    notice: str = ""
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class Writer:
    """An LLM that writes from evidence, and what its prose is held to.

    Args:
        llm: the chat model.
        prompt: takes `question`, `evidence` and `not_said`.
        embedder: what the check measures meaning with.
        settings: the LLM's time and tokens, and whether unsupported sentences are shown.
    """

    llm: BaseChatModel
    prompt: ChatPromptTemplate
    embedder: Embedder
    settings: LLMSettings

    def write(
        self, question: str, citations: Sequence[Citation], config: RunnableConfig
    ) -> Generator[Draft, None, Generation]:
        """Let the LLM write; whatever goes wrong with it, the quoted answer comes of it.

        Args:
            question: as it was understood.
            citations: the evidence, numbered, best first.
            config: LangChain's, so that callbacks and tracing pass through.

        Yields:
            The prose as it is being written, made harmless, not yet checked.

        Returns:
            The prose as far as the evidence carries it, or the sentences themselves.
        """
        given = _within(citations, evidence_bytes(self.settings.budget))
        pieces: list[AIMessageChunk] = []
        began = perf_counter()
        fault = ""
        try:
            yield from map(Draft, self._drafts(question, given, pieces, config))
        except ModelError as error:
            logger.warning("%s", error)
            fault = str(error)
        seconds = perf_counter() - began
        written = quoted(citations, fault) if fault else self._held(question, given, pieces)
        cost = usage(self.settings, self.llm, prompt_hash(self.prompt), pieces, seconds)
        return replace(written, usage=cost)

    def _drafts(
        self,
        question: str,
        given: Sequence[Citation],
        pieces: list[AIMessageChunk],
        config: RunnableConfig,
    ) -> Iterator[str]:
        """Ask the LLM, keep its pieces, and give what of them can be shown at once."""
        values = {
            "question": question,
            "evidence": "\n".join(map(_evidence_line, given)),
            "not_said": NOT_SAID,
        }

        def texts() -> Iterator[str]:
            for piece in stream(self.llm, self.prompt, values, self.settings.timeout, config):
                pieces.append(piece)
                yield str(piece.text)

        known = {citation.number for citation in given}
        return drafts(texts(), known, _addresses(given), system_text(self.prompt))

    def _held(
        self, question: str, given: Sequence[Citation], pieces: Sequence[AIMessageChunk]
    ) -> Generation:
        """Hold what the LLM wrote to the evidence."""
        written = "".join(str(piece.text) for piece in pieces)
        ended = _end_reason(pieces)
        if ended & _REFUSED:
            return quoted(given, "the LLM refused to answer")
        if not written.strip():
            return quoted(given, "the LLM wrote nothing")
        sentences = list(read_sentences(clean(written, _addresses(given))))
        cut_off = bool(ended & _CUT_OFF)
        if cut_off and sentences and not _SENTENCE_END.search(written):
            del sentences[-1]
        sentences, recited = _without_recitals(sentences, system_text(self.prompt))
        if _says_not_said(sentences):
            return Generation((), ())
        if not any(sentence.text.strip(" .") for sentence in sentences):
            return quoted(given, "the LLM wrote nothing that can be read")
        if _DECLINES.search(sentences[0].text):
            return quoted(given, "the LLM refused to answer")
        return self._checked(question, given, sentences, recited, cut_off)

    def _checked(
        self,
        question: str,
        given: Sequence[Citation],
        sentences: Sequence[LLMSentence],
        recited: int,
        cut_off: bool,
    ) -> Generation:
        show = self.settings.unsupported == "show"
        premises = [Premise(citation.quote, _about(citation)) for citation in given]
        comparison = compare(self.embedder, [s.text for s in sentences], premises)
        holds = [
            hold(sentence, index, given, comparison, question)
            for index, sentence in enumerate(sentences)
        ]
        kept = [h for h in holds if h.statement.supported or show]
        if not any(h.statement.citations for h in kept):
            if any(h.statement.supported for h in kept):  # only "the articles do not say …"
                return Generation((), ())
            return quoted(given, "no sentence of what the LLM wrote stands in the articles")
        statements, cited = keep_cited([h.statement for h in kept], given)
        notice = _notice(holds, recited, cut_off, show)
        return Generation(statements, cited, notice)


@dataclass(frozen=True, slots=True)
class Held:
    """A sentence after the check, and what the check did with its markers."""

    statement: Statement
    invented: bool = False
    corrected: bool = False


def quote(citations: Sequence[Citation]) -> tuple[Statement, ...]:
    """Write an answer in the articles' own words: each cited sentence, with who says so."""
    return tuple(
        Statement(
            f"{_plain(citation.article.outlet or citation.article.title)}: "
            f"“{_plain(citation.quote)}”",
            (citation.number,),
        )
        for citation in citations
    )


def quoted(citations: Sequence[Citation], why: str) -> Generation:
    """Return the sentences themselves instead of prose, with a notice that says why."""
    notice = f"{why[:1].upper()}{why[1:]}; these are the sentences themselves."
    return Generation(quote(citations), tuple(citations), notice)


def hold(
    sentence: LLMSentence,
    index: int,
    given: Sequence[Citation],
    comparison: Comparison,
    question: str,
) -> Held:
    """Hold a sentence to the evidence: find out which of the given sentences carry it.

    Args:
        sentence: what the LLM wrote.
        index: which sentence of the comparison it is.
        given: the evidence.
        comparison: of all sentences with all of the evidence, in the same order.
        question: as it was understood; a sentence may repeat it to say what is not said.
    """
    places = {citation.number: place for place, citation in enumerate(given)}
    named = [places[n] for n in sentence.numbers if n in places]
    invented = any(n not in places for n in sentence.numbers)
    text = _plain(sentence.text)
    if _is_gap(text, question, given):
        return Held(Statement(text, (), sentence.ends_paragraph), invented)
    carrying, support = _needed(comparison, index, named)
    if support.score < THRESHOLD:
        carrying, support = _search(comparison, index, len(given))
    supported = support.score >= THRESHOLD
    statement = Statement(
        text,
        tuple(given[place].number for place in carrying) if supported else (),
        sentence.ends_paragraph,
        supported=supported,
        unfounded=support.unfounded,
    )
    return Held(statement, invented, supported and set(carrying) != set(named))


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


def _needed(comparison: Comparison, index: int, named: Sequence[int]) -> tuple[list[int], Support]:
    """Keep of the sentences that the markers name those without which support is less."""
    kept = list(named)
    support = comparison.support(index, kept)
    for place in reversed(named):
        rest = [other for other in kept if other != place]
        without = comparison.support(index, rest)
        if rest and without.score > support.score - _WORTH_CITING:
            kept, support = rest, without
    return kept, support


def _search(comparison: Comparison, index: int, count: int) -> tuple[list[int], Support]:
    """Find the few given sentences that carry a sentence best, adding while it helps."""
    chosen: list[int] = []
    support = Support(0.0)
    while len(chosen) < min(_MOST_CITED, count):
        options = [
            (comparison.support(index, [*chosen, place]), -place)
            for place in range(count)
            if place not in chosen
        ]
        best, place = max(options, key=lambda option: (option[0].score, option[1]))
        if chosen and best.score < support.score + _WORTH_CITING:
            break
        chosen, support = [*chosen, -place], best
    return sorted(chosen), support


def _without_recitals(
    sentences: Sequence[LLMSentence], secret: str
) -> tuple[list[LLMSentence], int]:
    """Leave out what the LLM copied from its prompt, and count it."""
    kept = [s for s in sentences if not recites(s.text, secret)]
    return kept, len(sentences) - len(kept)


def _says_not_said(sentences: Sequence[LLMSentence]) -> bool:
    """Tell whether the LLM says that the evidence does not answer, and nothing besides."""
    return len(sentences) == 1 and _folded(sentences[0].text) == _folded(NOT_SAID)


def _is_gap(text: str, question: str, given: Sequence[Citation]) -> bool:
    """Tell whether a sentence only says what the articles leave open.

    It may use the words of the question and of the evidence: what it says besides would be
    told without a source.
    """
    phrase = _folded(NOT_SAID)
    if not _folded(text).startswith(phrase):
        return False
    rest = text[len(phrase) :].strip(" .")
    spoken = [question, *(citation.quote for citation in given)]
    known = frozenset(stem for source in spoken for stem in stems(source))
    return not unfounded(rest, spoken) and stems(rest) <= known


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".! ")


def _within(citations: Sequence[Citation], most: int) -> list[Citation]:
    """Take as much of the evidence as fits, best first, and at least one sentence."""
    given: list[Citation] = []
    for citation in citations:
        most -= len(_evidence_line(citation).encode())
        if given and most < 0:
            break
        given.append(citation)
    return given


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


def _about(citation: Citation) -> str:
    published = citation.article.published
    dates = f"{published:%d %B %Y %A}" if published else ""
    return f"{citation.article.outlet} {dates}"


def _plain(text: str) -> str:
    """Fold white space, and take the brackets of what would look like a marker."""
    return _BRACKETED.sub(r"(\1)", " ".join(text.split()))


def _evidence_line(citation: Citation) -> str:
    article = citation.article
    published = article.published.isoformat() if article.published else "undated"
    about = "; ".join(filter(None, (article.title, article.outlet, published)))
    return f"[{citation.number}] ({_plain(about)}) {_plain(citation.quote)}"
