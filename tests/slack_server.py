"""A local server that plays Slack: its Web API, its response URLs and its socket.

It keeps Slack's rules that the bot must keep: block and section limits, no text in a stream that is
not there, `Retry-After`. What the bot says is kept as people would see it.
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import socket
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

BOT_USER, BOT_ID, TEAM = "U0BOT", "B0BOT", "T0TEAM"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-secret-bot", "xapp-secret-app", "5" * 32
SCOPES = (
    "app_mentions:read,assistant:write,channels:history,chat:write,commands,groups:history,"
    "im:history,mpim:history"
)
MAX_WAIT = 150.0

# No message has the time of another, whichever server it came to.
_CLOCK = itertools.count(1)

Json = dict[str, Any]


@dataclass
class Said:
    """A message of the bot, as it now is."""

    channel: str
    thread: str
    ts: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    streaming: bool = False

    @property
    def shown(self) -> str:
        """All that people read in it."""
        return "\n".join([*_texts(self.blocks), "" if self.blocks else self.text]).strip()


@dataclass(frozen=True)
class Call:
    """A call of the Web API, or of a response URL (its method is the URL's path)."""

    method: str
    body: Json
    at: float


class SlackServer:
    """Plays Slack to one bot."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: dict[str, Said] = {}
        self.threads: dict[str, list[Json]] = {}
        self.scopes = SCOPES
        self.port = 0
        self.acks: dict[str, float] = {}
        self.connections = 0
        self._refusals: dict[str, deque[tuple[int, Json, dict[str, str]]]] = defaultdict(deque)
        self._sockets: list[WebSocket] = []
        self._changed = threading.Condition()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.before: dict[str, Callable[[], None]] = {}

    # --- what a test does ------------------------------------------------------------

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.port}"

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """Answer the next calls of a method with an error."""
        self._refusals[method] += [(200, {"ok": False, "error": error}, {})] * times

    def limit(self, method: str, seconds: int, times: int = 1) -> None:
        """Answer the next calls of a method with 429."""
        body = {"ok": False, "error": "ratelimited"}
        self._refusals[method] += [(429, body, {"Retry-After": str(seconds)})] * times

    def ts(self) -> str:
        """Return the next message's time."""
        return f"1700000000.{next(_CLOCK):06d}"

    def send(self, kind: str, payload: Json, retry: int = 0) -> str:
        """Send something over the socket; gives the envelope's id."""
        envelope = {
            "type": kind,
            "envelope_id": f"E{next(_CLOCK)}",
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if retry:
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout"}
        self.wait(lambda: self._sockets, "no socket is open")
        self._run(self._sockets[-1].send_text(json.dumps(envelope)))
        return str(envelope["envelope_id"])

    def cut(self) -> None:
        """Drop the socket without a word."""
        for websocket in self._sockets:
            transport = websocket.scope["extensions"]["test.transport"]
            assert self._loop
            self._loop.call_soon_threadsafe(transport.abort)
        self._sockets.clear()

    def renew(self) -> None:
        """Ask the bot to take a new socket, as Slack does every few hours."""
        self._run(
            self._sockets[-1].send_text(
                json.dumps({"type": "disconnect", "reason": "refresh_requested"})
            )
        )

    def wait(self, true: Callable[[], Any], why: str = "nothing came") -> None:
        """Wait until something is true, which only the bot's calls can make it."""
        with self._changed:
            assert self._changed.wait_for(true, MAX_WAIT), f"{why}; calls: {self.methods()}"

    def wait_for(self, method: str, times: int = 1) -> list[Call]:
        """Wait for calls of a method."""
        self.wait(lambda: len(self.called(method)) >= times, f"no {method}")
        return self.called(method)

    def called(self, method: str) -> list[Call]:
        """Return the calls of a method so far."""
        return [call for call in list(self.calls) if call.method == method]

    def methods(self) -> list[str]:
        """Name the calls so far."""
        return [call.method for call in list(self.calls)]

    def finished(self, thread: str = "") -> list[Said]:
        """Return the bot's finished messages, all or those of a thread."""
        return [
            m
            for m in list(self.messages.values())
            if not m.streaming and (not thread or m.thread == thread)
        ]

    def wait_finished(self, count: int = 1, thread: str = "") -> list[Said]:
        """Wait for finished messages."""
        self.wait(lambda: len(self.finished(thread)) >= count, "no answer came")
        return self.finished(thread)

    # --- the server ------------------------------------------------------------------

    def _run(self, coroutine: Any) -> None:
        assert self._loop
        asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(MAX_WAIT)

    async def _api(self, request: Request) -> Response:
        body = await _read(request)
        method = request.path_params["method"]
        if method in self.before:
            await asyncio.to_thread(self.before[method])
        with self._changed:
            self.calls.append(Call(method, body, time.monotonic()))
            self._changed.notify_all()
            if self._refusals[method]:
                status, refusal, headers = self._refusals[method].popleft()
                return JSONResponse(refusal, status, headers)
            answer = self._answer(method, body, request.headers.get("authorization", ""))
            self._changed.notify_all()
        return JSONResponse(
            {"ok": "error" not in answer, **answer}, headers={"x-oauth-scopes": self.scopes}
        )

    def _answer(self, method: str, body: Json, authorization: str) -> Json:
        token = authorization.removeprefix("Bearer ")
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            return {"error": "invalid_auth"}
        name = method.replace(".", "_").lower()
        if problem := _broken_rule(body):
            return {"error": problem}
        handler = getattr(self, f"_{name}", None)
        answer: Json = handler(body) if handler else {}
        return answer

    def _auth_test(self, body: Json) -> Json:
        names = {"user": "assistant", "team": "Newsroom", "url": self.url}
        return {"user_id": BOT_USER, "bot_id": BOT_ID, "team_id": TEAM, **names}

    def _apps_connections_open(self, body: Json) -> Json:
        return {"url": f"ws://127.0.0.1:{self.port}/socket"}

    def _chat_startstream(self, body: Json) -> Json:
        if not body["channel"].startswith("D") and not body.get("recipient_user_id"):
            return {"error": "missing_recipient_user_id"}
        said = Said(body["channel"], body["thread_ts"], self.ts(), _streamed(body), streaming=True)
        self.messages[said.ts] = said
        return {"ts": said.ts, "channel": said.channel}

    def _chat_appendstream(self, body: Json) -> Json:
        said = self.messages.get(body["ts"])
        if not said or not said.streaming:
            return {"error": "message_not_in_streaming_state"}
        said.text += _streamed(body)
        return {"ts": said.ts}

    def _chat_stopstream(self, body: Json) -> Json:
        answer = self._chat_appendstream(body)
        if "error" not in answer:
            said = self.messages[body["ts"]]
            said.blocks, said.streaming = body.get("blocks") or [], False
        return answer

    def _chat_update(self, body: Json) -> Json:
        said = self.messages.get(body["ts"])
        if not said:
            return {"error": "message_not_found"}
        said.text, said.blocks = body["text"], body.get("blocks") or []
        return {"ts": said.ts}

    def _chat_delete(self, body: Json) -> Json:
        return {} if self.messages.pop(body["ts"], None) else {"error": "message_not_found"}

    def _chat_postmessage(self, body: Json) -> Json:
        thread, blocks = body.get("thread_ts") or "", body.get("blocks") or []
        said = Said(body["channel"], thread, self.ts(), body["text"], blocks)
        self.messages[said.ts] = said
        return {"ts": said.ts}

    def _conversations_replies(self, body: Json) -> Json:
        start, limit = int(body.get("cursor") or 0), int(body["limit"])
        thread = [m for m in self.threads.get(body["ts"], []) if m["ts"] < body["latest"]]
        more = str(start + limit) if start + limit < len(thread) else ""
        page = thread[start : start + limit]
        return {"messages": page, "response_metadata": {"next_cursor": more}}

    async def _respond(self, request: Request) -> Response:
        body = await _read(request)
        problem = _broken_rule(body)
        with self._changed:
            self.calls.append(Call(request.url.path, body, time.monotonic()))
            self._changed.notify_all()
        return PlainTextResponse(problem or "ok", 400 if problem else 200)

    async def _socket(self, websocket: WebSocket) -> None:
        await websocket.accept()
        with self._changed:
            self._sockets.append(websocket)
            self.connections += 1
            self._changed.notify_all()
        try:
            while True:
                ack = json.loads(await websocket.receive_text())
                with self._changed:
                    self.acks[ack["envelope_id"]] = time.monotonic()
                    self._changed.notify_all()
        except WebSocketDisconnect:
            if websocket in self._sockets:
                self._sockets.remove(websocket)

    def app(self) -> Starlette:
        """The server's app."""
        return Starlette(
            routes=[
                Route("/api/{method}", self._api, methods=["POST"]),
                Route("/respond/{name}", self._respond, methods=["POST"]),
                WebSocketRoute("/socket", self._socket),
            ]
        )


@contextmanager
def serving(app: Any, started: Callable[[int], None] = lambda port: None) -> Iterator[int]:
    """Serve an ASGI app on a free port of this machine while the block runs."""
    listener = socket.create_server(("127.0.0.1", 0))
    port: int = listener.getsockname()[1]
    started(port)
    config = uvicorn.Config(
        app, log_level="error", lifespan="off", ws="websockets-sansio", proxy_headers=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield port
    finally:
        server.should_exit = server.force_exit = True
        thread.join(MAX_WAIT)
        listener.close()


@contextmanager
def slack_server() -> Iterator[SlackServer]:
    """Play Slack while the block runs."""
    slack = SlackServer()
    inner = slack.app()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        slack._loop = asyncio.get_running_loop()
        if scope["type"] == "websocket":
            scope.setdefault("extensions", {})["test.transport"] = _transport(receive)
        await inner(scope, receive, send)

    def started(port: int) -> None:
        slack.port = port

    with serving(app, started):
        yield slack


def signed(body: Json, secret: str = SIGNING_SECRET, age: float = 0, form: bool = False) -> Json:
    """Sign a request as Slack does; gives the arguments of an HTTP client's `post`."""
    text = urlencode({"payload": json.dumps(body)}) if form else json.dumps(body)
    return signed_text(
        text, "application/x-www-form-urlencoded" if form else "application/json", secret, age
    )


def signed_text(text: str, kind: str, secret: str = SIGNING_SECRET, age: float = 0) -> Json:
    """Sign a body as Slack does."""
    at = str(int(time.time() - age))
    digest = hmac.new(secret.encode(), f"v0:{at}:{text}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "content-type": kind,
        "x-slack-request-timestamp": at,
        "x-slack-signature": f"v0={digest}",
    }
    return {"content": text.encode(), "headers": headers}


async def _read(request: Request) -> Json:
    raw = (await request.body()).decode()
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(json.loads(raw or "{}"))
    body: Json = dict(parse_qsl(raw))
    for name in ("blocks", "chunks", "prompts", "view"):
        if name in body:
            body[name] = json.loads(body[name])
    return body


def _transport(receive: Any) -> Any:
    """The connection's transport, to cut it as a network does."""
    return receive.__self__.transport


def _streamed(body: Json) -> str:
    return "".join(chunk["text"] for chunk in body.get("chunks") or [])


def _broken_rule(body: Json) -> str:
    """Name the first of Slack's rules for blocks that a message breaks."""
    blocks = body.get("blocks") or []
    if len(blocks) > 50:
        return "invalid_blocks: more than 50"
    for block in blocks:
        if block["type"] == "section" and not 0 < len(block["text"]["text"]) <= 3000:
            return "invalid_blocks: section"
        if block["type"] == "context" and any(len(e["text"]) > 2000 for e in block["elements"]):
            return "invalid_blocks: context"
    if any(len(chunk["text"]) > 12000 for chunk in body.get("chunks") or []):
        return "msg_too_long"
    return ""


def _texts(blocks: list[Json]) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "section":
            yield block["text"]["text"]
        elif block["type"] == "context":
            yield from (element["text"] for element in block["elements"])


# --- what Slack sends ----------------------------------------------------------------


def event(body: Json) -> Json:
    """Wrap an event as the Events API does."""
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": f"Ev{body.get('type')}{body.get('ts')}",
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        "event": body,
    }


def mention(
    slack: SlackServer, text: str, channel: str = "C1", thread: str = "", **more: Any
) -> Json:
    """Someone mentions the bot in a channel."""
    body = {
        "type": "app_mention",
        "user": "U1",
        "text": f"<@{BOT_USER}> {text}",
        "channel": channel,
        "ts": slack.ts(),
        "team": TEAM,
    }
    return event(body | ({"thread_ts": thread} if thread else {}) | more)


def direct(slack: SlackServer, text: str, thread: str = "", **more: Any) -> Json:
    """Someone writes to the bot itself."""
    body = {"type": "message", "channel_type": "im", "user": "U1", "text": text, "channel": "D1"}
    return event(body | {"ts": slack.ts()} | ({"thread_ts": thread} if thread else {}) | more)


def command(slack: SlackServer, text: str, channel: str = "C1") -> Json:
    """Someone types /ask."""
    return {
        "command": "/ask",
        "text": text,
        "user_id": "U1",
        "team_id": TEAM,
        "channel_id": channel,
        "trigger_id": f"trigger {slack.ts()}",
        "response_url": f"{slack.url}/respond/command",
    }


def shortcut(slack: SlackServer, text: str) -> Json:
    """Someone chooses "Ask about this" on a message."""
    return {
        "type": "message_action",
        "callback_id": "ask_about_this",
        "user": {"id": "U1"},
        "team": {"id": TEAM},
        "channel": {"id": "C1"},
        "message": {"ts": "1600000000.000001", "text": text, "bot_id": "B7"},
        "trigger_id": f"trigger {slack.ts()}",
        "response_url": f"{slack.url}/respond/shortcut",
    }


def click(slack: SlackServer, block: Json, value: str, user: str = "U1") -> Json:
    """Someone clicks a button of a block."""
    element = block["elements"][0]
    return {
        "type": "block_actions",
        "user": {"id": user},
        "team": {"id": TEAM},
        "channel": {"id": "C1"},
        "trigger_id": f"trigger {slack.ts()}",
        "response_url": f"{slack.url}/respond/click",
        "actions": [
            {
                "type": element["type"],
                "action_id": element["action_id"],
                "block_id": block.get("block_id", "b1"),
                "value": value,
            }
        ],
    }
