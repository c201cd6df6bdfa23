"""A reply in a thread: streamed while it is written, then the finished answer in its place."""

import logging
from collections.abc import Sequence

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from assistant.render.slack import SlackMessage, escape_markdown
from assistant.slack.questions import SlackQuestion

logger = logging.getLogger(__name__)


class Reply:
    """The reply to one question.

    Args:
        client: Slack.
        question: what is answered.
    """

    def __init__(self, client: WebClient, question: SlackQuestion) -> None:
        self._client = client
        self._channel = question.channel
        self._thread = question.root
        self._stream = client.chat_stream(
            channel=question.channel,
            thread_ts=question.root,
            recipient_team_id=question.team or None,
            recipient_user_id=question.user,
        )
        self._drafted = False
        self._streams = True

    def draft(self, text: str) -> None:
        """Show a piece of prose as it is being written."""
        if not self._streams:
            return
        try:
            self._stream.append(markdown_text=escape_markdown(text))
            self._drafted = True
        except (SlackApiError, SlackRequestError) as error:
            self._stop_streaming(error)

    def finish(self, messages: Sequence[SlackMessage]) -> None:
        """Show the finished answer; what was drafted gives way to it.

        Args:
            messages: the answer; those after the first are posted after it.
        """
        first, *others = messages
        if not (self._streams and self._finish_stream(first)):
            self.withdraw()
            self._post(first)
        for message in others:
            self._post(message)

    def withdraw(self) -> None:
        """Take back what was streamed."""
        if self._stream.ts:
            try:
                self._client.chat_delete(channel=self._channel, ts=self._stream.ts)
            except SlackApiError as error:
                logger.warning("a draft cannot be deleted: %s", error.response.get("error"))

    def _finish_stream(self, message: SlackMessage) -> bool:
        try:
            if not self._drafted:
                self._stream.stop(blocks=message.blocks)
                return True
            self._stream.stop()
            # A draft's markers and words need not be the answer's.
            self._client.chat_update(
                channel=self._channel,
                ts=self._stream.ts or "",
                text=message.text,
                blocks=message.blocks,
            )
        except (SlackApiError, SlackRequestError) as error:
            self._stop_streaming(error)
            return False
        return True

    def _stop_streaming(self, error: SlackApiError | SlackRequestError) -> None:
        """Go on without a stream: it expired, or there are none in this kind of place."""
        why = error.response.get("error") if isinstance(error, SlackApiError) else error
        logger.warning("an answer cannot be streamed: %s", why)
        self._streams = False

    def _post(self, message: SlackMessage) -> None:
        self._client.chat_postMessage(
            channel=self._channel,
            thread_ts=self._thread,
            text=message.text,
            blocks=message.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
