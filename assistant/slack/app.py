"""Slack's events, commands and clicks, each to what the bot does about it."""

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.error import BoltError
from slack_sdk import WebClient

from assistant.errors import SlackError, UnknownAnswerError
from assistant.journal import Verdict
from assistant.render.slack import Block
from assistant.slack.bot import GONE, THANKS, Bot
from assistant.slack.buttons import ANSWER_BLOCK, FEEDBACK, SHARE
from assistant.slack.questions import from_command, from_message, from_shortcut

COMMAND = "/ask"
SHORTCUT = "ask_about_this"
REASON = "reason"

_MAX_REASON = 1000

logger = logging.getLogger(__name__)


def build_app(bot: Bot, client: WebClient, signing_secret: str = "") -> App:
    """Build the Bolt app of a bot.

    Args:
        bot: what acts.
        client: Slack, with the bot's token.
        signing_secret: what requests over HTTP are signed with; Socket Mode needs none.

    Raises:
        SlackError: Slack does not take the token.
    """
    try:
        app = App(
            client=client,
            signing_secret=signing_secret,
            # Every listener only notes and queues, so that it can run before the response:
            # what is acknowledged is then in the journal.
            process_before_response=True,
        )
    except BoltError as error:
        raise SlackError(f"{error}; run 'assistant slack --check'") from None
    _listen_for_questions(app, bot)
    _listen_for_clicks(app, bot)
    return app


def _listen_for_questions(app: App, bot: Bot) -> None:
    def said(event: dict[str, Any], body: dict[str, Any]) -> None:
        question = from_message(event, body.get("team_id") or "", bot.user)
        if question:
            bot.take(question)

    def commanded(ack: Ack, body: dict[str, Any]) -> None:
        bot.take(from_command(body, bot.user))
        ack()

    def pointed_at(ack: Ack, body: dict[str, Any]) -> None:
        bot.take(from_shortcut(body, bot.user))
        ack()

    def opened(event: dict[str, Any]) -> None:
        if event.get("tab") == "messages":
            bot.suggest(event["channel"])

    def opened_thread(event: dict[str, Any]) -> None:
        thread = event["assistant_thread"]
        bot.suggest(thread["channel_id"], thread["thread_ts"])

    app.event("app_mention")(said)
    app.event("message")(said)
    app.command(COMMAND)(commanded)
    app.message_shortcut(SHORTCUT)(pointed_at)
    app.event("app_home_opened")(opened)
    # The agent pane's older form, which apps made before `agent_view` may still have.
    app.event("assistant_thread_started")(opened_thread)
    app.event("assistant_thread_context_changed")(_ignored)


def _listen_for_clicks(app: App, bot: Bot) -> None:
    def shared(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        bot.share(action["value"], body["channel"]["id"], body["response_url"])
        ack()

    def judged(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        answer_id = action["block_id"].removeprefix(ANSWER_BLOCK)
        channel, user = body["channel"]["id"], body["user"]["id"]
        verdict = Verdict(action["value"])
        known = _unless_gone(lambda: bot.judge(answer_id, verdict, user, channel, ""))
        thread = (body.get("message") or {}).get("thread_ts") or ""
        if known and verdict is Verdict.DOWN:
            bot.open_view(body["trigger_id"], _reason_view(f"{answer_id} {channel}"))
        else:
            bot.say_privately(channel, user, THANKS if known else GONE, thread)
        ack()

    def explained(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        answer_id, _, channel = view["private_metadata"].partition(" ")
        reason = view["state"]["values"][REASON][REASON].get("value") or ""
        user = body["user"]["id"]
        _unless_gone(lambda: bot.judge(answer_id, Verdict.DOWN, user, channel, reason))
        ack()

    app.action(SHARE)(shared)
    app.action(FEEDBACK)(judged)
    app.view(REASON)(explained)


def _ignored() -> None:
    """Take note of nothing."""


def _unless_gone(act: Callable[[], None]) -> bool:
    try:
        act()
    except UnknownAnswerError:
        return False
    return True


def _reason_view(metadata: str) -> Block:
    """A window that asks what was wrong with an answer."""
    entry = {
        "type": "plain_text_input",
        "action_id": REASON,
        "multiline": True,
        "max_length": _MAX_REASON,
    }
    return {
        "type": "modal",
        "callback_id": REASON,
        "private_metadata": metadata,
        "title": {"type": "plain_text", "text": "Thank you"},
        "submit": {"type": "plain_text", "text": "Send"},
        "close": {"type": "plain_text", "text": "Skip"},
        "blocks": [
            {
                "type": "input",
                "block_id": REASON,
                "optional": True,
                "label": {"type": "plain_text", "text": "What was wrong with the answer?"},
                "element": entry,
            }
        ],
    }
