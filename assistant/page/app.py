"""The page put together; `running` serves it."""

import gradio as gr
from gradio.events import api

from assistant.assistant import Assistant
from assistant.page.articles import build_articles
from assistant.page.chat import build_chat
from assistant.page.endpoints import endpoints
from assistant.page.filters import make_filters
from assistant.page.limits import QuestionLimit

AT_ONCE = 4
"""How many questions are answered at one time; the others wait."""

MAX_WAITING = 64
"""How many questions may wait; who asks then is told that the page is busy."""

_HOUR = 60 * 60


def build(assistant: Assistant) -> gr.Blocks:
    """Build the page.

    Args:
        assistant: an open one; it stays the caller's to close.

    Returns:
        The page, not yet served.
    """
    page = gr.Blocks(
        title="Articles Assistant",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(_HOUR, _HOUR),  # dropped files, long after they were read
    )
    limit = QuestionLimit(assistant.settings.page.questions_per_minute)
    with page:
        # First, so that the names are their own: private events are named after functions too.
        # Unqueued, or the MCP server would have to log in to its own page.
        for endpoint in endpoints(assistant, limit):
            api(endpoint, api_name=endpoint.__name__, queue=False)
        masthead = gr.HTML(elem_id="masthead", apply_default_css=False)
        filters = make_filters()
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Ask", elem_id="ask"):
                build_chat(assistant, page, filters, limit)
            with gr.Tab("Articles", elem_id="articles") as tab:
                build_articles(assistant, page, tab, masthead, filters)
    page.queue(max_size=MAX_WAITING, default_concurrency_limit=AT_ONCE)
    return page
