"""Writing: evidence becomes an answer's statements, quoted as it stands or as an LLM's prose."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableConfig

from assistant.answers import Citation, Statement

NOT_SAID = "The articles do not say."
"""What the prompt tells the LLM to write when the evidence does not answer."""

_MARKER = re.compile(r"\s*\[(\d+(?:\s*,\s*\d+)*)\]")
_MARKERS = re.compile(rf"((?:{_MARKER.pattern})+)([.!?]?)")
_BRACKETED = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")


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


def write(
    llm: BaseChatModel,
    prompt: ChatPromptTemplate,
    question: str,
    citations: Sequence[Citation],
    config: RunnableConfig,
) -> Iterator[str]:
    """Let an LLM write prose from the evidence, piece by piece.

    Args:
        llm: the chat model.
        prompt: takes `question` and `evidence`.
        question: the question as understood.
        citations: the evidence, numbered.
        config: LangChain's, so that callbacks and tracing pass through.
    """
    chain = prompt | llm | StrOutputParser()
    evidence = "\n".join(map(_evidence_line, citations))
    yield from chain.stream({"question": question, "evidence": evidence}, config)


def parse(prose: str, citations: Sequence[Citation]) -> tuple[Statement, ...]:
    """Read an LLM's prose as statements; a marker that names no citation is removed.

    Args:
        prose: text with [n] or [n, m] markers.
        citations: the evidence that the markers may name.
    """
    known = {citation.number for citation in citations}
    statements: list[Statement] = []
    position = 0
    for match in _MARKERS.finditer(prose):
        named = (int(n) for group in _BRACKETED.findall(match[1]) for n in group.split(","))
        numbers = tuple(dict.fromkeys(n for n in named if n in known))
        statements += _statement(
            prose[position : match.start()] + match[3], numbers, prose, match.end()
        )
        position = match.end()
    statements += _statement(prose[position:], (), prose, len(prose))
    return tuple(statements)


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


def _statement(text: str, numbers: tuple[int, ...], prose: str, end: int) -> Iterator[Statement]:
    if text.strip() or numbers:
        ends_paragraph = end >= len(prose) or prose[end:].lstrip(" ").startswith("\n")
        yield Statement(_plain(text), numbers, ends_paragraph)


def _plain(text: str) -> str:
    """Fold white space, and take the brackets of what would look like a marker."""
    return _BRACKETED.sub(r"(\1)", " ".join(text.split()))


def _evidence_line(citation: Citation) -> str:
    article = citation.article
    published = article.published.isoformat() if article.published else "undated"
    about = "; ".join(filter(None, (article.title, article.outlet, published)))
    return f"[{citation.number}] ({_plain(about)}) {_plain(citation.quote)}"
