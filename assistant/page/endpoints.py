"""What other programs can call on the page: `ask`, with the Answer as JSON."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import gradio as gr

from assistant.answers import Turn, Where
from assistant.assistant import Assistant
from assistant.errors import AssistantError, QuestionError


def ask_endpoint(assistant: Assistant) -> Callable[..., dict[str, Any]]:
    """Give the function that programs call to ask a question.

    Args:
        assistant: an open one.
    """

    def ask(
        question: str,
        history: list[dict[str, Any]] | None = None,
        sources: list[str] | None = None,
        published_from: str = "",
        published_to: str = "",
    ) -> dict[str, Any]:
        """Answer a question from the articles, with the sentences that say so.

        Args:
            question: in plain words.
            history: earlier turns, the oldest first: {"question", "answer", "quotes"}.
            sources: outlets that may answer; all by default.
            published_from: the first day, such as 2023-12-03; any by default.
            published_to: the last day.

        Returns:
            The answer: text, status, reason, citations, nearest, question, coverage, timings.
        """
        try:
            answer = assistant.ask(
                question,
                history=[_turn(turn) for turn in history or ()],
                where=Where(
                    sources=tuple(sources or ()),
                    published_from=_day(published_from),
                    published_to=_day(published_to),
                ),
            )
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from None
        plain: dict[str, Any] = json.loads(answer.to_json())
        return plain

    return ask


def _turn(sent: dict[str, Any]) -> Turn:
    quotes = sent.get("quotes") or ()
    return Turn(
        str(sent.get("question", "")),
        str(sent.get("answer", "")),
        tuple(map(str, quotes)),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise QuestionError(f"{text!r} is not a date such as 2023-12-03") from None
