"""The wire to a real model server: llama.cpp on loopback, and a server that misbehaves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from assistant import Answer, Assistant, Draft, LLMSettings, Settings, Status
from assistant.models.chat_model import RETRIES, load_chat_model
from tests.conftest import ROOT
from tests.llm_server import llama_server, needs_llama_server

pytestmark = needs_llama_server

QUESTION = "how many people were injured in the strike?"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a server for the whole module."""
    with llama_server() as (url, _):
        yield url


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the corpus, for the whole module."""
    folder = tmp_path_factory.mktemp("store")
    with Assistant.open(folder, settings=Settings()) as assistant:
        assistant.add(ROOT / "corpus")
    return folder


@pytest.fixture
def opened(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Assistant]]:
    """Opens an assistant on the corpus that writes with the server at an address."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assistants: list[Assistant] = []

    def open_at(url: str, **more: Any) -> Assistant:
        frugal = {"timeout": 240, "budget": 200}  # on a slow machine, too
        settings = Settings(
            llm=LLMSettings(model="openai:small", base_url=url, **{**frugal, **more})
        )
        assistants.append(Assistant.open(store, settings=settings))
        return assistants[0]

    yield open_at
    for assistant in assistants:
        assistant.close()


def _finished(events: list[Any]) -> Answer:
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert answer.status in Status
    return answer


def test_prose_streams_and_its_cost_is_told(opened: Any, url: str) -> None:
    events = list(opened(url).stream(QUESTION))
    answer = _finished(events)
    assert len([e for e in events if isinstance(e, Draft)]) > 1
    assert answer.usage is not None
    assert answer.usage.tokens_in is not None
    assert answer.usage.tokens_in > 100
    assert answer.usage.tokens_out is not None
    assert 0 < answer.usage.tokens_out <= 50
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote


def test_a_stop_word_stops(url: str) -> None:
    llm = load_chat_model(LLMSettings(model="openai:small", base_url=url))
    text = "".join(str(p.text) for p in llm.stream("Say the alphabet.", stop=["e"], max_tokens=40))
    assert "e" not in text


def test_a_server_that_is_too_slow_is_not_waited_for(opened: Any, url: str) -> None:
    answer = opened(url, timeout=0.05).ask(QUESTION)
    assert answer.notice.startswith("The LLM took")
    assert answer.citations


def test_a_reader_who_leaves_frees_the_server(opened: Any, url: str) -> None:
    assistant = opened(url)
    events = assistant.stream("who rejected attacks on the territory of Iraq?")
    assert isinstance(next(events), Draft)
    events.close()
    assert _finished(list(assistant.stream(QUESTION))).usage is not None


def test_a_server_killed_in_the_middle_costs_no_answer(opened: Any) -> None:
    with llama_server() as (url, process):
        assistant = opened(url)
        events = assistant.stream(QUESTION)
        first = next(events)
        process.kill()
        process.wait()
        answer = _finished([first, *events])
        assert isinstance(first, Draft)
        assert "broke off" in answer.notice or "could not be reached" in answer.notice
        assert answer.citations
        again = assistant.ask(QUESTION)
        assert "could not be reached" in again.notice
        assert again.citations


# A server that misbehaves.

Reply = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def wire(reply: Reply) -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that gives this reply to each request, and lists their paths."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(self.path)
            reply(self)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1", asked
        finally:
            server.shutdown()
            thread.join()


def _send(status: int, body: str, kind: str = "application/json", length: int = 0) -> Reply:
    def reply(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(length or len(body)))
        handler.send_header("Retry-After-Ms", "1")
        handler.end_headers()
        handler.wfile.write(body.encode())

    return reply


def _sse(*contents: str) -> str:
    return "".join(
        'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":'
        f'[{{"index":0,"delta":{{"content":"{content}"}},"finish_reason":null}}]}}\n\n'
        for content in contents
    )


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (_send(401, '{"error": {"message": "bad key"}}'), "does not accept the key"),
        (_send(404, '{"error": {"message": "no model"}}'), "is not known"),
        (_send(400, '{"error": {"message": "bad"}}'), "rejected the request"),
        (_send(429, '{"error": {"code": "insufficient_quota"}}'), "no quota left"),
        (_send(500, "oops", "text/plain"), "failed on its server"),
        (_send(200, "<html>Welcome</html>", "text/html"), "The LLM"),
        (_send(200, "data: {not json\n\n", "text/event-stream"), "cannot be read"),
        (_send(200, "data: [DONE]\n\n", "text/event-stream"), "The LLM"),
        (_send(200, _sse("Five ", "people "), "text/event-stream", 9999), "broke off"),
        (_send(200, _sse("") + "data: [DONE]\n\n", "text/event-stream"), "wrote nothing"),
    ],
    ids="key model request quota server html json nothing broken empty".split(),
)
def test_a_fault_on_the_wire_costs_no_answer(opened: Any, reply: Reply, words: str) -> None:
    with wire(reply) as (url, _):
        answer = opened(url).ask(QUESTION)
    assert answer.status is Status.ANSWERED
    assert answer.citations
    assert words in answer.notice
    assert answer.notice.endswith("these are the sentences themselves.")


def test_a_busy_server_is_asked_again(opened: Any) -> None:
    busy = _send(429, '{"error": {"message": "slow down"}}')
    prose = _sse("Five people ", "were injured in the strike [1].") + "data: [DONE]\n\n"
    replies = iter([*[busy] * RETRIES, _send(200, prose, "text/event-stream")])

    def reply(handler: BaseHTTPRequestHandler) -> None:
        next(replies)(handler)

    with wire(reply) as (url, asked):
        answer = opened(url).ask(QUESTION)
    assert len(asked) == RETRIES + 1
    assert "themselves" not in answer.notice


def wait(event: Event) -> None:
    """Wait, and answer nothing."""
    event.wait()


def test_a_server_that_never_answers_is_not_waited_for(opened: Any) -> None:
    never = Event()
    with wire(lambda _: wait(never)) as (url, _):
        answer = opened(url, timeout=0.3).ask(QUESTION)
        never.set()
    assert answer.notice.startswith("The LLM took")
    assert answer.citations
