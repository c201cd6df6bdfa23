"""The filters: which articles are listed and asked. The Articles tab sets them, the chat uses them.

They are read from the page at each question, so that what is shown is what is asked.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from assistant.answers import Coverage, Where
from assistant.assistant import Assistant
from assistant.errors import QuestionError
from assistant.page.assets import asset
from assistant.render.html import problem_html, render
from assistant.render.lines import undated_line
from assistant.text.periods import Period
from assistant.text.wording import article_count, day


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
        """What `where_of` reads."""
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


def where_of(sources: list[str] | None, first: str | None, last: str | None) -> Where:
    """Read the filters as the reader set them.

    Args:
        sources: outlets.
        first: the first day, such as 2023-12-03; nothing for any.
        last: the last day.

    Raises:
        QuestionError: a day is no date, or the last is before the first.
    """
    return Where(sources=tuple(sources or ()), published=Period(_day_of(first), _day_of(last)))


def filters_line(assistant: Assistant, *values: Any) -> str:
    """Render which articles are asked, or what is wrong with the filters.

    Args:
        assistant: an open one.
        values: of `Filters.inputs`.
    """
    try:
        where = where_of(*values)
        return filters_html(where, assistant.coverage(where))
    except QuestionError as error:
        return problem_html(str(error))


def filters_html(where: Where, coverage: Coverage) -> str:
    """Render in one line which articles are asked.

    Args:
        where: the filters.
        coverage: the articles that they allow.
    """
    limits = [", ".join(where.sources)] if where.sources else []
    first, last = where.published.first, where.published.last
    if first and last:
        limits.append(f"{day(first)} to {day(last)}")
    elif first:
        limits.append(f"since {day(first)}")
    elif last:
        limits.append(f"until {day(last)}")
    if coverage.undated:
        limits.append(undated_line(coverage))
    count = article_count(coverage.articles)
    if limits:
        asked = f"{count}: {' · '.join(limits)}"
    else:
        asked = "the one article" if coverage.articles == 1 else f"all {count}"
    return render("filters.html", asked=asked, narrowed=bool(limits))


def _day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise QuestionError(f"{text!r} is not a date such as 2023-12-03") from None


def _day_box(label: str, name: str) -> gr.Textbox:
    # gr.DateTime's field and button have no names for a screen reader.
    return gr.Textbox("", label=label, placeholder="2023-12-03", elem_id=name, render=False)
