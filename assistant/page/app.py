"""The page put together; `running` serves it."""

import gradio as gr
from gradio.events import api

from assistant.assistant import Assistant
from assistant.page.articles import build_articles
from assistant.page.chat import build_chat
from assistant.page.endpoints import ask_endpoint
from assistant.page.filters import make_filters

AT_ONCE = 4
"""How many questions are answered at one time; the others wait."""

MAX_WAITING = 64
"""How many questions may wait; who asks then is told that the page is busy."""


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
        api(ask_endpoint(assistant), api_name="ask", concurrency_limit=AT_ONCE)
        masthead = gr.HTML(elem_id="masthead", apply_default_css=False)
        filters = make_filters()
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", elem_id="ask"):
                build_chat(assistant, page, filters)
            with gr.Tab("Articles", elem_id="articles") as tab:
                build_articles(assistant, page, tab, masthead, filters)
    page.queue(max_size=MAX_WAITING, default_concurrency_limit=AT_ONCE)
    return page
