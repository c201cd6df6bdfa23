"""The bot against a local server that plays Slack: real sockets, real signatures, real answers."""

import json
import logging
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount

from assistant import Answer, Article, Assistant, Draft, Settings, SlackSettings, Turn
from assistant.cli import main
from assistant.errors import SlackError
from assistant.journal import Feedback, Journal, Verdict, journal_path
from assistant.slack import bot as manners
from assistant.slack import running
from assistant.slack.app import build_app
from assistant.slack.bot import Bot, retry_handlers
from assistant.slack.check import check, manifest
from assistant.slack.running import PATH, beside, http_mode, socket_mode, wait_for_stop
from assistant.slack.tokens import Tokens
from tests.slack_server import (
    APP_TOKEN,
    BOT_ID,
    BOT_TOKEN,
    BOT_USER,
    SCOPES,
    SIGNING_SECRET,
    SlackServer,
    click,
    command,
    direct,
    event,
    mention,
    serving,
    shortcut,
    signed,
    signed_text,
    slack_server,
)

QUESTION = "who claimed the Dibis strike?"
REFUSED = "who won the 2022 World Cup?"

Json = dict[str, Any]


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackServer]:
    """A server that plays Slack."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with slack_server() as slack:
        yield slack


@pytest.fixture
def client(slack: SlackServer) -> WebClient:
    """The bot's client of that Slack."""
    return WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/", retry_handlers=retry_handlers())


@pytest.fixture
def bot(dibis: Assistant, client: WebClient) -> Iterator[Bot]:
    """A bot on the socket."""
    with socket_mode(dibis, client, APP_TOKEN) as bot:
        yield bot


@pytest.fixture
def configured(dibis: Assistant, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change settings of the assistant for one test."""

    def configure(**values: Any) -> None:
        monkeypatch.setattr(dibis, "settings", Settings(slack=SlackSettings(**values)))

    return configure


def answers_with(
    monkeypatch: pytest.MonkeyPatch, dibis: Assistant, *drafts: str, before: Callable[[], Any] = str
) -> list[tuple[str, Sequence[Turn]]]:
    """Let the assistant write drafts before its answer; gives what it was asked."""
    asked: list[tuple[str, Sequence[Turn]]] = []
    real = dibis.stream

    def stream(question: str, **options: Any) -> Iterator[Draft | Answer]:
        asked.append((question, options["history"]))
        yield from (Draft(text) for text in drafts)
        before()
        yield from real(question, **options)

    monkeypatch.setattr(dibis, "stream", stream)
    return asked


# --- where it answers ----------------------------------------------------------------


def test_a_mention_is_answered_in_its_thread(bot: Bot, slack: SlackServer) -> None:
    body = mention(slack, QUESTION)
    envelope = slack.send("events_api", body)
    [said] = slack.wait_finished()
    assert said.channel == "C1"
    assert said.thread == body["event"]["ts"]
    assert "did not specify the entity responsible" in said.shown
    assert "[1]" in said.shown
    assert envelope in slack.acks
    start = slack.called("chat.startStream")[0].body
    assert (start["recipient_user_id"], start["recipient_team_id"]) == ("U1", "T0TEAM")
    [status] = slack.called("assistant.threads.setStatus")
    assert "searching" in status.body["status"]


def test_a_direct_message_is_answered(bot: Bot, slack: SlackServer) -> None:
    body = direct(slack, QUESTION)
    slack.send("events_api", body)
    [said] = slack.wait_finished()
    assert (said.channel, said.thread) == ("D1", body["event"]["ts"])


def test_a_refusal_says_why_and_shows_the_nearest(bot: Bot, slack: SlackServer) -> None:
    slack.send("events_api", direct(slack, REFUSED))
    [said] = slack.wait_finished()
    assert said.shown.startswith("The articles")
    assert "do not answer the question" in said.shown
    assert "Searched 1 article" in said.shown


def test_the_agent_pane_suggests_questions(bot: Bot, slack: SlackServer) -> None:
    opened = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"}
    slack.send("events_api", event(opened))
    thread = {"channel_id": "D1", "thread_ts": "1600000000.000001"}
    slack.send(
        "events_api", event({"type": "assistant_thread_started", "assistant_thread": thread})
    )
    calls = slack.wait_for("assistant.threads.setSuggestedPrompts", 2)
    assert {call.body.get("thread_ts") for call in calls} == {None, "1600000000.000001"}
    prompts = calls[0].body["prompts"]
    assert 0 < len(prompts) <= 4
    assert all(prompt["message"].endswith("?") for prompt in prompts)


def test_the_home_tab_suggests_nothing(bot: Bot, slack: SlackServer) -> None:
    opened = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}
    slack.send("events_api", event(opened))
    slack.send("events_api", direct(slack, QUESTION))
    slack.wait_finished()
    assert not slack.called("assistant.threads.setSuggestedPrompts")


def test_a_command_is_answered_privately_and_shared_once(bot: Bot, slack: SlackServer) -> None:
    slack.send("slash_commands", command(slack, QUESTION))
    [private] = slack.wait_for("/respond/command")
    assert private.body["response_type"] == "ephemeral"
    assert not slack.messages
    asked, *_, share, _thumbs = private.body["blocks"]
    assert QUESTION in asked["elements"][0]["text"]
    for _ in range(2):
        slack.send("interactive", click(slack, share, share["elements"][0]["value"]))
    shared, deleted = slack.wait_for("/respond/click", 2)
    assert shared.body["response_type"] == "in_channel"
    assert shared.body["blocks"][:-1] == private.body["blocks"][:-2]
    assert deleted.body == {"delete_original": True}
    slack.send("slash_commands", command(slack, REFUSED))
    slack.wait_for("/respond/command", 2)
    assert len(slack.called("/respond/click")) == 2


def test_a_message_is_asked_about_privately_and_shared_in_its_thread(
    bot: Bot, slack: SlackServer
) -> None:
    slack.send("interactive", shortcut(slack, QUESTION))
    [private] = slack.wait_for("/respond/shortcut")
    share = private.body["blocks"][-2]
    slack.send("interactive", click(slack, share, share["elements"][0]["value"]))
    [shared] = slack.wait_for("/respond/click")[:1]
    assert shared.body["thread_ts"] == "1600000000.000001"


def test_an_empty_command_explains_itself(bot: Bot, slack: SlackServer) -> None:
    slack.send("slash_commands", command(slack, "  "))
    [told] = slack.wait_for("/respond/command")
    assert told.body["text"] == manners.EMPTY


@pytest.mark.parametrize(
    "written",
    [
        {"bot_id": "B7"},
        {"subtype": "bot_message", "bot_id": "B7"},
        {"user": BOT_USER, "bot_id": BOT_ID},
        {"subtype": "message_changed", "message": {"text": QUESTION}},
        {"subtype": "message_deleted"},
        {"channel_type": "channel", "channel": "C1"},
    ],
)
def test_what_is_not_for_it_is_left_alone(bot: Bot, slack: SlackServer, written: Json) -> None:
    ignored = slack.send("events_api", direct(slack, QUESTION, **written))
    slack.wait(lambda: ignored in slack.acks)
    slack.send("events_api", direct(slack, REFUSED))
    [said] = slack.wait_finished()
    assert "World Cup" in said.shown


# --- threads -------------------------------------------------------------------------


def test_a_follow_up_has_the_thread_as_history(
    bot: Bot, slack: SlackServer, dibis: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers_with(monkeypatch, dibis)
    first = mention(slack, QUESTION)
    slack.send("events_api", first)
    [said] = slack.wait_finished()
    root = first["event"]["ts"]
    reply = {"ts": said.ts, "user": BOT_USER, "bot_id": BOT_ID, "blocks": said.blocks}
    slack.threads[root] = [first["event"], reply]
    slack.send("events_api", mention(slack, "and who was killed?", thread=root))
    slack.wait_finished(2)
    [turn] = asked[1][1]
    assert turn.question == QUESTION
    assert "did not specify" in turn.answer
    assert turn.quotes


def test_a_thread_of_200_messages_that_others_began(
    bot: Bot, slack: SlackServer, dibis: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers_with(monkeypatch, dibis)
    thread = [
        {"ts": slack.ts(), "user": f"U{n}", "text": f"remark {n} &amp; so on"} for n in range(210)
    ]
    root = thread[0]["ts"]
    body = mention(slack, QUESTION, thread=root)
    slack.threads[root] = [*thread, body["event"]]
    slack.send("events_api", body)
    [said] = slack.wait_finished()
    assert said.thread == root
    [(question, history)] = asked
    assert question == QUESTION
    assert [turn.question for turn in history] == [f"remark {n} & so on" for n in range(190, 210)]


def test_a_thread_that_cannot_be_read_costs_no_answer(bot: Bot, slack: SlackServer) -> None:
    slack.refuse("conversations.replies", "missing_scope")
    slack.refuse("assistant.threads.setStatus", "not_allowed")
    slack.send("events_api", mention(slack, QUESTION, thread="1600000000.000001"))
    assert slack.wait_finished()


# --- how it answers ------------------------------------------------------------------


def test_drafts_are_streamed_and_give_way_to_the_answer(
    bot: Bot, slack: SlackServer, dibis: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "<!channel> [x](https://evil.example) " * 10
    answers_with(monkeypatch, dibis, "The official ", "did not say. ", hostile)
    slack.send("events_api", mention(slack, QUESTION))
    slack.wait_for("chat.update")
    [said] = slack.wait_finished()
    assert "evil.example" not in said.shown
    assert "did not specify the entity responsible" in said.shown
    streamed = "".join(
        chunk["text"]
        for call in slack.calls
        if call.method.endswith("Stream")
        for chunk in call.body.get("chunks") or []
    )
    assert "did not say" in streamed
    assert "<" not in streamed
    assert "](" not in streamed.replace("\\]\\(", "")


def test_a_stream_that_expired_costs_no_answer(
    bot: Bot, slack: SlackServer, dibis: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers_with(monkeypatch, dibis, "x" * 300, "y" * 300)
    slack.refuse("chat.appendStream", "message_not_in_streaming_state")
    slack.send("events_api", mention(slack, QUESTION))
    slack.wait_for("chat.postMessage")
    [said] = slack.wait_finished()
    assert "did not specify" in said.shown
    assert len(slack.messages) == 1


def test_where_nothing_can_be_streamed_it_posts(bot: Bot, slack: SlackServer) -> None:
    slack.refuse("chat.startStream", "channel_type_not_supported")
    slack.send("events_api", mention(slack, QUESTION))
    [said] = slack.wait_finished()
    [call] = slack.called("chat.postMessage")
    assert call.body["thread_ts"] == said.thread
    assert (call.body["unfurl_links"], call.body["unfurl_media"]) in {(False, False), ("0", "0")}


def test_hostile_articles_stay_text(
    slack: SlackServer, client: WebClient, assistant: Assistant
) -> None:
    evil = "The mayor said <!channel> & <@U1> must read <https://evil.example|this page> at once."
    article = Article(
        id="evil",
        text=evil,
        title="<!here> *News* <@U2>",
        url="https://example.com/a|b>c?x=<!channel>&y",
        source="<#C1>",
    )
    assistant.add(article)
    with socket_mode(assistant, client, APP_TOKEN):
        slack.send("events_api", mention(slack, "what did the mayor say must be read?"))
        [said] = slack.wait_finished()
    plain = [t for t in _texts_of(said.blocks) if t["type"] == "plain_text"]
    assert any(evil in text["text"] for text in plain)
    assert not any(text.get("emoji") for text in plain)
    [source] = [t for t in _texts_of(said.blocks) if t["type"] == "mrkdwn"]
    assert source["verbatim"]
    opened = source["text"].split("<")
    assert len(opened) == 2
    link, _, rest = opened[1].partition(">")
    address, _, label = link.partition("|")
    assert address.startswith("https://example.com/a%7Cb%3Ec?x=%3C!channel%3E&amp;y")
    assert label == "&lt;!here&gt; *News* &lt;@U2&gt;"
    assert "&lt;#C1&gt;" in rest


def _texts_of(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        if block["type"] == "section":
            yield block["text"]
        if block["type"] == "context":
            yield from block["elements"]


def test_a_message_of_40_000_characters_is_declined_politely(bot: Bot, slack: SlackServer) -> None:
    slack.send("events_api", mention(slack, "why? " * 8000))
    [told] = slack.wait_for("chat.postEphemeral")
    assert told.body["user"] == "U1"
    assert told.body["text"].startswith("The question has 39,999 characters")
    assert not slack.messages


# --- feedback ------------------------------------------------------------------------


def test_thumbs_are_stored_with_all_that_was_said(
    bot: Bot, slack: SlackServer, dibis: Assistant
) -> None:
    slack.send("events_api", mention(slack, QUESTION))
    [said] = slack.wait_finished()
    thumbs = said.blocks[-1]
    assert thumbs["elements"][0]["type"] == "feedback_buttons"
    slack.send("interactive", click(slack, thumbs, "up", "U8"))
    slack.wait_for("chat.postEphemeral")
    slack.send("interactive", click(slack, thumbs, "down", "U9"))
    [opened] = slack.wait_for("views.open")
    view = opened.body["view"]
    sent = {
        "type": "view_submission",
        "user": {"id": "U9"},
        "team": {"id": "T0TEAM"},
        "view": view | {"state": {"values": {"reason": {"reason": {"value": "wrong day"}}}}},
    }
    envelope = slack.send("interactive", sent)
    slack.wait(lambda: envelope in slack.acks)
    answer_id = thumbs["block_id"].removeprefix("answer-")
    up, down = [f for f in dibis.journal.feedback() if f.answer_id == answer_id]
    assert (up.verdict, up.who, up.place, up.reason) == ("up", "U8", "slack C1", "")
    assert (down.verdict, down.who, down.reason) == ("down", "U9", "wrong day")
    assert down.question == QUESTION
    assert down.answer["citations"][0]["quote"] in said.shown
    assert down.settings["threshold"] == dibis.settings.threshold
    line = json.loads(down.to_json())
    assert line["answer"]["citations"]


def test_feedback_on_an_answer_that_is_gone(bot: Bot, slack: SlackServer) -> None:
    gone = {
        "block_id": "answer-0",
        "elements": [{"type": "feedback_buttons", "action_id": "feedback"}],
    }
    slack.send("interactive", click(slack, gone, "down"))
    [told] = slack.wait_for("chat.postEphemeral")
    assert told.body["text"] == manners.GONE


def test_sharing_an_answer_that_is_gone(bot: Bot, slack: SlackServer) -> None:
    gone = {"elements": [{"type": "button", "action_id": "share"}]}
    slack.send("interactive", click(slack, gone, "0"))
    [told] = slack.wait_for("/respond/click")
    assert (told.body["response_type"], told.body["text"]) == ("ephemeral", manners.GONE)


# --- reliability ---------------------------------------------------------------------


def test_three_retries_and_a_double_event_are_one_question(bot: Bot, slack: SlackServer) -> None:
    body = direct(slack, f"<@{BOT_USER}> {QUESTION}")
    twin = event({**body["event"], "type": "app_mention"})
    envelopes = [slack.send("events_api", body)]
    envelopes += [slack.send("events_api", body, retry=n) for n in (1, 2, 3)]
    envelopes.append(slack.send("events_api", twin))
    slack.wait(lambda: set(envelopes) <= set(slack.acks))
    slack.send("events_api", direct(slack, REFUSED))
    said = slack.wait_finished(2)
    assert len(said) == 2
    assert len(slack.finished(body["event"]["ts"])) == 1


def test_a_retry_after_a_restart_is_known(
    slack: SlackServer, client: WebClient, dibis: Assistant
) -> None:
    body = mention(slack, QUESTION)
    with socket_mode(dibis, client, APP_TOKEN):
        slack.send("events_api", body)
        slack.wait_finished()
    with socket_mode(dibis, client, APP_TOKEN):
        envelope = slack.send("events_api", body, retry=1)
        slack.wait(lambda: envelope in slack.acks)
        slack.send("events_api", direct(slack, REFUSED))
        assert len(slack.wait_finished(2)) == 2
    assert len(slack.finished(body["event"]["ts"])) == 1


def test_a_stop_finishes_what_it_writes_and_keeps_what_waits(
    slack: SlackServer, client: WebClient, dibis: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on = Event(), Event()

    def pause() -> None:
        writing.set()
        assert go_on.wait(60)

    answers_with(monkeypatch, dibis, before=pause)
    bot = Bot(dibis, client, at_once=1)
    with posting(bot, client) as post:
        first, second = mention(slack, QUESTION), mention(slack, REFUSED)
        post(first)
        assert writing.wait(60)
        post(second)
        stopping = Thread(target=bot.close)
        stopping.start()
        [told] = slack.wait_for("chat.postEphemeral")
        assert told.body["text"] == manners.RESTARTING
        go_on.set()
        stopping.join(60)
    assert [said.thread for said in slack.finished()] == [first["event"]["ts"]]
    with socket_mode(dibis, client, APP_TOKEN):
        slack.wait_finished(1, second["event"]["ts"])
    assert len(slack.finished()) == 2


def test_a_full_queue_has_a_polite_word(
    slack: SlackServer, client: WebClient, dibis: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    answers_with(monkeypatch, dibis, before=lambda: go_on.wait(60))
    bot = Bot(dibis, client, at_once=1, waiting=1)
    with posting(bot, client) as post:
        for _ in range(3):
            assert post(mention(slack, QUESTION)).status_code == 200
        [told] = slack.wait_for("chat.postEphemeral")
        assert told.body["text"] == manners.BUSY
        go_on.set()
        slack.wait_finished(2)
        bot.close()
    assert len(slack.finished()) == 2


def test_rate_limits_are_waited_out(bot: Bot, slack: SlackServer) -> None:
    slack.limit("chat.startStream", 1)
    slack.limit("chat.stopStream", 0)
    slack.send("events_api", mention(slack, QUESTION))
    assert len(slack.wait_finished()) == 1
    first, second = slack.called("chat.startStream")
    assert second.at - first.at >= 1


def test_a_socket_cut_in_mid_answer_is_taken_up_again(
    slack: SlackServer, client: WebClient, dibis: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, go_on = Event(), Event()

    def pause() -> None:
        writing.set()
        assert go_on.wait(60)

    answers_with(monkeypatch, dibis, before=pause)
    monkeypatch.setattr(running, "PING_SECONDS", 0.5)
    with socket_mode(dibis, client, APP_TOKEN):
        body = mention(slack, QUESTION)
        slack.send("events_api", body)
        assert writing.wait(60)
        slack.cut()
        slack.wait(lambda: slack.connections >= 2, "the socket was not taken up again")
        slack.send("events_api", body, retry=1)
        go_on.set()
        slack.wait_finished()
        slack.send("events_api", direct(slack, REFUSED))
        assert len(slack.wait_finished(2)) == 2


def test_a_new_socket_is_taken_when_slack_asks(bot: Bot, slack: SlackServer) -> None:
    slack.wait(lambda: slack.connections == 1)
    slack.renew()
    slack.wait(lambda: slack.connections == 2, "no new socket")
    slack.send("events_api", direct(slack, QUESTION))
    assert slack.wait_finished()


def test_a_socket_is_closed_however_young(
    slack: SlackServer, client: WebClient, dibis: Assistant
) -> None:
    for _ in range(3):
        with socket_mode(dibis, client, APP_TOKEN):
            pass
    assert slack.methods().count("apps.connections.open") == 3


def test_fifty_mentions_at_once(bot: Bot, slack: SlackServer) -> None:
    bodies = [mention(slack, QUESTION, channel=f"C{n % 5}") for n in range(50)]
    for body in bodies:
        slack.send("events_api", body)
    said = slack.wait_finished(50)
    assert sorted(m.thread for m in said) == sorted(b["event"]["ts"] for b in bodies)


def test_a_failure_is_told_to_the_user_only(
    bot: Bot,
    slack: SlackServer,
    dibis: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    answers_with(monkeypatch, dibis, "half a sentence " * 20, before=fail)
    slack.send("events_api", mention(slack, QUESTION))
    [told] = slack.wait_for("chat.postEphemeral")
    assert told.body["text"] == manners.BROKEN
    slack.send("slash_commands", command(slack, QUESTION))
    [private] = slack.wait_for("/respond/command")
    assert private.body["text"] == manners.BROKEN
    assert not slack.messages
    assert not any("secret-" in record.getMessage() for record in caplog.records)


# --- limits of a workspace -----------------------------------------------------------


def test_only_allowed_channels_and_users(
    bot: Bot, slack: SlackServer, configured: Callable[..., None]
) -> None:
    configured(channels=("C2",), users=("U1",))
    slack.send("events_api", mention(slack, QUESTION, channel="C1"))
    slack.send("events_api", mention(slack, QUESTION, channel="C2", user="U2"))
    told = slack.wait_for("chat.postEphemeral", 2)
    assert {c.body["text"] for c in told} == {manners.NOT_HERE, manners.NOT_YOU}
    slack.send("events_api", mention(slack, QUESTION, channel="C2"))
    slack.send("events_api", direct(slack, QUESTION))
    assert {said.channel for said in slack.wait_finished(2)} == {"C2", "D1"}


def test_a_channel_asks_its_own_sources(
    bot: Bot, slack: SlackServer, configured: Callable[..., None]
) -> None:
    configured(sources={"C2": ("Reuters",)})
    slack.send("events_api", mention(slack, QUESTION, channel="C2"))
    [said] = slack.wait_finished()
    assert said.shown.startswith("No article passes the filters")


# --- HTTP ----------------------------------------------------------------------------


@contextmanager
def posting(bot: Bot, client: WebClient) -> Iterator[Callable[[Json], httpx.Response]]:
    """Serve a given bot over HTTP; gives a function that posts a signed event."""
    app = Starlette(routes=[running._route(build_app(bot, client, SIGNING_SECRET))])
    with serving(app) as port:
        url = f"http://127.0.0.1:{port}{PATH}"
        yield lambda body: httpx.post(url, **signed(body), timeout=60, trust_env=False)


@pytest.fixture
def post(
    dibis: Assistant, client: WebClient, slack: SlackServer
) -> Iterator[Callable[..., httpx.Response]]:
    """Post a request to the bot's route, as Slack does."""
    with (
        http_mode(dibis, client, SIGNING_SECRET) as route,
        serving(Starlette(routes=[route])) as port,
    ):
        url = f"http://127.0.0.1:{port}{PATH}"
        yield lambda **request: httpx.post(url, **request, timeout=60, trust_env=False)


def test_a_signed_request_is_answered(
    post: Callable[..., httpx.Response], slack: SlackServer
) -> None:
    assert post(**signed(mention(slack, QUESTION))).status_code == 200
    form = "application/x-www-form-urlencoded"
    body = httpx.QueryParams(command(slack, QUESTION))
    assert post(**signed_text(str(body), form)).status_code == 200
    assert post(**signed(shortcut(slack, QUESTION), form=True)).status_code == 200
    slack.wait_finished()
    slack.wait_for("/respond/command")
    slack.wait_for("/respond/shortcut")


def test_slack_verifies_the_url(post: Callable[..., httpx.Response]) -> None:
    response = post(**signed({"type": "url_verification", "challenge": "c1"}))
    assert response.json() == {"challenge": "c1"}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"secret": "6" * 32}, 401),
        ({"age": 400}, 401),
        ({"age": -400}, 401),
    ],
)
def test_a_wrong_or_old_signature_is_refused(
    post: Callable[..., httpx.Response], slack: SlackServer, wrong: Json, status: int
) -> None:
    assert post(**signed(mention(slack, QUESTION), **wrong)).status_code == status
    assert not slack.messages


def test_requests_without_a_signature_or_measure(post: Callable[..., httpx.Response]) -> None:
    assert post(content=b"{}").status_code == 401
    assert post(content=b"\xff").status_code == 400
    assert post(content=b"x" * 1_000_001).status_code == 413


def test_it_is_served_beside_a_page(
    slack: SlackServer, dibis: Assistant, client: WebClient
) -> None:
    page = Starlette(routes=[Mount("/", PlainTextResponse("the page"))])
    with serving(page) as port:
        url = f"http://127.0.0.1:{port}{PATH}"
        request = signed(mention(slack, QUESTION))
        with beside(page, dibis, client, Tokens(BOT_TOKEN, "", SIGNING_SECRET)) as how:
            assert how == f"at {PATH}"
            assert httpx.post(url, **request, trust_env=False).status_code == 200
            slack.wait_finished()
        assert httpx.post(url, **request, trust_env=False).text == "the page"
    with beside(page, dibis, client, Tokens(BOT_TOKEN, APP_TOKEN)) as how:
        assert how == "over a socket"


# --- setting up ----------------------------------------------------------------------

TOKENS = Tokens(BOT_TOKEN, APP_TOKEN, SIGNING_SECRET)


def test_check_finds_all_well(slack: SlackServer, client: WebClient) -> None:
    findings = check(TOKENS, client)
    assert all(finding.good for finding in findings)
    assert "@assistant in Newsroom" in findings[0].text


@pytest.mark.parametrize(
    ("tokens", "missing"),
    [
        (Tokens(), ["SLACK_BOT_TOKEN is not set", "neither SLACK_APP_TOKEN"]),
        (Tokens("xoxp-user", APP_TOKEN), ["does not begin with xoxb-"]),
        (Tokens(BOT_TOKEN, "xoxb-wrong"), ["does not begin with xapp-"]),
        (Tokens(BOT_TOKEN, "xapp-wrong"), ["opens no socket: invalid_auth"]),
    ],
)
def test_check_says_what_is_missing(
    slack: SlackServer, client: WebClient, tokens: Tokens, missing: list[str]
) -> None:
    bad = [finding.text for finding in check(tokens, client) if not finding.good]
    assert len(bad) == len(missing)
    assert all(part in text for part, text in zip(missing, bad, strict=True))


def test_check_names_a_missing_scope(slack: SlackServer, client: WebClient) -> None:
    slack.scopes = SCOPES.replace("im:history,", "")
    bad = [finding.text for finding in check(TOKENS, client) if not finding.good]
    assert len(bad) == 1
    assert bad[0].startswith("scope im:history is missing")


def test_check_shows_no_secret(slack: SlackServer, client: WebClient) -> None:
    slack.refuse("auth.test", "invalid_auth")
    shown = "".join(finding.text for finding in check(TOKENS, client)) + repr(TOKENS)
    assert not any(s in shown for s in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET))


def test_wrong_tokens_are_explained(
    slack: SlackServer, dibis: Assistant, client: WebClient
) -> None:
    wrong = WebClient("xoxb-wrong", base_url=f"{slack.url}/api/")
    with (
        pytest.raises(SlackError, match="SLACK_APP_TOKEN: invalid_auth"),
        socket_mode(dibis, client, "xapp-wrong"),
    ):
        pass
    with (
        pytest.raises(SlackError, match="SLACK_BOT_TOKEN: invalid_auth"),
        socket_mode(dibis, wrong, APP_TOKEN),
    ):
        pass
    with pytest.raises(SlackError, match="SLACK_BOT_TOKEN is not set"):
        Tokens.from_env({}).require_bot()


def test_the_manifest_asks_for_what_check_looks_at() -> None:
    made = manifest()
    assert sorted(made["oauth_config"]["scopes"]["bot"]) == sorted(SCOPES.split(","))
    assert made["settings"]["socket_mode_enabled"]
    over_http = manifest("https://example.com/")
    assert over_http["features"]["slash_commands"][0]["url"] == f"https://example.com{PATH}"
    assert not over_http["settings"]["socket_mode_enabled"]


def test_the_log_is_quiet(bot: Bot, slack: SlackServer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        slack.send("events_api", mention(slack, QUESTION))
        slack.wait_finished()
    assert not any(
        BOT_TOKEN in r.getMessage() or APP_TOKEN in r.getMessage() for r in caplog.records
    )


@pytest.fixture
def no_tokens(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without Slack's secrets, and a store that is not there yet."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ASSISTANT_STORE", str(tmp_path / "store"))


@pytest.mark.usefixtures("no_tokens")
def test_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["slack", "--manifest"]) == 0
    assert json.loads(capsys.readouterr().out) == manifest()
    assert main(["slack", "--check"]) == 2
    assert "MISSING  SLACK_BOT_TOKEN is not set" in capsys.readouterr().out
    assert main(["slack"]) == 2
    assert capsys.readouterr().err.startswith("assistant: SLACK_BOT_TOKEN is not set")
    assert main(["feedback"]) == 0
    assert capsys.readouterr().out == ""
    (tmp_path / "store").mkdir()
    with Journal(journal_path(tmp_path / "store")) as journal:
        journal.add_feedback(Feedback("a", Verdict.UP, "who?", {"text": "so"}, {}))
        assert main(["feedback"]) == 0
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["answer"] == {"text": "so"}


def test_a_signal_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(Event):
        def wait(self, timeout: float | None = None) -> bool:
            signal.raise_signal(signal.SIGTERM)
            return super().wait(60)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(running, "Event", Interrupted)
    wait_for_stop()
    assert signal.getsignal(signal.SIGTERM) == before
