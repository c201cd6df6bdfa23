"""The filters: which articles are listed and asked. The Articles tab sets them, the chat uses them.

They are read from the page at each question, so that what is shown is what is asked.
"""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.page.assets import asset
from assistant.page.collection import filters_html, problem_html, where_of


@dataclass(frozen=True, slots=True)
class Filters:
    """The components; each is laid out where it belongs with `render`.

    Args:
        sources: the outlets that are asked.
        first: the first day.
        last: the last day.
        line: says beside the question what is asked.
    """

    sources: gr.Dropdown
    first: gr.Textbox
    last: gr.Textbox
    line: gr.HTML

    @property
    def inputs(self) -> list[Any]:
        """What `collection.where_of` reads."""
        return [self.sources, self.first, self.last]


def make_filters() -> Filters:
    """Make the components, not yet laid out."""
    return Filters(
        gr.Dropdown(
            [], label="Sources", multiselect=True, elem_id="sources", scale=2, render=False
        ),
        _day_box("From", "first-day"),
        _day_box("To", "last-day"),
        gr.HTML(
            elem_id="asked",
            apply_default_css=False,
            js_on_load=asset("filters.js"),
            render=False,
        ),
    )


def filters_line(assistant: Assistant, *values: Any) -> str:
    """Say which articles are asked.

    Args:
        assistant: an open one.
        values: of `Filters.inputs`.
    """
    try:
        where = where_of(*values)
        return filters_html(where, assistant.coverage(where).articles)
    except QuestionError as error:
        return problem_html(str(error))


def _day_box(label: str, name: str) -> gr.Textbox:
    # gr.DateTime's field and button have no names for a screen reader.
    return gr.Textbox("", label=label, placeholder="2023-12-03", elem_id=name, render=False)
