"""What Slack sends, as questions: pure text."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any, Self

# A message that someone wrote has no subtype, or one of these.
_WRITTEN = {None, "file_share", "thread_broadcast"}

# <@U1>, <#C1|name>, <!here>, <https://…|label>: what Slack makes of what people type.
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class SlackQuestion:
    """A question that was asked in Slack, and all it takes to answer it.

    Args:
        key: the same however often Slack tells of it.
        text: what was asked, as people read it.
        user: who asked.
        channel: where.
        team: the workspace of who asked.
        ts: the message; empty if there is none.
        thread: the thread that the message is in; empty if it is in none.
        response_url: where a private answer goes; empty if all may see it.
    """

    key: str
    text: str
    user: str
    channel: str
    team: str = ""
    ts: str = ""
    thread: str = ""
    response_url: str = ""

    @property
    def root(self) -> str:
        """The thread to answer in: the message's own, or the one that it starts."""
        return self.thread or self.ts

    def to_dict(self) -> dict[str, str]:
        """Turn it into plain values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, str]) -> Self:
        """Make it again from plain values."""
        return cls(**plain)


def from_message(event: Mapping[str, Any], team: str, bot_user: str) -> SlackQuestion | None:
    """Read a mention or a direct message.

    Args:
        event: an `app_mention` or a `message` event.
        team: the workspace.
        bot_user: the bot's own user id, whose mention is no part of the question.

    Returns:
        The question; None for what bots and Slack itself write, for what is changed or
        deleted, and for what is said to others in a channel.
    """
    is_mention = event.get("type") == "app_mention"
    is_direct = event.get("channel_type") == "im"
    written = event.get("subtype") in _WRITTEN and not event.get("bot_id")
    if not (written and event.get("user") and (is_mention or is_direct)):
        return None
    channel, ts = event["channel"], event["ts"]
    return SlackQuestion(
        # A mention can come as two events: what they share is the message.
        key=f"message {channel} {ts}",
        text=read_text(event.get("text") or "", bot_user),
        user=event["user"],
        channel=channel,
        team=event.get("user_team") or event.get("team") or team,
        ts=ts,
        thread=event.get("thread_ts") or "",
    )


def from_command(body: Mapping[str, Any], bot_user: str) -> SlackQuestion:
    """Read a slash command.

    Args:
        body: what Slack sent.
        bot_user: the bot's own user id.
    """
    return SlackQuestion(
        key=f"command {body['trigger_id']}",
        text=read_text(body.get("text") or "", bot_user),
        user=body["user_id"],
        channel=body["channel_id"],
        response_url=body["response_url"],
    )


def from_shortcut(body: Mapping[str, Any], bot_user: str) -> SlackQuestion:
    """Read "Ask about this" on a message: the message is the question.

    Args:
        body: what Slack sent.
        bot_user: the bot's own user id.
    """
    message = body["message"]
    return SlackQuestion(
        key=f"shortcut {body['trigger_id']}",
        text=read_text(message.get("text") or "", bot_user),
        user=body["user"]["id"],
        channel=body["channel"]["id"],
        thread=message.get("thread_ts") or message["ts"],
        response_url=body["response_url"],
    )


def read_text(text: str, bot_user: str) -> str:
    """Turn Slack's markup back into what people read.

    Args:
        text: a message's text.
        bot_user: the bot's own user id, whose mention is left out.
    """

    def shown(token: re.Match[str]) -> str:
        kind, name, label = token[1], token[2], token[3]
        if kind == "@" and name == bot_user:
            return " "
        return label or (name if not kind else f"{kind.replace('!', '@')}{name}")

    return unescape(_TOKEN.sub(shown, text)).strip()
