"""The page: a chat, and beside it the article that an answer cites.

This module only wires Gradio's events to the assistant. What is shown comes from `conversation`
and `render`, as HTML in which articles and questions are escaped; Gradio's own Markdown never
sees them. A session's conversation is in its `gr.State`, and nowhere else.
"""

import json
import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any

import gradio as gr
from gradio.events import api
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.answers import Coverage, Turn, Where
from assistant.assistant import MAX_QUESTION_CHARS, Assistant
from assistant.conversation import (
    Conversation,
    Exchange,
    conversation_html,
    find_citation,
    first_citation,
    history,
    masthead_html,
    panel_html,
    welcome_html,
)
from assistant.errors import AssistantError, QuestionError
from assistant.examples import example_questions

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""How many questions are answered at one time; the others wait."""

MAX_WAITING = 64
"""How many questions may wait; who asks then is told that the page is busy."""

BROKEN = "Something went wrong here, not with your question. Ask again; the server's log has more."
STOPPED = "Stopped before there was an answer."

# Questions are drawn from the first articles only: a large collection opens quickly too.
_EXAMPLE_ARTICLES = 20

# The browser itself refuses what is not the page's own, should anything ever slip through.
# Gradio's frontend compiles its templates, so it needs inline scripts and eval.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_FONTS = ("ui-sans-serif", "system-ui", "sans-serif")
_MONO_FONTS = ("ui-monospace", "monospace")

_Outputs = tuple[Any, ...]


def build(assistant: Assistant) -> gr.Blocks:
    """Build the page.

    Args:
        assistant: an open one; it stays the caller's to close.

    Returns:
        The page, not yet served.
    """
    page = gr.Blocks(title="Articles Assistant", analytics_enabled=False, fill_width=True)
    with page:
        # First, so that the name is its own: private events are named after functions too.
        api(_ask_endpoint(assistant), api_name="ask", concurrency_limit=AT_ONCE)
        with gr.Row(elem_id="head"):
            masthead = gr.HTML(elem_id="masthead", apply_default_css=False)
            clear = gr.Button("New conversation", elem_id="clear", size="sm")
        with gr.Row(elem_id="desk", equal_height=True):
            with gr.Column(elem_id="talk", scale=6, min_width=300):
                said = gr.State(())
                talk = gr.HTML(
                    elem_id="conversation", apply_default_css=False, js_on_load=_asset("page.js")
                )
                box = _question_box()
            with gr.Column(elem_id="proof", scale=5, min_width=300):
                panel = _article_panel()
        _wire(_Desk(assistant), _Parts(page, masthead, said, talk, box, clear, panel))
    page.queue(max_size=MAX_WAITING, default_concurrency_limit=AT_ONCE)
    return page


def start(assistant: Assistant, host: str, port: int) -> gr.Blocks:
    """Serve the page and come back at once.

    Args:
        assistant: an open one; it stays the caller's to close.
        host: the address to listen on.
        port: the port to listen on; 0 for any free one.

    Returns:
        The page; its `local_url` says where it is, its `close()` stops it.

    Raises:
        OSError: the port is taken.
    """
    page = build(assistant)
    page.launch(
        server_name=host,
        server_port=port or _free_port(),
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        inbrowser=False,
        strict_cors=True,
        allowed_paths=[],
        max_file_size="1kb",  # Nothing on the page takes a file.
        enable_monitoring=False,
        run_history=False,
        ssr_mode=False,
        pwa=False,
        footer_links=[],
        theme=gr.themes.Base(font=_FONTS, font_mono=_MONO_FONTS),
        css=_asset("page.css"),
        app_kwargs={"middleware": [Middleware(_Guarded)]},
    )
    return page


def serve(assistant: Assistant, host: str, port: int) -> None:
    """Serve the page until it is interrupted.

    Args:
        assistant: an open one; it stays the caller's to close.
        host: the address to listen on.
        port: the port to listen on; 0 for any free one.

    Raises:
        OSError: the port is taken.
    """
    page = start(assistant, host, port)
    print(f"The page is at {page.local_url}", flush=True)
    try:
        page.block_thread()
    finally:
        page.close(verbose=False)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and change."""

    page: gr.Blocks
    masthead: gr.HTML
    said: gr.State
    talk: gr.HTML
    box: gr.Textbox
    clear: gr.Button
    panel: gr.HTML


class _Desk:
    """What happens on the page; a session's conversation comes in and goes out each time."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def load(self) -> _Outputs:
        """Fill the page as it opens: the collection in the masthead, and the welcome."""
        articles = self._assistant.articles()
        dates = [article.published for article in articles if article.published]
        coverage = Coverage(len(articles), min(dates, default=None), max(dates, default=None))
        return masthead_html(coverage), conversation_html((), self._welcome())

    def ask(self, question: str, said: Conversation) -> Iterator[_Outputs]:
        """Answer a question, showing how far the answer has come."""
        question = question.strip()
        if not question or (said and said[-1].waits):
            yield (gr.skip(),) * 4
            return
        exchange = Exchange(question[:MAX_QUESTION_CHARS])
        yield self._frame((*said, exchange), box=_busy())
        for state in self._answered(question, exchange, history(said)):
            exchange = state
            if exchange.waits:
                yield self._frame((*said, exchange))
        yield self._frame((*said, exchange), box=_ready(), panel=True)

    def example(self, said: Conversation, event: gr.EventData) -> Iterator[_Outputs]:
        """Answer an example question that was clicked."""
        yield from self.ask(_sent(event, "question"), said)

    def retry(self, said: Conversation) -> Iterator[_Outputs]:
        """Answer the last question anew."""
        yield from self.ask(said[-1].question if said else "", said[:-1])

    def edit(self, said: Conversation) -> _Outputs:
        """Take the last question back into the box."""
        question = said[-1].question if said else ""
        return self._frame(said[:-1], box=gr.update(value=question), panel=True)

    def stop(self, said: Conversation) -> _Outputs:
        """Say that the last question was stopped; Gradio has cancelled its answer."""
        if said and said[-1].waits:
            said = (*said[:-1], replace(said[-1], problem=STOPPED))
        return self._frame(said, box=_ready())

    def clear(self) -> _Outputs:
        """Start a new conversation."""
        return self._frame((), box=_ready(), panel=True)

    def show(self, said: Conversation, event: gr.EventData) -> Any:
        """Open the article of a citation that was clicked."""
        found = find_citation(said, _sent(event, "cite"))
        return panel_html(said, *found) if found else gr.skip()

    def _answered(
        self, question: str, exchange: Exchange, turns: Sequence[Turn]
    ) -> Iterator[Exchange]:
        """Give the exchange after each event; whatever happens, the last one waits no more."""
        try:
            for event in self._assistant.stream(question, history=turns):
                exchange = exchange.after(event)
                yield exchange
        except AssistantError as error:
            yield replace(exchange, problem=str(error))
        except Exception:
            logger.exception("a question on the page failed")
            yield replace(exchange, problem=BROKEN)

    def _frame(self, said: Conversation, box: Any = None, panel: bool = False) -> _Outputs:
        """Give the conversation, its HTML, the article panel and the box, as they now are."""
        return (
            said,
            conversation_html(said, "" if said else self._welcome()),
            panel_html(said, len(said) - 1, first_citation(said)) if panel else gr.skip(),
            gr.skip() if box is None else box,
        )

    def _welcome(self) -> str:
        articles = self._assistant.articles()
        return welcome_html(len(articles), example_questions(articles[:_EXAMPLE_ARTICLES]))


def _wire(desk: _Desk, parts: _Parts) -> None:
    """Connect what a reader does to what happens."""
    outputs = [parts.said, parts.talk, parts.panel, parts.box]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    talk, box, said = parts.talk, parts.box, parts.said
    parts.page.load(desk.load, None, [parts.masthead, talk], **quiet)
    asking = [
        box.submit(desk.ask, [box, said], outputs, **quiet),
        talk.example(desk.example, [said], outputs, **quiet),
        talk.retry(desk.retry, [said], outputs, **quiet),
    ]
    talk.edit(desk.edit, [said], outputs, **quiet)
    # "multiple": a second click while an article is still on its way counts too.
    talk.show(desk.show, [said], [parts.panel], trigger_mode="multiple", **quiet)
    box.stop(desk.stop, [said], outputs, cancels=asking, **quiet)
    parts.clear.click(desk.clear, None, outputs, cancels=asking, **quiet)


def _question_box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="Your question",
        show_label=False,
        placeholder="Ask about the articles…",
        lines=1,
        max_lines=6,
        max_length=MAX_QUESTION_CHARS,
        autofocus=True,
        submit_btn="Ask",
    )


def _busy() -> Any:
    return gr.update(value="", submit_btn=False, stop_btn="Stop")


def _ready() -> Any:
    return gr.update(submit_btn="Ask", stop_btn=False)


def _article_panel() -> gr.HTML:
    return gr.HTML(
        panel_html((), 0, None),
        elem_id="article",
        apply_default_css=False,
        js_on_load="watch('value', () => document.dispatchEvent(new Event('article-shown')))",
    )


def _ask_endpoint(assistant: Assistant) -> Callable[..., dict[str, Any]]:
    def ask(
        question: str,
        history: list[dict[str, Any]] | None = None,
        sources: list[str] | None = None,
        published_from: str = "",
        published_to: str = "",
    ) -> dict[str, Any]:
        """Answer a question from the articles, with the sentences that say so.

        Args:
            question: in plain words.
            history: earlier turns, the oldest first: {"question", "answer", "quotes"}.
            sources: outlets that may answer; all by default.
            published_from: the first day, such as 2023-12-03; any by default.
            published_to: the last day.

        Returns:
            The answer: text, status, reason, citations, nearest, question, coverage, timings.
        """
        try:
            answer = assistant.ask(
                question,
                history=[_turn(turn) for turn in history or ()],
                where=Where(
                    sources=tuple(sources or ()),
                    published_from=_day(published_from),
                    published_to=_day(published_to),
                ),
            )
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from None
        plain: dict[str, Any] = json.loads(answer.to_json())
        return plain

    return ask


def _turn(sent: dict[str, Any]) -> Turn:
    quotes = sent.get("quotes") or ()
    return Turn(
        str(sent.get("question", "")),
        str(sent.get("answer", "")),
        tuple(map(str, quotes)),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise QuestionError(f"{text!r} is not a date such as 2023-12-03") from None


def _sent(event: gr.EventData, name: str) -> str:
    """Read a value that the browser sent with an event; it may send anything."""
    data = event._data  # noqa: SLF001 - its public access fails on what is missing.
    return str(data.get(name, "")) if isinstance(data, dict) else ""


def _asset(name: str) -> str:
    return (files("assistant") / "page" / name).read_text(encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class _Guarded:
    """ASGI middleware that gives every response the page's security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_guarded)
