"""The conversation as it is read on the page."""

from dataclasses import dataclass

from assistant.page.conversation import MAX_WHY_CHARS, Conversation, Exchange, exchange_key
from assistant.render.html import render
from assistant.render.parts import AnswerParts, answer_parts
from assistant.render.text import to_text


@dataclass(frozen=True, slots=True)
class Welcome:
    """What is shown before the first question.

    Args:
        articles: how many there are.
        examples: questions to offer.
        editing: whether articles can be added on the page.
    """

    articles: int
    examples: tuple[str, ...]
    editing: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    """An exchange as its template names it; `text` is what is copied."""

    key: str
    exchange: Exchange
    answer: AnswerParts | None
    text: str


def conversation_html(conversation: Conversation, welcome: Welcome | None = None) -> str:
    """Render a conversation.

    Args:
        conversation: the exchanges so far.
        welcome: what to show while there are none.

    Returns:
        One element; its chips carry `data-cite`, its buttons `data-do`, `data-copy` or
        `data-judge`.
    """
    return render(
        "conversation.html",
        exchanges=[_shown(exchange, place) for place, exchange in enumerate(conversation)],
        welcome=welcome,
        waits=bool(conversation and conversation[-1].waits),
        max_why_chars=MAX_WHY_CHARS,
    )


def _shown(exchange: Exchange, place: int) -> _Shown:
    answer = exchange.answer
    return _Shown(
        exchange_key(place),
        exchange,
        answer_parts(answer) if answer else None,
        to_text(answer) if answer else "",
    )
