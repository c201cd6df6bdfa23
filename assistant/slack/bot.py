"""The bot: takes questions at once, answers them when their turn comes, and minds its manners.

Whatever comes from Slack is noted in the journal and queued; the answer is written by a few
threads. So an acknowledgement never waits for an answer, an event that Slack sends again is known
even after a restart, and what a stop or a crash left undone is taken up at the next start.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.http_retry.handler import RetryHandler
from slack_sdk.webhook import WebhookClient

from assistant.answers import Answer, Draft, Turn, Where
from assistant.asking.suggestions import suggest_questions
from assistant.assistant import Assistant
from assistant.errors import QuestionError, SlackError, UnknownAnswerError
from assistant.journal import Verdict
from assistant.render.slack import Block, SlackMessage, escape, to_slack, with_question
from assistant.slack.buttons import with_feedback, with_share
from assistant.slack.pool import Pool
from assistant.slack.questions import SlackQuestion
from assistant.slack.reply import Reply
from assistant.slack.threads import read_history

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""How many questions are answered at one time; the others wait."""

MAX_WAITING = 100
"""How many questions may wait; who asks then is told so."""

STOP_SECONDS = 20.0
"""How long a stop waits for the answers that are being written."""

EMPTY = "Ask me something about the articles, such as: `/ask who said what?`"
BUSY = "I have more questions than I can answer just now. Please ask again in a minute."
BROKEN = "Something went wrong here, not with your question. Please ask again later."
RESTARTING = "I am being restarted. Your question is kept, and answered when I am back."
NOT_HERE = "I am not set up to answer in this channel."
NOT_YOU = "I am not set up to answer you; whoever runs me can change that."
THANKS = "Thank you, that is noted."
GONE = "That answer is too old to do this with. Please ask again."
SEARCHING = "is searching the articles…"

# A question that a stop left undone is not worth an answer for ever.
_STILL_WORTH_ANSWERING = timedelta(hours=1)
_ERRANDS_AT_ONCE = 2
_MAX_PROMPTS = 4
_PROMPT_ARTICLES = 20


def retry_handlers() -> list[RetryHandler]:
    """Try again after a broken connection, a server's error, and as `Retry-After` says."""
    return [
        ConnectionErrorRetryHandler(),
        ServerErrorRetryHandler(),
        RateLimitErrorRetryHandler(max_retry_count=5),
    ]


class Bot:
    """Answers in one workspace.

    Args:
        assistant: an open one; it stays the caller's to close.
        client: Slack, with the bot's token.
        at_once: how many questions are answered at one time.
        waiting: how many may wait.

    Raises:
        SlackError: Slack cannot be reached or does not take the token.
    """

    def __init__(
        self,
        assistant: Assistant,
        client: WebClient,
        at_once: int = AT_ONCE,
        waiting: int = MAX_WAITING,
    ) -> None:
        self.user = _own_user(client)
        self._assistant = assistant
        self._client = client
        self._questions = Pool("slack-question", at_once, waiting)
        # Short calls that must neither hold an acknowledgement up nor wait for answers.
        self._errands = Pool("slack-errand", _ERRANDS_AT_ONCE, waiting)

    def resume(self) -> None:
        """Take up the questions that were taken and not finished before."""
        since = datetime.now(UTC) - _STILL_WORTH_ANSWERING
        for task in self._assistant.journal.unfinished(since):
            self._queue(SlackQuestion.from_dict(task))

    def close(self, seconds: float = STOP_SECONDS) -> None:
        """Finish the answers that are being written; the questions that wait are kept.

        Args:
            seconds: how long to wait.
        """
        for (question,) in self._questions.stop():
            self._errands.submit(self._tell, question, RESTARTING)
        self._questions.finish(seconds)
        self._errands.finish(seconds)

    # --- at once, before the acknowledgement -----------------------------------------

    def take(self, question: SlackQuestion) -> None:
        """Take a question, unless it was taken before; come back at once."""
        if not self._assistant.journal.take(question.key, question.to_dict()):
            return
        if word := self._objection(question):
            self._decline(question, word)
        else:
            self._queue(question)

    def share(self, value: str, channel: str, response_url: str) -> None:
        """Show a private answer to the channel.

        Args:
            value: of the button: the answer's id, and the thread to share it in.
            channel: where the button is.
            response_url: where the answer goes.
        """
        answer_id, _, thread = value.partition(" ")
        # A second click is not a second copy.
        if self._assistant.journal.take(f"share {answer_id} {channel}", {}):
            self._assistant.journal.finish(f"share {answer_id} {channel}")
            self._errands.submit(self._share, answer_id, thread, response_url)

    def judge(self, answer_id: str, verdict: Verdict, user: str, channel: str, reason: str) -> None:
        """Note what someone thinks of an answer.

        Raises:
            UnknownAnswerError: the answer is not kept any more.
        """
        self._assistant.feedback(
            answer_id, verdict, reason=reason, who=user, place=f"slack {channel}"
        )

    def say_privately(self, channel: str, user: str, text: str, thread: str = "") -> None:
        """Say something that only one person sees."""
        self._errands.submit(self._whisper, channel, user, text, thread)

    def open_view(self, trigger_id: str, view: Block) -> None:
        """Open a window for whoever has just clicked."""
        self._errands.submit(self._open_view, trigger_id, view)

    def suggest(self, channel: str, thread: str = "") -> None:
        """Offer questions where the bot was opened."""
        self._errands.submit(self._suggest, channel, thread)

    # --- in time, in the pools' threads ------------------------------------------------

    def _queue(self, question: SlackQuestion) -> None:
        if not self._questions.submit(self._work, question):
            self._decline(question, BUSY)

    def _decline(self, question: SlackQuestion, word: str) -> None:
        self._assistant.journal.finish(question.key)
        self._errands.submit(self._tell, question, word)

    def _objection(self, question: SlackQuestion) -> str:
        settings = self._assistant.settings.slack
        if settings.users and question.user not in settings.users:
            return NOT_YOU
        is_channel = not question.channel.startswith("D")
        if is_channel and settings.channels:
            return "" if question.channel in settings.channels else NOT_HERE
        return ""

    def _work(self, question: SlackQuestion) -> None:
        """Answer a question; whatever goes wrong, only who asked hears of it."""
        try:
            if not question.text:
                self._tell(question, EMPTY)
            elif question.response_url:
                self._answer_privately(question)
            else:
                self._answer_in_thread(question)
        except QuestionError as error:
            self._tell(question, _sentence(str(error)))
        except Exception:
            logger.exception("a question from Slack could not be answered")
            self._tell(question, BROKEN)
        finally:
            self._assistant.journal.finish(question.key)

    def _answer_in_thread(self, question: SlackQuestion) -> None:
        self._show_status(question)
        journal = self._assistant.journal
        history = read_history(self._client, question, self.user, journal.kept)
        reply = Reply(self._client, question)
        try:
            for event in self._events(question, history):
                if isinstance(event, Draft):
                    reply.draft(event.text)
                else:
                    messages = to_slack(event)
                    kept = self._assistant.keep(question.text, event)
                    reply.finish(with_feedback(messages, kept))
        except BaseException:
            reply.withdraw()
            raise

    def _answer_privately(self, question: SlackQuestion) -> None:
        for event in self._events(question, ()):
            if isinstance(event, Answer):
                messages = with_question(to_slack(event), question.text)
                shown = [[m.text, m.blocks] for m in messages]
                kept = self._assistant.keep(question.text, event, shown)
                offered = with_share(messages, kept, question.thread)
                for message in with_feedback(offered, kept):
                    _respond(question.response_url, message, response_type="ephemeral")

    def _events(self, question: SlackQuestion, history: Sequence[Turn]) -> Iterator[Draft | Answer]:
        sources = self._assistant.settings.slack.sources.get(question.channel, ())
        where = Where(sources=tuple(sources))
        return self._assistant.stream(question.text, history=history, where=where)

    def _show_status(self, question: SlackQuestion) -> None:
        try:
            self._client.assistant_threads_setStatus(
                channel_id=question.channel, thread_ts=question.root, status=SEARCHING
            )
        except SlackApiError as error:  # A status is a kindness, not the answer.
            logger.info("no status was shown: %s", error.response.get("error"))

    def _tell(self, question: SlackQuestion, text: str) -> None:
        """Say something to who asked, and to nobody else."""
        if question.response_url:
            message = SlackMessage(escape(text), ())
            try:
                _respond(question.response_url, message, response_type="ephemeral")
            except SlackError as error:
                logger.warning("a user could not be told: %s", error)
        else:
            self._whisper(question.channel, question.user, text, question.thread)

    def _whisper(self, channel: str, user: str, text: str, thread: str) -> None:
        try:
            self._client.chat_postEphemeral(
                channel=channel, user=user, text=escape(text), thread_ts=thread or None
            )
        except SlackApiError as error:
            logger.warning("a user could not be told: %s", error.response.get("error"))
        except OSError as error:
            logger.warning("a user could not be told: %s", type(error).__name__)

    def _share(self, answer_id: str, thread: str, response_url: str) -> None:
        try:
            shown = self._assistant.journal.kept(answer_id).shown or ()
            messages = [SlackMessage(text, tuple(blocks)) for text, blocks in shown]
            for message in with_feedback(messages, answer_id):
                _respond(response_url, message, response_type="in_channel", thread_ts=thread)
            WebhookClient(response_url).send_dict({"delete_original": True})
        except UnknownAnswerError:
            _respond(response_url, SlackMessage(GONE, ()), response_type="ephemeral")
        except Exception:
            logger.exception("an answer could not be shared")

    def _open_view(self, trigger_id: str, view: Block) -> None:
        try:
            self._client.views_open(trigger_id=trigger_id, view=view)
        except SlackApiError as error:
            logger.warning("a window could not be opened: %s", error.response.get("error"))

    def _suggest(self, channel: str, thread: str) -> None:
        articles = self._assistant.articles()[:_PROMPT_ARTICLES]
        prompts = [{"title": q, "message": q} for q in suggest_questions(articles)[:_MAX_PROMPTS]]
        if not prompts:
            return
        try:
            self._client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, thread_ts=thread or None, prompts=prompts
            )
        except SlackApiError as error:
            logger.warning("no questions were suggested: %s", error.response.get("error"))


def _own_user(client: WebClient) -> str:
    try:
        return str(client.auth_test()["user_id"])
    except SlackApiError as error:
        raise SlackError(
            f"Slack does not take SLACK_BOT_TOKEN: {error.response.get('error')}; "
            "run 'assistant slack --check'"
        ) from None
    except OSError as error:
        raise SlackError(f"Slack cannot be reached: {error}; check the network") from None


def _respond(response_url: str, message: SlackMessage, **options: str) -> None:
    """Send a message to where Slack waits for one after a command, a shortcut or a click."""
    client = WebhookClient(response_url, retry_handlers=retry_handlers())
    body = {"text": message.text, "blocks": list(message.blocks), "replace_original": False}
    response = client.send_dict(
        {**body, **{name: value for name, value in options.items() if value}}
    )
    if response.status_code != 200:
        raise SlackError(f"Slack did not take a message: {response.status_code} {response.body}")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
