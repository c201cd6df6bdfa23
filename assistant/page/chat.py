"""The chat: what happens when a reader asks, stops, retries or opens a citation.

Gradio's events are wired to the assistant here. What is shown comes from `transcript`
and `panel`, as HTML in which articles and questions are escaped; Gradio's own Markdown never
sees them. The conversation itself is kept by the browser, comes with each event and is read by
`history`: there is no session here that a restart could lose or that could show in another's.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.answers import Turn
from assistant.asking.suggestions import suggest_questions
from assistant.assistant import MAX_QUESTION_CHARS, Assistant
from assistant.errors import AssistantError, UnknownAnswerError
from assistant.journal import Verdict
from assistant.page.assets import asset
from assistant.page.conversation import (
    MAX_WHY_CHARS,
    Exchange,
    find_citation,
    find_place,
    first_citation,
    history,
)
from assistant.page.events import sent
from assistant.page.filters import Filters, where_of
from assistant.page.history import Saved, read_saved
from assistant.page.limits import QuestionLimit
from assistant.page.panel import panel_html
from assistant.page.transcript import Welcome, conversation_html
from assistant.render.html import render

logger = logging.getLogger(__name__)

BROKEN = "Something went wrong here, not with your question. Ask again; the server's log has more."
STOPPED = "Stopped before there was an answer."
LEFT = "The page was left before there was an answer."

# Questions are drawn from the first articles only: a large collection opens quickly too.
_EXAMPLE_ARTICLES = 20

_Outputs = tuple[Any, ...]


def build_chat(
    assistant: Assistant, page: gr.Blocks, filters: Filters, limit: QuestionLimit
) -> None:
    """Lay out the conversations, the chat and the article beside it, and wire them.

    Args:
        assistant: an open one; it stays the caller's to close.
        page: what they are part of.
        filters: which articles are asked; their line is laid out here.
        limit: how often a reader may ask.
    """
    with gr.Row(elem_id="desk", equal_height=True):
        kept = _conversations()
        with gr.Column(elem_id="talk", scale=6, min_width=300):
            talk = gr.HTML(
                elem_id="conversation", apply_default_css=False, js_on_load=asset("page.js")
            )
            filters.line.render()  # type: ignore[no-untyped-call]
            box = _question_box()
        with gr.Column(elem_id="proof", scale=5, min_width=300):
            panel = _article_panel()
    _wire(_Chat(assistant, limit), _Parts(page, kept, talk, box, panel, filters))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and change."""

    page: gr.Blocks
    kept: gr.HTML
    talk: gr.HTML
    box: gr.Textbox
    panel: gr.HTML
    filters: Filters


class _Chat:
    """What happens in the chat; the conversation comes from the browser and goes back to it."""

    def __init__(self, assistant: Assistant, limit: QuestionLimit) -> None:
        self._assistant = assistant
        self._limit = limit

    def arrive(self, request: gr.Request) -> Any:
        """Say who the reader is; the browser then opens what it keeps for this one."""
        return gr.update(owner=request.username or "")

    def open(self, kept: str) -> _Outputs:
        """Show a conversation that the browser kept, or the welcome."""
        saved = self._read(kept)
        # Its page was left, or its server stopped, before the answer came.
        said = tuple(replace(e, problem=LEFT) if e.waits else e for e in saved.exchanges)
        return self._frame(replace(saved, exchanges=said), box=_ready(), panel=True)

    def ask(
        self, request: gr.Request, question: str, kept: str, *filters: Any
    ) -> Iterator[_Outputs]:
        """Answer a question, showing how far the answer has come."""
        yield from self._ask(request, question, self._read(kept), filters)

    def example(
        self, request: gr.Request, event: gr.EventData, kept: str, *filters: Any
    ) -> Iterator[_Outputs]:
        """Answer an example question that was clicked."""
        yield from self._ask(request, sent(event, "question"), self._read(kept), filters)

    def retry(self, request: gr.Request, kept: str, *filters: Any) -> Iterator[_Outputs]:
        """Answer the last question anew."""
        saved, question = _without_last(self._read(kept))
        yield from self._ask(request, question, saved, filters)

    def edit(self, kept: str) -> _Outputs:
        """Take the last question back into the box."""
        saved, question = _without_last(self._read(kept))
        return self._frame(saved, box=gr.update(value=question), panel=True)

    def stop(self, kept: str) -> _Outputs:
        """Say that the last question was stopped; Gradio has cancelled its answer."""
        saved = self._read(kept)
        said = saved.exchanges
        if said and said[-1].waits:
            said = (*said[:-1], replace(said[-1], problem=STOPPED))
        return self._frame(replace(saved, exchanges=said), box=_ready())

    def show(self, kept: str, event: gr.EventData) -> Any:
        """Open the article of a citation that was clicked."""
        said = self._read(kept).exchanges
        found = find_citation(said, sent(event, "cite"))
        return panel_html(said, *found) if found else gr.skip()

    def judge(self, kept: str, event: gr.EventData, request: gr.Request) -> _Outputs:
        """Note what the reader thinks of an answer."""
        saved = self._read(kept)
        said = list(saved.exchanges)
        place = find_place(saved.exchanges, sent(event, "exchange"))
        given = sent(event, "verdict")
        if place is None or given not in set(Verdict):
            return (gr.skip(),) * 4
        verdict, why = Verdict(given), sent(event, "why").strip()[:MAX_WHY_CHARS]
        try:
            self._assistant.feedback(
                said[place].kept, verdict, reason=why, who=request.username or "", place="page"
            )
        except UnknownAnswerError:
            gr.Warning("This answer is too old to be judged; ask again.")
            return (gr.skip(),) * 4
        said[place] = replace(said[place], verdict=verdict, why=why)
        return self._frame(replace(saved, exchanges=tuple(said)))

    def _read(self, kept: str) -> Saved:
        return read_saved(kept, self._assistant.article)

    def _ask(
        self, request: gr.Request, question: str, saved: Saved, filters: Sequence[Any]
    ) -> Iterator[_Outputs]:
        question, said = question.strip()[:MAX_QUESTION_CHARS], saved.exchanges
        if not question or (said and said[-1].waits):
            yield (gr.skip(),) * 4
            return
        for exchange in self._answered(request, Exchange(question), history(said), filters):
            asked = replace(saved, exchanges=(*said, exchange))
            if exchange.draft:
                yield gr.skip(), conversation_html(asked.exchanges), gr.skip(), gr.skip()
            elif exchange.waits:
                yield self._frame(asked, box=_busy())
            else:
                yield self._frame(asked, box=_ready(), panel=True)

    def _answered(
        self,
        request: gr.Request,
        exchange: Exchange,
        turns: Sequence[Turn],
        filters: Sequence[Any],
    ) -> Iterator[Exchange]:
        """Yield the exchange after each event; whatever happens, the last one waits no more."""
        yield exchange
        try:
            self._limit.count(request)
            where = where_of(*filters)
            for event in self._assistant.stream(exchange.question, history=turns, where=where):
                exchange = exchange.after(event)
                if exchange.answer:
                    kept = self._assistant.keep(exchange.question, exchange.answer)
                    exchange = replace(exchange, kept=kept)
                yield exchange
        except AssistantError as error:
            yield replace(exchange, problem=str(error))
        except Exception:
            logger.exception("a question on the page failed")
            yield replace(exchange, problem=BROKEN)

    def _frame(self, saved: Saved, box: Any = None, panel: bool = False) -> _Outputs:
        """Return what the browser keeps, the conversation, the article panel and the box."""
        said = saved.exchanges
        return (
            saved.to_json(),
            conversation_html(said, None if said else self._welcome()),
            panel_html(said, len(said) - 1, first_citation(said)) if panel else gr.skip(),
            gr.skip() if box is None else box,
        )

    def _welcome(self) -> Welcome:
        count = self._assistant.coverage().articles
        examples = suggest_questions(self._assistant.articles(limit=_EXAMPLE_ARTICLES))
        return Welcome(count, tuple(examples), self._assistant.settings.page.editing)


def _without_last(saved: Saved) -> tuple[Saved, str]:
    """Take the last question out of a conversation."""
    *before, last = saved.exchanges or (Exchange(""),)
    return replace(saved, exchanges=tuple(before)), last.question


def _wire(chat: _Chat, parts: _Parts) -> None:
    """Connect what a reader does to what happens."""
    outputs = [parts.kept, parts.talk, parts.panel, parts.box]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    talk, box, kept = parts.talk, parts.box, parts.kept
    asked = [kept, *parts.filters.inputs]
    parts.page.load(chat.arrive, None, [kept], **quiet)
    asking = [
        box.submit(chat.ask, [box, *asked], outputs, **quiet),
        talk.example(chat.example, asked, outputs, **quiet),
        talk.retry(chat.retry, asked, outputs, **quiet),
    ]
    talk.edit(chat.edit, [kept], outputs, **quiet)
    # "multiple": a second click while an article is still on its way counts too.
    talk.show(chat.show, [kept], [parts.panel], trigger_mode="multiple", **quiet)
    talk.judge(chat.judge, [kept], outputs, trigger_mode="multiple", **quiet)
    # Each by itself: of a list the browser cancels one event after the other, as the server
    # answers, and would cancel what was asked again meanwhile, too.
    for event in asking:
        box.stop(None, cancels=event, **quiet)
    box.stop(chat.stop, [kept], outputs, **quiet)
    # "always_last": of several that are clicked in a row, the last one is to be seen.
    kept.open(chat.open, [kept], outputs, cancels=asking, trigger_mode="always_last", **quiet)


def _conversations() -> gr.HTML:
    """The reader's conversations; its value is the one that is open, as `history` has it."""
    return gr.HTML(
        "",
        html_template=render("conversations.html"),
        js_on_load=asset("history.js"),
        elem_id="history",
        apply_default_css=False,
        owner=None,
    )


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
