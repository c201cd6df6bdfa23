"""A thread's messages as the earlier turns of a conversation, whoever began it."""

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.answers import Kind, Turn
from assistant.errors import UnknownAnswerError
from assistant.journal import Kept
from assistant.slack.buttons import ANSWER_BLOCK
from assistant.slack.questions import SlackQuestion, read_text

logger = logging.getLogger(__name__)

MAX_TURNS = 20
"""How many turns before the question are read; earlier ones are left out."""

_PAGE = 200
_MAX_PAGES = 10
_MAX_TURN_CHARS = 2000


def read_history(
    client: WebClient, question: SlackQuestion, bot_user: str, kept: Callable[[str], Kept]
) -> tuple[Turn, ...]:
    """Read what was said in a question's thread before it.

    Args:
        client: Slack.
        question: the question.
        bot_user: the bot's own user id.
        kept: gives a kept answer by its id.

    Returns:
        The bot's answers as they were given, and what others wrote as turns without an answer.
        Nothing if the thread cannot be read: the question may still stand by itself.
    """
    if not question.thread:
        return ()
    turns: deque[Turn] = deque(maxlen=MAX_TURNS)
    try:
        for message in _messages(client, question):
            if message.get("user") != bot_user:
                text = read_text(message.get("text") or "", bot_user)[:_MAX_TURN_CHARS]
                if text:
                    turns.append(Turn(text))
            elif answer := _answer(message, kept):
                _forget_asking(turns, answer)
                turns.append(answer)
    except SlackApiError as error:
        logger.warning("a thread cannot be read: %s", error.response.get("error"))
    return tuple(turns)


def _messages(client: WebClient, question: SlackQuestion) -> Iterator[Mapping[str, Any]]:
    """Return the thread's messages before the question, the oldest first."""
    cursor = ""
    for _ in range(_MAX_PAGES):
        page = client.conversations_replies(
            channel=question.channel,
            ts=question.thread,
            latest=question.ts,
            limit=_PAGE,
            cursor=cursor or None,
        )
        for message in page.get("messages") or ():
            if float(message["ts"]) < float(question.ts):
                yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _answer(message: Mapping[str, Any], kept: Callable[[str], Kept]) -> Turn | None:
    """Find the answer that a message of the bot shows, by the id that its block carries."""
    for block in message.get("blocks") or ():
        name = block.get("block_id") or ""
        if name.startswith(ANSWER_BLOCK):
            try:
                found = kept(name.removeprefix(ANSWER_BLOCK))
            except UnknownAnswerError:
                return None
            return _turn(found)
    return None


def _turn(found: Kept) -> Turn:
    answer = found.answer
    cited = answer["citations"]
    # What an earlier release kept lists no articles and knows no kinds.
    articles = [citation["article"] for citation in cited] or answer.get("articles", ())
    return Turn(
        found.question,
        answer["text"],
        tuple(citation["quote"] for citation in cited),
        Kind(answer.get("kind", Kind.FACT)),
        tuple(dict.fromkeys(article["id"] for article in articles)),
    )


def _forget_asking(turns: deque[Turn], answer: Turn) -> None:
    """Take out the message that asked what an answer answers: the answer names it too."""
    for turn in reversed(turns):
        if turn.question == answer.question and not turn.answer:
            turns.remove(turn)
            return
