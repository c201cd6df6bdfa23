"""The chat: what happens when a reader asks, stops, retries or opens a citation.

Gradio's events are wired to the assistant here. What is shown comes from `conversation`
and `render`, as HTML in which articles and questions are escaped; Gradio's own Markdown never
sees them. A session's conversation is in its `gr.State`, and nowhere else.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.answers import Turn
from assistant.assistant import MAX_QUESTION_CHARS, Assistant
from assistant.errors import AssistantError
from assistant.examples import example_questions
from assistant.page.assets import asset
from assistant.page.conversation import (
    Conversation,
    Exchange,
    conversation_html,
    find_citation,
    first_citation,
    history,
    panel_html,
    welcome_html,
)

logger = logging.getLogger(__name__)

BROKEN = "Something went wrong here, not with your question. Ask again; the server's log has more."
STOPPED = "Stopped before there was an answer."

# Questions are drawn from the first articles only: a large collection opens quickly too.
_EXAMPLE_ARTICLES = 20

_Outputs = tuple[Any, ...]


def build_chat(assistant: Assistant, page: gr.Blocks, clear: gr.Button) -> None:
    """Lay out the chat and the article beside it, and wire them.

    Args:
        assistant: an open one; it stays the caller's to close.
        page: what they are part of.
        clear: starts a new conversation.
    """
    with gr.Row(elem_id="desk", equal_height=True):
        with gr.Column(elem_id="talk", scale=6, min_width=300):
            said = gr.State(())
            talk = gr.HTML(
                elem_id="conversation", apply_default_css=False, js_on_load=asset("page.js")
            )
            box = _question_box()
        with gr.Column(elem_id="proof", scale=5, min_width=300):
            panel = _article_panel()
    _wire(_Chat(assistant), _Parts(page, said, talk, box, clear, panel))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and change."""

    page: gr.Blocks
    said: gr.State
    talk: gr.HTML
    box: gr.Textbox
    clear: gr.Button
    panel: gr.HTML


class _Chat:
    """What happens on the page; a session's conversation comes in and goes out each time."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def load(self) -> str:
        """Give the welcome, as the page opens."""
        return conversation_html((), self._welcome())

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
        count = self._assistant.coverage().articles
        examples = example_questions(self._assistant.articles(limit=_EXAMPLE_ARTICLES))
        return welcome_html(count, examples)


def _wire(chat: _Chat, parts: _Parts) -> None:
    """Connect what a reader does to what happens."""
    outputs = [parts.said, parts.talk, parts.panel, parts.box]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    talk, box, said = parts.talk, parts.box, parts.said
    parts.page.load(chat.load, None, [talk], **quiet)
    asking = [
        box.submit(chat.ask, [box, said], outputs, **quiet),
        talk.example(chat.example, [said], outputs, **quiet),
        talk.retry(chat.retry, [said], outputs, **quiet),
    ]
    talk.edit(chat.edit, [said], outputs, **quiet)
    # "multiple": a second click while an article is still on its way counts too.
    talk.show(chat.show, [said], [parts.panel], trigger_mode="multiple", **quiet)
    box.stop(chat.stop, [said], outputs, cancels=asking, **quiet)
    parts.clear.click(chat.clear, None, outputs, cancels=asking, **quiet)


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


def _sent(event: gr.EventData, name: str) -> str:
    """Read a value that the browser sent with an event; it may send anything."""
    data = event._data  # noqa: SLF001 - its public access fails on what is missing.
    return str(data.get(name, "")) if isinstance(data, dict) else ""
