"""What other programs can call on the page, as API endpoints and as MCP tools."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar, cast

import gradio as gr

from assistant.answers import Kind, Turn
from assistant.asking.evidence import ScoredSentence
from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.page.filters import where_of
from assistant.page.limits import QuestionLimit

_T = TypeVar("_T")

MAX_SENTENCES = 100
"""The most sentences that `search` returns."""


def endpoints(assistant: Assistant, limit: QuestionLimit) -> tuple[Callable[..., Any], ...]:
    """Return the functions that programs call, by the names they are called by.

    Args:
        assistant: an open one.
        limit: how often a reader may ask.
    """

    def ask(  # noqa: D417, PLR0917 - Gradio adds the request; programs give names.
        request: gr.Request,
        question: str,
        history: list[dict[str, Any]] | None = None,
        sources: list[str] | None = None,
        published_from: str = "",
        published_to: str = "",
    ) -> dict[str, Any]:
        """Answer a question from the articles, with the sentences that say so, or refuse.

        Args:
            question: in plain words.
            history: earlier turns, the oldest first: {"question", "answer", "quotes", "kind",
                "articles"}, of which only the question is needed.
            sources: outlets that may answer; all by default.
            published_from: the first day, such as 2023-12-03; any by default.
            published_to: the last day.

        Returns:
            The answer: text, status, reason, kind, citations, nearest, articles, question,
            coverage, timings.
        """
        try:
            limit.count(request)
            answer = assistant.ask(
                question,
                history=[_turn(turn) for turn in history or ()],
                where=where_of(sources, published_from, published_to),
            )
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from None
        return _given(json.loads(answer.to_json()), request)

    def search(  # noqa: D417, PLR0917 - likewise.
        request: gr.Request,
        question: str,
        count: int = 10,
        sources: list[str] | None = None,
        published_from: str = "",
        published_to: str = "",
    ) -> list[dict[str, Any]]:
        """Find the sentences of the articles that fit a question best, good enough or not.

        Args:
            question: a question or keywords.
            count: how many sentences to give at the most, up to 100.
            sources: outlets to search; all by default.
            published_from: the first day, such as 2023-12-03; any by default.
            published_to: the last day.

        Returns:
            Sentences, the best first: quote, article, start and end in its text, score.
        """
        try:
            limit.count(request)
            found = assistant.evidence(
                question,
                max(1, min(count, MAX_SENTENCES)),
                where=where_of(sources, published_from, published_to),
            )
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from None
        return _given([_plain(sentence) for sentence in found], request)

    return ask, search


def _given(value: _T, request: object) -> _T:
    """Return a value as it is; for the MCP server, which would write Python, return JSON."""
    if isinstance(request, gr.Request):
        return value
    return cast("_T", json.dumps(value, ensure_ascii=False))


def _turn(sent: dict[str, Any]) -> Turn:
    quotes = sent.get("quotes") or ()
    return Turn(
        str(sent.get("question", "")),
        str(sent.get("answer", "")),
        tuple(map(str, quotes)),
        _kind(sent.get("kind")),
        tuple(str(article) for article in sent.get("articles") or ()),
    )


def _kind(sent: object) -> Kind:
    return next((kind for kind in Kind if kind == sent), Kind.FACT)


def _plain(sentence: ScoredSentence) -> dict[str, Any]:
    """Turn a sentence into plain values, its article without the text."""
    plain = {"quote": sentence.quote, **asdict(sentence)}
    del plain["article"]["text"]
    values: dict[str, Any] = json.loads(json.dumps(plain, default=str))
    return values
