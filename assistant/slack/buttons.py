"""The buttons under an answer in Slack: thumbs, and one that shares a private answer."""

from collections.abc import Sequence
from typing import Any

from assistant.render.slack import Block, SlackMessage

FEEDBACK = "feedback"
"""The action of the thumbs; its value is a `Verdict`."""

SHARE = "share"
"""The action of the button that shares a private answer; its value is `ID THREAD`."""

ANSWER_BLOCK = "answer-"
"""How the id of the block with the thumbs begins; the answer's id follows."""


def with_feedback(messages: Sequence[SlackMessage], answer_id: str) -> tuple[SlackMessage, ...]:
    """Put thumbs under the last message of an answer.

    Args:
        messages: what `to_slack` returned.
        answer_id: the kept answer's id.
    """
    buttons = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": _face("👍", "up", "This answers it"),
        "negative_button": _face("👎", "down", "This does not answer it"),
    }
    block = {
        "type": "context_actions",
        "block_id": f"{ANSWER_BLOCK}{answer_id}",
        "elements": [buttons],
    }
    return _with_block(messages, block)


def with_share(
    messages: Sequence[SlackMessage], answer_id: str, thread: str
) -> tuple[SlackMessage, ...]:
    """Put a button to share a private answer under its last message.

    Args:
        messages: what `to_slack` returned.
        answer_id: the kept answer's id.
        thread: the thread to share it in; empty for the channel itself.
    """
    button = {
        "type": "button",
        "action_id": SHARE,
        "text": {"type": "plain_text", "text": "Share with everyone here"},
        "value": f"{answer_id} {thread}".strip(),
    }
    return _with_block(messages, {"type": "actions", "elements": [button]})


def _with_block(messages: Sequence[SlackMessage], block: Block) -> tuple[SlackMessage, ...]:
    *others, last = messages
    return *others, SlackMessage(last.text, (*last.blocks, block))


def _face(face: str, value: str, label: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": face}
    return {"text": text, "value": value, "accessibility_label": label}
