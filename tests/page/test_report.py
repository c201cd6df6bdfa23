"""What adding did, as the page tells it."""

from assistant.indexing import Report
from assistant.page.report import report_html
from assistant.sources.base import Failure
from tests.render.samples import HOSTILE, Tags, strip_tags


def test_a_report_counts_what_was_done_and_names_what_failed() -> None:
    failure = Failure("upload/bad.json", "not JSON", 3)
    text = strip_tags(report_html(Report(added=("a", "b"), failed=(failure,))))

    assert "2 added, 1 failed." in text
    assert "bad.json, line 3: not JSON" in text
    assert "upload" not in text


def test_a_report_of_nothing_says_so() -> None:
    assert "Nothing to add." in report_html(Report())


def test_many_failures_are_counted() -> None:
    html = report_html(Report(failed=(Failure("a.txt", "empty"),) * 1234))
    assert html.count("<li>") == 51
    assert "and 1,184 more" in html


def test_nothing_of_a_file_becomes_markup() -> None:
    html = report_html(Report(failed=(Failure(HOSTILE, HOSTILE),)))
    assert {tag for tag, _ in Tags.of(html)} == {"div", "p", "ul", "li", "b"}
