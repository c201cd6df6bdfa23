"""How the bot runs: over a socket that it opens, or over HTTP beside the page."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from time import monotonic
from types import FrameType

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.assistant import Assistant
from assistant.errors import SlackError
from assistant.slack.app import build_app
from assistant.slack.bot import STOP_SECONDS, Bot, retry_handlers
from assistant.slack.tokens import Tokens

PATH = "/slack/events"
"""Where Slack sends everything in HTTP mode."""

PING_SECONDS = 3.0
"""How often the socket is looked at; one that is dead is given up after five looks."""

# Far more than Slack ever sends; a stranger must not fill the memory.
_MAX_BODY = 1_000_000


def connect(token: str) -> WebClient:
    """Make a client that waits when Slack asks it to."""
    return WebClient(token, retry_handlers=retry_handlers())


@contextmanager
def socket_mode(assistant: Assistant, client: WebClient, app_token: str) -> Iterator[Bot]:
    """Answer over a WebSocket while the block runs; no public address is needed.

    Args:
        assistant: an open one.
        client: Slack, with the bot's token.
        app_token: opens the socket.

    Raises:
        SlackError: Slack cannot be reached or does not take a token.
    """
    with _bot(assistant, client) as bot, ExitStack() as stack:
        handler = SocketModeHandler(build_app(bot, client), app_token, ping_interval=PING_SECONDS)
        stack.callback(_close, handler.client)
        try:
            handler.client.connect()
        except SlackApiError as error:
            raise SlackError(
                f"Slack does not take SLACK_APP_TOKEN: {error.response.get('error')}; "
                "run 'assistant slack --check'"
            ) from None
        except OSError as error:
            raise SlackError(f"Slack cannot be reached: {error}; check the network") from None
        bot.resume()
        yield bot


@contextmanager
def http_mode(assistant: Assistant, client: WebClient, signing_secret: str) -> Iterator[Route]:
    """Answer over HTTP while the block runs.

    Args:
        assistant: an open one.
        client: Slack, with the bot's token.
        signing_secret: what Slack signs its requests with.

    Yields:
        The route to serve.

    Raises:
        SlackError: Slack cannot be reached or does not take the token.
    """
    with _bot(assistant, client) as bot:
        route = _route(build_app(bot, client, signing_secret))
        bot.resume()
        yield route


@contextmanager
def beside(
    page: Starlette, assistant: Assistant, client: WebClient, tokens: Tokens
) -> Iterator[str]:
    """Answer in the process that serves the page, while the block runs.

    Args:
        page: the app that serves it.
        assistant: an open one, the page's own.
        client: Slack, with the bot's token.
        tokens: with a signing secret Slack comes over HTTP, else over a socket.

    Yields:
        How Slack comes, for people.
    """
    if not tokens.signing_secret:
        with socket_mode(assistant, client, tokens.require_app()):
            yield "over a socket"
        return
    with http_mode(assistant, client, tokens.signing_secret) as route:
        # First: a page may have routes that catch everything.
        page.router.routes.insert(0, route)
        try:
            yield f"at {PATH}"
        finally:
            page.router.routes.remove(route)


def wait_for_stop() -> None:
    """Come back when the process is asked to stop, by Ctrl-C or by SIGTERM."""
    stop = Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {s: signal.signal(s, ask_to_stop) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        stop.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _bot(assistant: Assistant, client: WebClient) -> Iterator[Bot]:
    bot = Bot(assistant, client)
    try:
        yield bot
    finally:
        bot.close()


def _close(client: SocketModeClient) -> None:
    """Close a socket, however young it is.

    The SDK's `close` tells the thread that reads the socket to end and waits for it; a thread
    that begins to read only then takes the word back, and is told again here.
    """
    closing = Thread(target=client.close, daemon=True)
    closing.start()
    deadline = monotonic() + STOP_SECONDS
    while closing.is_alive() and monotonic() < deadline:
        client.current_session_state.terminated = True
        closing.join(0.1)


def _route(app: App) -> Route:
    async def receive(request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BODY:
                return Response("too large", status_code=413)
        try:
            bolt_request = to_bolt_request(request, body)
        except UnicodeDecodeError:
            return Response("not UTF-8", status_code=400)
        # In a thread: the journal's file must not hold the page's event loop up.
        return to_starlette_response(await run_in_threadpool(app.dispatch, bolt_request))

    return Route(PATH, receive, methods=["POST"])
