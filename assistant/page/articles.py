"""The Articles tab: look through the collection, narrow down what is asked, add and remove."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.errors import AssistantError, QuestionError, UnknownArticleError
from assistant.page.assets import asset
from assistant.page.events import sent
from assistant.page.filters import Filters, filters_line, where_of
from assistant.page.masthead import masthead_html
from assistant.page.report import report_html
from assistant.page.table import ROWS, TableView, table_html
from assistant.render.html import article_to_html, problem_html, render
from assistant.sources.files import FORMATS

logger = logging.getLogger(__name__)

MAX_FILE_BYTES = 64 * 1024 * 1024
"""The largest file that can be dropped on the page."""

MAX_FILES = 100
"""How many files can be dropped at once."""

_UNREAD = "Choose a title to read the article here."
_BROKEN = "Something went wrong here; what was added before stays. The server's log has more."

_Outputs = tuple[Any, ...]


def build_articles(
    assistant: Assistant, page: gr.Blocks, tab: gr.Tab, masthead: gr.HTML, filters: Filters
) -> None:
    """Lay out the tab and wire it.

    Args:
        assistant: an open one; it stays the caller's to close.
        page: what it is part of.
        tab: the tab, which is being laid out.
        masthead: says what the collection holds.
        filters: laid out here.
    """
    shelf = _Shelf(assistant)
    with gr.Row(elem_id="shelf"):
        with gr.Column(elem_id="stock", scale=6, min_width=300):
            with gr.Row(elem_id="filters"):
                words = gr.Textbox("", label="Search", placeholder="Title or text", elem_id="words")
                for part in (filters.sources, filters.first, filters.last):
                    part.render()  # type: ignore[no-untyped-call]
            view = gr.State(TableView())
            table = gr.HTML(
                elem_id="listing", apply_default_css=False, js_on_load=asset("articles.js")
            )
        with gr.Column(elem_id="side", scale=4, min_width=300):
            drop, report = _drop_zone() if assistant.settings.page.editing else (None, None)
            reader = gr.HTML(
                render("blank.html", message=_UNREAD),
                elem_id="reader",
                apply_default_css=False,
                js_on_load="watch('value', () => element.scrollIntoView({ block: 'start' }))",
            )

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    inputs = [view, words, *filters.inputs]
    listed = [table, view, filters.line]
    everything = [*listed, masthead, filters.sources]
    page.load(shelf.load, inputs, everything, **quiet)
    tab.select(shelf.load, inputs, everything, **quiet)
    for part in (words, filters.sources):
        part.change(shelf.narrow, inputs, listed, trigger_mode="always_last", **quiet)
    for part in (filters.first, filters.last):  # not while a date is being typed
        gr.on([part.submit, part.blur], shelf.narrow, inputs, listed, **quiet)
    filters.line.all(lambda: ([], "", ""), None, filters.inputs, **quiet).then(
        shelf.narrow, inputs, listed, **quiet
    )
    table.sort(shelf.sort, inputs, listed, **quiet)
    table.turn(shelf.turn, inputs, listed, **quiet)
    table.open(shelf.open, None, [reader], trigger_mode="multiple", **quiet)
    if drop and report:
        table.remove(shelf.remove, inputs, everything, **quiet)
        drop.upload(
            shelf.add, [drop], [report, drop], show_progress_on=[report], api_visibility="private"
        ).then(shelf.load, inputs, everything, **quiet)


class _Shelf:
    """What happens in the tab; what a session looks at comes in and goes out each time."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._editing = assistant.settings.page.editing
        self._counting = Lock()
        self._adding = 0

    def load(self, view: TableView, *narrowing: Any) -> _Outputs:
        """Show the collection as it now is."""
        outlets = [(f"{name} ({n:,})", name) for name, n in self._assistant.outlets().items()]
        masthead = masthead_html(self._assistant.coverage(), adding=self._adding > 0)
        return (*self._list(view, *narrowing), masthead, gr.update(choices=outlets))

    def narrow(self, view: TableView, *narrowing: Any) -> _Outputs:
        """List what the search and the filters now allow."""
        return self._list(replace(view, page=0), *narrowing)

    def sort(self, event: gr.EventData, view: TableView, *narrowing: Any) -> _Outputs:
        """Sort by the column that was clicked."""
        return self._list(view.sorted_by(sent(event, "column")), *narrowing)

    def turn(self, event: gr.EventData, view: TableView, *narrowing: Any) -> _Outputs:
        """Go to the page that was clicked."""
        return self._list(view.turned_to(sent(event, "page")), *narrowing)

    def open(self, event: gr.EventData) -> str:
        """Show the article whose title was clicked."""
        try:
            return article_to_html(self._assistant.article(sent(event, "id")), ())
        except UnknownArticleError:
            return problem_html("This article was removed.")

    def remove(self, event: gr.EventData, view: TableView, *narrowing: Any) -> _Outputs:
        """Remove an article, which the reader has confirmed."""
        with suppress(UnknownArticleError):  # somebody else was faster
            self._assistant.remove(sent(event, "id"))
        return self.load(view, *narrowing)

    def add(self, files: list[str], progress: gr.Progress = gr.Progress()) -> _Outputs:
        """Add the articles of dropped files, and empty the drop zone."""
        if len(files) > MAX_FILES:
            message = f"These are {len(files):,} files; drop {MAX_FILES} at a time at the most."
            return problem_html(message), None
        if any(file.endswith(".gz") for file in files):  # small files, of any size inside
            return problem_html("Unpack .gz files before you drop them here."), None
        with self._counted():
            try:
                report = self._assistant.add(
                    [Path(file) for file in files],
                    progress=lambda p: progress(p.fraction, desc=f"{p.articles:,} articles"),
                )
            except AssistantError as error:
                return problem_html(str(error)), None
            except Exception:
                logger.exception("adding on the page failed")
                return problem_html(_BROKEN), None
        return report_html(report), None

    def _list(self, view: TableView, words: str, *filters: Any) -> _Outputs:
        """Return the table, its view, and the line that says what is asked."""
        line = filters_line(self._assistant, *filters)
        try:
            selection = view.selection(words, where_of(*filters))
        except QuestionError as error:
            return problem_html(str(error)), view, line
        listing = self._assistant.listing(selection, count=ROWS, first=view.first)
        if not listing.rows and view.page:  # the page is gone with its articles
            view = view.within(listing.total)
            listing = self._assistant.listing(selection, count=ROWS, first=view.first)
        return table_html(listing, view, self._editing), view, line

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Let everybody know that articles are being added while the block runs."""
        with self._counting:
            self._adding += 1
        try:
            yield
        finally:
            with self._counting:
                self._adding -= 1


def _drop_zone() -> tuple[gr.File, gr.HTML]:
    return (
        gr.File(
            label=f"Drop {', '.join(FORMATS[:-1])} or {FORMATS[-1]} files to add",
            file_count="multiple",
            elem_id="drop",
            height=150,
        ),
        gr.HTML(elem_id="report", apply_default_css=False),
    )
